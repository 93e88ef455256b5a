"""Measures of agreement: point values from scikit-learn and krippendorff, intervals from SciPy's bootstrap.

The bootstrap needs a figure thousands of times, for which a library call each is too slow. There the figures are
written as sums over pitches, which a resample only weighs anew; tests hold both ways of writing them equal.
"""

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from coach.adapters.agreement_sums import Sums, alpha_sums, kappa_sums, share_sums, smd_sums
from coach.domain.studio.calibration.measures import Estimate, Scores

if TYPE_CHECKING:
    from coach.adapters.agreement_sums import Numbers

RESAMPLES = 2_000
"""Enough for the ends of a 95 % interval to two digits (Efron & Tibshirani 1993, chapter 13: a thousand or more)."""

CONFIDENCE = 0.95

LEAST_PITCHES = 10
"""With fewer a bootstrap only shuffles the few values there are, and its interval is too narrow; our own choice."""

DEFINED = 0.9
"""Where a figure cannot be computed in more of the resamples than this leaves, there is no interval."""


class ScipyStatistics:
    """Satisfies the `Statistics` port. The seed is fixed: the same scores give the same report."""

    def __init__(self, seed: int = 20_260, resamples: int = RESAMPLES) -> None:
        self._seed, self._resamples = seed, resamples

    def kappa(self, scores: Scores, pairs: Sequence[tuple[int, int]], top: int) -> Estimate | None:
        """Quadratic weighted kappa: the mean over pairs of columns, by the number of pitches that each shares."""
        weighed: list[tuple[int, float]] = []
        for one, other in pairs:
            shared = [(row[one], row[other]) for row in scores if row[one] is not None and row[other] is not None]
            value = _kappa([int(a or 0) for a, _ in shared], [int(b or 0) for _, b in shared], top)
            if value is not None:
                weighed.append((len(shared), value))
        return self._estimate(_weighted(weighed), lambda: kappa_sums(scores, pairs))

    def alpha(self, scores: Scores, groups: Sequence[Sequence[int]]) -> Estimate | None:
        """Krippendorff's alpha, interval metric: the mean over groups of columns, by the pitches that each shares."""
        weighed: list[tuple[int, float]] = []
        for group in groups:
            shared = [row for row in ([row[place] for place in group] for row in scores) if _given(row) > 1]
            value = _alpha(shared)
            if value is not None:
                weighed.append((len(shared), value))
        return self._estimate(_weighted(weighed), lambda: alpha_sums(scores, groups))

    def share(self, hits: Sequence[tuple[int, int]]) -> Estimate | None:
        """The share of hits, from hits and tries a pitch."""
        tries = sum(of for _, of in hits)
        value = sum(hit for hit, _ in hits) / tries if tries else None
        return self._estimate(value, lambda: share_sums(hits))

    def mean(self, values: Sequence[float]) -> Estimate | None:
        """The mean of one value a pitch."""
        value = sum(values) / len(values) if values else None
        return self._estimate(value, lambda: share_sums([(each, 1) for each in values]))

    def smd(self, pairs: Sequence[tuple[float, float]]) -> Estimate | None:
        """(mean of the judge - mean of the graders) / SD of the graders (n - 1), from (graders, judge) a pitch."""
        resampled = smd_sums(pairs)
        value = float(resampled.figure(resampled.rows.sum(axis=0))) if len(pairs) > 1 else None
        return self._estimate(None if value is None or value != value else value, lambda: resampled)

    def _estimate(self, value: float | None, resampled: Callable[[], Sums]) -> Estimate | None:
        if value is None:
            return None
        low, high = self._interval(resampled())
        return Estimate(value, low, high)

    def _interval(self, resampled: Sums) -> tuple[float | None, float | None]:
        import numpy as np
        from scipy.stats import bootstrap  # pyright: ignore[reportUnknownVariableType]  # SciPy ships no types

        count = len(resampled.rows)
        if count < LEAST_PITCHES:
            return None, None

        def statistic(drawn: "Numbers", axis: int) -> "Numbers":
            assert axis in (-1, drawn.ndim - 1)
            return resampled.figure(_times_drawn(drawn, count) @ resampled.rows)

        with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of resamples without a figure, which are counted below
            result = bootstrap(
                (np.arange(count),),
                statistic,
                n_resamples=self._resamples,
                batch=250,
                vectorized=True,
                confidence_level=CONFIDENCE,
                method="percentile",
                rng=np.random.default_rng(self._seed),
            )
        drawn = np.asarray(result.bootstrap_distribution, dtype=float)
        defined = drawn[np.isfinite(drawn)]
        if len(defined) < DEFINED * len(drawn):
            return None, None
        if len(defined) == len(drawn):
            low, high = np.asarray(result.confidence_interval, dtype=float)
            return float(low), float(high)
        # Resamples in which all scores were equal have no figure; the others stand for them.
        tail = 100 * (1 - CONFIDENCE) / 2
        return float(np.percentile(defined, tail)), float(np.percentile(defined, 100 - tail))


def _times_drawn(drawn: "Numbers", count: int) -> "Numbers":
    """How often each pitch was drawn, from the numbers of the drawn pitches: (..., count)."""
    import numpy as np

    flat = drawn.reshape(-1, drawn.shape[-1]).astype(int)
    rows = np.arange(len(flat))[:, None] * count
    times = np.bincount((flat + rows).ravel(), minlength=len(flat) * count)
    return times.reshape(*drawn.shape[:-1], count).astype(float)


def _weighted(values: Sequence[tuple[int, float]]) -> float | None:
    weight = sum(count for count, _ in values)
    return sum(count * value for count, value in values) / weight if weight else None


def _given(row: Sequence[float | None]) -> int:
    return sum(score is not None for score in row)


def _kappa(one: Sequence[int], other: Sequence[int], top: int) -> float | None:
    """None where it is not defined: nobody, or both gave all the same score."""
    if not one or len({*one, *other}) < 2:
        return None
    from sklearn.metrics import cohen_kappa_score  # pyright: ignore[reportUnknownVariableType]  # it ships no types

    # All steps are named, or those that nobody used would count as no distance at all.
    return float(cohen_kappa_score(one, other, labels=list(range(top + 1)), weights="quadratic"))


def _alpha(rows: Sequence[Sequence[float | None]]) -> float | None:
    """None where it is not defined: no pitch with two scores, or all scores the same."""
    if not rows or len({score for row in rows for score in row if score is not None}) < 2:
        return None
    import krippendorff
    import numpy as np

    table = np.array([[np.nan if score is None else score for score in row] for row in rows], dtype=float).T
    return float(krippendorff.alpha(table, level_of_measurement="interval"))
