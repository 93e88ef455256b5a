"""Histories by columns alone, on both engines."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fakes_store import NOON, done, received

from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database
from coach.adapters.history_store import SqlHistoryStore
from coach.adapters.review_store import SqlReviewStore
from coach.adapters.tables import ATTEMPT, REVIEW
from coach.domain.attempt import Attempt, Redo, State
from coach.domain.certification import Kind, Outcome, Result
from coach.domain.history import CriterionPoints, Entry
from coach.domain.review import Review
from coach.errors import StoreError

Keep = Callable[..., Attempt]


@pytest.fixture
def store(database: Database) -> SqlHistoryStore:
    return SqlHistoryStore(database, held=lambda attempt_id: attempt_id == "at work")


@pytest.fixture
def keep(database: Database) -> Keep:
    """Keep an attempt, `minutes` after noon, finished unless told otherwise."""
    attempts = SqlAttemptStore(database)

    def add(attempt_id: str, *, minutes: int = 0, finished: bool = True, **changes: object) -> Attempt:
        attempt = received(attempt_id, at=NOON + timedelta(minutes=minutes))
        attempt = (done(attempt) if finished else attempt).model_copy(update=changes)
        attempts.add(attempt, {})
        return attempt

    return add


def change(database: Database, attempt_id: str, **columns: object) -> None:
    with database.write() as connection:
        connection.execute(sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt_id).values(**columns))


def review(attempt_id: str, decision: Outcome, minutes: int = 0) -> Review:
    at = NOON + timedelta(minutes=minutes)
    return Review(
        attempt=attempt_id, by="Rita", by_name="Rita", at=at, decision=decision, reason="Heard it.", how="page"
    )


def ids(entries: tuple[Entry, ...]) -> list[str]:
    return [entry.id for entry in entries]


def test_an_entry_says_what_the_attempt_says(store: SqlHistoryStore, keep: Keep) -> None:
    keep("a1", kind=Kind.OFFICIAL)
    assert store.entries() == (
        Entry(
            id="a1",
            who="Nadia",
            kind=Kind.OFFICIAL,
            state=State.DONE,
            rubric_id="first_call",
            rubric_version="rubric-1",
            rubric_title="First call",
            situation="first_call",
            at=NOON,
            result=Result.UNCLEAR,
            outcome=Outcome.UNCLEAR,
            score=66.7,
            score_best=83.3,
            criteria=(
                CriterionPoints(id="offer", weight=3, score=100, score_best=100),
                CriterionPoints(id="price", weight=1, score=None, score_best=None),
            ),
        ),
    )


def test_the_newest_come_first_and_only_as_many_as_asked_for(store: SqlHistoryStore, keep: Keep) -> None:
    for minutes in (3, 1, 2):
        keep(f"after {minutes}", minutes=minutes)
    assert ids(store.entries()) == ["after 3", "after 2", "after 1"]
    newest = store.entries(limit=2)
    assert ids(newest) == ["after 3", "after 2"]
    assert all(len(entry.criteria) == 2 for entry in newest)


def test_one_person_and_one_pitch_can_be_asked_for(store: SqlHistoryStore, keep: Keep) -> None:
    keep("hers", minutes=2)
    keep("his", minutes=1, who="Omar")
    keep("her closing", rubric_id="closing")
    assert ids(store.entries(who="Nadia")) == ["hers", "her closing"]
    assert ids(store.entries(who="Nadia", rubric_id="closing")) == ["her closing"]
    assert ids(store.entries(who="nobody")) == []


def test_an_attempt_without_points_is_listed_too(store: SqlHistoryStore, keep: Keep) -> None:
    keep("a1", finished=False)
    (entry,) = store.entries()
    assert (entry.state, entry.outcome, entry.score, entry.criteria) == (State.RECEIVED, None, None, ())


def test_what_nobody_works_on_and_nothing_will_is_interrupted(
    store: SqlHistoryStore, keep: Keep, database: Database
) -> None:
    heard: dict[str, object] = {"finished": False, "state": State.TRANSCRIBING}
    keep("at work", **heard)
    keep("killed", **heard)
    keep("in the queue", **heard, queued_at=NOON)
    keep("waits", finished=False, state=State.WAITING)
    keep("done")
    keep("deleted", **heard)
    change(database, "deleted", document=None)
    assert [entry.id for entry in store.entries() if entry.interrupted] == ["killed"]


def test_a_re_recording_of_one_check_is_no_attempt(store: SqlHistoryStore, keep: Keep) -> None:
    keep("a1")
    keep("again", redo=Redo(attempt="a1", criterion="offer", check="term"))
    assert ids(store.entries()) == ["a1"]
    assert store.entry("again") is None


def test_a_deleted_attempt_keeps_its_line_unless_it_is_not_wanted(
    store: SqlHistoryStore, keep: Keep, database: Database
) -> None:
    keep("kept", minutes=1)
    keep("gone")
    change(database, "gone", document=None, recording=None)
    assert [(entry.id, entry.deleted, entry.score) for entry in store.entries()] == [
        ("kept", False, 66.7),
        ("gone", True, 66.7),
    ]
    assert ids(store.entries(deleted=False)) == ["kept"]
    gone = store.entry("gone")
    assert gone is not None
    assert gone.deleted


def test_what_a_person_decided_last_holds(store: SqlHistoryStore, keep: Keep, database: Database) -> None:
    keep("a1", kind=Kind.OFFICIAL, minutes=1)
    keep("a2")
    reviews = SqlReviewStore(database)
    first, second = review("a1", Outcome.NOT_YET), review("a1", Outcome.CERTIFIED, 5)
    reviews.add(first, seen=0)
    reviews.add(second, seen=1)
    reviewed, other = store.entries()
    assert reviewed.reviews == (second, first)
    assert (reviewed.outcome, reviewed.final) == (Outcome.UNCLEAR, Outcome.CERTIFIED)
    assert (other.reviews, other.final) == ((), Outcome.UNCLEAR)


def test_a_review_of_a_newer_version_is_not_passed_over(store: SqlHistoryStore, keep: Keep, database: Database) -> None:
    keep("a1")
    SqlReviewStore(database).add(review("a1", Outcome.CERTIFIED), seen=0)
    with database.write() as connection:
        connection.execute(sa.update(REVIEW).values(document='{"attempt": "a1", "mood": "calm"}'))
    with pytest.raises(StoreError, match="a1"):
        store.entries()


def test_an_attempt_from_before_titles_were_kept_goes_by_its_id(
    store: SqlHistoryStore, keep: Keep, database: Database
) -> None:
    keep("a1")
    change(database, "a1", rubric_title=None)
    assert store.entries()[0].rubric_title == "first_call"


def test_documents_are_never_read(store: SqlHistoryStore, keep: Keep, database: Database) -> None:
    keep("a1")
    change(database, "a1", document="no JSON at all")
    assert ids(store.entries()) == ["a1"]


def test_there_is_no_entry_of_an_unknown_attempt(store: SqlHistoryStore) -> None:
    assert store.entry("nope") is None
    assert store.entries() == ()
