"""How much and how long: the figures of a text, by what they measure, so that they can be compared."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from coach.domain.guards import stem
from coach.domain.language import FUNCTION_WORDS, is_number

_HOURS = {
    "second": 1 / 3600,
    "minut": 1 / 60,
    "hour": 1,
    "day": 24,
    "week": 168,
    "fortnight": 336,
    "month": 730,
    "quarter": 2190,
    "year": 8760,
}
_MONEY = frozenset({"dollar", "euro", "pound", "buck"})
MEASURES = frozenset({*_HOURS, *_MONEY, "percent"})
"""Stems of the words that say what a figure measures."""

_A = frozenset({"a", "an"})
_RATES = frozenset({*MEASURES, "once", "twice", "times"})
_NOUN_REACH, _RATE_REACH = 3, 7

SAME = 0.05
"""Two measures this near are one: thirty days and a month."""


class Figure(NamedTuple):
    """A value and what it measures. `per` is the time that money is paid for, where it was said.

    `loose`: "a month" may be any month, so it contradicts nothing.
    """

    kind: str
    value: float
    at: int
    loose: bool = False
    per: str = ""

    def agrees(self, other: "Figure") -> bool:
        """Whether both say the same, as far as both say it."""
        alike = self.kind == other.kind and (self.per == other.per or not (self.per and other.per))
        return alike and abs(self.value - other.value) <= SAME * max(self.value, other.value)


def figures(tokens: Sequence[str]) -> tuple[Figure, ...]:
    """The figures of comparable tokens, in order. Time is in hours, shares in percent, the rest by its noun."""
    found: list[Figure] = []
    for index, token in enumerate(tokens):
        after = [stem(word) for word in tokens[index + 1 : index + 1 + _NOUN_REACH]]
        if token in ("half", "halved", "halves", "halving") and after[:1] != ["year"]:
            found.append(Figure("percent", 50, index))
        elif token in _A and after and after[0] in _HOURS and not (index and stem(tokens[index - 1]) in _RATES):
            found.append(Figure("time", _HOURS[after[0]], index, loose=True))
        elif is_number(token):
            found += _figure(float(token), index, tokens, after)
    return tuple(found)


def _per(after: Sequence[str]) -> str:
    """The unit of time in "dollars a month", "dollars for each project manager per month"."""
    for token, unit in pairwise(after):
        if token in (*_A, "per", "each", "every") and stem(unit) in _HOURS:
            return stem(unit)
    return ""


def _figure(value: float, index: int, tokens: Sequence[str], after: Sequence[str]) -> list[Figure]:
    # "one month of notice" and "two working days": the unit may stand one word further on.
    unit = next((word for word in after[:2] if word in _HOURS or word in _MONEY or word == "percent"), None)
    if unit in _HOURS:
        return [Figure("time", value * _HOURS[unit], index)]
    if unit in _MONEY:
        return [Figure("money", value, index, per=_per(tokens[index + 1 : index + 1 + _RATE_REACH]))]
    if unit == "percent":
        return [Figure("percent", value, index)]
    if value == 1:
        return []  # "this one", "one plan": no measure
    before = tokens[index - 1] if index else "the"
    nouns = [*after[:1], stem(before), *after[1:]]  # "forty customers", else "page twelve", else "3 of our customers"
    counted = next((noun for noun in nouns if noun not in FUNCTION_WORDS and not is_number(noun)), None)
    return [Figure(f"of {counted}", value, index)] if counted else []
