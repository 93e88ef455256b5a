"""Our own JSON, brought back: an attempt with its `transcript`, or the transcript alone."""

import json
import re
from collections.abc import Sequence
from typing import Any, cast

from coach.adapters.word_times import check_order, check_span, spread
from coach.domain.transcript import Transcript, Word
from coach.errors import TranscriptError

_SHAPE = (
    'It looks like {"words": [{"text": "Hello", "start": 0.0, "end": 0.4}]}; see what `coach certify --json` prints.'
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def read_json(text: str) -> Transcript:
    """The transcript in a JSON text. Words without times are taken too. Raises TranscriptError."""
    try:
        found: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise TranscriptError(
            f"The JSON has a mistake in line {error.lineno}.", hint="Export it again, without editing it by hand."
        ) from error
    except (ValueError, RecursionError) as error:
        raise TranscriptError("The JSON cannot be read.", hint="Export it again.") from error
    body = _body(found)
    words = [word for number, item in enumerate(_list(body["words"]), start=1) for word in _word(number, item)]
    if not all(word.start is not None for word in words):
        words = [word.model_copy(update={"start": None, "end": None}) for word in words]
    check_order(_spans(words))
    language = body.get("language")
    return Transcript(
        words=tuple(words),
        language=language if isinstance(language, str) and _LANGUAGE.fullmatch(language) else "en",
        duration=_number("The duration", body.get("duration")),
        engine="brought: JSON",
        brought=True,
        low_accuracy=body.get("low_accuracy") is True,
    )


def _body(found: object) -> dict[str, Any]:
    """The object that holds the words."""
    if isinstance(found, list):
        raise TranscriptError("The JSON holds a list, not one transcript.", hint="Bring the transcript of one attempt.")
    body = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
    if isinstance(body.get("transcript"), dict):
        body = cast("dict[str, Any]", body["transcript"])
    if "words" not in body and isinstance(body.get("text"), str):
        return {**body, "words": [{"text": body["text"]}]}
    if "words" not in body:
        raise TranscriptError("The JSON is no transcript: it has no `words`.", hint=_SHAPE)
    return body


def _list(words: object) -> list[object]:
    if not isinstance(words, list):
        raise TranscriptError("The JSON is no transcript: `words` is not a list.", hint=_SHAPE)
    return cast("list[object]", words)


def _word(number: int, item: object) -> list[Word]:
    """One entry as words: an entry with spaces in it is several. Raises TranscriptError."""
    where = f"Word {number}"
    entry = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
    text = entry.get("text")
    if not isinstance(text, str):
        raise TranscriptError(f"{where} has no `text`.", hint=_SHAPE)
    start, end = _number(where, entry.get("start")), _number(where, entry.get("end"))
    if start is None or end is None:
        start = end = None
    else:
        check_span(where, start, end)
    confidence = _number(where, entry.get("confidence"))
    if confidence is not None and not 0 <= confidence <= 1:
        raise TranscriptError(f"{where}: its confidence is not between 0 and 1.", hint=_SHAPE)
    return [word.model_copy(update={"confidence": confidence}) for word in spread(text, start, end)]


def _number(where: str, value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TranscriptError(f"{where}: “{str(value)[:40]}” is not a number.", hint=_SHAPE)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    check_span(where, number, number)
    return number


def _spans(words: Sequence[Word]) -> list[tuple[str, float, float]]:
    return [
        (f"Word {number} (“{word.text[:20]}”)", word.start, word.end)
        for number, word in enumerate(words, start=1)
        if word.start is not None and word.end is not None
    ]
