"""What the judge itself said of a check that did not count: its quotes that prove nothing, and what it misses."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from coach.domain.evidence import Fate, shortened, weigh
from coach.domain.judging import Case, CheckProposal, LevelProposal, Quote
from coach.domain.language import normal
from coach.domain.rubric import Check
from coach.domain.transcript import Moment, Transcript
from coach.domain.value import Value

RESEMBLES = 0.5
"""Share of a quote's words, in order, from which a line is told as what was really said. Our own choice: half of
the words in order is more than two sentences about one topic share by chance."""

MOST_DIFFERENCES = 4
"""Differing words told of one quote; a reader takes in no more."""


class Dropped(Value):
    """A quote of the judge that proves nothing. `said` is the line that it resembles, if one does, and `instead`
    the words that differ: as quoted, and as said."""

    text: str
    fate: Fate
    said: str | None = None
    instead: tuple[tuple[str, str], ...] = ()


class Answered(Value):
    """What the judge itself said that bears on it: quotes that prove nothing, and what it misses, in its words."""

    dropped: tuple[Dropped, ...] = ()
    says: tuple[str, ...] = ()


def answered(
    case: Case, to_grader: Sequence[Moment], answer: CheckProposal | LevelProposal | None, check: Check | None
) -> Answered:
    """What of a judge's answer to a check (or, without one, a scale) proves nothing, and what it says is missing."""
    if answer is None:
        return Answered()
    weighed = weigh(case, answer.quotes, check, to_grader)
    dropped = (_dropped(case.transcript, quote, fate) for quote, fate, _ in weighed if fate is not Fate.FOUND)
    says = (shortened(text) for text in (answer.missing, answer.why_not_higher))
    return Answered(dropped=tuple(dropped), says=tuple(dict.fromkeys(text for text in says if text)))


def _dropped(transcript: Transcript, quote: Quote, fate: Fate) -> Dropped:
    text = shortened(quote.text)
    if fate is not Fate.NOT_FOUND:
        return Dropped(text=text, fate=fate)
    wanted = normal(quote.text)
    best: tuple[float, str, list[tuple[str, str]]] = (0.0, "", [])
    for line in transcript.sentences:
        said = normal(line.text)
        matcher = SequenceMatcher(None, wanted, said, autojunk=False)
        share = sum(block.size for block in matcher.get_matching_blocks()) / max(1, len(wanted))
        if share > best[0]:
            best = (share, line.text, list(_differences(wanted, said, matcher)))
    if best[0] < RESEMBLES:
        return Dropped(text=text, fate=fate)
    return Dropped(text=text, fate=fate, said=best[1], instead=tuple(best[2][:MOST_DIFFERENCES]))


def _differences(
    wanted: Sequence[str], said: Sequence[str], matcher: "SequenceMatcher[str]"
) -> Iterator[tuple[str, str]]:
    """The words in which a quote differs from a line, without what the line says before and after it."""
    for what, first, last, begin, end in matcher.get_opcodes():
        outside = what == "insert" and first in {0, len(wanted)}
        if what != "equal" and not outside:
            yield " ".join(wanted[first:last]), " ".join(said[begin:end])
