"""Editing one file: the page, and what its script asks for while somebody writes."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import AfterValidator, BaseModel, Field, ValidationError

from coach.domain.rubric import PitchKind
from coach.domain.studio.forms.every import form_of
from coach.domain.studio.manuscript import LIVE, Address, Edit, Manuscript, ManuscriptKind
from coach.errors import OvertakenError, UsageError
from coach.web.access import Person
from coach.web.bodies import SmallBody
from coach.web.rendering import render
from coach.web.studio.frame import Frame, Place
from coach.web.studio.heading import Headings

if TYPE_CHECKING:
    from coach.wiring import Workshop

LONGEST = 200_000
"""Characters of a text that is edited here; the largest real one has some twenty thousand."""

LONGEST_BYTES = 4 * LONGEST
"""The same in bytes: UTF-8 takes at most four for a character."""

LOOKS = (
    "studio_editor.css",
    "studio_form.css",
    "studio_try.css",
    "studio_parts.js",
    "studio_compare.js",
    "studio_text.js",
    "studio_field.js",
    "studio_list.js",
    "studio_entries.js",
    "studio_form.js",
    "studio_weights.js",
    "studio_passage.js",
    "studio_remarks.js",
    "studio_queue.js",
    "studio_refused.js",
    "studio_undo.js",
    "studio_notes.js",
    "studio_standing.js",
    "studio_unsaved.js",
    "studio_theirs.js",
    "studio_editor.js",
    "studio_try.js",
)


class TextBody(SmallBody):
    """A route that takes the longest text in any script, and as much again in steps of the form."""

    most = 2 * LONGEST_BYTES


def _not_too_long(text: str) -> str:
    if len(text) > LONGEST:
        message = f"This text has {len(text):,} characters, and {LONGEST:,} can be edited here; nothing of it was kept."
        raise UsageError(message, hint="Shorten it.")
    return text


class Written(BaseModel):
    """A text as it stands in the page."""

    text: Annotated[str, AfterValidator(_not_too_long)]


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
        self._headings = Headings(workshop)

    def router(self) -> APIRouter:
        router = APIRouter(route_class=TextBody)
        for tail in ("{kind}/{name}", "{kind}/{name}/{part}"):
            router.add_api_route(f"/studio/edit/{tail}", self.editor, response_model=None)
            router.add_api_route(f"/studio/text/{tail}", self.text)
            router.add_api_route(f"/studio/read/{tail}", self.read, methods=["POST"])
            router.add_api_route(f"/studio/steps/{tail}", self.steps, methods=["POST"])
            router.add_api_route(f"/studio/save/{tail}", self.save, methods=["POST"])
        return router

    def editor(self, kind: str, name: str, who: Person, part: str | None = None) -> Response:
        if kind == ManuscriptKind.PITCH.value and part is None:
            address_of(kind, name, "golden")
            return RedirectResponse(f"/studio/edit/pitch/{name}/golden", 303)
        address = address_of(kind, name, part)
        manuscript = self._stands(address)
        text = manuscript.text if manuscript else ""
        reading = self._workshop.manuscripts.read(address, text)
        heading = self._headings.of(address, reading)
        start = {
            "stamp": manuscript.stamp if manuscript else None,
            **self._taken_apart(address, text),
            "form": form_of(address).model_dump(mode="json", exclude_defaults=True),
            "sources": self._headings.sources(),
            "standing": self._headings.standing(address),
            "live": address.kind in LIVE,
        }
        body = render("studio/editor.html", address=address, heading=heading, start=start, text=text)
        place = Place(name, heading.title, "edit") if address.kind is ManuscriptKind.RUBRIC else None
        return self._frame.page(f"{heading.title} · {heading.kind}", body, who, place=place, looks=LOOKS)

    def text(
        self, kind: str, name: str, who: Person, part: str | None = None, since: str | None = None
    ) -> JSONResponse:
        """The file as it stands now, taken apart; only its stamp where that is `since`, None where it is gone."""
        address = address_of(kind, name, part)
        manuscript = self._stands(address)
        if manuscript is None:
            return JSONResponse({"stamp": None})
        if manuscript.stamp == since:
            return JSONResponse({"stamp": since})
        return JSONResponse(self._as_it_stands(manuscript))

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
            theirs = _opened(self._workshop, address)
            told = {"message": error.message, "hint": error.hint}
            body = {"error": told, "theirs": self._as_it_stands(theirs) if theirs else None}
            return JSONResponse(body, status_code=409)
        return JSONResponse(self._as_it_stands(manuscript))

    def _stands(self, address: Address) -> Manuscript | None:
        """The file, or None for a text that its golden pitch still lacks. Raises HTTPException 404."""
        manuscript = _opened(self._workshop, address)
        if manuscript is None and not self._lacks(address):
            raise HTTPException(404, f"There is no file {address.path}.")
        return manuscript

    def _lacks(self, address: Address) -> bool:
        known = self._workshop.manuscripts.addresses()
        return address.kind is ManuscriptKind.PITCH and address.id in {
            each.id for each in known if each.kind is ManuscriptKind.PITCH
        }

    def _as_it_stands(self, manuscript: Manuscript) -> dict[str, Any]:
        """A file, taken apart, and where learners stand while it says this."""
        address = manuscript.address
        standing = self._headings.standing(address)
        return {"stamp": manuscript.stamp, "standing": standing, **self._taken_apart(address, manuscript.text)}

    def _taken_apart(self, address: Address, text: str) -> dict[str, Any]:
        reading = self._workshop.manuscripts.read(address, text)
        return {"text": text, **reading.model_dump(mode="json")}


def address_of(kind: str, name: str, part: str | None) -> Address:
    """The file that an address of a page means. Raises HTTPException 404."""
    try:
        return Address(kind=ManuscriptKind(kind), id=name, part=PitchKind(part) if part else None)
    except (ValueError, ValidationError) as error:
        raise HTTPException(404, "There is no such file.") from error


def _opened(workshop: "Workshop", address: Address) -> Manuscript | None:
    try:
        return workshop.manuscripts.open(address)
    except UsageError:
        return None
