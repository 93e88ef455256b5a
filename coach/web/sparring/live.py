"""The rival's replies while they are made: one thread makes each of them, any number of pages follow it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

from coach.domain.sparring.drill import Drill
from coach.domain.sparring.turn import Said
from coach.errors import CoachError, EngineError
from coach.service.sparring.drills import Drills

log = logging.getLogger(__name__)

MOST_AT_ONCE = 80
"""Replies that may be under way in this process; each has a thread, and most of them wait for a model."""

BEAT_S = 8.0
"""After so many quiet seconds an empty line goes out, so that nothing between us and the page hangs up."""


class Reply:
    """One reply under way: everything sent so far, and whoever follows it. `said` are its sentences as plain text."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lines: list[bytes] = []
        self.said: tuple[str, ...] = ()
        self._done = False
        self._wakers: set[Callable[[], None]] = set()

    def send(self, event: dict[str, Any], *, last: bool = False) -> None:
        """Hand an event to everybody, also to those who come later."""
        line = json.dumps(event, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            self._lines.append(line)
            self._done = self._done or last
            wakers = tuple(self._wakers)
        for wake in wakers:
            wake()

    async def follow(self) -> AsyncIterator[bytes]:
        """Every line from the first one on, until the last. Leaving early disturbs nobody."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # that page's server has stopped
                loop.call_soon_threadsafe(news.set)

        with self._lock:
            self._wakers.add(wake)
        sent = 0
        try:
            while True:
                news.clear()
                with self._lock:
                    fresh, done = self._lines[sent:], self._done
                for line in fresh:
                    yield line
                sent += len(fresh)
                if done:
                    return
                try:
                    await asyncio.wait_for(news.wait(), BEAT_S)
                except TimeoutError:
                    yield b"\n"
        finally:
            with self._lock:
                self._wakers.discard(wake)


class Replies:
    """The replies of this process by drill. What is over is forgotten: the drill itself holds it then.

    `told` makes of a drill what pages are told, `shown` of one sentence.
    """

    def __init__(
        self,
        drills: Drills,
        *,
        told: Callable[[Drill], dict[str, Any]],
        shown: Callable[[Drill, Said], dict[str, Any]],
    ) -> None:
        self._drills, self._told, self._shown = drills, told, shown
        self._lock = Lock()
        self._running: dict[str, Reply] = {}

    def said(self, drill_id: str) -> tuple[str, ...]:
        """The sentences so far of the reply that is under way in a drill, none where there is no such reply."""
        running = self._running.get(drill_id)
        return running.said if running else ()

    def join(self, drill: Drill, engine: str) -> Reply:
        """The reply that is under way, or else a new one. Raises EngineError while no more can be made."""
        with self._lock:
            running = self._running.get(drill.id)
            if running is not None:
                return running
            if len(self._running) >= MOST_AT_ONCE:
                message = f"{MOST_AT_ONCE} replies are being made here at this moment; more do not fit."
                raise EngineError(message, hint="Wait a few seconds, then try again.")
            reply = Reply()
            # A daemon: whoever stops the server does not wait for a slow model. It stays the rival's turn.
            thread = Thread(target=self._make, args=(reply, drill, engine), name=f"reply-{drill.id}", daemon=True)
            try:
                thread.start()  # it forgets the reply under this lock, so not before it is known
            except RuntimeError as error:
                message = "This computer starts no more threads at this moment; the reply was not begun."
                raise EngineError(message, hint="Wait a few seconds, then try again.") from error
            self._running[drill.id] = reply
        return reply

    def _make(self, reply: Reply, drill: Drill, engine: str) -> None:
        try:
            event = self._event(reply, drill, engine)
        finally:
            # Forgotten before the last line goes out: who has read it finds nothing under way any more.
            with self._lock:
                self._running.pop(drill.id, None)
        reply.send(event, last=True)

    def _event(self, reply: Reply, drill: Drill, engine: str) -> dict[str, Any]:
        def show(said: Said) -> None:
            reply.said = (*reply.said, said.text)
            reply.send({"said": self._shown(drill, said)})

        try:
            done = self._drills.reply(drill.id, drill.who, show, engine)
            return {"state": self._told(done)}
        except CoachError as error:
            return {"problem": {"message": error.message, "hint": error.hint}}
        except Exception:
            log.exception("the reply in drill %s was not made", drill.id)
            return {"problem": {"message": "The reply was not made, for a reason of our own.", "hint": "Try again."}}
