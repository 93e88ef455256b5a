"""What one model on one server turned out to need, found out from its refusals and remembered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from coach.adapters.chat_server import Rejected
from coach.domain.attempt import Usage
from coach.domain.exchange import Message
from coach.errors import JudgeError

BUDGET_DOUBLINGS = 2
"""How often an answer that was cut for length gets twice the room: up to four times what was asked."""

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

OPTIONAL = ("temperature", "seed", "stream_options", "stream")
"""Parameters that can be left away when a server minds them."""

_NO_SYSTEM = re.compile(r"\bsystem (role|message|prompt)|\broles? must\b", re.IGNORECASE)


@dataclass
class Learned:
    """What a model needs; `rung` is the strictest way of asking for JSON that it offers (see `talk`).

    `doublings`: how often it needed twice the room. `thinks_first`: its text begins with thoughts that only their
    end marks. `chars_read`: the longest prompt, in characters, that was certainly read whole.
    """

    token_parameter: str
    rung: int = 0
    refused: set[str] = field(default_factory=set[str])
    doublings: int = 0
    no_system: bool = False
    thinks_first: bool = False
    chars_read: int = 0

    def body(self, model: str, messages: Sequence[Message], room: int, **wanted: Any) -> dict[str, Any]:
        """A request with these parameters, without those that the server minds."""
        body = {
            "model": model,
            "messages": _joined(messages, no_system=self.no_system),
            self.token_parameter: room,
            **wanted,
        }
        return {name: value for name, value in body.items() if name not in self.refused}

    def learn(self, rejected: Rejected, body: dict[str, Any]) -> bool:
        """Whether a refusal names something that can be changed. Each thing is changed once."""
        minded = [name for name in body if name == rejected.param or re.search(rf"\b{name}\b", rejected.message)]
        limit = self.token_parameter
        if limit in minded:
            other = "max_tokens" if limit == "max_completion_tokens" else "max_completion_tokens"
            self.refused.add(limit)
            if other not in self.refused:
                self.token_parameter = other
            return True
        for name in OPTIONAL:
            if name in minded:
                self.refused.add(name)
                return True
        if not self.no_system and _NO_SYSTEM.search(rejected.message):
            self.no_system = True
            return True
        return False

    def check_whole(self, host: str, messages: Sequence[Message], spent: Usage) -> None:
        """Raise JudgeError when the server reports having read much less than it was sent."""
        sent = sum(len(message.content) for message in messages)
        expected = sent / CHARS_PER_TOKEN
        # Some servers leave what they had cached out of the count.
        read = spent.prompt_tokens + spent.cached_tokens
        if not spent.prompt_tokens or expected < SHORTEST_CHECKED or sent <= self.chars_read:
            return
        if read < READ_SHARE_NEEDED * expected or (read < expected and read in CONTEXT_SIZES):
            raise JudgeError(
                f"{host} cut the question short: it read {read:,} of about {expected:,.0f} tokens.",
                hint="Give the model a larger context window (Ollama: OLLAMA_CONTEXT_LENGTH=16384), then try again.",
                retryable=False,
            )
        self.chars_read = sent


def did_not_fit(model: str, room: int) -> JudgeError:
    """What to say when an answer was cut for length every time."""
    return JudgeError(
        f"The answer of {model} did not fit into {room:,} tokens.",
        hint="Choose a model that thinks or writes less, then try again.",
    )


def check_willing(model: str, host: str, refusal: str | None, finish_reason: str | None) -> None:
    """Raise JudgeError when the model or a filter in front of it would not answer."""
    hint = "Try again, or choose another model."
    if refusal:
        raise JudgeError(f"The model {model} refused: {refusal[:200]}", hint=hint)
    if finish_reason == "content_filter":
        raise JudgeError(f"A content filter of {host} withheld the answer.", hint=hint)


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
