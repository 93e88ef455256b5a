"""The parts of a form: fields with their label and a sentence of help, in groups."""

from enum import StrEnum
from typing import Any, Literal

from coach.domain.value import Value

Source = Literal["situations", "claims", "proofs", "pitches"]
"""Where the possible ids come from: two of them stand in the file itself, two in other files."""


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    CHOICE = "choice"
    FLAG = "flag"
    PASSAGE = "passage"
    """A text that can be picked from the golden pitch."""
    IDS = "ids"
    """Some of the ids of a source."""
    LINES = "lines"
    GROUP = "group"
    """Fields that belong together and may be left out together."""
    GROUPS = "groups"
    """A list whose entries have fields."""
    NAMED = "named"
    """Entries with fields, each under an id of its own."""
    SHARES = "shares"
    """One number for each situation, each of which may be left out."""
    POSITION = "position"
    """The number of an entry in its list, counted from 0: nobody fills it in."""


class Option(Value):
    """One thing to choose."""

    value: str
    label: str


class Field(Value):
    """One name of the file as it stands in the form.

    `new` is what an entry looks like when it is added; `titled` is the field by which an entry is called.
    `low` and `high` bound a number, `most` the entries of a list. `follows` is the field from which an id is
    made until somebody writes one. A field with `instead_of` is offered in place of that one and never beside
    it; one with `only_with` is shown where that one is filled in. `left_out` says what holds without a value.
    """

    name: str
    label: str
    help: str = ""
    kind: Kind
    required: bool = False
    left_out: str = ""
    example: str = ""
    options: tuple[Option, ...] = ()
    source: Source | None = None
    low: float | None = None
    high: float | None = None
    whole: bool = False
    most: int | None = None
    noun: str = "entry"
    titled: str = ""
    follows: str = ""
    new: dict[str, Any] | None = None
    fields: tuple["Field", ...] = ()
    instead_of: str = ""
    only_with: str = ""


class Group(Value):
    """Fields under one heading. `name` is an anchor in the page."""

    name: str
    title: str
    help: str = ""
    fields: tuple[Field, ...]


class Form(Value):
    """All that can be filled in of one kind of file."""

    groups: tuple[Group, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for group in self.groups for field in group.fields)


def options(**labels: str) -> tuple[Option, ...]:
    """Choices by their value."""
    return tuple(Option(value=value, label=label) for value, label in labels.items())
