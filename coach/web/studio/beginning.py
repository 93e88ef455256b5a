"""The page on which a new rubric or battlecard begins: like one that is there, empty, or from a document."""

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.naming import LONGEST_ID
from coach.domain.studio.study import Study
from coach.errors import CoachError
from coach.service.studio.beginning import LONGEST_TITLE
from coach.service.studio.ports import Manuscripts
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody
from coach.web.rendering import render
from coach.web.studio.frame import Frame

if TYPE_CHECKING:
    from coach.wiring import Workshop

SAMPLE = "sample:"
"""Before the id of a shipped file: the library may hold one of the same name."""


class BeginningDesk:
    """The routes `/studio/new`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        router.add_api_route("/studio/new", self.page)
        router.add_api_route("/studio/new", self.begin, methods=["POST"])
        return router

    def page(self, who: Person, kind: str = "rubric", way: str = "", source: str = "") -> HTMLResponse:
        return self._page(who, {"kind": kind, "way": way, "source": source}, None)

    def begin(self, who: Person, given: Fields) -> Response:
        """Write the file, or show the page again with what was typed and what is wrong with it."""
        try:
            address = self._begun(given, who)
        except CoachError as error:
            return self._page(who, given, error)
        return RedirectResponse(edit_address(address), 303)

    def _begun(self, given: dict[str, str], who: str) -> Address:
        beginnings = self._workshop.beginnings
        file_id, title = given.get("id", ""), given.get("title", "")
        source = given.get("source", "")
        sample, source = source.startswith(SAMPLE), source.removeprefix(SAMPLE)
        golden = given.get("golden", "")
        if given.get("kind") == "card":
            if given.get("way") == "like":
                return beginnings.card_like(source, sample=sample, card_id=file_id, name=title, by=who)
            return beginnings.blank_card(card_id=file_id, name=title, by=who)
        if given.get("way") == "like":
            share = golden == "share"
            return beginnings.rubric_like(source, sample=sample, rubric_id=file_id, title=title, share=share, by=who)
        return beginnings.blank_rubric(rubric_id=file_id, title=title, golden=golden or None, by=who)

    def _page(self, who: str, given: dict[str, str], error: CoachError | None) -> HTMLResponse:
        kind = ManuscriptKind.CARD if given.get("kind") == "card" else ManuscriptKind.RUBRIC
        beginnings = self._workshop.beginnings
        pitches = sorted(beginnings.ids(ManuscriptKind.PITCH))
        body = render(
            "studio/new.html",
            kind=kind.value,
            given={"way": "", "source": "", "id": "", "title": "", "golden": ""} | given,
            error=error,
            own=_titles(beginnings.manuscripts, kind),
            samples=_titles(beginnings.samples, kind) if beginnings.samples else [],
            SAMPLE=SAMPLE,
            pitches=pitches,
            taken=sorted(beginnings.ids(kind) | set(pitches if kind is ManuscriptKind.RUBRIC else ())),
            drafts=drafts_of(self._workshop, who),
            longest={"id": LONGEST_ID, "title": LONGEST_TITLE},
        )
        title = "A new battlecard" if kind is ManuscriptKind.CARD else "A new rubric"
        looks = ("studio_new.css", "studio_new.js")
        return self._frame.page(title, body, who, looks=looks, status=400 if error else 200)


def edit_address(address: Address) -> str:
    """Where a file is written on."""
    return f"/studio/edit/{address.kind.value}/{address.id}" + (f"/{address.part.value}" if address.part else "")


def made_told(workshop: "Workshop", study: Study) -> list[dict[str, str]]:
    """The files that were made of a draft: what they are called, and where they are written on."""
    return [{"path": address.path, "href": edit_address(address)} for address in workshop.drafting.made(study)]


def drafts_of(workshop: "Workshop", who: str) -> list[dict[str, Any]]:
    """Somebody's drafts from documents, those that no file was made of yet first."""
    found: list[dict[str, Any]] = []
    for study in workshop.drafting.of(who):
        commission = study.options["commission"]
        told = {"id": study.id, "at": study.at, "title": commission["title"], "name": commission["name"]}
        found.append({**told, "made": made_told(workshop, study)})
    return sorted(found, key=lambda draft: bool(draft["made"]))


def _titles(manuscripts: Manuscripts, kind: ManuscriptKind) -> list[tuple[str, str]]:
    """The files that one can begin from: id and what people call it. One that cannot be read is left out."""
    found: list[tuple[str, str]] = []
    for address in manuscripts.addresses():
        if address.kind is not kind:
            continue
        try:
            data = manuscripts.read(address, manuscripts.open(address).text).data or {}
        except CoachError:
            continue
        name = data.get("title" if kind is ManuscriptKind.RUBRIC else "name")
        if isinstance(name, str):
            found.append((address.id, name))
    return found
