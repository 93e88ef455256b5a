"""Work on a draft that takes a while and goes on in the background: gates, re-scored attempts, repeated scores."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Annotated, Any

from pydantic import Field

from coach.domain.rubric import Identifier, Text
from coach.domain.value import Value


class StudyKind(StrEnum):
    """`gates`: the texts that must (not) pass. `change`: past attempts under a draft. `retest`: one pitch again
    and again, for the judge's own spread. `scores`: pitches once each, to be compared with what people said of
    them. `drafting`: a proposal made from a document."""

    GATES = "gates"
    CHANGE = "change"
    RETEST = "retest"
    SCORES = "scores"
    DRAFTING = "drafting"


class StudyState(StrEnum):
    """`stopped`: by a person. `failed`: it cannot go on, and `problem` says why; what is done stays."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


ACTIVE = frozenset({StudyState.QUEUED, StudyState.RUNNING})


class Study(Value):
    """A list of subjects, each worked on once, in order, each result kept as soon as it is there.

    A subject is the name of a trial, the id of an attempt, or what the kind of study says. The content is frozen
    under its hashes before the work begins (None where a study needs none). `options` belong to the kind.
    """

    id: Text
    kind: StudyKind
    rubric_id: Identifier
    who: Text
    at: datetime
    judge: str
    subjects: Annotated[tuple[str, ...], Field(min_length=1)]
    rubric_version: str | None = None
    golden_version: str | None = None
    us_version: str | None = None
    options: dict[str, Any] = {}
    state: StudyState = StudyState.QUEUED
    tries: int = 0
    """How often it was handed to the queue again."""
    problem: str | None = None
    hint: str | None = None

    def shown_to(self, who: str) -> bool:
        """Whether somebody may know of it: drafts and work on private attempts (option `private`) are their asker's."""
        return who == self.who or not (self.kind is StudyKind.DRAFTING or self.options.get("private"))


PACE = 21
"""From the moments of so many newest results the pace is taken: their middle gap, which a pause does not move."""


class Standing(Value):
    """How far a study is. `left_s` is None while nothing is known of its pace, and when it is not going on."""

    study: Study
    done: int
    left_s: float | None

    @property
    def total(self) -> int:
        return len(self.study.subjects)


def standing(study: Study, done: int, moments: Sequence[datetime]) -> Standing:
    """Where a study stands, from when its newest results came (the oldest of these first)."""
    gaps = [(after - before).total_seconds() for before, after in pairwise(moments)]
    going = study.state in ACTIVE and gaps
    return Standing(study=study, done=done, left_s=median(gaps) * (len(study.subjects) - done) if going else None)
