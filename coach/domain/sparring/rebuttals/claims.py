"""What an answer states, compared with the facts: supported, contradicted, or on no card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from coach.domain.guards import polarity_differs, stem
from coach.domain.language import NEGATIONS, normal
from coach.domain.sparring.rebuttals.figures import Figure, figures
from coach.domain.sparring.rebuttals.heard import Heard, Place
from coach.domain.sparring.rebuttals.known import Facts, Known, Phrasing, same_term, term
from coach.domain.sparring.rebuttals.quoted_facts import AS_GOOD, OPPOSITE, OTHER_FIGURE, wrong_figure
from coach.domain.sparring.rebuttals.talk import TALK_ONLY

WINDOWS = (7, 11, 17, 26)
"""Lengths of the windows slid over an answer, in tokens: a clause up to two sentences."""

ANCHOR = 1.5
"""What a figure or a name weighs beside one rare term: it is what a buyer can check."""

SAID, NEARLY, FAINT = 0.62, 0.42, 0.30
"""Share of a phrasing from which it counts as said; possibly said; looked at at all. Where a figure or name of
the fact is there, `NEARLY` is enough: it is hard to say thirty percent and Green Mountain by chance."""

ALL, _FEW = 0.95, 3
"""So few terms without a figure or a name are said by chance; then each of them must be there."""

_BEFORE, _AFTER = 5, 4
"""Words around a window that are read as well: "not" stands before what it denies, a figure may stand after."""

_TWO_LINES = 30

_TWO, _TELLING = 2, 0.5
"""How many words make a fact without its figure, and how rare among the facts a word must be to tell one."""


class Doubt(StrEnum):
    """Why something near a fact does not count as that fact."""

    FAINT = "it is only similar"
    FIGURE = "its figure is missing"
    NAME = "whose figure it is was not said"
    SUBJECT = "it may be said of the other side"
    FAR = "it only shares a word or a figure with it"


@dataclass(frozen=True)
class Sight:
    """Where a fact seems to be told. `against`: the words deny it or give another figure, and which it is."""

    fact: Known
    place: Place
    strength: float
    doubt: Doubt | None = None
    against: str | None = None

    @property
    def near(self) -> bool:
        """Whether it may be that fact, and nobody can tell by rules."""
        unclear = self.doubt is not None and self.doubt is not Doubt.FAR
        return unclear and self.against is None and self.strength >= NEARLY

    @property
    def told(self) -> bool:
        return self.doubt is None and self.against is None


def sights(heard: Heard, facts: Facts, rival: frozenset[str], given: Sequence[str] = ()) -> tuple[Sight, ...]:
    """Every fact that the answer tells, nearly tells or contradicts, in the order in which it is said.

    `rival` are the competitor's names; `given` are texts whose figures are nobody's slip: what the rival has
    just said, and the account.
    """
    search = _Search.of(heard, facts)
    excused = [figure for text in given for figure in figures(normal(text))]
    found = [sight for fact in facts.known if (sight := search.best(fact, rival))]
    judged = [search.judged(sight, found, excused) for sight in found]
    missing = {fact.id: sight for fact in facts.known if (sight := search.missing(fact))}
    judged = [*(sight for sight in judged if sight.fact.id not in missing), *missing.values()]
    return tuple(sorted(_without_shadows(judged), key=lambda sight: sight.place))


@dataclass(frozen=True)
class _Search:
    heard: Heard
    facts: Facts
    figures: tuple[Figure, ...]
    windows: tuple[Place, ...]
    where: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, heard: Heard, facts: Facts) -> "_Search":
        said = [term(text) for text in heard.texts]
        vocabulary = {word for fact in facts.known for p in fact.phrasings for word in (*p.terms, *p.names)}
        heard_terms = {word: tuple(i for i, other in enumerate(said) if other == word) for word in set(said)}
        where: dict[str, tuple[int, ...]] = {}
        for word in vocabulary:
            places = [i for other, at in heard_terms.items() if same_term(word, other) for i in at]
            if places := [i for i in places if i not in heard.barred]:
                where[word] = tuple(sorted(places))
        said_figures = tuple(figure for figure in figures(heard.texts) if figure.at not in heard.barred)
        return cls(heard, facts, said_figures, tuple(_windows(heard)), where)

    def best(self, fact: Known, rival: frozenset[str]) -> Sight | None:
        best: tuple[float, int, Place, Phrasing] | None = None
        for phrasing in fact.phrasings:
            if max(self._strength(phrasing, None), self._figure_of(fact, phrasing, None)) < FAINT:
                continue
            for window in self.windows:
                strength = max(self._strength(phrasing, window), self._figure_of(fact, phrasing, window))
                key = (round(strength, 3), window.first - window.last, window, phrasing)
                if strength >= FAINT and (best is None or key[:2] > best[:2]):
                    best = key
        if best is None:
            return None
        strength, _, place, phrasing = best
        return Sight(fact, place, strength, self._doubt(fact, phrasing, place, strength, rival))

    def _figure_of(self, fact: Known, phrasing: Phrasing, window: Place | None) -> float:
        """`FAINT` where what a price is paid for is named beside a sum, as it is on the card or not."""
        sums = [f for f in phrasing.figures if f.kind == "money"] if not fact.ours else []
        if not sums or not any(self._heard(name, window) for name in phrasing.names):
            return 0.0
        return FAINT * any(f.kind == "money" and _inside(f.at, window) for f in self.figures)

    def judged(self, sight: Sight, found: Sequence[Sight], excused: Sequence[Figure]) -> Sight:
        """The sight with what speaks against it: another figure than the fact's, or a denial."""
        if sight.doubt is Doubt.SUBJECT:
            return sight
        around = self._around(sight.place)
        others = [other for other in found if other.fact is not sight.fact and other.strength >= NEARLY]
        theirs = [figure for other in others for p in other.fact.phrasings for figure in p.figures]
        beside = Place(around.first, min(around.last + _AFTER, self.heard.line_of(around.last).place.last))
        said = [
            figure
            for figure in self.figures
            if beside.first <= figure.at <= beside.last
            and not any(figure.agrees(known) for known in (*theirs, *excused))
            and not self._is_total(figure, sight.fact)
        ]
        own = [p for p in sight.fact.phrasings if self._terms_share(p, sight.place) >= SAID]
        wrong = any(wrong_figure(phrasing, self._with_own(phrasing, said, around)) for phrasing in own)
        denied = self._denied(sight, around)
        if not wrong and not denied:
            return sight
        return Sight(sight.fact, sight.place, sight.strength, None, OTHER_FIGURE if wrong else OPPOSITE)

    def _is_total(self, figure: Figure, fact: Known) -> bool:
        """Whether a sum is what a price comes to for so many: four hundred dollars for a hundred people."""
        line = self.heard.line_of(figure.at).place
        counts = [f.value for f in self.figures if f.kind.startswith("of ") and _inside(f.at, line)]
        prices = [f.value for f in fact.phrasings[0].figures if f.kind == figure.kind == "money"]
        return any(abs(price * count - figure.value) <= 0.01 * figure.value for price in prices for count in counts)

    def missing(self, fact: Known) -> Sight | None:
        """Where somebody says that we do not have what a fact says we have: "we have no audit"."""
        own = fact.phrasings[0]
        if not (fact.ours and fact.proof) or own.anchored:
            return None
        telling = [i for word in own.terms if self.facts.weight(word) == 1 for i in self.where.get(word, ())]
        for token in sorted(telling):
            line = self.heard.line_of(token).place
            place = Place(max(line.first, token - _BEFORE), token)
            said = self.heard.tokens_of(place)
            ends = token == line.last or self.heard.opens(token + 1) or self.heard.texts[token + 1] in _JOINS
            if ends and NEGATIONS.intersection(said[-_JUST:]) and said[0] in _US:
                return Sight(fact, place, SAID, None, OPPOSITE)
        return None

    def _with_own(self, phrasing: Phrasing, said: Sequence[Figure], around: Place) -> list[Figure]:
        own = [f for f in self.figures if around.first <= f.at <= around.last]
        return [*said, *(f for f in own if any(f.agrees(mine) for mine in phrasing.figures))]

    def _denied(self, sight: Sight, around: Place) -> bool:
        own = sight.fact.phrasings[0]
        named = any(self._heard(name, sight.place) for name in own.names)
        counted = any(f.agrees(mine) and _inside(f.at, sight.place) for f in self.figures for mine in own.figures)
        if sight.strength < (NEARLY if named or (counted and not own.names) else SAID):
            return False
        beside = Place(around.first, min(around.last + _AFTER, self.heard.line_of(around.last).place.last))
        if _turned(self.heard.tokens_of(beside), sight.fact):
            return True
        text = self.heard.text(around)
        return any(
            polarity_differs(phrasing.text, text)
            for phrasing in sight.fact.phrasings
            if self._strength(phrasing, sight.place) >= sight.strength - AS_GOOD
        )

    def _strength(self, phrasing: Phrasing, window: Place | None) -> float:
        whole = sum(self.facts.weight(word) for word in phrasing.terms)
        there = sum(self.facts.weight(word) for word in phrasing.terms if self._heard(word, window))
        for figure in phrasing.figures:
            whole += ANCHOR
            there += ANCHOR * any(figure.agrees(f) and _inside(f.at, window) for f in self.figures)
        if phrasing.names:
            whole += ANCHOR
            there += ANCHOR * any(self._heard(name, window) for name in phrasing.names)
        return there / whole if whole else 0.0

    def _terms_share(self, phrasing: Phrasing, window: Place) -> float:
        """The share of a phrasing without its figures; two terms at least, or a name, must be there."""
        terms = [*phrasing.terms, *phrasing.names]
        there = [word for word in terms if self._heard(word, window)]
        named = any(word in phrasing.names for word in there)
        if len(there) < 2 and not named:
            return 0.0
        if named:
            return 1.0
        return sum(map(self.facts.weight, there)) / sum(map(self.facts.weight, terms))

    def _doubt(
        self, fact: Known, phrasing: Phrasing, place: Place, strength: float, rival: frozenset[str]
    ) -> Doubt | None:
        own = fact.phrasings[0].figures
        # Of several figures the fact's own first one is what it is about ("the last forty customers" is not).
        wanted = [f for f in phrasing.figures if any(f.agrees(mine) for mine in own)] or phrasing.figures
        # "A month" may be any month, so it stands for one month only where all the rest is there.
        hard = [f for f in self.figures if not f.loose or strength >= ALL]
        figures_there = all(any(w.agrees(f) and _inside(f.at, place) for f in hard) for w in wanted[:1])
        counted_terms = sum(self._heard(word, place) for word in phrasing.terms)
        if own and phrasing.names and not phrasing.figures:
            figures_there = False
        said = self.heard.tokens_of(self._around(place))
        # "Castle suite is eighty-four dollars": whose price it is may be said by the competitor's name as well.
        by_rival = not fact.ours and bool(rival.intersection(said)) and counted_terms >= _TWO
        names_there = not phrasing.names or by_rival or any(self._heard(name, place) for name in phrasing.names)
        named = any(self._heard(name, place) for name in phrasing.names)
        if not named and _of_others(fact, frozenset(said), rival):
            return Doubt.SUBJECT
        telling = [word for word in phrasing.terms if self._heard(word, place) and self._tells(word)]
        # "In one month" is no month of notice: a length of time tells a fact only with words of that fact.
        timed = {figure.kind for figure in phrasing.figures} == {"time"}
        counted = any(w.agrees(f) and _inside(f.at, place) for f in hard for w in phrasing.figures)
        bare = timed and not named and not any(self._heard(word, place) for word in phrasing.terms)
        if bare or (own and not counted and not named and len(telling) < _TWO):
            return Doubt.FAR
        if timed and not named and not telling:
            return Doubt.FAINT
        if not figures_there:
            return Doubt.FIGURE
        if not names_there:
            return Doubt.NAME
        few = len(phrasing.terms) <= _FEW
        least = FAINT if by_rival and phrasing.names and counted else NEARLY if phrasing.anchored else SAID
        return None if strength >= (ALL if few and not phrasing.anchored else least) else Doubt.FAINT

    def _tells(self, word: str) -> bool:
        return word not in TALK_ONLY and self.facts.weight(word) >= _TELLING

    def _heard(self, word: str, window: Place | None) -> bool:
        return any(_inside(i, window) for i in self.where.get(word, ()))

    def _around(self, place: Place) -> Place:
        line = self.heard.line_of(place.first).place
        return Place(max(line.first, place.first - _BEFORE), place.last)


