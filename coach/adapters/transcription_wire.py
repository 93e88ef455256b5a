"""What transcription servers answer, in the shapes that are about."""

import json
from typing import Any, cast

from pydantic import AliasChoices, BaseModel, Field, ValidationError

from coach.adapters.server_replies import said
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
