"""Points over time as a drawing: across in percent of the width, so that text keeps its size; up in pixels."""

from collections.abc import Sequence
from itertools import pairwise

from coach.domain.certification import Kind
from coach.domain.history import CriterionPoints, Entry, Trend
from coach.domain.value import Value
from coach.web.rendering import OUTCOMES, day, when
from coach.web.reporting.wording import count, points, span

DRAWN = 40
"""So many attempts fit beside each other on a phone."""

HEIGHT, EDGE = 196.0, 14.0
SPARK_HEIGHT, SPARK_EDGE = 52.0, 9.0
LEFT, RIGHT = 4.0, 96.0

CLEAR = 9.0
"""Labels of an axis need so many points between them."""


class Mark(Value):
    """One attempt: `low` to `high` are its points with every doubt against and for, as heights."""

    x: float
    low: float
    high: float
    official: bool
    passed: bool
    latest: bool
    label: str


class Segment(Value):
    """A line between two marks."""

    x1: float
    y1: float
    x2: float
    y2: float


class Tick(Value):
    """A label of the axis at a height; `strong` for the pass mark."""

    y: float
    text: str
    strong: bool = False


class Chart(Value):
    """A trend. `changes` are where the rubric became another one; `label` says all of it in words, and `doubt`
    what keeps the points from being held against each other.
    """

    height: float
    marks: tuple[Mark, ...]
    lines: tuple[Segment, ...]
    ticks: tuple[Tick, ...]
    changes: tuple[float, ...]
    pass_y: float | None
    first: str
    last: str
    label: str
    doubt: str | None
    spans: bool
    officials: bool
    left_out: int


class Spark(Value):
    """A trend of one criterion, small: the line, and the latest with its doubt."""

    height: float
    lines: tuple[Segment, ...]
    x: float
    low: float
    high: float


def chart(trend: Trend, pass_mark: float | None) -> Chart | None:
    """The trend of a pitch; None while one attempt alone makes no trend."""
    entries = trend.entries[-DRAWN:]
    if len(entries) < 2:
        return None
    marks = tuple(_mark(entry, _across(at, len(entries)), entry is trend.latest) for at, entry in enumerate(entries))
    return Chart(
        height=HEIGHT,
        marks=marks,
        lines=_lines([(mark.x, mark.low) for mark in marks]),
        ticks=_ticks(pass_mark),
        changes=tuple(
            round((marks[at - 1].x + marks[at].x) / 2, 2)
            for at in range(1, len(entries))
            if entries[at].rubric_version != entries[at - 1].rubric_version
        ),
        pass_y=None if pass_mark is None else _up(pass_mark),
        first=day(entries[0].at),
        last=day(entries[-1].at),
        label=_label(trend, entries, pass_mark),
        doubt=_doubt(trend),
        spans=any(entry.score != entry.score_best for entry in entries),
        officials=any(mark.official for mark in marks),
        left_out=len(trend.entries) - len(entries),
    )


def alike(trend: Trend) -> bool:
    """Whether all attempts were asked the same, so that a difference comes from what was said."""
    return trend.one_rubric and trend.one_situation


def spark(progress: Sequence[CriterionPoints]) -> Spark | None:
    """The trend of one criterion; None for one attempt alone."""
    shown = progress[-DRAWN:]
    if len(shown) < 2:
        return None
    at = [(_across(place, len(shown)), _up(each.score or 0.0, small=True)) for place, each in enumerate(shown)]
    latest = shown[-1]
    best = latest.score if latest.score_best is None else latest.score_best
    return Spark(height=SPARK_HEIGHT, lines=_lines(at), x=at[-1][0], low=at[-1][1], high=_up(best or 0.0, small=True))


def _mark(entry: Entry, x: float, latest: bool) -> Mark:
    low = entry.score or 0.0
    high = low if entry.score_best is None else entry.score_best
    kind = "official" if entry.kind is Kind.OFFICIAL else "practice"
    outcome = f", {OUTCOMES[entry.final][0]}" if entry.final else ""
    return Mark(
        x=x,
        low=_up(low),
        high=_up(high),
        official=entry.kind is Kind.OFFICIAL,
        passed=entry.passed,
        latest=latest,
        label=f"{when(entry.at)}: {span(low, high)} points, {kind}{outcome}",
    )


def _lines(places: Sequence[tuple[float, float]]) -> tuple[Segment, ...]:
    return tuple(Segment(x1=x1, y1=y1, x2=x2, y2=y2) for (x1, y1), (x2, y2) in pairwise(places))


def _ticks(pass_mark: float | None) -> tuple[Tick, ...]:
    plain = [value for value in (0.0, 50.0, 100.0) if pass_mark is None or abs(value - pass_mark) >= CLEAR]
    ticks = [Tick(y=_up(value), text=points(value)) for value in plain]
    if pass_mark is not None:
        ticks.append(Tick(y=_up(pass_mark), text=points(pass_mark), strong=True))
    return tuple(ticks)


def _label(trend: Trend, entries: Sequence[Entry], pass_mark: float | None) -> str:
    latest, best = trend.latest, span(trend.best.score, trend.best.score_best)
    text = (
        f"Points of the last {count(len(entries), 'scored attempt')}, oldest on the left: "
        f"{points(entries[0].score or 0)} on {day(entries[0].at)}, "
        f"{span(latest.score, latest.score_best)} on {day(latest.at)}; the best was {best}."
    )
    return text if pass_mark is None else f"{text} The pass mark is {points(pass_mark)}."


def _doubt(trend: Trend) -> str | None:
    """In words; None where all were judged alike."""
    if alike(trend):
        return None
    rubric, situation = "the rubric was changed between them", "they were made for different situations"
    why = situation if trend.one_rubric else rubric if trend.one_situation else f"{rubric}, and {situation}"
    return f"Not all of these were judged alike: {why}. Part of a difference may come from what was asked."


def _across(place: int, of: int) -> float:
    return round(LEFT + (RIGHT - LEFT) * place / (of - 1), 2)


def _up(value: float, *, small: bool = False) -> float:
    height, edge = (SPARK_HEIGHT, SPARK_EDGE) if small else (HEIGHT, EDGE)
    return round(edge + (height - 2 * edge) * (1 - value / 100), 1)
