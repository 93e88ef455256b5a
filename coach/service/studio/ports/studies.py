"""What is tried on drafts in the background, and the attempts of the past that it is tried on."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

from coach.domain.certification import Kind
from coach.domain.history import Entry
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import Study, StudyKind


class StudyStore(Protocol):
    """Studies and what has come out of them so far. Durable when a call returns."""

    def add(self, study: Study, bundle: Bundle | None) -> None:
        """Keep a new study and freeze its content."""
        ...

    def get(self, study_id: str) -> Study:
        """Raises UsageError when there is none."""
        ...

    def hold(self, study_id: str) -> Study:
        """As `get`, for a transaction: until it ends nobody else changes the study."""
        ...

    def save(self, study: Study) -> None: ...

    def active(self, like: Study) -> tuple[Study, ...]:
        """What the same person has going of the same kind and rubric, for a transaction: until it ends nobody else
        is told of it."""
        ...

    def of(self, rubric_id: str, kind: StudyKind, *, limit: int = 20) -> tuple[Study, ...]:
        """The newest first."""
        ...

    def keep(self, study_id: str, number: int, result: dict[str, Any]) -> None:
        """Keep what came out for a subject, by its position; kept again it stays as it was."""
        ...

    def results(self, study_id: str) -> dict[int, dict[str, Any]]:
        """What has come out so far, by the position of the subject."""
        ...

    def kept(self, study_id: str, newest: int) -> tuple[int, tuple[datetime, ...]]:
        """How many results there are, and when the newest of them came, the oldest of these first."""
        ...

    def begin(self, study_id: str) -> int:
        """Note that a worker begins a subject; how often one has since a result was last kept."""
        ...

    def begin_anew(self, study_id: str) -> None:
        """Forget how often a worker has begun: a person wants it tried again."""
        ...

    def bundle(self, study: Study) -> Bundle:
        """The frozen content of a study."""
        ...


class PastStore(Protocol):
    """Attempts of the past, as what would change asks for them: lines, without the words."""

    def scored(
        self,
        rubric_id: str,
        who: str,
        *,
        kind: Kind | None = None,
        ids: Collection[str] | None = None,
        limit: int,
    ) -> tuple[Entry, ...]:
        """Scored attempts that are still there, the newest first: official ones, and this person's practice.

        Without re-recordings of one line, and without practice that was submitted as official. `ids`: only
        these. The entries have neither criteria nor reviews.
        """
        ...

    def lines(self, ids: Collection[str]) -> dict[str, Entry]:
        """The lines of some attempts by id, deleted ones included."""
        ...

    def scoring_seconds(self, ids: Collection[str]) -> dict[str, float]:
        """How long it took to score some attempts, where a worker did."""
        ...
