"""A transcript that a person brought, held against what a recogniser heard in the recording."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from coach.domain.language import Token, tokens
from coach.domain.transcript import Transcript, Word

DISAGREEMENT_LIMIT = 0.5
"""Above this share a transcript does not match its recording.

Measured on the twelve sample pitches. The same text: 0.02 with PocketSphinx on synthetic speech; with random
errors at most 0.27 at 25 % word errors and 0.44 at 35 %. Another text on the same subject: at least 0.64
(most above 0.9). A few changed words stay far below it: it tells another speech, not an edited one."""

UNHEARD_RUN = 6
"""This many brought words in a row without one that was heard: a sentence that was written and not said. A
recogniser that gets one word in four wrong seldom misses so many together, and then a person only looks."""

SECONDS_A_WORD = 0.4
"""A word at 150 words a minute: how far words before the first or after the last one heard may reach."""

_NOT_COMPARED = frozenset("um uh uhm umm er erm hmm hm mm ah eh".split())
"""Recognisers and people leave these out or write them down as they like."""

_Span = tuple[float, float]


def disagreement(brought: Transcript, heard: Transcript) -> float:
    """The share of words that differ, 0..1: substituted, missing and extra ones over the longer of both.

    This is the word error rate with the longer text below the line, so that it is symmetric and at most 1.
    Case, punctuation, contractions, figures and hesitations do not count.
    """
    first, second = ([token.text for token in _comparable(transcript)] for transcript in (brought, heard))
    longer = max(len(first), len(second))
    return edit_distance(first, second) / longer if longer else 0.0


def unheard_run(brought: Transcript, heard: Transcript) -> int:
    """The longest run of brought words none of which was heard where it stands."""
    first, second = ([token.text for token in _comparable(transcript)] for transcript in (brought, heard))
    steps = SequenceMatcher(None, first, second, autojunk=False).get_opcodes()
    return max((end - start for tag, start, end, _, _ in steps if tag != "equal"), default=0)


def edit_distance(first: Sequence[str], second: Sequence[str]) -> int:
    """The fewest substitutions, insertions and deletions that turn one sequence into the other (Levenshtein).

    One bit for each item of `first`, so that half an hour of speech takes milliseconds: H. Hyyrö, "A
    bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003.
    """
    if not first:
        return len(second)
    places: dict[str, int] = {}
    for index, item in enumerate(first):
        places[item] = places.get(item, 0) | 1 << index
    mask, last = (1 << len(first)) - 1, 1 << (len(first) - 1)
    rises, falls, distance = mask, 0, len(first)  # where the column of the table steps up or down by one
    for item in second:
        same = places.get(item, 0)
        kept = same | falls
        diagonal = (((same & rises) + rises) ^ rises) | same
        up = falls | (~(diagonal | rises) & mask)
        down = rises & diagonal
        distance += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & mask, (down << 1) & mask
        rises, falls = (down | ~(kept | up)) & mask, up & kept
    return distance


def lend_times(brought: Transcript, heard: Transcript) -> Transcript:
    """The brought words with the times of the heard words that match them, and with the recording's length.

    Words in between share out the time between their neighbours by their lengths. A transcript with times of
    its own keeps them; one that does not match the recording (`DISAGREEMENT_LIMIT`) gets none, because they
    would be made up.
    """
    known = brought.model_copy(update={"duration": heard.duration})
    if brought.timed or not heard.timed:
        return known
    matched = _matched(brought, heard)
    if matched is None:
        return known
    spans = _fill(matched, brought.words, heard.duration)
    words: list[Word] = []
    last = 0.0
    for word, (start, end) in zip(brought.words, spans, strict=True):
        last = max(last, start)  # words that share a heard one may cross by a moment
        words.append(word.model_copy(update={"start": round(last, 3), "end": round(max(last, end), 3)}))
    return known.model_copy(update={"words": tuple(words)})


def shares(words: Sequence[Word], time: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Each word's part of a span of time, by its letters."""
    start, end = time
    letters = sum(len(word.text) + 1 for word in words)
    used = 0
    for word in words:
        first = start + (end - start) * used / letters
        used += len(word.text) + 1
        yield first, start + (end - start) * used / letters


def _comparable(transcript: Transcript) -> list[Token]:
    return [token for token in tokens(word.text for word in transcript.words) if token.text not in _NOT_COMPARED]


def _matched(brought: Transcript, heard: Transcript) -> list[_Span | None] | None:
    """For each brought word the time of what was heard in its place, or None; None when too little matches."""
    first, second = _comparable(brought), _comparable(heard)
    # Without autojunk=False, difflib passes over every common word of a text of 200 words or more.
    matcher = SequenceMatcher(None, [token.text for token in first], [token.text for token in second], autojunk=False)
    steps = matcher.get_opcodes()
    # Counted on this alignment, not on the best one: a poor alignment gives wrong times.
    differing = sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in steps if kind != "equal")
    if differing > DISAGREEMENT_LIMIT * max(len(first), len(second)) or not first or not second:
        return None
    spans: list[_Span | None] = [None] * len(brought.words)
    for kind, i1, i2, j1, j2 in steps:
        if kind == "equal":
            for ours, theirs in zip(first[i1:i2], second[j1:j2], strict=True):
                _share_out(spans, brought.words, (ours.word, ours.last_word), _heard_span(heard, theirs, theirs))
        elif kind == "replace":
            time = _heard_span(heard, second[j1], second[j2 - 1])
            _share_out(spans, brought.words, (first[i1].word, first[i2 - 1].last_word), time)
    return spans


def _heard_span(heard: Transcript, first: Token, last: Token) -> _Span:
    start, end = heard.words[first.word].start, heard.words[last.last_word].end
    assert start is not None  # a timed transcript: checked by the caller
    return start, start if end is None else max(start, end)


def _share_out(spans: list[_Span | None], words: Sequence[Word], run: tuple[int, int], time: _Span) -> None:
    """Give the words of a run (first and last index) their part of `time`. A word met twice gets both parts."""
    first, last = run
    for index, span in zip(range(first, last + 1), shares(words[first : last + 1], time), strict=True):
        known = spans[index]
        spans[index] = span if known is None else (min(known[0], span[0]), max(known[1], span[1]))


def _fill(spans: Sequence[_Span | None], words: Sequence[Word], duration: float | None) -> list[_Span]:
    """The same with every gap shared out: between neighbours, or at a usual pace at either end."""
    filled: list[_Span] = []
    for missing, group in groupby(range(len(spans)), key=lambda index: spans[index] is None):
        run = list(group)
        if not missing:
            filled += [span for index in run if (span := spans[index]) is not None]
            continue
        after = spans[run[-1] + 1] if run[-1] + 1 < len(spans) else None
        reach = SECONDS_A_WORD * len(run)
        start = filled[-1][1] if filled else max(0.0, after[0] - reach if after else 0.0)
        end = after[0] if after else min(start + reach, duration if duration is not None else start + reach)
        filled += shares([words[index] for index in run], (start, max(start, end)))
    return filled
