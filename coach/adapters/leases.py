"""Who works on an attempt, a drill or a spoken answer: one lock file each, which ends with its process."""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from coach.adapters.folders import refusal
from coach.errors import UsageError

log = logging.getLogger(__name__)

PATIENCE_S = 5
"""How long to wait in silence: somebody who was just ended may take a moment to go."""


class FileLeases:
    """Leases as locked files in a folder. A killed process leaves its file behind, but not the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def take(self, attempt_id: str, wait_s: float = 1) -> Generator[None]:
        """Hold the attempt, or whatever else has that name, while the context lasts.

        Raises UsageError when somebody else holds it for longer than `wait_s`, StoreError when the folder
        cannot be written.
        """
        from filelock import FileLock, Timeout

        path = self._path(attempt_id)
        # Never less than a moment's patience: `held` takes the lock for an instant to find out.
        lock = FileLock(path, timeout=wait_s, thread_local=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire()
        except Timeout:
            message = f"Another tab or program is at work on {attempt_id} at this moment."
            raise UsageError(message, hint="Wait until it is done, then look again.") from None
        except OSError as error:
            raise refusal(self._folder, error) from error
        try:
            yield
        finally:
            lock.release()

    def held(self, attempt_id: str) -> bool:
        """Whether somebody, here or in another process, is at work on the attempt."""
        return is_held(self._path(attempt_id))

    def _path(self, attempt_id: str) -> Path:
        return self._folder / f"{attempt_id}.lock"


@contextmanager
def hold(path: Path) -> Generator[None]:
    """Hold a lock file while the context lasts, however long somebody else has to be waited for.

    Raises StoreError when the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path)
    try:
        try:
            lock.acquire(timeout=PATIENCE_S)
        except Timeout:
            log.warning("%s is held by another process; this one waits for its end", path)
            lock.acquire()
    except OSError as error:
        raise refusal(path.parent, error) from error
    try:
        yield
    finally:
        lock.release()


def is_held(path: Path) -> bool:
    """Whether somebody, here or in another process, holds this lock file."""
    from filelock import FileLock, Timeout

    if not path.exists():
        return False
    try:
        with FileLock(path, blocking=False, thread_local=False):
            return False
    except Timeout:
        return True
