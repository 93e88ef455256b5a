"""An attempt as a row: the whole of it as JSON, and the columns that are queried beside it."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from coach.domain.attempt import Attempt
from coach.errors import StoreError, UnreadableError

if TYPE_CHECKING:
    import sqlalchemy as sa

_WRITTEN_BY_NEWER = {"extra_forbidden", "enum", "literal_error"}
"""Complaints about a document that a newer version explains: fields and values unknown here."""


def columns(attempt: Attempt) -> dict[str, Any]:
    """What is written for an attempt, apart from its id and revision. Raises StoreError for what is no text."""
    card, decision = attempt.scorecard, attempt.decision
    return {
        "who": attempt.who,
        "kind": attempt.kind.value,
        "state": attempt.state.value,
        "rubric_id": attempt.rubric_id,
        "rubric_version": attempt.rubric_version,
        "situation": attempt.situation,
        "at": attempt.at,
        "queued_at": attempt.queued_at,
        "rubric_title": attempt.rubric_title,
        "redo_of": attempt.redo.attempt if attempt.redo else None,
        "taken_from": attempt.taken_from,
        "recording": attempt.recording.sha256 if attempt.recording and attempt.recording.kept else None,
        "result": decision.result.value if decision else None,
        "outcome": decision.outcome.value if decision else None,
        "score": card.score if card else None,
        "score_best": card.score_best if card else None,
        "progress": attempt.progress,
        "document": _document(attempt),
        "updated_at": datetime.now(UTC),
    }


def _document(attempt: Attempt) -> str:
    try:
        return attempt.model_dump_json()
    except PydanticSerializationError as error:
        raise StoreError(
            f"Attempt {attempt.id} holds text that no database can keep, perhaps in a file's name.",
            hint="Give the file a name of plain letters and hand it in again.",
        ) from error


def documents() -> "sa.Select[str, str | None, float]":
    """What `attempt_of` reads, of every attempt that was not deleted."""
    import sqlalchemy as sa

    from coach.adapters.tables import ATTEMPT

    return sa.select(ATTEMPT.c.id, ATTEMPT.c.document, ATTEMPT.c.progress).where(ATTEMPT.c.document.is_not(None))


def attempt_of(row: "sa.Row[str, str | None, float]") -> Attempt:
    """The attempt that was written. Raises UnreadableError when a newer version wrote it, or part of it is lost."""
    try:
        return Attempt.model_validate_json(row.document).model_copy(update={"progress": row.progress})
    except ValidationError as error:
        raise _unreadable(row.id, {complaint["type"] for complaint in error.errors()}) from error


def _unreadable(attempt_id: str, complaints: set[str]) -> UnreadableError:
    if complaints & _WRITTEN_BY_NEWER:
        message = f"Attempt {attempt_id} was written by a newer Pitch Coach."
        return UnreadableError(message, hint="Upgrade Pitch Coach to read it.")
    return UnreadableError(
        f"The record of attempt {attempt_id} cannot be read.",
        hint="Restore the database from a backup, or go on without this attempt.",
    )
