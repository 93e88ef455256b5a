import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fakes_store import AUDIO, NOON, MemoryAttemptStore, done, received

from coach.adapters.archive_store import SqlArchiveStore
from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database, open_database, sqlite_url
from coach.adapters.tables import ATTEMPT, CRITERION_SCORE
from coach.domain.attempt import Recording, Redo, State, Usage
from coach.errors import StoreError, UsageError

Store = SqlAttemptStore | MemoryAttemptStore


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryAttemptStore()
        return
    url = sqlite_url(tmp_path / "coach.db") if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = open_database(url)
    yield SqlAttemptStore(database)
    database.close()


# ---- what every store keeps to -----------------------------------------------------------------


@pytest.mark.parametrize("attempt", [received(), done(received())], ids=["just received", "with every part"])
def test_what_was_added_comes_back_whole(store: Store, attempt):
    store.add(attempt, {})

    assert store.get("a1") == attempt


def test_saving_replaces_the_whole_attempt(store: Store):
    store.add(received(), {})

    store.save(done(received()))

    assert store.get("a1") == done(received())


def test_progress_shows_in_the_attempt_without_touching_the_rest(store: Store):
    store.add(received(), {})

    store.progress("a1", 0.4)

    assert store.get("a1") == received().model_copy(update={"progress": 0.4})
    assert [attempt.progress for attempt in store.recent()] == [0.4]


def test_the_redos_of_an_attempt_come_newest_first_and_no_others(store: Store):
    store.add(received(), {})
    line = Redo(attempt="a1", criterion="problem", check="eleven_weeks")
    for seconds, attempt_id, of in [(1, "r1", "a1"), (2, "r2", "a1"), (3, "r3", "another")]:
        at, redo = NOON + timedelta(seconds=seconds), line.model_copy(update={"attempt": of})
        store.add(received().model_copy(update={"id": attempt_id, "redo": redo, "at": at}), {})

    assert [attempt.id for attempt in store.redos_of("a1")] == ["r2", "r1"]


def test_saving_the_next_stage_starts_progress_anew(store: Store):
    store.add(received(), {})
    store.progress("a1", 0.9)

    store.save(received().model_copy(update={"state": State.SCORING}))

    assert store.get("a1").progress == 0.0


def test_whoever_works_on_an_attempt_that_is_gone_is_told_so(store: Store):
    with pytest.raises(UsageError, match="no attempt gone"):
        store.progress("gone", 0.5)


def test_an_unknown_attempt_is_the_users_mistake(store: Store):
    with pytest.raises(UsageError, match="no attempt zz"):
        store.get("zz")


def test_saving_never_brings_an_attempt_into_being(store: Store):
    with pytest.raises(UsageError, match="no attempt a1"):
        store.save(received())

    assert list(store.recent()) == []


def test_an_id_is_given_once(store: Store):
    store.add(received(who="Nadia"), {})

    with pytest.raises(StoreError, match="already"):
        store.add(received(who="Omar"), {})

    assert store.get("a1").who == "Nadia"


def test_recent_attempts_come_newest_first_whatever_their_zone(store: Store):
    east = timezone(timedelta(hours=9))
    store.add(received("noon", at=NOON), {})
    store.add(received("an hour earlier", at=(NOON - timedelta(hours=1)).astimezone(east)), {})
    store.add(received("an hour later", at=NOON + timedelta(hours=1)), {})

    assert [attempt.id for attempt in store.recent()] == ["an hour later", "noon", "an hour earlier"]
    assert [attempt.id for attempt in store.recent(limit=1)] == ["an hour later"]


def test_recent_attempts_of_one_person(store: Store):
    store.add(received("a1", who="Nadia"), {})
    store.add(received("a2", who="Omar"), {})

    assert [attempt.id for attempt in store.recent(who="Omar")] == ["a2"]


def test_content_is_frozen_at_its_first_use(store: Store):
    store.add(received("a1"), {"rubric-1": {"title": "First call", "weights": [1, 2.5], "ü": None}})
    store.add(received("a2"), {"rubric-1": {"title": "changed"}, "us-1": {"company": "Acme"}})

    assert store.source("rubric-1") == {"title": "First call", "weights": [1, 2.5], "ü": None}
    assert store.source("us-1") == {"company": "Acme"}
    assert store.source("never-used") is None


# ---- what the database adds --------------------------------------------------------------------


def criterion_rows(database: Database) -> list[tuple[Any, ...]]:
    columns = [CRITERION_SCORE.c[name] for name in ("attempt_id", "criterion_id", "weight", "score", "score_best")]
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(*columns[:2]))]


def rewrite(database: Database, **changes: Any) -> None:
    """Change fields of a1's document behind the store's back; None as a value takes the field out."""
    with database.write() as connection:
        document = json.loads(connection.scalar(sa.select(ATTEMPT.c.document)))
        document = {name: value for name, value in (document | changes).items() if value is not None}
        connection.execute(sa.update(ATTEMPT).values(document=json.dumps(document)))


def test_criterion_scores_are_rows_that_follow_the_scorecard(database: Database):
    store = SqlAttemptStore(database)
    store.add(received(), {})
    assert criterion_rows(database) == []

    store.save(done(received()))
    store.save(done(received()))
    assert criterion_rows(database) == [("a1", "offer", 3.0, 100.0, 100.0), ("a1", "price", 1.0, None, None)]

    store.save(received())
    assert criterion_rows(database) == []


