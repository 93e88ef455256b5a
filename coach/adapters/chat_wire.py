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


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Details(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None


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
        content = self.message.content
        if isinstance(content, list):
            return "".join(part.text for part in content)
        return content or ""

    @property
    def only_thought(self) -> bool:
        return not self.text.strip() and bool(self.message.reasoning or self.message.reasoning_content)

    @property
    def spent(self) -> Usage:
        usage = self.usage or _Usage()
        details = usage.prompt_tokens_details or _Details()
        return Usage(
            calls=1,
            prompt_tokens=usage.prompt_tokens or 0,
            completion_tokens=usage.completion_tokens or 0,
            cached_tokens=details.cached_tokens or 0,
        )
