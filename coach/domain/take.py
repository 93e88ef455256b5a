"""A recording that is being made: parts arrive while the person still speaks."""

from datetime import datetime

from coach.domain.attempt import Redo
from coach.domain.certification import Kind
from coach.domain.value import Value


class Take(Value):
    """`attempt` is set once the take was handed in; until then it is nobody's attempt.

    `kind` and `redo` say what it was recorded for, so that a reload can go on with it.
    """

    id: str
    who: str
    at: datetime
    mime: str
    rubric_id: str
    situation: str
    kind: Kind = Kind.PRACTICE
    redo: Redo | None = None
    attempt: str | None = None
