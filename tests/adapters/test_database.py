import os
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes_store import done, received

from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import open_database, sqlite_url
from coach.errors import SettingsError, StoreError

DOCUMENT = b'{"id":"a'  # how every attempt's document begins


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "coach.db"


def fill(file: Path, attempts: int = 40) -> None:
    """A closed database with some pages of attempts in it."""
    database = open_database(sqlite_url(file))
    store = SqlAttemptStore(database)
    with database.write():
        for number in range(attempts):
            store.add(done(received(f"a{number}")), {"rubric-1": {"a": 1}})
    database.close()


# ---- where it is -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["50% off", "my coach", "a?b#c", "grün", "a%20b", "it's", "C:"])
def test_any_folder_name_can_hold_the_database(tmp_path: Path, name):
    file = tmp_path / name / "coach.db"

    open_database(sqlite_url(file)).close()

    assert file.is_file()
    assert [folder.name for folder in tmp_path.iterdir()] == [name]


def test_a_windows_path_in_an_address_is_read_as_it_is_written():
    assert sa.make_url(r"sqlite:///C:\Users\My Name\coach.db").database == r"C:\Users\My Name\coach.db"


def test_a_new_database_is_for_its_owner_only(tmp_path: Path):
    file = tmp_path / "home" / "coach.db"

    open_database(sqlite_url(file)).close()

    if os.name != "nt":
        assert file.stat().st_mode & 0o077 == 0
        assert file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "url",
    [
        "coach.db",
        "",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:////folder/coach.db?mode=ro",
        "mysql://coach:secret@host/coach",
        "postgresql://coach:secret@host:port/coach",
    ],
)
def test_an_address_that_is_none_is_a_wrong_setting_and_is_not_repeated(url):
    with pytest.raises(SettingsError, match="COACH_DATABASE_URL") as raised:
        open_database(url)

    assert "secret" not in raised.value.message + raised.value.hint


def test_a_missing_postgresql_driver_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(SettingsError) as raised:
        open_database("postgresql://coach@127.0.0.1/coach")

    assert "pitch-coach[postgres]" in raised.value.hint


def test_a_server_that_does_not_answer_is_told_without_the_password():
    pytest.importorskip("psycopg")
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: nobody else can answer here
        port = taken.getsockname()[1]
        with pytest.raises(StoreError, match=r"coach at 127\.0\.0\.1") as raised:
            open_database(f"postgresql://coach:geheim@127.0.0.1:{port}/coach")

    assert "geheim" not in raised.value.message + raised.value.hint
    assert "COACH_DATABASE_URL" in raised.value.hint


@pytest.mark.postgres
def test_a_postgresql_address_is_taken_in_every_common_spelling(postgres_url):
    for start in ("postgres:", "postgresql:", "postgresql+psycopg:"):
        database = open_database(start + postgres_url.partition(":")[2])
        assert database.engine.dialect.driver == "psycopg"
        database.close()


WRITES = """
import sys
import sqlalchemy as sa
from coach.adapters.database import open_database
with open_database(sys.argv[1]).write() as connection:
    connection.execute(sa.text("INSERT INTO source VALUES ('theirs', 'x', '2026-03-01')"))
"""


def test_a_file_that_is_opened_again_in_one_process_still_shows_what_another_one_writes(file: Path):
    first = open_database(sqlite_url(file))
    with first.write() as connection:
        connection.execute(sa.text("INSERT INTO source VALUES ('ours', 'x', '2026-03-01')"))
    second = open_database(sqlite_url(file))  # closing any handle of the file drops all locks of the process on it
    command = [sys.executable, "-c", WRITES, sqlite_url(file)]
    subprocess.run(command, cwd=Path(__file__).parents[2], check=True)
    for database in (first, second):
        with database.read() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM source")) == 2
        database.close()


# ---- what it cannot be ---------------------------------------------------------------------------


