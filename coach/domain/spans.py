"""Runs of words that may hold a point: lines, neighbouring lines, and windows sliding through them.

Recognisers cut badly: one line may hold three points, and one point may lie across two lines. Whoever
looks for a point therefore looks at runs of several lengths, and cites the lines they lie in.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from coach.domain.language import normal
from coach.domain.transcript import Moment, Sentence, Transcript, Word
from coach.domain.value import Value

Likeness = Callable[[Sequence[str], Sequence[str]], list[list[float]]]
"""For each query its likeness (0..1) to each sentence; comparable within one query."""


class Matcher(Protocol):
    """Whatever can tell how alike sentences are."""

    def similarity(self, queries: Sequence[str], sentences: Sequence[str]) -> list[list[float]]:
        """A `Likeness`."""
        ...


WINDOWS = (6, 9, 13, 19, 28)
"""Lengths of the sliding windows, in words: a clause up to two sentences, each about 1.5 times the last."""

STEPS = 3
"""A window moves by a third of its length, so no run of words is ever cut through its middle only."""

MOST_WORDS = 60
"""Two neighbouring lines longer than this together are seen through windows only."""


class Span(Value):
    """The words `first` to `last` (counted from 0, included), in one line or in two neighbours."""

    first: int
    last: int
    lines: tuple[Sentence, ...]
    text: str

    def overlaps(self, first: int, last: int) -> bool:
        return self.first <= last and first <= self.last


def spans(transcript: Transcript, without: Sequence[Moment] = ()) -> tuple[Span, ...]:
    """All spans of one or two lines, in order and without repeats. None touches the words of `without`."""
    words = transcript.words
    barred = {index for moment in without for index in range(moment.first_word, moment.last_word + 1)}
    bounds: dict[tuple[int, int], tuple[Sentence, ...]] = {}
    previous: Sentence | None = None
    for line in transcript.sentences:
        for bound in _inside(line.first_word, line.last_word):
            bounds.setdefault(bound, (line,))
        if previous is not None:
            for first, last in _inside(previous.first_word, line.last_word):
                if first <= previous.last_word and last >= line.first_word:
                    bounds.setdefault((first, last), (previous, line))
        previous = line
    return tuple(
        Span(first=first, last=last, lines=lines, text=_text(words[first : last + 1]))
        for (first, last), lines in bounds.items()
        if barred.isdisjoint(range(first, last + 1))
    )


def written(text: str) -> Transcript:
    """A written text as a transcript without times, so that it can be cut like a spoken one."""
    plain = text.replace("#", " ").replace("*", " ").replace("_", " ")
    return Transcript(words=tuple(Word(text=word) for word in plain.split()), engine="written")


def passage_in(text: Transcript, passage: str) -> tuple[int, int] | None:
    """The first and last word of `passage` in `text`, whatever its line breaks and case; None if it is not there."""
    tokens = [(token, index) for index, word in enumerate(text.words) for token in normal(word.text)]
    wanted = [token for word in passage.split() for token in normal(word)]
    size = len(wanted)
    for start in range(len(tokens) - size + 1 if size else 0):
        if [token for token, _ in tokens[start : start + size]] == wanted:
            return tokens[start][1], tokens[start + size - 1][1]
    return None


def _inside(first: int, last: int) -> Iterator[tuple[int, int]]:
    length = last - first + 1
    if length <= MOST_WORDS:
        yield first, last
    for size in WINDOWS:
        if size >= length:
            break
        step = max(1, size // STEPS)
        starts = list(range(first, last - size + 2, step))
        if starts[-1] != last - size + 1:
            starts.append(last - size + 1)
        for start in starts:
            yield start, start + size - 1


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)
