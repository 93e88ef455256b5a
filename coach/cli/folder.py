"""Scoring a folder of pitches that people have graded, as practice of somebody called Calibration."""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cli.certify import RECORDINGS
from coach.cli.show import tell
from coach.domain.studio.calibration.rating import Rating
from coach.domain.transcript import TRANSCRIPT_ENDINGS
from coach.errors import CoachError, UsageError
from coach.service.coach import Coach
from coach.service.panel import EMBEDDED
from coach.service.studio.calibration import rating_of
from coach.service.submission import Submission

if TYPE_CHECKING:
    from coach.service.studio.rounds import Current
    from coach.wiring import Workshop

WHO = "Calibration"
"""Whose practice these pitches are: they are nobody's attempts."""

NAMES_SHOWN = 5


def score_folder(
    workshop: "Workshop", current: "Current", pitches: Sequence[str], arguments: argparse.Namespace
) -> dict[str, list[Rating]]:
    """What the judge says of each pitch that has a file in the folder, as often as is asked; the first counts.

    What was scored before under the same content by the same judge is not scored again, so that a run that was
    broken off goes on where it was. Raises UsageError when nothing of the folder was graded, and what scoring raises
    when no pitch could be scored.
    """
    folder: Path = arguments.score
    if not pitches:
        raise UsageError("The table has the judge's scores of every pitch already.", hint="Leave --score away.")
    files = {name: paths for name, paths in _files(folder).items() if name in pitches}
    if not files:
        message = f"No file in {folder} is called like a pitch of the table."
        raise UsageError(message, hint=f"Name files like the pitches: {', '.join(pitches[:NAMES_SHOWN])}.")
    missing = [name for name in pitches if name not in files]
    if missing:
        pitches_without = "one pitch" if len(missing) == 1 else f"{len(missing)} pitches"
        tell(f"There is no file of {pitches_without}: {', '.join(missing[:NAMES_SHOWN])}.")
    coach = workshop.coach()
    if current.draft:
        coach = replace(coach, library=workshop.files)
    judge = workshop.embedded_judge if arguments.judge == EMBEDDED else workshop.judge
    bundle = current.bundle
    hashes = f"{bundle.rubric.version} {bundle.golden.version} {bundle.us.version}"
    mark = f"{hashes} {judge.identity.model_dump_json()}"
    who = workshop.people.named(WHO).key
    scored: dict[str, list[Rating]] = {}
    failures: list[CoachError] = []
    for number, (name, paths) in enumerate(files.items(), start=1):
        tell(f"{number} of {len(files)}: {name}")
        try:
            submission = _submission(current.rubric.id, paths, who)
            own = _key(mark, paths)
            runs = [_score(coach, replace(submission, key=f"{own}-{run}"), arguments) for run in range(arguments.times)]
            scored[name] = [run.model_copy(update={"pitch": name}) for run in runs]
        except CoachError as error:
            tell(f"{name}: {error.message}\n    → {error.hint}")
            failures.append(error)
    if not scored:
        raise failures[0]
    return scored


def _files(folder: Path) -> dict[str, list[Path]]:
    """The recordings and transcripts of a folder, by the name of the pitch."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder.", hint="Name the folder with the recordings or transcripts.")
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix.lower() in {*RECORDINGS, *TRANSCRIPT_ENDINGS}:
            found.setdefault(path.stem, []).append(path)
    for name, paths in found.items():
        for ending, what in ((RECORDINGS, "recordings"), (TRANSCRIPT_ENDINGS, "transcripts")):
            if sum(path.suffix.lower() in ending for path in paths) > 1:
                message = f"There are two {what} called {name} in {folder}."
                raise UsageError(message, hint="Leave one of them, or give them names of their own.")
    return found


def _submission(rubric_id: str, paths: Sequence[Path], who: str) -> Submission:
    recording = next((path for path in paths if path.suffix.lower() in RECORDINGS), None)
    transcript = next((path for path in paths if path.suffix.lower() in TRANSCRIPT_ENDINGS), None)
    return Submission(rubric_id=rubric_id, recording=recording, transcript=transcript, who=who)


def _key(mark: str, paths: Sequence[Path]) -> str:
    """The name under which this is one hand-in, however often the command is run."""
    whole = sha256(mark.encode())
    for path in paths:
        try:
            with path.open("rb") as file:
                whole.update(sha256(file.read()).digest())
        except OSError as error:
            message = f"{path} cannot be read: {error.strerror or error}."
            raise UsageError(message, hint="Check that you are allowed to read it.") from error
    return f"calibrate-{whole.hexdigest()}"


def _score(coach: Coach, submission: Submission, arguments: argparse.Namespace) -> Rating:
    attempt = coach.receive(submission)
    rating = rating_of(coach.run(attempt.id, progress=_quiet, judge=arguments.judge))
    if rating is None:
        raise UsageError("The judge could not score it.", hint="Run the command again; what was scored is kept.")
    return rating


def _quiet(share: float) -> None:
    """One line a pitch is told; that is enough."""
