"""The use cases around a drill: begin, answer, let the rival reply, assess, try again, end."""

from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from coach.domain.attempt import Problem
from coach.domain.exchange import Progress as Share
from coach.domain.sparring.agenda import agenda
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.course import next_order, with_answer, with_end, with_line, with_line_after_end, with_turn
from coach.domain.sparring.drill import Drill, Ending
from coach.domain.sparring.drill_history import Progress, progress
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment
from coach.domain.sparring.turn import Line, Said, Speaker, Turn
from coach.domain.sparring.typed import tidy_answer, tidy_brief
from coach.errors import EngineError, UnreadableError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.ports import Leases
from coach.service.sparring.answering import Answer, alone, refuse_late, refuse_misplaced, utterance_lease
from coach.service.sparring.looks import MOST_RETRIES, Looks
from coach.service.sparring.ports import Assessor, Cards, DrillStore, Rival
from coach.service.sparring.saving import change
from coach.service.stages import ignore

READ_IN_FULL = 20
"""So many of somebody's newest drills tell which plays are open; more would cost more than they say."""

__all__ = ["MOST_RETRIES", "Answer", "Drills", "Start"]


@dataclass(frozen=True)
class Start:
    """What a seller chose. `card` is used instead of the card named `competitor`: a temporary one, a playbook's."""

    competitor: str
    brief: Brief
    setup: Setup = Setup.MEETING
    level: Level = Level.FIRM
    play: str | None = None
    card: Battlecard | None = None
    engine: str = CONFIGURED


