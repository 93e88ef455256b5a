"""A grading sheet: what a grader is asked of one pitch, and what the answers add up to."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Check, Criterion, Rubric
from coach.domain.scorecard import Scorecard, score
from coach.domain.studio.manuscript import Bundle
from coach.domain.value import Value
from coach.errors import UsageError


class Question(Value):
    """One thing to decide: a check, or (with `check` None) which level of the criterion was reached."""

    criterion: Criterion
    check: Check | None

    @property
    def key(self) -> str:
        """Under which a rating keeps the answer: `criterion/check`, or `criterion` for levels."""
        return f"{self.criterion.id}/{self.check.id}" if self.check else self.criterion.id

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be answered: verdicts, or levels as digits. `not_observed` where a check is conditional."""
        if self.check is None:
            return tuple(str(level.level) for level in self.criterion.levels)
        either = (Verdict.MET.value, Verdict.NOT_MET.value)
        return (*either, Verdict.NOT_OBSERVED.value) if self.check.applies_if else either


def questions(rubric: Rubric, situation: str) -> Iterator[Question]:
    """Everything that is looked at in a situation, in the rubric's order."""
    for criterion in rubric.observed(situation):
        for check in criterion.checks or (None,):
            yield Question(criterion=criterion, check=check)


def unanswered(rubric: Rubric, situation: str, verdicts: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions that have no answer, or one that cannot be given."""
    return tuple(q for q in questions(rubric, situation) if verdicts.get(q.key) not in q.choices)


def added_up(rubric: Rubric, situation: str, verdicts: Mapping[str, str]) -> Scorecard:
    """The points of a person's answers, by the rules of every scorecard. Raises UsageError when one is missing."""
    if missing := unanswered(rubric, situation, verdicts):
        title = missing[0].criterion.title
        raise UsageError(f"“{title}” has a question without an answer.", hint="Answer every question, then submit.")
    return score(rubric, situation, [_finding(q, verdicts[q.key]) for q in questions(rubric, situation)])


def points(card: Scorecard) -> dict[str, float]:
    """Percent by criterion; those without points are left out."""
    return {criterion.id: criterion.score for criterion in card.criteria if criterion.score is not None}


def answers(card: Scorecard) -> dict[str, str]:
    """A scorecard's findings as a sheet would have them. What was not scored is left out."""
    found = (finding for finding in card.findings() if finding.verdict is not Verdict.NOT_SCORED)
    return {_key(finding): finding.verdict.value if finding.level is None else str(finding.level) for finding in found}


def total(rubric: Rubric, situation: str, scores: Mapping[str, float]) -> float | None:
    """The weighted mean of criterion scores, as `coach.domain.scorecard` takes it; None where nothing weighs."""
    weighted = [(c.weight_in(situation), scores[c.id]) for c in rubric.observed(situation) if c.id in scores]
    whole = sum(Fraction(weight) for weight, _ in weighted)
    if not whole:
        return None
    return float(round(sum(Fraction(weight) * Fraction(str(each)) for weight, each in weighted) / whole, 1))


def same_questions(first: Rubric, second: Rubric) -> bool:
    """Whether graders were asked the same under two versions: then a rating counts for both.

    Titles, hints for the judge, weights, floors, pass mark and band may differ.
    """
    return _asked(first) == _asked(second)


def same_task(first: Bundle, second: Bundle) -> bool:
    """Whether a judge was asked the same under two versions: then a verdict of it counts for both.

    Weights, floors, pass mark, band and sign-off may differ: no judge sees them.
    """
    return _task(first) == _task(second)


def _task(bundle: Bundle) -> tuple[object, ...]:
    rubric, unseen = bundle.rubric, {"weight", "weights", "at_least"}
    criteria = [criterion.model_dump(exclude=unseen) for criterion in rubric.criteria]
    return rubric.title, rubric.about, rubric.situations, criteria, bundle.golden.version, bundle.us.version


def _asked(rubric: Rubric) -> dict[str, object]:
    return {
        criterion.id: (
            {check.id: (check.asks, check.forbidden, check.applies_if) for check in criterion.checks},
            [level.text for level in criterion.levels],
        )
        for criterion in rubric.criteria
    }


def _finding(question: Question, answer: str) -> Finding:
    criterion, check = question.criterion.id, question.check
    if check is None:
        level = int(answer)
        verdict = Verdict.MET if level else Verdict.NOT_MET
        return Finding(criterion=criterion, check=None, verdict=verdict, level=level, reason="")
    return Finding(criterion=criterion, check=check.id, verdict=Verdict(answer), reason="")


def _key(finding: Finding) -> str:
    return f"{finding.criterion}/{finding.check}" if finding.check else finding.criterion
