"""Whether words that were quoted for a fact really tell it, or tell it wrongly."""

from collections.abc import Sequence

from coach.domain.guards import polarity_differs
from coach.domain.language import normal
from coach.domain.sparring.rebuttals.figures import Figure, figures
from coach.domain.sparring.rebuttals.heard import without_ids
from coach.domain.sparring.rebuttals.known import Known, Phrasing, same_term, term

OTHER_FIGURE, OPPOSITE = "it gives another figure", "it says the opposite"

AS_GOOD = 0.02
"""Phrasings this near to the best one are what was said as well; only they are asked whether it was denied."""


def contradicts(fact: Known, said: str) -> str | None:
    """In words, how a quote denies a fact or gives another figure for it; None if it does neither."""
    if gives_another_figure(fact, said):
        return OTHER_FIGURE
    shares = {phrasing: _shared(phrasing, said) / max(1, len(_terms(phrasing))) for phrasing in fact.phrasings}
    nearest = [phrasing for phrasing, share in shares.items() if share >= max(shares.values()) - AS_GOOD]
    return OPPOSITE if any(polarity_differs(phrasing.text, said) for phrasing in nearest) else None


def gives_another_figure(fact: Known, said: str) -> bool:
    """Whether a quote gives another figure for what every phrasing of a fact gives one for."""
    given, with_figures = figures(normal(said)), [phrasing for phrasing in fact.phrasings if phrasing.figures]
    return bool(with_figures) and all(wrong_figure(phrasing, given) for phrasing in with_figures)


def bears_on(fact: Known, said: str) -> bool:
    """Whether a quote has something of a fact: its figure and two terms, or, where it has none, some of its terms."""
    said = without_ids(said)
    given = figures(normal(said))
    for phrasing in fact.phrasings:
        there = _shared(phrasing, said)
        terms = len(_terms(phrasing))
        figure = any(own.agrees(other) for own in phrasing.figures for other in given)
        if there >= min(2, terms) if figure else not phrasing.figures and there >= max(2, terms / 3):
            return True
    return False


def wrong_figure(phrasing: Phrasing, said: Sequence[Figure]) -> bool:
    """Whether a figure of a phrasing is given otherwise, and nowhere as it is."""
    for figure in phrasing.figures:
        others = [other for other in said if other.kind == figure.kind]
        if others and not any(figure.agrees(other) for other in others) and not all(o.loose for o in others):
            return True
    return False


def _terms(phrasing: Phrasing) -> tuple[str, ...]:
    return (*phrasing.terms, *phrasing.names)


def _shared(phrasing: Phrasing, said: str) -> int:
    words = {term(word) for word in normal(said)}
    return sum(any(same_term(own, word) for word in words) for own in _terms(phrasing))
