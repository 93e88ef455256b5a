"""The judge's own spread, from scores of the same pitches given again and again."""

import math
from collections.abc import Iterable, Sequence

from coach.domain.studio.calibration.agreement import Spread

MULTIPLE = 2
"""The band is so many standard deviations: nearer to the pass mark one more run may well say the opposite."""

WIDEST = 50.0
"""The widest band a rubric may have."""


def spread(scores: Iterable[Sequence[float]]) -> Spread | None:
    """The pooled within-pitch standard deviation of totals, and the band that follows.

    One sequence of totals a pitch; pitches with fewer than two say nothing. None where none is left. The variance
    is the sum of squares within pitches over (scores - pitches), the within-group mean square of a one-way
    analysis of variance. Rounded up, because a band that is too narrow certifies by luck.
    """
    repeated = [each for each in scores if len(each) > 1]
    if not repeated:
        return None
    squares = math.fsum(math.fsum((score - math.fsum(each) / len(each)) ** 2 for score in each) for each in repeated)
    count = sum(len(each) for each in repeated)
    degrees = count - len(repeated)
    sd = math.sqrt(squares / degrees)
    return Spread(sd=sd, degrees=degrees, n_pitches=len(repeated), n_scores=count, band=band_for(sd))


def band_for(sd: float) -> float:
    """The borderline band for a spread: twice the spread, up to the next half point, WIDEST at most."""
    # Rounded first: a spread of 1.5 computed as 1.5000000000000002 is no reason for half a point more.
    return min(WIDEST, math.ceil(round(MULTIPLE * sd * 2, 9)) / 2)
