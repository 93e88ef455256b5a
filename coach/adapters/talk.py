"""One question to a model, and everything that is said back and forth until the answer fits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic

from pydantic import ValidationError

from coach.adapters.chat_server import ChatServer, Rejected
from coach.adapters.chat_wire import Completion
from coach.adapters.learned import BUDGET_DOUBLINGS, Learned, check_willing, did_not_fit
from coach.adapters.portable_json import last_object, strict_schema
from coach.domain.attempt import Usage
from coach.domain.exchange import Answer, Ask, Message

FURTHER_SAMPLE_TEMPERATURE = 0.4
"""Sample 0 is asked at temperature 0. Further samples would only repeat it, so they vary a little, each
with its own seed. Both are hints: some servers know neither."""

_SHOWN_IN_REPAIR = 8000


class Rung(StrEnum):
    """Ways to ask for JSON, the strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TOOL = "tool"
    TEXT = "text"


RUNGS = tuple(Rung)


class NextRung(Exception):
    """This way of asking leads nowhere; `refused` if the server does not offer it at all."""

    def __init__(self, why: str, *, refused: bool) -> None:
        super().__init__(why)
        self.why = why
        self.refused = refused


@dataclass
class Talk(Generic[Answer]):
    """One question and everything that is said back and forth about it."""

    server: ChatServer
    model: str
    learned: Learned
    ask: Ask[Answer]
    sample: int
    ends_at: float
    usage: Usage = field(default_factory=Usage)

    def on(self, rung: Rung) -> Answer:
        """The answer on one rung, after at most one repair. Raises NextRung."""
        messages = list(self.ask.messages)
        if rung is not Rung.JSON_SCHEMA:
            wanted = "\n\nReply with one JSON object and nothing else. It must match this JSON Schema:\n"
            last = messages[-1]
            messages[-1] = Message(last.role, last.content + wanted + json.dumps(strict_schema(self.ask.answer)))
        reply = self._say(rung, messages)
        answer, problems = self._read(reply)
        if problems:
            wrong = "Your answer was not accepted:\n- " + "\n- ".join(problems)
            messages += [
                Message("assistant", reply[:_SHOWN_IN_REPAIR]),
                Message("user", f"{wrong}\nReply with the whole corrected JSON object and nothing else."),
            ]
            answer, problems = self._read(self._say(rung, messages))
        if answer is None or problems:
            raise NextRung(problems[0], refused=False)
        return answer

    def _read(self, reply: str) -> tuple[Answer | None, list[str]]:
        try:
            answer = self.ask.answer.model_validate_json(last_object(reply))
        except ValidationError as error:
            faults = [f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
            return None, faults[:5]
        except ValueError as error:
            return None, [str(error)]
        return answer, self.ask.problems(answer)

    def _say(self, rung: Rung, messages: Sequence[Message]) -> str:
        """The text of one reply, with as much room as it needs."""
        while True:
            doublings = self.learned.doublings
            completion = self._negotiate(rung, messages, self.ask.max_tokens * 2**doublings)
            self.learned.check_whole(self.server.host, messages, completion.spent)
            check_willing(self.model, self.server.host, completion.message.refusal, completion.finish_reason)
            if completion.finish_reason != "length":
                break
            if doublings >= BUDGET_DOUBLINGS:
                raise did_not_fit(self.model, self.ask.max_tokens * 2**BUDGET_DOUBLINGS)
            self.learned.doublings = max(self.learned.doublings, doublings + 1)
        if not completion.text.strip():
            only_thought = " (all of it went into its reasoning)" if completion.only_thought else ""
            raise NextRung(f"it answered with nothing{only_thought}", refused=True)
        return completion.text

    def _negotiate(self, rung: Rung, messages: Sequence[Message], room: int) -> Completion:
        """One completion, leaving away or renaming whatever parameter the server minds."""
        while True:
            body = self._body(rung, messages, room)
            try:
                completion = self.server.complete(body, self.ends_at)
            except Rejected as rejected:
                if not self.learned.learn(rejected, body):
                    raise NextRung(f"HTTP {rejected.status}: {rejected.message}", refused=True) from rejected
            else:
                self.usage += completion.spent
                return completion

    def _body(self, rung: Rung, messages: Sequence[Message], room: int) -> dict[str, Any]:
        shape = self.ask.answer
        how: dict[str, Any] = {
            "temperature": FURTHER_SAMPLE_TEMPERATURE if self.sample else 0.0,
            "seed": self.sample,
        }
        if rung is Rung.JSON_SCHEMA:
            wanted = {"name": shape.__name__, "strict": True, "schema": strict_schema(shape)}
            how["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif rung is Rung.JSON_OBJECT:
            how["response_format"] = {"type": "json_object"}
        elif rung is Rung.TOOL:
            function = {"name": shape.__name__, "strict": True, "parameters": strict_schema(shape)}
            how["tools"] = [{"type": "function", "function": function}]
            how["tool_choice"] = {"type": "function", "function": {"name": shape.__name__}}
        return self.learned.body(self.model, messages, room, **how)
