"""The use cases around a drill: begin, answer, let the rival reply, assess, try again, end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.domain.attempt import Problem
from coach.domain.sparring.agenda import agenda
from coach.domain.sparring.battlecard import Battlecard
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.course import next_order, with_answer, with_end, with_line, with_turn
from coach.domain.sparring.drill import LONGEST_ANSWER, Drill, Ending, Retry, Said, Speaker, Turn
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttal import Assessment
from coach.errors import EngineError, OvertakenError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.ports import Leases
from coach.service.sparring.ports import Assessor, Cards, DrillStore, Rival

MOST_RETRIES = 5
"""Further tries at one answer that are kept."""


@dataclass(frozen=True)
class Start:
    """What a seller chose. `card` is a temporary one, instead of the card named `competitor`."""

    competitor: str
    brief: Brief
    setup: Setup = Setup.MEETING
    level: Level = Level.FIRM
    play: str | None = None
    card: Battlecard | None = None
    engine: str = CONFIGURED


@dataclass(frozen=True)
class Answer:
    """One answer. `after` is the number of the rival's turn that it replies to: an old page answers nothing new.

    `key` is the page's own name for it, so that one sent twice is kept once.
    """

    text: str
    after: int
    key: str | None = None
    seconds: float | None = None
    utterance: str | None = None


@dataclass(frozen=True)
class Drills:
    """`rivals` and `assessors` by name: EMBEDDED always, CONFIGURED the one that serves.

    `reader` is the quick assessor whose reading the rival reacts to. Every change is durable before anything
    follows from it: an answer is kept before it is answered.
    """

    cards: Cards
    store: DrillStore
    rivals: Mapping[str, Rival]
    assessors: Mapping[str, Assessor]
    reader: Assessor
    leases: Leases
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def start(self, who: str, start: Start) -> Drill:
        """Keep a new drill; the rival has yet to open. Raises UsageError, ContentError."""
        card = start.card or self.cards.card(start.competitor)
        drill = Drill(
            id=self.new_id(),
            who=who,
            at=self.now(),
            card=card,
            us=self.cards.us(),
            brief=start.brief,
            setup=start.setup,
            level=start.level,
            objections=agenda(card, start.brief, start.setup, start.play),
            rival=self.rivals[start.engine].identity,
            judge=self.assessors[start.engine].identity,
        )
        self.store.add(drill)
        return drill

    def own(self, drill_id: str, who: str) -> Drill:
        """Somebody's own drill. Raises UsageError when there is none."""
        drill = self.store.get(drill_id).drill
        if drill.who != who:
            raise UsageError("There is no such drill.", hint="Choose another one, or begin a new one.")
        return drill

    def answer(self, drill_id: str, who: str, answer: Answer) -> Drill:
        """Keep an answer; the rival has yet to reply.

        The same answer (by key) sent again changes nothing. Raises UsageError for an empty or endless one,
        OvertakenError when it answers what is no longer on the table.
        """
        self.own(drill_id, who)
        text = tidy(answer.text)
        drill, revision = self.store.get(drill_id)
        if answer.key is not None and any(turn.key == answer.key for turn in drill.answers()):
            return drill
        if drill.whose_turn is not Speaker.SELLER or len(drill.turns) != answer.after:
            raise OvertakenError(
                "This drill has gone on elsewhere meanwhile; your answer was not added.",
                hint="Load the page again, and answer what is on the table now.",
            )
        turn = Turn(
            number=0,
            speaker=Speaker.SELLER,
            text=text,
            at=self.now(),
            key=answer.key,
            seconds=answer.seconds,
            utterance=answer.utterance,
        )
        drill = with_answer(drill, turn)
        turn = drill.turns[-1]
        reading = self.reader.assess(drill.exchange(turn))
        drill = with_turn(drill, turn.model_copy(update={"reading": reading, "facts": given_facts(reading)}))
        self.store.save(drill, revision)
        return drill

    def reply(self, drill_id: str, who: str, shown: Callable[[Said], None], engine: str = CONFIGURED) -> Drill:
        """Let the rival reply, if it is their turn; otherwise nothing happens.

        `shown` gets each sentence as it comes. An engine that fails leaves the turn to be tried again: `problem`
        of the drill that is returned says why. Raises OvertakenError while somebody else lets the rival reply.
        """
        self.own(drill_id, who)
        with self.leases.take(f"drill-{drill_id}"):
            drill, revision = self.store.get(drill_id)
            if drill.whose_turn is not Speaker.RIVAL:
                return drill
            try:
                line = self.rivals[engine].reply(drill, next_order(drill), shown)
                drill = with_line(drill, line, self.now())
            except EngineError as error:
                problem = Problem(message=error.message, hint=error.hint, retries=(CONFIGURED, EMBEDDED))
                drill = drill.model_copy(update={"problem": problem})
            self.store.save(drill, revision)
            return drill

    def end(self, drill_id: str, who: str, ending: Ending = Ending.STOPPED) -> Drill:
        """End a drill; one that has ended stays as it was."""
        self.own(drill_id, who)
        drill, revision = self.store.get(drill_id)
        ended = with_end(drill, ending, self.now())
        if ended is not drill:
            self.store.save(ended, revision)
        return ended

    def assess(self, drill_id: str, who: str, number: int, engine: str = CONFIGURED) -> Drill:
        """Have one answer assessed, unless it was. What failed is kept as not scored, with the reason.

        Raises UsageError when there is no such answer.
        """
        drill = self.own(drill_id, who)
        turn = _answer(drill, number)
        if turn.assessment is not None and turn.assessment.problem is None:
            return drill
        assessment = self._assessed(drill, turn, engine)
        return self._update(drill_id, number, lambda now: now.model_copy(update={"assessment": assessment}))

    def retry(self, drill_id: str, who: str, number: int, text: str, engine: str = CONFIGURED) -> Drill:
        """Keep and assess another try at one answer, beside the first. Raises UsageError."""
        drill = self.own(drill_id, who)
        turn = _answer(drill, number)
        if len(turn.retries) >= MOST_RETRIES:
            message = f"This answer was tried {MOST_RETRIES} more times already."
            raise UsageError(message, hint="Drill this one play instead.")
        again = turn.model_copy(update={"text": tidy(text), "retries": ()})
        retry = Retry(text=again.text, at=self.now(), assessment=self._assessed(drill, again, engine))
        return self._update(drill_id, number, lambda now: now.model_copy(update={"retries": (*now.retries, retry)}))

    def delete(self, drill_id: str, who: str) -> None:
        """Remove a drill with all that was said. Raises UsageError when there is none."""
        self.own(drill_id, who)
        self.store.delete(drill_id)

    def _assessed(self, drill: Drill, turn: Turn, engine: str) -> Assessment:
        assessor = self.assessors[engine]
        try:
            return assessor.assess(drill.exchange(turn))
        except EngineError as error:
            problem = Problem(message=error.message, hint=error.hint, retries=(CONFIGURED, EMBEDDED))
            return Assessment(judge=assessor.identity, problem=problem)

    def _update(self, drill_id: str, number: int, change: Callable[[Turn], Turn]) -> Drill:
        """Change one turn of a drill that may go on meanwhile: only this turn is ours."""
        while True:
            drill, revision = self.store.get(drill_id)
            changed = with_turn(drill, change(_answer(drill, number)))
            try:
                self.store.save(changed, revision)
            except OvertakenError:
                continue
            return changed


def tidy(text: str) -> str:
    """An answer as it is kept. Raises UsageError for none, and for one that is too long."""
    text = "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())
    if not text:
        raise UsageError("There is no answer yet.", hint="Write or say what you would answer.")
    if len(text) > LONGEST_ANSWER:
        message = f"This answer has {len(text):,} characters; {LONGEST_ANSWER:,} are the most."
        raise UsageError(message, hint="Nobody listens that long: say the two things that matter.")
    return text


def given_facts(assessment: Assessment) -> tuple[str, ...]:
    """The ids of the facts that an answer really gave."""
    return tuple(dict.fromkeys(fact for finding in assessment.steps for fact in finding.facts))


def _answer(drill: Drill, number: int) -> Turn:
    turn = drill.turn(number)
    if turn is None or turn.speaker is not Speaker.SELLER:
        raise UsageError(f"Turn {number} of this drill is no answer of yours.", hint="Choose one of your answers.")
    return turn
