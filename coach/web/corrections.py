"""The route that takes what the owner typed over words that were heard wrong."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from coach.service.corrections import Corrections
from coach.web.access import Person, own_attempt

MAX_LINES = 5_000
MAX_LINE = 10_000
"""Far beyond any transcript: what is too long for its line is refused in words (see `coach.domain.correction`)."""


class TypedLine(BaseModel):
    """One line of the transcript as it should read."""

    number: int
    text: Annotated[str, Field(max_length=MAX_LINE)]


class Typed(BaseModel):
    """The lines that were changed, and the edition of the transcript that they were changed in."""

    edition: Annotated[str, Field(max_length=64)]
    lines: Annotated[list[TypedLine], Field(max_length=MAX_LINES)]


class CorrectionDesk:
    """The route over the corrections."""

    def __init__(self, corrections: Corrections) -> None:
        self._corrections = corrections

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/attempts/{attempt_id}/corrections", self.correct, methods=["POST"])
        return router

    def correct(self, attempt_id: str, who: Person, typed: Typed) -> dict[str, str]:
        attempt = own_attempt(self._corrections.coach, attempt_id, who)
        lines = {line.number: line.text for line in typed.lines}
        return {"id": self._corrections.correct(attempt.id, lines, seen=typed.edition).id}
