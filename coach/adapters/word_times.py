"""Words out of timed text: spreading times over words, and refusing times that cannot be."""

import math
import re
from collections.abc import Iterable, Sequence

from coach.domain.transcript import Word
from coach.errors import TranscriptError

MAX_OVERLAP_S = 5.0
"""Captions of people who talk at once overlap by a moment. More than this, and the times are wrong."""

BACKWARDS_S = 0.1
"""What starts earlier than the one before it by more than rounding is out of order."""

LATEST_S = 24 * 3600.0

_SPOKEN = re.compile(r"[^\W_]|[%&$€£]")
_TIMES_HINT = "Export the transcript again, or bring it as plain text (.txt) without times."


def spread(text: str, start: float | None, end: float | None) -> list[Word]:
    """The words of a text, with the time from `start` to `end` (seconds) shared out by their lengths."""
    texts = [piece for piece in text.split() if _SPOKEN.search(piece)]
    if start is None or end is None:
        return [Word(text=piece) for piece in texts]
    letters = sum(len(piece) + 1 for piece in texts) or 1
    words: list[Word] = []
    used = 0
    for piece in texts:
        first = start + (end - start) * used / letters
        used += len(piece) + 1
        words.append(
            Word(text=piece, start=round(first, 3), end=round(start + (end - start) * used / letters, 3)),
        )
    return words


def check_span(where: str, start: float, end: float) -> None:
    """Refuse a span of seconds that cannot be. `where` names it ("Line 12"). Raises TranscriptError."""
    if not (math.isfinite(start) and math.isfinite(end)):
        raise TranscriptError(f"{where}: the time is not a number.", hint=_TIMES_HINT)
    if start < 0 or end < 0:
        raise TranscriptError(f"{where}: the time is before the beginning of the recording.", hint=_TIMES_HINT)
    if end < start:
        raise TranscriptError(f"{where}: it ends ({end:g} s) before it starts ({start:g} s).", hint=_TIMES_HINT)
    if end > LATEST_S:
        raise TranscriptError(f"{where}: the time is more than a day in.", hint=_TIMES_HINT)


def check_order(spans: Iterable[tuple[str, float, float]]) -> None:
    """Refuse spans (where, start, end) that run backwards or lie on top of each other. Raises TranscriptError."""
    last_start, last_end = 0.0, 0.0
    for where, start, end in spans:
        if start < last_start - BACKWARDS_S:
            raise TranscriptError(
                f"{where}: the times run backwards, from {last_start:g} s to {start:g} s.", hint=_TIMES_HINT
            )
        if last_end - start > MAX_OVERLAP_S:
            raise TranscriptError(
                f"{where}: it starts {last_end - start:.0f} s before the one above it ends.", hint=_TIMES_HINT
            )
        last_start, last_end = start, end


def has_speech(words: Sequence[Word]) -> bool:
    """Whether anything was said: letters, digits or signs that are read aloud."""
    return any(_SPOKEN.search(word.text) for word in words)
