"""A file of YAML as it was read: its data, where each part of it stands, and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from coach.adapters.yaml_syntax import Slip

Where = tuple[str | int, ...]
"""A place in the parsed data: keys and list positions."""


class Spot(NamedTuple):
    """Where a part stands in the text, as offsets of characters.

    `mark` is where its name or its dash begins (in a flow list its value), `behind` the place right behind the
    colon or the dash. The value goes from `start` up to `end`; of an empty one both are `behind`. `style` is
    `plain`, a quotation mark, `>`, `|`, `empty`, `block` or `flow`; `inline` is a part of something in brackets.
    """

    mark: int
    behind: int
    start: int
    end: int
    style: str
    inline: bool


@dataclass
class Sheet:
    """A file as it was read: plain data, the line and the spot of every part, and what is wrong so far.

    `doubtful` holds scalars that YAML could misread (`no`, `1:30`, a date), kept in `data` as text. `told` are
    the places of values that are complained about already; nothing more needs to be said of them.
    """

    data: dict[str, Any] | None = None
    lines: dict[Where, int] = field(default_factory=dict[Where, int])
    slips: list[Slip] = field(default_factory=list[Slip])
    doubtful: dict[Where, Slip] = field(default_factory=dict[Where, Slip])
    spots: dict[Where, Spot] = field(default_factory=dict[Where, Spot])
    told: set[Where] = field(default_factory=set[Where])

    def line(self, where: Where) -> int:
        """The line of a place, or of the nearest part around it that has one."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def at(self, where: Where) -> Any:
        """What stands at a place; None where nothing does."""
        value: Any = self.data
        for part in where:
            try:
                value = value[part]
            except (KeyError, IndexError, TypeError):
                return None
        return value
