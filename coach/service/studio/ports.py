"""What the studio needs from the outside world. Adapters satisfy these by shape, not by inheritance."""

from collections.abc import Sequence
from typing import Any, Protocol

from coach.domain.studio.calibration.rating import Rating, Sample
from coach.domain.studio.manuscript import Address, Bundle, Edit, Manuscript, Reading
from coach.domain.studio.study import Study, StudyKind
from coach.domain.studio.version import Retirement, Version


class Manuscripts(Protocol):
    """The library's files as authors write them: text first, and whatever is wrong with it told, not raised."""

    def addresses(self) -> tuple[Address, ...]:
        """Every file there is, whether or not it can be read."""
        ...

    def open(self, address: Address) -> Manuscript:
        """Raises UsageError when there is none, ContentError when it is no text at all."""
        ...

    def read(self, address: Address, text: str) -> Reading:
        """Take a text apart as if it stood in that file, with every error and every piece of advice."""
        ...

    def edit(self, address: Address, text: str, edits: Sequence[Edit]) -> str:
        """The text after these steps; remarks and whatever was not touched stay as they are.

        Raises ContentError for a text that cannot be taken apart and UsageError for a step that does not fit it.
        """
        ...

    def save(self, address: Address, text: str, stamp: str | None) -> Manuscript:
        """Write the file, whole and durably, if it still is as `stamp` says (None: if it is not there yet).

        Raises OvertakenError when it is not, UsageError for a name no file can have, and StoreError.
        """
        ...

    def bundle(self, rubric_id: str, text: str | None = None) -> Bundle:
        """The rubric that its file (or this text in its place) describes, with all it needs. Raises ContentError."""
        ...


class VersionStore(Protocol):
    """What was published. Durable when a call returns."""

    def managed(self) -> frozenset[str]:
        """The rubrics that the studio looks after: of these only what was published is offered to learners."""
        ...

    def manage(self, rubric_id: str, by: str) -> None:
        """Look after a rubric from now on. Does nothing for one that is looked after."""
        ...

    def versions(self, rubric_id: str) -> tuple[Version, ...]:
        """The newest first."""
        ...

    def in_use(self) -> dict[str, Version]:
        """The version of each rubric that is in use, by its id."""
        ...

    def publish(self, version: Version, bundle: Bundle) -> None:
        """Keep a version and freeze its content; the one before is retired in the same step.

        Raises OvertakenError when there is a version of this number already.
        """
        ...

    def retire(self, rubric_id: str, number: int, retirement: Retirement) -> None:
        """Take a version out of use. Raises UsageError when it is not in use."""
        ...

    def bundle(self, version: Version) -> Bundle:
        """The frozen content of a version."""
        ...


class StudyStore(Protocol):
    """Studies and what has come out of them so far. Durable when a call returns."""

    def add(self, study: Study, bundle: Bundle | None) -> None:
        """Keep a new study and freeze its content."""
        ...

    def get(self, study_id: str) -> Study:
        """Raises UsageError when there is none."""
        ...

    def save(self, study: Study) -> None: ...

    def of(self, rubric_id: str, kind: StudyKind, *, limit: int = 20) -> tuple[Study, ...]:
        """The newest first."""
        ...

    def keep(self, study_id: str, number: int, result: dict[str, Any]) -> None:
        """Keep what came out for a subject, by its position; kept again it stays as it was."""
        ...

    def results(self, study_id: str) -> dict[int, dict[str, Any]]:
        """What has come out so far, by the position of the subject."""
        ...

    def begin(self, study_id: str) -> int:
        """Note that a worker takes a study up; how often one has by now."""
        ...

    def bundle(self, study: Study) -> Bundle:
        """The frozen content of a study."""
        ...


class RatingStore(Protocol):
    """What people said of pitches, and the pitches that were brought for that. Durable when a call returns."""

    def keep(self, rating: Rating) -> None:
        """Keep what a rater said; said again of the same pitch under the same version, it takes the place."""
        ...

    def ratings(self, rubric_id: str) -> tuple[Rating, ...]:
        """All of a rubric, in the order of pitch and rater."""
        ...

    def add_sample(self, sample: Sample) -> None: ...

    def samples(self, rubric_id: str) -> tuple[Sample, ...]:
        """The oldest first."""
        ...
