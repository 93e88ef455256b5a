"""The routes of the drill: set-up, the room, what happens in it, the debrief. Owners only."""

import json
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from coach.domain.sparring.drill import Drill
from coach.domain.sparring.turn import Speaker, Turn
from coach.errors import CoachError, EngineError, OvertakenError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.sparring.drills import Answer
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody, fields
from coach.web.navigation import Navigation
from coach.web.rendering import render
from coach.web.shell import PRIVATE, page
from coach.web.sparring.debriefing import debrief_values, looked_at
from coach.web.sparring.live import Replies
from coach.web.sparring.setup import Asked, asked_for, keep_card, kept_as_card, setup_values
from coach.web.sparring.sounds import Sounds
from coach.web.sparring.state import plays, sentence, told
from coach.web.sparring.wording import LEVELS, SETUPS, initials

if TYPE_CHECKING:
    from coach.wiring import Workshop

STYLES = ("report.css", "drill.css", "drill_voice.css")
ROOM_SCRIPTS = (
    *("drill_parts.js", "drill_clock.js", "drill_table.js", "drill.js"),
    *("capture.js", "drill_ear.js", "drill_mouth.js", "drill_voice.js"),
)
NOT_THERE = "There is no such drill."
LOOKS_AT_ONCE = 12
"""Answers that may be assessed at once: each waits for a model, and the other pages need their threads."""


class Answered(BaseModel):
    """What the page sends of an answer; see `coach.service.sparring.drills.Answer`."""

    text: Annotated[str, Field(max_length=50_000)]
    after: int
    key: Annotated[str | None, Field(max_length=100)] = None
    seconds: Annotated[float | None, Field(ge=0, le=86_400)] = None
    utterance: Annotated[str | None, Field(max_length=100)] = None


