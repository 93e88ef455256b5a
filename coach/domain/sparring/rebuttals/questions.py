"""The questions in an answer, also where a recogniser wrote no question mark."""

from collections.abc import Iterator
from typing import NamedTuple

from coach.domain.sparring.rebuttals.heard import Heard, Place
from coach.domain.sparring.rebuttals.talk import CHECKS, INDIRECT, NEXT_STEP, PLAINLY_ASKS, QUESTION_OPENS, RHETORICAL

_REST = 11
"""Tokens after its opening words that an unmarked question is taken to have at most."""

_LEAST = 3

_LINKS = frozenset(
    """and so but well first okay ok then right fair enough point true question me ask you now just maybe also yes
    agreed sure granted understood""".split()
)


_HANGS = frozenset(
    "know knows see sees show shows understand matters matter about asks depends tells is was so".split()
)
"""What stands before a clause that only looks like a question: "what matters is how soon", "so do we"."""


class Question(NamedTuple):
    """A question in an answer. `explores`: it wants to know something; `sure`: it is plainly a question."""

    place: Place
    explores: bool
    sure: bool


def questions(heard: Heard) -> tuple[Question, ...]:
    """The questions in order; those without a mark are known by their opening words."""
    return tuple(sorted(_found(heard)))


def _found(heard: Heard) -> Iterator[Question]:
    marked = {line.place for line in heard.lines if line.asks}
    for place in marked:
        yield Question(_opened(heard, place), _explores(heard, place), True)
    for place in heard.places(INDIRECT):
        line = heard.line_of(place.first).place
        if line not in marked:
            yield Question(place, line.last - place.first >= 4, True)
    for place in heard.places(QUESTION_OPENS):
        line = heard.line_of(place.first)
        if line.place in marked or (line.closed and not heard.opens(place.first)):
            continue
        if _HANGS.intersection(heard.before(place, 1)):
            continue
        rest = Place(place.first, min(line.place.last, place.first + _REST))
        plain = any(p.first == place.first for p in heard.places(PLAINLY_ASKS))
        yield Question(rest, _explores(heard, rest), plain or _at_start(heard, place))


def _opened(heard: Heard, place: Place) -> Place:
    """The question within its sentence: from its last opening on."""
    opened = [p.first for p in heard.places(QUESTION_OPENS) if p.overlaps(place)]
    return Place(max(opened, default=place.first), place.last)


def _explores(heard: Heard, place: Place) -> bool:
    asked = _opened(heard, place)
    whole = heard.line_of(place.first).place
    start = Place(asked.first, min(asked.last, asked.first + 3))
    other = any(p.overlaps(start) for pattern in (RHETORICAL, CHECKS, NEXT_STEP) for p in heard.places(pattern))
    return not heard.bars(asked) and not other and min(asked.last - asked.first, whole.last - whole.first) >= _LEAST


def _at_start(heard: Heard, place: Place) -> bool:
    before = heard.before(place, 1)
    return not before or before[0] in _LINKS or heard.opens(place.first)
