"""Ratings as a table: what spreadsheets write is read, and what they may do with ours is thought of.

Wide: `pitch,rater,<criterion id>...,total`; long: `pitch,rater,criterion,score`, where `total` may stand for a
criterion. Scores are percent, 0 to 100. The rater `judge` is the machine. A total that is left out is computed from
the weights, where every criterion that has one was scored.
"""

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from coach.adapters.rating_cells import NOTE, PITCH, RATER, TOTAL, Cell, CellReader, Names, safe
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.imported import Imported
from coach.domain.studio.calibration.rating import Rating
from coach.domain.studio.calibration.sheet import total as weighed

MOST_FAULTS = 50
"""So many faults are told; whoever mends them finds the others."""

LEVELS_LIKE = 5.0
"""Where no score of a criterion is above this, it was written in levels or in shares, not in percent."""

_PERCENT = "Scores are percent: 2 of 3 checks is 66.7, level 3 of 4 is 75."
_REALLY = "Where so little is meant, write 3 as 3%."


class CsvRatings:
    """Reads and writes tables of ratings."""

    def read(self, content: bytes, rubric: Rubric, at: datetime) -> Imported:
        """The ratings of a table, or everything that is to be mended in it. They are given under this rubric."""
        reader = CellReader(Names(rubric))
        scores: dict[tuple[str, str], dict[str, float]] = {}
        columns: dict[tuple[str, str], _Column] = {}
        for cell in reader.cells(content):
            value = _percent(cell, reader)
            if value is not None:
                scores.setdefault((cell.pitch, cell.rater), {})[cell.of] = value
                column = columns.setdefault((cell.column, cell.of), _Column())
                column.highest = max(column.highest, value)
                column.percent |= cell.text.endswith("%")
        if not scores and not reader.faults:
            reader.fault(None, None, "there are no scores in this table.", "Write one line for each pitch and rater.")
        for (name, of), column in columns.items():
            if 0 < column.highest <= LEVELS_LIKE and not column.percent:
                what = f"no score of `{of}` is above {column.highest:g}, so these seem to be levels or shares."
                reader.fault(None, name, what, f"{_PERCENT} {_REALLY}")
        if reader.faults:
            in_order = sorted(reader.faults, key=lambda fault: fault.line or 0)
            return Imported(ratings=(), faults=tuple(in_order[:MOST_FAULTS]))
        return Imported(
            ratings=tuple(
                Rating(
                    rubric_id=rubric.id,
                    rubric_version=rubric.version,
                    pitch=pitch,
                    rater=rater,
                    at=at,
                    scores={name: value for name, value in given.items() if name != TOTAL},
                    total=given[TOTAL] if TOTAL in given else _total(rubric, given),
                    note=reader.notes.get((pitch, rater), ""),
                )
                for (pitch, rater), given in scores.items()
            )
        )

    def write(self, ratings: Sequence[Rating], rubric: Rubric) -> bytes:
        """The wide table, with the byte order mark by which spreadsheets know UTF-8."""
        out, ids = io.StringIO(newline=""), Names(rubric).ids
        writer = csv.writer(out)
        writer.writerow([PITCH, RATER, *ids, TOTAL, NOTE])
        for each in ratings:
            scores = [_number(each.scores.get(name)) for name in ids]
            writer.writerow([safe(each.pitch), safe(each.rater), *scores, _number(each.total), safe(each.note)])
        return out.getvalue().encode("utf-8-sig")


@dataclass
class _Column:
    """The highest score of one criterion, and whether any was written with a percent sign."""

    highest: float = 0.0
    percent: bool = False


def _percent(cell: Cell, reader: CellReader) -> float | None:
    text = cell.text.removesuffix("%").strip()
    if text.startswith("="):
        reader.fault(cell.line, cell.column, f"“{cell.text[:40]}” is a formula.", "Write the number itself.")
        return None
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")  # a decimal comma
    try:
        value = float(text) if text.isascii() and "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        hint = "Write percent from 0 to 100; leave empty what was not scored."
        reader.fault(cell.line, cell.column, f"“{cell.text[:40]}” is no number.", hint)
        return None
    if not 0 <= value <= 100:
        reader.fault(cell.line, cell.column, f"{cell.text[:40]} is not between 0 and 100.", _PERCENT)
        return None
    return value


def _total(rubric: Rubric, scores: dict[str, float]) -> float | None:
    situation = rubric.default_situation
    needed = {c.id for c in rubric.observed(situation) if c.weight_in(situation) > 0}
    return weighed(rubric, situation, scores) if needed <= scores.keys() else None


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
