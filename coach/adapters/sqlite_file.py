"""The SQLite file itself: made, put into write-ahead mode, copied."""

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from coach.adapters.database_refusals import sqlite_refusal
from coach.adapters.folders import make_folder, not_writable, refusal, sync_file, sync_folder

CHECKPOINT_WAIT_S = 3
"""How long to wait for others to let go of the write-ahead log. What cannot be emptied now is emptied by the next."""


def prepare(file: Path, busy_timeout_ms: int) -> None:
    """Make the file where there is none, readable by its owner only, and put it into write-ahead mode.

    The mode stays with the file, so it is set before anything else opens it. Raises StoreError.
    """
    make_folder(file.parent)
    try:
        # Never a file that is there: closing it would drop every lock that this process has on it, and with
        # the locks of a connection that is open elsewhere in it, whatever other processes write meanwhile.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        sync_folder(file.parent)
    except FileExistsError:
        pass
    except OSError as error:
        raise refusal(file.parent, error) from error
    try:
        with closing(sqlite3.connect(file, timeout=busy_timeout_ms / 1000)) as connection:
            mode = _set_write_ahead(connection, time.monotonic() + busy_timeout_ms / 1000)
    except sqlite3.Error as error:
        raise sqlite_refusal(file, error) from error
    if mode != "wal":
        raise not_writable(file.parent, "a network folder cannot hold a SQLite database safely")


def back_up(file: Path, revision: str) -> Path:
    """Copy a database that may be in use into `backups` beside it; returns the copy. Raises StoreError."""
    folder = file.parent / "backups"
    make_folder(folder)
    copy = folder / f"{file.stem}-{revision}-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}.db"
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        os.close(handle)
        temporary = Path(name)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(temporary)) as target:
            source.backup(target)
        sync_file(temporary)
        os.replace(temporary, copy)
        sync_folder(folder)
    except sqlite3.Error as error:
        raise sqlite_refusal(file, error) from error
    except OSError as error:
        raise refusal(folder, error) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
    return copy


def forget_deleted(file: Path) -> bool:
    """Empty the write-ahead log: deleted rows are overwritten in the file, but the log still holds them.

    False when somebody was at work in the file and it could not be emptied at this moment. Raises StoreError.
    """
    try:
        with closing(sqlite3.connect(file, timeout=CHECKPOINT_WAIT_S)) as connection:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise sqlite_refusal(file, error) from error
    return not busy


def _set_write_ahead(connection: sqlite3.Connection, deadline: float) -> str:
    # SQLite does not wait for its turn when several processes change the mode at once: it refuses.
    while True:
        try:
            if (mode := _mode(connection, "PRAGMA journal_mode")) == "wal":
                return mode
            return _mode(connection, "PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.split("_")[1] not in ("BUSY", "LOCKED") or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _mode(connection: sqlite3.Connection, pragma: str) -> str:
    return str(connection.execute(pragma).fetchone()[0])
