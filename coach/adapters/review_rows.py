"""A review as a row."""

from pydantic import ValidationError

from coach.domain.review import Review
from coach.errors import UnreadableError


def review_of(attempt_id: str, document: str) -> Review:
    """The review that was written. Raises UnreadableError when it cannot be read."""
    try:
        return Review.model_validate_json(document)
    except ValidationError as error:
        message = f"A review of attempt {attempt_id} cannot be read: a newer Pitch Coach wrote it."
        raise UnreadableError(message, hint="Upgrade Pitch Coach to read it.") from error
