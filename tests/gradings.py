"""Ratings of made-up graders, who agree as far as a test asks."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from coach.adapters.library import FileLibrary
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.sheet import total
from coach.domain.studio.calibration.subject import subject_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def sample_rubric() -> Rubric:
    return FileLibrary(Path(__file__).parents[1]).rubric("first_call")


def rated(rubric: Rubric, pitch: str, rater: str, scores: dict[str, float], points: float | None = None) -> Rating:
    """One rating; the total is computed unless it is given."""
    points = total(rubric, rubric.default_situation, scores) if points is None else points
    return Rating(
        rubric_id=rubric.id,
        rubric_version=rubric.version,
        pitch=pitch,
        rater=rater,
        at=NOON,
        scores=scores,
        total=points,
    )


def gradings(
    rubric: Rubric,
    count: int,
    raters: Sequence[str] = ("Ana", "Ben", "Caro", JUDGE),
    *,
    noise: float = 0.4,
    bias: float = 0.0,
    seed: int = 7,
) -> list[Rating]:
    """`count` pitches of all kinds, scored by everybody. `noise` in steps; `bias` is added to the judge's steps."""
    rng = np.random.default_rng(seed)
    scales = [(c.id, subject.scale.top) for c in rubric.criteria if (subject := subject_of(c, [], {})) is not None]
    ratings: list[Rating] = []
    for number in range(count):
        skill = rng.uniform(0.2, 1)
        true = {name: np.clip(skill + rng.normal(0, 0.15), 0, 1) * top for name, top in scales}
        for rater in raters:
            off = bias if rater == JUDGE else 0.0
            scores = {
                name: float(np.clip(round(true[name] + off + rng.normal(0, noise)), 0, top)) * 100 / top
                for name, top in scales
            }
            ratings.append(rated(rubric, f"pitch-{number:03d}", rater, scores))
    return ratings
