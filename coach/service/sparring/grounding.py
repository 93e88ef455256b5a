"""Where a sentence of the rival's comes from: the tags that a model wrote, checked, and those that it forgot."""

import re
from collections.abc import Iterable, Sequence

from coach.domain.guards import polarity_differs
from coach.domain.language import is_number, normal
from coach.domain.sparring.cards.battlecard import Fact
from coach.domain.sparring.drill import Drill, Objection
from coach.domain.sparring.rebuttals.known import terms_of
from coach.domain.sparring.rivals.rival_prompt import usable_facts
from coach.domain.sparring.rivals.statements import states_fact
from coach.domain.sparring.turn import Dropped, Said
from coach.service.ports import Matcher

TAGGED = 0.2
"""Likeness of a sentence to a fact from which a model's own tag is believed."""

EXPECTED, UNTAGGED = 0.25, 0.45
"""Likeness from which a sentence states a fact although nothing was written behind it: one that the ordered point
leans on, and any other. Set by the prepared lines of the sample cards."""

ROUNDED = 0.05
"""Two figures this near are one: four thousand one hundred, told as four thousand."""

ON_POINT = 0.2
"""Likeness from which a reply puts or presses a point: its line, its facts, its title, or what was just answered."""

_PART = re.compile(r"[,;:]\s+|\s[–—]\s|\s+(?:and|but|which|because|while)\s+")

_TELLING = 2
"""Parts of a sentence with fewer telling words say nothing of their own."""

MOST_ADDED = 3
"""Telling words beside a fact that a sentence may have and still be sourced, where nobody said or wrote them for this
drill. The prepared lines and the good ones of the development list need up to two."""

_COUNTED = 2
"""Figures up to this are words as often as figures."""


class Grounding:
    """Compares what the rival says in one drill with its card."""

    def __init__(self, matcher: Matcher, drill: Drill, us: tuple[str, ...]) -> None:
        self._matcher = matcher
        self._facts = {fact.id: fact for fact in usable_facts(drill.card)}
        self._rival, self._us = drill.card.name, us
        self._plays = drill.card.plays
        heard = (drill.brief.text, drill.card.name, drill.card.about, *us, *(turn.text for turn in drill.answers()))
        self._heard = terms_of(" . ".join(heard))

    def said(self, sentence: str, tags: Sequence[str], expected: Sequence[str]) -> tuple[Said, list[Dropped]]:
        """The sentence with the facts that it really states, and the tags that were not believed.

        `expected` are the ids of the facts that the point at hand leans on.
        """
        asks = sentence.endswith("?") and not tags
        like = {} if asks else self._likeness(sentence)
        tagged = [self._facts[tag] for tag in tags if tag in self._facts and like[tag] >= TAGGED]
        if not _agrees(sentence, tagged):
            tagged = []
        facts = tagged or self._stated(sentence, like, expected)
        if adds := bool(facts) and self._adds(sentence, facts):
            facts = tagged = []
        believed = {fact.id for fact in tagged}
        dropped = [Dropped(text=f"[{tag}] {sentence}", why=self._why(tag)) for tag in tags if tag not in believed]
        claim = bool(facts) or adds or states_fact(sentence, self._rival, self._us)
        return Said(text=sentence, facts=tuple(dict.fromkeys(fact.id for fact in facts)), claim=claim), dropped

    def on_point(self, sentences: Sequence[str], objection: Objection, answer: str = "") -> bool:
        """Whether one of these sentences, or all together, speak of what the objection is about."""
        facts = [self._facts[fact].text for fact in objection.facts if fact in self._facts]
        about = [objection.says, objection.title, *objection.presses, *facts, *([answer] if answer else [])]
        rows = self._matcher.similarity(about, [*sentences, " ".join(sentences)])
        return any(value >= ON_POINT for row in rows for value in row)

    def _likeness(self, sentence: str) -> dict[str, float]:
        if not self._facts:
            return {}
        rows = self._matcher.similarity([fact.text for fact in self._facts.values()], [sentence])
        return {name: row[0] for name, row in zip(self._facts, rows, strict=True)}

    def _stated(self, sentence: str, like: dict[str, float], expected: Sequence[str]) -> list[Fact]:
        if sentence.endswith("?"):
            return []
        near = [name for name in like if like[name] >= (EXPECTED if name in expected else UNTAGGED)]
        agreeing = [name for name in near if _agrees(sentence, [self._facts[name]])]
        best = max(agreeing, key=lambda name: (name in expected, like[name]), default=None)
        return [self._facts[best]] if best else []

    def _adds(self, sentence: str, facts: Sequence[Fact]) -> bool:
        """Whether it says much beside these facts, or a part of it states what they have no word and no figure of."""
        known = terms_of(" . ".join(fact.text for fact in facts))
        if len(terms_of(sentence) - known - self._heard - self._played(facts)) > MOST_ADDED:
            return True
        for part in _PART.split(sentence):
            told = terms_of(part) - terms_of(self._rival)
            words = normal(part)
            # Figures have been looked at; and what buyers have or pay, they know themselves.
            if len(told) < _TELLING or told & known or "you" in words[:1] or any(map(is_number, words)):
                continue
            if states_fact(part, self._rival, self._us):
                return True
        return False

    def _played(self, facts: Sequence[Fact]) -> frozenset[str]:
        """The telling words of the plays that lean on these facts."""
        leaning = (play for play in self._plays if any(fact.id in play.claims for fact in facts))
        return terms_of(" . ".join(text for play in leaning for text in (play.title, play.says, *play.presses)))

    def _why(self, tag: str) -> str:
        if tag in self._facts:
            return "The sentence does not say what this fact says, or says more."
        return "There is no such fact on the card."


def _agrees(sentence: str, facts: Iterable[Fact]) -> bool:
    """Whether every figure of the sentence is one of the facts', and none of them is turned round."""
    facts = tuple(facts)
    given = [float(word) for fact in facts for word in normal(fact.text) if is_number(word)]
    said = [float(word) for word in normal(sentence) if is_number(word) and float(word) > _COUNTED]
    known = all(any(abs(one - other) <= ROUNDED * max(one, other) for other in given) for one in said)
    return known and not all(polarity_differs(fact.text, sentence) for fact in facts)
