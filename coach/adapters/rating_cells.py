"""The cells of a table of ratings: taken apart as spreadsheets write it, with everything that is wrong with it told."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from coach.domain.authoring import nearest
from coach.domain.person import MAX_NAME, alike, same_name, tidy_name
from coach.domain.rubric import Criterion, Rubric
from coach.domain.studio.calibration.imported import TableFault
from coach.domain.studio.calibration.rating import JUDGE

LARGEST = 2_000_000
"""Bytes. Three graders of a thousand pitches take a tenth of it."""

MOST_ROWS = 20_000
LONGEST_PITCH = 200
LONGEST_NOTE = 2_000

PITCH, RATER, CRITERION, SCORE, TOTAL, NOTE = "pitch", "rater", "criterion", "score", "total", "note"
DELIMITERS = ",;\t|"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet runs a cell that begins like this."""

_SAVE = "Save it again as “CSV UTF-8”."


class Cell(NamedTuple):
    """One score as it was written: what of (a criterion's id or TOTAL) which pitch by whom, and where it stands."""

    line: int
    column: str
    pitch: str
    rater: str
    of: str
    text: str


class Names:
    """The criteria that a table may speak of, by id or title in any case."""

    def __init__(self, rubric: Rubric) -> None:
        scored = [criterion for criterion in rubric.criteria if has_points(criterion)]
        self.ids = [criterion.id for criterion in scored]
        self._found = {c.title.casefold(): c.id for c in scored} | {c.id.casefold(): c.id for c in scored}
        self._gates = {criterion.id.casefold() for criterion in rubric.criteria if not has_points(criterion)}

    def find(self, name: str) -> str | None:
        """The id of the criterion that is called so."""
        return self._found.get(name.casefold())

    def unknown(self, name: str) -> str:
        """What to say of a name that is none."""
        if name.casefold() in self._gates:
            return f"`{name}` holds gates only: it earns no points."
        return f"the rubric has no criterion `{name[:60]}`.{nearest(name, [*self.ids, PITCH, RATER, TOTAL, NOTE])}"


