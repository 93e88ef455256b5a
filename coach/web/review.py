"""The review pages: what waits for a person, and one attempt with everything needed to decide on it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from coach.domain import person
from coach.domain.certification import Outcome
from coach.domain.history import Waiting
from coach.domain.review import MAX_REASON, asked_because, waited
from coach.errors import UsageError
from coach.service.coach import Coach
from coach.service.reviews import Opened, Reviews, corrected_meanwhile
from coach.service.studio.grading import Grading
from coach.web.access import Person
from coach.web.ballot import AGREE, Filled
from coach.web.navigation import Navigation
from coach.web.rendering import render
from coach.web.report import render_fragment, view
from coach.web.reporting.head import machine_badge
from coach.web.routes import recording_file
from coach.web.shell import page

NOT_THERE = "There is no official attempt here that could be reviewed."


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=1_000)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(_fields)]


class ReviewDesk:
    """The routes around `/review`. `private` is the folder for copies that browsers can play.

    Practice is nobody's business: for it, and for anything that is not there, the answer is the same 404.
    The queue shows no points: whoever reviews, or grades blind, listens first. Whoever opened an attempt knows
    its score, so it is no longer offered to them for grading.
    """

    def __init__(self, coach: Coach, reviews: Reviews, grading: Grading, navigation: Navigation, private: Path) -> None:
        self._coach, self._reviews, self._navigation = coach, reviews, navigation
        self._grading = grading
        self._copies = private / "playable"

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/review", self.queue)
        router.add_api_route("/review/{attempt_id}", self.attempt)
        router.add_api_route("/review/{attempt_id}", self.decide, methods=["POST"])
        router.add_api_route("/review/{attempt_id}/media", self.recording)
        return router

    def queue(self, who: Person) -> HTMLResponse:
        theirs, own = self._reviews.queue(who)
        body = render(
            "review/queue.html",
            theirs=[self._waiting(entry) for entry in theirs],
            own=[self._waiting(entry) for entry in own],
        )
        return self._page("Review", body, who)

    def attempt(self, attempt_id: str, who: Person) -> HTMLResponse:
        opened = self._open(attempt_id, who)
        if opened is None:
            return self._page("Review", render("review/absent.html", message=NOT_THERE), who, status=404)
        return self._sheet(opened, who, Filled(opened), {})

    def decide(self, attempt_id: str, who: Person, fields: Fields) -> Response:
        """Keep the decision; or, pressed for that, show what the points come to."""
        opened = self._open(attempt_id, who)
        if opened is None:
            return self._moved_on(attempt_id, who, fields)
        filled = Filled(opened, fields)
        if filled.tries != opened.attempt.tries:
            return self._sheet(opened, who, filled, {"": _told(corrected_meanwhile())}, status=409)
        if fields.get("do") == "sum":
            return self._sheet(opened, who, filled, {})
        if problems := filled.problems():
            return self._sheet(opened, who, filled, problems, status=422)
        try:
            self._reviews.decide(attempt_id, who, filled.ballot())
        except UsageError as error:
            opened = self._open(attempt_id, who)
            if opened is None:
                return self._moved_on(attempt_id, who, fields)
            now = len(opened.reviews), opened.attempt.tries
            status = 409 if now != (filled.seen, filled.tries) else 400
            return self._sheet(opened, who, Filled(opened, fields), {"": _told(error)}, status=status)
        return RedirectResponse(f"/review/{attempt_id}#done", 303)

    def recording(self, attempt_id: str, who: Person) -> FileResponse:
        opened = self._open(attempt_id, who)
        recording = opened.attempt.recording if opened else None
        if recording is None or not recording.kept:
            raise HTTPException(404, "There is no recording here.")
        return recording_file(self._coach, self._coach.recordings.path(recording.sha256), self._copies)

    def _moved_on(self, attempt_id: str, who: str, fields: Mapping[str, str]) -> HTMLResponse:
        """The answer to a decision on what cannot be decided on now; what was typed is shown again."""
        problem = self._reviews.scored_anew(attempt_id)
        if problem is None:
            return self._page("Review", render("review/absent.html", message=NOT_THERE), who, status=404)
        typed = [text for name, text in fields.items() if name.startswith(("reason", "why.")) and text.strip()]
        body = render("review/meanwhile.html", attempt_id=attempt_id, problem=problem, typed=typed)
        return self._page("Review", body, who, status=409)

    def _open(self, attempt_id: str, who: str) -> Opened | None:
        try:
            return self._reviews.open(attempt_id, who)
        except UsageError:
            return None

    def _sheet(
        self, opened: Opened, who: str, filled: Filled, problems: Mapping[str, str], *, status: int = 200
    ) -> HTMLResponse:
        attempt = opened.attempt
        self._grading.saw_attempts([attempt], who, "review")
        rubric, golden, _ = self._coach.case_of(attempt)
        heard = attempt.recording is not None and attempt.recording.kept
        author = _called(opened.author)
        media, number = f"/review/{attempt.id}/media" if heard else None, self._coach.library.number_of(attempt)
        report = view(attempt, rubric, golden, media, opened.reviews, by=author, number=number)
        doubtful, others = filled.asked(report, problems)
        decision = attempt.decision
        assert decision is not None  # what is opened was scored
        mine = bool(opened.reviews) and opened.reviews[0].by == who
        body = render(
            "review/attempt.html",
            attempt=attempt,
            author=author,
            situation=report.head.situation,
            machine=machine_badge(decision),
            asks=decision.outcome is Outcome.NEEDS_REVIEW,
            reasons=asked_because(decision.reasons),
            opened=opened,
            mine=mine,
            more=[self._waiting(entry) for entry in self._reviews.queue(who)[0]] if mine else [],
            report=report,
            fragment=render_fragment(report, {"play"}),
            doubtful=doubtful,
            others=others,
            filled=filled,
            points=filled.points(),
            problems=problems,
            agree=AGREE,
            longest=MAX_REASON,
        )
        return self._page(f"Review: {attempt.rubric_title}", body, who, status=status)

    def _waiting(self, entry: Waiting) -> dict[str, object]:
        return {
            "id": entry.id,
            "author": _called(self._reviews.people.find(entry.who)),
            "title": entry.rubric_title,
            "at": entry.at,
            "waits": waited(self._reviews.now() - entry.at),
            "why": asked_because(entry.reasons, briefly=True),
        }

    def _page(self, title: str, body: str, who: str, *, status: int = 200) -> HTMLResponse:
        return page(
            title,
            body,
            navigation=self._navigation.bar(who, "review"),
            styles=("report.css", "review.css"),
            scripts=("report.js", "review.js"),
            status=status,
        )


def _told(error: UsageError) -> str:
    return f"{error.message} {error.hint}"


def _called(somebody: person.Person) -> str:
    unnamed = somebody.key == somebody.name == person.OWNER
    return "the owner of this computer" if unnamed else somebody.name
