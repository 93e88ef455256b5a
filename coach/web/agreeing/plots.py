"""The drawings of a calibration, in the units of their view boxes: right is more, and so is up."""

from collections.abc import Callable, Sequence

from coach.domain.studio.calibration.agreement import Confusion, Figure, Part, Report
from coach.domain.studio.calibration.thresholds import KAPPA_NEEDED
from coach.domain.value import Value
from coach.web.agreeing.wording import decimals, signed
from coach.web.reporting.wording import points

SIDE, LEFT, BOTTOM, EDGE = 360.0, 44.0, 40.0, 12.0
"""A plot's width and height, and what its labels take of them."""

STEPS = (1, 2, 5, 10, 20, 25, 50)
"""Distances between the labels of an axis."""

MOST_LABELS = 6


class Mark(Value):
    """One pitch; `title` says it in words."""

    x: float
    y: float
    title: str


class Tick(Value):
    """A label of an axis, at a place along it."""

    at: float
    text: str


class Line(Value):
    """A level line with its name."""

    at: float
    text: str
    strong: bool


class Plot(Value):
    """Marks in a square field from (`left`, `top`) to (`right`, `bottom`). `label` says all of it in words.

    `band` is what lies around the pass mark, as the lower and upper end on the axis across; the same holds up.
    """

    side: float = SIDE
    left: float = LEFT
    right: float = SIDE - EDGE
    top: float = EDGE
    bottom: float = SIDE - BOTTOM
    marks: tuple[Mark, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    lines: tuple[Line, ...] = ()
    pass_x: float | None = None
    pass_y: float | None = None
    band_x: tuple[float, float] | None = None
    band_y: tuple[float, float] | None = None
    diagonal: tuple[float, float, float, float] | None = None
    across_title: str
    up_title: str
    label: str


class Whisker(Value):
    """A value with its interval, in percent of the width; `low` and `high` None without an interval."""

    at: float
    low: float | None
    high: float | None
    text: str


class Row(Value):
    """One criterion, or the total: between graders and with the judge. None where there is no figure."""

    title: str
    humans: Whisker | None
    judge: Whisker | None
    label: str


class Whiskers(Value):
    """Kappa by part, on one axis; `needed` is where the threshold stands."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    needed: float


class Grid(Value):
    """A confusion matrix: each cell with its count and its share of the fullest cell, in percent."""

    labels: tuple[str, ...]
    rows: tuple[tuple[tuple[int, int], ...], ...]


class _Axis:
    """Numbers to places in a plot."""

    def __init__(self, low: float, high: float) -> None:
        step = next((s for s in STEPS if (high - low) / s <= MOST_LABELS), STEPS[-1])
        self.low, self.high = step * (low // step), -step * (-high // step)
        if self.low == self.high:
            self.high += step
        count = round((self.high - self.low) / step)
        self.values = [self.low + step * place for place in range(count + 1)]

    def x(self, value: float) -> float:
        return round(LEFT + (value - self.low) / (self.high - self.low) * (SIDE - LEFT - EDGE), 1)

    def y(self, value: float) -> float:
        return round(SIDE - BOTTOM - (value - self.low) / (self.high - self.low) * (SIDE - BOTTOM - EDGE), 1)


def scatter(report: Report) -> Plot | None:
    """The judge's totals over the graders' means; None where no pitch has both."""
    both = [(p, p.mean, p.judge) for p in report.pitches if p.mean is not None and p.judge is not None]
    if not both:
        return None
    values = [value for _, mean, judge in both for value in (mean, judge)]
    low, high = report.pass_mark - report.band, min(100.0, report.pass_mark + report.band)
    axis = _Axis(max(0.0, min(*values, low)), min(100.0, max(*values, high)))
    above = sum(judge > mean for _, mean, judge in both)
    below = sum(judge < mean for _, mean, judge in both)
    label = (
        f"The judge's total over the graders' mean, {len(both)} pitches: {above} lie above the line of equal scores, "
    )
    label += f"{below} below it. The pass mark is {points(report.pass_mark)} ± {points(report.band)}."
    return Plot(
        marks=tuple(
            Mark(x=axis.x(mean), y=axis.y(judge), title=f"{p.id}: graders {points(mean)}, judge {points(judge)}")
            for p, mean, judge in both
        ),
        across=tuple(Tick(at=axis.x(value), text=points(value)) for value in axis.values),
        up=tuple(Tick(at=axis.y(value), text=points(value)) for value in axis.values),
        pass_x=axis.x(report.pass_mark),
        pass_y=axis.y(report.pass_mark),
        band_x=(axis.x(low), axis.x(high)) if report.band else None,
        band_y=(axis.y(high), axis.y(low)) if report.band else None,
        diagonal=(axis.x(axis.low), axis.y(axis.low), axis.x(axis.high), axis.y(axis.high)),
        across_title="Graders' mean",
        up_title="Judge",
        label=label,
    )


def differences(report: Report) -> Plot | None:
    """Judge minus graders over the mean of the two (Bland & Altman 1986); None with fewer than two pitches."""
    judge = report.total.judge
    if judge is None or judge.limits is None or judge.bias.value is None:
        return None
    both = [(p, p.mean, p.judge) for p in report.pitches if p.mean is not None and p.judge is not None]
    if len(both) < 2:  # a grader is shown only the pitches that are done with
        return None
    low, high = judge.limits
    apart = [each - mean for _, mean, each in both]
    across = _Axis(min((m + j) / 2 for _, m, j in both), max((m + j) / 2 for _, m, j in both))
    up = _Axis(min(*apart, low, 0.0), max(*apart, high, 0.0))
    lines = [
        Line(at=up.y(high), text=f"{signed(high)}", strong=False),
        Line(at=up.y(judge.bias.value), text=f"mean {signed(judge.bias.value)}", strong=True),
        Line(at=up.y(low), text=f"{signed(low)}", strong=False),
    ]
    label = f"Judge minus graders, {len(both)} pitches: {signed(judge.bias.value)} points on average; "
    label += f"19 of 20 lie between {signed(low)} and {signed(high)} points, if the differences are normal."
    return Plot(
        marks=tuple(
            Mark(
                x=across.x((mean + each) / 2),
                y=up.y(each - mean),
                title=f"{p.id}: judge {signed(each - mean)} points",
            )
            for p, mean, each in both
        ),
        across=tuple(Tick(at=across.x(value), text=points(value)) for value in across.values),
        up=tuple(Tick(at=up.y(value), text=signed(value, digits=0)) for value in up.values),
        lines=tuple(lines) if high > low else (lines[1],),
        across_title="Mean of graders and judge",
        up_title="Judge minus graders",
        label=label,
    )


def whiskers(report: Report) -> Whiskers | None:
    """Quadratic weighted kappa of the total and of each criterion; None where there is none at all."""
    parts = (report.total, *report.criteria)
    figures = [figure for part in parts for figure in _kappas(part) if figure.value is not None]
    if not figures:
        return None
    lowest = min(each.value if each.low is None else each.low for each in figures if each.value is not None)
    start = min(0.0, max(-1.0, (lowest * 5) // 1 / 5))

    def place(value: float) -> float:
        return round(100 * (max(value, start) - start) / (1 - start), 2)

    count = round((1 - start) * 5)
    return Whiskers(
        rows=tuple(_row(part, [_whisker(figure, place) for figure in _kappas(part)]) for part in parts),
        ticks=tuple(Tick(at=place(start + n / 5), text=decimals(start + n / 5, 1)) for n in range(count + 1)),
        needed=place(KAPPA_NEEDED),
    )


def grid(confusion: Confusion) -> Grid:
    """The matrix with how full each cell is."""
    fullest = max((count for row in confusion.counts for count in row), default=0) or 1
    rows = tuple(tuple((count, round(100 * count / fullest)) for count in row) for row in confusion.counts)
    return Grid(labels=confusion.labels, rows=rows)


def _kappas(part: Part) -> list[Figure]:
    return [part.humans.qwk, part.judge.qwk if part.judge else Figure()]


def _whisker(figure: Figure, place: Callable[[float], float]) -> Whisker | None:
    if figure.value is None:
        return None
    low, high = (None if end is None else place(end) for end in (figure.low, figure.high))
    text = decimals(figure.value)
    if figure.low is not None and figure.high is not None:
        text += f" ({decimals(figure.low)} to {decimals(figure.high)})"
    return Whisker(at=place(figure.value), low=low, high=high, text=text)


def _row(part: Part, both: Sequence[Whisker | None]) -> Row:
    humans, judge = both
    said = [f"between graders {humans.text}" if humans else "between graders none"]
    said.append(f"judge with a grader {judge.text}" if judge else "judge with a grader none")
    return Row(title=part.title, humans=humans, judge=judge, label=f"Kappa of {part.title}: {', '.join(said)}.")
