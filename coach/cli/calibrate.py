"""`coach calibrate`: do the scores of a rubric agree with people?"""

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.cli.commands import Commands
from coach.cli.folder import score_folder
from coach.cli.show import print_json, table, tell
from coach.domain.studio.calibration.agreement import Figure, Humans, Part, Report
from coach.domain.studio.calibration.imported import Imported
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.retest import spread
from coach.errors import UsageError
from coach.service.panel import CONFIGURED, EMBEDDED

if TYPE_CHECKING:
    from coach.service.studio.rounds import Current
    from coach.wiring import Workshop

FAULTS_SHOWN = 10
MOST_TIMES = 20
SIGNS = {"good": "✓", "mid": "!", "bad": "✗", "quiet": "·"}


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "calibrate",
        help="compare scores with those of human graders",
        description="Read what people gave the same pitches and say how far they agree with each other, and the judge "
        "with them. The table has one line for each pitch and grader: pitch,rater, one column for each criterion of "
        "the rubric (or total alone), in percent. The rater `judge` is the machine; where it has no lines, stored "
        "scores of pitches with this id count, or --score has the judge score a folder first. Ends with 0 also where a "
        "threshold is missed: the report says so, nothing fails; 2 is a mistake in what was asked for.",
        epilog="Example: coach calibrate --rubric first_call ratings.csv --score pitches/ --html calibration.html",
    )
    parser.add_argument("ratings", type=Path, metavar="RATINGS.csv", help="what people gave, as CSV")
    parser.add_argument("--rubric", metavar="ID", help="the rubric that was graded by (see rubrics/)")
    parser.add_argument("--draft", action="store_true", help="the rubric's file as it stands, not what is published")
    parser.add_argument("--score", type=Path, metavar="FOLDER", help="score these recordings and transcripts first; "
                        "a pitch is called like its file without the ending")  # fmt: skip
    parser.add_argument("--times", type=int, default=1, metavar="N", help="score each N times, for the judge's spread")
    parser.add_argument("--judge", choices=[CONFIGURED, EMBEDDED], default=CONFIGURED, help="who scores the folder")
    parser.add_argument("--csv", type=Path, metavar="OUT.csv", help="write all ratings, the judge's included")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the report with its plots as one file")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, score what is to be scored, report."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    content = _checked(arguments)
    workshop = Workshop(settings_from(environment()))
    if arguments.times > 1 and (arguments.judge == EMBEDDED or workshop.judge.identity.embedded):
        message = "The embedded judge says the same of the same words, so there is no spread to measure."
        raise UsageError(message, hint="Leave --times away, or set COACH_LLM_BASE_URL and COACH_LLM_MODEL.")
    current = _current(workshop, arguments.rubric, draft=arguments.draft)
    imported = workshop.rating_tables.read(content, current.rubric, datetime.now(UTC))
    _refuse_faults(imported, arguments.ratings)
    ratings = imported.ratings
    pitches = sorted({rating.pitch for rating in ratings})
    measured, judged = None, ()
    if arguments.score:
        known = {rating.pitch for rating in ratings if rating.rater == JUDGE}
        scored = score_folder(workshop, current, [pitch for pitch in pitches if pitch not in known], arguments)
        judged = tuple(runs[0] for runs in scored.values())
        measured = spread([[run.total for run in runs if run.total is not None] for runs in scored.values()])
    elif not any(rating.rater == JUDGE for rating in ratings):
        judged = workshop.machine.ratings(current, pitches)
    if measured is None and not arguments.score:
        retest = workshop.machine.spread(current)
        measured = retest.spread if retest else None
    report = workshop.calibration.report(current.rubric, ratings, judged, spread=measured)
    _write(workshop, arguments, report, _all(ratings, judged), current)
    if arguments.json:
        print_json(report_record(report))
    else:
        print(_text(report))
    return 0


def report_record(report: Report) -> dict[str, Any]:
    """The report as JSON. These names are a contract."""
    record = report.model_dump(mode="json")
    first = {
        "rubric": record.pop("rubric_id"),
        "version": record.pop("rubric_version"),
        "title": record.pop("title"),
        "n_pitches": record.pop("n_pitches"),
        "n_raters": report.n_raters,
    }
    return first | record


def _checked(arguments: argparse.Namespace) -> bytes:
    """The table's bytes; what can be found wrong now is not found after minutes of work."""
    _refuse_overwriting(arguments.ratings, arguments.csv, arguments.html)
    for path in (arguments.html, arguments.csv):
        if path and not path.absolute().parent.is_dir():
            message = f"There is no folder {path.absolute().parent} to write {path.name} into."
            raise UsageError(message, hint="Name a file in a folder that exists.")
    if not arguments.rubric:
        raise UsageError("No rubric was named.", hint="Add --rubric ID; `coach check` lists the rubrics.")
    if not 1 <= arguments.times <= MOST_TIMES:
        raise UsageError(f"--times takes 1 to {MOST_TIMES}.", hint="Five times tell the spread well enough.")
    if arguments.times > 1 and not arguments.score:
        raise UsageError("There is nothing to score several times.", hint="Add --score FOLDER.")
    try:
        return arguments.ratings.read_bytes()
    except OSError as error:
        message = f"{arguments.ratings} cannot be read: {error.strerror or error}."
        raise UsageError(message, hint="Name the CSV file with what people gave.") from error


