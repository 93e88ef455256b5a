import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from fakes_store import NOON, done, received

from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database, open_database, sqlite_url
from coach.adapters.schema import MIGRATIONS, VERSION_TABLE, is_ours, upgrade, version, versions
from coach.adapters.sqlite_file import prepare
from coach.adapters.tables import ATTEMPT, CRITERION_SCORE, METADATA
from coach.domain.attempt import State
from coach.errors import StoreError

# The dangerous kind of change: on SQLite it writes `attempt` anew and drops the old table.
REWRITES_ATTEMPT = """
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"


def upgrade() -> None:
    with op.batch_alter_table("attempt", recreate="auto") as table:
        table.add_column(sa.Column("team", sa.Text(), nullable=False, server_default="all"))
        table.alter_column("situation", existing_type=sa.Text(), nullable=True)
    {more}
"""


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without our tables."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "home" / "coach.db")
    return request.getfixturevalue("empty_postgres_url")


@pytest.fixture
def later(tmp_path: Path):
    """Makes the migrations of an imaginary next version: ours and one more."""

    def make(more: str = "pass") -> Path:
        folder = tmp_path / "50% later"
        shutil.copytree(MIGRATIONS, folder)
        script = REWRITES_ATTEMPT.format(head=versions()[-1], more=more)
        (folder / "versions" / "9001_later.py").write_text(script, encoding="utf-8")
        return folder

    return make


def counts(database: Database) -> tuple[int, int]:
    with database.read() as connection:
        attempts = connection.scalar(sa.select(sa.func.count()).select_from(ATTEMPT))
        return attempts, connection.scalar(sa.select(sa.func.count()).select_from(CRITERION_SCORE))


def at_version(database: Database) -> str | None:
    with database.read() as connection:
        return version(connection)


def backups(folder: Path) -> list[Path]:
    return sorted((folder / "backups").glob("*"))


def test_a_new_database_is_at_the_newest_version(database: Database):
    assert at_version(database) == versions()[-1]


def test_the_names_of_the_files_tell_the_versions_as_alembic_sees_them():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)

    assert script.get_heads() == [versions()[-1]]
    assert sorted(each.revision for each in script.walk_revisions()) == versions()


def test_the_migrations_end_at_the_tables_that_the_program_uses_whoever_else_lives_there(database: Database):
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE workflow_status (workflow_uuid TEXT PRIMARY KEY)")
    with database.engine.connect() as connection:
        options = {"include_object": is_ours, "version_table": VERSION_TABLE, "compare_type": True}
        context = MigrationContext.configure(connection, opts=options)

        assert compare_metadata(context, METADATA) == []


def test_an_upgrade_keeps_every_row_and_the_ties_between_them(database: Database, later):
    store = SqlAttemptStore(database)
    store.add(done(received("a1")), {})
    store.add(done(received("a2")), {})

    upgrade(database, later())

    assert at_version(database) == "9001"
    assert counts(database) == (2, 4)
    assert store.get("a1") == done(received("a1"))
    store.save(done(received("a2")))
    with database.write() as connection:
        connection.execute(sa.delete(ATTEMPT).where(ATTEMPT.c.id == "a1"))
    assert counts(database) == (1, 2)  # foreign keys are on again, and still cascade


def test_a_file_with_something_in_it_is_copied_before_an_upgrade(tmp_path: Path, later):
    database = open_database(sqlite_url(tmp_path / "coach.db"))
    SqlAttemptStore(database).add(done(received()), {})
    assert backups(tmp_path) == []  # a new file has nothing to lose

    copy = upgrade(database, later())
    database.close()

    assert copy is not None
    assert backups(tmp_path) == [copy]
    assert copy.stat().st_mode & 0o077 == 0
    shutil.copy(copy, tmp_path / "restored.db")
    restored = open_database(sqlite_url(tmp_path / "restored.db"))
    assert at_version(restored) == versions()[-1]
    assert SqlAttemptStore(restored).get("a1") == done(received())
    restored.close()


@pytest.mark.parametrize(
    "trouble",
    [
        'op.execute("INSERT INTO no_such_table VALUES (1)")',
        'op.execute("DELETE FROM attempt")\n    raise KeyboardInterrupt',
    ],
    ids=["an error", "an interruption"],
)
def test_an_upgrade_that_breaks_off_leaves_the_database_as_it_was(database: Database, later, trouble):
    store = SqlAttemptStore(database)
    store.add(done(received()), {})

    with pytest.raises((StoreError, KeyboardInterrupt)):
        upgrade(database, later(trouble))

    assert at_version(database) == versions()[-1]
    assert counts(database) == (1, 2)
    store.save(received())