_JOINS = frozenset({"and", "but", "or", "so", "because"})
_JUST = 4
_US = frozenset({"we", "us", "our", "ours"})


def _of_others(fact: Known, said: frozenset[str], rival: frozenset[str]) -> bool:
    """Whether the words are about the other side than the fact, as far as names tell."""
    theirs = bool(said & {*rival, "they", "their", "theirs"})
    if fact.ours:
        return theirs and not said & {*_US, "you", "your"} and not rival & set(normal(fact.text))
    return bool(said & _US) and not theirs


_RISES = frozenset(map(stem, "slower longer later increased increase rose grew climbed worse doubled up more".split()))
_FALLS = frozenset(map(term, ("reduced", "fell")))


def _turned(said: Sequence[str], fact: Known) -> bool:
    """Whether a fact about less time or fewer steps is told as more of it: "thirty percent slower"."""
    falls = any(_FALLS & phrasing.terms for phrasing in fact.phrasings[:1])
    return falls and bool(_RISES & set(map(stem, said))) and not _FALLS & set(map(term, said))


def _inside(token: int, window: Place | None) -> bool:
    return window is None or window.first <= token <= window.last


def _windows(heard: Heard) -> Iterator[Place]:
    # Nobody tells a fact across a question.
    neighbours = [(a.place, b.place) for a, b in pairwise(heard.lines) if not (a.asks or b.asks)]
    seen: set[Place] = set()
    pairs = [Place(a.first, b.last) for a, b in neighbours if b.last - a.first < _TWO_LINES]
    for place in (*(line.place for line in heard.lines), *pairs):
        for window in _inside_of(place):
            if window not in seen:
                seen.add(window)
                yield window


def _inside_of(place: Place) -> Iterator[Place]:
    length = place.last - place.first + 1
    if length <= _TWO_LINES:
        yield place
    for size in WINDOWS:
        if size >= length:
            return
        step = max(1, size // 3)
        for first in (*range(place.first, place.last - size + 2, step), place.last - size + 1):
            yield Place(first, first + size - 1)


def _without_shadows(found: Sequence[Sight]) -> Iterator[Sight]:
    """Without those that only look alike because a nearer fact is told at the same place."""
    for sight in found:
        nearer = [o for o in found if o.strength > sight.strength and o.place.overlaps(sight.place)]
        if (sight.told and sight.strength >= SAID) or not any(other.told for other in nearer):
            yield sight
