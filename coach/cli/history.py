"""`coach history`: attempts as a table, or as JSON for a spreadsheet or a dashboard."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coach.cli.commands import Commands
from coach.cli.show import HEADLINES, print_json, table, tell
from coach.domain.attempt import State
from coach.domain.history import Entry
from coach.domain.person import tidy_name
from coach.domain.scorecard import points_text
from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.wiring import Workshop

LISTED = 50

STANDSTILLS = {State.WAITING: "waits for a retry", State.REFUSED: "cannot be scored"}


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "history",
        help="list attempts, the newest first",
        description="List attempts with their points, what the machine and people decided, and the criteria.",
        epilog="Example: coach history --who Nadia --rubric first_call --limit 20",
    )
    parser.add_argument("--who", metavar="NAME", help="one person's attempts; default: everybody's")
    parser.add_argument("--rubric", metavar="ID", help="attempts at one pitch")
    parser.add_argument(
        "--limit", type=_positive, default=LISTED, metavar="N", help=f"at most so many; default: {LISTED}"
    )
    parser.add_argument("--drills", action="store_true", help="your own drills instead, and what is still open")
    parser.add_argument("--json", action="store_true", help="print a JSON list, with the criteria and reviews")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List what is asked for."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    workshop = Workshop(settings_from(environment()))
    if arguments.drills:
        from coach.cli.drill_history import show_drills

        return show_drills(workshop, arguments)
    who = _key(workshop, arguments.who) if arguments.who is not None else None
    entries = workshop.history.entries(who=who, rubric_id=arguments.rubric, limit=arguments.limit + 1)
    more, entries = len(entries) > arguments.limit, entries[: arguments.limit]
    if arguments.json:
        print_json([_record(entry) for entry in entries])
    elif not entries:
        tell(_nothing(arguments))
    else:
        names = {key: workshop.people.find(key).name for key in {entry.who for entry in entries}}
        print(_as_table(entries, names))
    if more:
        tell(f"These are the newest {arguments.limit}. Show more with --limit N.")
    return 0


def _key(workshop: "Workshop", name: str) -> str:
    """What this person's attempts are kept under. Raises UsageError when there is no such person."""
    try:
        return workshop.people.known(name).key
    except UsageError:
        key = tidy_name(name)  # attempts from before anybody gave a name are kept under what --who said
        if workshop.history.entries(who=key, limit=1):
            return key
        raise


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number < 1_000_000:
        raise UsageError(f"--limit is “{text}”.", hint="Give a whole number of at least 1.")
    return number


def _nothing(arguments: argparse.Namespace) -> str:
    if arguments.who is None and arguments.rubric is None:
        return "There are no attempts yet.\n→ Record one in `coach serve`, or: coach certify pitch.m4a --rubric ID"
    return "There are no such attempts.\n→ Leave --who and --rubric away to see all; `coach check` lists the rubrics."


def _as_table(entries: Sequence[Entry], names: dict[str, str]) -> str:
    rows = [
        (
            entry.id,
            f"{entry.at.astimezone():%Y-%m-%d %H:%M}",
            names[entry.who],
            entry.kind.value,
            entry.rubric_id,
            _points(entry),
            _standing(entry),
        )
        for entry in entries
    ]
    return table([("attempt", "at", "who", "kind", "rubric", "points", "outcome"), *rows])


def _points(entry: Entry) -> str:
    if entry.score is None or entry.score == entry.score_best:
        return points_text(entry.score)
    return f"{points_text(entry.score)}–{points_text(entry.score_best)}"


def _standing(entry: Entry) -> str:
    """What holds in words; where a person decided, also what the machine said."""
    words = machine = HEADLINES[entry.outcome] if entry.outcome else _unscored(entry)
    if entry.reviews:
        review = entry.reviews[0]
        words = f"{HEADLINES[review.decision]}, decided by {review.by_name} (machine: {machine})"
    return f"{words} [deleted]" if entry.deleted else words


def _unscored(entry: Entry) -> str:
    if entry.deleted:
        return "not scored"
    return "interrupted, run again" if entry.interrupted else STANDSTILLS.get(entry.state, "in progress")


def _record(entry: Entry) -> dict[str, Any]:
    parts = entry.model_dump(mode="json")
    rubric = {"id": entry.rubric_id, "title": entry.rubric_title, "version": entry.rubric_version}
    final = entry.final.value if entry.final else None
    first = {name: parts[name] for name in ("id", "at", "who", "kind")} | {"rubric": rubric}
    rest = {name: parts[name] for name in ("score", "score_best", "criteria", "reviews", "deleted")}
    state = "interrupted" if entry.interrupted else parts["state"]
    middle = {"situation": entry.situation, "state": state, "result": parts["result"], "outcome": parts["outcome"]}
    return first | middle | {"final_outcome": final} | rest
