"""What measures of agreement take and give."""

from collections.abc import Sequence
from typing import NamedTuple

Scores = Sequence[Sequence[float | None]]
"""One row a pitch, one column a rater; None where a rater did not score a pitch."""


class Estimate(NamedTuple):
    """A figure with its 95 % bootstrap interval (pitches resampled); no interval where there are too few pitches."""

    value: float
    low: float | None
    high: float | None
