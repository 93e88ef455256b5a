"""An attempt as lists and trends need it: the columns, without the words."""

from datetime import datetime

from coach.domain.attempt import State
from coach.domain.certification import Kind, Outcome, Result
from coach.domain.review import Review
from coach.domain.value import Value


class CriterionPoints(Value):
    """One criterion's points, percent; None where it was not observed or not scored."""

    id: str
    weight: float
    score: float | None
    score_best: float | None


class Entry(Value):
    """One line of a history. `deleted`: words and recording are gone, the decision was kept.

    `reviews` stand newest first.
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

    @property
    def final(self) -> Outcome | None:
        """What holds: the newest review's decision, or else the machine's outcome."""
        return self.reviews[0].decision if self.reviews else self.outcome
