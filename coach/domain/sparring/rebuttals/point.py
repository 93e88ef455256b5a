"""The rival's point, as an answer may say it again or deny it."""

from functools import cached_property

from coach.domain.guards import polarity_differs
from coach.domain.language import NEGATIONS, normal
from coach.domain.sparring.rebuttals.figures import Figure, figures
from coach.domain.sparring.rebuttals.known import same_term, terms_of
from coach.domain.sparring.rebuttals.rebuttal import Exchange
from coach.domain.sparring.rebuttals.talk import TALK_ONLY


class Point:
    """What is on the table: the rival's words, and the facts of the card behind them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    @cached_property
    def terms(self) -> frozenset[str]:
        """Its telling terms, without the competitor's name."""
        card = self._exchange.card
        facts = [fact.text for name in self._exchange.facts if (fact := card.fact(name))]
        return terms_of(" . ".join((self._exchange.put, self._exchange.title, *facts))) - terms_of(card.name)

    def echo(self, text: str) -> tuple[int, float]:
        """How many terms and figures of a text are the point's, and which share of the text that is."""
        said = terms_of(text) - TALK_ONLY
        measures = [figure for figure in figures(normal(text)) if not figure.loose]
        shared = sum(any(same_term(word, theirs) for theirs in self.terms) for word in said)
        shared += sum(self.has(figure) for figure in measures)
        whole = len(said) + len(measures)
        return shared, shared / whole if whole else 0.0

    def has(self, figure: Figure) -> bool:
        """Whether the rival has just said this figure."""
        return any(figure.agrees(other) for other in self._figures)

    def tells(self, figure: Figure) -> bool:
        """Whether this figure is the rival's, or that of the facts behind it."""
        facts = [fact.text for name in self._exchange.facts if (fact := self._exchange.card.fact(name))]
        return self.has(figure) or any(figure.agrees(other) for text in facts for other in figures(normal(text)))

    def denied_by(self, text: str) -> bool:
        """Whether a text denies what the rival said."""
        return bool(NEGATIONS.intersection(normal(text))) and polarity_differs(self._exchange.put, text)

    @cached_property
    def _figures(self) -> tuple[Figure, ...]:
        return figures(normal(self._exchange.put))
