"""`coach purge`: remove what is past its time, and what nothing refers to any more."""

import argparse

from coach.cli.commands import Commands
from coach.cli.show import print_json, table, tell
from coach.domain.retention import Purge, Retention

NAMES = {
    "transcripts": "transcripts, with their recordings",
    "recordings": "recordings of attempts",
    "drills": "drills",
    "playbooks": "playbooks",
    "spoken_answers": "spoken answers of drills",
    "studies": "what was tried on drafts in the studio",
    "orphans": "recordings without an attempt",
    "uploads": "broken-off uploads",
    "copies": "copies for playing, of what is gone",
    "takes": "recordings never handed in",
    "leases": "lock files that nobody holds",
    "backups": "backups of the database",
}


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "purge",
        help="remove what is past its time and what is left over",
        description="Apply the retention settings, and remove what nothing refers to any more. Decisions and "
        "points stay. The worker does the same once a day.",
        epilog="Example: coach purge --dry-run",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Purge and tell."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    workshop = Workshop(settings_from(environment()))
    purge = workshop.archive.purge(dry_run=arguments.dry_run)
    if arguments.json:
        print_json(_record(purge, workshop.settings.retention))
        return 0
    title = "would be removed" if purge.dry_run else "removed"
    rows = [(NAMES[swept.what], str(swept.count), _megabytes(swept.bytes)) for swept in purge.swept]
    total = ("all together", "", _megabytes(sum(swept.bytes for swept in purge.swept)))
    print(table([(title, "count", "size"), *rows, total]))
    for note in purge.notes:
        tell(note)
    return 0


def _record(purge: Purge, retention: Retention) -> dict[str, object]:
    return {
        "dry_run": purge.dry_run,
        "settings": retention.model_dump(),
        "removed": {swept.what: {"count": swept.count, "bytes": swept.bytes} for swept in purge.swept},
        "notes": list(purge.notes),
    }


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
