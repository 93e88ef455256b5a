"""Jobs side by side, except one that is to be alone."""

import threading
from collections.abc import Generator
from contextlib import contextmanager


class Gate:
    """Lets any number in at once, or one by itself. Whoever is to be alone is not kept waiting by newcomers."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._reserved = False

    def wait(self) -> None:
        """Wait until nobody is to be alone, and stay outside: whoever wants to be alone later need not wait for it."""
        with self._changed:
            self._changed.wait_for(lambda: not self._reserved)

    @contextmanager
    def enter(self, *, alone: bool) -> Generator[None]:
        """Be inside while the context lasts; waits until that is allowed."""
        with self._changed:
            self._changed.wait_for(lambda: not self._reserved)
            if alone:
                self._reserved = True
                self._changed.wait_for(lambda: self._inside == 0)
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                if alone:
                    self._reserved = False
                self._changed.notify_all()
