"""What recognisers write, brought into the shape of `coach.domain.transcript`."""

import zlib
from collections.abc import Sequence

from coach.domain.delivery import Stretch
from coach.domain.transcript import Word

SLACK_S = 1.0
"""How far from any speech a word may lie before it counts as made up. Recognisers' word times are off by
a few tenths of a second (padding, rounding, alignment); a whole second of silence between is not that."""

LOOP_COMPRESSION = 2.4
"""Text that compresses further than this repeats itself: Whisper's own threshold for a failed decoding
(`compression_ratio_threshold` in openai/whisper, arXiv 2212.04356 section 4.5)."""

LOOP_REPEATS = 4
"""A phrase said this often in a row, in text that compresses like a loop, is one: people stop at three."""

LONGEST_LOOP_WORDS = 20


def in_order(words: Sequence[Word], seconds: float) -> tuple[Word, ...]:
    """The same words without empty ones, with times that never run back and end within `seconds`."""
    tidy: list[Word] = []
    latest = 0.0
    for word in words:
        text = word.text.strip()
        if not text:
            continue
        if word.start is None or word.end is None:
            tidy.append(word.model_copy(update={"text": text, "start": None, "end": None}))
            continue
        start = min(max(word.start, latest), seconds)
        end = min(max(word.end, start), seconds)
        tidy.append(word.model_copy(update={"text": text, "start": round(start, 3), "end": round(end, 3)}))
        latest = start
    return tuple(tidy)


def spread(text: str, start: float, end: float) -> list[Word]:
    """The words of a passage whose words have no times of their own, spread over it by their length."""
    texts = text.split()
    letters = sum(len(word) for word in texts)
    words: list[Word] = []
    at = start
    for word in texts:
        share = (end - start) * len(word) / letters
        words.append(Word(text=word, start=at, end=at + share))
        at += share
    return words


def near_speech(words: Sequence[Word], speech: Sequence[Stretch]) -> list[Word]:
    """The words without those that lie in silence: recognisers trained on subtitles invent text there."""
    return [
        word
        for word in words
        if word.start is None
        or word.end is None
        or any(word.start < heard.end + SLACK_S and word.end > heard.start - SLACK_S for heard in speech)
    ]


def without_loops(words: Sequence[Word]) -> list[Word]:
    """The words with each phrase that a recogniser got stuck in kept once.

    Only text that compresses by more than `LOOP_COMPRESSION` is touched: "no, no, no, no" is speech.
    """
    text = " ".join(word.text for word in words).encode()
    if not text or len(text) / len(zlib.compress(text)) <= LOOP_COMPRESSION:
        return list(words)
    kept = list(words)
    for length in range(1, LONGEST_LOOP_WORDS + 1):
        kept = _without_loops_of(kept, length)
    return kept


def _without_loops_of(words: Sequence[Word], length: int) -> list[Word]:
    keys = [word.text.lower().strip(" .,;:!?") for word in words]
    kept: list[Word] = []
    index = 0
    while index < len(words):
        phrase, repeats = keys[index : index + length], 1
        while keys[index + repeats * length : index + (repeats + 1) * length] == phrase:
            repeats += 1
        if repeats >= LOOP_REPEATS:
            kept.extend(words[index : index + length])
            index += repeats * length
        else:
            kept.append(words[index])
            index += 1
    return kept
