"""What a person decided about an official attempt. The machine's scorecard stays beside it, untouched."""

from datetime import datetime
from typing import Literal

from coach.domain.certification import Outcome
from coach.domain.judging import Verdict
from coach.domain.value import Value


class Ruling(Value):
    """A reviewer's verdict on one finding, in place of the machine's, with the reason."""

    criterion: str
    check: str | None
    verdict: Verdict
    level: int | None = None
    reason: str


class Review(Value):
    """One person's decision. The newest one of an attempt wins; earlier ones are kept.

    `by` is the reviewer's key and `by_name` the name at that time. `how` says what stands behind the
    name: `command` and `page` both mean a name given on this installation, without a sign-in.
    """

    attempt: str
    by: str
    by_name: str
    at: datetime
    decision: Literal[Outcome.CERTIFIED, Outcome.NOT_YET]
    reason: str
    rulings: tuple[Ruling, ...] = ()
    how: Literal["page", "command"]
