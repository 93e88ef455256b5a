"""What a drill comes to: what became of each objection, what to mend, what to say tomorrow. All derived."""

from collections.abc import Iterable, Iterator

from coach.domain.judging import Verdict
from coach.domain.sparring.debriefs.mending import Avoid, Mend, fixes, not_to_repeat, tries
from coach.domain.sparring.debriefs.own_words import fit_to_say, whole_sentence
from coach.domain.sparring.debriefs.tomorrow import LineToSay, lines_to_say
from coach.domain.sparring.drill import Drill, Objection, State
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import POINTS, Step
from coach.domain.sparring.turn import Turn
from coach.domain.value import Value


class Outcome(Value):
    """What became of one objection. `turns` are the answers to it."""

    id: str
    title: str
    state: State
    facts: tuple[str, ...]
    turns: tuple[int, ...]


class Best(Value):
    """The best words of the best answer; `retry` is which further try at that turn they are from, 0 for the first."""

    turn: int
    retry: int
    text: str
    step: Step


class Next(Value):
    """The drill to do next."""

    setup: Setup
    level: Level
    play: str | None = None
    why: str


class Counts(Value):
    """How many objections were put, what became of those, and how many were not.

    `unclear`: answered, and nobody could tell whether that settles them; `waiting`: put, never answered.
    """

    put: int
    answered: int
    dodged: int
    conceded: int
    unclear: int
    waiting: int
    not_put: int


class Improved(Value):
    """A turn that a further try made better: the first score and the best one."""

    turn: int
    before: float
    after: float


class Debrief(Value):
    """What a drill comes to. `score` is the mean over the answers that were scored, None while there are none.

    `not_scored` are the answers whose assessment failed, `unread` those nobody has assessed yet: neither
    counts for anything.
    """

    objections: tuple[Outcome, ...]
    counts: Counts
    best: Best | None
    fixes: tuple[Mend, ...]
    avoid: tuple[Avoid, ...]
    tomorrow: tuple[LineToSay, ...]
    next: Next
    score: float | None
    score_best: float | None
    scored: tuple[int, ...]
    not_scored: tuple[int, ...]
    unread: tuple[int, ...]
    improved: tuple[Improved, ...]


def debrief(drill: Drill) -> Debrief:
    """What this drill comes to so far."""
    answers = list(drill.answers())
    scored = [turn for turn in answers if turn.assessment and turn.assessment.score is not None]
    outcomes = tuple(_outcome(drill, objection) for objection in drill.objections)
    return Debrief(
        objections=outcomes,
        counts=_counts(outcomes),
        best=_best(drill, scored),
        fixes=fixes(drill, scored),
        avoid=tuple(not_to_repeat(answers)),
        tomorrow=lines_to_say(drill),
        next=_next(drill, outcomes),
        score=_mean(turn.assessment.score for turn in scored if turn.assessment),
        score_best=_mean(turn.assessment.score_best for turn in scored if turn.assessment),
        scored=tuple(turn.number for turn in scored),
        not_scored=tuple(turn.number for turn in answers if turn.assessment and turn.assessment.problem),
        unread=tuple(turn.number for turn in answers if turn.assessment is None),
        improved=tuple(_improved(scored)),
    )


def _mean(scores: Iterable[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return round(sum(known) / len(known), 1) if known else None


def _outcome(drill: Drill, objection: Objection) -> Outcome:
    return Outcome(
        state=drill.state(objection),
        turns=tuple(turn.number for turn in drill.answers() if turn.objection == objection.id),
        **objection.model_dump(include={"id", "title", "facts"}),
    )


def _counts(outcomes: tuple[Outcome, ...]) -> Counts:
    states = [outcome.state for outcome in outcomes]
    return Counts(
        put=sum(state is not State.NOT_PUT for state in states),
        answered=states.count(State.ANSWERED),
        dodged=states.count(State.DODGED),
        conceded=states.count(State.CONCEDED),
        unclear=states.count(State.UNCLEAR),
        waiting=states.count(State.PUT),
        not_put=states.count(State.NOT_PUT),
    )


def _best(drill: Drill, scored: list[Turn]) -> Best | None:
    found = [
        (turn, number, each)
        for turn in scored
        for number, each in tries(turn)
        if each.score and not (each.grants or each.nothing)
    ]
    for turn, number, each in sorted(found, key=lambda each: -(each[2].score or 0)):
        said = turn.retries[number - 1].text if number else turn.text
        met = [finding for finding in each.steps if finding.verdict is Verdict.MET]
        for finding in sorted(met, key=lambda finding: -POINTS[finding.step]):
            for quote in finding.quotes:
                line = whole_sentence(quote.text, said)
                if quote.verified and fit_to_say(line, said, each, drill.card):
                    return Best(turn=turn.number, retry=number, text=line, step=finding.step)
    return None


def _improved(scored: list[Turn]) -> Iterator[Improved]:
    for turn in scored:
        first, *later = [each.score or 0.0 for _, each in tries(turn)]
        if later and max(later) > first:
            yield Improved(turn=turn.number, before=first, after=max(later))


def _next(drill: Drill, outcomes: tuple[Outcome, ...]) -> Next:
    levels = list(Level)
    level = drill.level
    open_ = next((each for each in outcomes if each.state in {State.CONCEDED, State.DODGED}), None)
    if open_ and drill.setup is Setup.ONE_PLAY:
        easier = levels[max(levels.index(level) - 1, 0)]
        why = "This play still stands" + (": get it at an easier level first." if easier is not level else ".")
        return Next(setup=Setup.ONE_PLAY, level=easier, play=open_.id, why=why)
    if open_:
        why = f"“{open_.title}” still stands, and of what stands it is the most dangerous."
        return Next(setup=Setup.ONE_PLAY, level=level, play=open_.id, why=why)
    unheard = sum(each.state in {State.NOT_PUT, State.PUT} for each in outcomes)
    if unheard:
        why = f"{unheard} of {len(outcomes)} objections got no answer yet."
        play = outcomes[0].id if drill.setup is Setup.ONE_PLAY else None
        return Next(setup=drill.setup, level=level, play=play, why=why)
    if unclear := next((each for each in outcomes if each.state is State.UNCLEAR), None):
        why = f"I could not tell whether “{unclear.title}” is settled: answer it once more."
        return Next(setup=Setup.ONE_PLAY, level=level, play=unclear.id, why=why)
    if drill.setup is Setup.ONE_PLAY:
        return Next(setup=Setup.MEETING, level=level, why="You have this play: now meet it among the others.")
    if level is not levels[-1]:
        harder = levels[levels.index(level) + 1]
        return Next(setup=drill.setup, level=harder, why="You answered everything: take a harder rival.")
    if drill.setup is Setup.MEETING:
        return Next(setup=Setup.RAPID_FIRE, level=level, why="You answered everything: say it in one line, on time.")
    return Next(setup=Setup.MEETING, level=level, why="You answered everything: do it again just before the call.")
