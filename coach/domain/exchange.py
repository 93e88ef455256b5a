"""What the use cases and the outside world hand each other: audio one way, questions the other."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pydantic import BaseModel

from coach.domain.attempt import Usage

SAMPLE_RATE = 16_000
"""Samples a second in `Audio.pcm`: what every recogniser here expects."""


@dataclass(frozen=True)
class Audio:
    """A recording decoded for recognition: 16-bit little-endian mono PCM at `SAMPLE_RATE`.

    `seconds` is the decoded length, whatever the container claims; `video` says it came with pictures;
    `damaged` says in words what of the file could not be read.
    """

    pcm: bytes
    seconds: float
    video: bool
    damaged: str | None = None


@dataclass(frozen=True)
class Sound:
    """An encoded sound file and its media type ("audio/mp4")."""

    content: bytes
    content_type: str


Progress = Callable[[float], None]
"""Called with the share done, 0..1, never going back."""


Answer = TypeVar("Answer", bound=BaseModel)


@dataclass(frozen=True)
class Message:
    """One message of a prompt; `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True)
class Ask(Generic[Answer]):
    """A question for a model, as a value. `prompt` is `name@hash`; `answer` is the shape of the reply.

    `problems` looks at a well-formed answer and lists what is wrong with it (empty: accept); the model
    gets those lines once, to repair its answer.
    """

    prompt: str
    messages: tuple[Message, ...]
    answer: type[Answer]
    problems: Callable[[Answer], list[str]]
    max_tokens: int = 1500


class Streamed(NamedTuple):
    """A piece of a model's free text as it arrives; the last one brings the usage.

    `cut`: with it the text ends for want of room, most likely in the middle of a sentence.
    """

    text: str
    usage: Usage | None = None
    cut: bool = False
