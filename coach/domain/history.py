"""Attempts as lists and trends need them, without the words; and what a row of them shows."""

from collections.abc import Sequence
from datetime import datetime

from coach.domain.attempt import State
from coach.domain.certification import Kind, Outcome, Reason, Result
from coach.domain.review import Review, final_outcome
from coach.domain.value import Value


class CriterionPoints(Value):
    """One criterion's points, percent; None where it was not observed or not scored."""

    id: str
    weight: float
    score: float | None
    score_best: float | None


class Entry(Value):
    """One line of a history. `deleted`: words and recording are gone, the decision was kept.

    `reviews` stand newest first. `interrupted`: unfinished, in no queue, and nobody is at work on it.
    """

    id: str
    who: str
    kind: Kind
    state: State
    rubric_id: str
    rubric_version: str
    rubric_title: str
    situation: str
    at: datetime
    result: Result | None
    outcome: Outcome | None
    score: float | None
    score_best: float | None
    criteria: tuple[CriterionPoints, ...] = ()
    reviews: tuple[Review, ...] = ()
    deleted: bool = False
    interrupted: bool = False

    @property
    def final(self) -> Outcome | None:
        """What holds: the newest review's decision, or else the machine's outcome."""
        return final_outcome(self.outcome, self.reviews)

    @property
    def passed(self) -> bool:
        """Whether what holds is a pass."""
        return self.final in {Outcome.CERTIFIED, Outcome.READY}


class Waiting(Entry):
    """An official attempt that waits for a person, and the machine's reasons to ask one."""

    reasons: tuple[Reason, ...]


class Trend(Value):
    """Scored attempts at one pitch, oldest first."""

    entries: tuple[Entry, ...]

    @property
    def latest(self) -> Entry:
        return self.entries[-1]

    @property
    def best(self) -> Entry:
        """The one with the most points, each doubt counted against it; the newest of equals."""
        return max(self.entries, key=lambda entry: (entry.score or 0.0, entry.at))

    @property
    def gained(self) -> float | None:
        """Points of the latest over the first; None for one attempt alone."""
        if len(self.entries) < 2:
            return None
        return round((self.latest.score or 0.0) - (self.entries[0].score or 0.0), 1)

    @property
    def one_rubric(self) -> bool:
        """Whether all were judged by the same version of the rubric."""
        return len({entry.rubric_version for entry in self.entries}) == 1

    @property
    def one_situation(self) -> bool:
        """Whether all were made for the same situation, where criteria weigh the same."""
        return len({entry.situation for entry in self.entries}) == 1


class Progress(Value):
    """One criterion over the attempts in which it had points, oldest first."""

    id: str
    points: tuple[CriterionPoints, ...]

    @property
    def first(self) -> CriterionPoints:
        return self.points[0]

    @property
    def latest(self) -> CriterionPoints:
        return self.points[-1]

    @property
    def best(self) -> CriterionPoints:
        return max(self.points, key=lambda points: points.score or 0.0)


def by_pitch(entries: Sequence[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The entries of each rubric, in the order in which the rubrics first come."""
    ids = dict.fromkeys(entry.rubric_id for entry in entries)
    return {rubric_id: tuple(entry for entry in entries if entry.rubric_id == rubric_id) for rubric_id in ids}


def trend(entries: Sequence[Entry]) -> Trend | None:
    """How the points of one pitch went over time; None where nothing was scored."""
    scored = sorted((entry for entry in entries if entry.score is not None), key=lambda entry: (entry.at, entry.id))
    return Trend(entries=tuple(scored)) if scored else None


def progress(trend: Trend) -> tuple[Progress, ...]:
    """How each criterion of the latest attempt went; those that never had points are left out."""
    found: list[Progress] = []
    for criterion in trend.latest.criteria:
        points = [
            points
            for entry in trend.entries
            for points in entry.criteria
            if points.id == criterion.id and points.score is not None
        ]
        if points:
            found.append(Progress(id=criterion.id, points=tuple(points)))
    return tuple(found)
