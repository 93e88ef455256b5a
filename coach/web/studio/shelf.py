"""The first page of the studio: every rubric, golden pitch and card, and what state each is in."""

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from coach.web.access import Person
from coach.web.rendering import render
from coach.web.studio.frame import Frame

if TYPE_CHECKING:
    from coach.wiring import Workshop


class ShelfDesk:
    """The route `/studio`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/studio", self.shelf)
        return router

    def shelf(self, who: Person) -> HTMLResponse:
        addresses = self._workshop.manuscripts.addresses()
        return self._frame.page("Studio", render("studio/shelf.html", addresses=addresses), who)