def test_a_home_that_is_no_folder_is_named(tmp_path: Path):
    (tmp_path / "home").write_text("a file", encoding="utf-8")

    with pytest.raises(StoreError, match="home") as raised:
        open_database(sqlite_url(tmp_path / "home" / "coach.db"))

    assert "COACH_HOME" in raised.value.hint


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_home_that_may_not_be_written_is_named(tmp_path: Path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreError, match=tmp_path.name) as raised:
            open_database(sqlite_url(tmp_path / "coach.db"))
    finally:
        tmp_path.chmod(0o700)

    assert "COACH_HOME" in raised.value.hint


def test_a_folder_in_the_databases_place_is_named(file: Path):
    file.mkdir()

    with pytest.raises(StoreError, match=file.parent.name):
        open_database(sqlite_url(file))


@pytest.mark.parametrize("content", [b"no database" * 1000, b"SQLite format 3\x00" + b"\xff" * 8000])
def test_a_file_that_is_no_database_is_left_as_it_is(file: Path, content):
    file.write_bytes(content)

    with pytest.raises(StoreError, match="damaged") as raised:
        open_database(sqlite_url(file))

    assert "backup" in raised.value.hint
    assert file.read_bytes() == content


def test_a_damaged_page_is_told_when_it_is_met_and_left_as_it_is(file: Path):
    fill(file)
    content = bytearray(file.read_bytes())
    pages = [start for start in range(0, len(content), 4096) if DOCUMENT in content[start : start + 4096]]
    assert pages
    for start in pages:  # those that hold attempts; the ones that say which tables there are stay whole
        content[start : start + 4096] = b"\xee" * 4096
    file.write_bytes(content)

    database = open_database(sqlite_url(file))
    with pytest.raises(StoreError, match="damaged"):
        list(SqlAttemptStore(database).recent())
    database.close()

    assert file.read_bytes() == content


def test_a_full_disk_is_told_and_what_was_there_stays(file: Path):
    fill(file, 1)
    database = open_database(sqlite_url(file))
    store = SqlAttemptStore(database)
    pages = file.stat().st_size // 4096

    def no_more_pages(connection, record):
        connection.execute(f"PRAGMA max_page_count={pages}")

    database.engine.dispose()
    sa.event.listen(database.engine, "connect", no_more_pages)

    def add_many() -> None:
        with database.write():
            for number in range(100):
                store.add(done(received(f"b{number}")), {})

    with pytest.raises(StoreError, match="no room"):
        add_many()

    assert [attempt.id for attempt in store.recent()] == ["a0"]
    database.close()


def test_a_database_that_another_program_keeps_locked_is_busy(file: Path):
    fill(file, 1)
    database = open_database(sqlite_url(file))

    def impatient(connection, record):
        connection.execute("PRAGMA busy_timeout=1")  # the usual 15 s are too long for a test

    database.engine.dispose()
    sa.event.listen(database.engine, "connect", impatient)

    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="busy"):
            SqlAttemptStore(database).progress("a0", 0.5)
        assert SqlAttemptStore(database).get("a0").progress == 1.0  # readers are not kept waiting
    database.close()


# ---- how it is kept ------------------------------------------------------------------------------


def test_sqlite_keeps_what_it_acknowledged_and_wipes_what_it_deleted(file: Path):
    database = open_database(sqlite_url(file))
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "secure_delete")

    with database.read() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() for pragma in pragmas]
    database.close()

    assert found == ["wal", 2, 1, 15000, 1]  # synchronous 2 is FULL


def test_a_reader_inside_a_write_of_another_thread_sees_the_time_before(database):
    store = SqlAttemptStore(database)
    store.add(received(), {})

    with ThreadPoolExecutor(1) as elsewhere, database.write():
        store.save(done(received()))
        assert elsewhere.submit(store.get, "a1").result(timeout=10) == received()

    assert store.get("a1") == done(received())
