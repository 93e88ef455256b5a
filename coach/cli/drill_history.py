"""`coach history --drills`: the owner's drills, and how they went against each competitor."""

import argparse
from typing import TYPE_CHECKING, Any

from coach.cli.drill_show import folded
from coach.cli.show import print_json, table, tell
from coach.domain.person import OWNER
from coach.domain.sparring.drill_history import DrillEntry, Progress
from coach.errors import UsageError
from coach.web.sparring.wording import LEVELS, SETUPS, STATES

if TYPE_CHECKING:
    from coach.wiring import Workshop


def show_drills(workshop: "Workshop", arguments: argparse.Namespace) -> int:
    """List the newest drills, with the trend and the open plays by competitor."""
    if arguments.who is not None or arguments.rubric is not None:
        raise UsageError(
            "Drills are private to whoever held them, and belong to no rubric.",
            hint="Leave --who and --rubric away: coach history --drills.",
        )
    found = workshop.drills.progress(OWNER)
    newest = sorted((entry for each in found for entry in each.entries), key=lambda entry: entry.at, reverse=True)
    newest = newest[: arguments.limit]
    if arguments.json:
        print_json({"drills": [_entry(entry) for entry in newest], "progress": [_progress(each) for each in found]})
    elif not newest:
        tell("There are no drills yet.\n→ Hold one: coach drill --competitor ID --account TEXT")
    else:
        print(table([("drill", "at", "competitor", "setup", "level", "answered", "points"), *map(_row, newest)]))
        for each in found:
            print()
            print("\n".join(_told(each)))
    return 0


def _row(entry: DrillEntry) -> tuple[str, ...]:
    return (
        entry.id,
        f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
        entry.competitor_name,
        SETUPS[entry.setup][0],
        LEVELS[entry.level],
        f"{entry.answered} of {entry.put}" + ("" if entry.ended else " (goes on)"),
        "–" if entry.score is None else f"{entry.score:g}",
    )


def _told(each: Progress) -> list[str]:
    trend = " → ".join(f"{score:g}" for score in each.scores[-8:])
    points = f", points {trend}" if trend else ""
    lines = [f"{each.name}: {each.answered} of {each.put} objections answered{points}"]
    for play in each.open:
        lines += folded(f"still open: {play.title} ({STATES[play.state][0].lower()})", "  ", "    ")
    return lines


def _entry(entry: DrillEntry) -> dict[str, Any]:
    return entry.model_dump(mode="json")


def _progress(each: Progress) -> dict[str, Any]:
    parts = each.model_dump(mode="json", exclude={"entries"})
    return parts | {"drills": len(each.entries)}
