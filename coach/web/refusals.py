"""What is refused, in one sentence and a next step: a page for whoever opened one, JSON for our scripts."""

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from coach.errors import CoachError, MediaError, StoreError
from coach.web.access import Door
from coach.web.navigation import Navigation
from coach.web.rendering import render
from coach.web.shell import page

TITLES = {401: "Who are you?", 403: "Not from here", 404: "Nothing is here"}
"""The headings of pages that are refused; for the rest a plain one."""

UNSAID = {
    "Not Found": "There is no page at this address.",
    "Method Not Allowed": "This address cannot be used in that way.",
}
"""What the framework says where no route of ours does, as a sentence."""

WAYS = {
    "/drills": ("/drills", "your drills"),
    "/playbooks": ("/playbooks/new", "your playbooks"),
    "/studio": ("/studio", "the studio"),
}
"""Where to go on after a refusal below such a path, and what that is called."""


class Refusals:
    """Answers everything that routes raise. Install it once on an app."""

    def __init__(self, door: Door, navigation: Navigation) -> None:
        self._door, self._navigation = door, navigation

    def install(self, app: FastAPI) -> None:
        app.add_exception_handler(CoachError, self._refuse)
        app.add_exception_handler(HTTPException, self._deny)
        app.add_exception_handler(RequestValidationError, self._misunderstand)

    async def _refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, CoachError)
        logging.getLogger(__name__).info("%s refused: %s", request.url.path, error.message)
        status = 507 if isinstance(error, StoreError) else 422 if isinstance(error, MediaError) else 400
        return await self._answer(request, status, error.message, error.hint)

    async def _deny(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        hint = f"Go back to {_way(request)[1]} and try from there."
        message = UNSAID.get(str(error.detail), str(error.detail))
        return await self._answer(request, error.status_code, message, hint, error.headers)

    async def _misunderstand(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        names = ", ".join(f"`{problem['loc'][-1]}`" for problem in error.errors())
        message = f"The request does not say what is needed, or says it in a way that is not understood: {names}."
        return await self._answer(request, 422, message, "Load the page again.")

    async def _answer(
        self, request: Request, status: int, message: str, hint: str | None, headers: Mapping[str, str] | None = None
    ) -> Response:
        if "text/html" not in request.headers.get("accept", "") or "location" in {
            name.lower() for name in headers or {}
        }:
            body = {"error": {"message": message, "hint": hint}}
            return JSONResponse(body, status_code=status, headers=headers)
        return await run_in_threadpool(self._page, request, status, message, hint)

    def _page(self, request: Request, status: int, message: str, hint: str | None) -> Response:
        who = self._door.person(request)
        title = TITLES.get(status, "That did not work")
        to, name = _way(request)
        body = render("refused.html", title=title, message=message, hint=hint, to=to, name=name)
        return page(title, body, navigation=self._navigation.bar(who, ""), status=status)


def _way(request: Request) -> tuple[str, str]:
    """The page to go on from, and its name."""
    section = f"/{request.url.path.lstrip('/').split('/')[0]}"
    return WAYS.get(section, ("/practice/", "the practice page"))
