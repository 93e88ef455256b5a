"""Who works on an attempt: one lock file each, which the system lets go when its process ends."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from coach.errors import StoreError, UsageError


class FileLeases:
    """Leases as locked files in a folder. A killed process leaves its file behind, but not the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def take(self, attempt_id: str, wait_s: float = 1) -> Generator[None]:
        """Hold the attempt while the context lasts.

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
            message = f"Attempt {attempt_id} is being scored at this moment."
            raise UsageError(message, hint="Wait until it is done; its result will be the same.") from None
        except OSError as error:
            message = f"The folder {self._folder} cannot be written: {error.strerror or error}."
            raise StoreError(message, hint="Free some space or choose another folder with COACH_HOME.") from error
        try:
            yield
        finally:
            lock.release()

    def held(self, attempt_id: str) -> bool:
        """Whether somebody, here or in another process, is at work on the attempt."""
        from filelock import FileLock, Timeout

        if not self._path(attempt_id).exists():
            return False
        try:
            with FileLock(self._path(attempt_id), blocking=False, thread_local=False):
                return False
        except Timeout:
            return True

    def _path(self, attempt_id: str) -> Path:
        return self._folder / f"{attempt_id}.lock"
