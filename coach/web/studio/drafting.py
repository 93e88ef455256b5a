"""The pages of a draft from a document: what it is made of, its lines beside their passages, the file in the end."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from coach.domain.studio.drafting.acceptance import Choice, Verdict
from coach.domain.studio.drafting.document import LARGEST
from coach.domain.studio.drafting.proposal import Wanted
from coach.domain.studio.manuscript import ManuscriptKind
from coach.domain.studio.naming import LONGEST_ID
from coach.domain.studio.study import Study
from coach.errors import CoachError, UsageError
from coach.service.panel import CONFIGURED
from coach.service.studio.beginning import LONGEST_TITLE
from coach.service.studio.drafting.drafting import Drafting, Wish
from coach.service.studio.drafting.working import commission_of
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody
from coach.web.rendering import render
from coach.web.shell import PRIVATE
from coach.web.studio.beginning import edit_address, made_told
from coach.web.studio.draft_page import draft_values, line_told
from coach.web.studio.frame import Frame
from coach.web.uploads import Brought, brought
from coach.web.whereabouts import other_host

if TYPE_CHECKING:
    from coach.wiring import Workshop

TEXTS = frozenset({".txt", ".md", ".markdown", ".text", ".pdf", ".docx", ".doc", ".rtf", ".odt"})
"""Endings of what is read as a text, or refused as one; everything else that is brought should be a recording."""

_LOOKS = ("studio_new.css", "studio_draft.css", "studio_study.js", "studio_draft.js")


class DraftDesk:
    """The routes around `/studio/draft`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        private = workshop.settings.home / "web"
        self._incoming, self._copies = private / "incoming", private / "playable"

    @property
    def _drafting(self) -> Drafting:
        return self._workshop.drafting

    def router(self) -> APIRouter:
        router = APIRouter()
        # A document or a recording comes with it, so this one has a limit of its own.
        router.add_api_route("/studio/draft", self.begin, methods=["POST"])
        small = APIRouter(route_class=SmallBody)
        small.add_api_route("/studio/draft", self.form)
        small.add_api_route("/studio/draft/{study_id}", self.page)
        small.add_api_route("/studio/draft/{study_id}/recording", self.recording)
        for tail, answer in (
            ("lines/{line_id}", self.choose),
            ("parts/{number}", self.accept_all),
            ("make", self.make),
            ("skeleton", self.without_model),
            ("discard", self.discard),
        ):
            small.add_api_route(f"/studio/draft/{{study_id}}/{tail}", answer, methods=["POST"])
        router.include_router(small)
        return router

    # ---- beginning -----------------------------------------------------------------------------

    def form(self, who: Person, kind: str = "rubric") -> HTMLResponse:
        return self._form(who, {"kind": kind}, None)

    async def begin(self, request: Request, who: Person) -> Response:
        """Keep what was brought and hand it to the worker; or the form again, with what was typed."""
        most = self._workshop.settings.max_bytes
        async with brought(request, self._incoming, most) as sent:
            return await run_in_threadpool(self._begin, sent, who)

    def _begin(self, sent: Brought, who: str) -> Response:
        fields = sent.fields
        try:
            study = self._begun(sent, who)
        except CoachError as error:
            return self._form(who, fields, error, lost=sent.filename)
        return RedirectResponse(f"/studio/draft/{study.id}", 303)

    def _begun(self, sent: Brought, who: str) -> Study:
        fields = sent.fields
        card = fields.get("kind") == "card"
        text = fields.get("text", "")
        wish = Wish(
            wanted=Wanted.CARD if card else Wanted.RUBRIC,
            id=fields.get("id", ""),
            title=fields.get("title", ""),
            name=fields.get("name", "").strip() or sent.filename or "a pasted text",
            pitch=fields.get("pitch") == "1",
            golden=fields.get("golden") or None,
            dated=fields.get("dated", ""),
            engine=fields.get("engine", CONFIGURED),
            pasted=fields.get("pasted", ""),
        )
        if sent.file is not None and text.strip():
            message = f"There is a pasted text, and a file “{sent.filename}” as well."
            raise UsageError(message, hint="Bring one of the two.")
        if sent.file is None:
            if not text.strip():
                raise UsageError("There is no document yet.", hint="Paste its text, or choose a file.")
            return self._drafting.begin(wish, text, who=who)
        if is_text(sent.file, sent.filename):
            return self._drafting.begin(wish, sent.file.read_bytes()[: LARGEST + 1], who=who)
        return self._drafting.begin_spoken(wish, sent.file, sent.filename, who=who)

    def _form(self, who: str, given: dict[str, str], error: CoachError | None, lost: str = "") -> HTMLResponse:
        card = given.get("kind") == "card"
        beginnings, settings = self._workshop.beginnings, self._workshop.settings
        pitches = sorted(beginnings.ids(ManuscriptKind.PITCH))
        names = ("title", "id", "name", "text", "pitch", "golden", "dated", "engine")
        model = self._workshop.model
        taken = beginnings.ids(ManuscriptKind.CARD if card else ManuscriptKind.RUBRIC)
        body = render(
            "studio/from_document.html",
            kind="card" if card else "rubric",
            given=dict.fromkeys(names, "") | given,
            error=error,
            lost=lost,
            who=who,
            pitches=pitches,
            taken=sorted(taken | set(() if card else pitches)),
            model=model.name if model else None,
            sent_to=other_host(settings.llm_base_url) if model else None,
            longest={"id": LONGEST_ID, "title": LONGEST_TITLE, "text": LARGEST},
        )
        title = "A battlecard from a document" if card else "A rubric from a document"
        looks = ("studio_new.css", "studio_draft.css", "studio_new.js")
        return self._frame.page(title, body, who, looks=looks, status=400 if error else 200)

    # ---- the draft -----------------------------------------------------------------------------

    def page(self, study_id: str, who: Person) -> HTMLResponse:
        return self._page(study_id, who, {}, None)

    def recording(self, study_id: str, who: Person) -> FileResponse:
        """What was spoken, to listen to beside its transcript."""
        sha256 = commission_of(self._own(study_id, who)).recording
        if sha256 is None:
            raise HTTPException(404, "This draft has no recording.")
        media = self._workshop.media
        path = media.playable(self._workshop.recordings.path(sha256), self._copies)
        return FileResponse(
            path,
            media_type=media.content_type(path),
            content_disposition_type="inline",
            headers={**PRIVATE, "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'"},
        )

    def choose(self, study_id: str, line_id: str, who: Person, request: Request, given: Fields) -> Response:
        """What the author says to a line: its words, whether it is accepted, or both. What is not sent stays."""
        self._own(study_id, who)
        said: dict[str, str | None] = {name: given[name] for name in ("text", "title", "verdict") if name in given}
        if "verdict" in said and said["verdict"] not in set(Verdict):
            said["verdict"] = None  # taken back
        choice = Choice.model_validate(said)
        return self._said(
            study_id, who, request, f"line-{line_id}", lambda: self._drafting.choose(study_id, who, line_id, choice)
        )

    def accept_all(self, study_id: str, number: int, who: Person, request: Request) -> Response:
        """Accept what of a part nothing was said to yet."""
        self._own(study_id, who)
        return self._said(
            study_id, who, request, f"part-{number}", lambda: self._drafting.accept_all(study_id, who, number)
        )

    def make(self, study_id: str, who: Person, given: Fields) -> Response:
        """Write the file of what is kept and lead on to its editor; or the page again, with what is wrong."""
        self._own(study_id, who)
        try:
            address = self._drafting.make(
                study_id,
                who,
                file_id=given.get("id", ""),
                title=given.get("title", ""),
                about=given.get("about", ""),
                again=given.get("again") == "1",
            )
        except CoachError as error:
            return self._page(study_id, who, given, error)
        return RedirectResponse(edit_address(address), 303)

    def without_model(self, study_id: str, who: Person) -> Response:
        """The same document as headings and sentences."""
        self._own(study_id, who)
        return RedirectResponse(f"/studio/draft/{self._drafting.without_model(study_id, who).id}", 303)

    def discard(self, study_id: str, who: Person) -> Response:
        wanted = commission_of(self._own(study_id, who)).wanted
        self._drafting.discard(study_id, who)
        return RedirectResponse(f"/studio/new?kind={wanted.value}", 303)

    def _said(self, study_id: str, who: str, request: Request, anchor: str, say: Callable[[], Any]) -> Response:
        """Back to the place on the page; for a script, how the lines stand now."""
        draft = say()
        if "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"/studio/draft/{study_id}#{anchor}", 303)
        return JSONResponse(line_told(draft), headers=PRIVATE)

    def _page(self, study_id: str, who: str, given: dict[str, str], error: CoachError | None) -> HTMLResponse:
        study = self._own(study_id, who)
        draft = self._drafting.draft(study)
        done = self._workshop.studies.standing(study_id).done
        values = {**draft_values(draft, study), "made": made_told(self._workshop, study)}
        body = render("studio/draft.html", study=study, done=done, given=given, error=error, who=who, **values)
        status = 400 if error else 200
        return self._frame.page(f"Draft: {draft.commission.title}", body, who, looks=_LOOKS, status=status)

    def _own(self, study_id: str, who: str) -> Study:
        try:
            return self._drafting.own(study_id, who)
        except UsageError as error:
            raise HTTPException(404, "There is no such draft.") from error


def is_text(path: Path, filename: str) -> bool:
    """Whether a file is meant as a text: by its name, or because it reads like one."""
    if Path(filename).suffix.lower() in TEXTS:
        return True
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((b"%PDF", b"PK\x03\x04", b"{\\rtf", BOM_UTF16_LE, BOM_UTF16_BE)):
        return True
    try:
        getincrementaldecoder("utf-8")().decode(start)  # the last letter may be cut
    except UnicodeDecodeError:
        return False
    return b"\0" not in start
