"""What is on file, and whether a sentence of a model's draft can stand on it.

A model that plans for us may put things in its own words, but not add to what is known: a figure, a name or a
fact about us that nobody wrote down would be repeated to a buyer as if it were ours. These rules decide by
words, so they sometimes drop what was right. What is dropped is told, and the card's own words take its place.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from coach.domain.guards import polarity_differs
from coach.domain.language import normal
from coach.domain.sparring.cards.battlecard import Battlecard, Play, Use
from coach.domain.sparring.cards.running_down import insult
from coach.domain.sparring.playbooks.playbook import Playbook
from coach.domain.sparring.rebuttals.fairness import breaches
from coach.domain.sparring.rebuttals.figures import Figure, figures
from coach.domain.sparring.rebuttals.heard import Heard
from coach.domain.sparring.rebuttals.known import terms_of

COVERED = 0.6
"""So much of what a sentence says of us has to be said in what is on file (two entries together); our own choice."""

LEAKS = 0.7
"""A sentence with so many of the words of an internal line repeats it."""

FEWEST_WORDS = 4
"""Internal lines with fewer telling words than this are recognised by nobody."""

_OURS = frozenset({"we", "our", "us", "ours"})
_NO_CLAIM = re.compile(r"(?i)^(?:let us|let's)\b")
_NAME = re.compile(r"(?<![.!?:“\"‘(–—\w])(?<!\A)\s([A-Z][\w&’'-]*)")
_EVERYDAY_NAMES = frozenset(
    """i im id ill ive it cfo ceo cio cto coo hr rfp roi ok monday tuesday wednesday thursday friday saturday
    sunday english""".split()
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class Grounds:
    """What one playbook may be built on."""

    def __init__(self, playbook: Playbook) -> None:
        self._card, self._us, self._brief = playbook.card, playbook.us, playbook.brief

    def doubt(self, sentence: str, *, to_buyer: bool) -> str | None:
        """Why a sentence cannot stand, None if it can. `to_buyer`: it is meant to be said to them."""
        if (bad := self.unsayable(sentence)) is not None:
            return bad
        if normal(sentence) in (self._ours_as_written if to_buyer else self._all_as_written):
            return None
        known = self._open if to_buyer else self._everything
        # Of people we speak in ones: "one contract" needs no source.
        for figure in figures(normal(sentence)):
            if not figure.loose and not any(figure.agrees(other) for other in _figures(known)):
                return f"the figure in it ({_shown(sentence, figure)}) is not on file"
        words = {word for text in known for word in normal(text)}
        for name in _NAME.findall(sentence):
            if not set(normal(name)) <= words and name.lower().replace("’", "").replace("'", "") not in _EVERYDAY_NAMES:
                return f"it names “{name}”, which is not on file"
        if to_buyer and self._leaks(sentence):
            return "it repeats a line that is not for the buyer"
        if to_buyer and not self._stands_of_us(sentence):
            return "it says something of us that is not in us.yaml"
        return None

    def unsayable(self, text: str) -> str | None:
        """Why nobody may say this at all, None if they may: the same gate as in a drill, and any insult."""
        breach = next(iter(breaches(Heard(text), self._card, self._us)), None)
        if breach is not None:
            nobody = breach.kind == "never_say"
            return f"nobody may say “{breach.text}”" if nobody else f"it runs somebody down (“{breach.text}”)"
        word = insult(text)
        return f"it runs somebody down (“{word}”)" if word else None

    def bears_on(self, fact_id: str, text: str) -> bool:
        """Whether a fact of the card has anything to do with a play that is said to lean on it."""
        fact = self._card.fact(fact_id)
        names = terms_of(f"{self._card.name} {self._us.company}")
        return fact is not None and len((terms_of(fact.text) & terms_of(text)) - names) >= 2

    def quoted(self, words: str) -> bool:
        """Whether these words stand in what was said about the account."""
        said, quote = normal(self._brief.text), normal(words)
        return bool(quote) and any(said[at : at + len(quote)] == quote for at in range(len(said)))

    def _stands_of_us(self, sentence: str) -> bool:
        """Whether what a sentence says of us is on file, as far as words tell; a question says nothing."""
        if sentence.rstrip().endswith("?") or _NO_CLAIM.match(sentence):
            return True
        names = terms_of(f"{self._card.name} {self._us.company} {self._us.product}")
        telling = terms_of(sentence) - names
        near = sorted(self._of_us, key=lambda text: -len(telling & terms_of(text)))[:2]
        nearest = terms_of(near[0]) if near else frozenset[str]()
        if telling and len(telling & nearest) >= COVERED * len(telling) and polarity_differs(near[0], sentence):
            return False
        if not set(normal(sentence)) & (_OURS | set(normal(self._us.company))):
            return True
        covered = {word for text in (*near, self._brief.text) for word in terms_of(text)}
        if len(telling & covered) < COVERED * len(telling):
            return False
        held = _figures((*near, self._brief.text))
        given = [each for each in figures(normal(sentence)) if not each.loose]
        return all(any(figure.agrees(other) for other in held) for figure in given)

    def _leaks(self, sentence: str) -> bool:
        said = terms_of(sentence)
        for line in self._inside:
            words = terms_of(line)
            if len(words) >= FEWEST_WORDS and len(words & said) >= LEAKS * len(words):
                return True
        return False

    @cached_property
    def _of_us(self) -> tuple[str, ...]:
        """What may be said of us: proofs, approved claims, and the card's lines for the buyer."""
        us = self._us
        mine = (us.about, *us.approved_claims, *(proof.text for proof in us.proofs))
        wins = (win.text for win in self._card.we_win if win.use is Use.EXTERNAL or win.proof)
        return (*mine, *wins, *_lines(self._card, Use.EXTERNAL))

    @cached_property
    def _inside(self) -> tuple[str, ...]:
        proved = {win.id for win in self._card.we_win if win.proof}
        facts = (fact.text for fact in self._card.facts() if fact.use is Use.INTERNAL and fact.id not in proved)
        public = " ".join(self._of_us)
        lines = (*facts, *_lines(self._card, Use.INTERNAL))
        return tuple(line for line in lines if not terms_of(line) <= terms_of(public))

    @cached_property
    def _open(self) -> tuple[str, ...]:
        """What a buyer may hear, and what they told us themselves."""
        facts = (fact.text for fact in self._card.facts() if fact.use is Use.EXTERNAL)
        mines = (mine.question for mine in self._card.landmines if mine.use is Use.EXTERNAL)
        names = (self._card.name, self._us.company, self._us.product, " ".join(self._card.words))
        return (*names, *facts, *mines, *self._of_us, *_said_by_them(self._card.plays), self._brief.text)

    @cached_property
    def _everything(self) -> tuple[str, ...]:
        facts = (f"{fact.text} {fact.source or ''}" for fact in self._card.facts())
        told = (text for play in self._card.plays for text in (play.title, play.does))
        about = (self._card.about, self._card.manner, self._card.segment)
        return (*self._open, *facts, *told, *about, *self._inside)

    @cached_property
    def _ours_as_written(self) -> frozenset[tuple[str, ...]]:
        return _as_written(self._of_us)

    @cached_property
    def _all_as_written(self) -> frozenset[tuple[str, ...]]:
        return _as_written(self._everything)


def split(text: str) -> tuple[str, ...]:
    """The sentences of a text."""
    return tuple(part for each in _SENTENCE.split(text) if (part := " ".join(each.split())))


def _as_written(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(normal(sentence) for text in texts for sentence in split(text))


def _lines(card: Battlecard, use: Use) -> Iterable[str]:
    answers = (*(play.answer for play in card.plays), *(claim.answer for claim in card.claims))
    yield from (f"{answer.line} {answer.question}" for answer in answers if answer and answer.use is use)
    if use is Use.EXTERNAL:
        yield from (each.instead for each in card.they_win if each.instead)


def _said_by_them(plays: Sequence[Play]) -> Iterable[str]:
    return (play.says for play in plays)


def _figures(texts: Iterable[str]) -> tuple[Figure, ...]:
    return tuple(figure for text in texts for figure in figures(normal(text)))


def _shown(sentence: str, figure: Figure) -> str:
    return " ".join(normal(sentence)[figure.at : figure.at + 2])