def test_an_upgrade_that_leaves_rows_without_what_they_belong_to_is_undone(tmp_path: Path, later):
    database = open_database(sqlite_url(tmp_path / "coach.db"))
    SqlAttemptStore(database).add(done(received()), {})

    with pytest.raises(StoreError, match="2 rows"):
        upgrade(database, later('op.execute("DELETE FROM attempt")'))

    assert counts(database) == (1, 2)
    database.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(database_url: str, later):
    database = open_database(database_url)
    SqlAttemptStore(database).add(done(received()), {})
    upgrade(database, later())
    before = [copy.name for copy in backups(database.file.parent)] if database.file else []

    with pytest.raises(StoreError, match="newer Pitch Coach") as raised:
        open_database(database_url)

    assert "Upgrade" in raised.value.hint
    assert (at_version(database), counts(database)) == ("9001", (1, 2))
    if database.file:
        assert [copy.name for copy in backups(database.file.parent)] == before
    database.close()


def test_a_damaged_file_is_not_upgraded(tmp_path: Path, later):
    file = tmp_path / "coach.db"
    database = open_database(sqlite_url(file))
    store = SqlAttemptStore(database)
    for number in range(40):
        store.add(done(received(f"a{number}")), {})
    database.close()
    content = bytearray(file.read_bytes())
    content[-4096:] = b"\xee" * 4096
    file.write_bytes(content)

    with pytest.raises(StoreError, match="damaged"):
        upgrade(Database(sa.create_engine(f"sqlite:///{file}"), file), later())

    assert file.read_bytes() == content
    assert backups(tmp_path) == []


def test_a_table_of_another_program_in_our_place_is_an_error_in_words(tmp_path: Path):
    file = tmp_path / "coach.db"
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE attempt (x)")

    with pytest.raises(StoreError, match="already exists"):
        open_database(sqlite_url(file))

    assert len(backups(tmp_path)) == 1  # whatever it is, it was copied first


def test_several_databases_open_at_once_in_one_process(tmp_path: Path):
    def opened(number: int) -> str | None:
        database = open_database(sqlite_url(tmp_path / str(number) / "coach.db"))
        database.close()
        return at_version(database)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(opened, range(4))) == [versions()[-1]] * 4


OPENS = """
import sys
from pathlib import Path
import sqlalchemy, alembic.command
from coach.adapters.database import open_database
from coach.adapters.schema import upgrade
url, later = sys.argv[1], sys.argv[2:]
# Whoever opens after the upgrade is rightly refused, so those who are to upgrade open before it.
database = open_database(url) if later else None
print("ready", flush=True)
sys.stdin.readline()
if later:
    upgrade(database, Path(later[0]))
else:
    open_database(url)
"""


def open_at_once(url: str, *arguments: str) -> None:
    """Let three processes open a database at the same moment; all must succeed."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", OPENS, url, *arguments]
    processes = [subprocess.Popen(command, cwd=MIGRATIONS.parents[2], **pipes) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        _, complaint = process.communicate(timeout=120)
        assert process.returncode == 0, complaint


def test_processes_that_open_a_new_database_at_once_do_not_collide(empty_url: str):
    open_at_once(empty_url)

    database = open_database(empty_url)
    assert counts(database) == (0, 0)
    database.close()


def test_processes_that_upgrade_at_once_upgrade_once(database: Database, database_url: str, later):
    SqlAttemptStore(database).add(done(received()), {})
    folder = later()

    open_at_once(database_url, str(folder))

    assert (at_version(database), counts(database)) == ("9001", (1, 2))
    if database.file:
        assert len(backups(database.file.parent)) == 1


# ---- from the first version --------------------------------------------------------------------


FIRST = {
    "id": "old",
    "kind": "practice",
    "who": "Nadia",
    "at": "2026-03-01T12:00:00.123456Z",
    "rubric_id": "first_call",
    "rubric_version": "rubric-1",
    "rubric_title": "First “call”",
    "golden_id": "first_call",
    "golden_version": "golden-1",
    "us_version": "us-1",
    "situation": "first_call",
    "state": "received",
    "recording": {"sha256": "ab" * 32, "filename": "Größe & 50 %.webm"},
    "pass_mark": 80.0,
}
"""An attempt's document as the first version wrote it."""


def up_to(newest: str, tmp_path: Path) -> Path:
    """The migrations as an old version had them."""
    folder = tmp_path / newest
    shutil.copytree(MIGRATIONS, folder)
    for script in (folder / "versions").glob("*_*.py"):
        if script.name[:4] > newest:
            script.unlink()
    return folder


def made_at(newest: str, tmp_path: Path, empty_url: str) -> Database:
    """A database at an old version, made by its migrations alone."""
    folder = up_to(newest, tmp_path)
    if empty_url.startswith("sqlite"):
        file = tmp_path / "home" / "coach.db"
        prepare(file, 1000)
        database = Database(sa.create_engine(f"sqlite:///{file}"), file)
    else:
        database = Database(sa.create_engine(empty_url), None)
    upgrade(database, folder)
    return database


