"""One streamed reply in free text: event by event, whatever the server makes of the protocol."""

import json
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from coach.adapters.chat_server import TRIES, ChatServer, Passing, Rejected
from coach.adapters.chat_wire import Completion, Piece
from coach.adapters.learned import BUDGET_DOUBLINGS, Learned, check_willing, did_not_fit
from coach.adapters.server_replies import said
from coach.domain.attempt import Usage
from coach.domain.exchange import Message, Streamed
from coach.errors import JudgeError

TEMPERATURE = 0.7
"""Talk should not sound the same every time; a hint, as every parameter is."""

_THOUGHT_BEGINS = re.compile(r"<think(?:ing)?>", re.IGNORECASE)
_THOUGHT_ENDS = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_LONGEST_MARK = len("</thinking>")


class _NoRoom(Exception):
    """The reply was cut for length before its first word."""


@dataclass
class ChatStream:
    """One reply and what it takes to get it. What was seen so far of a try: `said`, `thought`, `usage`."""

    server: ChatServer
    model: str
    learned: Learned
    messages: tuple[Message, ...]
    ends_at: float
    usage: Usage = field(default_factory=Usage)

    def talk(self, max_tokens: int) -> Generator[Streamed]:
        """The reply as it comes; see `OpenAiModel.talk`."""
        while True:
            doublings = self.learned.doublings
            try:
                yield from self._with_patience(max_tokens * 2**doublings)
                return
            except _NoRoom as failure:
                if doublings >= BUDGET_DOUBLINGS:
                    raise did_not_fit(self.model, max_tokens * 2**BUDGET_DOUBLINGS) from failure
                self.learned.doublings = max(self.learned.doublings, doublings + 1)

    def _with_patience(self, room: int) -> Generator[Streamed]:
        attempt = 0
        while True:
            body = self.learned.body(
                self.model,
                self.messages,
                room,
                temperature=TEMPERATURE,
                stream=True,
                stream_options={"include_usage": True},
            )
            if "stream" not in body:
                body.pop("stream_options", None)
            spoke = False
            try:
                for piece in self._once(body):
                    spoke = spoke or bool(piece.text)
                    yield piece
                return
            except Rejected as rejected:
                if not self.learned.learn(rejected, body):
                    raise JudgeError(
                        f"{self.server.host} refused the question (HTTP {rejected.status}): {rejected.message}",
                        hint="Check COACH_LLM_MODEL and what that server offers.",
                        retryable=False,
                    ) from rejected
            except Passing as failure:
                if spoke or attempt + 1 >= TRIES:
                    raise failure.error from failure
                self.server.wait(failure, attempt, self.ends_at)
                attempt += 1

    def _once(self, body: dict[str, Any]) -> Generator[Streamed]:
        """One try. Raises Rejected, Passing, _NoRoom, JudgeError."""
        shown, spent, finish, refusal = _Visible(self.learned.thinks_first), Usage(calls=1), None, ""
        spoke = only_thought = False
        for piece in self._pieces(self.server.receive(body, self.ends_at)):
            spent = piece.usage.spent if piece.usage else spent
            finish = piece.finish_reason or finish
            refusal += piece.delta.refusal or ""
            only_thought = only_thought or piece.delta.thought
            if text := shown.more(piece.delta.text):
                spoke = True
                yield Streamed(text)
        rest = shown.rest()
        self.usage += spent
        self.learned.thinks_first = shown.thinks_first
        self.learned.check_whole(self.server.host, self.messages, spent)
        check_willing(self.model, self.server.host, refusal.strip(), finish)
        if not spoke and not rest.strip():
            if finish == "length":
                raise _NoRoom
            why = " (all of it went into its reasoning)" if only_thought or shown.hidden else ""
            raise JudgeError(
                f"The model {self.model} answered with nothing{why}.", hint="Try again, or choose another model."
            )
        yield Streamed(rest, self.usage, cut=finish == "length")

    def _pieces(self, received: Iterable[bytes]) -> Generator[Piece]:
        """The events of a stream, or the one that a server makes of it which does not stream.

        Raises Passing for one that ends before its reply does.
        """
        finished = False
        lines = _lines(received)
        for line in lines:
            if line[:1] in (b"{", b"<", b"["):
                yield _whole(self.server.read(b"\n".join((line, *lines))))
                return
            if not line.startswith(b"data:"):
                continue  # comments that keep the line open, and names of events
            data = line.removeprefix(b"data:").strip()
            if data == b"[DONE]":
                return
            piece = self._piece(data)
            finished = finished or piece.finish_reason is not None
            yield piece
        if not finished:
            raise self.server.cut()

    def _piece(self, data: bytes) -> Piece:
        try:
            event: Any = json.loads(data)
        except ValueError as error:
            raise self.server.cut() from error
        if isinstance(event, dict) and cast(dict[str, object], event).get("error") is not None:
            raise Passing(
                JudgeError(
                    f"The model server {self.server.host} failed while it answered: {said(cast(object, event))}",
                    hint="Wait a little and try again, or choose another engine.",
                )
            )
        try:
            return Piece.model_validate(event)
        except ValidationError as error:
            raise self.server.no_completion(cast(object, event)) from error


def _lines(received: Iterable[bytes]) -> Generator[bytes]:
    """Whole lines that hold anything, as soon as they are whole."""
    kept = b""
    for chunk in received:
        *lines, kept = (kept + chunk).splitlines(keepends=True) or [b""]
        if kept.endswith((b"\n", b"\r")):
            lines, kept = [*lines, kept], b""
        yield from (stripped for line in lines if (stripped := line.strip()))
    if kept.strip():
        yield kept.strip()


def _whole(completion: Completion) -> Piece:
    grown = [{"delta": completion.message.model_dump(), "finish_reason": completion.finish_reason}]
    return Piece.model_validate({"choices": grown, "usage": completion.usage and completion.usage.model_dump()})


class _Visible:
    """A text without the thoughts that some models write into it between `<think>` and `</think>`.

    `thinks_first`: it begins with thoughts although nothing marks it, because the server put the first mark into
    the prompt. Where that is not known yet, the first such text is shown up to the end of its thoughts.
    """

    def __init__(self, thinks_first: bool) -> None:
        self._kept = ""
        self._thinking = self._unmarked = self.thinks_first = thinks_first
        self.hidden = False

    def more(self, text: str) -> str:
        """What may be shown now that `text` has arrived too; what may become a mark is held back."""
        self._kept += text
        shown = ""
        while True:
            mark = (_THOUGHT_ENDS if self._thinking else _THOUGHT_BEGINS).search(self._kept)
            if mark is None:
                break
            shown += "" if self._thinking else self._kept[: mark.start()]
            self._kept = self._kept[mark.end() :]
            self._thinking = not self._thinking
            self._unmarked = False
            self.hidden = True
        if self._thinking:
            return shown
        self.thinks_first = self.thinks_first or _THOUGHT_ENDS.search(self._kept) is not None
        begun = self._kept.rfind("<")
        held = begun if begun >= 0 and len(self._kept) - begun < _LONGEST_MARK else len(self._kept)
        shown, self._kept = shown + self._kept[:held], self._kept[held:]
        return shown

    def rest(self) -> str:
        """What is left at the end: a thought without an end is one to its last word."""
        if self._unmarked:
            self.thinks_first = False
        elif self._thinking:
            self.hidden = True
            return ""
        return self._kept
