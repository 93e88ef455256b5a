"""Files in the home folder that nothing refers to any more."""

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from coach.adapters.folders import refusal
from coach.domain.retention import Swept

BROKEN_OFF_S = 86_400.0
"""What nobody has written to for so long is not being written any more."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


class HomeLeftovers:
    """What lies in the home folder beside the database and the recordings. Raises StoreError.

    Each sweep counts what it removes; with `dry_run` it only counts. What appears or goes meanwhile by
    somebody else's hand is no mistake.
    """

    def __init__(self, home: Path, backups: Path) -> None:
        self._home = home
        self._copies, self._uploads = home / "web" / "playable", home / "web" / "incoming"
        self._takes, self._leases, self._backups = home / "takes", home / "leases", backups

    def drop_copies(self, sha256: str) -> None:
        """Remove the copy of a recording that was made for playing it."""
        self._remove([self._copies / sha256])

    def drop_take(self, take_id: str) -> None:
        """Remove the parts of a take."""
        self._remove([self._takes / take_id])

    def copies(self, holds: Callable[[str], bool], *, dry_run: bool) -> Swept:
        """Copies for playing whose recording is gone, and those that were never finished."""
        there = _children(self._copies)
        gone = [path for path in there if _SHA256.fullmatch(path.name) and not holds(path.name)]
        unfinished = [path for path in there if path.name.startswith(tempfile.gettempprefix()) and _broken_off(path)]
        return self._sweep("copies", [*gone, *unfinished], dry_run)

    def uploads(self, *, dry_run: bool) -> Swept:
        """Uploads that broke off."""
        return self._sweep("uploads", [path for path in _children(self._uploads) if _broken_off(path)], dry_run)

    def untouched(self, take_ids: Iterable[str], before: float) -> frozenset[str]:
        """Those of some takes whose folder nobody has written to since a moment, or that have none."""
        return frozenset(take for take in take_ids if _older(self._takes / take, before))

    def takes(self, kept: Collection[str], *, dry_run: bool) -> Swept:
        """The folders of takes that are not to be kept, once they are quiet."""
        found = [path for path in _children(self._takes) if path.name not in kept and _broken_off(path)]
        return self._sweep("takes", found, dry_run)

    def leases(self, *, dry_run: bool) -> Swept:
        """Lock files that nobody holds."""
        from filelock import FileLock, Timeout

        count = 0
        for path in _children(self._leases):
            try:
                # Deleted while it is held: whoever waits for it sees that, and makes a new one.
                with FileLock(path, blocking=False, thread_local=False):
                    count += 1
                    if not dry_run:
                        path.unlink(missing_ok=True)
            except Timeout:
                continue
            except OSError as error:
                raise refusal(self._leases, error) from error
        return Swept(what="leases", count=count)

    def backups(self, keep: int, before: float | None, *, dry_run: bool) -> Swept:
        """Copies of the database beyond the newest `keep`, and those made before a moment."""
        copies = sorted(self._backups.glob("*.db"), key=_modified, reverse=True)
        old = [path for path in copies[:keep] if before is not None and _older(path, before)]
        parts = [path for path in self._backups.glob("*.part") if _broken_off(path)]
        return self._sweep("backups", [*copies[keep:], *old, *parts], dry_run)

    def backups_since(self, moment: float) -> int:
        """How many copies of the database were made after a moment."""
        return sum(_modified(path) >= moment for path in self._backups.glob("*.db"))

    def _sweep(self, what: str, found: list[Path], dry_run: bool) -> Swept:
        size = sum(_size(path) for path in found)
        if not dry_run:
            self._remove(found)
        return Swept.model_validate({"what": what, "count": len(found), "bytes": size})

    def _remove(self, paths: Iterable[Path]) -> None:
        for path in paths:
            try:
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
            except FileNotFoundError:
                continue  # a file in it went by somebody else's hand; what is left, the next sweep takes
            except OSError as error:
                raise refusal(self._home, error) from error


def _children(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _older(path: Path, before: float) -> bool:
    return _modified(path) < before


def _broken_off(path: Path) -> bool:
    return _older(path, time.time() - BROKEN_OFF_S)


def _size(path: Path) -> int:
    try:
        return sum(_size(child) for child in path.iterdir()) if path.is_dir() else path.stat().st_size
    except FileNotFoundError:
        return 0
