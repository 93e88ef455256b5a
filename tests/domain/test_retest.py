"""The judge's own spread and the band that follows."""

import math

import pytest

from coach.domain.studio.calibration.retest import WIDEST, band_for, spread


def test_the_spread_pools_the_variance_within_pitches() -> None:
    """The within-group mean square of NIST's one-way example would take a page; two groups are done by hand:
    (70 72 74): squares 4+0+4; (50 54): squares 4+4; 16 over 5 scores minus 2 pitches."""
    found = spread([(70, 72, 74), (50, 54)])
    assert found is not None
    assert found.sd == pytest.approx(math.sqrt(16 / 3))
    assert (found.degrees, found.n_pitches, found.n_scores) == (3, 2, 5)
    assert found.band == 5.0  # twice 2.31 is 4.62


def test_how_good_a_pitch_is_does_not_count_as_spread() -> None:
    near, far = spread([(50, 52), (50, 52)]), spread([(10, 12), (90, 92)])
    assert near is not None
    assert far is not None
    assert near.sd == pytest.approx(far.sd)


def test_pitches_scored_once_say_nothing() -> None:
    assert spread([]) is None
    assert spread([(70,), ()]) is None
    found = spread([(70,), (60, 60)])
    assert found is not None
    assert (found.n_pitches, found.sd, found.band) == (1, 0.0, 0.0)


@pytest.mark.parametrize(
    ("sd", "band"), [(0, 0), (0.01, 0.5), (0.25, 0.5), (1.5, 3), (1.5000000000000002, 3), (1.51, 3.5), (99, WIDEST)]
)
def test_the_band_is_twice_the_spread_up_to_the_next_half_point(sd: float, band: float) -> None:
    assert band_for(sd) == band
