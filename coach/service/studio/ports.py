"""What the studio needs from the outside world. Adapters satisfy these by shape, not by inheritance."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.history import Entry
from coach.domain.rubric import PitchKind, Rubric
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.studio.calibration.imported import Imported
from coach.domain.studio.calibration.measures import Estimate, Scores
from coach.domain.studio.calibration.rating import Rating, Sample
from coach.domain.studio.manuscript import Address, Bundle, Edit, Manuscript, Reading
from coach.domain.studio.sharing import Contents, Manifest
from coach.domain.studio.study import Study, StudyKind
from coach.domain.studio.version import Pin, Retirement, Version


class Manuscripts(Protocol):
    """The library's files as authors write them: text first, and whatever is wrong with it told, not raised."""

    def addresses(self) -> tuple[Address, ...]:
        """Every file there is, whether or not it can be read."""
        ...

    def open(self, address: Address) -> Manuscript:
        """Raises UsageError when there is none, ContentError when it is no text at all, StoreError when it cannot
        be read at this moment."""
        ...

    def read(self, address: Address, text: str) -> Reading:
        """Take a text apart as if it stood in that file, with every error and every piece of advice."""
        ...

    def edit(self, address: Address, text: str, edits: Sequence[Edit]) -> str:
        """The text after these steps; remarks and whatever was not touched stay as they are.

        Raises ContentError for a text that cannot be taken apart and UsageError for a step that does not fit it.
        """
        ...

    def save(
        self, address: Address, text: str, stamp: str | None, first: Callable[[], object] = lambda: None
    ) -> Manuscript:
        """Write the file, whole and durably, if it still is as `stamp` says (None: if it is not there yet).

        `first` is called once all of that is certain, while the file still is as it was and nobody else can write;
        what it raises keeps the file so. Raises OvertakenError when the file is not as `stamp` says, UsageError
        for a name no file can have, and StoreError.
        """
        ...

    def locked(self) -> AbstractContextManager[None]:
        """Nobody else writes here meanwhile; not to be entered twice. Raises StoreError."""
        ...

    def bundle(self, rubric_id: str, text: str | None = None) -> Bundle:
        """The rubric that its file (or this text in its place) describes, with all it needs. Raises ContentError."""
        ...

    def recordings(self, golden_id: str) -> dict[PitchKind, Path]:
        """The recordings beside the texts of a golden pitch."""
        ...

    @property
    def recording_endings(self) -> tuple[str, ...]:
        """How the name of a recording beside a golden pitch may end."""
        ...

    def add_recording(self, golden_id: str, part: PitchKind, recording: Path, ending: str) -> None:
        """Put a copy of a recording beside a text, whole and durably; one that is there stays as it is.

        Whoever copies or brings a golden pitch needs it (a duplicate, a draft from a recording, an import).
        `ending` is one of those that golden pitches may have (".ogg"). Raises UsageError and StoreError.
        """
        ...

    def card_text(self, card: Battlecard) -> str:
        """A card as the text of a file, remarks included."""
        ...


class Parcels(Protocol):
    """Rubrics and cards as files that can be given away."""

    def pack(self, address: Address, to: Path) -> Manifest:
        """Write a rubric with its golden pitch, or a card. Raises UsageError, ContentError, StoreError."""
        ...

    def unpack(self, parcel: Path, into: Path) -> Contents:
        """Check a parcel and put its files below an empty folder, each where it stands in a library.

        Whatever it says of itself is measured; its texts are read as they will be. Raises ContentError with the
        first thing that is wrong, and StoreError.
        """
        ...


class VersionStore(Protocol):
    """What was published. Durable when a call returns."""

    def managed(self) -> frozenset[str]:
        """The rubrics that the studio looks after: of these only what was published is offered to learners."""
        ...

    def manage(self, rubric_id: str, by: str) -> None:
        """Look after a rubric from now on. Does nothing for one that is looked after."""
        ...

    def forget(self, rubric_id: str) -> None:
        """Look after a rubric no longer. Does nothing for one that was ever published."""
        ...

    def versions(self, rubric_id: str) -> tuple[Version, ...]:
        """The newest first. Raises UnreadableError when one of them cannot be read."""
        ...

    def pins(self) -> dict[str, Pin]:
        """Which version of each rubric is in use, by its id; cheap enough for every page, damaged ones included."""
        ...

    def in_use(self) -> dict[str, Version]:
        """The version of each rubric that is in use, by its id; one that cannot be read is left out."""
        ...

    def publish(self, version: Version, bundle: Bundle) -> None:
        """Keep a version and freeze its content; the one before is retired in the same step.

        Raises OvertakenError when there is a version of this number already.
        """
        ...

    def retire(self, rubric_id: str, number: int, retirement: Retirement) -> None:
        """Take a version out of use. Raises UsageError when it is not in use."""
        ...

    def bundle(self, pin: Pin) -> Bundle:
        """The frozen content of a version. Raises UnreadableError."""
        ...

    def number_of(self, attempt: Attempt) -> int | None:
        """The version that an attempt was handed in under; None where its content was never published."""
        ...

    def scored(self, version: Version) -> int:
        """How many attempts were scored by a version, those whose words were deleted since included."""
        ...


class StudyStore(Protocol):
    """Studies and what has come out of them so far. Durable when a call returns."""

    def add(self, study: Study, bundle: Bundle | None) -> None:
        """Keep a new study and freeze its content."""
        ...

    def get(self, study_id: str) -> Study:
        """Raises UsageError when there is none."""
        ...

    def hold(self, study_id: str) -> Study:
        """As `get`, for a transaction: until it ends nobody else changes the study."""
        ...

    def save(self, study: Study) -> None: ...

    def active(self, like: Study) -> tuple[Study, ...]:
        """What the same person has going of the same kind and rubric, for a transaction: until it ends nobody else
        is told of it."""
        ...

    def of(self, rubric_id: str, kind: StudyKind, *, limit: int = 20) -> tuple[Study, ...]:
        """The newest first."""
        ...

    def keep(self, study_id: str, number: int, result: dict[str, Any]) -> None:
        """Keep what came out for a subject, by its position; kept again it stays as it was."""
        ...

    def results(self, study_id: str) -> dict[int, dict[str, Any]]:
        """What has come out so far, by the position of the subject."""
        ...

    def kept(self, study_id: str, newest: int) -> tuple[int, tuple[datetime, ...]]:
        """How many results there are, and when the newest of them came, the oldest of these first."""
        ...

    def begin(self, study_id: str) -> int:
        """Note that a worker begins a subject; how often one has since a result was last kept."""
        ...

    def begin_anew(self, study_id: str) -> None:
        """Forget how often a worker has begun: a person wants it tried again."""
        ...

    def bundle(self, study: Study) -> Bundle:
        """The frozen content of a study."""
        ...


class PastStore(Protocol):
    """Attempts of the past, as what would change asks for them: lines, without the words."""

    def scored(
        self,
        rubric_id: str,
        who: str,
        *,
        kind: Kind | None = None,
        ids: Collection[str] | None = None,
        limit: int,
    ) -> tuple[Entry, ...]:
        """Scored attempts that are still there, the newest first: official ones, and this person's practice.

        Without re-recordings of one line, and without practice that was submitted as official. `ids`: only
        these. The entries have neither criteria nor reviews.
        """
        ...

    def lines(self, ids: Collection[str]) -> dict[str, Entry]:
        """The lines of some attempts by id, deleted ones included."""
        ...

    def scoring_seconds(self, ids: Collection[str]) -> dict[str, float]:
        """How long it took to score some attempts, where a worker did."""
        ...


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
