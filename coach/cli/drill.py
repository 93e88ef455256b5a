"""`coach drill`: argue it out with the competitor's rep in a terminal, or give the answers from a file."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cli.accounts import add_account, brief, competitor, read_text
from coach.cli.commands import Commands
from coach.cli.drill_show import debrief_text, said_text, turn_end
from coach.cli.drill_talk import Conversation, resumable
from coach.cli.show import print_json, tell
from coach.domain.person import OWNER
from coach.domain.sparring.drill import Drill, Ending
from coach.domain.sparring.drill_record import drill_record
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.turn import Said, Speaker
from coach.domain.sparring.typed import tidy_answer
from coach.errors import CoachError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED

if TYPE_CHECKING:
    from coach.service.sparring.drills import Drills
    from coach.wiring import Workshop


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "drill",
        help="argue it out with the competitor's rep",
        description="The competitor's rep puts their points and presses them; you answer, and leave with what to say. "
        "Every turn is kept before it is answered: a drill that broke off goes on with --resume.",
        epilog="Example: coach drill --competitor castle --account 'Insurer, 400 people, owns the suite'",
    )
    add_account(parser)
    parser.add_argument("--answers", type=Path, metavar="FILE", help="answers in UTF-8, one a line; default: you type")
    parser.add_argument("--setup", choices=[each.value for each in Setup], help="default: meeting")
    parser.add_argument("--level", choices=[each.value for each in Level], help="default: firm")
    parser.add_argument("--play", metavar="ID", help="the one play you fear; its card lists them")
    parser.add_argument("--embedded", action="store_true", help="the scripted rival, also where a model serves")
    parser.add_argument("--resume", metavar="DRILL", help="go on with a drill that broke off")
    parser.add_argument("--who", default=OWNER, metavar="NAME", help="whose drill it is")
    parser.add_argument("--json", action="store_true", help="print the drill and its debrief as JSON at the end")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Hold one drill and show what it comes to."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    answers = _answers(arguments.answers) if arguments.answers else None
    if arguments.resume:
        _refuse_beside_resume(arguments)
    workshop = Workshop(settings_from(environment()))
    who = workshop.people.named(arguments.who).key
    engine = EMBEDDED if arguments.embedded else CONFIGURED
    drills = workshop.drills
    drill = drills.own(arguments.resume, who) if arguments.resume else _begun(arguments, workshop, who, engine)
    # With --json standard output is for the document alone: what is said goes beside it.
    out = sys.stderr if arguments.json else sys.stdout
    if answers is None:
        drill = Conversation(drills, who, engine, out).hold(drill)
    else:
        drill = _answered(drills, drill, who, engine, answers)
    if drill.ended:
        drill = drills.assess_all(drill.id, who, engine)
        _tell_not_scored(drill)
    if arguments.json:
        print_json(drill_record(drill))
    elif drill.ended:
        print("\n".join([*(_transcript(drill) if answers is not None else []), *debrief_text(drill)]))
    return 0


def _begun(arguments: argparse.Namespace, workshop: "Workshop", who: str, engine: str) -> Drill:
    from coach.service.sparring.drills import Start

    setup = arguments.setup or (Setup.ONE_PLAY if arguments.play else Setup.MEETING)
    if arguments.play and setup != Setup.ONE_PLAY:
        raise UsageError("--play goes with --setup one_play.", hint="Leave --setup away, or leave --play away.")
    account, rival = brief(arguments), competitor(arguments, workshop)
    card = None if isinstance(rival, str) else rival
    return workshop.drills.start(
        who,
        Start(
            competitor=rival if isinstance(rival, str) else rival.id,
            brief=account,
            setup=Setup(setup),
            level=Level(arguments.level or Level.FIRM),
            play=arguments.play,
            card=card,
            engine=engine,
        ),
    )


def _refuse_beside_resume(arguments: argparse.Namespace) -> None:
    set_up = ("competitor", "name", "notes", "account", "account_file", "setup", "level", "play")
    for name in set_up:
        if getattr(arguments, name) is not None:
            option = f"--{name.replace('_', '-')}"
            raise UsageError(f"{option} does not go with --resume.", hint="A drill goes on as it was set up.")


def _answers(path: Path) -> list[str]:
    """The answers of a file, one a line; refused before anything is begun."""
    lines = read_text(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    answers: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answers.append(tidy_answer(line))
        except UsageError as error:
            raise UsageError(f"Line {number} of {path}: {error.message}", hint=error.hint) from None
    if not answers:
        raise UsageError(f"{path} holds no answers.", hint="Write one answer a line; blank lines are skipped.")
    return answers


def _answered(drills: "Drills", drill: Drill, who: str, engine: str, answers: list[str]) -> Drill:
    """One answer after the other, each with its reply, until they or the objections are used up."""
    from coach.service.sparring.drills import Answer

    given = [turn.text for turn in drill.answers()]
    if given and answers[: len(given)] == given:  # the same file again, after the drill broke off
        many = "1 answer is" if len(given) == 1 else f"{len(given)} answers are"
        tell(f"{many} in this drill already; it goes on after that.")
        answers = answers[len(given) :]
    left = list(answers)
    while drill.ended is None:
        if drill.whose_turn is Speaker.RIVAL:
            drill = drills.reply(drill.id, who, _ignored, engine)
            if drill.problem is not None:
                raise resumable(drill, CoachError(drill.problem.message, hint=drill.problem.hint))
        elif left:
            drill = drills.answer(drill.id, who, Answer(left.pop(0), after=len(drill.turns)))
        else:
            drill = drills.end(drill.id, who, Ending.ANSWERS_USED_UP)
    if left:
        why = "every point had been put" if drill.ended is Ending.COMPLETED else "the drill was over"
        tell(f"{len(left)} {'answer was' if len(left) == 1 else 'answers were'} not used: {why}.")
    return drill


def _ignored(said: Said) -> None:
    """A file does not listen."""


def _transcript(drill: Drill) -> list[str]:
    lines: list[str] = []
    for turn in drill.turns:
        if turn.speaker is Speaker.SELLER:
            lines += ["", f"You ({turn.number}): {turn.text}"]
        else:
            lines += ["", f"{drill.card.name} ({turn.number}): {' '.join(map(said_text, turn.said))}"]
            lines += turn_end(drill, turn)
    return lines


def _tell_not_scored(drill: Drill) -> None:
    failed = [turn for turn in drill.answers() if turn.assessment and turn.assessment.problem]
    if failed and (problem := failed[0].assessment and failed[0].assessment.problem):
        many = f"{len(failed)} answers were" if len(failed) > 1 else "One answer was"
        tell(f"{many} not scored: {problem.message}")
        tell(f"→ {problem.hint} `coach drill --resume {drill.id}` looks again; --embedded does it without a model.")
