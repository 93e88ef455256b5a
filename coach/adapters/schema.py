"""The schema's versions: which one a database has, and how it gets to the newest."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import StoreError

if TYPE_CHECKING:
    import sqlalchemy as sa

    from coach.adapters.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
"""One file a version in `versions/`, named `<version>_<what>.py`; versions sort as they follow each other."""

VERSION_TABLE = "coach_schema"
"""Not Alembic's usual name, so that another program in the same database keeps its own count."""

UPGRADE_WAIT_MS = 300_000
"""How long to wait for another process that upgrades: copying and rewriting a large file takes a while."""

_UPGRADE_LOCK = 7_730_401
"""The number of PostgreSQL's advisory lock; any that nobody else uses in the same database."""

_ALEMBIC = threading.Lock()
"""Alembic keeps the upgrade it runs in a global variable."""


def upgrade(database: "Database", migrations: Path = MIGRATIONS) -> Path | None:
    """Bring a database to the newest version, in one transaction, by one process at a time.

    A SQLite file that holds anything is copied first; returns the copy. Raises StoreError, with the
    database as it was, for one that a newer version wrote or that is damaged.
    """
    known = versions(migrations)
    with database.read() as connection:
        if version(connection) == known[-1]:
            return None
    with _ALEMBIC, _alone(database) as connection:
        found = version(connection)
        if found == known[-1]:
            return None  # somebody else was faster
        if found is not None and found not in known:
            raise _newer(database, found)
        copy = _copy(database, connection, found)
        _run(connection, migrations)
        if database.file:
            _refuse_loose_ends(connection)
        return copy


def versions(migrations: Path = MIGRATIONS) -> list[str]:
    """All versions this program knows, oldest first."""
    return sorted(script.name.partition("_")[0] for script in (migrations / "versions").glob("*_*.py"))


def version(connection: "sa.Connection") -> str | None:
    """The version that a database is at, None for one without our tables."""
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """Whether Alembic may compare a table: those that only the database knows are somebody else's."""
    return not (kind == "table" and reflected and compare_to is None)


@contextmanager
def _alone(database: "Database") -> Generator["sa.Connection"]:
    """A transaction that keeps every other upgrade out, with foreign keys off where that is possible."""
    import sqlalchemy as sa

    with database.translated(), database.engine.connect() as connection:
        if database.file:
            # SQLite changes a table by writing it anew and dropping the old one. With foreign keys on, the
            # drop silently deletes all rows that refer to it. The switch works only outside a transaction.
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute(f"PRAGMA busy_timeout={UPGRADE_WAIT_MS}")
            connection.detach()  # with these settings it must not go back to the pool
        with connection.begin():
            if not database.file:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
            yield connection


def _copy(database: "Database", connection: "sa.Connection", found: str | None) -> Path | None:
    import sqlalchemy as sa

    from coach.adapters.database_refusals import damaged
    from coach.adapters.sqlite_file import back_up

    if not database.file or not sa.inspect(connection).get_table_names():
        return None
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise damaged(database.file)
    return back_up(database.file, found or "0000")


def _run(connection: "sa.Connection", migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _refuse_loose_ends(connection: "sa.Connection") -> None:
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if loose:
        raise StoreError(
            f"The upgrade of the database would have left {len(loose)} rows without what they belong to.",
            hint="It was undone and nothing is lost. Go on with the version you had, and report this.",
        )


def _newer(database: "Database", found: str) -> StoreError:
    return StoreError(
        f"The database {database.place} was written by a newer Pitch Coach (its tables are at {found}).",
        hint="Upgrade Pitch Coach, or choose another folder with COACH_HOME.",
    )
