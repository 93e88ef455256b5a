"""The database: one SQLite file on one machine, or PostgreSQL for many, behind the same two blocks.

`write` is a transaction that commits or undoes everything; a `write` or `read` inside it, by the same
thread, joins it. `read` sees one moment and changes nothing. What a driver reports becomes StoreError.
"""

import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from coach.errors import SettingsError

if TYPE_CHECKING:
    import sqlalchemy as sa

BUSY_TIMEOUT_MS = 15_000
"""How long SQLite waits for another process that writes."""

_ONE_WRITER = threading.RLock()
"""SQLite lets writers queue unfairly: with 8 threads the slowest 1 % took 450 ms, under this lock 41 ms."""


class Database:
    """An opened database at the newest version of the schema. Safe to share between threads.

    `engine` is for code that brings its own tables (a job engine); everybody else uses the blocks.
    `file` is the SQLite file, None for PostgreSQL.
    """

    def __init__(self, engine: "sa.Engine", file: Path | None) -> None:
        self.engine = engine
        self.file = file
        self._readers = engine.execution_options(sqlite_begin="DEFERRED")
        self._joined = threading.local()

    @property
    def place(self) -> str:
        """Where the database is, for messages: a file, or a server and the name there, never a password."""
        return str(self.file or f"{self.engine.url.database} at {self.engine.url.host or 'this machine'}")

    @contextmanager
    def write(self) -> Generator["sa.Connection"]:
        """One transaction, durable when the block ends. Raises StoreError; any exception undoes it."""
        with ExitStack() as stack:
            stack.enter_context(self.translated())
            connection = self._current()
            if connection is None:
                if self.file:
                    stack.enter_context(_ONE_WRITER)
                connection = stack.enter_context(self.engine.begin())
                self._joined.connection = connection
                stack.callback(setattr, self._joined, "connection", None)
            yield connection

    @contextmanager
    def read(self) -> Generator["sa.Connection"]:
        """One view of the data. Raises StoreError."""
        with ExitStack() as stack:
            stack.enter_context(self.translated())
            yield self._current() or stack.enter_context(self._readers.connect())

    @contextmanager
    def translated(self) -> Generator[None]:
        """Whatever the driver reports inside becomes StoreError."""
        from sqlalchemy.exc import DBAPIError, TimeoutError

        from coach.adapters.database_refusals import refusal

        try:
            yield
        except (DBAPIError, TimeoutError) as error:
            raise refusal(self, error) from error

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    def _current(self) -> "sa.Connection | None":
        return getattr(self._joined, "connection", None)


def sqlite_url(file: Path) -> str:
    """The address of a SQLite file, whatever characters its path holds."""
    return f"sqlite:///{quote(str(file.absolute()))}"


def open_database(url: str) -> Database:
    """Open a database, made or brought to the newest version where needed.

    `url` is `sqlite:///FILE` (percent-encoded, see `sqlite_url`) or `postgresql://USER:PASSWORD@HOST/NAME`.
    Raises SettingsError for an address that is none, StoreError for a database that cannot be used.
    """
    from coach.adapters.schema import upgrade

    database = _connect(url)
    try:
        upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def _connect(url: str) -> Database:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise _no_address() from None  # the address may hold a password: it is not repeated
    match address.get_backend_name():
        case "sqlite" if address.database and not address.query and address.database != ":memory:":
            return _connect_sqlite(Path(address.database).absolute())
        case "postgresql" | "postgres":
            return _connect_postgres(address.set(drivername="postgresql+psycopg"))
        case _:
            raise _no_address()


def _no_address() -> SettingsError:
    return SettingsError(
        "COACH_DATABASE_URL is not the address of a database that can be used here.",
        hint="Write sqlite:////folder/coach.db or postgresql://user:password@host/name, or leave it out.",
    )


def _connect_sqlite(file: Path) -> Database:
    import sqlalchemy as sa
    from sqlalchemy import event

    from coach.adapters.sqlite_file import prepare

    prepare(file, BUSY_TIMEOUT_MS)
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(file)), hide_parameters=True)

    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions begin below, not where the driver guesses
        for pragma in ("synchronous=FULL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: sa.Connection) -> None:
        # A writer that takes its lock only with the first change can find that it may no longer write.
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    return Database(engine, file)


def _connect_postgres(address: "sa.URL") -> Database:
    import sqlalchemy as sa

    try:
        engine = sa.create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 10, "application_name": "pitch-coach"},
        )
    except ImportError as error:
        raise SettingsError(
            "COACH_DATABASE_URL names a PostgreSQL database, but its driver is not installed.",
            hint='Install it with: pip install "pitch-coach[postgres]"',
        ) from error
    return Database(engine, None)
