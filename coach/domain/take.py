"""A recording that is being made: parts arrive while the person still speaks."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from coach.domain.attempt import Redo
from coach.domain.certification import Kind
from coach.domain.value import Value

TAKE_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
"""The page names its takes itself (UUIDs), so that a recording can begin while the server does not answer."""


class Take(Value):
    """`attempt` is set once the take was handed in; until then it is nobody's attempt. `handed` is of how many parts
    it was handed in: what a device has beyond them is no part of the attempt.

    `kind` and `redo` say what it was recorded for, so that a reload can go on with it.
    """

    id: Annotated[str, Field(pattern=TAKE_ID)]
    who: str
    at: datetime
    mime: str
    rubric_id: str
    situation: str
    kind: Kind = Kind.PRACTICE
    redo: Redo | None = None
    attempt: str | None = None
    handed: int | None = None
