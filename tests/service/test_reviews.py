"""Who may decide on what: stories with the real database and the real rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from examples import FIRST_CALL, embedded_draft, not_scored, passing_official

from coach.adapters.attempt_store import SqlAttemptStore
from coach.adapters.database import Database, open_database, sqlite_url
from coach.adapters.people_store import SqlPeopleStore
from coach.adapters.review_store import SqlReviewStore
from coach.adapters.tables import ATTEMPT
from coach.domain.attempt import Attempt, State
from coach.domain.certification import Kind, Outcome
from coach.domain.judging import Verdict
from coach.domain.person import OWNER
from coach.domain.review import Ruling
from coach.errors import CoachError, UsageError
from coach.service.people import People
from coach.service.reviews import Ballot, Reviews

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(sqlite_url(tmp_path / "coach.db"))
    yield database
    database.close()


@pytest.fixture
def reviews(database: Database) -> Reviews:
    people = People(SqlPeopleStore(database), now=lambda: NOON)
    return Reviews(
        SqlReviewStore(database), SqlAttemptStore(database), people, transaction=database.write, now=lambda: NOON
    )


def hand_in(reviews: Reviews, attempt: Attempt, **changes: object) -> str:
    kept = attempt.model_copy(update=changes)
    reviews.attempts.add(kept, {kept.rubric_version: FIRST_CALL.model_dump(mode="json")})
    return kept.id


def ballot(decision: str = "certified", reason: str = "Every point was made.", **more: object) -> Ballot:
    given = {"how": "page", "seen": 0, "tries": 0} | more
    return Ballot(decision=Outcome(decision), reason=reason, **given)  # type: ignore[arg-type]


def test_a_colleague_confirms_and_both_verdicts_are_kept(reviews: Reviews) -> None:
    attempt = hand_in(reviews, embedded_draft(), who=OWNER)
    omar = reviews.people.named("Omar").key
    assert reviews.waiting(omar) == 1

    review = reviews.decide(attempt, omar, ballot())

    assert (review.by_name, review.at, review.decision) == ("Omar", NOON, Outcome.CERTIFIED)
    assert reviews.of(attempt) == (review,)
    decision = reviews.attempts.get(attempt).decision
    assert decision is not None
    assert decision.outcome is Outcome.NEEDS_REVIEW
    assert reviews.waiting(omar) == 0
    assert reviews.queue(omar) == ((), ())


def test_the_queue_begins_with_what_waits_longest_and_says_why(reviews: Reviews, database: Database) -> None:
    for number, days in enumerate((1, 9, 4)):
        hand_in(reviews, embedded_draft(), id=f"waits-{days}-{number}", who="Dana", at=NOON - timedelta(days=days))
    hand_in(reviews, embedded_draft(), id="from-a-newer-version", who="Dana", at=NOON)
    with database.write() as connection:
        newer = sa.update(ATTEMPT).where(ATTEMPT.c.id == "from-a-newer-version")
        connection.execute(newer.values(document='{"decision": {"reasons": [{"code": "brand_new"}]}}'))

    waiting, _ = reviews.queue(reviews.people.named("Omar").key)

    assert [entry.id for entry in waiting] == ["waits-9-1", "waits-4-2", "waits-1-0", "from-a-newer-version"]
    assert "Judged without a language model" in waiting[0].reasons[-2].text
    assert waiting[-1].reasons == ()


def test_ones_own_attempts_wait_for_somebody_else(reviews: Reviews) -> None:
    omar = reviews.people.named("Omar").key
    hand_in(reviews, embedded_draft(), id="mine", who=omar)
    hand_in(reviews, embedded_draft(), id="theirs", who=OWNER)

    theirs, own = reviews.queue(omar)

    assert [entry.id for entry in theirs] == ["theirs"]
    assert [entry.id for entry in own] == ["mine"]
    assert reviews.waiting(omar) == 1


LIKE_OMAR = ["Omar", "omar", " OMAR  ", "\uff2fmar", "Om\ufe0far", "Omar\u3164", "Omar.", "O\u200bmar"]


@pytest.mark.parametrize("author", LIKE_OMAR)
def test_nobody_reviews_their_own_attempt_however_the_name_was_typed(reviews: Reviews, author: str) -> None:
    omar = reviews.people.named("Omar").key
    attempt = hand_in(reviews, embedded_draft(), who=author)

    assert reviews.open(attempt, omar).own
    with pytest.raises(UsageError, match="their own") as refused:
        reviews.decide(attempt, omar, ballot())
    assert "colleague" in refused.value.hint
    assert reviews.waiting(omar) == 0


@pytest.mark.parametrize("again", LIKE_OMAR)
def test_nobody_reviews_their_own_attempt_under_a_name_that_looks_the_same(reviews: Reviews, again: str) -> None:
    attempt = hand_in(reviews, embedded_draft(), who=reviews.people.named("Omar").key)
    with pytest.raises(UsageError, match="their own"):
        reviews.decide(attempt, reviews.people.named(again).key, ballot())


def test_the_owner_under_their_name_is_the_owner(reviews: Reviews) -> None:
    reviews.people.rename(OWNER, "Dana")
    attempt = hand_in(reviews, embedded_draft(), who=OWNER)
    for key in (OWNER, reviews.people.named("dana").key):
        with pytest.raises(UsageError, match="their own"):
            reviews.decide(attempt, key, ballot())


def test_somebody_without_a_name_cannot_sign(reviews: Reviews) -> None:
    attempt = hand_in(reviews, embedded_draft(), who="Omar")
    assert not reviews.open(attempt, OWNER).signed
    with pytest.raises(UsageError, match="signed"):
        reviews.decide(attempt, OWNER, ballot())


REFUSED = {
    "practice": (embedded_draft(), {"kind": Kind.PRACTICE}),
    "not scored": (not_scored(), {}),
    "not decided yet": (embedded_draft(), {"decision": None, "scorecard": None}),
}


@pytest.mark.parametrize(("attempt", "changes"), REFUSED.values(), ids=REFUSED.keys())
def test_only_official_attempts_that_were_scored_are_reviewed(
    reviews: Reviews, attempt: Attempt, changes: dict[str, object]
) -> None:
    omar = reviews.people.named("Omar").key
    attempt_id = hand_in(reviews, attempt, **changes)
    with pytest.raises(UsageError) as refused:
        reviews.open(attempt_id, omar)
    assert refused.value.hint
    with pytest.raises(UsageError):
        reviews.decide(attempt_id, omar, ballot())


def test_an_attempt_that_the_machine_certified_may_be_reviewed_and_reviewed_again(reviews: Reviews) -> None:
    attempt = hand_in(reviews, passing_official())
    omar, pia = (reviews.people.named(name).key for name in ("Omar", "Pia"))

    reviews.decide(attempt, omar, ballot("not_yet", "The price was wrong."))
    reviews.decide(attempt, pia, ballot("certified", "The price is right since March.", seen=1))

    assert [review.by for review in reviews.of(attempt)] == ["Pia", "Omar"]


def test_whoever_decides_on_what_somebody_decided_meanwhile_is_told(reviews: Reviews) -> None:
    attempt = hand_in(reviews, embedded_draft())
    omar, pia = (reviews.people.named(name).key for name in ("Omar", "Pia"))
    reviews.decide(attempt, omar, ballot())
    with pytest.raises(UsageError, match="while you were at it"):
        reviews.decide(attempt, pia, ballot("not_yet"))


def test_whoever_decides_on_words_that_were_corrected_meanwhile_is_told(reviews: Reviews) -> None:
    attempt = hand_in(reviews, embedded_draft())
    omar = reviews.people.named("Omar").key
    seen = reviews.attempts.get(attempt)
    reviews.attempts.save(seen.model_copy(update={"tries": 1, "heard": seen.transcript}))
    with pytest.raises(UsageError, match="were corrected"):
        reviews.decide(attempt, omar, ballot(tries=0))
    assert reviews.of(attempt) == ()
    reviews.decide(attempt, omar, ballot(tries=1))


class CorrectedFirst(SqlAttemptStore):
    """A correction that comes through just before whoever decides holds the attempt."""

    def hold(self, attempt_id: str) -> Attempt:
        attempt = self.get(attempt_id)
        lost = {"heard": attempt.transcript, "tries": 1, "state": State.RECEIVED, "decision": None, "scorecard": None}
        self.save(attempt.model_copy(update=lost))
        return super().hold(attempt_id)


def test_what_is_being_scored_again_at_that_moment_is_not_decided_on(reviews: Reviews, database: Database) -> None:
    attempt = hand_in(reviews, embedded_draft())
    omar = reviews.people.named("Omar").key
    crossed = replace(reviews, attempts=CorrectedFirst(database))
    with pytest.raises(UsageError, match="not scored"):
        crossed.decide(attempt, omar, ballot())
    assert reviews.of(attempt) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"reason": "x" * 2_001},
        {"rulings": (Ruling(criterion="proof", check="nope", verdict=Verdict.MET, reason="I heard it."),)},
        {"rulings": (Ruling(criterion="proof", check="figure", verdict=Verdict.MET, reason=" "),)},
    ],
    ids=["no reason", "a long reason", "an unknown check", "a ruling without a reason"],
)
def test_what_cannot_be_kept_is_refused_before_anything_is(reviews: Reviews, changes: dict[str, object]) -> None:
    attempt = hand_in(reviews, embedded_draft())
    omar = reviews.people.named("Omar").key
    with pytest.raises(CoachError):
        reviews.decide(attempt, omar, ballot(**changes))
    assert reviews.of(attempt) == ()


def test_rulings_change_the_points_and_leave_the_machines_card_alone(reviews: Reviews) -> None:
    attempt = hand_in(reviews, embedded_draft())
    omar = reviews.people.named("Omar").key
    ruling = Ruling(criterion="contrast", check=None, verdict=Verdict.MET, level=3, reason="Fair, and true.")

    review = reviews.decide(attempt, omar, ballot(rulings=(ruling,)))

    opened = reviews.open(attempt, omar)
    machine = opened.attempt.scorecard
    assert machine == embedded_draft().scorecard
    assert opened.reviewed(review.rulings).score == 96.2
