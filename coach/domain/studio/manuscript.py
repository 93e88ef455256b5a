"""A file under an author's hands: its words, what is wrong with them, and what a form does to them."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from coach.domain.rubric import GoldenPitch, Identifier, PitchKind, Rubric, Us
from coach.domain.value import Value

Where = tuple[str | int, ...]
"""A place in the data of a file: names and list positions, from the outside in."""


class ManuscriptKind(StrEnum):
    """What a file holds."""

    RUBRIC = "rubric"
    PITCH = "pitch"
    CARD = "card"
    US = "us"


LIVE = frozenset({ManuscriptKind.CARD, ManuscriptKind.US})
"""Files without versions: what is saved counts at once, so with errors they are not saved."""


class Address(Value):
    """Which file. `part` is set for the texts of a golden pitch and for nothing else."""

    kind: ManuscriptKind
    id: Identifier
    part: PitchKind | None = None

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if (self.part is not None) != (self.kind is ManuscriptKind.PITCH):
            raise ValueError("the texts of a golden pitch have a part, and nothing else has one")
        if (self.id == "us") != (self.kind is ManuscriptKind.US):
            raise ValueError("`us` is the one file of what is true of us")
        return self

    @property
    def path(self) -> str:
        """Relative to the library root."""
        match self.kind:
            case ManuscriptKind.RUBRIC:
                return f"rubrics/{self.id}.yaml"
            case ManuscriptKind.PITCH:
                assert self.part is not None
                return f"golden_pitches/{self.id}/{self.part.value}.md"
            case ManuscriptKind.CARD | ManuscriptKind.US:
                return f"battlecards/{self.id}.yaml"


class Manuscript(Value):
    """A file as it stands. `stamp` is the hash of its bytes: whoever saves says which state they began from."""

    address: Address
    text: str
    stamp: str


class Remark(Value):
    """One thing about a file: an error keeps it from being used, a warning is advice.

    `line` counts from 1; `where` is the field that it is about. Both None: the whole file.
    """

    where: Where | None = None
    line: int | None = None
    message: str
    hint: str
    severity: Literal["error", "warning"]


class Reading(Value):
    """What a text holds. `data` is None where it cannot be taken apart; `version` is the hash of the data.

    A Markdown text is read as its front matter's names and `body`. Remarks stand in the order of their lines.
    """

    data: dict[str, Any] | None
    version: str | None
    remarks: tuple[Remark, ...]

    @property
    def usable(self) -> bool:
        """Whether nothing in it keeps it from being used."""
        return self.data is not None and all(remark.severity != "error" for remark in self.remarks)


class Put(Value):
    """Write a value at a place; a place that is not there yet is made. None takes the name out."""

    do: Literal["put"] = "put"
    where: Where
    value: Any


class Insert(Value):
    """Put one more entry into a list, before the position with which `where` ends."""

    do: Literal["insert"] = "insert"
    where: Where
    value: Any


class Remove(Value):
    """Take an entry out of a list, or a name out of a mapping."""

    do: Literal["remove"] = "remove"
    where: Where


class Move(Value):
    """Give an entry of a list another position in it."""

    do: Literal["move"] = "move"
    where: Where
    to: Annotated[int, Field(ge=0)]


Edit = Annotated[Put | Insert | Remove | Move, Field(discriminator="do")]
"""What a form does to a text, one step at a time."""


class Bundle(Value):
    """A rubric with all that its pitches are judged by."""

    rubric: Rubric
    golden: GoldenPitch
    us: Us

    @property
    def hashes(self) -> tuple[str, str, str]:
        """What its content is frozen under; the same hashes, the same content."""
        return (self.rubric.version, self.golden.version, self.us.version)