def test_what_is_queried_stands_in_columns(database: Database):
    store = SqlAttemptStore(database)
    store.add(received(), {})
    store.save(done(received()))

    with database.read() as connection:
        row = connection.execute(sa.select(ATTEMPT)).one()

    assert (row.who, row.kind, row.state, row.rubric_id, row.situation) == (
        "Nadia", "practice", "done", "first_call", "first_call",
    )  # fmt: skip
    assert (row.result, row.outcome, row.score, row.score_best) == ("unclear", "unclear", 66.7, 83.3)
    assert (row.at, row.recording, row.progress, row.revision) == (NOON, AUDIO, 1.0, 2)


def test_a_save_that_fails_half_way_changes_nothing(database: Database):
    store = SqlAttemptStore(database)
    store.add(received(), {})
    finished = done(received())
    assert finished.scorecard is not None
    twice = finished.scorecard.model_copy(update={"criteria": finished.scorecard.criteria[:1] * 2})

    with pytest.raises(StoreError) as raised:
        store.save(finished.model_copy(update={"scorecard": twice}))

    assert "thirty days" not in raised.value.message
    assert store.get("a1") == received()
    assert criterion_rows(database) == []


def test_a_save_and_what_goes_with_it_are_kept_together_or_not_at_all(database: Database):
    store = SqlAttemptStore(database)
    store.add(received(), {})

    class JobRefused(Exception):
        pass

    def save_and_pass_on() -> None:
        with database.write():
            store.save(done(received()))
            assert store.get("a1").state is State.DONE  # a look inside sees what was written
            raise JobRefused

    with pytest.raises(JobRefused):
        save_and_pass_on()
    assert store.get("a1").state is State.RECEIVED

    with database.write():
        store.save(done(received()))
        store.add(received("a2"), {})
    assert {attempt.id: attempt.state for attempt in store.recent()} == {"a1": State.DONE, "a2": State.RECEIVED}


def test_a_deleted_attempt_keeps_its_decision_and_cannot_come_back(database: Database):
    store = SqlAttemptStore(database)
    store.add(received(), {})
    store.save(done(received()))
    SqlArchiveStore(database).erase("a1")

    for call in (store.get, store.hold):
        with pytest.raises(UsageError):
            call("a1")
    with pytest.raises(UsageError):
        store.save(done(received()))  # a stage that was at work meanwhile
    with pytest.raises(UsageError):
        store.progress("a1", 0.5)

    assert list(store.recent()) == []
    with database.read() as connection:
        assert connection.scalars(sa.select(ATTEMPT.c.outcome)).all() == ["unclear"]


def test_a_record_of_an_older_version_loads_with_the_defaults_of_what_it_lacks(database: Database):
    store = SqlAttemptStore(database)
    store.add(done(received()), {})
    rewrite(database, usage=None, heard_by=None, grader_lines=None)

    attempt = store.get("a1")

    assert (attempt.usage, attempt.heard_by, attempt.grader_lines) == (Usage(), None, ())
    assert attempt.decision == done(received()).decision


@pytest.mark.parametrize(
    "changes", [{"mood": "calm"}, {"state": "appealed"}, {"source": "hologram"}], ids=["field", "state", "literal"]
)
def test_a_record_of_a_newer_version_asks_for_an_upgrade(database: Database, changes):
    store = SqlAttemptStore(database)
    store.add(received(), {})
    rewrite(database, **changes)

    with pytest.raises(StoreError, match="newer") as raised:
        store.get("a1")

    assert "Upgrade" in raised.value.hint


def test_a_record_that_lost_a_part_is_named_and_not_guessed(database: Database):
    store = SqlAttemptStore(database)
    store.add(received(), {})
    rewrite(database, rubric_id=None)

    with pytest.raises(StoreError, match="attempt a1 cannot be read"):
        store.get("a1")
    assert list(store.recent()) == [], "one record that cannot be read hides no other"


def test_a_time_without_a_zone_is_a_mistake_in_the_program(database: Database):
    store = SqlAttemptStore(database)

    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        store.add(received(at=datetime(2026, 3, 1, 12)), {})  # noqa: DTZ001 - the very thing

    assert list(store.recent()) == []


def test_a_file_name_that_is_no_text_is_refused_in_words(database: Database):
    odd = received().model_copy(update={"recording": Recording(sha256=AUDIO, filename="caf\udce9.wav")})

    with pytest.raises(StoreError, match="a1") as raised:
        SqlAttemptStore(database).add(odd, {})

    assert "name" in raised.value.hint


def test_many_threads_write_at_once(database: Database):
    store = SqlAttemptStore(database)
    ids = [f"t{number}" for number in range(8)]

    def work(attempt_id: str) -> None:
        store.add(received(attempt_id), {"rubric-1": {"a": 1}, "golden-1": {"b": 2}})
        for step in range(5):
            store.progress(attempt_id, step / 5)
        store.save(done(received(attempt_id)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, ids))

    assert [store.get(each) for each in ids] == [done(received(each)) for each in ids]
    assert len(criterion_rows(database)) == 16


def test_what_was_added_survives_a_kill_in_the_middle_of_the_next_write(database_url: str):
    script = """
import os, signal, sys
from fakes_store import done, received
from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import open_database
database = open_database(sys.argv[1])
store = SqlAttemptStore(database)
store.add(received(), {"rubric-1": {"a": 1}})
with database.write():
    store.save(done(received()))
    os.kill(os.getpid(), signal.SIGKILL)
"""
    tests = Path(__file__).parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", script, database_url], cwd=tests.parent, env={"PYTHONPATH": f"{tests.parent}:{tests}"}
    )
    assert killed.returncode == -9

    database = open_database(database_url)
    store = SqlAttemptStore(database)

    assert store.get("a1") == received()
    assert store.source("rubric-1") == {"a": 1}
    database.close()
