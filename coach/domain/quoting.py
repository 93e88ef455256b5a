"""Find a quote in the words that were really said, however a recogniser spelled them.

A quote counts when its tokens stand in the transcript one after the other, or when at least
`OVERLAP_NEEDED` of them do, in order, and none of the differing ones turns the meaning.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from coach.domain.language import NEGATIONS, Token, is_number, normal, tokens
from coach.domain.transcript import Moment, Transcript

OVERLAP_NEEDED = 0.9
"""Tokens in common over the length of the longer side. Tolerates the word errors of a good recogniser
without letting a paraphrase pass; below nine tokens this leaves no room for any difference."""

QUANTITIES = frozenset(
    """percent dollars euros pounds half double twice triple quarter third thousand million billion second seconds
    minute minutes hour hours day days week weeks month months quarters year years""".split()
)
"""Words that say how much or how long: another one is another number."""

_SEED = 3
# A quote of n >= 9 tokens with at most a tenth missing and a tenth added keeps a run of three untouched:
# at worst 0.9 n tokens fall into 0.2 n + 1 pieces.
_CANDIDATES = 8
_FORBIDDEN = 1_000_000


def find_quote(
    transcript: Transcript, text: str, protected: frozenset[str] = frozenset(), *, line: int | None = None
) -> Moment | None:
    """The moment where a quote was said, or None. See `QuoteFinder` for many quotes from one transcript."""
    return QuoteFinder(transcript).find(text, protected, line=line)


@dataclass(frozen=True)
class _Match:
    first: int
    last: int
    common: int


class QuoteFinder:
    """Looks up quotes in one transcript.

    Differences are tolerated in at most a tenth of the tokens, and never in negations, numbers,
    quantities, names (capitalised inside a sentence, there or in the quote) or `protected` terms.
    """

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript

    def find(self, text: str, protected: frozenset[str] = frozenset(), *, line: int | None = None) -> Moment | None:
        """The moment where `text` was said, or None.

        `protected` holds comparable tokens (see `coach.domain.language`) that may not differ. Of several
        places the one nearest to the cited `line` is taken, else the first.
        """
        quote = normal(text)
        if not quote:
            return None
        matches = self._exact(quote) or self._close(quote, protected | _names(text.split()))
        if not matches:
            return None
        aim = self._word_of_line(line)
        most = max(match.common for match in matches)
        best = min(
            (match for match in matches if match.common == most),
            key=lambda match: abs(self._heard[match.first].word - aim),
        )
        return self._transcript.moment(self._heard[best.first].word, self._heard[best.last].last_word)

    @cached_property
    def _heard(self) -> tuple[Token, ...]:
        return tokens(word.text for word in self._transcript.words)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(token.text for token in self._heard)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(self._texts):
            places[text].append(index)
        return places

    @cached_property
    def _seeds(self) -> dict[tuple[str, ...], list[int]]:
        seeds: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index in range(len(self._texts) - _SEED + 1):
            seeds[self._texts[index : index + _SEED]].append(index)
        return seeds

    @cached_property
    def _spoken_names(self) -> frozenset[str]:
        return _names([word.text for word in self._transcript.words])

    def _word_of_line(self, line: int | None) -> int:
        sentences = self._transcript.sentences
        return sentences[line - 1].first_word if line is not None and 1 <= line <= len(sentences) else 0

    def _exact(self, quote: tuple[str, ...]) -> list[_Match]:
        size = len(quote)
        return [
            _Match(start, start + size - 1, size)
            for start in self._places.get(quote[0], ())
            if self._texts[start : start + size] == quote and self._whole_words(start, start + size - 1)
        ]

    def _whole_words(self, first: int, last: int) -> bool:
        """Whether a run begins and ends with a word: "we do" is no quote from "we don't"."""
        heard = self._heard
        starts = first == 0 or heard[first - 1].last_word < heard[first].word
        return starts and (last == len(heard) - 1 or heard[last].last_word < heard[last + 1].word)

    def _close(self, quote: tuple[str, ...], protected: frozenset[str]) -> list[_Match]:
        slack = len(quote) // 9 + 1
        if slack == 1:
            return []
        guarded = protected | self._spoken_names
        found: list[_Match] = []
        for start in self._candidates(quote):
            begin = max(0, start - slack)
            window = self._texts[begin : start + len(quote) + slack]
            aligned = _align(quote, window, guarded)
            if aligned is None:
                continue
            match = _Match(begin + aligned.first, begin + aligned.last, aligned.common)
            length = max(len(quote), match.last - match.first + 1)
            # What the quote has at its ends and the run has not, may stand on the other side of a "never":
            # "we lose your data" must not be found behind the "never" of "we never really lose your data".
            before = aligned.before + slack if aligned.before else 0
            after = aligned.after + slack if aligned.after else 0
            beside = self._texts[max(0, match.first - before) : match.first]
            beside += self._texts[match.last + 1 : match.last + 1 + after]
            if (
                match.common >= OVERLAP_NEEDED * length
                and self._whole_words(match.first, match.last)
                and not any(_turns(token, guarded) for token in beside)
            ):
                found.append(match)
        return found

    def _candidates(self, quote: tuple[str, ...]) -> list[int]:
        votes: Counter[int] = Counter()
        for index in range(len(quote) - _SEED + 1):
            for place in self._seeds.get(quote[index : index + _SEED], ()):
                votes[max(0, place - index)] += 1
        return [start for start, _ in votes.most_common(_CANDIDATES)]


@dataclass(frozen=True)
class _Aligned:
    """A run of the window, and how many tokens of the quote come before the first and after the last
    one that both have in common."""

    first: int
    last: int
    common: int
    before: int
    after: int


def _turns(token: str, guarded: frozenset[str]) -> bool:
    """Whether a token is one on which the meaning turns."""
    return token in NEGATIONS or token in QUANTITIES or token in guarded or is_number(token)


def _align(quote: Sequence[str], window: Sequence[str], guarded: frozenset[str]) -> _Aligned | None:
    """The cheapest alignment of the whole quote with some run of the window (Sellers' algorithm).

    Each cell holds (edits, first token of the run, tokens in common, first and last quote token in
    common); a difference in a token on which the meaning turns costs more than any alignment may.
    """
    extra = [_FORBIDDEN if _turns(token, guarded) else 1 for token in window]
    row = [(0, start, 0, -1, -1) for start in range(len(window) + 1)]
    for index, token in enumerate(quote):
        dropped = _FORBIDDEN if _turns(token, guarded) else 1
        above, row = row, [_dearer(row[0], dropped)]
        for column, heard in enumerate(window):
            edits, first, common, head, _ = above[column]
            if token == heard:
                step = (edits, first, common + 1, index if head < 0 else head, index)
            else:
                step = _dearer(above[column], max(dropped, extra[column]))
            row.append(
                min(step, _dearer(above[column + 1], dropped), _dearer(row[column], extra[column]), key=_preference)
            )
    end = min(range(len(row)), key=lambda column: _preference(row[column]))
    edits, first, common, head, tail = row[end]
    if edits >= _FORBIDDEN or end <= first:
        return None
    return _Aligned(first, end - 1, common, head, len(quote) - 1 - tail)


_Cell = tuple[int, int, int, int, int]


def _dearer(cell: _Cell, cost: int) -> _Cell:
    return (cell[0] + cost, *cell[1:])


def _preference(cell: _Cell) -> tuple[int, int]:
    return cell[0], -cell[2]


def _names(words: Sequence[str]) -> frozenset[str]:
    """The comparable tokens of words that are capitalised although no sentence begins with them."""
    found: set[str] = set()
    for before, word in pairwise(words):
        bare = word.strip("\"'“”‘’([{")
        if bare[:1].isupper() and not before.rstrip("\"'”’)").endswith((".", "!", "?", "…", ":")):
            found.update(normal(word))
    return frozenset(found - {"i", "am", "have", "will", "would"})
