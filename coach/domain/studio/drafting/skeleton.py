"""A draft without a model: headings become criteria, and sentences become checks whose question is still to be
written. Every word of it stands in the document; nothing is concluded from it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from coach.domain.studio.drafting.document import CLOSERS, Document, Passage, sentences
from coach.domain.studio.drafting.proposal import (
    LONGEST_TITLE,
    MOST_CRITERIA,
    MOST_LINES,
    Heading,
    Proposed,
    Quoted,
    Section,
    Task,
)

FEWEST_LETTERS = 8
"""A shorter piece says nothing that could be checked."""

_PRICE = re.compile(r"[$€£]\s?\d|\b(?:pric(?:e|es|ing)|dollars|euros|pounds)\b", re.IGNORECASE)
_HEADED = {
    Section.THEY_WIN: re.compile(r"\b(?:strengths?|they win|where .* wins?|concede|admit|better at)\b", re.IGNORECASE),
    Section.PRICES: re.compile(r"\b(?:pric(?:e|es|ing)|costs?|licen[cs]es?)\b", re.IGNORECASE),
    Section.LANDMINES: re.compile(r"\b(?:landmines?|questions? to ask|traps?|ask (?:them|every))\b", re.IGNORECASE),
    Section.PLAYS: re.compile(r"\b(?:plays?|tactics?|how they (?:sell|attack|win)|their pitch)\b", re.IGNORECASE),
}
"""Which list of a card a chapter is about, by words of its heading."""


def skeleton_headings(document: Document) -> tuple[Heading, ...]:
    """The chapters that have sentences, as criteria. Without chapters: parts of about the same length, in order."""
    chapters = [(title, [p for p in body if _says_something(p)]) for title, body in _chapters(document)]
    headed = [(title, body) for title, body in chapters if title is not None and body]
    if len(headed) >= 2 or (headed and not any(body for title, body in chapters if title is None)):
        return tuple(_heading(title, body) for title, body in headed)
    body = [passage for passage in document.passages if not passage.heading and _says_something(passage)]
    parts = _parts(body)
    return tuple(_heading(f"Part {number} of {len(parts)}", part) for number, part in enumerate(parts, 1))


def skeleton_lines(task: Task) -> tuple[Proposed, ...]:
    """The sentences of a criterion, each a check to fill; or the sentences that belong to a list of a card."""
    document = task.document
    if task.section is Section.CHECKS:
        wanted = task.heading.passages if task.heading else ()
        passages = [passage for number in wanted if (passage := document.passage(number))]
        return tuple(
            Proposed(section=Section.CHECKS, text="", quotes=(Quoted(passage=passage.number, text=sentence),))
            for passage in passages
            for sentence in _sayings(passage)
        )
    return tuple(
        Proposed(section=task.section, text=sentence, quotes=(Quoted(passage=passage.number, text=sentence),))
        for title, body in _chapters(document)
        for passage in body
        for sentence in _sayings(passage)
        if _section(title, sentence) is task.section
    )


def _chapters(document: Document) -> Iterator[tuple[str | None, list[Passage]]]:
    """The heading of each chapter with its passages; None before the first one."""
    title: str | None = None
    body: list[Passage] = []
    for passage in document.passages:
        if passage.heading:
            yield title, body
            title, body = passage.text, []
        else:
            body.append(passage)
    yield title, body


def _heading(title: str, body: Sequence[Passage]) -> Heading:
    return Heading(title=title[:LONGEST_TITLE], passages=tuple(passage.number for passage in body))


def _parts(body: Sequence[Passage]) -> list[Sequence[Passage]]:
    """Passages in as few runs of about the same length as give no run more lines than a criterion takes."""
    count = max(1, min(MOST_CRITERIA, -(-sum(len(list(_sayings(p))) for p in body) // (MOST_LINES // 2))))
    count = min(count, len(body)) or 1
    bounds = [round(number * len(body) / count) for number in range(count + 1)]
    return [body[first:last] for first, last in pairwise(bounds) if last > first]


def _says_something(passage: Passage) -> bool:
    return any(True for _ in _sayings(passage))


def _sayings(passage: Passage) -> Iterator[str]:
    for sentence in sentences(passage.text):
        if sum(char.isalnum() for char in sentence) >= FEWEST_LETTERS or sentence == passage.text:
            yield sentence


def _section(title: str | None, sentence: str) -> Section:
    for section, words in _HEADED.items():
        if title and words.search(title):
            # Under “questions to ask” only questions are landmines; the rest is what somebody thinks of them.
            return section if section is not Section.LANDMINES or "?" in sentence else Section.CLAIMS
    if sentence.rstrip(CLOSERS).endswith("?"):
        return Section.LANDMINES
    return Section.PRICES if _PRICE.search(sentence) else Section.CLAIMS
