"""Drills as lists and trends need them: by their columns, and what is still open against each competitor."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from coach.domain.sparring.drill import Drill, Ending, State
from coach.domain.sparring.levels import Level, Setup
from coach.domain.value import Value


class DrillEntry(Value):
    """One drill by its columns. `score` is the mean over its assessed answers, None while there are none."""

    id: str
    at: datetime
    competitor: str
    competitor_name: str
    setup: Setup
    level: Level
    ended: Ending | None
    put: int
    answered: int
    score: float | None


class Kept(NamedTuple):
    """A drill as it was read, and which of its changes that is."""

    drill: Drill
    revision: int


class OpenPlay(Value):
    """A play that still stood the last time it was put, or perhaps did."""

    id: str
    title: str
    state: State
    drill: str


class Progress(Value):
    """Somebody's drills against one competitor. `entries` and `scores` are the oldest first.

    `scores` are those of the drills that have one; `open` are the plays that still stand, as far as the
    newest drills tell.
    """

    competitor: str
    name: str
    entries: tuple[DrillEntry, ...]
    put: int
    answered: int
    scores: tuple[float, ...]
    open: tuple[OpenPlay, ...]


def progress(entries: Sequence[DrillEntry], newest: Sequence[Drill]) -> tuple[Progress, ...]:
    """By competitor, whom one drilled against last first. `newest` are some drills in full, in any order."""
    last = {entry.competitor: entry.at for entry in sorted(entries, key=lambda entry: entry.at)}
    ordered = sorted(entries, key=lambda entry: (last[entry.competitor], entry.competitor, entry.at))
    found = [
        _progress(tuple(group), [drill for drill in newest if drill.card.id == competitor])
        for competitor, group in groupby(ordered, key=lambda entry: entry.competitor)
    ]
    return tuple(reversed(found))


def _progress(entries: tuple[DrillEntry, ...], drills: Sequence[Drill]) -> Progress:
    return Progress(
        competitor=entries[-1].competitor,
        name=entries[-1].competitor_name,
        entries=entries,
        put=sum(entry.put for entry in entries),
        answered=sum(entry.answered for entry in entries),
        scores=tuple(entry.score for entry in entries if entry.score is not None),
        open=_open(drills),
    )


def _open(drills: Sequence[Drill]) -> tuple[OpenPlay, ...]:
    """The plays whose newest outcome is not that they were answered, the newest first."""
    newest: dict[str, OpenPlay] = {}
    for drill in sorted(drills, key=lambda drill: drill.at, reverse=True):
        for objection in drill.objections:
            state = drill.state(objection)
            if state not in {State.NOT_PUT, State.PUT} and objection.id not in newest:
                newest[objection.id] = OpenPlay(id=objection.id, title=objection.title, state=state, drill=drill.id)
    return tuple(play for play in newest.values() if play.state is not State.ANSWERED)
