"""A chat completion as servers send it, with only the fields that anything here reads."""

import json
from typing import Any

from pydantic import BaseModel

from coach.domain.attempt import Usage


class _Function(BaseModel):
    arguments: str | dict[str, Any] = ""


class _ToolCall(BaseModel):
    function: _Function


class _Part(BaseModel):
    text: str = ""


class _Message(BaseModel):
    content: str | list[_Part] | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None
    reasoning: Any = None
    reasoning_content: Any = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "".join(part.text for part in self.content)
        return self.content or ""

    @property
    def thought(self) -> bool:
        return bool(self.reasoning or self.reasoning_content)


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Details(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None

    @property
    def spent(self) -> Usage:
        details = self.prompt_tokens_details or _Details()
        return Usage(
            calls=1,
            prompt_tokens=self.prompt_tokens or 0,
            completion_tokens=self.completion_tokens or 0,
            cached_tokens=details.cached_tokens or 0,
        )


class Completion(BaseModel):
    """What a server answered, as far as anything here needs it."""

    choices: list[_Choice]
    usage: _Usage | None = None

    @property
    def message(self) -> _Message:
        return self.choices[0].message if self.choices else _Message()

    @property
    def finish_reason(self) -> str | None:
        return self.choices[0].finish_reason if self.choices else None

    @property
    def text(self) -> str:
        """What was said, or the arguments of the tool that was called."""
        if self.message.tool_calls:
            arguments = self.message.tool_calls[0].function.arguments
            return arguments if isinstance(arguments, str) else json.dumps(arguments)
        return self.message.text

    @property
    def only_thought(self) -> bool:
        return not self.text.strip() and self.message.thought

    @property
    def spent(self) -> Usage:
        return (self.usage or _Usage()).spent


class _Grown(BaseModel):
    delta: _Message = _Message()
    finish_reason: str | None = None


class Piece(BaseModel):
    """One event of a streamed completion. The last one may bring the usage and no choice."""

    choices: list[_Grown]
    usage: _Usage | None = None

    @property
    def delta(self) -> _Message:
        return self.choices[0].delta if self.choices else _Message()

    @property
    def finish_reason(self) -> str | None:
        return self.choices[0].finish_reason if self.choices else None
