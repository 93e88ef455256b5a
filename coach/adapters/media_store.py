"""Recordings in a folder, each under the SHA-256 of its bytes."""

import os
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from coach.adapters.folders import make_folder, refusal, sync_file, sync_folder
from coach.domain.retention import Swept
from coach.errors import StoreError

CHUNK = 1 << 20
"""Bytes read at a time: recordings are larger than what should sit in memory."""

OWNER = "installation"
"""The file in the folder that names the installation whose recordings these are."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FOLDERS = "[0-9a-f][0-9a-f]"


class FolderMediaStore:
    """Blobs at `<root>/<ab>/<sha256>`; what is still being written lies in `<root>/incoming`.

    A name appears only when all of its bytes are on the disk, so whatever is found whole stays whole.
    Several processes may share the folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    def put(self, source: Path) -> str:
        """Keep a copy of a file and return the SHA-256 of its bytes, in hex. Durable on return.

        Bytes that are there already stay as they are. Raises StoreError.
        """
        make_folder(self._incoming)
        temporary: Path | None = None
        try:
            with tempfile.NamedTemporaryFile(dir=self._incoming, suffix=".part", delete=False) as copy:
                temporary = Path(copy.name)
                digest = sha256()
                for chunk in _chunks(source):
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            self._place(temporary, digest.hexdigest())
        except OSError as error:
            raise refusal(self._root, error) from error
        finally:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
        return digest.hexdigest()

    def path(self, sha256: str) -> Path:
        """Where a recording lies. Raises StoreError when there is none under this name."""
        blob = self._blob(sha256)
        if not blob.is_file():
            raise StoreError(
                f"The recording {sha256[:12]}… is not in {self._root}.",
                hint="If it was not deleted on purpose, restore the folder from a backup.",
            )
        return blob

    def holds(self, sha256: str) -> bool:
        """Whether there is a recording under this name."""
        return self._blob(sha256).is_file()

    def size(self, sha256: str) -> int:
        """The bytes of a recording; 0 where there is none."""
        try:
            return self._blob(sha256).stat().st_size
        except FileNotFoundError:
            return 0

    def remove_unless(self, sha256: str, used: Callable[[], bool]) -> int:
        """Remove a recording that nobody uses, durably; returns its bytes, 0 where nothing was removed.

        Somebody may hand in the same bytes at this moment. So the file is put aside first, `used` is asked
        again, and only then is it deleted or put back: whoever comes to use it after that question finds
        the name empty, and puts the bytes there anew. Raises StoreError.
        """
        blob = self._blob(sha256)
        # A name of its own: two who do this at once must not delete what the other one puts back.
        aside = blob.with_name(f"{sha256}.{secrets.token_hex(8)}.aside")
        if used():
            return 0
        try:
            os.replace(blob, aside)
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise refusal(self._root, error) from error
        return self._settle(aside, blob, used)

    def sweep(self, older_than_s: float, used: Callable[[str], bool], *, dry_run: bool = False) -> Swept:
        """Remove recordings that nobody uses. `used` is asked about each by its SHA-256.

        Whatever was handed in during the last `older_than_s` seconds stays: its attempt may be about
        to be written. Files that this store did not name are left alone. Raises StoreError.
        """
        before = time.time() - older_than_s
        orphans = [
            (blob.name, size)
            for blob in self._root.glob(f"{_FOLDERS}/*")
            if _SHA256.fullmatch(blob.name) and (size := _size_if_older(blob, before)) is not None
        ]
        orphans = [(name, size) for name, size in orphans if not used(name)]
        if dry_run:
            return Swept(what="orphans", count=len(orphans), bytes=sum(size for _, size in orphans))
        self._settle_left_aside(used)
        removed = [self.remove_unless(name, lambda name=name: used(name)) for name, _ in orphans]
        gone = sum(not self.holds(name) for name, _ in orphans)
        return Swept(what="orphans", count=gone, bytes=sum(removed))

    def sweep_uploads(self, older_than_s: float, *, dry_run: bool = False) -> Swept:
        """Remove what broken-off uploads left. Raises StoreError."""
        before = time.time() - older_than_s
        found = [
            (part, size) for part in self._incoming.glob("*.part") if (size := _size_if_older(part, before)) is not None
        ]
        try:
            for part, _ in [] if dry_run else found:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise refusal(self._root, error) from error
        return Swept(what="uploads", count=len(found), bytes=sum(size for _, size in found))

    def tie(self, installation: str, known: Callable[[], set[str]]) -> None:
        """Note whose recordings these are, where nobody has yet. Raises StoreError.

        A folder with recordings of which the installation knows none is somebody else's: it stays unmarked.
        """
        if self.owner is not None:
            return
        there = {blob.name for blob in self._root.glob(f"{_FOLDERS}/*") if _SHA256.fullmatch(blob.name)}
        if there and there.isdisjoint(known()):
            return
        make_folder(self._root)
        making = self._root / f"{OWNER}.{secrets.token_hex(8)}"
        try:
            making.write_text(installation, encoding="utf-8")
            sync_file(making)
            os.replace(making, self._root / OWNER)
            sync_folder(self._root)
        except OSError as error:
            raise refusal(self._root, error) from error

    @property
    def owner(self) -> str | None:
        """The installation whose recordings these are; None where nobody noted it."""
        try:
            return (self._root / OWNER).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise refusal(self._root, error) from error

    @property
    def folder(self) -> Path:
        """Where the recordings lie, for messages."""
        return self._root

    def _settle(self, aside: Path, blob: Path, used: Callable[[], bool]) -> int:
        size, unused = 0, False
        try:
            try:
                unused = not used()
            finally:  # who cannot be asked may be using it
                with suppress(FileNotFoundError):  # settled by somebody else in the meantime
                    if unused:
                        size = aside.stat().st_size
                        aside.unlink()
                    else:
                        os.replace(aside, blob)
            sync_folder(blob.parent)
        except OSError as error:
            raise refusal(self._root, error) from error
        return size

    def _settle_left_aside(self, used: Callable[[str], bool]) -> None:
        """What a removal that broke off had put aside. One that is under way asks the same: either may settle it."""
        for aside in self._root.glob(f"{_FOLDERS}/*.aside"):
            name = aside.name.partition(".")[0]
            if _SHA256.fullmatch(name):
                self._settle(aside, aside.with_name(name), lambda name=name: used(name))

    def _place(self, temporary: Path, name: str) -> None:
        blob = self._blob(name)
        make_folder(blob.parent)
        if not _kept(blob, temporary.stat().st_size):
            os.replace(temporary, blob)
        # Also for a kept blob: whoever is writing it at this moment may not have come so far.
        sync_folder(blob.parent)
        sync_folder(self._root)

    def _blob(self, name: str) -> Path:
        if not _SHA256.fullmatch(name):
            raise StoreError(
                f"“{name[:80]}” is not the name of a recording.",
                hint="Recordings are named by the SHA-256 of their bytes: 64 digits and letters from a to f.",
            )
        return self._root / name[:2] / name


def _chunks(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as recording:
            while chunk := recording.read(CHUNK):
                yield chunk
    except OSError as error:
        raise StoreError(
            f"The recording {source.name} cannot be read: {error.strerror or error}.",
            hint="Check that the file is still there and may be read, and hand it in again.",
        ) from error


def _kept(blob: Path, size: int) -> bool:
    """Whether the bytes are there already. Their age starts anew, so that no sweep takes them now."""
    try:
        os.utime(blob)
        return blob.stat().st_size == size
    except FileNotFoundError:
        return False


def _size_if_older(path: Path, before: float) -> int | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None  # finished or swept by somebody else in the meantime
    return found.st_size if found.st_mtime < before else None
