"""Folders on a disk that may be full, read-only or somebody else's: made, made durable, refused plainly."""

import errno
import os
from pathlib import Path

from coach.errors import StoreError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, durably, with its parents. Raises StoreError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        for each in reversed(missing):
            each.mkdir(mode=0o700, exist_ok=True)
            sync_folder(each.parent)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    except OSError as error:
        raise refusal(folder, error) from error


def sync_folder(folder: Path) -> None:
    """Make new, renamed and deleted names in a folder survive a power cut."""
    if os.name == "nt":
        return  # Windows opens no folders; its file system keeps a journal of names
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(file: Path) -> None:
    """Make a file that somebody else has written survive a power cut."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def refusal(folder: Path, error: OSError) -> StoreError:
    """What to tell a person when writing to a folder failed."""
    if error.errno in _NO_ROOM:
        return no_room(folder)
    return not_writable(folder, error.strerror or str(error))


def no_room(folder: Path) -> StoreError:
    """A full disk, a used-up quota or a limit on the size of files."""
    return StoreError(
        f"There is no room left on the disk that holds {folder}.",
        hint="Free some space there, or choose a folder on another disk with COACH_HOME, and try again.",
    )


def not_writable(folder: Path, why: str) -> StoreError:
    """A folder that is read-only, somebody else's, or not a folder."""
    return StoreError(
        f"The folder {folder} cannot be written: {why}.",
        hint="Allow this user to write there, or choose another folder with COACH_HOME.",
    )