@pytest.fixture
def first(tmp_path: Path, empty_url: str) -> Iterator[Database]:
    """A database at version 0001, filled with plain SQL."""
    database = made_at("0001", tmp_path, empty_url)
    row = "INSERT INTO attempt (id, who, kind, state, rubric_id, rubric_version, situation, at, recording, score, "
    row += "progress, document, revision, updated_at) VALUES (:id, 'Nadia', 'practice', :state, 'first_call', "
    row += "'rubric-1', 'first_call', '2026-03-01 12:00:00.123456', :recording, :score, 0, :document, 3, "
    row += "'2026-03-01 12:00:00')"
    kept = {"id": "old", "state": "received", "recording": "ab" * 32, "score": 62.5, "document": json.dumps(FIRST)}
    deleted = {"id": "gone", "state": "done", "recording": None, "score": 90, "document": None}
    with database.write() as connection:
        connection.execute(sa.text(row), [kept, deleted])
        connection.exec_driver_sql("INSERT INTO criterion_score VALUES ('old', 'offer', 3, 50, 75.5)")
        connection.exec_driver_sql("INSERT INTO source VALUES ('rubric-1', '{\"a\": 1}', '2026-03-01 12:00:00')")
    yield database
    database.close()


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def test_a_database_of_the_first_version_comes_to_the_newest_with_all_that_is_in_it(first: Database, empty_url: str):
    assert at_version(first) == "0001"
    before = dump(first.file) if first.file else []
    first.close()

    database = open_database(empty_url)

    assert at_version(database) == versions()[-1]
    attempt = SqlAttemptStore(database).get("old")
    assert (attempt.who, attempt.rubric_title, attempt.state) == ("Nadia", "First “call”", State.RECEIVED)
    assert (attempt.queued_at, attempt.tries) == (None, 0)
    assert attempt.at == datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
    assert attempt.recording is not None
    assert attempt.recording.filename == "Größe & 50 %.webm"
    with database.read() as connection:
        rows = connection.execute(sa.select(ATTEMPT).order_by(ATTEMPT.c.id)).all()
        scores = connection.execute(sa.select(CRITERION_SCORE)).all()
    assert [(row.id, row.rubric_title, row.score, row.revision) for row in rows] == [
        ("gone", None, 90, 3),
        ("old", "First “call”", 62.5, 3),
    ]
    assert [tuple(row) for row in scores] == [("old", "offer", 3, 50, 75.5)]
    assert SqlAttemptStore(database).source("rubric-1") == {"a": 1}
    if database.file:
        (copy,) = backups(database.file.parent)
        assert "-0001-" in copy.name
        assert dump(copy) == before
    SqlAttemptStore(database).save(done(attempt))
    database.close()


# ---- from every version to the next --------------------------------------------------------------


def fill(database: Database) -> None:
    """Two rows in every table that has none yet: everything in the first, as little as possible in the second."""
    tables = sa.MetaData()
    tables.reflect(database.engine)
    with database.write() as connection:
        for table in tables.sorted_tables:
            if not connection.execute(sa.select(table)).first():
                connection.execute(sa.insert(table), [made_up(table, number) for number in (0, 1)])


def made_up(table: sa.Table, number: int) -> dict[str, object]:
    """A row; rows of the same number belong to each other."""
    row: dict[str, object] = {}
    for column in table.columns:
        belongs_to = next(iter(column.foreign_keys), None)
        name = belongs_to.column.name if belongs_to else column.name
        values: dict[type, object] = {datetime: NOON.replace(tzinfo=None), int: number, float: 12.5}
        text = json.dumps(FIRST) if name == "document" else f"{name} “{number}” 🙂"
        row[column.name] = None if number and column.nullable else values.get(column.type.python_type, text)
    return row


def rows_of(database: Database, columns: dict[str, list[str]]) -> dict[str, list[str]]:
    """What these columns of these tables hold."""
    tables = sa.MetaData()
    tables.reflect(database.engine)
    with database.read() as connection:
        return {
            table: sorted(
                str(row) for row in connection.execute(sa.select(*[tables.tables[table].c[n] for n in names]))
            )
            for table, names in columns.items()
        }


def columns_of(database: Database) -> dict[str, list[str]]:
    inspector = sa.inspect(database.engine)
    tables = set(inspector.get_table_names()) - {VERSION_TABLE}
    return {table: [column["name"] for column in inspector.get_columns(table)] for table in tables}


def test_every_version_comes_to_the_next_with_rows_in_every_table(tmp_path: Path, empty_url: str):
    database = made_at(versions()[0], tmp_path, empty_url)
    fill(database)
    for before, after in pairwise(versions()):
        columns = columns_of(database)
        held = rows_of(database, columns)
        assert all(held.values()), "no table is empty"

        copy = upgrade(database, up_to(after, tmp_path))

        assert at_version(database) == after
        assert rows_of(database, columns) == held
        if database.file:
            assert copy is not None
            assert f"-{before}-" in copy.name
        fill(database)
    database.close()
