"""The facts that an answer can be compared with, cut into the phrasings by which they may be recognised."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from coach.domain.guards import stem
from coach.domain.language import FUNCTION_WORDS, NEGATIONS, is_number, normal
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Claim, Use
from coach.domain.sparring.rebuttals.figures import MEASURES, Figure, figures

_PARTICLES = frozenset({"up", "out", "off", "over"})
"""Function words that carry the point of a verb: "up and running"."""

_FAINT = frozenset("each every per get gets last half halved".split())
"""Words that stand in every second sentence and tell facts apart by chance only; halves are figures."""

_SAME = tuple(
    frozenset(map(stem, group.split()))
    for group in (
        "reduce reduced cut shorten shortened shorter faster quicker sooner saved",
        "fall fell drop dropped decreased down",
        "costs cost price pay pays charge charged",
        "end ended leave stop cancel quit terminate",
        "yearly year annual annually",
        "customer client",
        "answer respond reply answers responds replies",
        "auditor audit audited",
        "replace replaced swap swapped rip",
        "late overdue delayed",
        "begin start started starts",
        "go goes going went",
    )
)
_CANONICAL = {word: min(group) for group in _SAME for word in group}

_MONTHS = frozenset("january february march april may june july august september october november december".split())
_CLAUSE = re.compile(r"[,;:]\s+|\s+–\s+|(?<=[.!?])\s+")
CARDS_KEPT = 4

_MISHEARD = 0.84
_LEAST_TERMS = 3


@dataclass(frozen=True)
class Phrasing:
    """One way to say a fact. `names` are those without which nobody knows whose figure it is."""

    text: str
    terms: frozenset[str]
    figures: tuple[Figure, ...]
    names: frozenset[str]

    @property
    def anchored(self) -> bool:
        return bool(self.figures or self.names)


@dataclass(frozen=True)
class Known:
    """One fact. `proof`: a seller may give it as a proof, because it speaks for us and has a source.

    `internal`: we know it of them, and it is for our own eyes. `id` is None for a sentence that anybody may say and
    that has no source.
    """

    id: str | None
    text: str
    source: str | None
    proof: bool
    ours: bool
    phrasings: tuple[Phrasing, ...]
    internal: bool = False


@dataclass(frozen=True)
class Facts:
    """All facts of one card and of us, and how telling each term is among them."""

    known: tuple[Known, ...]
    weights: Mapping[str, float]

    def weight(self, term: str) -> float:
        return self.weights.get(term, 1.0)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word in which the facts are written."""
        return frozenset(word for fact in self.known for word in normal(fact.text))


def facts_of(card: Battlecard, us: Us) -> Facts:
    """The facts of a card and of us. A claim or a concession of the competitor's is never a proof of ours."""
    our_names = frozenset(normal(f"{us.company} {us.product} {card.name}"))
    raw: list[tuple[str | None, str, str | None, bool, bool, list[str]]] = []
    extra: dict[str, list[str]] = {proof.id: [] for proof in us.proofs}
    loose: list[str] = []
    for text in us.approved_claims:
        close = [proof.id for proof in us.proofs if _alike(proof.text, text, our_names)]
        for proof_id in close:
            extra[proof_id].append(text)
        if not close:
            loose.append(text)
    texts = {proof.id: proof.text for proof in us.proofs}
    for proof_id, line in _card_lines(card):
        if proof_id in texts:
            extra[proof_id] += [part for part in _CLAUSE.split(line) if _alike(texts[proof_id], part, our_names)]
    for proof in us.proofs:
        raw.append((proof.id, proof.text, proof.source, True, True, extra[proof.id]))
    for text in loose:
        raw.append((None, text, None, False, True, []))
    for fact in card.facts():
        borrowed = getattr(fact, "proof", None)
        if borrowed is None:
            proves = fact.sourced and fact in (*card.we_win, *card.prices)
            raw.append((fact.id, fact.text, fact.source if fact.sourced else None, proves, False, []))
    # What their rep says of themselves is no secret of ours.
    open_to_all = [_measured(fact.text) for fact in card.facts() if fact.use is Use.EXTERNAL]
    secret = {
        fact.id
        for fact in card.facts()
        if fact.use is Use.INTERNAL and not isinstance(fact, Claim) and _measured(fact.text) not in open_to_all
    }
    known = tuple(
        Known(
            fact_id,
            text,
            source,
            proof,
            ours,
            tuple(_phrasings(text, more, our_names, ours=ours)),
            internal=not ours and fact_id in secret,
        )
        for fact_id, text, source, proof, ours, more in raw
    )
    return Facts(known, _weights(known))


