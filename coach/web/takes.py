"""The routes of the recorder: parts while somebody speaks, then one recording, then an attempt. Owners only."""

from datetime import UTC, datetime
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, HTTPException, Request
from fastapi import Path as InPath
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from coach.domain.attempt import Redo
from coach.domain.certification import Kind
from coach.domain.take import TAKE_ID, Take
from coach.errors import CoachError, MediaError, UsageError
from coach.service.people import People
from coach.service.takes import MAX_PART_BYTES, MAX_PARTS, Takes
from coach.web.access import Person
from coach.web.rendering import pitch_name
from coach.web.shell import PRIVATE

TakeId = Annotated[str, InPath(pattern=TAKE_ID)]
Short = Annotated[str, Field(max_length=200)]


class Begun(BaseModel):
    """What the page says of a recording that begins."""

    mime: Short
    rubric: Short
    situation: Short
    kind: Kind = Kind.PRACTICE
    redo: Redo | None = None


class Finished(BaseModel):
    """Of how many parts the recording consists."""

    parts: Annotated[int, Field(ge=1, le=MAX_PARTS)]


class HandedIn(BaseModel):
    """What the take is to count as; without it, what it was begun as."""

    kind: Kind | None = None


class TakeDesk:
    """The routes over the takes."""

    def __init__(self, takes: Takes, people: People) -> None:
        self._takes, self._people = takes, people

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/takes", self.unfinished)
        router.add_api_route("/takes/{take_id}", self.begin, methods=["PUT"], status_code=204)
        router.add_api_route("/takes/{take_id}", self.status)
        router.add_api_route("/takes/{take_id}", self.discard, methods=["DELETE"], status_code=204)
        router.add_api_route("/takes/{take_id}/parts/{number}", self.part, methods=["PUT"], status_code=204)
        router.add_api_route("/takes/{take_id}/finish", self.finish, methods=["POST"])
        router.add_api_route("/takes/{take_id}/media", self.recording)
        router.add_api_route("/takes/{take_id}/submit", self.submit, methods=["POST"], status_code=201)
        return router

    def unfinished(self, who: Person) -> JSONResponse:
        """What this person has not handed in. `owner` lets the page tell whose the recordings on its device are."""
        found = [self._described(take) for take in self._takes.unfinished(who)]
        name = self._people.find(who).name if self._people.introduced(who) else None
        return JSONResponse({"owner": who, "name": name, "takes": found}, headers=PRIVATE)

    def begin(self, take_id: TakeId, who: Person, begun: Begun) -> None:
        take = Take(
            id=take_id,
            who=who,
            at=datetime.now(UTC),
            mime=begun.mime,
            rubric_id=begun.rubric,
            situation=begun.situation,
            kind=begun.kind,
            redo=begun.redo,
        )
        if self._takes.begin(take).who != who:
            _not_there()

    def status(self, take_id: TakeId, who: Person) -> JSONResponse:
        take = self._own(take_id, who)
        parts = list(self._takes.store.parts(take.id))
        became = {"attempt": take.attempt, "handed": take.handed}
        return JSONResponse({**self._described(take), "parts": parts, **became}, headers=PRIVATE)

    async def part(self, take_id: TakeId, number: int, who: Person, request: Request) -> None:
        take = await run_in_threadpool(self._own, take_id, who)
        content = bytearray()
        async for chunk in request.stream():
            content += chunk
            if len(content) > MAX_PART_BYTES:
                raise MediaError("A part of a recording is too large.", hint="Load the page again.")
        await run_in_threadpool(self._takes.keep, take, number, bytes(content))

    def finish(self, take_id: TakeId, who: Person, finished: Finished) -> JSONResponse:
        take = self._own(take_id, who)
        if missing := self._takes.missing(take, finished.parts):
            return JSONResponse({"missing": missing}, status_code=409)
        self._takes.finish(take, finished.parts)
        return JSONResponse({"seconds": self._takes.seconds(take), "url": f"/takes/{take.id}/media"}, headers=PRIVATE)

    def recording(self, take_id: TakeId, who: Person) -> FileResponse:
        path = self._takes.recording(self._own(take_id, who))
        return FileResponse(
            path,
            media_type=self._takes.coach.media.content_type(path),
            content_disposition_type="inline",
            headers={**PRIVATE, "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'"},
        )

    def submit(self, take_id: TakeId, who: Person, handed_in: HandedIn | None = None) -> dict[str, str]:
        take = self._own(take_id, who)
        return {"id": self._takes.submit(take, handed_in.kind if handed_in else None)}

    def discard(self, take_id: TakeId, who: Person) -> None:
        self._takes.discard(self._own(take_id, who))

    def _own(self, take_id: str, who: str) -> Take:
        try:
            return self._takes.own(take_id, who)
        except UsageError:
            _not_there()

    def _title(self, take: Take) -> str | None:
        """What it is for, as people read it; None while its rubric cannot be read."""
        try:
            return pitch_name(self._takes.coach.library.rubric(take.rubric_id), take.situation)
        except CoachError:
            return None

    def _described(self, take: Take) -> dict[str, Any]:
        return {
            "id": take.id,
            "at": take.at.isoformat(),
            "mime": take.mime,
            "rubric": take.rubric_id,
            "situation": take.situation,
            "title": self._title(take),
            "kind": take.kind.value,
            "redo": take.redo.model_dump() if take.redo else None,
            "count": len(self._takes.store.parts(take.id)),
            "quiet_for": round(min(self._takes.store.quiet_for(take.id), 1e9), 1),
        }


def _not_there() -> NoReturn:
    raise HTTPException(404, "There is no such recording.")
