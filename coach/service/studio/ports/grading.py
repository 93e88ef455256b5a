"""What people say of pitches, and how far they agree."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.imported import Imported
from coach.domain.studio.calibration.measures import Estimate, Scores
from coach.domain.studio.calibration.rating import Rating, Sample
from coach.domain.studio.manuscript import Bundle


class RatingStore(Protocol):
    """What people said of pitches, and the pitches that were brought for that. Durable when a call returns."""

    def keep(self, rating: Rating) -> None:
        """Keep what a rater said; said again of the same pitch under the same version, it takes the place."""
        ...

    def replace(self, rating: Rating, earlier: Rating | None) -> None:
        """Keep what a rater says, if what they said of it before still is `earlier` (None: nothing).

        Raises OvertakenError when it is not.
        """
        ...

    def find(self, rubric_id: str, rubric_version: str, pitch: str, rater: str) -> Rating | None: ...

    def ratings(self, rubric_id: str) -> tuple[Rating, ...]:
        """All of a rubric, in the order of pitch and rater."""
        ...

    def saw(self, rubric_id: str, pitches: Collection[str], person: str, at: datetime, how: str) -> None:
        """Note that somebody was shown scores of these pitches; what was noted before stays."""
        ...

    def seen(self, rubric_id: str, person: str) -> frozenset[str]:
        """The pitches of which somebody was shown a score."""
        ...

    def add_sample(self, sample: Sample) -> None: ...

    def samples(self, rubric_id: str) -> tuple[Sample, ...]:
        """The oldest first."""
        ...

    def remove_sample(self, sample_id: str) -> None:
        """Remove its words and what graders noted about them; their figures stay."""
        ...

    def freeze(self, bundle: Bundle) -> None:
        """Keep what is graded under, by its hashes."""
        ...

    def rubric(self, rubric_id: str, rubric_version: str) -> Rubric | None:
        """What was frozen under a hash, None where nothing was."""
        ...


class Statistics(Protocol):
    """Measures of agreement, each with its interval; None where one is not defined. The same data, the same result."""

    def kappa(self, scores: Scores, pairs: Sequence[tuple[int, int]], top: int) -> Estimate | None:
        """Quadratic weighted kappa of whole steps 0..`top`: the mean over pairs of columns, each weighing as many
        pitches as the two share."""
        ...

    def alpha(self, scores: Scores, groups: Sequence[Sequence[int]]) -> Estimate | None:
        """Krippendorff's alpha by the interval metric: the mean over groups of columns, weighed in the same way."""
        ...

    def share(self, hits: Sequence[tuple[int, int]]) -> Estimate | None:
        """The share of hits, from the hits and tries of each pitch."""
        ...

    def mean(self, values: Sequence[float]) -> Estimate | None:
        """The mean of one value a pitch."""
        ...

    def smd(self, pairs: Sequence[tuple[float, float]]) -> Estimate | None:
        """Mean of the judge minus mean of the graders, over the graders' standard deviation (n - 1 in its variance).

        From (graders, judge) of each pitch. The deviation is the graders' alone, as in RSMTool: pooled with the
        judge's, as Williamson, Xi & Breyer (2012) have it, a judge that scatters would shrink its own bias.
        """
        ...


class RatingTable(Protocol):
    """Ratings as a file that spreadsheets read and write."""

    def read(self, content: bytes, rubric: Rubric, at: datetime) -> Imported:
        """What a table holds, or everything that is to be mended in it. The ratings are given under this rubric."""
        ...

    def write(self, ratings: Sequence[Rating], rubric: Rubric) -> bytes: ...
