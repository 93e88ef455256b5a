"""An answer as rules read it: comparable tokens, with the way back to the words that were really said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Evidence
from coach.domain.language import FUNCTION_WORDS, Token, is_number, tokens
from coach.domain.spans import written
from coach.domain.transcript import Moment

WHOLE_LINE = 26
"""A sentence up to this many words is quoted whole; of a longer one the words that matter, `MARGIN` either side.
Voice answers come as one long line without a full stop."""

MARGIN = 5

PROSE = 0.20
"""Smallest share of English function words in speech. Running English has 0.4 to 0.6; a list of keywords and
another language have next to none."""

_TERSE, _KNOWN = 0.10, 0.60
"""A line of facts is English too: that many function words, and with figures and words of the facts that many."""

PROSE_LEAST = 10
"""On fewer tokens than this, nobody can tell."""

_END = re.compile(r"[.!?…][\"')\]”’]*$")
_MARK = re.compile(r"[.!?…,;:–—]+[\"')\]”’]*$")


_ID = re.compile(r"\w*[^\W_]_[^\W_]\w*")


def without_ids(text: str) -> str:
    """A text without names such as `two_weeks_setup`: nobody says them to a buyer, and they tell no fact."""
    return _ID.sub(" ", text)


class Place(NamedTuple):
    """The tokens `first` to `last` (counted from 0, included) of an answer."""

    first: int
    last: int

    def overlaps(self, other: "Place") -> bool:
        return self.first <= other.last and other.first <= self.last


class Line(NamedTuple):
    """One sentence of an answer. `asks`: it ends with a question mark; `closed`: with any mark at all."""

    place: Place
    asks: bool
    closed: bool


@dataclass(frozen=True)
class Heard:
    """One answer. Words that speak to a grader are read by nobody but `breaches`: see `places`."""

    answer: str

    @cached_property
    def _transcript(self):
        return written(without_ids(self.answer))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokens(word.text for word in self._transcript.words)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(token.text for token in self.tokens)

    @cached_property
    def to_grader(self) -> tuple[Moment, ...]:
        """The moments that speak to whoever grades: no evidence of anything."""
        return grader_lines(self._transcript)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The sentences in order; of a voice answer without punctuation, long runs."""
        found: list[Line] = []
        for sentence in self._transcript.sentences:
            place = self._between(sentence.first_word, sentence.last_word)
            if place is not None:
                last = self._transcript.words[sentence.last_word].text
                asks = "?" in last[-3:]
                found.append(Line(place, asks, bool(_END.search(last))))
        return tuple(found)

    def is_english(self, vocabulary: frozenset[str]) -> bool:
        """Whether this reads like running English at all.

        A short statement of facts has few words that carry nothing ("Blue River Insurance cut overdue steps by ninety
        percent"): there figures and the words of the facts count as known English as well.
        """
        whole = len(self.texts)
        plain = sum(text in FUNCTION_WORDS for text in self.texts)
        if whole < PROSE_LEAST or plain / whole >= PROSE:
            return True
        known = sum(text in FUNCTION_WORDS or text in vocabulary or is_number(text) for text in self.texts)
        return plain / whole >= _TERSE and known / whole >= _KNOWN

    @cached_property
    def barred(self) -> frozenset[int]:
        """The tokens that speak to a grader."""
        words = {word for moment in self.to_grader for word in range(moment.first_word, moment.last_word + 1)}
        return frozenset(index for index, token in enumerate(self.tokens) if token.word in words)

    def bars(self, place: Place) -> bool:
        """Whether some of a place speaks to a grader."""
        return not self.barred.isdisjoint(range(place.first, place.last + 1))

    def places(self, pattern: re.Pattern[str], *, barred: bool = False) -> Iterator[Place]:
        """Where a pattern over comparable tokens matches; `barred`: also in words that speak to a grader."""
        for match in pattern.finditer(self._joined):
            first = self._at[match.start()]
            place = Place(first, first + max(1, len(match.group().split())) - 1)
            if barred or not self.bars(place):
                yield place

    def has(self, pattern: re.Pattern[str]) -> bool:
        return next(self.places(pattern), None) is not None

    def line_of(self, token: int) -> Line:
        """The sentence in which a token stands."""
        return next(line for line in self.lines if line.place.first <= token <= line.place.last)

    def before(self, place: Place, most: int) -> tuple[str, ...]:
        """Up to so many tokens before a place, within its sentence."""
        return self.texts[max(self.line_of(place.first).place.first, place.first - most) : place.first]

    def after(self, place: Place, most: int) -> tuple[str, ...]:
        """Up to so many tokens after a place, within its sentence."""
        return self.texts[place.last + 1 : min(self.line_of(place.last).place.last, place.last + most) + 1]

    def opens(self, token: int) -> bool:
        """Whether a token is the first of its clause, as far as marks tell."""
        word = self.tokens[token].word
        return word == 0 or bool(_MARK.search(self._transcript.words[word - 1].text))

    def text(self, place: Place) -> str:
        """The words as they were said."""
        return self._moment(place).text

    def tokens_of(self, place: Place) -> tuple[str, ...]:
        return self.texts[place.first : place.last + 1]

    def evidence(self, place: Place) -> Evidence:
        """The sentence around a place, as a quote; of a long one the words that matter."""
        line = self.line_of(place.first).place
        if line.last - line.first >= WHOLE_LINE or self.bars(line):
            line = Place(max(line.first, place.first - MARGIN), min(line.last, place.last + MARGIN))
            clear = [i for i in range(line.first, line.last + 1) if i not in self.barred]
            line = Place(min(clear, default=place.first), max(clear, default=place.last))
        return Evidence.found(self._moment(line))

    def _moment(self, place: Place) -> Moment:
        return self._transcript.moment(self.tokens[place.first].word, self.tokens[place.last].last_word)

    def _between(self, first_word: int, last_word: int) -> Place | None:
        inside = [i for i, token in enumerate(self.tokens) if first_word <= token.word <= last_word]
        return Place(inside[0], inside[-1]) if inside else None

    @cached_property
    def _joined(self) -> str:
        return " ".join(self.texts)

    @cached_property
    def _at(self) -> dict[int, int]:
        starts: dict[int, int] = {}
        position = 0
        for index, text in enumerate(self.texts):
            starts[position] = index
            position += len(text) + 1
        return starts


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern over comparable tokens from alternatives, each bounded by whole tokens."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(alternatives)})(?!\S)")


def one_of(text: str) -> re.Pattern[str]:
    """The same from a long text: alternatives between slashes, and a line may end anywhere in one."""
    return words(*re.split(r"\s*/\s*", re.sub(r"\n\s*", "", text.strip())))
