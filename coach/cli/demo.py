"""`coach demo`: the four sample recordings, transcribed and scored then and there, without key or network."""

import argparse
import tempfile
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coach.cli.commands import Commands
from coach.cli.show import print_json, scorecard_text, side_by_side, tell
from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.record import attempt_record
from coach.domain.rubric import PitchKind
from coach.errors import ContentError
from coach.service.coach import Coach
from coach.service.panel import EMBEDDED
from coach.service.ports import Library
from coach.service.submission import Submission

if TYPE_CHECKING:
    from coach.wiring import Workshop

RECOGNISER = "pocketsphinx"
TOGETHER = 2
"""Recordings scored at once, so that one is judged while the next is heard."""


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "demo",
        help="score the sample recordings, without key or network",
        description="Transcribe and score the sample recordings of a rubric with the embedded engines. "
        "Everything is computed now, in a temporary folder; nothing enters the history.",
        epilog="Example: coach demo --json",
    )
    parser.add_argument("--rubric", default="first_call", metavar="ID", help="whose samples (default first_call)")
    parser.add_argument("--json", action="store_true", help="print all attempts as one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score every sample recording of the rubric, side by side."""
    with _temporary_coach() as coach:
        recordings = _recordings(coach, arguments.rubric)
        tell(f"Scoring {len(recordings)} recordings with the embedded engines. This takes up to a minute.")
        with ThreadPoolExecutor(TOGETHER) as pool:
            scoring = {kind: pool.submit(_score, coach, arguments.rubric, path) for kind, path in recordings.items()}
            attempts = {kind: score.result() for kind, score in scoring.items()}
    if arguments.json:
        print_json({kind.value: attempt_record(attempt) for kind, attempt in attempts.items()})
        return 0
    print(side_by_side((kind.value, attempt) for kind, attempt in attempts.items()))
    print(f"\n{'─' * 72}\nThe golden pitch in full:\n")
    print(scorecard_text(attempts[PitchKind.GOLDEN]))
    print("\nNext: coach serve, and open http://127.0.0.1:7860")
    return 0


def _score(coach: Coach, rubric_id: str, recording: Path) -> Attempt:
    submission = Submission(rubric_id=rubric_id, recording=recording, kind=Kind.OFFICIAL, who="demo")
    attempt = coach.receive(submission)
    done = coach.run(attempt.id, progress=lambda share: None, transcriber=RECOGNISER, judge=EMBEDDED)
    tell(f"  {recording.name} done")
    return done


def _recordings(coach: Coach, rubric_id: str) -> dict[PitchKind, Path]:
    golden = coach.library.rubric(rubric_id).golden_pitch
    found = {kind: path for kind in PitchKind if (path := coach.library.recording(golden, kind))}
    if PitchKind.GOLDEN not in found:
        message = f"There is no recording of the golden pitch `{golden}`."
        raise ContentError(message, hint=f"Put golden.ogg beside golden_pitches/{golden}/golden.md.")
    return found


@contextmanager
def _temporary_coach() -> Generator[Coach]:
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    settings = settings_from(environment())
    with tempfile.TemporaryDirectory(prefix="coach-demo-", ignore_cleanup_errors=True) as home:
        workshop = Workshop(replace(settings, home=Path(home), database_url=None, llm_base_url=None, llm_model=None))
        yield replace(workshop.coach(), library=_offered(Workshop(settings)))


def _offered(workshop: "Workshop") -> Library:
    """What learners are offered here: what was published, where anything can have been."""
    settings = workshop.settings
    used = settings.database_url is not None or (settings.home / "coach.db").is_file()
    return workshop.library if used else workshop.files
