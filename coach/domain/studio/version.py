"""What was published of a rubric: frozen, numbered, signed, and readable for ever."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from coach.domain.rubric import Identifier, Text
from coach.domain.value import Value

LONGEST_NOTE = 500
"""Characters of a note or a reason."""

BASELINE_NOTE = "As the file stood before it was first changed in the studio."


class GateResult(Value):
    """One text that was tried before publishing; see `coach.service.checking.Trial`."""

    name: str
    state: Literal["holds", "broken", "undecided"]
    result: str
    score: float | None
    score_best: float | None
    why: str


class Retirement(Value):
    """When and by whom a version was taken out of use, and why."""

    at: datetime
    by: str
    why: str


class Version(Value):
    """One published version of a rubric. Nothing of it ever changes, but that it may be retired.

    `rubric_version`, `golden_version` and `us_version` are the hashes under which the content is frozen;
    `text` is the rubric's file as it was, remarks included. `gates` are the trials it was published on, by the
    judge `judge`; `reason` says why it was published although some of them were broken. `author` is the key of
    a person. At most one version of a rubric is in use: publishing retires the one before.
    """

    rubric_id: Identifier
    number: Annotated[int, Field(ge=1)]
    rubric_version: Text
    golden_version: Text
    us_version: Text
    title: Text
    author: Text
    at: datetime
    note: str
    text: str
    judge: str | None = None
    gates: tuple[GateResult, ...] = ()
    reason: str | None = None
    retired: Retirement | None = None

    @property
    def in_use(self) -> bool:
        return self.retired is None

    @property
    def open_gates(self) -> tuple[GateResult, ...]:
        """The trials that did not come out as they must."""
        return tuple(gate for gate in self.gates if gate.state == "broken")
