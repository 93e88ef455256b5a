"""One question to a model, and everything that is said back and forth until the answer fits."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic

from pydantic import ValidationError

from coach.adapters.chat_server import ChatServer, Rejected
from coach.adapters.chat_wire import Completion
from coach.adapters.portable_json import last_object, strict_schema
from coach.domain.attempt import Usage
from coach.domain.exchange import Answer, Ask, Message
from coach.errors import JudgeError

BUDGET_DOUBLINGS = 2
"""How often an answer that was cut for length gets twice the room: up to four times what was asked."""

FURTHER_SAMPLE_TEMPERATURE = 0.4
"""Sample 0 is asked at temperature 0. Further samples would only repeat it, so they vary a little, each
with its own seed. Both are hints: some servers know neither."""

CHARS_PER_TOKEN = 4.0
READ_SHARE_NEEDED = 0.7
"""A server that reports reading less than this share of our estimate has cut the prompt.

English takes 4 to 4.7 characters a token with present vocabularies, so an honest count is at least 0.85
of an estimate with 4; the rest is reserve, because a false alarm costs a whole criterion."""

CONTEXT_SIZES = frozenset(2**power - spare for power in range(11, 18) for spare in (0, 1))
"""A count of exactly this size and below our estimate is a full context, not a prompt. Ollama cuts what
exceeds its context (4,096 tokens by default) without a word; where little is cut, only this shows it."""

SHORTEST_CHECKED = 1000
"""Estimated tokens below which a count says little: chat templates add and take some."""

_SHOWN_IN_REPAIR = 8000
_NO_SYSTEM = re.compile(r"\bsystem (role|message|prompt)|\broles? must\b", re.IGNORECASE)


class Rung(StrEnum):
    """Ways to ask for JSON, the strictest first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    TOOL = "tool"
    TEXT = "text"


RUNGS = tuple(Rung)


@dataclass
class Learned:
    """What one model on one server turned out to need."""

    token_parameter: str
    rung: int = 0
    refused: set[str] = field(default_factory=set[str])
    doublings: int = 0
    no_system: bool = False
    chars_read: int = 0
    """The longest prompt, in characters, that was certainly read whole."""


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
            self._check_whole(messages, completion)
            self._check_willing(completion)
            if completion.finish_reason != "length":
                break
            if doublings >= BUDGET_DOUBLINGS:
                room = self.ask.max_tokens * 2**BUDGET_DOUBLINGS
                raise JudgeError(
                    f"The answer of {self.model} did not fit into {room:,} tokens.",
                    hint="Choose a model that thinks or writes less, then try again.",
                )
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
                if not self._learn(rejected, body):
                    raise NextRung(f"HTTP {rejected.status}: {rejected.message}", refused=True) from rejected
            else:
                self.usage += completion.spent
                return completion

    def _body(self, rung: Rung, messages: Sequence[Message], room: int) -> dict[str, Any]:
        shape = self.ask.answer
        body: dict[str, Any] = {
            "model": self.model,
            "messages": _joined(messages, no_system=self.learned.no_system),
            self.learned.token_parameter: room,
            "temperature": FURTHER_SAMPLE_TEMPERATURE if self.sample else 0.0,
            "seed": self.sample,
        }
        if rung is Rung.JSON_SCHEMA:
            wanted = {"name": shape.__name__, "strict": True, "schema": strict_schema(shape)}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif rung is Rung.JSON_OBJECT:
            body["response_format"] = {"type": "json_object"}
        elif rung is Rung.TOOL:
            function = {"name": shape.__name__, "strict": True, "parameters": strict_schema(shape)}
            body["tools"] = [{"type": "function", "function": function}]
            body["tool_choice"] = {"type": "function", "function": {"name": shape.__name__}}
        return {name: value for name, value in body.items() if name not in self.learned.refused}

    def _learn(self, rejected: Rejected, body: dict[str, Any]) -> bool:
        """Whether the refusal names something that can be changed. Each thing is changed once."""
        learned = self.learned
        minded = [name for name in body if name == rejected.param or re.search(rf"\b{name}\b", rejected.message)]
        limit = learned.token_parameter
        if limit in minded:
            other = "max_tokens" if limit == "max_completion_tokens" else "max_completion_tokens"
            learned.refused.add(limit)
            if other not in learned.refused:
                learned.token_parameter = other
            return True
        for name in ("temperature", "seed"):
            if name in minded:
                learned.refused.add(name)
                return True
        if not learned.no_system and re.search(
            r"\bsystem (role|message|prompt)|\broles? must\b", rejected.message, re.I
        ):
            learned.no_system = True
            return True
        return False

    def _check_whole(self, messages: Sequence[Message], completion: Completion) -> None:
        """Raise JudgeError when the server reports having read much less than it was sent."""
        sent = sum(len(message.content) for message in messages)
        expected = sent / CHARS_PER_TOKEN
        # Some servers leave what they had cached out of the count.
        read = completion.spent.prompt_tokens + completion.spent.cached_tokens
        if not completion.spent.prompt_tokens or expected < SHORTEST_CHECKED or sent <= self.learned.chars_read:
            return
        if read < READ_SHARE_NEEDED * expected or (read < expected and read in CONTEXT_SIZES):
            raise JudgeError(
                f"{self.server.host} cut the question short: it read {read:,} of about {expected:,.0f} tokens.",
                hint="Give the model a larger context window (Ollama: OLLAMA_CONTEXT_LENGTH=16384), then try again.",
                retryable=False,
            )
        self.learned.chars_read = sent

    def _check_willing(self, completion: Completion) -> None:
        hint = "Try again, choose another model, or let a person judge."
        if completion.message.refusal:
            raise JudgeError(f"The model {self.model} refused: {completion.message.refusal[:200]}", hint=hint)
        if completion.finish_reason == "content_filter":
            raise JudgeError(f"A content filter of {self.server.host} withheld the answer.", hint=hint)


def _joined(messages: Sequence[Message], *, no_system: bool) -> list[dict[str, str]]:
    """Messages with neighbours of one role made one: many chat templates insist that roles alternate."""
    joined: list[dict[str, str]] = []
    for message in messages:
        role = "user" if no_system and message.role == "system" else message.role
        if joined and joined[-1]["role"] == role:
            joined[-1]["content"] += "\n\n" + message.content
        else:
            joined.append({"role": role, "content": message.content})
    return joined
