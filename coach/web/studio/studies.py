"""How far the work in the background is, for every page that shows some: asked for, stopped, gone on with."""

import re
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from coach.domain.studio.study import ACTIVE, Standing, Study, StudyState
from coach.errors import UsageError
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody
from coach.web.shell import PRIVATE

if TYPE_CHECKING:
    from coach.wiring import Workshop

IDLE = "Nothing is working on it at this moment."
IDLE_HINT = "It goes on by itself when Pitch Coach's worker runs again: start `coach serve`, or `coach worker`."

_BACK = re.compile(r"/studio(?:[/?][\w\-./?=&%~#]*)?")
"""An address of a page of the studio and nothing that a browser could read as another host's."""


class StudyDesk:
    """The routes around `/studio/studies`."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        router.add_api_route("/studio/studies/{study_id}", self.standing)
        router.add_api_route("/studio/studies/{study_id}/stop", self.stop, methods=["POST"])
        router.add_api_route("/studio/studies/{study_id}/resume", self.resume, methods=["POST"])
        return router

    def standing(self, study_id: str, who: Person) -> JSONResponse:
        """Where it stands, with the words for it."""
        self._seen(study_id, who)
        return self._told(study_id)

    def stop(self, study_id: str, who: Person, request: Request, given: Fields) -> Response:
        """Have no more of it worked on; what is done stays."""
        self._seen(study_id, who)
        self._workshop.studies.stop(study_id)
        return self._answer(study_id, request, given)

    def resume(self, study_id: str, who: Person, request: Request, given: Fields) -> Response:
        """Go on from where it was."""
        self._seen(study_id, who)
        self._workshop.studies.resume(study_id)
        return self._answer(study_id, request, given)

    def _seen(self, study_id: str, who: str) -> Study:
        """The study, if this person may know of it. Raises HTTPException 404."""
        try:
            study = self._workshop.studies.store.get(study_id)
        except UsageError as error:
            raise HTTPException(404, "There is no such study.") from error
        if not study.shown_to(who):
            raise HTTPException(404, "There is no such study.")
        return study

    def _answer(self, study_id: str, request: Request, given: dict[str, str]) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(here(given.get("back", "")), 303)
        return self._told(study_id)

    def _told(self, study_id: str) -> JSONResponse:
        standing = self._workshop.studies.standing(study_id)
        active = standing.study.state in ACTIVE
        return JSONResponse(told(standing, idle=active and not self._workshop.worker_at_work), headers=PRIVATE)


def told(standing: Standing, *, idle: bool) -> dict[str, Any]:
    """What a page's script draws of a study; `idle`: it waits, and no worker is there to take it up."""
    study = standing.study
    return {
        "state": study.state.value,
        "done": standing.done,
        "total": standing.total,
        "words": words(standing),
        "problem": IDLE if idle else study.problem,
        "hint": IDLE_HINT if idle else study.hint,
    }


def words(standing: Standing) -> str:
    """How far it is, as people say it: 34 of 200, about 2 minutes left."""
    counted = f"{standing.done} of {standing.total}"
    match standing.study.state:
        case StudyState.QUEUED if not standing.done:
            return f"{counted}, waiting for its turn"
        case StudyState.QUEUED | StudyState.RUNNING:
            return counted if standing.left_s is None else f"{counted}, {duration(standing.left_s)} left"
        case StudyState.STOPPED:
            return f"Stopped at {counted}"
        case StudyState.FAILED:
            return f"Broke off at {counted}"
        case StudyState.DONE:
            return f"Done: {counted}"


def duration(seconds: float) -> str:
    """A time as people estimate it: less than a minute, about 2 minutes, about 3 hours."""
    if seconds < 45:
        return "less than a minute"
    minutes = round(seconds / 60) or 1
    if minutes < 90:
        return "about a minute" if minutes == 1 else f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"


def here(address: str) -> str:
    """An address in the studio to go back to; anything else becomes its first page."""
    return address if _BACK.fullmatch(address) and ".." not in address else "/studio"
