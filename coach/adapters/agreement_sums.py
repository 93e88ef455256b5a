"""Measures of agreement as sums over pitches, so that a resample of pitches is but another weighing of them."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from coach.domain.studio.calibration.measures import Scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

ZERO = 1e-9
"""What is smaller is a rounding error of a variance that is none."""


class Sums(NamedTuple):
    """What a figure is computed from: `rows` has one row a pitch, `figure` takes sums of rows, (..., columns).

    A figure that is not defined for a sum is nan there.
    """

    rows: "Numbers"
    figure: "Callable[[Numbers], Numbers]"


def _matrix(scores: Scores) -> "Numbers":
    import numpy as np

    return np.array([[np.nan if score is None else score for score in row] for row in scores], dtype=float)


def kappa_sums(scores: Scores, pairs: Sequence[tuple[int, int]]) -> Sums:
    """Kappa with quadratic weights is 1 - E(a-b)² / (Var a + Var b + (mean a - mean b)²) (Fleiss & Cohen 1973)."""
    import numpy as np

    table = _matrix(scores)
    columns: list[Numbers] = []
    for one, other in pairs:
        a, b = table[:, one], table[:, other]
        both = ~np.isnan(a) & ~np.isnan(b)
        a, b = np.where(both, a, 0.0), np.where(both, b, 0.0)
        columns += [both.astype(float), a, b, a * a, b * b, (a - b) ** 2]

    def figure(sums: "Numbers") -> "Numbers":
        each = sums.reshape(*sums.shape[:-1], len(pairs), 6)
        n, a, b, aa, bb, apart = np.moveaxis(each, -1, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            chance = aa / n - (a / n) ** 2 + bb / n - (b / n) ** 2 + (a / n - b / n) ** 2
            values = 1 - (apart / n) / np.where(chance > ZERO, chance, np.nan)
            return _mean_defined(values, n)

    return Sums(np.column_stack(columns), figure)


def alpha_sums(scores: Scores, groups: Sequence[Sequence[int]]) -> Sums:
    """Alpha is 1 - observed / expected disagreement (Krippendorff 2011); for the interval metric both are sums
    of squares within pitches, each over one less than its scores, and over all scores."""
    import numpy as np

    table = _matrix(scores)
    columns: list[Numbers] = []
    for group in groups:
        own = table[:, list(group)]
        m = (~np.isnan(own)).sum(axis=1).astype(float)
        counts = m > 1
        s, ss = np.nansum(own, axis=1), np.nansum(own * own, axis=1)
        within = np.where(counts, 2 * (m * ss - s * s) / np.where(counts, m - 1, 1), 0.0)
        columns += [counts.astype(float), m * counts, s * counts, ss * counts, within]

    def figure(sums: "Numbers") -> "Numbers":
        each = sums.reshape(*sums.shape[:-1], len(groups), 5)
        pitches, n, s, ss, within = np.moveaxis(each, -1, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            expected = 2 * (n * ss - s * s) / (n * (n - 1))
            values = 1 - (within / n) / np.where(expected > ZERO, expected, np.nan)
            return _mean_defined(values, pitches)

    return Sums(np.column_stack(columns), figure)


def share_sums(hits: Sequence[tuple[float, float]]) -> Sums:
    """Hits over tries, from both a pitch; or a mean, from values and ones."""
    import numpy as np

    def figure(sums: "Numbers") -> "Numbers":
        return sums[..., 0] / sums[..., 1]

    return Sums(np.array(hits, dtype=float), figure)


def smd_sums(pairs: Sequence[tuple[float, float]]) -> Sums:
    """The difference of the means over the SD of the first of each pair (n - 1 in its variance)."""
    import numpy as np

    table = np.array(pairs, dtype=float).reshape(-1, 2)
    human, judge = table[:, 0], table[:, 1]

    def figure(sums: "Numbers") -> "Numbers":
        n, h, hh, j = np.moveaxis(sums, -1, 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            variance = (hh - h * h / n) / (n - 1)
            return (j - h) / n / np.sqrt(np.where(variance > ZERO, variance, np.nan))

    return Sums(np.column_stack([np.ones(len(table)), human, human**2, judge]), figure)


def _mean_defined(values: "Numbers", weights: "Numbers") -> "Numbers":
    """The weighted mean over the last axis, of the values there are."""
    import numpy as np

    weights = np.where(np.isfinite(values), weights, 0.0)
    return (np.where(np.isfinite(values), values, 0.0) * weights).sum(axis=-1) / weights.sum(axis=-1)
