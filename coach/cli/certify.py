"""`coach certify`: score recordings, transcripts, or both."""

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.cli.commands import Commands
from coach.cli.show import HEADLINES, print_json, scorecard_text, side_by_side, tell
from coach.domain.attempt import Attempt
from coach.domain.certification import Kind, Outcome
from coach.domain.record import attempt_record
from coach.domain.review import Review, final_outcome
from coach.domain.transcript import TRANSCRIPT_ENDINGS
from coach.errors import CoachError, UsageError
from coach.service.coach import Coach
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.submission import Submission

if TYPE_CHECKING:
    from coach.wiring import Workshop

RECORDINGS = frozenset(
    ".wav .mp3 .m4a .aac .ogg .oga .opus .webm .flac .mp4 .m4v .mov .mkv .wma .amr .3gp .aiff .avi".split()
)
GOOD = frozenset({Outcome.CERTIFIED, Outcome.READY})


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "certify",
        help="score a recording or a transcript against a rubric",
        description="Score recordings (or a transcript) against a rubric, with evidence and a decision.",
        epilog="Example: coach certify pitch.m4a --rubric first_call --html report.html",
    )
    parser.add_argument("recordings", nargs="*", type=Path, metavar="RECORDING|FOLDER")
    parser.add_argument("--rubric", metavar="ID", help="the rubric to score by (see rubrics/)")
    parser.add_argument(
        "--situation", metavar="ID", help="the kind of meeting; default: the first the rubric certifies"
    )
    parser.add_argument("--transcript", type=Path, metavar="FILE", help=".vtt, .srt, .txt or .json")
    parser.add_argument("--golden", metavar="ID", help="another golden pitch than the rubric's")
    parser.add_argument("--official", action="store_true", help="an attempt that counts")
    parser.add_argument("--who", default="me", metavar="NAME", help="whose pitch it is")
    parser.add_argument("--again", metavar="ATTEMPT", help="go on with an attempt that stopped or was not scored")
    parser.add_argument("--transcriber", metavar="NAME", help="this recogniser for this attempt")
    parser.add_argument("--judge", choices=[CONFIGURED, EMBEDDED], help="this judge for this attempt")
    parser.add_argument("--html", type=Path, metavar="OUT.html", help="write the report as one file")
    parser.add_argument("--csv", type=Path, metavar="OUT.csv", help="write one line an attempt")
    parser.add_argument("--strict", action="store_true", help="exit 1 unless certified or ready")
    parser.add_argument("--json", action="store_true", help="print the attempt as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score what was named; several recordings side by side."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    submissions, listed = _submissions(arguments)
    workshop = Workshop(settings_from(environment()))
    if submissions:
        who = workshop.people.named(arguments.who).key
        submissions = [replace(submission, who=who) for submission in submissions]
    coach = workshop.coach()
    if arguments.again:
        attempts = [_finish(coach, arguments.again, arguments, "again")]
        failures: list[tuple[str, CoachError]] = []
    else:
        attempts, failures = _score_all(coach, submissions, arguments, listed=listed)
    # Only what was handed in before can have been reviewed.
    reviews = workshop.reviews.of(arguments.again) if arguments.again else ()
    _write(workshop, attempts, arguments, reviews, listed=listed)
    numbers = {attempt.id: coach.library.number_of(attempt) for attempt in attempts}
    _show(attempts, failures, arguments, reviews, numbers, listed=listed)
    if failures:
        return 2
    bad = [a for a in attempts if _final(a, reviews) not in GOOD]
    return 1 if arguments.strict and bad else 0


def _submissions(arguments: argparse.Namespace) -> tuple[list[Submission], bool]:
    """What to score, and whether the answer is a list."""
    for path in (arguments.html, arguments.csv):
        if path and not path.absolute().parent.is_dir():  # found now, not after minutes of work
            message = f"There is no folder {path.absolute().parent} to write {path.name} into."
            raise UsageError(message, hint="Name a file in a folder that exists.")
    if arguments.again:
        if arguments.recordings or arguments.transcript or arguments.rubric:
            message = "--again goes on with what was handed in before, by the rubric it was handed in for."
            raise UsageError(message, hint="Leave recording, transcript and rubric away, or leave --again away.")
        return [], False
    if arguments.transcriber and not arguments.recordings:
        message = "There is no recording for --transcriber to listen to."
        raise UsageError(message, hint="Name a recording, or leave --transcriber away.")
    if not arguments.rubric:
        raise UsageError("No rubric was named.", hint="Add --rubric ID; `coach check` lists the rubrics.")
    recordings, folders = _expand(arguments.recordings)
    if arguments.transcript and len(recordings) > 1:
        raise UsageError("One transcript cannot belong to several recordings.", hint="Score them one at a time.")
    common = Submission(
        rubric_id=arguments.rubric,
        situation=arguments.situation,
        golden_id=arguments.golden,
        kind=Kind.OFFICIAL if arguments.official else Kind.PRACTICE,
        transcript=arguments.transcript,
    )
    if not recordings:
        return [common], False

    return [replace(common, recording=path) for path in recordings], folders or len(recordings) > 1


def _expand(paths: Sequence[Path]) -> tuple[list[Path], bool]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix.lower() in RECORDINGS and p.is_file())
            if not inside:
                raise UsageError(
                    f"There is no recording in the folder {path}.", hint="Name a folder of audio or video."
                )
            found += inside
        elif path.suffix.lower() in TRANSCRIPT_ENDINGS and path.is_file():
            raise UsageError(f"{path.name} is a transcript.", hint=f"Write --transcript {path}.")
        else:
            found.append(path)
    return found, any(path.is_dir() for path in paths)


