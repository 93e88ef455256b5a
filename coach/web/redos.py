"""The routes for one line of a pitch said again: hand-in, list, and what the panel shows. Owners only."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from coach.domain.attempt import Attempt
from coach.domain.transcript import TRANSCRIPT_ENDINGS
from coach.errors import UsageError
from coach.service.redos import Redos
from coach.web.access import Person, own_attempt
from coach.web.redo_report import ask_fragment, redo_fragment
from coach.web.shell import PRIVATE
from coach.web.uploads import receive_upload, shown_name

OFFERS = frozenset({"redo", "retry"})
"""What the panel's own script does when a button in it is pressed."""


class HandIn(BaseModel):
    """What the page says of a line that is handed in; `check` is missing for levels."""

    criterion: str
    check: str | None = None
    filename: str
    key: Annotated[str | None, Field(max_length=200)] = None


class RedoDesk:
    """The routes over the redos. `incoming` is a folder for uploads under way."""

    def __init__(self, redos: Redos, incoming: Path, max_bytes: int) -> None:
        self._redos, self._incoming, self._max_bytes = redos, incoming, max_bytes

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/attempts/{attempt_id}/redos", self.hand_in, methods=["POST"], status_code=201)
        router.add_api_route("/attempts/{attempt_id}/redos", self.every)
        router.add_api_route("/attempts/{attempt_id}/redos/ask", self.ask)
        router.add_api_route("/attempts/{attempt_id}/before-after", self.before_after)
        return router

    async def hand_in(
        self,
        request: Request,
        attempt_id: str,
        who: Person,
        about: Annotated[HandIn, Query()],
    ) -> dict[str, str]:
        if Path(about.filename).suffix.lower() in TRANSCRIPT_ENDINGS:
            raise UsageError("A line is said, not written.", hint="Record it, or choose a recording.")
        pitch = await run_in_threadpool(self._own, attempt_id, who)
        line = await run_in_threadpool(self._redos.line, pitch, about.criterion, about.check)
        path = await receive_upload(request.stream(), self._incoming, about.filename, self._max_bytes)
        try:
            name = shown_name(about.filename)
            redo = await run_in_threadpool(self._redos.receive, line, path, filename=name, key=about.key)
        finally:
            path.unlink(missing_ok=True)
        return {"id": redo.id}

    def every(self, attempt_id: str, who: Person) -> JSONResponse:
        """All lines of a pitch that were said again, the newest first."""
        pitch = self._own(attempt_id, who)
        return JSONResponse(list(self._lines(pitch)), headers=PRIVATE)

    def ask(self, attempt_id: str, who: Person, criterion: str, check: str | None = None) -> HTMLResponse:
        """The panel in which a line is said again."""
        line = self._redos.line(self._own(attempt_id, who), criterion, check)
        return HTMLResponse(ask_fragment(self._redos, line, self._max_bytes), headers=PRIVATE)

    def before_after(self, attempt_id: str, who: Person) -> HTMLResponse:
        """Both sides of a line said again."""
        redo = self._own(attempt_id, who)
        if redo.redo is None:
            raise HTTPException(404, "This attempt is a whole pitch.")
        return HTMLResponse(redo_fragment(self._redos, redo, OFFERS, inside=True), headers=PRIVATE)

    def _lines(self, pitch: Attempt) -> Iterator[dict[str, Any]]:
        for redo in self._redos.of(pitch):
            with suppress(UsageError):  # a line that no longer counts in the pitch must not hide the others
                yield self._described(pitch, redo)

    def _described(self, pitch: Attempt, redo: Attempt) -> dict[str, Any]:
        assert redo.redo is not None
        line = self._redos.line(pitch, redo.redo.criterion, redo.redo.check)
        both = self._redos.compare(line, redo)
        return {
            "id": redo.id,
            "criterion": redo.redo.criterion,
            "check": redo.redo.check,
            "at": redo.at.isoformat(),
            "state": redo.state.value,
            "outcome": redo.decision.outcome.value if redo.decision else None,
            "before": line.finding.model_dump(mode="json"),
            "after": both.after.model_dump(mode="json") if both else None,
            "change": both.change.value if both else None,
        }

    def _own(self, attempt_id: str, who: str) -> Attempt:
        return own_attempt(self._redos.coach, attempt_id, who)
