"""Two attempts at the same pitch held side by side: which points and checks were won and lost."""

from enum import StrEnum

from coach.domain.history import CriterionPoints, Entry
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Rubric
from coach.domain.scorecard import Scorecard
from coach.domain.value import Value
from coach.errors import UsageError


class Change(StrEnum):
    """What became of a check. `untold`: one of the two was not looked at, or not scored."""

    GAINED = "gained"
    LOST = "lost"
    SAME = "same"
    UNTOLD = "untold"


class Span(Value):
    """Points with every doubt against the seller and for, percent."""

    low: float
    high: float


class Difference(Value):
    """The points of two attempts, each None where it has none."""

    before: Span | None
    after: Span | None

    @property
    def points(self) -> float | None:
        """What was won (or, below 0, lost), with every doubt against the seller in both."""
        if self.before is None or self.after is None:
            return None
        return round(self.after.low - self.before.low, 1)

    @property
    def doubtful(self) -> bool:
        """Whether the doubts alone could make up the difference."""
        if not self.points or self.before is None or self.after is None:
            return False
        return self.after.low <= self.before.high and self.before.low <= self.after.high


class CriterionChange(Difference):
    """One criterion in both attempts."""

    id: str


class CheckChange(Value):
    """One check, or the levels of a criterion (`check` is None), in both attempts."""

    criterion: str
    check: str | None
    change: Change
    before: Finding
    after: Finding


class Comparison(Value):
    """`before` is the older of the two. `checks` are those of both; none where the words of one are gone."""

    before: Entry
    after: Entry
    total: Difference
    criteria: tuple[CriterionChange, ...]
    checks: tuple[CheckChange, ...]

    @property
    def same_rubric(self) -> bool:
        """Whether both were judged by the same version of the rubric."""
        return self.before.rubric_version == self.after.rubric_version

    @property
    def same_situation(self) -> bool:
        return self.before.situation == self.after.situation


def compare(first: Entry, second: Entry, cards: dict[str, Scorecard], rubric: Rubric) -> Comparison:
    """Two attempts side by side, the older one first.

    `cards` holds the scorecard of each attempt by its id, where there still is one; `rubric` is the newer
    attempt's. Raises UsageError where there is nothing to compare.
    """
    if first.id == second.id:
        raise UsageError("This is one and the same take.", hint="Choose two different takes of one pitch.")
    if first.rubric_id != second.rubric_id:
        raise UsageError(
            f"“{first.rubric_title}” and “{second.rubric_title}” are two pitches, judged by different points.",
            hint="Choose two takes of the same pitch.",
        )
    if first.score is None or second.score is None:
        raise UsageError(
            "A take without points cannot be held against another one.",
            hint="Choose two takes that were scored.",
        )
    before, after = sorted((first, second), key=lambda entry: (entry.at, entry.id))
    return Comparison(
        before=before,
        after=after,
        total=Difference(before=_span(before), after=_span(after)),
        criteria=_criteria(before, after, rubric),
        checks=_checks(cards.get(before.id), cards.get(after.id), rubric),
    )


def _span(points: Entry | CriterionPoints | None) -> Span | None:
    if points is None or points.score is None:
        return None
    return Span(low=points.score, high=points.score if points.score_best is None else points.score_best)


def _criteria(before: Entry, after: Entry, rubric: Rubric) -> tuple[CriterionChange, ...]:
    earlier, later = ({points.id: points for points in entry.criteria} for entry in (before, after))
    # In the order of the rubric; what only the older version knew comes last.
    ids = dict.fromkeys([*(criterion.id for criterion in rubric.criteria), *earlier, *later])
    changes = (CriterionChange(id=i, before=_span(earlier.get(i)), after=_span(later.get(i))) for i in ids)
    return tuple(change for change in changes if change.before or change.after)


def _checks(before: Scorecard | None, after: Scorecard | None, rubric: Rubric) -> tuple[CheckChange, ...]:
    if before is None or after is None:
        return ()
    forbidden = {(criterion.id, check.id) for criterion, check in rubric.checks() if check.forbidden}
    earlier = {(finding.criterion, finding.check): finding for finding in before.findings()}
    changes: list[CheckChange] = []
    for later in after.findings():
        key = (later.criterion, later.check)
        if key in earlier:
            change = _change(earlier[key], later, forbidden=key in forbidden)
            changes.append(CheckChange(criterion=key[0], check=key[1], change=change, before=earlier[key], after=later))
    return tuple(changes)


def _change(before: Finding, after: Finding, *, forbidden: bool) -> Change:
    ranks = _rank(before, forbidden=forbidden), _rank(after, forbidden=forbidden)
    if ranks[0] is None or ranks[1] is None:
        return Change.UNTOLD
    if ranks[0] == ranks[1]:
        return Change.SAME
    return Change.GAINED if ranks[1] > ranks[0] else Change.LOST


def _rank(finding: Finding, *, forbidden: bool) -> int | None:
    """How good a verdict is. A doubt about a check counts as not met, as in the points; one about a level is none."""
    if finding.verdict in {Verdict.NOT_OBSERVED, Verdict.NOT_SCORED}:
        return None
    if finding.check is None:
        return None if finding.verdict is Verdict.UNSURE else finding.level
    good = Verdict.NOT_MET if forbidden else Verdict.MET
    return int(finding.verdict is good)
