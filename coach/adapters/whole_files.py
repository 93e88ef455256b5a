"""Files written whole and durably, or not at all."""

import os
import secrets
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from coach.adapters.folders import sync_folder
from coach.errors import StoreError, UsageError


def replace_whole(root: Path, name: str, content: bytes, first: Callable[[], object] = lambda: None) -> None:
    """Put content into a file below `root`, in place of what may be there. Raises StoreError.

    `first` is called when the content is on the disk, beside the place that it takes next.
    """
    path = root / name
    with _told(name):
        mode = path.stat().st_mode & 0o777 if path.is_file() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path, lambda file: file.write(content)) as whole:
            if mode is not None:
                whole.chmod(mode)
            first()
            whole.replace(path)
        sync_folder(path.parent)


def write_new(path: Path, content: bytes) -> None:
    """Put content into a new file, never over another one. Raises OSError, FileExistsError among them."""
    with _beside(path, lambda file: file.write(content)) as whole:
        os.link(whole, path)
    sync_folder(path.parent)


def add_copy(root: Path, name: str, source: Path) -> None:
    """Copy a file to a new place below `root`, never over another one. Raises UsageError and StoreError."""
    import shutil

    path = root / name
    with _told(name), source.open("rb") as content:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _beside(path, lambda file: shutil.copyfileobj(content, file)) as whole:
            _link_new(whole, path, name)
        sync_folder(path.parent)


def _link_new(whole: Path, path: Path, name: str) -> None:
    try:
        os.link(whole, path)
    except FileExistsError as error:
        raise UsageError(f"There is already a file {name}.", hint="Choose another id.") from error


@contextmanager
def _beside(path: Path, fill: Callable[[BinaryIO], object]) -> Generator[Path]:
    """A filled file next to where it is to be; gone afterwards if it still is there."""
    whole = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part")
    try:
        with whole.open("xb") as file:
            fill(file)
            file.flush()
            os.fsync(file.fileno())
        yield whole
    finally:
        whole.unlink(missing_ok=True)


@contextmanager
def _told(name: str) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{name} cannot be written: {error.strerror or error}.",
            hint="Check that there is room and that you may write to the folder of the library, then save again.",
        ) from error
