"""Lines that speak to whoever grades, instead of to the buyer.

A pitch is data: nothing in it can change how it is judged. A learner may still try, aloud, and a person
should see it. These are rules, by families of what such lines do, over comparable tokens (case,
punctuation and spelled-out numbers do not matter). They flag and never block: a flagged line is shown, is
no evidence, and sends a pass to a person. A wall they are not; benchmarks/grader_speech.py prints how many
lines of a family are still caught when the rules of that family are taken away.

Ordinary sales talk shares most of the words ("our scoring system", "we passed the audit with full marks",
"you get a certificate"), so a rule asks for two things at once: a word of grading, and an order, an
address or a claim about this very pitch.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from coach.domain.attempt import GraderLine
from coach.domain.grader_phrases import Family
from coach.domain.grader_rules import TOLD_OF_OTHERS, WEIGHT_NEEDED, WEIGHT_WINDOW, WEIGHTS, Rule, plain_claims, rules
from coach.domain.language import tokens
from coach.domain.transcript import Moment, Sentence, Transcript

WHOLE_LINE = 25
"""A flagged line up to this many words is flagged whole. Of a longer run only the words that matched are
flagged, with `MARGIN` words either side: recognisers join an order and the pitch around it."""

MARGIN = 3


def grader_lines(transcript: Transcript, without: Collection[Family] = ()) -> tuple[GraderLine, ...]:
    """The moments that speak to a grader, in order, without overlaps.

    Looks at each line and at each pair of neighbouring lines (an order may be cut in two by a pause).
    `without` leaves families of rules out, for measuring what the others still catch.
    """
    chosen = [rule for rule in rules() if rule.family not in without]
    wording = Family.WORDING not in without
    marked: list[tuple[int, int]] = []
    lines = transcript.sentences
    for line in lines:
        marked += [_widened(line, found) for found in _found(transcript, line, line, chosen, wording=wording)]
    for one, two in pairwise(lines):
        for first, last in _found(transcript, one, two, chosen, wording=wording):
            if first <= one.last_word and last >= two.first_word:
                marked.append((first, last))
    return tuple(GraderLine(**transcript.moment(first, last).model_dump()) for first, last in _merged(marked))


def speaks_to_grader(text: str) -> bool:
    """Whether a text, taken as one run of words, speaks to a grader."""
    words = text.split()
    return any(_matches(words, rules())) or any(_worded(words))


def asserts_coverage(text: str) -> bool:
    """Whether a text only claims that something was covered, said or met ("I made every key point")."""
    claims = [rule for rule in rules() if rule.family is Family.COVERAGE_CLAIM]
    return any(_matches(text.split(), claims)) or any(_matches(text.split(), plain_claims()))


def coverage_claims(transcript: Transcript) -> tuple[Moment, ...]:
    """The words that only claim coverage, wherever they stand: a quote cut out of one is no evidence."""
    claims = (*(rule for rule in rules() if rule.family is Family.COVERAGE_CLAIM), *plain_claims())
    found: list[tuple[int, int]] = []
    for line in transcript.sentences:
        for first, last in _found(transcript, line, line, claims, wording=False):
            # "every point about pricing and security": what the claim is about belongs to it.
            found.append((first, min(line.last_word, last + 2 * MARGIN)))
    return tuple(transcript.moment(first, last) for first, last in _merged(found))


def _found(
    transcript: Transcript, one: Sentence, two: Sentence, chosen: Sequence[Rule], *, wording: bool
) -> list[tuple[int, int]]:
    """What matches in the words of one line, or of two neighbours, as first and last word of the transcript."""
    words = [word.text for word in transcript.words[one.first_word : two.last_word + 1]]
    places = [*_matches(words, chosen), *(_worded(words) if wording else ())]
    return [(one.first_word + first, one.first_word + last) for first, last in places]


def _matches(words: Sequence[str], chosen: Sequence[Rule]) -> Iterator[tuple[int, int]]:
    """The first and last word of each match."""
    heard = tokens(words)
    text = " ".join(token.text for token in heard)
    starts: dict[int, int] = {}
    position = 0
    for index, token in enumerate(heard):
        starts[position] = index
        position += len(token.text) + 1
    for rule in chosen:
        for match in rule.pattern.finditer(text):
            first = starts[match.start()]
            last = first + len(match.group().split()) - 1
            around = " ".join(token.text for token in heard[max(0, first - 4) : last + 1])
            if not (rule.guarded and TOLD_OF_OTHERS.search(around)):
                yield heard[first].word, heard[min(last, len(heard) - 1)].last_word


def _worded(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The runs of words that speak of grading by their vocabulary alone."""
    heard = tokens(words)
    for start in range(max(1, len(heard) - WEIGHT_WINDOW + 1)):
        window = heard[start : start + WEIGHT_WINDOW]
        texts = {token.text for token in window}
        weight = sum(WEIGHTS.get(text, 0) for text in texts)
        if weight >= WEIGHT_NEEDED and any(WEIGHTS.get(text, 0) > 1 for text in texts):
            telling = [token for token in window if WEIGHTS.get(token.text, 0) > 0]
            yield telling[0].word, telling[-1].last_word


def _widened(line: Sentence, found: tuple[int, int]) -> tuple[int, int]:
    if line.last_word - line.first_word < WHOLE_LINE:
        return line.first_word, line.last_word
    return max(line.first_word, found[0] - MARGIN), min(line.last_word, found[1] + MARGIN)


def _merged(marked: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in sorted(marked):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
