"""Measures of agreement against published worked examples, and their two ways of being written against each other."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.adapters.agreement_sums import alpha_sums, kappa_sums
from coach.adapters.statistics import ScipyStatistics
from coach.domain.studio.calibration.measures import Estimate

STATISTICS = ScipyStatistics(resamples=200)

_ = None
KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
"""K. Krippendorff, “Computing Krippendorff's Alpha-Reliability” (2011), section C: four observers, twelve units;
by the interval metric .849."""

ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
"""The data set `anxiety` of the R package irr: twenty subjects, three raters, six levels. Its manual prints for
`kappa2(anxiety[,1:2], "squared")` 0.297; statsmodels' tests quote 0.2520325 for raters 2 and 3, where irr
leaves out the level that neither of them used."""

THREE_CODERS = [
    [_, _, _, _, _, 3, 4, 1, 2, 1, 1, 3, 3, _, 3],
    [1, _, 2, 1, 3, 3, 4, 3, _, _, _, _, _, _, _],
    [_, _, 2, 1, 3, 4, 4, _, 2, 1, 1, 3, 3, _, 4],
]
"""The computational example of Wikipedia's article “Krippendorff's alpha”: by the interval metric .811."""


def columns(raters: Sequence[Sequence[float | None]]) -> list[list[float | None]]:
    """One row a pitch, as the port takes scores, from one row a rater, as they are printed."""
    return [list(row) for row in zip(*raters, strict=True)]


def value(estimate: Estimate | None) -> float:
    assert estimate is not None
    return estimate.value


def test_alpha_of_the_example_that_krippendorff_computes_by_hand() -> None:
    assert value(STATISTICS.alpha(columns(KRIPPENDORFF_2011), [(0, 1, 2, 3)])) == pytest.approx(0.849, abs=5e-4)


def test_alpha_where_most_coders_left_most_units_out() -> None:
    assert value(STATISTICS.alpha(columns(THREE_CODERS), [(0, 1, 2)])) == pytest.approx(0.811, abs=5e-4)


def test_quadratic_weighted_kappa_of_the_anxiety_scores() -> None:
    assert value(STATISTICS.kappa(columns(ANXIETY), [(0, 1)], 6)) == pytest.approx(0.297, abs=5e-4)


def test_quadratic_weighted_kappa_on_levels_without_the_one_that_nobody_used() -> None:
    places = {level: place for place, level in enumerate([1, 2, 3, 4, 6])}
    ranked = [[places[level] for level in rater] for rater in ANXIETY[1:]]
    assert value(STATISTICS.kappa(columns(ranked), [(0, 1)], 4)) == pytest.approx(0.2520325, abs=5e-8)


def test_kappa_of_two_steps_is_cohens_kappa() -> None:
    """With two steps every weight is one. The fifty grant proposals of Wikipedia's article “Cohen's kappa”: both
    readers say yes to 20 and no to 15, one alone to 5, the other alone to 10; kappa is .40."""
    scores = [(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15
    assert value(STATISTICS.kappa(scores, [(0, 1)], 1)) == pytest.approx(0.40)


def test_smd_is_rsmtools_with_the_standard_deviation_of_the_human_scores() -> None:
    """RSMTool's tests: graders 8 4 6 3, machine 9 4 5 12, unpooled, with n in the variance: 1.1717. Its reports
    take n - 1 (doc/evaluation.rst), which only stretches the deviation by √(4/3)."""
    smd = value(STATISTICS.smd([(8, 9), (4, 4), (6, 5), (3, 12)]))
    assert smd * math.sqrt(4 / 3) == pytest.approx(1.171700198827415)


score = st.integers(0, 4)
tables = st.lists(st.tuples(score, score, st.none() | score), min_size=2, max_size=12)


@given(tables)
@settings(max_examples=60)
def test_the_sums_behind_the_intervals_say_the_same_as_the_libraries(table: list[tuple[int, int, int | None]]) -> None:
    pairs = [(0, 1), (0, 2)]
    for sums, estimate in (
        (kappa_sums(table, pairs), STATISTICS.kappa(table, pairs, 4)),
        (alpha_sums(table, [(0, 1, 2)]), STATISTICS.alpha(table, [(0, 1, 2)])),
        (alpha_sums(table, pairs), STATISTICS.alpha(table, pairs)),
    ):
        with np.errstate(divide="ignore", invalid="ignore"):
            summed = float(sums.figure(sums.rows.sum(axis=0)))
        if estimate is None:
            assert math.isnan(summed)
        else:
            assert summed == pytest.approx(estimate.value)


def test_what_is_not_defined_is_none_and_never_a_number() -> None:
    same = [(3, 3)] * 12
    assert STATISTICS.kappa(same, [(0, 1)], 4) is None
    assert STATISTICS.alpha(same, [(0, 1)]) is None
    assert STATISTICS.smd([(70.0, 80.0)] * 12) is None
    assert STATISTICS.smd([(70.0, 80.0)]) is None
    assert STATISTICS.smd([]) is None
    assert STATISTICS.share([]) is None
    assert STATISTICS.mean([]) is None
    assert STATISTICS.kappa([(1, None), (None, 2)], [(0, 1)], 4) is None


def test_an_interval_holds_its_value_and_comes_out_the_same_again() -> None:
    rng = np.random.default_rng(5)
    first = rng.integers(0, 5, 60)
    second = np.clip(first + rng.integers(-1, 2, 60), 0, 4)
    table = [(int(a), int(b)) for a, b in zip(first, second, strict=True)]
    one, other = (ScipyStatistics(resamples=300).kappa(table, [(0, 1)], 4) for _ in range(2))
    assert one == other
    assert one is not None
    assert one.low is not None
    assert one.high is not None
    assert -1 <= one.low < one.value < one.high <= 1


def test_more_pitches_make_a_narrower_interval() -> None:
    rng = np.random.default_rng(6)

    def width(count: int) -> float:
        human = rng.normal(70, 10, count)
        estimate = STATISTICS.smd(
            [(float(h), float(h + d)) for h, d in zip(human, rng.normal(2, 6, count), strict=True)]
        )
        assert estimate is not None
        assert estimate.low is not None
        assert estimate.high is not None
        return estimate.high - estimate.low

    assert width(20) > width(500)


def test_a_handful_of_pitches_gives_a_figure_without_an_interval() -> None:
    estimate = STATISTICS.kappa([(0, 0), (4, 3), (2, 2)], [(0, 1)], 4)
    assert estimate is not None
    assert estimate.low is None
    assert estimate.high is None


def test_pairs_weigh_as_many_pitches_as_they_share() -> None:
    both = [(0, 0, _), (4, 4, _), (2, 2, _), (1, 1, _)]
    table = [*both, (0, _, 4), (4, _, 0)]
    alone = value(STATISTICS.kappa(table, [(0, 2)], 4))
    assert value(STATISTICS.kappa(table, [(0, 1), (0, 2)], 4)) == pytest.approx((4 * 1 + 2 * alone) / 6)
