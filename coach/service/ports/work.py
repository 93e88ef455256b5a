"""Who works on what, and what waits to be worked on."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from coach.domain.attempt import Stage


class Leases(Protocol):
    """Who works on an attempt. A lease ends with its process, however that ends."""

    def take(self, attempt_id: str, wait_s: float = 1) -> AbstractContextManager[None]:
        """Hold the attempt while the context lasts. Raises UsageError when somebody else holds it for longer."""
        ...

    def held(self, attempt_id: str) -> bool: ...


class Jobs(Protocol):
    """The queue that the worker takes its work from."""

    def enqueue(self, attempt_id: str, stage: Stage, tries: int) -> None:
        """Queue a stage. The same stage of the same try is queued once. Part of the transaction around it."""
        ...

    def forget(self, attempt_id: str) -> None:
        """Remove what the queue knows of an attempt."""
        ...

    def missing(self, jobs: Sequence[tuple[str, Stage, int]]) -> tuple[tuple[str, Stage, int], ...]:
        """Those of some jobs (attempt, stage, try) that neither wait in the queue nor are being worked on."""
        ...
