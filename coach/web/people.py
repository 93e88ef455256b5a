"""Who one is: the page where names are given and chosen. There are no passwords here, and it says so."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from coach.domain.person import OWNER
from coach.errors import UsageError
from coach.service.people import People
from coach.web.access import Person, keep_secret, require_local, secret_of
from coach.web.navigation import Navigation
from coach.web.rendering import render
from coach.web.shell import page

START = "/practice/"
_HERE = re.compile(r"/(?!/)[\w\-./?=&%~]*")
"""An address on this host and nothing that a browser could read as another one."""


class Reception:
    """The routes around `/people`."""

    def __init__(self, people: People, navigation: Navigation) -> None:
        self._people, self._navigation = people, navigation

    def router(self) -> APIRouter:
        router = APIRouter(dependencies=[Depends(require_local)])
        router.add_api_route("/people", self.everybody)
        router.add_api_route("/people", self.become, methods=["POST"])
        router.add_api_route("/people/leave", self.leave, methods=["POST"])
        router.add_api_route("/people/name", self.rename, methods=["POST"])
        return router

    def everybody(self, request: Request, next: str = START) -> HTMLResponse:
        return self._page(request, next)

    def become(
        self, request: Request, name: Annotated[str, Form()] = "", next: Annotated[str, Form()] = START
    ) -> Response:
        """Make this browser that of the person of this name; a new name is added."""
        try:
            secret = self._people.admit(name)
        except UsageError as error:
            return self._page(request, next, error)
        return self._turn(request, next, secret)

    def leave(self, request: Request, next: Annotated[str, Form()] = START) -> Response:
        """Make this browser the owner's again."""
        return self._turn(request, next, None)

    def rename(
        self, request: Request, who: Person, name: Annotated[str, Form()] = "", next: Annotated[str, Form()] = START
    ) -> Response:
        try:
            self._people.rename(who, name)
        except UsageError as error:
            return self._page(request, next, error)
        return RedirectResponse(_here(next), 303)

    def _turn(self, request: Request, next: str, secret: str | None) -> Response:
        if former := secret_of(request):
            self._people.store.dismiss(former)
        response = RedirectResponse(_here(next), 303)
        keep_secret(request, response, secret)
        return response

    def _page(self, request: Request, next: str, error: UsageError | None = None) -> HTMLResponse:
        me = self._people.behind(secret_of(request))
        owner = self._people.find(OWNER)
        others = [person for person in self._people.store.everyone() if person.key not in {OWNER, me and me.key}]
        body = render(
            "people.html",
            me=me,
            owner=owner,
            is_owner=me is not None and me.key == OWNER,
            named_owner=self._people.introduced(OWNER),
            others=others,
            next=_here(next),
            error=error,
        )
        return page(
            "Who is practising",
            body,
            navigation=self._navigation.bar(me.key if me else None, "people"),
            styles=("people.css",),
            status=400 if error else 200,
        )


def _here(address: str) -> str:
    return address if _HERE.fullmatch(address) else START
