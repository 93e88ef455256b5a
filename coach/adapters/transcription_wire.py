"""What transcription servers answer, in the shapes that are about."""

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, cast

from pydantic import AliasChoices, BaseModel, Field, ValidationError

from coach.errors import TranscriberError


class Passage(BaseModel):
    """A word or a segment; `start` and `end` in seconds from the beginning of what was sent."""

    text: str = Field(validation_alias=AliasChoices("word", "text"))
    start: float
    end: float
    probability: float | None = Field(default=None, ge=0, le=1)
    words: list["Passage"] | None = None


class Transcription(BaseModel):
    """The text, with segments and words where the server gives them; `language` as its ISO 639 code."""

    text: str
    language: str | None = None
    segments: list[Passage] = []
    words: list[Passage] = []


LANGUAGES = {
    "chinese": "zh",
    "czech": "cs",
    "danish": "da",
    "dutch": "nl",
    "english": "en",
    "finnish": "fi",
    "french": "fr",
    "german": "de",
    "italian": "it",
    "japanese": "ja",
    "korean": "ko",
    "norwegian": "no",
    "polish": "pl",
    "portuguese": "pt",
    "russian": "ru",
    "spanish": "es",
    "swedish": "sv",
    "turkish": "tr",
    "ukrainian": "uk",
}
"""OpenAI's own server writes the language out."""

UNDETERMINED = "und"
"""ISO 639's code for a language that has no name here."""


def read_transcription(answer: str, host: str) -> Transcription:
    """Read an answer. Raises TranscriberError when it is a web page, empty, or no transcription."""
    text = answer.strip()
    if not text:
        raise TranscriberError(
            f"{host} answered nothing.", hint="Try again; if it stays so, look at that server's log."
        )
    if text.startswith("<"):
        raise TranscriberError(
            f"{host} answered with a web page instead of a transcript.",
            hint="Check COACH_TRANSCRIBE_BASE_URL: for most servers it ends in /v1.",
            retryable=False,
        )
    try:
        parsed: Any = json.loads(text)
        if isinstance(parsed, dict):
            parsed = {key: value for key, value in cast(dict[str, Any], parsed).items() if value is not None}
        read = Transcription.model_validate(parsed)
    except (ValueError, ValidationError) as error:
        raise TranscriberError(
            f"{host} answered with something that is no transcript: {said(text)}",
            hint="Check COACH_TRANSCRIBE_BASE_URL and what that server offers there.",
        ) from error
    # whisper.cpp's server puts the words inside the segments.
    words = read.words or [word for segment in read.segments for word in segment.words or ()]
    return read.model_copy(update={"words": words, "language": _code(read.language)})


def _code(language: str | None) -> str | None:
    if not language:
        return None
    return language.lower() if len(language) <= 3 else LANGUAGES.get(language.lower(), UNDETERMINED)


def said(body: object) -> str:
    """What a server said about an error, in one short line, whatever shape it chose."""
    for key in ("error", "message", "detail"):
        if isinstance(body, Mapping) and key in body:
            body = cast(Mapping[str, object], body)[key]
    text = body if isinstance(body, str) else json.dumps(body, default=str)
    text = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return text if len(text) <= 200 else text[:199] + "…"


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait (Retry-After as a number or a date), None when it names none."""
    value = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
