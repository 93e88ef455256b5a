"""Files as authors write, publish and give them away."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from coach.domain.attempt import Attempt
from coach.domain.rubric import PitchKind
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.studio.manuscript import Address, Bundle, Edit, Manuscript, Reading
from coach.domain.studio.sharing import Contents, Manifest
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
