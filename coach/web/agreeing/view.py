"""What the report of a calibration says, part by part, ready to be shown."""

from collections.abc import Iterator

from coach.domain.studio.calibration.agreement import Figure, Humans, Part, Reading, Report
from coach.domain.value import Value
from coach.web.agreeing.plots import Grid, Plot, Whiskers, differences, grid, scatter, whiskers
from coach.web.agreeing.wording import NAMES, figure, interval
from coach.web.reporting.wording import count, points


class Line(Value):
    """One figure with what it means. `value` is None for what is words only."""

    name: str
    value: str | None
    interval: str | None
    tone: str
    text: str
    source: str | None


class Block(Value):
    """The figures of one comparison."""

    title: str
    about: str
    lines: tuple[Line, ...]


class Section(Value):
    """One criterion, or the total: its blocks, and the table of steps."""

    id: str
    title: str
    scale: str
    blocks: tuple[Block, ...]
    grid: Grid | None


class Score(Value):
    """One pitch in the list of all."""

    pitch: str
    graders: str
    mean: str
    judge: str


class Shown(Value):
    """Everything the report shows."""

    title: str
    version: str
    summary: str
    notes: tuple[Reading, ...]
    enough: bool
    whiskers: Whiskers | None
    plots: tuple[Plot, ...]
    total: Section
    criteria: tuple[Section, ...]
    scores: tuple[Score, ...]


def shown(report: Report) -> Shown:
    """The report in words and drawings."""
    people = count(report.n_raters, "grader")
    summary = f"{count(report.n_pitches, 'pitch', 'pitches')}, {people}; {report.double_scored} scored by two or more, "
    summary += f"{report.judged} by a grader and the judge."
    return Shown(
        title=report.title,
        version=report.rubric_version,
        summary=summary,
        notes=tuple(each for each in report.readings if each.figure in {"graders", "sample", "left_out", "spread"}),
        enough=report.enough,
        whiskers=whiskers(report),
        plots=tuple(plot for plot in (scatter(report), differences(report)) if plot is not None),
        total=_section(report, report.total),
        criteria=tuple(_section(report, part) for part in report.criteria),
        scores=tuple(
            Score(
                pitch=pitch.id,
                graders=", ".join(f"{rater} {points(total)}" for rater, total in sorted(pitch.graders.items())),
                mean="–" if pitch.mean is None else points(pitch.mean),
                judge="–" if pitch.judge is None else points(pitch.judge),
            )
            for pitch in report.pitches
        ),
    )


def _section(report: Report, part: Part) -> Section:
    scale = "In whole points." if part.id is None else f"In steps of 0 to {part.scale.top} ({part.scale.unit})."
    blocks = [_between(report, part)]
    if part.judge is not None:
        blocks.append(_judge(report, part))
    matrix = grid(part.judge.confusion) if part.judge is not None and part.judge.n_pitches else None
    # A criterion may have any id, also `total`.
    name = "total" if part.id is None else f"of-{part.id}"
    return Section(id=name, title=part.title, scale=scale, blocks=tuple(blocks), grid=matrix)


def _between(report: Report, part: Part) -> Block:
    lines = tuple(_agreement(report, part, part.humans, "humans"))
    about = f"{count(part.humans.n_pitches, 'pitch', 'pitches')} that two or more scored"
    return Block(title="Between graders", about=about, lines=lines)


def _judge(report: Report, part: Part) -> Block:
    judge = part.judge
    assert judge is not None  # the caller looked
    lines = [*_agreement(report, part, judge, "judge")]
    degradation = report.reading(part.id, "degradation")
    if degradation is not None:
        lines.append(_line(NAMES["degradation"], None, degradation, "ratio"))
    lines += [
        _line(NAMES["qwk_mean"], judge.qwk_mean, report.reading(part.id, "judge.qwk_mean"), "ratio"),
        _line(NAMES["bias"], judge.bias, report.reading(part.id, "judge.bias"), "points"),
        _line(NAMES["smd"], judge.smd, report.reading(part.id, "judge.smd"), "ratio"),
    ]
    about = f"{count(judge.n_pitches, 'pitch', 'pitches')}, with each grader in turn"
    return Block(title="Judge and graders", about=about, lines=tuple(lines))


def _agreement(report: Report, part: Part, agreement: Humans, side: str) -> Iterator[Line]:
    near = f"At most {part.scale.near} points apart" if part.id is None else "At most one step apart"
    yield _line(NAMES["qwk"], agreement.qwk, report.reading(part.id, f"{side}.qwk"), "ratio")
    yield _line(NAMES["alpha"], agreement.alpha, report.reading(part.id, f"{side}.alpha"), "ratio")
    yield _line(NAMES["exact"], agreement.exact, report.reading(part.id, f"{side}.exact"), "share")
    yield _line(near, agreement.adjacent, None, "share")
    if agreement.same_side is not None:
        reading = report.reading(part.id, f"{side}.same_side")
        yield _line(NAMES["same_side"], agreement.same_side, reading, "share")


def _line(name: str, of: Figure | None, reading: Reading | None, kind: str) -> Line:
    return Line(
        name=name,
        value=None if of is None else figure(of, kind),
        interval=None if of is None else interval(of, kind),
        tone=reading.tone if reading else "quiet",
        text=reading.text if reading else "",
        source=reading.source if reading else None,
    )
