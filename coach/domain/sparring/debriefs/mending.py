"""What to do better after a drill, and what not to say again: with the moment, the words and better ones."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from coach.domain.judging import Verdict
from coach.domain.language import normal
from coach.domain.sparring.drill import Drill, Objection
from coach.domain.sparring.rebuttals.rebuttal import POINTS, Assessment, Standing, Step
from coach.domain.sparring.turn import Turn
from coach.domain.value import Value

MOST_FIXES = 2

STEPS_TO_TAKE = {
    Step.TOOK_UP: "Take the point up fairly before you answer it",
    Step.ASKED: "Ask a question before you answer",
    Step.PROOF: "Answer with a proof that has a source",
    Step.CRITERION: "Bring it back to what the buyer decides by",
    Step.LED_ON: "Check that it is settled, and lead on",
}
"""What to do where a step was missed."""


class Mend(Value):
    """One thing to do better, with its moment: the turn, the words that were said there, and better ones.

    `times` is in how many of the scored answers a step was missed.
    """

    kind: Literal["gate", "claim", "nothing", "step"]
    what: str
    turn: int
    words: str
    why: str
    better: str
    step: Step | None = None
    times: int = 1


class Avoid(Value):
    """Words not to repeat. `certain` is false where they could be meant otherwise."""

    kind: Literal["contradicted", "not_on_card", "disparagement", "never_say"]
    turn: int
    text: str
    why: str
    certain: bool = True


class _Moment(NamedTuple):
    """One answer as the seller did it best."""

    turn: int
    words: str
    objection: Objection
    best: Assessment

    def better(self, step: Step | None = None) -> str:
        """The judge's better line, else what the card has."""
        answer = self.objection.answer
        return self.best.better or (answer.question if step in {Step.ASKED, Step.LED_ON} else answer.line)


def fixes(drill: Drill, scored: Sequence[Turn]) -> tuple[Mend, ...]:
    """At most two: the gate first, then claims against the cards, points without any answer, and missed steps.

    What a further try has put right is not asked for again, and no doubt becomes a fix.
    """
    moments = [_moment(drill, turn) for turn in scored]
    grave = list({mend.turn: mend for mend in (*_claims(moments), *_gates(moments))}.values())  # one a turn
    grave.sort(key=lambda mend: (mend.kind != "gate", mend.turn))
    grave = grave[:MOST_FIXES]
    grave += _unanswered(moments, {mend.turn for mend in grave})
    return tuple((*grave, *_missed(drill.steps, moments, {mend.turn for mend in grave}))[:MOST_FIXES])


def _moment(drill: Drill, turn: Turn) -> _Moment:
    objection = drill.objection(turn.objection)
    assert objection is not None  # every answer is to something
    number, best = max(tries(turn), key=lambda found: found[1].score or 0.0)
    return _Moment(turn.number, turn.retries[number - 1].text if number else turn.text, objection, best)


def _gates(moments: Sequence[_Moment]) -> Iterator[Mend]:
    for at in moments:
        if breach := next((each for each in at.best.breaches if each.certain), None):
            what = "Leave out what nobody may say" if breach.kind == "never_say" else "Stay fair to the competitor"
            better = at.better()
            yield Mend(kind="gate", what=what, turn=at.turn, words=breach.text, why=breach.reason, better=better)


def _claims(moments: Sequence[_Moment]) -> Iterator[Mend]:
    for at in moments:
        if wrong := next((claim for claim in at.best.claims if claim.standing is Standing.CONTRADICTED), None):
            what, better = "Say only what the cards bear out", at.better()
            yield Mend(kind="claim", what=what, turn=at.turn, words=wrong.text, why=wrong.reason, better=better)


def _unanswered(moments: Sequence[_Moment], told: Collection[int]) -> list[Mend]:
    """One for all points to which nothing was said: each of its steps alone would ask for the same answer."""
    where = [at for at in moments if at.best.nothing and at.turn not in told]
    if not where:
        return []
    at = where[0]
    why = f"“{at.objection.title}” stood there unanswered."
    return [
        Mend(
            kind="nothing",
            what="Have an answer ready",
            turn=at.turn,
            words=at.words,
            why=why,
            better=at.better(),
            times=len(where),
        )
    ]


def _missed(steps: Sequence[Step], moments: Sequence[_Moment], told: Collection[int]) -> list[Mend]:
    """One for each step that was surely missed, those that lost most points first.

    Its moment is the weakest such answer, and rather to another objection than those of the turns that are told.
    """
    missed: list[Mend] = []
    known = {at.objection.id for at in moments if at.turn in told}
    for step in steps:
        where = [at for at in moments if at.best.verdict(step) is Verdict.NOT_MET and not at.best.nothing]
        if where:
            at = min(where, key=lambda at: (at.objection.id in known, bool(at.best.breaches), at.best.score))
            why = next(finding.reason for finding in at.best.steps if finding.step is step)
            found = {"what": STEPS_TO_TAKE[step], "words": at.words, "why": why, "better": at.better(step)}
            missed.append(Mend(kind="step", turn=at.turn, step=step, times=len(where), **found))
    return sorted(missed, key=lambda mend: -mend.times * POINTS[mend.step] if mend.step else 0)


def not_to_repeat(answers: Iterable[Turn]) -> Iterator[Avoid]:
    """Everything that was said once and should not be said again, each only once."""
    seen: set[tuple[str, ...]] = set()
    for turn in answers:
        for _, assessment in tries(turn):
            for each in _slips(turn.number, assessment):
                if (words := normal(each.text)) not in seen:
                    seen.add(words)
                    yield each


def _slips(turn: int, assessment: Assessment) -> Iterator[Avoid]:
    for breach in assessment.breaches:
        yield Avoid(kind=breach.kind, turn=turn, text=breach.text, why=breach.reason, certain=breach.certain)
    for claim in assessment.claims:
        if claim.standing is Standing.CONTRADICTED:
            yield Avoid(kind="contradicted", turn=turn, text=claim.text, why=claim.reason)
        if claim.standing is Standing.NOT_ON_CARD:
            yield Avoid(kind="not_on_card", turn=turn, text=claim.text, why=claim.reason)


def tries(turn: Turn) -> Iterator[tuple[int, Assessment]]:
    """The assessments of one answer that are scores: of the first words (0), then of the further tries (1 ...)."""
    for number, each in enumerate((turn.assessment, *(retry.assessment for retry in turn.retries))):
        if each is not None and each.score is not None:
            yield number, each
