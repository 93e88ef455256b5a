"""Export as a zip, and import: the zip is looked at first, and kept only when a person says so."""

import hashlib
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.naming import LONGEST_ID
from coach.errors import CoachError, UsageError
from coach.service.studio.sharing import Offer
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody
from coach.web.rendering import render
from coach.web.shell import PRIVATE
from coach.web.studio.beginning import edit_address
from coach.web.studio.frame import Frame
from coach.web.uploads import Brought, brought

if TYPE_CHECKING:
    from coach.wiring import Workshop

TOKEN_BYTES = 9
"""Tokens are random, so that nobody comes upon another's zip: 72 bits."""


class SharingDesk:
    """The routes around `/studio/import` and the exports.

    A zip that was looked at waits among the uploads under way, where the daily purge takes what nobody came
    back for.
    """

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        self._incoming = workshop.settings.home / "web" / "incoming"

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/studio/rubrics/{rubric_id}/export", self.export_rubric)
        router.add_api_route("/studio/cards/{name}/export", self.export_card)
        # A file comes with it, so this one has a limit of its own.
        router.add_api_route("/studio/import", self.bring, methods=["POST"])
        small = APIRouter(route_class=SmallBody)
        small.add_api_route("/studio/import", self.form)
        small.add_api_route("/studio/import/{token}", self.offer)
        small.add_api_route("/studio/import/{token}", self.take_in, methods=["POST"])
        router.include_router(small)
        return router

    # ---- out -----------------------------------------------------------------------------------

    def export_rubric(self, rubric_id: str, who: Person) -> FileResponse:
        return self._export(ManuscriptKind.RUBRIC, rubric_id)

    def export_card(self, name: str, who: Person) -> FileResponse:
        return self._export(ManuscriptKind.CARD, name)

    def _export(self, kind: ManuscriptKind, name: str) -> FileResponse:
        try:
            address = Address(kind=kind, id=name)
        except ValidationError as error:
            raise HTTPException(404, "There is no such file.") from error
        if address not in self._workshop.manuscripts.addresses():
            raise HTTPException(404, "There is no such file.")
        self._incoming.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=self._incoming, prefix="export-")
        path = Path(made)
        try:
            with open(handle, "wb"):
                self._workshop.sharing.give(address, path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return FileResponse(
            path,
            media_type="application/zip",
            filename=f"{kind.value}-{name}.zip",
            headers=PRIVATE,
            background=BackgroundTask(path.unlink, missing_ok=True),
        )

    # ---- in ------------------------------------------------------------------------------------

    def form(self, who: Person) -> HTMLResponse:
        return self._form(who, None)

    async def bring(self, request: Request, who: Person) -> Response:
        """Look at what was sent; the form again, with what is wrong with it."""
        async with brought(request, self._incoming, self._most) as sent:
            return await run_in_threadpool(self._looked_at, sent, who)

    def _looked_at(self, sent: Brought, who: str) -> Response:
        try:
            if sent.file is None:
                raise UsageError("No file was chosen.", hint="Choose the zip that was exported.")
            self._workshop.sharing.look(sent.file)
        except CoachError as error:
            return self._form(who, error, sent.filename)
        token = secrets.token_hex(TOKEN_BYTES)
        sent.file.replace(self._waiting(token, who))
        return RedirectResponse(f"/studio/import/{token}", 303)

    def offer(self, token: str, who: Person) -> HTMLResponse:
        """What the zip holds, and under which id it would be kept."""
        return self._offer(who, self._workshop.sharing.look(self._known(token, who)), {}, None)

    def take_in(self, token: str, who: Person, given: Fields) -> Response:
        """Keep it, and lead on to its editor; or the page again, with what is wrong."""
        path = self._known(token, who)
        try:
            address = self._workshop.sharing.take_in(path, given.get("id", ""), by=who)
        except CoachError as error:
            return self._offer(who, self._workshop.sharing.look(path), given, error)
        path.unlink(missing_ok=True)
        return RedirectResponse(edit_address(address), 303)

    def _form(self, who: str, error: CoachError | None, filename: str = "") -> HTMLResponse:
        body = render("studio/import.html", error=error, filename=filename, megabytes=self._most / 1_000_000)
        looks = ("studio_new.css",)
        return self._frame.page("Import", body, who, looks=looks, status=400 if error else 200)

    def _offer(self, who: str, offer: Offer, given: dict[str, str], error: CoachError | None) -> HTMLResponse:
        manifest = offer.contents.manifest
        reading = self._workshop.manuscripts.read(manifest.address, offer.contents.text(manifest.address))
        body = render(
            "studio/import_offer.html",
            manifest=manifest,
            told=_told(reading.data or {}),
            recordings=[part.value.replace("_", " ") for part in offer.contents.recordings],
            megabytes=offer.contents.bytes / 1_000_000,
            offer=offer,
            id=given.get("id", offer.id),
            longest=LONGEST_ID,
            error=error,
        )
        looks = ("studio_new.css",)
        return self._frame.page(f"Import: {manifest.title}", body, who, looks=looks, status=400 if error else 200)

    @property
    def _most(self) -> int:
        return self._workshop.settings.max_bytes

    def _waiting(self, token: str, who: str) -> Path:
        """Where a zip waits. Only who brought it can come to its name."""
        return self._incoming / f"import-{hashlib.sha256(f'{token} {who}'.encode()).hexdigest()[:40]}.zip"

    def _known(self, token: str, who: str) -> Path:
        path = self._waiting(token, who)
        if not path.is_file():
            raise HTTPException(404, "This zip is not here any more: it was taken in, or brought more than a day ago.")
        return path


def _told(data: dict[str, Any]) -> dict[str, Any]:
    """What a person wants to know before a rubric or a card is theirs. It was read without errors."""
    criteria: list[dict[str, Any]] = data.get("criteria", [])
    return {
        "about": data.get("about", ""),
        "pass_mark": data.get("pass_mark", 80),
        "criteria": [(each["title"], each["weight"], len(each.get("checks", ()))) for each in criteria],
        "claims": len(data.get("claims", ())),
        "plays": len(data.get("plays", ())),
    }
