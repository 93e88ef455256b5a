"""Recordings as files, and what is removed again: by hand, by age, and after a crash."""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol

from coach.domain.retention import Erased, Retired, Swept


class MediaStore(Protocol):
    """Recordings by the SHA-256 of their bytes. Durable when `put` returns."""

    def put(self, source: Path) -> str: ...

    def holds(self, sha256: str) -> bool: ...

    def path(self, sha256: str) -> Path: ...

    def size(self, sha256: str) -> int:
        """The bytes of a recording; 0 where there is none."""
        ...

    def remove_unless(self, sha256: str, used: Callable[[], bool]) -> int:
        """Remove a recording that nobody uses, and return its bytes.

        `used` is asked again once the name is free: whoever comes to use it later finds it gone.
        """
        ...

    def sweep(self, older_than_s: float, used: Callable[[str], bool], *, dry_run: bool = False) -> Swept:
        """Remove recordings that nobody uses and that nobody handed in lately."""
        ...

    def sweep_uploads(self, older_than_s: float, *, dry_run: bool = False) -> Swept:
        """Remove what broken-off uploads left."""
        ...

    @property
    def owner(self) -> str | None:
        """The installation whose recordings these are; None where nobody noted it."""
        ...

    @property
    def folder(self) -> Path:
        """Where they lie, for messages."""
        ...


class ArchiveStore(Protocol):
    """What the archive asks of the database. Raises StoreError."""

    @property
    def installation(self) -> str:
        """Which installation this database belongs to."""
        ...

    def erase(self, attempt_id: str, who: str | None = None) -> Erased:
        """Take out the words of an attempt, and its redos wholly. Raises UsageError when there is none."""
        ...

    def due(self, before: datetime, *, recorded: bool, attempt_id: str | None = None) -> tuple[str, ...]:
        """Attempts made before a moment of which nothing is wanted any more: none that waits for anything.

        `recorded`: only those with a recording. `attempt_id`: only this one, if it is among them.
        """
        ...

    def family(self, attempt_id: str) -> tuple[str, ...]:
        """An attempt and its redos, by id."""
        ...

    def recordings(self) -> set[str]:
        """The SHA-256 of every recording in use."""
        ...

    def used_by(self, attempt_id: str) -> tuple[str, ...]:
        """The recording that an attempt uses, if any."""
        ...

    def users(self, sha256: str) -> frozenset[str]:
        """The attempts and the spoken answers that use a recording."""
        ...

    def retire_drills(self, *, words: datetime | None, sounds: datetime | None, dry_run: bool) -> Retired:
        """Remove what of drills is past its time: drills and playbooks untouched since `words`, wholly, and the
        spoken answers made before `sounds`. None: no time. With `dry_run` nothing is removed."""
        ...

    def retire_studies(self, before: datetime, *, dry_run: bool) -> int:
        """Remove studies that were begun before a moment and are at rest, with all results. Returns how many."""
        ...

    def open_takes(self, before: datetime | None = None) -> frozenset[str]:
        """Takes that were not handed in: all, or those begun before a moment."""
        ...

    def forget_takes(self, take_ids: Collection[str]) -> None: ...

    def settle(self) -> bool:
        """Overwrite what was deleted, where the database would still hold it; False if that must wait."""
        ...


class Leftovers(Protocol):
    """Files beside the database and the recordings. Each sweep counts; with `dry_run` it only counts."""

    def drop_copies(self, sha256: str) -> None:
        """Remove the copies of a recording that were made for playing it."""
        ...

    def drop_take(self, take_id: str) -> None:
        """Remove the parts of a take."""
        ...

    def copies(self, holds: Callable[[str], bool], *, dry_run: bool) -> Swept: ...

    def uploads(self, *, dry_run: bool) -> Swept: ...

    def untouched(self, take_ids: Collection[str], before: float) -> frozenset[str]:
        """Those of some takes of which no part has arrived since a moment."""
        ...

    def takes(self, kept: Collection[str], *, dry_run: bool) -> Swept: ...

    def leases(self, *, dry_run: bool) -> Swept: ...

    def backups(self, keep: int, before: float | None, *, dry_run: bool) -> Swept:
        """Those beyond the newest `keep`, and those made before a moment."""
        ...

    def backups_since(self, moment: float) -> int:
        """How many there are that were made after a moment."""
        ...
