"""`coach doctor`: which engines serve, where things are, and what to do about what is missing."""

import argparse
import platform
from typing import TYPE_CHECKING, Any

from coach import __version__
from coach.cli.commands import Commands
from coach.cli.show import print_json
from coach.errors import CoachError

if TYPE_CHECKING:
    from coach.wiring import Workshop


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "doctor",
        help="show which engines serve and why",
        description="Show the ladder of engines, the settings in force and where everything is kept.",
        epilog="Example: coach doctor --retry",
    )
    parser.add_argument("--retry", action="store_true", help="forget that a model could not be fetched, and try again")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look at everything; report, change nothing (except with --retry)."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    workshop = Workshop(settings_from(environment()))
    if arguments.retry:
        workshop.ladder.forget_failures()
    findings = _examine(workshop)
    if arguments.json:
        print_json(findings)
        return 0
    for section, lines in findings.items():
        print(f"{section}")
        for line in lines:
            sign = {True: "✓", False: "·", None: " "}[line["ready"]]
            print(f"  {sign} {line['name']:<22} {line['why']}")
    return 0


def _examine(workshop: "Workshop") -> dict[str, list[dict[str, Any]]]:
    rungs = workshop.ladder.rungs()
    return {
        "transcriber": [_line(rung.name, rung.ready, rung.why) for rung in rungs],
        "judge": _judges(workshop),
        "voice": [_line(rung.name, rung.ready, rung.why) for rung in workshop.voices.rungs()],
        "library": [_library(workshop)],
        "storage": [_line("home", None, str(workshop.settings.home)), _storage(workshop)],
        "queue": [_worker(workshop)],
        "versions": [_line("coach", None, __version__), _line("python", None, platform.python_version())],
    }


def _judges(workshop: "Workshop") -> list[dict[str, Any]]:
    embedded = _line("embedded judge", True, "always there; drafts that a person confirms")
    if workshop.model is None:
        configured = _line("language model", False, "not configured: set COACH_LLM_BASE_URL and COACH_LLM_MODEL")
        return [configured, embedded]
    model = f"{workshop.model.name} at {workshop.model.address}"
    try:
        workshop.model.probe()
    except CoachError as error:
        return [_line("language model", False, f"{model}: {error.message} {error.hint}"), embedded]
    return [_line("language model", True, model), embedded]


def _library(workshop: "Workshop") -> dict[str, Any]:
    try:
        rubrics = workshop.files.rubric_ids()
    except CoachError as error:
        return _line("rubrics", False, f"{error.message} {error.hint}")
    return _line("rubrics", bool(rubrics), f"{', '.join(rubrics) or 'none'} in {workshop.files.root}")


def _storage(workshop: "Workshop") -> dict[str, Any]:
    try:
        _ = workshop.database
    except CoachError as error:
        return _line("database", False, f"{error.message} {error.hint}")
    return _line("database", True, "opens")


def _worker(workshop: "Workshop") -> dict[str, Any]:
    if workshop.worker_at_work:
        return _line("worker", True, "at work in this home")
    return _line("worker", False, "none at work; `coach serve` starts one, or start `coach worker`")


def _line(name: str, ready: bool | None, why: str) -> dict[str, Any]:
    return {"name": name, "ready": ready, "why": why}
