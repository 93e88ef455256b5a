"""Erasing in the database, and who is past their time."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fakes_store import AUDIO, NOON, done, received

from coach.adapters.archive_store import SqlArchiveStore
from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database
from coach.adapters.review_store import SqlReviewStore
from coach.adapters.tables import ATTEMPT, CRITERION_SCORE, REVIEW, TAKE, WORK
from coach.domain.attempt import Attempt, Recording, Redo, Stage, State
from coach.domain.certification import Decision, Kind, Outcome, Result
from coach.domain.review import Review
from coach.errors import UsageError

LATER = NOON + timedelta(days=1)


@pytest.fixture
def attempts(database: Database) -> SqlAttemptStore:
    return SqlAttemptStore(database)


@pytest.fixture
def store(database: Database) -> SqlArchiveStore:
    return SqlArchiveStore(database)


def redo(attempt_id: str, of: str, state: State = State.DONE) -> Attempt:
    line = Redo(attempt=of, criterion="offer", check="term")
    own = Recording(sha256="cd" + AUDIO[2:], filename="line.webm")
    attempt = done(received(attempt_id)).model_copy(update={"redo": line, "recording": own, "state": state})
    return attempt if state is State.DONE else attempt.model_copy(update={"decision": None, "scorecard": None})


def official(attempt_id: str, outcome: Outcome) -> Attempt:
    decision = Decision(result=Result.UNCLEAR, outcome=outcome, reasons=())
    return done(received(attempt_id)).model_copy(update={"kind": Kind.OFFICIAL, "decision": decision})


def review(attempt_id: str) -> Review:
    return Review(
        attempt=attempt_id, by="omar", by_name="Omar", at=LATER, decision=Outcome.CERTIFIED, reason="Good.", how="page"
    )


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def add_take(database: Database, take_id: str, attempt_id: str | None) -> None:
    with database.write() as connection:
        row = {"id": take_id, "who": "Nadia", "at": NOON, "attempt_id": attempt_id, "document": "{}"}
        connection.execute(sa.insert(TAKE).values(row))


def test_erasing_takes_the_words_and_leaves_the_decision_the_points_and_the_reviews(
    database: Database, store: SqlArchiveStore, attempts: SqlAttemptStore
):
    attempts.add(official("a1", Outcome.NEEDS_REVIEW), {"rubric-1": {"a": 1}})
    attempts.begin("a1", Stage.SCORE, 0)
    SqlReviewStore(database).add(review("a1"), seen=0)
    add_take(database, "t1", "a1")

    erased = store.erase("a1", "Nadia")

    assert (erased.attempts, erased.recordings, erased.takes) == (("a1",), (AUDIO,), ("t1",))
    with database.read() as connection:
        row = connection.execute(sa.select(ATTEMPT)).one()
    assert (row.document, row.recording, row.queued_at) == (None, None, None)
    assert (row.outcome, row.score, row.at, row.rubric_title) == ("needs_review", 66.7, NOON, "First call")
    assert [count(database, table) for table in (CRITERION_SCORE, REVIEW, WORK)] == [2, 1, 0]
    assert attempts.source("rubric-1") == {"a": 1}
    assert attempts.officials("Nadia", "first_call") == 1


def test_the_redos_of_an_erased_attempt_go_wholly(
    database: Database, store: SqlArchiveStore, attempts: SqlAttemptStore
):
    attempts.add(done(received("a1")), {})
    attempts.add(redo("r1", "a1"), {})
    attempts.begin("r1", Stage.SCORE, 0)
    attempts.add(done(received("a2")), {})

    assert store.family("a1") == ("a1", "r1")
    erased = store.erase("a1")

    assert erased.attempts == ("a1", "r1")
    assert set(erased.recordings) == {AUDIO, "cd" + AUDIO[2:]}
    with database.read() as connection:
        assert set(connection.scalars(sa.select(ATTEMPT.c.id))) == {"a1", "a2"}
    assert count(database, WORK) == 0
    assert store.recordings() == {AUDIO}
    assert store.users(AUDIO) == {"a2"}


def test_a_redo_that_is_erased_by_itself_leaves_nothing_but_its_pitch(
    database: Database, store: SqlArchiveStore, attempts: SqlAttemptStore
):
    attempts.add(done(received("a1")), {})
    attempts.add(redo("r1", "a1"), {})

    assert store.erase("r1").attempts == ("r1",)

    with database.read() as connection:
        assert list(connection.scalars(sa.select(ATTEMPT.c.id))) == ["a1"]
    assert attempts.get("a1") == done(received("a1"))


def test_what_is_held_is_erased_only_after_whatever_came_of_it_is_written(
    database: Database, store: SqlArchiveStore, attempts: SqlAttemptStore
):
    attempts.add(done(received("take")), {})
    erasing = threading.Thread(target=store.erase, args=("take",))
    with database.write():
        attempts.hold("take")
        erasing.start()
        erasing.join(0.3)
        assert erasing.is_alive()
        attempts.add(official("submitted", Outcome.NEEDS_REVIEW).model_copy(update={"taken_from": "take"}), {})
    erasing.join(20)

    assert store.users(AUDIO) == {"submitted"}
    with pytest.raises(UsageError):
        attempts.hold("take")


def test_only_what_is_there_and_theirs_can_be_erased(store: SqlArchiveStore, attempts: SqlAttemptStore):
    attempts.add(received("a1"), {})
    for asked in (("a2", "Nadia"), ("a1", "somebody else")):
        with pytest.raises(UsageError, match=f"no attempt {asked[0]}"):
            store.erase(*asked)
    store.erase("a1", "Nadia")
    with pytest.raises(UsageError, match="no attempt a1"):
        store.erase("a1", "Nadia")


def test_the_recordings_in_use_are_known(store: SqlArchiveStore, attempts: SqlAttemptStore):
    gone = Recording(sha256="ef" + AUDIO[2:], filename="c.wav", kept=False)
    attempts.add(received("a1"), {})
    attempts.add(received("a2"), {})
    attempts.add(received("a3").model_copy(update={"recording": None}), {})
    attempts.add(received("a4").model_copy(update={"recording": gone}), {})

    assert store.recordings() == {AUDIO}
    assert store.users(AUDIO) == {"a1", "a2"}
    assert (store.used_by("a1"), store.used_by("a3"), store.used_by("a4")) == ((AUDIO,), (), ())


def test_nothing_is_due_that_somebody_still_waits_for(store: SqlArchiveStore, attempts: SqlAttemptStore):
    for state in State:
        attempts.add(received(state.value).model_copy(update={"state": state}), {})
    attempts.add(official("not-scored", Outcome.NOT_SCORED), {})
    attempts.add(official("to-review", Outcome.NEEDS_REVIEW), {})
    attempts.add(official("decided", Outcome.NOT_YET), {})
    attempts.add(done(received("said-again")), {})
    attempts.add(redo("waiting-line", "said-again", State.WAITING), {})

    assert set(store.due(LATER, recorded=False)) == {"done", "refused", "decided"}
    assert store.due(NOON, recorded=False) == ()


def test_an_official_attempt_is_due_once_a_person_decided(
    database: Database, store: SqlArchiveStore, attempts: SqlAttemptStore
):
    attempts.add(official("a1", Outcome.NEEDS_REVIEW), {})
    assert store.due(LATER, recorded=False) == ()

    SqlReviewStore(database).add(review("a1"), seen=0)

    assert store.due(LATER, recorded=False) == ("a1",)
    assert store.due(LATER, recorded=False, attempt_id="a1") == ("a1",)
    assert store.due(LATER, recorded=False, attempt_id="a2") == ()


def test_only_what_still_has_a_recording_is_due_to_lose_it(store: SqlArchiveStore, attempts: SqlAttemptStore):
    attempts.add(done(received("a1")), {})
    attempts.add(done(received("a2")).model_copy(update={"recording": None}), {})

    assert store.due(LATER, recorded=True) == ("a1",)
    assert store.due(LATER, recorded=False) == ("a1", "a2")


def test_takes_that_were_not_handed_in_are_known_by_age(database: Database, store: SqlArchiveStore):
    add_take(database, "open", None)
    add_take(database, "handed-in", "a1")

    assert store.open_takes() == {"open"}
    assert store.open_takes(NOON) == frozenset()
    store.forget_takes(store.open_takes(LATER) | {"handed-in"})

    assert store.open_takes() == frozenset()
    assert count(database, TAKE) == 1


def test_an_installation_keeps_its_name(database: Database, database_url: str, store: SqlArchiveStore):
    from coach.adapters.database import open_database

    again = open_database(database_url)
    assert len(store.installation) == 16
    assert SqlArchiveStore(again).installation == store.installation
    again.close()
