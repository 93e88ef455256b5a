"""What each check of a rubric is worth in a situation, in points of 100."""

from fractions import Fraction

from coach.domain.rubric import Criterion, Rubric
from coach.domain.value import Value


class Worth(Value):
    """Points of 100. `each` is what one check of it earns, where all of them apply; None for a scale of levels.

    Points are numbers as people read them, to one decimal; they may add up to a little more or less than 100.
    """

    points: float
    each: float | None


def worth(rubric: Rubric, criterion: Criterion, situation: str) -> Worth:
    """What a criterion is worth: its share of the weights that this situation looks at.

    A check that may never be said earns nothing and takes no share. One that does not apply leaves its points to
    the other checks of its criterion.
    """
    total = sum(Fraction(each.weight_in(situation)) for each in rubric.observed(situation))
    weight = Fraction(criterion.weight_in(situation)) if criterion.observed_in(situation) else Fraction(0)
    points = 100 * weight / total if total else Fraction(0)
    counting = sum(not check.forbidden for check in criterion.checks)
    each = _shown(points / counting) if counting else (None if criterion.levels else 0.0)
    return Worth(points=_shown(points), each=each)


def _shown(points: Fraction) -> float:
    return float(round(points, 1))