class FactsKept:
    """The facts of the last few cards: making them takes longer than reading an answer.

    What is kept is replaced whole, so several threads may ask.
    """

    def __init__(self) -> None:
        self._kept: tuple[tuple[Battlecard, Us, Facts], ...] = ()

    def of(self, card: Battlecard, us: Us) -> Facts:
        """The facts of a card and of us."""
        for known_card, known_us, facts in self._kept:
            if known_card == card and known_us == us:
                return facts
        facts = facts_of(card, us)
        self._kept = (*self._kept[1 - CARDS_KEPT :], (card, us, facts))
        return facts


def terms_of(text: str) -> frozenset[str]:
    """The telling terms of a text: stems, synonyms joined, without figures and negations."""
    return frozenset(term(word) for word in normal(text) if _telling(word) and stem(word) not in MEASURES)


def term(word: str) -> str:
    """A token as it is compared: its stem, or that of its synonyms."""
    short = stem(word)
    return _CANONICAL.get(short, short)


def same_term(one: str, other: str) -> bool:
    """Whether two terms are one, give or take a misheard letter."""
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or one[0] != other[0] or abs(len(one) - len(other)) > 2:
        return False
    return SequenceMatcher(None, one, other).ratio() >= _MISHEARD


def _telling(word: str) -> bool:
    if word in _PARTICLES or word == "nothing":
        return True
    return word not in FUNCTION_WORDS and word not in NEGATIONS and word not in _FAINT and not is_number(word)


def _phrasings(fact: str, more: Sequence[str], our_names: frozenset[str], *, ours: bool) -> Iterator[Phrasing]:
    # Whose figure it is belongs to each part of a fact, also where its name stands in another part.
    names = names_in(fact) - our_names
    # A fact of the competitor's is compared whole: the condition in it ("for a team that plans alone") is no fact.
    parts = [part for text in (fact, *more) for part in (text, *(_CLAUSE.split(text.strip()) if ours else ()))]
    for part in dict.fromkeys(parts):
        phrasing = _phrasing(part, names, our_names)
        if part == fact or len(phrasing.terms) >= _LEAST_TERMS or (phrasing.figures and phrasing.terms):
            yield phrasing


def _phrasing(text: str, names: frozenset[str], our_names: frozenset[str]) -> Phrasing:
    said = normal(text)
    hard = tuple(figure for figure in figures(said) if not figure.loose)
    named = frozenset(term(name) for name in names)
    terms = {term(word) for word in said if _telling(word) and stem(word) not in MEASURES and word not in our_names}
    return Phrasing(text, frozenset(terms) - named, hard, named)


def names_in(text: str) -> frozenset[str]:
    """Tokens of words that are capitalised inside a sentence, and the capitalised words just before them."""
    found: set[str] = set()
    pieces = text.split()
    for index, word in enumerate(pieces):
        begins = index == 0 or pieces[index - 1].endswith((".", "!", "?", ":", "“"))
        if word[:1].isupper() and not begins:
            found.update(normal(word))
            if index == 1 or (index > 1 and pieces[index - 2].endswith((".", "!", "?"))):
                before = pieces[index - 1]
                if before[:1].isupper():
                    found.update(normal(before))
    return frozenset(found) - FUNCTION_WORDS - _MONTHS


def _measured(text: str) -> tuple[frozenset[tuple[str, float]], frozenset[str]] | str:
    """What a fact gives a figure for: a price that stands in an open fact as well is no secret."""
    given = frozenset((figure.kind, figure.value) for figure in figures(normal(text)))
    return (given, names_in(text)) if given else text


def _card_lines(card: Battlecard) -> Iterator[tuple[str, str]]:
    answers: list[CardAnswer | None] = [claim.answer for claim in card.claims]
    answers += [play.answer for play in card.plays]
    for answer in answers:
        if answer is not None and answer.proof is not None:
            yield answer.proof, answer.line
    for win in card.we_win:
        if win.proof is not None:
            yield win.proof, win.text


def _alike(fact: str, text: str, our_names: frozenset[str]) -> bool:
    """Whether a text says a good part of what a fact says: a figure agrees, or most of the terms are there."""
    one, other = normal(fact), normal(text)
    mine, theirs = (terms_of(part) - our_names for part in (fact, text))
    shared = len(mine & theirs) / max(_LEAST_TERMS, min(len(mine), len(theirs)))
    agree = any(a.agrees(b) for a in figures(one) for b in figures(other) if not (a.loose and b.loose))
    return shared >= (0.25 if agree else 0.6)


def _weights(known: Sequence[Known]) -> Mapping[str, float]:
    in_facts = Counter(word for fact in known for word in {t for p in fact.phrasings for t in (*p.terms, *p.names)})
    top = math.log(len(known) + 1)
    return {word: max(0.2, math.log((len(known) + 1) / count) / top) for word, count in in_facts.items()}
