"""What one grader said of one pitch under one rubric."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from coach.domain.rubric import Identifier, Percent, Text
from coach.domain.value import Value

JUDGE = "judge"
"""The rater's name under which the machine's scores stand; no person may take it."""


class Rating(Value):
    """Percent per criterion, and the total; a criterion that was not looked at is left out.

    `pitch` is the id of an attempt or of a sample, or a name from outside. `rater` is the key of a person, a name
    from outside, or `JUDGE`. `verdicts` are the answers that the scores come from (`criterion/check` or
    `criterion` to a verdict or level), empty for scores that came in a table.
    """

    rubric_id: Identifier
    rubric_version: str
    pitch: Text
    rater: Text
    at: datetime
    scores: dict[Identifier, Percent]
    total: Percent | None = None
    verdicts: dict[str, str] = {}
    note: Annotated[str, Field(max_length=2_000)] = ""


class Sample(Value):
    """A pitch that somebody brought to be graded; it is no attempt, and nobody is certified by it."""

    id: Text
    rubric_id: Identifier
    title: Text
    text: Text
    by: Text
    at: datetime
