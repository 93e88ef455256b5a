"""Editing one file: the page, and what its script asks for while somebody writes."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field, ValidationError

from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, Edit, ManuscriptKind
from coach.errors import OvertakenError
from coach.web.access import Person
from coach.web.rendering import render
from coach.web.sparring.bodies import SmallBody
from coach.web.studio.frame import Frame, Place

if TYPE_CHECKING:
    from coach.wiring import Workshop

LONGEST = 200_000
"""Characters of a text that is edited here; the largest real one has some twenty thousand."""


class Written(BaseModel):
    """A text as it stands in the page."""

    text: Annotated[str, Field(max_length=LONGEST)]


class Edited(Written):
    """A text, and the steps that the form makes in it."""

    edits: Annotated[list[Edit], Field(max_length=200)]


class Saved(Written):
    """A text, and the state of the file that it began from (None: there was no file)."""

    stamp: str | None = None


class EditingDesk:
    """The routes around `/studio/edit`, for each kind of file alike."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        for tail in ("{kind}/{name}", "{kind}/{name}/{part}"):
            router.add_api_route(f"/studio/edit/{tail}", self.editor)
            router.add_api_route(f"/studio/text/{tail}", self.text)
            router.add_api_route(f"/studio/read/{tail}", self.read, methods=["POST"])
            router.add_api_route(f"/studio/steps/{tail}", self.steps, methods=["POST"])
            router.add_api_route(f"/studio/save/{tail}", self.save, methods=["POST"])
        return router

    def editor(self, kind: str, name: str, who: Person, part: str | None = None) -> HTMLResponse:
        address = address_of(kind, name, part)
        manuscript = self._workshop.manuscripts.open(address)
        rubric = address.kind is ManuscriptKind.RUBRIC
        body = render("studio/editor.html", address=address, manuscript=manuscript)
        place = Place(name, name, "edit") if rubric else None
        return self._frame.page(f"Write {address.path}", body, who, place=place)

    def text(self, kind: str, name: str, who: Person, part: str | None = None) -> JSONResponse:
        """The file as it stands now, taken apart."""
        address = address_of(kind, name, part)
        manuscript = self._workshop.manuscripts.open(address)
        return JSONResponse({"stamp": manuscript.stamp, **self._taken_apart(address, manuscript.text)})

    def read(self, kind: str, name: str, written: Written, who: Person, part: str | None = None) -> JSONResponse:
        """A text that was typed, taken apart."""
        return JSONResponse(self._taken_apart(address_of(kind, name, part), written.text))

    def steps(self, kind: str, name: str, edited: Edited, who: Person, part: str | None = None) -> JSONResponse:
        """The text after the form's steps, taken apart."""
        address = address_of(kind, name, part)
        text = self._workshop.manuscripts.edit(address, edited.text, edited.edits)
        return JSONResponse(self._taken_apart(address, text))

    def save(self, kind: str, name: str, saved: Saved, who: Person, part: str | None = None) -> JSONResponse:
        """Keep a text in its file. 409 with the other text when somebody changed the file meanwhile."""
        address = address_of(kind, name, part)
        try:
            manuscript = self._workshop.studio.save(address, saved.text, saved.stamp, by=who)
        except OvertakenError as error:
            theirs = self._workshop.manuscripts.open(address)
            told = {"message": error.message, "hint": error.hint}
            return JSONResponse({"error": told, "theirs": theirs.model_dump(mode="json")}, status_code=409)
        return JSONResponse({"stamp": manuscript.stamp, **self._taken_apart(address, manuscript.text)})

    def _taken_apart(self, address: Address, text: str) -> dict[str, Any]:
        reading = self._workshop.manuscripts.read(address, text)
        return {"text": text, **reading.model_dump(mode="json")}


def address_of(kind: str, name: str, part: str | None) -> Address:
    """The file that an address of a page means. Raises HTTPException 404."""
    try:
        return Address(kind=ManuscriptKind(kind), id=name, part=PitchKind(part) if part else None)
    except (ValueError, ValidationError) as error:
        raise HTTPException(404, "There is no such file.") from error