class CellReader:
    """Takes one table apart. `faults` are what is to be mended, `notes` what raters noted on a pitch."""

    def __init__(self, names: Names) -> None:
        self.faults: list[TableFault] = []
        self.notes: dict[tuple[str, str], str] = {}
        self._names = names
        self._seen: dict[tuple[str, ...], int] = {}
        self._raters: dict[str, str] = {}

    def fault(self, line: int | None, column: str | None, message: str, hint: str) -> None:
        """Note one thing to mend."""
        self.faults.append(TableFault(line=line, column=column, message=message, hint=hint))

    def cells(self, content: bytes) -> list[Cell]:
        """Every score that can be made out."""
        text = self._decoded(content)
        rows = self._rows(text) if text is not None else []
        if not rows:
            return []
        line, header = rows[0]
        names = [name.casefold() for name in header]
        if not self._header_holds(line, header, names):
            return []
        long = CRITERION in names and SCORE in names
        columns = self._long_columns(line, header) if long else self._wide_columns(line, header)
        if self.faults:
            return []
        take = self._long_row if long else self._wide_row
        return [cell for number, row in rows[1:] for cell in self._row(number, row, columns, len(header), take)]

    def _decoded(self, content: bytes) -> str | None:
        if not content.strip():
            return self._no("it is empty.", "Save the table again, with its scores in it.")
        if len(content) > LARGEST:
            return self._no("it is far too large for a table of scores.", "Look whether it is the right file.")
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self._no("it is saved as UTF-16.", "Save it again as “CSV UTF-8”.")
        if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
            return self._no("it is no CSV, but a spreadsheet or another document.", "Save the sheet as “CSV UTF-8”.")
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.fault(line, None, "a letter cannot be read, because the file is not saved as UTF-8.", _SAVE)
            return None
        if "\0" in text:
            return self._no("it holds characters that no text has.", _SAVE)
        return text

    def _no(self, message: str, hint: str) -> None:
        self.fault(None, None, message, hint)

    def _rows(self, text: str) -> list[tuple[int, list[str]]]:
        """Every line that is not empty, with the number of its first line; the header first."""
        first = next(line for line in text.splitlines() if line.strip())
        delimiter = max(DELIMITERS, key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows: list[tuple[int, list[str]]] = []
        started = 1
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    rows.append((started, [cell.strip() for cell in row]))
                if len(rows) > MOST_ROWS:
                    self.fault(started, None, f"there are more than {MOST_ROWS} lines.", "Make several tables of it.")
                    return []
                started = reader.line_num + 1
        except csv.Error as error:
            if "unexpected end" in str(error):
                what = "a quotation mark is opened here and never closed."
                self.fault(started, None, what, 'Put one after the cell, or write a quotation mark as "".')
            else:
                self.fault(started, None, "this line cannot be taken apart.", 'Write a quotation mark as "".')
            return []
        return rows

    def _header_holds(self, line: int, header: Sequence[str], names: Sequence[str]) -> bool:
        missing = [name for name in (PITCH, RATER) if name not in names]
        if missing:
            named = f"there is no column {' and no column '.join(f'`{name}`' for name in missing)}"
            hint = f"The first line has to read pitch,rater,{','.join([*self._names.ids, TOTAL])}."
            if len(header) == 1:
                hint += " Columns are told apart by commas, semicolons or tabs."
            self.fault(line, None, f"{named}; the first line reads “{', '.join(header)[:80]}”.", hint)
        for name in sorted({name for name in names if name and names.count(name) > 1}):
            self.fault(line, name, "this column is there twice.", "Take one of the two out.")
        return not self.faults

    def _long_columns(self, line: int, header: Sequence[str]) -> dict[str, int]:
        columns = {name.casefold(): place for place, name in enumerate(header)}
        for name in columns.keys() - {PITCH, RATER, CRITERION, SCORE, NOTE, ""}:
            known = [PITCH, RATER, CRITERION, SCORE, NOTE]
            self.fault(line, name, f"this column means nothing here.{nearest(name, known)}", "Take it out.")
        return columns

    def _wide_columns(self, line: int, header: Sequence[str]) -> dict[str, int]:
        columns: dict[str, int] = {}
        for place, name in enumerate(header):
            if name.casefold() in {PITCH, RATER, TOTAL, NOTE}:
                columns[name.casefold()] = place
            elif (of := self._names.find(name)) is not None:
                if of in columns:
                    self.fault(line, name, f"two columns are about `{of}`.", "Take one of the two out.")
                columns[of] = place
            elif name:
                self._unknown(line, name, name)
        if not columns.keys() - {PITCH, RATER, NOTE} and not self.faults:
            self.fault(
                line, None, "there is no column with scores.", f"Add one of: {', '.join(self._names.ids)}, {TOTAL}."
            )
        return columns

    def _unknown(self, line: int, name: str, column: str) -> None:
        hint = f"Its criteria are: {', '.join(self._names.ids)}."
        self.fault(line, column, self._names.unknown(name[:60]), hint)

    def _row(self, line: int, row: list[str], columns: Mapping[str, int], width: int, take: "_Take") -> Iterator[Cell]:
        if any(row[width:]):
            hint = "A comma inside a cell, or in a number, needs quotation marks around the cell; or use semicolons."
            self.fault(line, None, f"this line has {len(row)} cells, the first line has {width}.", hint)
            return
        row = [*row, *[""] * (width - len(row))]
        pitch = self._name(line, PITCH, row[columns[PITCH]], LONGEST_PITCH)
        rater = self._name(line, RATER, row[columns[RATER]], MAX_NAME)
        if pitch is None or rater is None:
            return
        # As with names everywhere: case, spaces and dots tell nobody apart, and the first spelling stays.
        rater = JUDGE if same_name(rater, JUDGE) else self._raters.setdefault(alike(rater), rater)
        if NOTE in columns and row[columns[NOTE]]:
            self.notes[pitch, rater] = plain(row[columns[NOTE]])[:LONGEST_NOTE]
        yield from take(line, row, columns, pitch, rater)

    def _long_row(
        self, line: int, row: Sequence[str], columns: Mapping[str, int], pitch: str, rater: str
    ) -> Iterator[Cell]:
        name = row[columns[CRITERION]]
        of = TOTAL if name.casefold() == TOTAL else self._names.find(name)
        if of is None:
            self._unknown(line, name, CRITERION)
        elif not row[columns[SCORE]]:
            self.fault(line, SCORE, "there is no score.", "Write one, or take the line out.")
        elif self._first(line, pitch, rater, of):
            yield Cell(line, SCORE, pitch, rater, of, row[columns[SCORE]])

    def _wide_row(
        self, line: int, row: Sequence[str], columns: Mapping[str, int], pitch: str, rater: str
    ) -> Iterator[Cell]:
        scores = [(of, row[place]) for of, place in columns.items() if of not in {PITCH, RATER, NOTE}]
        if not any(text for _, text in scores):
            self.fault(line, None, "there is no score in this line.", "Write one, or take the line out.")
        elif self._first(line, pitch, rater):
            yield from (Cell(line, of, pitch, rater, of, text) for of, text in scores if text)

    def _first(self, line: int, *key: str) -> bool:
        """Whether nothing was said of this before."""
        earlier = self._seen.setdefault(key, line)
        if earlier != line:
            pitch, rater, *of = key
            what = f"{rater} has scored {f'`{of[0]}` of ' if of else ''}“{pitch}” in line {earlier} already."
            self.fault(line, None, what, "Keep one of the two lines. Capitals, spaces and dots make no other grader.")
        return earlier == line

    def _name(self, line: int, column: str, text: str, longest: int) -> str | None:
        name = plain(text)
        if text.startswith("="):
            self.fault(line, column, f"“{text[:40]}” is a formula.", "Write the name itself.")
        elif not tidy_name(name):
            self.fault(line, column, "this cell is empty.", f"Say which {column} it is.")
        elif len(name) > longest:
            self.fault(line, column, f"this is longer than {longest} characters.", "Give it a shorter name.")
        elif any(ord(character) < 32 for character in name):
            self.fault(line, column, "there is a line break in this name.", "Write it in one line.")
        else:
            return name
        return None


_Take = Callable[[int, Sequence[str], Mapping[str, int], str, str], Iterator[Cell]]


def has_points(criterion: Criterion) -> bool:
    """Whether there is anything to score: a criterion may hold gates alone."""
    return bool(criterion.levels) or any(not check.forbidden for check in criterion.checks)


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def plain(text: str) -> str:
    """Without the mark that `safe` sets."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text
