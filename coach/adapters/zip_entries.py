"""A zip from outside, opened with suspicion: its size, its names and its kinds of files first, its content then."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

from coach.domain.studio.sharing import MOST_FILES, escape
from coach.errors import ContentError

MOST_DIRECTORY = 65_536
"""Bytes of a zip's own table of contents. Ten names fill a hundredth of that; the rest is for long remarks."""

MOST_SHRUNK = 200
"""So many times smaller than its content a file in a zip may be. Text gets to about 10, silence to about 100;
a bomb needs a thousand."""

UNTOUCHED = 100_000
"""Bytes of content that no ratio is asked of: a short text of one letter shrinks as much as a bomb."""

CHUNK = 1 << 16

_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_AGAIN = "Export it again where it comes from, and bring that zip as it is."


def not_whole(why: str) -> ContentError:
    """A zip that was damaged or changed by hand; `why` goes on a sentence."""
    return ContentError(f"This zip is not as it was exported: {why}.", hint=_AGAIN)


class Zip:
    """An open zip whose names were checked. Raises ContentError from the start."""

    def __init__(self, path: Path, most: int) -> None:
        self._most, self._left = most, most
        _refuse_table(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, UnicodeDecodeError) as error:
            raise _damaged() from error
        try:
            entries = [entry for entry in self._zip.infolist() if not _mere_folder(entry)]
            self._refuse_entries(entries)
            self._entries = {entry.filename: entry for entry in entries}
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> "Zip":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def read(self, name: str, most: int) -> bytes:
        """The content of a small file."""
        content = bytearray()
        self._each(name, most, content.extend)
        return bytes(content)

    def extract(self, name: str, to: Path, most: int) -> tuple[int, str]:
        """Write a file's content; its size and SHA-256. Raises OSError too."""
        digest = hashlib.sha256()
        size = 0

        def take(chunk: bytes) -> None:
            nonlocal size
            size += len(chunk)
            digest.update(chunk)
            file.write(chunk)

        with to.open("xb") as file:
            self._each(name, most, take)
        return size, digest.hexdigest()

    def _each(self, name: str, most: int, take: Callable[[bytes], object]) -> None:
        # Counted while it comes: what a zip says of its sizes is a claim.
        size = 0
        try:
            with self._zip.open(self._entries[name]) as content:
                while chunk := content.read(CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    if size > most or self._left < 0:
                        raise _too_large(name, most if size > most else self._most)
                    take(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise _damaged() from error

    def _refuse_entries(self, entries: Sequence[zipfile.ZipInfo]) -> None:
        seen: dict[str, str] = {}
        for entry in entries:
            name = entry.orig_filename
            if why := escape(name):
                shown = "".join(letter if letter.isprintable() else "?" for letter in name[:100])
                raise ContentError(f"The zip holds a file “{shown}” that may not be unpacked: {why}.", hint=_AGAIN)
            if name.casefold() in seen:
                raise ContentError(f"The zip holds two files “{name[:100]}”.", hint=_AGAIN)
            seen[name.casefold()] = name
            _refuse_kind(entry)
        if len(entries) > MOST_FILES:
            message = f"The zip holds {len(entries)} files, and a rubric with all it needs has {MOST_FILES} at most."
            raise ContentError(message, hint=_AGAIN)
        if (total := sum(entry.file_size for entry in entries)) > self._most:
            raise _too_large("its content", self._most, total)


def _refuse_kind(entry: zipfile.ZipInfo) -> None:
    name = f"“{entry.filename[:100]}”"
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        what = "a link to another file" if kind == stat.S_IFLNK else "no plain file"
        raise ContentError(f"{name} in the zip is {what}, and is not unpacked.", hint=_AGAIN)
    if entry.flag_bits & 0x41:  # the file, or the table of contents, is encrypted
        raise ContentError("The zip is locked with a password.", hint="Bring it without one.")
    if entry.compress_type not in _METHODS:
        raise ContentError(f"{name} is packed in a way that is not read here.", hint=_AGAIN)
    if entry.file_size > max(UNTOUCHED, MOST_SHRUNK * entry.compress_size):
        message = f"{name} would grow to {entry.file_size / 1_000_000:,.1f} MB, far more than such a file can."
        raise ContentError(f"{message} Nothing was unpacked.", hint=_AGAIN)


def _refuse_table(path: Path) -> None:
    """Look at the end of the file before anything reads the table of contents, which may be endless."""
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(max(0, size - MOST_DIRECTORY - _END_SIZE))
        tail = file.read()
    if size == 0:
        raise ContentError("This file is empty.", hint="Choose the zip that was exported.")
    at = tail.rfind(_END)
    if start[:2] != b"PK" or (at < 0 and start != b"PK\x03\x04"):
        raise ContentError("This file is no zip.", hint="Choose the zip that was exported.")
    if at < 0 or len(tail) - at < _END_SIZE:
        raise _damaged()
    table = int.from_bytes(tail[at + 12 : at + 16], "little")
    if table > MOST_DIRECTORY or tail[max(0, at - _LOCATOR_SIZE) : at].startswith(_LOCATOR):
        message = f"The zip holds far more files than a rubric with all it needs, which has {MOST_FILES} at most."
        raise ContentError(message, hint=_AGAIN)


def _mere_folder(entry: zipfile.ZipInfo) -> bool:
    """A folder of its own, as some programs add; it needs no place where files have one."""
    return entry.is_dir() and entry.file_size == 0 and escape(entry.orig_filename) is None


def _too_large(what: str, most: int, size: int | None = None) -> ContentError:
    grown = f"would grow to {size / 1_000_000:,.1f} MB" if size else "is larger than it may be"
    message = f"The zip is refused: {what} {grown}, and {most / 1_000_000:g} MB is the limit."
    return ContentError(message, hint="Leave the recordings out where it is exported, or shorten them.")


def _damaged() -> ContentError:
    return ContentError("This zip is damaged, or was not sent whole.", hint="Send it again, or export it again.")