class DrillDesk:
    """The routes around `/drills`. Whose drill it is not, for them it is not there."""

    def __init__(self, workshop: "Workshop", navigation: Navigation) -> None:
        self._workshop, self._navigation = workshop, navigation
        self._drills = workshop.drills
        self._scripted = self._drills.rivals[EMBEDDED].identity.name
        self.replies = Replies(self._drills, told=self._told, shown=lambda drill, said: sentence(drill.card, said))
        self._looks = CapacityLimiter(LOOKS_AT_ONCE)
        self.sounds = Sounds()

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        router.add_api_route("/drills", self.set_up)
        router.add_api_route("/drills", self.begin, methods=["POST"])
        router.add_api_route("/drills/{drill_id}", self.room)
        router.add_api_route("/drills/{drill_id}/debrief", self.debrief)
        router.add_api_route("/drills/{drill_id}/state", self.state)
        router.add_api_route("/drills/{drill_id}/answers", self.answer, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/reply", self.reply, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/end", self.end, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/delete", self.delete, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/card", self.keep_card, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/answers/{number}", self.looked_at)
        router.add_api_route("/drills/{drill_id}/answers/{number}/assess", self.assess, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/answers/{number}/retry", self.retry, methods=["POST"])
        return router

    def set_up(
        self, who: Person, again: str | None = None, playbook: str | None = None, play: str | None = None
    ) -> HTMLResponse:
        """Set up a drill. `again` is a drill of theirs to start from, `playbook` one of their playbooks."""
        asked = asked_for(self._workshop, who, again=again, playbook=playbook, play=play)
        return self._set_up(who, asked)

    def begin(self, who: Person, fields: Fields) -> Response:
        """Begin a drill; what cannot be begun is shown again with what was typed."""
        asked = Asked(fields)
        try:
            start = asked.start(self._workshop, who)
            if start.card and asked["save"]:  # it is a card now: whatever fails next, it is not written twice
                asked = asked.having(competitor=start.card.id, save="")
            drill = self._drills.start(who, start)
        except CoachError as error:
            return self._set_up(who, asked, error)
        return RedirectResponse(f"/drills/{drill.id}", 303)

    def room(self, drill_id: str, who: Person) -> HTMLResponse:
        drill = self._own(drill_id, who)
        body = render(
            "sparring/room.html",
            drill=drill,
            state=self._told(drill),
            setup=SETUPS[drill.setup][0],
            level=LEVELS[drill.level],
            initials=initials(drill.card.name),
            model=None if self._drills.rivals[CONFIGURED].identity.embedded else drill.rival.name,
        )
        return self._page(f"{drill.card.name} · Drill", body, who, ROOM_SCRIPTS)

    def state(self, drill_id: str, who: Person) -> JSONResponse:
        return JSONResponse(self._told(self._own(drill_id, who)), headers=PRIVATE)

    def answer(self, drill_id: str, who: Person, answered: Answered) -> JSONResponse:
        """Keep an answer; the reply is asked for apart, so that a dead model loses nobody's words."""
        self._own(drill_id, who)
        answer = Answer(**answered.model_dump())
        return self._change(drill_id, who, lambda: self._drills.answer(drill_id, who, answer))

    async def reply(self, drill_id: str, who: Person, engine: str | None = None) -> Response:
        """The rival's reply, sentence by sentence; whoever comes later gets it from the beginning."""
        drill = await to_thread.run_sync(self._own, drill_id, who)
        try:
            reply = self.replies.join(drill, self._engine(engine, plays(drill, self._scripted)))
        except EngineError as error:
            return _refused(error, 503)
        return StreamingResponse(reply.follow(), media_type="application/x-ndjson", headers=PRIVATE)

    def end(self, drill_id: str, who: Person) -> Response:
        self._own(drill_id, who)
        self._drills.end(drill_id, who)
        return RedirectResponse(f"/drills/{drill_id}/debrief", 303)

    def delete(self, drill_id: str, who: Person) -> Response:
        try:
            self._drills.delete(drill_id, who)  # also one that cannot be read
        except UsageError as error:
            raise HTTPException(404, NOT_THERE) from error
        self.sounds.forget(drill_id)
        return RedirectResponse("/drills#past", 303)

    def keep_card(self, drill_id: str, who: Person) -> Response:
        """Write the temporary card of a drill as a file of the library. Raises UsageError, StoreError."""
        card = self._own(drill_id, who).card
        keep_card(self._workshop, card)
        return RedirectResponse(f"/drills/{drill_id}/debrief#card", 303)

    def looked_at(self, drill_id: str, number: int, who: Person) -> HTMLResponse:
        """What is known of one answer, as a part of a page."""
        drill = self._own(drill_id, who)
        body = render("sparring/answer.html", drill=drill, each=looked_at(drill, _answer(drill, number)), alone=True)
        return HTMLResponse(body, headers=PRIVATE)

    async def assess(
        self, request: Request, drill_id: str, number: int, who: Person, engine: str | None = None
    ) -> Response:
        drill = await to_thread.run_sync(self._own, drill_id, who)
        _answer(drill, number)
        chosen = self._engine(engine, EMBEDDED if drill.judge.embedded else CONFIGURED)
        work = partial(self._drills.assess, drill_id, who, number, chosen)
        return await self._looked(request, drill_id, who, number, work)

    async def retry(self, request: Request, drill_id: str, number: int, who: Person) -> Response:
        """Keep and assess another try at one answer; `text` comes as JSON or from a form."""
        drill = await to_thread.run_sync(self._own, drill_id, who)
        _answer(drill, number)
        engine = EMBEDDED if drill.judge.embedded else CONFIGURED
        work = partial(self._drills.retry, drill_id, who, number, await _text(request), engine)
        return await self._looked(request, drill_id, who, number, work)

    def debrief(self, drill_id: str, who: Person) -> HTMLResponse:
        drill = self._own(drill_id, who)
        kept = kept_as_card(self._workshop, drill.card)
        body = render("sparring/debrief.html", drill=drill, kept=kept, **debrief_values(drill))
        return self._page(f"Debrief: {drill.card.name}", body, who, ("drill_parts.js", "drill_debrief.js"))

    async def _looked(
        self, request: Request, drill_id: str, who: str, number: int, work: Callable[[], Drill]
    ) -> Response:
        """Let an answer be looked at, without holding up anybody else's page."""
        waiting = partial(self._change, drill_id, who, work)
        done = await to_thread.run_sync(waiting, limiter=self._looks)
        if _wants_a_page(request) and done.status_code == 200:
            return RedirectResponse(f"/drills/{drill_id}/debrief#answer-{number}", 303)
        return done

    def _change(self, drill_id: str, who: str, change: Callable[[], Drill]) -> JSONResponse:
        """The drill after a change, or why it was not made, with the drill as it is now."""
        try:
            return JSONResponse(self._told(change()), headers=PRIVATE)
        except UsageError as error:
            now = self._told(self._own(drill_id, who))
            return _refused(error, 409 if isinstance(error, OvertakenError) else 400, now)

    def _told(self, drill: Drill) -> dict[str, Any]:
        return told(drill, self._scripted)

    def _engine(self, asked: str | None, usual: str) -> str:
        if asked not in {None, *self._drills.rivals}:
            raise UsageError("There is no such engine.", hint="Choose one of the buttons shown.")
        return asked or usual

    def _own(self, drill_id: str, who: str) -> Drill:
        try:
            return self._drills.own(drill_id, who)
        except UsageError as error:
            raise HTTPException(404, NOT_THERE) from error

    def _set_up(self, who: str, asked: Asked, error: CoachError | None = None) -> HTMLResponse:
        body = render("sparring/setup.html", error=error, asked=asked, **setup_values(self._workshop, who, asked))
        return self._page("Drill", body, who, ("drill_forget.js",), status=400 if error else 200)

    def _page(self, title: str, body: str, who: str, scripts: tuple[str, ...], *, status: int = 200) -> HTMLResponse:
        bar = self._navigation.bar(who, "drill")
        return page(title, body, navigation=bar, styles=STYLES, scripts=scripts, status=status)


def _answer(drill: Drill, number: int) -> Turn:
    turn = drill.turn(number)
    if turn is None or turn.speaker is not Speaker.SELLER:
        raise HTTPException(404, "There is no such answer in this drill.")
    return turn


async def _text(request: Request) -> str:
    if "json" not in request.headers.get("content-type", ""):
        return (await fields(request)).get("text", "")
    try:
        text = (await request.json())["text"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError):
        text = ""
    return text if isinstance(text, str) else ""


def _refused(error: CoachError, status: int, state: dict[str, Any] | None = None) -> JSONResponse:
    body = {"message": error.message, "hint": error.hint, **({"state": state} if state else {})}
    return JSONResponse(body, status_code=status, headers=PRIVATE)


def _wants_a_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
