"""Our own routes beside the pages: hand-in, status, recordings and reports, each with an owner check."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from coach.domain.attempt import UNFINISHED, Attempt, State
from coach.domain.certification import Kind
from coach.domain.record import attempt_record
from coach.domain.rubric import PitchKind
from coach.domain.transcript import TRANSCRIPT_ENDINGS
from coach.errors import UsageError
from coach.service.coach import Coach
from coach.service.officials import Officials
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.reviews import Reviews
from coach.service.submission import Submission
from coach.web.access import Person, own_attempt
from coach.web.export import report_page
from coach.web.rendering import retry_label
from coach.web.reporting.wording import next_step, removed
from coach.web.shell import PRIVATE
from coach.web.uploads import receive_upload, shown_name


class HandIn(BaseModel):
    """What is said about a file that is handed in.

    `key` is a name of the sender's own: sent again with the same key, because no answer came, it stays one attempt.
    """

    rubric: str
    situation: str
    filename: str
    kind: Kind = Kind.PRACTICE
    key: str | None = Field(default=None, min_length=8, max_length=100)


class Desk:
    """The routes over one coach. `private` is a folder for uploads under way and for copies to play.

    `at_work` tells whether there is a worker at this moment.
    """

    def __init__(
        self, coach: Coach, reviews: Reviews, private: Path, max_bytes: int, at_work: Callable[[], bool]
    ) -> None:
        self._coach, self._reviews, self._at_work = coach, reviews, at_work
        self._incoming, self._max_bytes = private / "incoming", max_bytes
        self._copies = private / "playable"

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/attempts", self.hand_in, methods=["POST"], status_code=201)
        router.add_api_route("/attempts/sample", self.hand_in_sample, methods=["POST"], status_code=201)
        router.add_api_route("/attempts/{attempt_id}", self.status)
        router.add_api_route("/attempts/{attempt_id}/retry", self.retry, methods=["POST"])
        router.add_api_route("/attempts/{attempt_id}/submit", self.submit, methods=["POST"])
        router.add_api_route("/attempts/{attempt_id}/media", self.recording)
        router.add_api_route("/attempts/{attempt_id}/report", self.report)
        router.add_api_route("/attempts/{attempt_id}/report.html", self.export)
        router.add_api_route("/attempts/{attempt_id}/record.json", self.record)
        router.add_api_route("/samples/{golden_id}/{kind}", self.sample)
        return router

    async def hand_in(self, request: Request, who: Person, about: Annotated[HandIn, Query()]) -> dict[str, str]:
        path = await receive_upload(request.stream(), self._incoming, about.filename, self._max_bytes)
        try:
            # In a worker thread: hashing and syncing a large file would hold up every other request.
            submission = _submission(path, about, who)
            attempt = await run_in_threadpool(self._coach.receive, submission)
        finally:
            path.unlink(missing_ok=True)
        return {"id": attempt.id}

    def hand_in_sample(self, who: Person, rubric: str, situation: str, kind: PitchKind) -> dict[str, str]:
        path = self._sample(self._coach.library.rubric(rubric).golden_pitch, kind)
        submission = Submission(rubric_id=rubric, recording=path, situation=situation, who=who)
        attempt = self._coach.receive(submission)
        return {"id": attempt.id}

    def submit(self, attempt_id: str, who: Person) -> dict[str, str]:
        """Make a practice take an official attempt; the answer is the new attempt's id."""
        return {"id": Officials(self._coach).submit(self._own(attempt_id, who).id).id}

    def status(self, attempt_id: str, who: Person) -> dict[str, Any]:
        return attempt_status(self._coach, self._own(attempt_id, who), self._at_work)

    def retry(self, attempt_id: str, who: Person, engine: str) -> dict[str, str]:
        attempt = self._own(attempt_id, who)
        offered = attempt.problem.retries if attempt.problem else ()
        if engine not in {CONFIGURED, *offered}:
            raise UsageError("That retry is not on offer.", hint="Choose one of the buttons shown.")
        judge = EMBEDDED if engine == EMBEDDED else CONFIGURED
        transcriber = None if engine == EMBEDDED else engine
        return {"id": self._coach.retry(attempt.id, transcriber=transcriber, judge=judge).id}

    def recording(self, attempt_id: str, who: Person) -> FileResponse:
        attempt = self._own(attempt_id, who)
        if attempt.recording is None:
            raise HTTPException(404, "This attempt has no recording.")
        if gone := removed(attempt.recording):
            raise HTTPException(404, gone)
        return recording_file(self._coach, self._coach.recordings.path(attempt.recording.sha256), self._copies)

    def report(self, attempt_id: str, who: Person) -> HTMLResponse:
        attempt = self._own(attempt_id, who)
        media = f"/attempts/{attempt.id}/media" if attempt.recording and attempt.recording.kept else None
        text = report_page(self._coach, attempt, self._reviews.of(attempt.id), media_url=media, by=self._name(who))
        return HTMLResponse(text, headers=PRIVATE)

    def export(self, attempt_id: str, who: Person) -> HTMLResponse:
        attempt = self._own(attempt_id, who)
        name = f'attachment; filename="pitch-{attempt.rubric_id}-{attempt.at:%Y-%m-%d-%H%M}.html"'
        text = report_page(self._coach, attempt, self._reviews.of(attempt.id), by=self._name(who))
        return HTMLResponse(text, headers={**PRIVATE, "Content-Disposition": name})

    def record(self, attempt_id: str, who: Person) -> JSONResponse:
        attempt = self._own(attempt_id, who)
        number = self._coach.library.number_of(attempt)
        return JSONResponse(attempt_record(attempt, self._reviews.of(attempt.id), number=number), headers=PRIVATE)

    def sample(self, golden_id: str, kind: PitchKind, who: Person) -> FileResponse:
        return recording_file(self._coach, self._sample(golden_id, kind), self._copies)

    def _name(self, who: str) -> str:
        return self._reviews.people.find(who).name

    def _own(self, attempt_id: str, who: str) -> Attempt:
        return own_attempt(self._coach, attempt_id, who)

    def _sample(self, golden_id: str, kind: PitchKind) -> Path:
        path = self._coach.library.recording(golden_id, kind)
        if path is None:
            message = f"This pitch has no {kind.value} recording."
            raise UsageError(message, hint="Choose another sample, or upload your own.")
        return path


