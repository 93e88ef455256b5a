"""What of a proposal can stand: the model proposes, and code looks up each quote in its passage."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from coach.domain.grader_speech import speaks_to_grader
from coach.domain.language import NEGATIONS, Token, is_number, normal, tokens
from coach.domain.studio.drafting.document import Document, Passage, sentence_spans
from coach.domain.studio.drafting.proposal import (
    LONGEST_LINE,
    LONGEST_TITLE,
    MOST_CRITERIA,
    MOST_LINES,
    Cited,
    Dropped,
    Heading,
    Line,
    Part,
    Proposed,
    Quoted,
    Section,
)

FEWEST_WORDS = 3
"""A shorter quote stands in nearly every text, unless it is all that its passage says."""

TO_GRADERS = "It speaks to whoever grades. A document is what a draft is made of, and gives no orders."

_WORD = re.compile(r"\S+")


def find_in(passage: Passage, quote: str) -> Cited | None:
    """The words of a quote as they stand in a passage, or None: exact, but for case, punctuation and spelling
    of numbers (see `coach.domain.language`)."""
    wanted = normal(quote)
    words, heard = _taken_apart(passage.text)
    if not wanted or (len(wanted) < FEWEST_WORDS and len(wanted) < len(heard)):
        return None
    size = len(wanted)
    for first in range(len(heard) - size + 1):
        run = heard[first : first + size]
        whole = (first == 0 or heard[first - 1].last_word < run[0].word) and (
            first + size == len(heard) or run[-1].last_word < heard[first + size].word
        )
        if whole and tuple(token.text for token in run) == wanted:
            start, end = words[run[0].word].start(), words[run[-1].last_word].end()
            return Cited(passage=passage.number, start=start, end=end, text=passage.text[start:end])
    return None


@lru_cache(maxsize=4096)  # every quote that is not where it should be is looked for in all passages
def _taken_apart(text: str) -> tuple[tuple[re.Match[str], ...], tuple[Token, ...]]:
    """The words of a text with their places, and its comparable tokens."""
    words = tuple(_WORD.finditer(text))
    return words, tokens(word.group() for word in words)


def verified(document: Document, proposed: Sequence[Proposed], part: int, earlier: Iterable[Line] = ()) -> Part:
    """The lines of a part that can stand, with what was dropped. `earlier` are the lines of the parts before."""
    seen = {(line.section, normal(line.text)) for line in earlier if line.text}
    kept: list[Line] = []
    dropped: list[Dropped] = []
    for each in proposed:
        text = " ".join(each.text.split())
        cites, why = _cites(document, each.quotes)
        why = why or _why_not(document, each.section, text, cites, seen)
        if why is None and len(kept) >= MOST_LINES:
            why = f"There are {MOST_LINES} before it already, which is as much as anybody reads with care."
        if why is not None:
            dropped.append(Dropped(text=_shown(each), why=why))
            continue
        if text:
            seen.add((each.section, normal(text)))
        title = _short(each.title or (" ".join(text.split()[:8]) if each.section is Section.PLAYS else ""))
        line_id = f"{part}-{len(kept) + 1}"
        kept.append(Line(id=line_id, section=each.section, text=text, title=title, cites=cites))
    return Part(lines=tuple(kept), dropped=tuple(dropped))


def settled_headings(
    document: Document, headings: Sequence[Heading]
) -> tuple[tuple[Heading, ...], tuple[Dropped, ...]]:
    """The criteria of an outline that can stand, and those that cannot: each must name passages that are there."""
    kept: list[Heading] = []
    dropped: list[Dropped] = []
    for heading in headings:
        title = _short(heading.title)
        there = tuple(dict.fromkeys(n for n in heading.passages if document.passage(n) is not None))
        if not there:
            dropped.append(Dropped(text=title, why="It cites no passage of the document."))
        elif speaks_to_grader(title):
            dropped.append(Dropped(text=title, why=TO_GRADERS))
        elif normal(title) in [normal(each.title) for each in kept]:
            dropped.append(Dropped(text=title, why="It is the same as an earlier one."))
        elif len(kept) >= MOST_CRITERIA:
            dropped.append(Dropped(text=title, why=f"{MOST_CRITERIA} criteria are enough for a first draft."))
        else:
            kept.append(heading.model_copy(update={"title": title, "passages": there}))
    return tuple(kept), tuple(dropped)


def turned(line: str, cites: Sequence[Cited]) -> bool:
    """Whether a line denies what its passage says, or the other way round, by their negations alone."""
    said = frozenset(token for cited in cites for token in normal(cited.text))
    return bool(line) and bool(NEGATIONS & frozenset(normal(line))) != bool(NEGATIONS & said)


def _cites(document: Document, quotes: Sequence[Quoted]) -> tuple[tuple[Cited, ...], str | None]:
    """The quotes that were found, or why there are none."""
    if not any(quote.text.strip() for quote in quotes):
        return (), "It cites nothing."
    found = [cited for quote in quotes if (cited := _found(document, quote)) is not None]
    if found:
        return tuple(dict.fromkeys(found)), None
    first = next(quote for quote in quotes if quote.text.strip())
    if document.passage(first.passage) is None:
        return (), f"It cites passage {first.passage}, and there is no such passage."
    return (), f"The words it cites do not stand in passage {first.passage}: “{_short(first.text, 120)}”."


def _found(document: Document, quote: Quoted) -> Cited | None:
    """A quote in its passage. Models count badly: one that stands in exactly one other passage is that one's."""
    passage = document.passage(quote.passage)
    if passage is not None and (cited := find_in(passage, quote.text)):
        return cited
    if len(normal(quote.text)) <= FEWEST_WORDS:
        return None
    elsewhere = [cited for each in document.passages if (cited := find_in(each, quote.text))]
    return elsewhere[0] if len(elsewhere) == 1 else None


def _why_not(
    document: Document,
    section: Section,
    text: str,
    cites: Sequence[Cited],
    seen: Collection[tuple[Section, tuple[str, ...]]],
) -> str | None:
    if any(speaks_to_grader(each) for each in (text, *(_around(document, cited) for cited in cites)) if each):
        return TO_GRADERS
    if len(text) > LONGEST_LINE:
        return f"It is {len(text)} characters long, and {LONGEST_LINE} are the most."
    if text and (section, normal(text)) in seen:
        return "It is the same as an earlier line."
    passages = [passage for cited in cites if (passage := document.passage(cited.passage))]
    named = {token for passage in passages for token in normal(passage.text)}
    made_up = next((token for token in normal(text) if is_number(token) and token not in named), None)
    return None if made_up is None else f"It says {made_up}, which its passage does not."


def _around(document: Document, cited: Cited) -> str:
    """The sentences of the passage that a quote stands in: what it is a part of may speak to a grader."""
    passage = document.passage(cited.passage)
    assert passage is not None
    spans = sentence_spans(passage.text)
    return " ".join(passage.text[start:end] for start, end in spans if start < cited.end and end > cited.start)


def _shown(proposed: Proposed) -> str:
    words = proposed.text.strip() or next((quote.text for quote in proposed.quotes if quote.text.strip()), "")
    return _short(words or proposed.title, LONGEST_LINE) or "(an empty line)"


def _short(text: str, length: int = LONGEST_TITLE) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= length else f"{plain[: length - 1].rstrip()}…"
