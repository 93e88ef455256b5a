"""What was said: words with times, the sentences they form, and moments in them."""

from collections.abc import Sequence
from functools import cached_property

from coach.domain.value import Value

SENTENCE_GAP_S = 0.6
"""A pause this long ends a sentence where the recogniser writes no punctuation.

Pauses of about 0.6 s between sentences sound most natural (doi 10.3389/fpsyg.2022.778018)."""

SENTENCE_MAX_WORDS = 40
"""A longer run is cut at its longest pause: judges and readers need lines that can be cited."""

LOW_CONFIDENCE = 0.5
"""Below this a word is shown as doubtful. Engines' confidences are not comparable; it never decides alone."""


TRANSCRIPT_ENDINGS = frozenset({".vtt", ".srt", ".txt", ".json"})
"""Files that people bring as transcripts, by the ending of their names."""


class Word(Value):
    """One spoken word. `start` and `end` are seconds from the beginning of the recording.

    Both are None in a transcript that came without times; `confidence` (0..1) is None where the
    engine gives none.
    """

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None


class Moment(Value):
    """A run of words in a transcript: `words[first_word:last_word + 1]`, as it was really said."""

    text: str
    first_word: int
    last_word: int
    start: float | None = None
    end: float | None = None


class Sentence(Moment):
    """A numbered line of the transcript; `number` starts at 1 and is what judges cite."""

    number: int


class Transcript(Value):
    """Words in the order they were said.

    `duration` is that of the recording in seconds (None without one). `engine` names what wrote the
    words ("pocketsphinx 5.1.1 en-us"); `brought` is true for a transcript that a person supplied;
    `low_accuracy` marks engines whose words are good enough to practise only.
    """

    words: tuple[Word, ...]
    language: str = "en"
    duration: float | None = None
    engine: str
    brought: bool = False
    low_accuracy: bool = False

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def timed(self) -> bool:
        return bool(self.words) and all(word.start is not None for word in self.words)

    def moment(self, first: int, last: int) -> Moment:
        """The moment from word `first` to word `last`, both counted from 0 and included."""
        span = self.words[first : last + 1]
        return Moment(
            text=" ".join(word.text for word in span),
            first_word=first,
            last_word=last,
            start=span[0].start,
            end=span[-1].end,
        )

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The transcript cut into lines at punctuation, or at pauses where there is none."""
        bounds = _sentence_bounds(self.words)
        return tuple(
            Sentence(number=number, **self.moment(first, last).model_dump())
            for number, (first, last) in enumerate(bounds, start=1)
        )


def _sentence_bounds(words: Sequence[Word]) -> list[tuple[int, int]]:
    bounds: list[tuple[int, int]] = []
    first = 0
    for index in range(len(words)):
        if index == len(words) - 1 or _ends_sentence(words, index):
            bounds.extend(_cut_long(words, first, index))
            first = index + 1
    return bounds


def _ends_sentence(words: Sequence[Word], index: int) -> bool:
    text = words[index].text.rstrip("\"')]”’")
    if text.endswith(("!", "?", "…")):
        return True
    if text.endswith("."):
        # "Dr. Smith", "e.g. this", "U.S. market": an inner dot or a short title is not an end.
        stem = text[:-1]
        return not ("." in stem or stem.lower() in {"dr", "mr", "mrs", "ms", "vs", "st", "inc"})
    return _gap_after(words, index) >= SENTENCE_GAP_S


def _gap_after(words: Sequence[Word], index: int) -> float:
    end, start = words[index].end, words[index + 1].start
    return 0.0 if end is None or start is None else start - end


def _cut_long(words: Sequence[Word], first: int, last: int) -> list[tuple[int, int]]:
    if last - first + 1 <= SENTENCE_MAX_WORDS:
        return [(first, last)]
    # Keep both halves at least a quarter long, so that one pause near the edge leaves no crumb.
    margin = (last - first + 1) // 4
    inner = range(first + margin, last - margin)
    middle = (first + last) / 2
    cut = max(inner, key=lambda i: (_gap_after(words, i), words[i].text.endswith((",", ";", ":")), -abs(i - middle)))
    return _cut_long(words, first, cut) + _cut_long(words, cut + 1, last)