def recording_file(coach: Coach, original: Path, copies: Path) -> FileResponse:
    """A recording to play and wind, itself or as the copy in `copies` that browsers understand."""
    path = coach.media.playable(original, copies)
    return FileResponse(
        path,
        media_type=coach.media.content_type(path),
        content_disposition_type="inline",
        headers={**PRIVATE, "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'"},
    )


def attempt_status(coach: Coach, attempt: Attempt, at_work: Callable[[], bool]) -> dict[str, Any]:
    """What the page needs to draw where an attempt stands; `idle`: it is queued, and no worker is there."""
    problem: dict[str, Any] | None = None
    if attempt.problem:
        problem = {**attempt.problem.model_dump(), "hint": next_step(attempt)}
    state = attempt.state.value
    queued = attempt.queued_at is not None
    if attempt.state in UNFINISHED and not queued and not coach.leases.held(attempt.id):
        state = "interrupted"
        hint = "Nothing is lost: press “Try again” and it continues where it stopped."
        problem = {"message": "The work on this attempt was interrupted.", "hint": hint, "retries": [CONFIGURED]}
    if problem:
        problem["retries"] = [{"name": name, "label": retry_label(name)} for name in problem["retries"]]
    place = coach.attempts.ahead(attempt) if queued and attempt.state is State.RECEIVED else None
    return {
        "id": attempt.id,
        "kind": attempt.kind.value,
        "state": state,
        "progress": attempt.progress,
        "place": place,
        "idle": queued and attempt.state in UNFINISHED and not at_work(),
        "problem": problem,
        "outcome": attempt.decision.outcome.value if attempt.decision else None,
        "name": attempt.recording.filename if attempt.recording else "Transcript",
    }


def _submission(path: Path, about: HandIn, who: str) -> Submission:
    is_transcript = path.suffix in TRANSCRIPT_ENDINGS
    return Submission(
        rubric_id=about.rubric,
        situation=about.situation,
        kind=about.kind,
        who=who,
        key=about.key,
        recording=None if is_transcript else path,
        transcript=path if is_transcript else None,
        filename=shown_name(about.filename),
    )
