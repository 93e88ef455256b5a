"""What is kept of people, their recordings under way, their attempts and reviews."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from coach.domain.attempt import Attempt, Stage
from coach.domain.certification import Kind
from coach.domain.history import Entry, Waiting
from coach.domain.person import Person
from coach.domain.review import Review
from coach.domain.take import Take


class PeopleStore(Protocol):
    """Who uses this installation, and which browser is whose."""

    def find(self, key: str) -> Person | None: ...

    def named(self, name: str) -> Person | None:
        """The person of this name; case and spaces do not count."""
        ...

    def everyone(self) -> tuple[Person, ...]: ...

    def keep(self, person: Person) -> None:
        """Add somebody, or give them another name. Raises UsageError for a name that is taken."""
        ...

    def admit(self, token: str, key: str) -> None:
        """Remember that the browser with this secret is this person's."""
        ...

    def behind(self, token: str) -> Person | None: ...

    def dismiss(self, token: str) -> None: ...


class TakeStore(Protocol):
    """Recordings under way and their parts. Durable when a call returns. Raises StoreError."""

    def add(self, take: Take) -> None:
        """Keep a new take; one with this id, whoever's it is, stays as it was."""
        ...

    def get(self, take_id: str) -> Take:
        """Raises UsageError when there is none."""
        ...

    def save(self, take: Take) -> None: ...

    def unfinished(self, who: str) -> tuple[Take, ...]:
        """What somebody has not handed in, the newest first."""
        ...

    def delete(self, take_id: str) -> None: ...

    def put_part(self, take_id: str, number: int, content: bytes) -> None:
        """Keep one part. Sent again, it stays as it was."""
        ...

    def parts(self, take_id: str) -> dict[int, int]:
        """The numbers of the parts that are there, in order, each with its bytes."""
        ...

    def quiet_for(self, take_id: str) -> float:
        """For how many seconds no part has arrived."""
        ...

    def assemble(self, take_id: str, count: int) -> Path:
        """The first `count` parts as one file."""
        ...

    def assembled(self, take_id: str) -> Path | None:
        """The file that was assembled last."""
        ...

    def assembled_parts(self, take_id: str) -> int:
        """Of how many parts that file consists; 0 where there is none."""
        ...

    def copies(self, take_id: str) -> Path:
        """A folder for copies of this take to play."""
        ...

    def clear(self, take_id: str) -> None:
        """Remove what was recorded; the take stays known."""
        ...


class AttemptStore(Protocol):
    """Attempts as they are now. Durable when a call returns."""

    def add(
        self, attempt: Attempt, sources: dict[str, Any], *, limit: int | None = None, handed_in_as: str | None = None
    ) -> None:
        """Keep a new attempt and freeze what it will be judged by. Raises UsageError beyond the limit."""
        ...

    def save(self, attempt: Attempt) -> None: ...

    def progress(self, attempt_id: str, share: float) -> None:
        """Note how far the present stage is; cheap enough to call every second.

        Raises UsageError when the attempt was deleted: then there is nothing left to work for.
        """
        ...

    def get(self, attempt_id: str) -> Attempt:
        """Raises UsageError when there is none."""
        ...

    def hold(self, attempt_id: str) -> Attempt:
        """As `get`, inside a transaction: until it ends nobody else changes or deletes the attempt."""
        ...

    def recent(self, *, who: str | None = None, limit: int = 50) -> Iterator[Attempt]: ...

    def redos_of(self, attempt_id: str) -> Iterator[Attempt]:
        """The redos of lines of this attempt, the newest first."""
        ...

    def handed_in(self, who: str, key: str) -> str | None:
        """The attempt that this person handed in under this key, by id."""
        ...

    def officials(self, who: str, rubric_id: str) -> int:
        """How many official attempts somebody has used."""
        ...

    def submitted_from(self, attempt_id: str) -> str | None:
        """The official attempt that this practice take became, by id."""
        ...

    def ahead(self, attempt: Attempt) -> int:
        """How many attempts come before this one in the queue."""
        ...

    def queued(self) -> Iterator[Attempt]:
        """What is queued or being worked on for the queue, in the order in which it was queued."""
        ...

    def begun(self, attempt_id: str, stage: Stage, tries: int) -> int:
        """How often a worker has begun a stage."""
        ...

    def begin(self, attempt_id: str, stage: Stage, tries: int) -> int:
        """Note that a worker begins a stage; how often one has by now."""
        ...

    def end(self, attempt_id: str, stage: Stage, tries: int) -> None:
        """Note that the stage's result is there."""
        ...

    def source(self, version: str) -> dict[str, Any] | None:
        """Frozen content by its version hash."""
        ...


class HistoryStore(Protocol):
    """Attempts as lists and trends need them, without their words. Re-recordings of one check are left out."""

    def entries(
        self,
        *,
        who: str | None = None,
        rubric_id: str | None = None,
        kind: Kind | None = None,
        deleted: bool = True,
        limit: int = 50,
    ) -> tuple[Entry, ...]:
        """The newest first, of one person or of all, of one kind or of both; `deleted`: with deleted ones."""
        ...

    def entry(self, attempt_id: str) -> Entry | None:
        """The line of one attempt, also of a deleted one."""
        ...


class ReviewStore(Protocol):
    """What people decided about official attempts. Nothing in it is ever changed."""

    def add(self, review: Review, *, seen: int) -> None:
        """Keep one more. Raises UsageError when there are not exactly `seen` yet, or no such attempt any more."""
        ...

    def of(self, attempt_id: str) -> tuple[Review, ...]:
        """The reviews of an attempt, the newest first."""
        ...

    def queue(self) -> tuple[Waiting, ...]:
        """Official attempts that need a person and were not reviewed yet, the oldest first, without their words."""
        ...

    def waiting(self) -> dict[str, int]:
        """How many of them there are, by whose they are; cheap enough for every page."""
        ...
