"""Ratings as they come in from a table that somebody made elsewhere."""

from coach.domain.studio.calibration.rating import Rating
from coach.domain.value import Value


class TableFault(Value):
    """One thing to mend in a table. `line` counts from 1, `column` is its name; None: the whole file or line."""

    line: int | None
    column: str | None
    message: str
    hint: str

    @property
    def place(self) -> str:
        """Where it is, in words: `Line 4, column “problem”`."""
        parts = [f"Line {self.line}" if self.line else "", f"column “{self.column}”" if self.column else ""]
        place = ", ".join(part for part in parts if part) or "The file"
        return place[0].upper() + place[1:]


class Imported(Value):
    """What a table holds. Where anything has to be mended, nothing of it counts: `ratings` is empty then."""

    ratings: tuple[Rating, ...]
    faults: tuple[TableFault, ...] = ()
