from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from fakes_store import NOON, done, received

from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database
from coach.adapters.review_store import SqlReviewStore
from coach.adapters.tables import ATTEMPT, REVIEW
from coach.domain.attempt import Attempt
from coach.domain.certification import Decision, Kind, Outcome, Result
from coach.domain.judging import Verdict
from coach.domain.review import Review, Ruling
from coach.errors import StoreError, UsageError


def official(attempt_id: str, *, who: str = "Nadia", outcome: Outcome = Outcome.NEEDS_REVIEW, age: int = 0) -> Attempt:
    """A scored official attempt, `age` hours old."""
    decision = Decision(result=Result.UNCLEAR, outcome=outcome, reasons=())
    attempt = done(received(attempt_id, who=who, at=NOON - timedelta(hours=age)))
    return attempt.model_copy(update={"kind": Kind.OFFICIAL, "decision": decision})


def review(attempt_id: str = "a1", *, by: str = "Omar", reason: str = "I heard it.") -> Review:
    return Review(
        attempt=attempt_id,
        by=by,
        by_name=by,
        at=NOON,
        decision=Outcome.CERTIFIED,
        reason=reason,
        rulings=(Ruling(criterion="price", check=None, verdict=Verdict.MET, level=2, reason="“Nine” 🙂"),),
        how="page",
    )


@pytest.fixture
def attempts(database: Database) -> SqlAttemptStore:
    return SqlAttemptStore(database)


@pytest.fixture
def store(database: Database) -> SqlReviewStore:
    return SqlReviewStore(database)


def test_reviews_come_back_whole_and_the_newest_first(attempts: SqlAttemptStore, store: SqlReviewStore) -> None:
    attempts.add(official("a1"), {})
    attempts.add(official("a2"), {})
    store.add(review(), seen=0)
    store.add(review(by="Pia", reason="It was not said."), seen=1)
    store.add(review("a2"), seen=0)

    assert store.of("a1") == (review(by="Pia", reason="It was not said."), review())


def test_whoever_did_not_see_the_newest_review_is_told_so(attempts: SqlAttemptStore, store: SqlReviewStore) -> None:
    attempts.add(official("a1"), {})
    store.add(review(), seen=0)

    with pytest.raises(UsageError, match="while you were at it"):
        store.add(review(by="Pia"), seen=0)
    assert store.of("a1") == (review(),)


def test_of_two_who_decide_at_the_same_moment_one_is_kept(attempts: SqlAttemptStore, store: SqlReviewStore) -> None:
    attempts.add(official("a1"), {})
    together = Barrier(4)

    def decide(number: int) -> bool:
        together.wait()
        try:
            store.add(review(by=f"Reviewer {number}"), seen=0)
        except UsageError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(decide, range(4))) == [False, False, False, True]
    assert len(store.of("a1")) == 1


def test_what_was_deleted_meanwhile_can_no_longer_be_decided(
    attempts: SqlAttemptStore, store: SqlReviewStore, database: Database
) -> None:
    attempts.add(official("a1"), {})
    delete(database, "a1")

    with pytest.raises(UsageError, match="deleted"):
        store.add(review(), seen=0)
    with pytest.raises(UsageError, match="deleted"):
        store.add(review("never there"), seen=0)


def test_the_queue_holds_what_needs_a_person_and_the_oldest_first(
    attempts: SqlAttemptStore, store: SqlReviewStore, database: Database
) -> None:
    attempts.add(official("new"), {})
    attempts.add(official("old", age=3), {})
    attempts.add(official("certified", outcome=Outcome.CERTIFIED), {})
    attempts.add(official("practice").model_copy(update={"kind": Kind.PRACTICE}), {})
    attempts.add(official("reviewed"), {})
    store.add(review("reviewed"), seen=0)
    attempts.add(official("deleted"), {})
    delete(database, "deleted")
    attempts.add(official("theirs", who="Omar", age=1), {})

    queue = store.queue()

    assert [entry.id for entry in queue] == ["old", "theirs", "new"]
    assert (queue[0].who, queue[0].rubric_title, queue[0].score, queue[0].score_best) == (
        "Nadia", "First call", 66.7, 83.3
    )  # fmt: skip
    assert store.waiting() == {"Nadia": 2, "Omar": 1}


def test_the_queue_names_what_is_older_than_titles_by_its_rubric(
    attempts: SqlAttemptStore, store: SqlReviewStore, database: Database
) -> None:
    attempts.add(official("a1"), {})
    with database.write() as connection:
        connection.execute(sa.update(ATTEMPT).values(rubric_title=None))
    assert store.queue()[0].rubric_title == "first_call"


def delete(database: Database, attempt_id: str) -> None:
    """As deletion does it: the words go, the row stays."""
    with database.write() as connection:
        connection.execute(sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt_id).values(document=None))


def test_a_review_by_a_newer_version_says_so_and_is_not_passed_over(
    attempts: SqlAttemptStore, store: SqlReviewStore, database: Database
) -> None:
    attempts.add(official("a1"), {})
    store.add(review(), seen=0)
    with database.write() as connection:
        connection.execute(sa.update(REVIEW).values(document='{"attempt": "a1", "mood": "good"}'))
    with pytest.raises(StoreError, match="newer Pitch Coach") as refused:
        store.of("a1")
    assert "Upgrade" in refused.value.hint
