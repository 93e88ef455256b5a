"""Published versions in the database: numbered, frozen, at most one in use; on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from cases import GOLDEN, RUBRIC, US
from fakes_store import NOON, done, received

from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database
from coach.adapters.tables import RUBRIC_VERSION, SOURCE
from coach.adapters.version_store import SqlVersionStore
from coach.domain.attempt import Attempt
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.version import GateResult, Retirement, Version
from coach.errors import OvertakenError, UnreadableError, UsageError

FIRST = Bundle(rubric=RUBRIC, golden=GOLDEN, us=US)
SECOND = FIRST.model_copy(update={"rubric": RUBRIC.model_copy(update={"version": "rubric-2", "pass_mark": 70})})
GATE = GateResult(
    name="weak", state="broken", result="pass", score=80, score_best=100, why="“80” 🙂", behind=("x: met",)
)


def version(number: int, bundle: Bundle = FIRST, *, days: int = 0, author: str = "me") -> Version:
    rubric_version, golden_version, us_version = bundle.hashes
    return Version(
        rubric_id=bundle.rubric.id,
        number=number,
        rubric_version=rubric_version,
        golden_version=golden_version,
        us_version=us_version,
        title=bundle.rubric.title,
        author=author,
        at=NOON + timedelta(days=days),
        note="Says “when”.\n# and why: 中",
        text="title: First call  # as it was\n",
        gates=(GATE,),
        reason="The trial is on Monday.",
    )


def attempt(name: str, bundle: Bundle, *, days: float, scored: bool = True) -> Attempt:
    rubric_version, golden_version, us_version = bundle.hashes
    made = received(name, at=NOON + timedelta(days=days))
    hashes = {"rubric_version": rubric_version, "golden_version": golden_version, "us_version": us_version}
    return (done(made) if scored else made).model_copy(update={"rubric_id": bundle.rubric.id, **hashes})


@pytest.fixture
def store(database: Database) -> SqlVersionStore:
    return SqlVersionStore(database)


def test_a_version_comes_back_whole_and_with_what_it_was_made_of(store: SqlVersionStore) -> None:
    store.publish(version(1), FIRST)
    assert store.versions("first_call") == (version(1),)
    assert store.bundle(version(1)) == FIRST
    assert store.managed() == {"first_call"}
    assert store.versions("closing") == ()


def test_publishing_retires_the_one_before(store: SqlVersionStore) -> None:
    store.publish(version(1), FIRST)
    store.publish(version(2, SECOND, days=1, author="omar"), SECOND)
    newest, before = store.versions("first_call")
    assert store.in_use() == {"first_call": newest}
    assert store.pins()["first_call"].hashes == SECOND.hashes
    assert before.retired == Retirement(at=newest.at, by="omar", why="Replaced by version 2.")
    assert store.bundle(before) == FIRST


@pytest.mark.parametrize("number", [1, 3])
def test_a_number_that_is_not_the_next_one_is_refused(store: SqlVersionStore, number: int) -> None:
    store.publish(version(1), FIRST)
    with pytest.raises(OvertakenError, match="Somebody else has published"):
        store.publish(version(number, SECOND), SECOND)
    assert store.versions("first_call") == (version(1),)


def test_of_many_who_publish_at_the_same_moment_one_gets_the_number(store: SqlVersionStore) -> None:
    together = Barrier(4)

    def publish(number: int) -> bool:
        together.wait()
        try:
            store.publish(version(1, author=f"author {number}"), FIRST)
        except OvertakenError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(publish, range(4))) == [False, False, False, True]
    assert [each.number for each in store.versions("first_call")] == [1]


def test_many_begin_to_look_after_a_rubric_at_the_same_moment(store: SqlVersionStore) -> None:
    together = Barrier(4)

    def manage(number: int) -> None:
        together.wait()
        store.manage("first_call", str(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(manage, range(4)))
    assert store.managed() == {"first_call"}


def test_after_retiring_nothing_is_in_use_until_the_next_one(store: SqlVersionStore) -> None:
    store.publish(version(1), FIRST)
    gone = Retirement(at=NOON, by="me", why="The product is sold no more.")
    store.retire("first_call", 1, gone)
    assert store.in_use() == {}
    assert store.pins() == {}
    assert store.versions("first_call")[0].retired == gone
    with pytest.raises(UsageError, match="not in use"):
        store.retire("first_call", 1, gone)
    store.publish(version(2), FIRST)
    assert store.in_use()["first_call"].number == 2
    assert store.versions("first_call")[1].retired == gone


def test_a_damaged_version_takes_no_other_down(store: SqlVersionStore, database: Database) -> None:
    other = FIRST.model_copy(update={"rubric": RUBRIC.model_copy(update={"id": "closing", "version": "closing-1"})})
    store.publish(version(1), FIRST)
    store.publish(version(1, other), other)
    with database.write() as connection:
        damaged = sa.update(RUBRIC_VERSION).where(RUBRIC_VERSION.c.rubric_id == "first_call")
        connection.execute(damaged.values(document='{"number": "one"}'))
    assert set(store.in_use()) == {"closing"}
    assert set(store.pins()) == {"first_call", "closing"}
    assert store.bundle(store.pins()["first_call"]) == FIRST
    with pytest.raises(UnreadableError, match="Version 1 of the rubric “first_call” cannot be read"):
        store.versions("first_call")


def test_content_that_is_gone_is_told(store: SqlVersionStore, database: Database) -> None:
    store.publish(version(1), FIRST)
    with database.write() as connection:
        connection.execute(sa.delete(SOURCE))
    with pytest.raises(UnreadableError, match="cannot be read"):
        store.bundle(version(1))


def test_two_rubrics_that_say_the_same_keep_their_own_names(store: SqlVersionStore) -> None:
    twin = FIRST.model_copy(
        update={
            "rubric": RUBRIC.model_copy(update={"id": "twin", "golden_pitch": "twin"}),
            "golden": GOLDEN.model_copy(update={"id": "twin"}),
        }
    )
    store.publish(version(1), FIRST)
    store.publish(version(1, twin), twin)
    assert store.bundle(store.pins()["twin"]).rubric.id == "twin"


def test_an_attempt_knows_the_version_of_its_time(store: SqlVersionStore) -> None:
    store.publish(version(1, days=1), FIRST)
    store.publish(version(2, SECOND, days=3), SECOND)
    store.publish(version(3, days=5), FIRST)
    assert store.number_of(attempt("before", FIRST, days=0)) == 1, "the file that became the first version"
    assert store.number_of(attempt("first", FIRST, days=2)) == 1
    assert store.number_of(attempt("second", SECOND, days=4)) == 2
    assert store.number_of(attempt("again", FIRST, days=6)) == 3
    never = FIRST.model_copy(update={"rubric": RUBRIC.model_copy(update={"version": "never published"})})
    assert store.number_of(attempt("never", never, days=6)) is None


def test_attempts_are_counted_under_the_version_that_scored_them(store: SqlVersionStore, database: Database) -> None:
    attempts = SqlAttemptStore(database)
    first, second = version(1, days=1), version(2, SECOND, days=3)
    store.publish(first, FIRST)
    store.publish(second, SECOND)
    for name, bundle, days in (("a", FIRST, 0), ("b", FIRST, 2), ("c", SECOND, 4), ("d", FIRST, 9)):
        attempts.add(attempt(name, bundle, days=days), {})
    attempts.add(attempt("e", SECOND, days=5, scored=False), {})
    now = {each.number: store.scored(each) for each in store.versions("first_call")}
    assert now == {1: 2, 2: 1}, "d was handed in when another version was in use"