def _refuse_overwriting(table: Path, *outs: Path | None) -> None:
    """No file is written that is the table, or another of those that are written, however its path is spelled."""
    taken = [("the table of ratings", table)]
    for out in outs:
        if out is None:
            continue
        for what, path in taken:
            if _same_file(out, path):
                message = f"{out} is {what}: it would be overwritten."
                raise UsageError(message, hint="Name another file to write.")
        taken.append(("what --csv writes", out))


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)  # a hard link too
    except OSError:
        # One of them is not there yet. `realpath` follows links that lead nowhere, and fails on none.
        return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _current(workshop: "Workshop", rubric_id: str, *, draft: bool) -> "Current":
    if draft:
        from coach.service.studio.rounds import Current

        workshop.files.rubric(rubric_id)  # says which rubrics there are, when there is none of this name
        return Current(workshop.manuscripts.bundle(rubric_id), None, draft=True)
    workshop.library.rubric(rubric_id)
    return workshop.grading.current(rubric_id)


def _refuse_faults(imported: Imported, path: Path) -> None:
    if not imported.faults:
        return
    first, *others = imported.faults
    for fault in others[: FAULTS_SHOWN - 1]:
        tell(f"{path.name}: {fault.place}: {fault.message}\n    → {fault.hint}")
    more = len(others) - (FAULTS_SHOWN - 1)
    if more > 0:
        tell(f"{path.name}: and {more} more.")
    raise UsageError(f"{path.name}: {first.place}: {first.message}", hint=first.hint)


def _all(ratings: Sequence[Rating], judged: Sequence[Rating]) -> list[Rating]:
    """Every rating, the judge's own last where the table has none."""
    known = {rating.pitch for rating in ratings if rating.rater == JUDGE}
    return [*ratings, *(rating for rating in judged if rating.pitch not in known)]


def _write(
    workshop: "Workshop", arguments: argparse.Namespace, report: Report, ratings: Sequence[Rating], current: "Current"
) -> None:
    try:
        if arguments.html:
            from coach.web.agreeing.page import render_page

            arguments.html.write_text(render_page(report), encoding="utf-8")
        if arguments.csv:
            arguments.csv.write_bytes(workshop.rating_tables.write(ratings, current.rubric))
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror}."
        raise UsageError(message, hint="Name a file in a folder that exists and that you may write to.") from error


def _text(report: Report) -> str:
    from coach.web.agreeing.wording import NAMES

    lines = [f"{report.title} ({report.rubric_id}, {report.rubric_version})", ""]
    lines += [f"{SIGNS[each.tone]} {each.text}" for each in report.readings if each.figure in _GENERAL]
    rows = [("", "n", "kappa", "alpha", "same", "near", "judge: n", "kappa", "alpha", "mean diff.", "SMD")]
    rows += [_row(part) for part in (report.total, *report.criteria)]
    lines += ["", table(rows), "", "About the total:"]
    for each in report.readings:
        if each.part is None and each.figure not in _GENERAL:
            side, _, name = each.figure.rpartition(".")
            which = f"{_SIDES.get(side, 'Judge')} – {NAMES[name]}"
            lines.append(f"{SIGNS[each.tone]} {which}: {each.text}" + (f" [{each.source}]" if each.source else ""))
    return "\n".join(lines)


_GENERAL = {"graders", "sample", "left_out", "spread"}
_SIDES = {"humans": "Graders", "judge": "Judge"}


def _row(part: Part) -> tuple[str, ...]:
    judge = part.judge
    own = (part.title[:40], *_cells(part.humans), _cell(part.humans.exact), _cell(part.humans.adjacent))
    if judge is None:
        return (*own, *["–"] * 5)
    return (*own, *_cells(judge), _cell(judge.bias, 1), _cell(judge.smd))


def _cells(agreement: Humans) -> tuple[str, str, str]:
    kappa = agreement.qwk
    span = f" ({kappa.low:.2f}..{kappa.high:.2f})" if kappa.low is not None and kappa.high is not None else ""
    return str(agreement.n_pitches), _cell(kappa) + span, _cell(agreement.alpha)


def _cell(figure: Figure, digits: int = 2) -> str:
    return "–" if figure.value is None else f"{figure.value:.{digits}f}"
