"""Drills as lists and trends need them, without their words."""

from datetime import datetime
from typing import NamedTuple

from coach.domain.sparring.drill import Drill, Ending
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