def _score_all(
    coach: Coach, submissions: Sequence[Submission], arguments: argparse.Namespace, *, listed: bool
) -> tuple[list[Attempt], list[tuple[str, CoachError]]]:
    attempts: list[Attempt] = []
    failures: list[tuple[str, CoachError]] = []
    for submission in submissions:
        name = str(submission.recording or submission.transcript)
        try:
            attempt = coach.receive(submission)
            attempts.append(_finish(coach, attempt.id, arguments, name))
        except CoachError as error:
            if not listed:
                raise
            tell(f"{name}: {error.message}\n→ {error.hint}")
            failures.append((name, error))
    return attempts, failures


def _finish(coach: Coach, attempt_id: str, arguments: argparse.Namespace, name: str) -> Attempt:
    progress = _Progress(name)
    try:
        return coach.run(attempt_id, progress=progress.show, transcriber=arguments.transcriber, judge=arguments.judge)
    except CoachError:
        tell(f"Kept as attempt {attempt_id}.")
        raise
    except KeyboardInterrupt:
        tell(f"\nKept. Go on with it: coach certify --again {attempt_id}")
        raise
    finally:
        progress.end()


class _Progress:
    """A percentage that rewrites itself on a terminal and stays silent elsewhere."""

    def __init__(self, name: str) -> None:
        self._name, self._live, self._last = name, sys.stderr.isatty(), -1

    def show(self, share: float) -> None:
        percent = int(share * 100)
        if self._live and percent > self._last:
            self._last = percent
            print(f"\r{self._name}: {percent} %", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self._live and self._last >= 0:
            print(file=sys.stderr)


def _write(
    workshop: "Workshop",
    attempts: Sequence[Attempt],
    arguments: argparse.Namespace,
    reviews: Sequence[Review],
    *,
    listed: bool,
) -> None:
    try:
        if arguments.html:
            from coach.web.export import report_page

            coach = workshop.coach()
            for attempt in attempts:
                path = arguments.html
                if listed:
                    alike = sum(_label(other) == _label(attempt) for other in attempts) > 1
                    label = f"{_label(attempt)}-{attempt.id}" if alike else _label(attempt)
                    path = path.with_name(f"{path.stem}-{label}{path.suffix}")
                name = workshop.people.find(attempt.who).name
                path.write_text(report_page(coach, attempt, reviews, by=name), encoding="utf-8")
        if arguments.csv:
            _write_csv(attempts, arguments.csv, reviews)
    except OSError as error:
        message = f"{error.filename} cannot be written: {error.strerror}."
        raise UsageError(message, hint="Name a file in a folder that exists and that you may write to.") from error


def _label(attempt: Attempt) -> str:
    return Path(attempt.recording.filename).stem if attempt.recording else attempt.id


def _final(attempt: Attempt, reviews: Sequence[Review]) -> Outcome | None:
    return final_outcome(attempt.decision.outcome if attempt.decision else None, reviews)


def _write_csv(attempts: Sequence[Attempt], path: Path, reviews: Sequence[Review]) -> None:
    criteria = list(dict.fromkeys(c.id for a in attempts if a.scorecard for c in a.scorecard.criteria))
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        names = ["attempt", "recording", "who", "result", "outcome", "final_outcome", "score", "score_best"]
        out.writerow([*names, *criteria])
        for attempt in attempts:
            out.writerow([_safe(cell) for cell in _row(attempt, _final(attempt, reviews), criteria)])


def _row(attempt: Attempt, final: Outcome | None, criteria: Sequence[str]) -> list[object]:
    card, decision = attempt.scorecard, attempt.decision
    scores = {c.id: c.score for c in card.criteria} if card else {}
    return [
        attempt.id,
        attempt.recording.filename if attempt.recording else "",
        attempt.who,
        decision.result.value if decision else "",
        decision.outcome.value if decision else "",
        final.value if final else "",
        card.score if card else None,
        card.score_best if card else None,
        *(scores.get(criterion) for criterion in criteria),
    ]


def _safe(cell: object) -> object:
    # A spreadsheet runs a cell that begins like this as a formula.
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def _show(
    attempts: Sequence[Attempt],
    failures: Sequence[tuple[str, CoachError]],
    arguments: argparse.Namespace,
    reviews: Sequence[Review],
    numbers: Mapping[str, int | None],
    *,
    listed: bool,
) -> None:
    if arguments.json:
        records: list[dict[str, Any]] = [attempt_record(a, reviews, number=numbers[a.id]) for a in attempts]
        records += [
            {"recording": name, "error": {"message": error.message, "hint": error.hint}} for name, error in failures
        ]
        print_json(records if listed else records[0])
    elif listed:
        print(side_by_side((_label(attempt), attempt) for attempt in attempts))
    else:
        for attempt in attempts:
            for review in reviews[:1]:
                print(f"{HEADLINES[review.decision]}, decided by {review.by_name}: {review.reason}\n")
                print("The machine said:")
            print(scorecard_text(attempt))
            if attempt.problem and attempt.problem.retries:
                tell(f"→ {attempt.problem.hint} (coach certify --again {attempt.id})")
