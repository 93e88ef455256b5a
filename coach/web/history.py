"""The pages of the history: one's own attempts, two takes side by side, and deleting one."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from coach.domain.attempt import Attempt
from coach.domain.comparison import compare
from coach.domain.history import Entry
from coach.domain.rubric import Rubric
from coach.errors import CoachError, UsageError
from coach.service.consequences import consequences
from coach.web.access import Person, own_attempt
from coach.web.looking_back.cards import pitch_cards
from coach.web.looking_back.sides import sides
from coach.web.navigation import Navigation
from coach.web.rendering import render, when
from coach.web.shell import page

if TYPE_CHECKING:
    from coach.wiring import Workshop

ALL = 100_000
"""Every attempt of a person: a trend over some of them would name a first and a best that are none."""

STYLES, SCRIPTS = ("history.css",), ("history.js",)


class Past:
    """The routes around `/history`."""

    def __init__(self, workshop: "Workshop", navigation: Navigation) -> None:
        self._workshop, self._coach, self._navigation = workshop, workshop.coach(), navigation

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/history", self.attempts)
        router.add_api_route("/history/compare", self.compare)
        router.add_api_route("/history/{attempt_id}/delete", self.ask)
        router.add_api_route("/history/{attempt_id}/delete", self.delete, methods=["POST"])
        return router

    def attempts(self, who: Person, deleted: str | None = None, left: str | None = None) -> HTMLResponse:
        """All attempts of a person; `deleted` is the one just deleted, `left` says why a file of it stays."""
        entries = self._workshop.history.entries(who=who, limit=ALL)
        gone = next((entry for entry in entries if entry.id == deleted and entry.deleted), None)
        return self._page(
            who,
            "History",
            "history/attempts.html",
            pitches=pitch_cards(entries, cache(self._rubric)),
            gone=gone,
            left=left,
        )

    def compare(
        self, who: Person, a: str | None = None, b: str | None = None, take: Annotated[Sequence[str], Query()] = ()
    ) -> Response:
        """Two takes side by side; the list's checkboxes come as `take`."""
        if a is None or b is None:
            if len(take) == 2:
                return RedirectResponse(f"/history/compare?{urlencode({'a': take[0], 'b': take[1]})}", 303)
            chosen = "Only one take was" if len(take) == 1 else f"{len(take)} takes were" if take else "No take was"
            error = UsageError(f"{chosen} chosen.", hint="Choose two takes of one pitch in your history.")
            return self._page(who, "Compare", "history/incomparable.html", status=400, error=error)
        first, second = self._own(a, who), self._own(b, who)
        attempts = {entry.id: self._workshop.attempts.get(entry.id) for entry in (first, second) if not entry.deleted}
        cards = {each.id: each.scorecard for each in attempts.values() if each.scorecard}
        try:
            rubrics = {entry.id: self._judged_by(entry) for entry in (first, second)}
            newer = max((first, second), key=lambda entry: (entry.at, entry.id))
            compared = compare(first, second, cards, rubrics[newer.id])
        except UsageError as error:
            return self._page(who, "Compare", "history/incomparable.html", status=400, error=error)
        return self._page(who, "Compare", "history/compare.html", sides=sides(compared, attempts, rubrics))

    def ask(self, attempt_id: str, who: Person) -> HTMLResponse:
        """Say what deleting removes and what stays, before anything is done."""
        return self._ask(who, self._own_kept(attempt_id, who))

    def delete(self, attempt_id: str, who: Person) -> Response:
        attempt = self._own_kept(attempt_id, who)
        try:
            deleted = self._workshop.archive.delete(attempt.id, who)
        except CoachError as error:
            return self._ask(who, attempt, error)
        left = "&left=stuck" if deleted.left else "&left=shared" if deleted.shared else ""
        return RedirectResponse(f"/history?deleted={attempt.id}{left}", 303)

    def _ask(self, who: str, attempt: Attempt, error: CoachError | None = None) -> HTMLResponse:
        removed, stays = consequences(self._workshop.archive, attempt)
        return self._page(
            who,
            "Delete a take",
            "history/delete.html",
            status=400 if error else 200,
            attempt=attempt,
            when=when(attempt.at),
            removed=removed,
            stays=stays,
            error=error,
        )

    def _own_kept(self, attempt_id: str, who: str) -> Attempt:
        return own_attempt(self._coach, attempt_id, who)

    def _own(self, attempt_id: str, who: str) -> Entry:
        """The line of an attempt, also of a deleted one; 404 for anybody else's."""
        entry = self._workshop.history.entry(attempt_id)
        if entry is None or entry.who != who:
            raise HTTPException(404, "There is no such attempt.")
        return entry

    def _rubric(self, version: str) -> Rubric | None:
        """What attempts were judged by, as it was then; None where it is gone, or another version's to read."""
        source = self._workshop.attempts.source(version)
        try:
            return None if source is None else Rubric.model_validate(source)
        except ValidationError:
            return None

    def _judged_by(self, entry: Entry) -> Rubric:
        rubric = self._rubric(entry.rubric_version)
        if rubric is None:
            message = f"What the take of {when(entry.at)} was judged by cannot be read any more."
            raise UsageError(message, hint="Compare two newer takes.")
        return rubric

    def _page(self, who: str, title: str, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        return page(
            title,
            render(template, **values),
            navigation=self._navigation.bar(who, "history"),
            styles=STYLES,
            scripts=SCRIPTS,
            status=status,
        )
