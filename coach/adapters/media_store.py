"""Recordings in a folder, each under the SHA-256 of its bytes."""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from coach.adapters.folders import make_folder, refusal, sync_folder
from coach.errors import StoreError

CHUNK = 1 << 20
"""Bytes read at a time: recordings are larger than what should sit in memory."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


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

    def delete(self, sha256: str) -> None:
        """Remove a recording, durably; one that is not there is no mistake. Raises StoreError."""
        blob = self._blob(sha256)
        try:
            blob.unlink(missing_ok=True)
            if blob.parent.is_dir():
                sync_folder(blob.parent)
        except OSError as error:
            raise refusal(self._root, error) from error

    def sweep(self, older_than_s: float, known: set[str]) -> int:
        """Remove recordings that no attempt knows, and broken-off uploads. Returns how many.

        Whatever was handed in during the last `older_than_s` seconds stays: its attempt may be about
        to be written. Files that this store did not name are left alone. Raises StoreError.
        """
        before = time.time() - older_than_s
        orphans = [blob for blob in self._root.glob("[0-9a-f][0-9a-f]/*") if _is_orphan(blob, known)]
        try:
            return sum(_remove_if_older(path, before) for path in [*self._incoming.glob("*.part"), *orphans])
        except OSError as error:
            raise refusal(self._root, error) from error

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


def _is_orphan(blob: Path, known: set[str]) -> bool:
    return bool(_SHA256.fullmatch(blob.name)) and blob.name[:2] == blob.parent.name and blob.name not in known


def _remove_if_older(path: Path, before: float) -> bool:
    try:
        if path.stat().st_mtime >= before:
            return False
        path.unlink()
    except FileNotFoundError:
        return False  # finished or swept by somebody else in the meantime
    return True
