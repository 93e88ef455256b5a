"""What `drill` and `playbook` ask alike: which competitor, which account."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.errors import UsageError

if TYPE_CHECKING:
    from coach.wiring import Workshop


def add_account(parser: argparse.ArgumentParser) -> None:
    """The options that name a competitor and an account."""
    parser.add_argument("--competitor", metavar="ID", help="a battlecard; `coach check` lists them")
    parser.add_argument("--name", metavar="NAME", help="a competitor without a card; goes with --notes")
    parser.add_argument("--notes", type=Path, metavar="FILE", help="what you know about them, one thing a line")
    parser.add_argument("--account", metavar="TEXT", help="the account in a few words")
    parser.add_argument("--account-file", type=Path, metavar="FILE", help="the account from a text file")


def competitor(arguments: argparse.Namespace, workshop: "Workshop") -> str | Battlecard:
    """The id of a card, or a temporary card made of a name and notes. Raises UsageError."""
    if arguments.competitor:
        if arguments.name or arguments.notes:
            raise UsageError("A competitor has a card or notes, not both.", hint="Leave --name and --notes away.")
        return arguments.competitor
    if not arguments.name or not arguments.notes:
        known = ", ".join(workshop.cards.card_ids()) or "(none yet)"
        hint = f"Add --competitor ID (one of: {known}), or --name NAME with --notes FILE."
        raise UsageError("No competitor was named.", hint=hint)
    from coach.domain.sparring.cards.notes import card_from_notes

    today = datetime.now(UTC).astimezone().date()
    return card_from_notes(arguments.name, read_text(arguments.notes), workshop.cards.us(), today)


def brief(arguments: argparse.Namespace) -> Brief:
    """What is said about the account. Raises UsageError when that is nothing."""
    parts = [arguments.account, read_text(arguments.account_file) if arguments.account_file else None]
    text = "\n".join(part.strip() for part in parts if part and part.strip())
    if not text:
        hint = "Add --account TEXT or --account-file FILE: a few words do."
        raise UsageError("Nothing is said about the account.", hint=hint)
    return Brief(account=text)


def read_text(path: Path) -> str:
    """A text file. Raises UsageError when it cannot be read or is no UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise UsageError(f"{path} is no text in UTF-8.", hint="Save it as plain text in UTF-8.") from error
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError(f"{path} cannot be read: {why}.", hint="Name a text file.") from error
