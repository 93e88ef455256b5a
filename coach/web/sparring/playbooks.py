"""The routes of the playbook: say which account, see how they would try to win it. Owners only."""

from functools import partial
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from coach.domain.sparring.playbooks.playbook import Playbook
from coach.errors import CoachError, EngineError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody
from coach.web.navigation import Navigation
from coach.web.rendering import render
from coach.web.shell import page
from coach.web.sparring.playbook_page import STYLES, playbook_body
from coach.web.sparring.setup import Asked, setup_values

if TYPE_CHECKING:
    from coach.wiring import Workshop

AT_ONCE = 8
"""Playbooks in the making: each may wait for a model, and the other pages need their threads."""

LISTED = 8


class PlaybookDesk:
    """The routes around `/playbooks`. Whose playbook it is not, for them it is not there."""

    def __init__(self, workshop: "Workshop", navigation: Navigation) -> None:
        self._workshop, self._navigation = workshop, navigation
        self._playbooks = workshop.playbooks
        self._at_once = CapacityLimiter(AT_ONCE)

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        router.add_api_route("/playbooks/new", self.ask)
        router.add_api_route("/playbooks", self.make, methods=["POST"])
        router.add_api_route("/playbooks/{playbook_id}", self.show)
        router.add_api_route("/playbooks/{playbook_id}/delete", self.delete, methods=["POST"])
        return router

    def ask(self, who: Person, request: Request) -> HTMLResponse:
        """Which competitor, and which account; what stands in the address is filled in."""
        return self._ask(who, Asked(dict(request.query_params)))

    async def make(self, who: Person, fields: Fields) -> Response:
        """Make a playbook; where that fails, the form comes back with all that was typed."""
        asked = Asked(fields)
        return await to_thread.run_sync(partial(self._make, who, asked), limiter=self._at_once)

    def show(self, playbook_id: str, who: Person) -> HTMLResponse:
        playbook = self._own(playbook_id, who)
        return self._page(f"Playbook: {playbook.card.name}", playbook_body(playbook), who)

    def delete(self, playbook_id: str, who: Person) -> Response:
        self._own(playbook_id, who)
        self._playbooks.delete(playbook_id, who)
        return RedirectResponse("/playbooks/new#yours", 303)

    def _make(self, who: str, asked: Asked) -> Response:
        try:
            start = asked.start(self._workshop, who)
            if start.card and asked["save"]:  # it is a card now: whatever fails next, it is not written twice
                asked = asked.having(competitor=start.card.id, save="")
            playbook = self._playbooks.make(who, start.card or start.competitor, start.brief, start.engine)
        except CoachError as error:
            return self._ask(who, asked, error)
        return RedirectResponse(f"/playbooks/{playbook.id}", 303)

    def _ask(self, who: str, asked: Asked, error: CoachError | None = None) -> HTMLResponse:
        planners = self._playbooks.planners
        usual, embedded = planners[CONFIGURED].identity, planners[EMBEDDED].identity
        failed = isinstance(error, EngineError) and not usual.embedded and asked.engine == CONFIGURED
        body = render(
            "sparring/new_playbook.html",
            **setup_values(self._workshop, who, asked)
            | {
                "asked": asked,
                "error": error,
                "model": None if usual.embedded else usual.model or usual.name,
                "embedded": embedded.name,
                "instead": failed,
                "yours": self._playbooks.latest(who, LISTED),
            },
        )
        return self._page("Playbook", body, who, status=(503 if failed else 400) if error else 200)

    def _own(self, playbook_id: str, who: str) -> Playbook:
        try:
            return self._playbooks.own(playbook_id, who)
        except UsageError as error:
            raise HTTPException(404, "There is no such playbook.") from error

    def _page(self, title: str, body: str, who: str, *, status: int = 200) -> HTMLResponse:
        return page(
            title,
            body,
            navigation=self._navigation.bar(who, "drill"),
            styles=STYLES,
            scripts=("playbook.js",),
            status=status,
        )
