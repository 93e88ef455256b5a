"""Whether a true and sourced fact answers the point that is on the table, or just any point."""

from collections.abc import Collection

from coach.domain.sparring.rebuttals.known import Known, same_term, terms_of
from coach.domain.sparring.rebuttals.point import Point
from coach.domain.sparring.rebuttals.rebuttal import Exchange
from coach.domain.sparring.rebuttals.talk import TALK_ONLY

OFF_POINT = "True and sourced, but does it answer this point?"

_MOSTLY = 0.5
"""Share of what a sentence says that must be the point's, where it says little: "you own it already"."""

_TIED = 2
"""Terms that a card's fact shares with the point to be about it."""


def on_point(exchange: Exchange, facts: Collection[Known]) -> bool:
    """Whether one of the facts is the card's proof for this point, or a fact of theirs that is about it.

    The card's own answer shows what belongs to a point as well.
    """
    answers = [claim.answer for claim in exchange.card.claims if claim.id in exchange.facts]
    proofs = {exchange.model.proof, *(answer.proof for answer in answers if answer)}
    return any(fact.id is not None and (fact.id in proofs or _tied(exchange, fact)) for fact in facts)


def restates(exchange: Exchange, said: str) -> bool:
    """Whether words that take the point up really say what it is: a bare "true" fits any point."""
    shared, share = Point(exchange).echo(said)
    return shared >= _TIED or share >= _MOSTLY


def _tied(exchange: Exchange, fact: Known) -> bool:
    if fact.ours:
        return False
    point, model = Point(exchange), exchange.model
    terms = (point.terms | terms_of(f"{model.line} {model.question}")) - TALK_ONLY
    told = terms_of(fact.text) - terms_of(exchange.card.name) - TALK_ONLY
    figures = sum(point.has(figure) for phrasing in fact.phrasings[:1] for figure in phrasing.figures)
    return figures + sum(any(same_term(word, other) for other in terms) for word in told) >= _TIED
