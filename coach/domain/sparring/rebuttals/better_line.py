"""One line that would have done what an answer lacked, made of the card's own answer."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from coach.domain.language import FUNCTION_WORDS, normal
from coach.domain.spans import written
from coach.domain.sparring.cards.battlecard import Use
from coach.domain.sparring.playbooks.planning import LAST_QUESTION
from coach.domain.sparring.rebuttals.claims import sights
from coach.domain.sparring.rebuttals.fairness import breaches
from coach.domain.sparring.rebuttals.figures import figures
from coach.domain.sparring.rebuttals.heard import Heard
from coach.domain.sparring.rebuttals.known import Facts, names_in, terms_of
from coach.domain.sparring.rebuttals.rebuttal import Exchange, Step

COVERED = 0.6
"""So many of the telling words of a sentence about us must stand in what is on file."""

LONGEST_CRITERION = 120
"""Characters of the account's criteria that can still be said in one breath."""

SETTLED = "Does that settle it for you, or what would you still need to see?"


class Kept(NamedTuple):
    """What of an answer is said again: the sentence that takes the point up, and the rest.

    `proof` is the fact alone, where all that was said is too long or not fit to be said again.
    """

    first: str = ""
    rest: str = ""
    proof: str = ""


def better_lines(exchange: Exchange, lacking: Collection[Step], kept: Kept) -> Iterator[str]:
    """Lines for the steps that an answer lacks, the most fitting first; none when nothing can be added.

    What was good is kept: an answer gets a question, a proof or the criterion beside it.
    """
    question = _question(exchange) if Step.ASKED in lacking else ""
    opening = _opening(exchange) if Step.TOOK_UP in lacking else ""
    criterion = _criterion(exchange) if Step.CRITERION in lacking else ""
    start = (opening, question, kept.first) if opening else (kept.first, question)
    if Step.PROOF not in lacking and any(kept):
        closing = SETTLED if Step.LED_ON in lacking and not question else ""
        if opening or question or criterion or closing:
            yield _joined(*start, kept.rest, kept.proof, criterion, closing)
    elif lacking:
        line = _line(exchange)
        rest = line.removeprefix(_opening(exchange)).strip()
        if kept.first or kept.rest:
            yield _joined(*start, kept.rest, rest or line)
            yield _joined(question, kept.first, kept.rest, line)
        if question and line != question:
            yield _joined(opening, question, rest) if opening and rest else _joined(question, line)
        yield line


def _joined(*parts: str) -> str:
    return " ".join(_ended(part) for part in parts if part)


def _criterion(exchange: Exchange) -> str:
    told = exchange.brief.decision_criteria.strip().rstrip(".")
    return f"What you decide by is {told[0].lower()}{told[1:]}." if told and len(told) <= LONGEST_CRITERION else ""


def may_be_said(line: str, exchange: Exchange, facts: Facts) -> str | None:
    """Why a line that a model wrote may not be said to this buyer, in words; None if it may.

    It may hold no figure, name or statement about us that nobody wrote down, nothing that is for our own eyes,
    and nothing that closes the gate.
    """
    heard = Heard(line)
    if breaches(heard, exchange.card, exchange.us):
        return "it has words that nobody may say"
    if _repeats_secret(line, exchange):
        return "it tells what is for our own eyes"
    known = "\n".join(_on_file(exchange, facts))
    figures_known, tokens_known = figures(normal(known)), frozenset(normal(known))
    for figure in figures(normal(line)):
        counted = figure.kind.startswith("of ")
        if not figure.loose and not any(
            figure.agrees(other) or (counted and figure.value == other.value) for other in figures_known
        ):
            return "it has a figure that is on no card"
    if names_in(line) - tokens_known - FUNCTION_WORDS:
        return "it names something that is on no card"
    if amiss := _told_amiss(heard, exchange, facts):
        return amiss
    said = terms_of(known)
    for sentence in written(line).sentences:
        words = terms_of(sentence.text)
        about_us = {"we", "our", "ours", *normal(exchange.us.company)[:1]}.intersection(normal(sentence.text)[:4])
        if about_us and "?" not in sentence.text and words and len(words & said) < COVERED * len(words):
            return "it says something about us that is on no card"
    return None


def _told_amiss(heard: Heard, exchange: Exchange, facts: Facts) -> str | None:
    for sight in sights(heard, facts, frozenset(normal(exchange.card.name))):
        if sight.against and sight.fact.ours:
            return f"it tells a fact of ours wrongly: {sight.against}"
        theirs = exchange.card.fact(sight.fact.id) if sight.fact.id and not sight.fact.ours else None
        if theirs and sight.told and theirs.use is Use.INTERNAL and theirs.id not in exchange.facts:
            return "it tells what is for our own eyes"
    return None


def _repeats_secret(line: str, exchange: Exchange) -> bool:
    said, model = f" {' '.join(normal(line))} ", exchange.model
    secret = [" ".join(normal(text)) for text in (model.line, model.question)] if model.use is Use.INTERNAL else []
    return any(text and f" {text} " in said for text in secret)


def _on_file(exchange: Exchange, facts: Facts) -> Iterator[str]:
    us = exchange.us
    yield from (us.company, us.product, us.about, exchange.card.name, exchange.card.about)
    yield from (fact.text for fact in facts.known)
    yield from (fact.source for fact in facts.known if fact.source)
    yield from (us_words for us_words in (*us.words, *exchange.card.words))
    yield from (exchange.brief.text, exchange.put)
    if exchange.model.use is Use.EXTERNAL:
        yield from (exchange.model.line, exchange.model.question)


def _line(exchange: Exchange) -> str:
    """What the card answers; where that is for our own eyes, the proof with its source."""
    if exchange.model.use is Use.EXTERNAL:
        return exchange.model.line
    proof = next((proof for proof in exchange.us.proofs if proof.id == exchange.model.proof), None)
    return f"{_ended(proof.text)} You can read it here: {_ended(proof.source)}" if proof else _question(exchange)


def _question(exchange: Exchange) -> str:
    """The card's question; where that is for our own eyes, one that suits any point."""
    return exchange.model.question if exchange.model.use is Use.EXTERNAL else LAST_QUESTION


def _opening(exchange: Exchange) -> str:
    """The card's first sentence: that is where it takes the point up."""
    line = _line(exchange)
    for mark in (". ", "; ", ": "):
        if mark in line:
            return _ended(line.split(mark)[0])
    return _ended(line)


def _ended(text: str) -> str:
    text = text.strip()
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."
