"""What a database driver reports, in words for the person who can do something about it."""

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from coach.adapters.folders import no_room, not_writable
from coach.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

    from coach.adapters.database import Database


def refusal(database: "Database", error: "SQLAlchemyError") -> StoreError:
    """The error for a person. Values from the database are left out of it."""
    cause = getattr(error, "orig", None)
    if isinstance(cause, sqlite3.Error) and database.file:
        return sqlite_refusal(database.file, cause)
    if cause is None:
        return _busy(database.place)
    return StoreError(
        f"The database {database.place} refused: {_first_line(cause)}.",
        hint="Check that it runs, that COACH_DATABASE_URL is right, and that its user may make and change tables.",
    )


def sqlite_refusal(file: Path, error: sqlite3.Error) -> StoreError:
    """The error for a person, by SQLite's own name for it."""
    # A misuse found by the driver itself carries no name.
    name = getattr(error, "sqlite_errorname", "SQLITE_ERROR").removeprefix("SQLITE_").partition("_")[0]
    match name:
        case "FULL":
            return no_room(file.parent)
        case "BUSY" | "LOCKED":
            return _busy(str(file))
        case "NOTADB" | "CORRUPT":
            return damaged(file)
        case "READONLY" | "CANTOPEN" | "PERM" | "IOERR":
            return not_writable(file.parent, _first_line(error))
        case _:
            return StoreError(
                f"The database {file} refused: {_first_line(error)}.",
                hint="If it was made by another program, choose another folder with COACH_HOME.",
            )


def damaged(file: Path) -> StoreError:
    """A file that is no database, or no longer one."""
    return StoreError(
        f"The database {file} is damaged or not a database. It was left as it is.",
        hint=f"Move it away, with the -wal and -shm files beside it. Then put a backup in its place "
        f"(see {file.parent / 'backups'}), or start anew.",
    )


def _busy(place: str) -> StoreError:
    return StoreError(
        f"The database {place} is busy with somebody else's work.",
        hint="Try again in a moment. If it lasts, look for a program that keeps it open.",
    )


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(". ")