@dataclass(frozen=True)
class Drills:
    """`rivals` and `assessors` by name: EMBEDDED always, CONFIGURED the one that serves.

    `reader` is the quick assessor whose reading the rival reacts to. Every change is durable before anything
    follows from it: an answer is kept before it is answered. `forget_sounds` removes recordings (by their
    SHA-256) that nobody uses any more.
    """

    cards: Cards
    store: DrillStore
    rivals: Mapping[str, Rival]
    assessors: Mapping[str, Assessor]
    reader: Assessor
    leases: Leases
    forget_sounds: Callable[[Collection[str]], object]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def start(self, who: str, start: Start) -> Drill:
        """Keep a new drill; the rival has yet to open. Raises UsageError, ContentError."""
        brief = tidy_brief(start.brief)
        card = start.card or self.cards.card(start.competitor)
        drill = Drill(
            id=self.new_id(),
            who=who,
            at=self.now(),
            card=card,
            us=self.cards.us(),
            brief=brief,
            setup=start.setup,
            level=start.level,
            objections=agenda(card, brief, start.setup, start.play),
            rival=self.rivals[start.engine].identity,
            judge=self.assessors[start.engine].identity,
        )
        self.store.add(drill)
        return drill

    def own(self, drill_id: str, who: str) -> Drill:
        """Somebody's own drill. Raises UsageError when there is none, UnreadableError."""
        self._refuse_others(drill_id, who)
        return self.store.get(drill_id).drill

    def progress(self, who: str) -> tuple[Progress, ...]:
        """How somebody's drills went, by competitor. The newest are read in full, for what is still open."""
        entries = self.store.entries(who)
        newest: list[Drill] = []
        for entry in entries[:READ_IN_FULL]:
            with suppress(UsageError, UnreadableError):  # deleted meanwhile, or kept by another version
                newest.append(self.store.get(entry.id).drill)
        return progress(entries, newest)

    def answer(self, drill_id: str, who: str, answer: Answer) -> Drill:
        """Keep an answer; the rival has yet to reply.

        The same answer (by key) sent again changes nothing. Raises UsageError for an empty or endless one,
        OvertakenError when it answers what is no longer on the table.
        """
        self._refuse_others(drill_id, who)
        text = tidy_answer(answer.text)
        if answer.utterance is not None and self.store.utterance(answer.utterance).drill_id != drill_id:
            raise UsageError("There is no such spoken answer.", hint="Say it again, or type it.")
        turn = Turn(
            number=0,
            speaker=Speaker.SELLER,
            text=text,
            at=self.now(),
            key=answer.key,
            seconds=answer.seconds,
            utterance=answer.utterance,
        )

        def add(drill: Drill) -> Drill:
            if answer.key is not None and any(kept.key == answer.key for kept in drill.answers()):
                return drill
            refuse_late(drill, answer)
            if answer.utterance is not None:
                refuse_misplaced(drill, answer, self.store.utterance(answer.utterance))
            return self._read(with_answer(drill, turn))

        with self._kept_sound(answer):
            return change(self.store, drill_id, add)

    def reply(self, drill_id: str, who: str, shown: Callable[[Said], None], engine: str = CONFIGURED) -> Drill:
        """Let the rival reply, if it is their turn; otherwise nothing happens.

        `shown` gets each sentence as it comes. An engine that fails leaves the turn to be tried again: `problem`
        of the drill that is returned says why. A drill that is ended meanwhile stays ended, and keeps the line.
        Raises OvertakenError while somebody else lets the rival reply.
        """
        self._refuse_others(drill_id, who)
        with self._alone(drill_id):
            drill = self.store.get(drill_id).drill
            if drill.whose_turn is not Speaker.RIVAL:
                return drill
            try:
                line = self.rivals[engine].reply(drill, next_order(drill), shown)
            except EngineError as error:
                problem = Problem(message=error.message, hint=error.hint, retries=(CONFIGURED, EMBEDDED))
                return change(self.store, drill_id, lambda now: _with_problem(now, drill, problem))
            return change(self.store, drill_id, lambda now: _with_line(now, drill, line, self.now()))

    def end(self, drill_id: str, who: str, ending: Ending = Ending.STOPPED) -> Drill:
        """End a drill, also while the rival talks; one that has ended stays as it was."""
        self._refuse_others(drill_id, who)
        return change(self.store, drill_id, lambda drill: with_end(drill, ending, self.now()))

    def assess(self, drill_id: str, who: str, number: int, engine: str = CONFIGURED) -> Drill:
        """Have one answer assessed with its further tries, unless they were. Failures are kept as not scored.

        Raises UsageError when there is no such answer.
        """
        self._refuse_others(drill_id, who)
        return self._looks.assess(drill_id, number, engine)

    def assess_all(self, drill_id: str, who: str, engine: str = CONFIGURED, progress: Share = ignore) -> Drill:
        """Have every answer assessed that was not; each is kept as it comes. `progress` hears the share done."""
        self._refuse_others(drill_id, who)
        return self._looks.assess_all(drill_id, engine, progress)

    def retry(self, drill_id: str, who: str, number: int, text: str, engine: str = CONFIGURED) -> Drill:
        """Keep and assess another try at one answer, beside the first. Raises UsageError."""
        self._refuse_others(drill_id, who)
        return self._looks.retry(drill_id, number, tidy_answer(text), engine)

    def delete(self, drill_id: str, who: str) -> None:
        """Remove a drill with all that was said, also one that cannot be read. Raises UsageError if there is none."""
        self._refuse_others(drill_id, who)
        self.forget_sounds(self.store.delete(drill_id))

    @property
    def _looks(self) -> Looks:
        return Looks(self.store, self.assessors, self.now)

    def _read(self, drill: Drill) -> Drill:
        """The drill with the quick reading of the answer that was just given."""
        turn = drill.turns[-1]
        try:
            reading = self.reader.assess(drill.exchange(turn))
        except EngineError:  # nobody's words are lost for a look at them: the rival takes it as unproved
            return drill
        return with_turn(drill, turn.model_copy(update={"reading": reading, "facts": given_facts(reading)}))

    def _refuse_others(self, drill_id: str, who: str) -> None:
        # A name that no database can hold (bytes of another encoding, from a command line) is nobody's.
        if not drill_id.isprintable() or self.store.owner(drill_id) != who:
            raise UsageError("There is no such drill.", hint="Choose another one, or begin a new one.")

    @contextmanager
    def _kept_sound(self, answer: Answer) -> Generator[None]:
        """While a spoken answer is added, nobody discards its sound."""
        if answer.utterance is None:
            yield
            return
        message = "This is still being listened to, in another tab or program; your answer was not added."
        hint = "Wait a few seconds, then send it again."
        with alone(self.leases, utterance_lease(answer.utterance), message, hint):
            yield

    def _alone(self, drill_id: str) -> AbstractContextManager[None]:
        message = "The rival is replying to this already, in another tab or program."
        return alone(self.leases, f"drill-{drill_id}", message, "Wait for the line to be there, then go on.")


def given_facts(assessment: Assessment) -> tuple[str, ...]:
    """The ids of the facts that an answer really gave."""
    return tuple(dict.fromkeys(fact for finding in assessment.steps for fact in finding.facts))


def _with_line(now: Drill, asked: Drill, line: Line, at: datetime) -> Drill:
    """The drill as it is now with the reply to what it was when the rival was asked.

    Whoever ended it meanwhile has heard the line: it is kept, and the drill stays ended. A line that somebody
    else has answered for, on another machine, is dropped.
    """
    if len(now.turns) != len(asked.turns):
        return now
    return with_line_after_end(now, line, at) if now.ended else with_line(now, line, at)


def _with_problem(now: Drill, asked: Drill, problem: Problem) -> Drill:
    if now.ended or len(now.turns) != len(asked.turns):
        return now
    return now.model_copy(update={"problem": problem})
