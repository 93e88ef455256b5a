"""One line that would have done what an answer lacked, made of the card's own answer."""

from collections.abc import Collection, Iterator

from coach.domain.language import FUNCTION_WORDS, normal
from coach.domain.spans import written
from coach.domain.sparring.battlecard import Use
from coach.domain.sparring.claims import sights
from coach.domain.sparring.fairness import breaches
from coach.domain.sparring.figures import figures
from coach.domain.sparring.heard import Heard
from coach.domain.sparring.known import Facts, names_in, terms_of
from coach.domain.sparring.rebuttal import Exchange, Step

COVERED = 0.6
"""So many of the telling words of a sentence about us must stand in what is on file."""

LONGEST_CRITERION = 120
"""Characters of the account's criteria that can still be said in one breath."""

SETTLED = "Does that settle it for you, or what would you still need to see?"


def better_line(exchange: Exchange, lacking: Collection[Step], own_proof: str) -> str:
    """The line for the steps that an answer lacks; empty when it lacks none.

    `own_proof` is the sentence with which the seller gave a proof: what was good is kept.
    """
    model = exchange.model
    if not lacking:
        return ""
    if Step.PROOF in lacking:
        line = _line(exchange)
        return f"{_ended(model.question)} {line}" if Step.ASKED in lacking and Step.TOOK_UP not in lacking else line
    opening = _opening(exchange) if Step.TOOK_UP in lacking else ""
    asking = _ended(model.question) if Step.ASKED in lacking else ""
    criterion = _criterion(exchange) if Step.CRITERION in lacking else ""
    closing = SETTLED if Step.LED_ON in lacking and not asking else ""
    return " ".join(part for part in (opening, asking, criterion, _ended(own_proof), closing) if part)


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
    for sight in sights(heard, facts, frozenset(normal(exchange.card.name))):
        if sight.against and sight.fact.ours:
            return f"it tells a fact of ours wrongly: {sight.against}"
        theirs = exchange.card.fact(sight.fact.id) if sight.fact.id and not sight.fact.ours else None
        if theirs and sight.told and theirs.use is Use.INTERNAL and theirs.id not in exchange.facts:
            return "it tells what is for our own eyes"
    said = terms_of(known)
    for sentence in written(line).sentences:
        words = terms_of(sentence.text)
        about_us = {"we", "our", "ours", *normal(exchange.us.company)[:1]}.intersection(normal(sentence.text)[:4])
        if about_us and "?" not in sentence.text and words and len(words & said) < COVERED * len(words):
            return "it says something about us that is on no card"
    return None


def _on_file(exchange: Exchange, facts: Facts) -> Iterator[str]:
    us = exchange.us
    yield from (us.company, us.product, us.about, exchange.card.name, exchange.card.about)
    yield from (fact.text for fact in facts.known)
    yield from (fact.source for fact in facts.known if fact.source)
    yield from (us_words for us_words in (*us.words, *exchange.card.words))
    yield from (exchange.model.line, exchange.model.question, exchange.brief.text, exchange.put)


def _line(exchange: Exchange) -> str:
    """What the card answers; where that is for our own eyes, the proof with its source."""
    if exchange.model.use is Use.EXTERNAL:
        return exchange.model.line
    proof = next((proof for proof in exchange.us.proofs if proof.id == exchange.model.proof), None)
    return f"{_ended(proof.text)} You can read it here: {_ended(proof.source)}" if proof else exchange.model.question


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
