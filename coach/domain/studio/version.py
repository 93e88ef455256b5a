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
    behind: tuple[str, ...] = ()
    """The answers that made it come out so, in words."""


class Retirement(Value):
    """When and by whom a version was taken out of use, and why."""

    at: datetime
    by: str
    why: str


class Pin(Value):
    """Which version it is, and the hashes under which its content is frozen."""

    rubric_id: Identifier
    number: Annotated[int, Field(ge=1)]
    rubric_version: Text
    golden_version: Text
    us_version: Text

    @property
    def hashes(self) -> tuple[str, str, str]:
        return (self.rubric_version, self.golden_version, self.us_version)


class Version(Pin):
    """One published version of a rubric. Nothing of it ever changes, but that it may be retired.

    `text` is the rubric's file as it was, remarks included. `gates` are the trials it was published on, by the
    judge `judge`; `reason` says why it was published although some of them were broken. `author` is the key of
    a person; of the `baseline` whoever first changed the file, who published nothing. At most one version of a
    rubric is in use: publishing retires the one before.
    """

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
    def baseline(self) -> bool:
        """Whether it only keeps what a file said: nobody published it, though somebody's first change made it."""
        return self.judge is None and self.note == BASELINE_NOTE

    @property
    def open_gates(self) -> tuple[GateResult, ...]:
        """The trials that did not come out as they must."""
        return tuple(gate for gate in self.gates if gate.state == "broken")
