"""What people said of pitches, kept on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from cases import GOLDEN, RUBRIC, US
from fakes_store import NOON

from coach.adapters.archive_store import SqlArchiveStore
from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database
from coach.adapters.rating_store import SqlRatingStore
from coach.adapters.tables import RATING, SEEN_PITCH, SOURCE
from coach.domain.studio.calibration.rating import Rating, Sample
from coach.domain.studio.manuscript import Bundle
from coach.errors import OvertakenError, UnreadableError


def rating(pitch: str = "p1", rater: str = "Omar", **more: object) -> Rating:
    parts: dict[str, object] = {
        "rubric_id": "first_call",
        "rubric_version": "v1",
        "pitch": pitch,
        "rater": rater,
        "at": NOON,
        "scores": {"problem": 66.7, "close": 50.0},
        "total": 60.0,
        "verdicts": {"problem/eleven_weeks": "met", "close": "1"},
        "note": "“Quillfeather”, he says.",
    }
    return Rating.model_validate(parts | more)


@pytest.fixture
def store(database: Database) -> SqlRatingStore:
    return SqlRatingStore(database)


def test_ratings_come_back_whole_in_the_order_of_pitch_and_rater(store: SqlRatingStore) -> None:
    for each in (rating("p2"), rating("p1", "Pia"), rating("p1", "Omar"), rating("p1", rubric_id="closing")):
        store.keep(each)
    assert store.ratings("first_call") == (rating("p1", "Omar"), rating("p1", "Pia"), rating("p2"))
    assert store.find("first_call", "v1", "p1", "Pia") == rating("p1", "Pia")
    assert store.find("first_call", "v2", "p1", "Pia") is None


def test_what_is_kept_again_takes_the_place_and_other_versions_stay(store: SqlRatingStore) -> None:
    store.keep(rating())
    store.keep(rating(rubric_version="v2", total=10.0))
    store.keep(rating(total=80.0))
    assert [(each.rubric_version, each.total) for each in store.ratings("first_call")] == [("v1", 80.0), ("v2", 10.0)]


def test_only_who_knows_what_was_said_before_can_replace_it(store: SqlRatingStore) -> None:
    store.replace(rating(), None)
    with pytest.raises(OvertakenError, match="another window"):
        store.replace(rating(total=1.0), None)
    changed = rating(total=80.0, at=NOON + timedelta(minutes=1))
    store.replace(changed, rating())
    with pytest.raises(OvertakenError):
        store.replace(rating(total=2.0), rating())
    assert store.ratings("first_call") == (changed,)


@pytest.mark.parametrize("before", [None, rating()])
def test_of_several_windows_that_submit_at_the_same_moment_one_is_kept(
    store: SqlRatingStore, before: Rating | None
) -> None:
    if before:
        store.keep(before)
    together = Barrier(4)

    def submit(number: int) -> bool:
        together.wait()
        try:
            store.replace(rating(total=float(number), at=NOON + timedelta(seconds=number + 1)), before)
        except OvertakenError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(submit, range(4))) == [False, False, False, True]


def test_who_was_shown_a_score_is_noted_once_for_each_rubric(store: SqlRatingStore, database: Database) -> None:
    together = Barrier(4)

    def note(number: int) -> None:
        together.wait()
        store.saw("first_call", ["p1", f"q{number}"], "Omar", NOON + timedelta(seconds=number), f"way {number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(note, range(4)))
    with database.read() as connection:
        first = connection.execute(sa.select(SEEN_PITCH).where(SEEN_PITCH.c.pitch == "p1")).all()
    store.saw("first_call", ["p1"], "Omar", NOON + timedelta(days=1), "again")
    store.saw("first_call", [], "Pia", NOON, "nothing")
    assert store.seen("first_call", "Omar") == {"p1", "q0", "q1", "q2", "q3"}
    assert store.seen("closing", "Omar") == store.seen("first_call", "Pia") == frozenset()
    with database.read() as connection:
        assert connection.execute(sa.select(SEEN_PITCH).where(SEEN_PITCH.c.pitch == "p1")).all() == first


def test_samples_come_oldest_first_and_go_with_every_word_but_not_with_the_figures(store: SqlRatingStore) -> None:
    for number, name in enumerate(("s-b", "s-a")):
        at = NOON + timedelta(minutes=number)
        text = "Quillfeather speaks. 🙂"
        store.add_sample(Sample(id=name, rubric_id="first_call", title="Q", text=text, by="Omar", at=at))
    store.keep(rating("s-a"))
    store.keep(rating("s-b"))
    assert [sample.id for sample in store.samples("first_call")] == ["s-b", "s-a"]

    store.remove_sample("s-b")

    assert [sample.id for sample in store.samples("first_call")] == ["s-a"]
    assert [(each.pitch, each.total, each.note) for each in store.ratings("first_call")] == [
        ("s-a", 60.0, rating().note),
        ("s-b", 60.0, ""),
    ]


def test_a_deleted_attempt_leaves_figures_and_no_note(store: SqlRatingStore, database: Database) -> None:
    from fakes_store import done, received

    SqlAttemptStore(database).add(done(received("a1", who="Dana")), {})
    store.keep(rating("a1"))
    SqlArchiveStore(database).erase("a1")
    kept = store.ratings("first_call")[0]
    assert (kept.scores, kept.total, kept.verdicts, kept.note) == (rating().scores, 60.0, rating().verdicts, "")


def test_what_was_graded_under_is_frozen_once_and_found_by_its_hash(store: SqlRatingStore, database: Database) -> None:
    assert store.rubric("first_call", RUBRIC.version) is None
    for _ in range(2):
        store.freeze(Bundle(rubric=RUBRIC, golden=GOLDEN, us=US))
    assert store.rubric("first_call", RUBRIC.version) == RUBRIC
    assert store.rubric("a_copy", RUBRIC.version) == RUBRIC.model_copy(update={"id": "a_copy"})
    with database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(SOURCE)) == 3


def test_a_rating_by_a_newer_version_is_named_and_not_passed_over(store: SqlRatingStore, database: Database) -> None:
    store.keep(rating())
    with database.write() as connection:
        connection.execute(sa.update(RATING).values(document='{"mood": "good"}'))
    with pytest.raises(UnreadableError, match="another version"):
        store.ratings("first_call")
