"""Studies and their results on both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from coach.adapters.archive_store import SqlArchiveStore
from coach.adapters.database import Database
from coach.adapters.study_store import SqlStudyStore
from coach.adapters.tables import STUDY
from coach.domain.studio.study import Study, StudyKind, StudyState
from coach.errors import UnreadableError, UsageError

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(database: Database) -> SqlStudyStore:
    return SqlStudyStore(database)


def a_study(study_id: str = "s1", **changes: object) -> Study:
    study = Study(
        id=study_id,
        kind=StudyKind.CHANGE,
        rubric_id="first_call",
        who="me",
        at=AT,
        judge="embedded",
        subjects=("a", "b", "c"),
        options={"named": "“Größe” & 50 %"},
    )
    return study.model_copy(update=changes)


def test_a_study_comes_back_as_it_was_kept(store: SqlStudyStore) -> None:
    store.add(a_study(), None)
    assert store.get("s1") == a_study()
    store.save(a_study(state=StudyState.FAILED, problem="Why.", hint="What."))
    assert store.get("s1").problem == "Why."


def test_what_is_not_there_is_said(store: SqlStudyStore) -> None:
    with pytest.raises(UsageError):
        store.get("nothing")


def test_what_a_newer_version_wrote_is_said_and_hides_nothing_else(store: SqlStudyStore, database: Database) -> None:
    store.add(a_study("new"), None)
    store.add(a_study("old"), None)
    with database.write() as connection:
        connection.execute(sa.update(STUDY).where(STUDY.c.id == "new").values(document='{"id": "new", "mood": "?"}'))
    with pytest.raises(UnreadableError):
        store.get("new")
    assert [study.id for study in store.of("first_call", StudyKind.CHANGE)] == ["old"]


def test_the_studies_of_a_rubric_and_kind_are_listed_newest_first(store: SqlStudyStore) -> None:
    for number in range(3):
        store.add(a_study(f"s{number}", at=AT + timedelta(hours=number)), None)
    store.add(a_study("other", rubric_id="closing"), None)
    store.add(a_study("gates", kind=StudyKind.GATES), None)
    assert [study.id for study in store.of("first_call", StudyKind.CHANGE, limit=2)] == ["s2", "s1"]


def test_a_result_is_kept_once(store: SqlStudyStore) -> None:
    store.add(a_study(), None)
    store.keep("s1", 1, {"first": True})
    store.keep("s1", 1, {"first": False})
    store.keep("s1", 0, {"text": "“ß”"})
    assert store.results("s1") == {0: {"text": "“ß”"}, 1: {"first": True}}
    count, moments = store.kept("s1", 10)
    assert count == len(moments) == 2
    assert list(moments) == sorted(moments)
    assert len(store.kept("s1", 1)[1]) == 1


def test_two_workers_that_keep_the_same_result_leave_one(store: SqlStudyStore) -> None:
    store.add(a_study(), None)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: store.keep("s1", number % 3, {"by": number}), range(24)))
    assert sorted(store.results("s1")) == [0, 1, 2]


def test_runs_are_counted_since_a_result_was_last_kept(store: SqlStudyStore) -> None:
    store.add(a_study(), None)
    assert [store.begin("s1") for _ in range(3)] == [1, 2, 3]
    store.keep("s1", 0, {})
    assert store.begin("s1") == 1
    store.begin_anew("s1")
    assert store.begin("s1") == 1


def test_a_result_of_a_study_that_was_removed_is_let_go(store: SqlStudyStore, database: Database) -> None:
    store.add(a_study(state=StudyState.DONE), None)
    assert SqlArchiveStore(database).retire_studies(AT + timedelta(days=1), dry_run=False) == 1
    store.keep("s1", 0, {})
    assert store.results("s1") == {}


def test_old_studies_at_rest_are_removed_with_their_results_and_the_others_stay(
    store: SqlStudyStore, database: Database
) -> None:
    archive = SqlArchiveStore(database)
    for study_id, state, hours in (
        ("done", StudyState.DONE, 0),
        ("stopped", StudyState.STOPPED, 0),
        ("going", StudyState.RUNNING, 0),
        ("waiting", StudyState.QUEUED, 0),
        ("young", StudyState.DONE, 2),
    ):
        store.add(a_study(study_id, state=state, at=AT + timedelta(hours=hours)), None)
        store.keep(study_id, 0, {})
    before = AT + timedelta(hours=1)
    assert archive.retire_studies(before, dry_run=True) == 2
    assert store.results("done") == {0: {}}
    assert archive.retire_studies(before, dry_run=False) == 2
    assert archive.retire_studies(before, dry_run=False) == 0
    left = {study.id for study in store.of("first_call", StudyKind.CHANGE)}
    assert left == {"going", "waiting", "young"}
    assert store.results("done") == {}
    assert store.results("young") == {0: {}}


def test_who_holds_a_study_is_not_crossed(store: SqlStudyStore, database: Database) -> None:
    store.add(a_study(), None)
    held, began = threading.Event(), threading.Event()

    def stop() -> None:
        began.set()
        with database.write():
            study = store.hold("s1")
            store.save(study.model_copy(update={"state": StudyState.STOPPED}))

    with ThreadPoolExecutor(1) as pool:
        with database.write():
            study = store.hold("s1")
            other = pool.submit(stop)
            assert began.wait(10)
            held.wait(0.2)
            store.save(study.model_copy(update={"tries": 7}))
        other.result(30)
    assert (store.get("s1").state, store.get("s1").tries) == (StudyState.STOPPED, 7)
