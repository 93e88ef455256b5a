"""A drill by typing: the rival's lines as they come, then the seller's words or a command."""

import sys
import time
from typing import TYPE_CHECKING, TextIO

from coach.cli.drill_show import assessment_text, opening, said_text, table_text, turn_end
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.turn import Said, Speaker, Turn
from coach.errors import CoachError, OvertakenError, UsageError

if TYPE_CHECKING:
    from coach.service.sparring.drills import Drills

HELP = """  Type what you would say, and press Enter. Or:
  /assess [TURN]  what your last answer (or that of a turn) was worth
  /retry WORDS    try your last answer again, outside the drill; before and after side by side
  /end            end the drill, to the debrief
  /help           this
  Ctrl-D leaves: the drill is kept, and goes on with --resume."""


class Conversation:
    """One drill at one terminal (or pipe)."""

    def __init__(self, drills: "Drills", who: str, engine: str, out: TextIO) -> None:
        self._drills, self._who, self._engine, self._out = drills, who, engine, out

    def hold(self, drill: Drill) -> Drill:
        """Talk until the drill is over, or the seller leaves it: then it can be gone on with."""
        if drill.ended is None:
            for line in opening(drill):
                self._say(line)
            if sys.stdin.isatty():
                self._say("  /help lists what you can do beside answering.")
            if drill.whose_turn is Speaker.SELLER:
                self._repeat(drill)
        try:
            while drill.ended is None:
                drill = self._listen(drill) if drill.whose_turn is Speaker.RIVAL else self._speak(drill)
        except (EOFError, KeyboardInterrupt):
            self._say(f"\nThe drill is kept. Go on with: coach drill --resume {drill.id}")
            return self._drills.own(drill.id, self._who)
        return drill

    def _listen(self, drill: Drill) -> Drill:
        self._say(f"\n{drill.card.name}:")
        drill = self._drills.reply(drill.id, self._who, self._show, self._engine)
        if drill.problem is not None:
            raise resumable(drill, CoachError(drill.problem.message, hint=drill.problem.hint))
        self._below(drill)
        return drill

    def _show(self, said: Said) -> None:
        self._say(f"  {said_text(said)}")

    def _repeat(self, drill: Drill) -> None:
        self._say(f"\n{drill.card.name}:")
        for said in drill.turns[-1].said:
            self._show(said)
        self._below(drill)

    def _below(self, drill: Drill) -> None:
        for line in turn_end(drill, drill.turns[-1]):
            self._say(line)
        if drill.whose_turn is Speaker.SELLER:
            self._say(f"\n{table_text(drill)}")

    def _speak(self, drill: Drill) -> Drill:
        self._out.write("> ")
        self._out.flush()
        began = time.monotonic()
        try:
            line = _line()
            # A pipe answers in no time and says nothing about how long somebody thought.
            seconds = time.monotonic() - began if sys.stdin.isatty() else None
            if line.startswith("/"):
                return self._command(drill, *line[1:].split(maxsplit=1))
            return self._answer(drill, line, seconds) if line else drill
        except OvertakenError as error:
            self._refuse(error)
            drill = self._drills.own(drill.id, self._who)
            if drill.whose_turn is Speaker.SELLER:
                self._repeat(drill)
            return drill
        except UsageError as error:
            self._refuse(error)
            return drill

    def _answer(self, drill: Drill, text: str, seconds: float | None) -> Drill:
        from coach.service.sparring.drills import Answer

        answered = self._drills.answer(drill.id, self._who, Answer(text, after=len(drill.turns), seconds=seconds))
        if answered.turns[-1].late:
            self._say("  That was beyond the clock: the point stands.")
        return answered

    def _command(self, drill: Drill, name: str = "", rest: str = "") -> Drill:
        match name:
            case "end":
                return self._drills.end(drill.id, self._who)
            case "assess":
                turn = self._turn(drill, rest)
                drill = self._drills.assess(drill.id, self._who, turn.number, self._engine)
                self._shown(drill, turn.number)
            case "retry":
                turn = self._turn(drill, "")
                if not rest.strip():
                    self._say(f"  You said: “{turn.text}”. Write /retry and the words you would say now.")
                    return drill
                self._drills.assess(drill.id, self._who, turn.number, self._engine)
                drill = self._drills.retry(drill.id, self._who, turn.number, rest, self._engine)
                self._shown(drill, turn.number)
            case "help":
                self._say(HELP)
            case _:
                self._say(f"  There is no command “/{name}”; it was not said either.\n{HELP}")
        return drill

    def _turn(self, drill: Drill, number: str) -> Turn:
        answers = list(drill.answers())
        if not answers:
            raise UsageError("You have not answered anything yet.", hint="Type what you would say.")
        wanted = number.strip() or str(answers[-1].number)
        turn = next((turn for turn in answers if str(turn.number) == wanted), None)
        if turn is None:
            known = ", ".join(str(turn.number) for turn in answers)
            raise UsageError(f"Turn {wanted} is no answer of yours.", hint=f"Your answers are the turns {known}.")
        return turn

    def _shown(self, drill: Drill, number: int) -> None:
        turn = drill.turn(number)
        assert turn is not None
        for line in assessment_text(turn):
            self._say(line)

    def _refuse(self, error: CoachError) -> None:
        self._say(f"  {error.message}\n  → {error.hint}")

    def _say(self, line: str) -> None:
        print(line, file=self._out, flush=True)


def resumable(drill: Drill, error: CoachError) -> CoachError:
    """The same error with how to go on: every turn is kept."""
    error.hint = (
        f"{error.hint} Everything so far is kept: `coach drill --resume {drill.id}` tries again, "
        "and with --embedded the scripted rival goes on."
    )
    return error


def _line() -> str:
    """What was typed, without blanks around. Raises EOFError at its end, UsageError for what is no text."""
    read = sys.stdin.buffer.readline()
    if not read:
        raise EOFError
    try:
        return read.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise UsageError("What came in is no text in UTF-8.", hint="Save it as plain text in UTF-8.") from error
