from datetime import timedelta

import pytest
from fakes_store import NOON

from coach.domain.attempt import State
from coach.domain.certification import Kind, Outcome, Result
from coach.domain.history import CriterionPoints, Entry, by_pitch, progress, trend
from coach.domain.review import Review


def entry(day: int, score: float | None, best: float | None = None, **more: object) -> Entry:
    parts: dict[str, object] = {
        "id": f"d{day}",
        "who": "Nadia",
        "kind": Kind.PRACTICE,
        "state": State.DONE,
        "rubric_id": "first_call",
        "rubric_version": "1",
        "rubric_title": "First call",
        "situation": "first_call",
        "at": NOON + timedelta(days=day),
        "result": None if score is None else Result.UNCLEAR,
        "outcome": None if score is None else Outcome.UNCLEAR,
        "score": score,
        "score_best": score if best is None else best,
    }
    return Entry.model_validate(parts | more)


def points(criterion: str, score: float | None) -> CriterionPoints:
    return CriterionPoints(id=criterion, weight=1, score=score, score_best=score)


def test_a_trend_runs_from_the_oldest_scored_attempt_to_the_newest() -> None:
    ran = trend([entry(3, 70), entry(2, None), entry(1, 40, 60)])
    assert ran is not None
    assert [each.id for each in ran.entries] == ["d1", "d3"]
    assert (ran.latest.id, ran.best.id, ran.gained) == ("d3", "d3", 30)


@pytest.mark.parametrize("entries", [[], [entry(1, None)]], ids=["none", "none scored"])
def test_there_is_no_trend_without_a_score(entries: list[Entry]) -> None:
    assert trend(entries) is None


def test_one_attempt_alone_gained_nothing_yet() -> None:
    ran = trend([entry(1, 50)])
    assert ran is not None
    assert ran.gained is None


@pytest.mark.parametrize(
    ("entries", "best"),
    [
        ([entry(1, 50, 100), entry(2, 60)], "d2"),
        ([entry(1, 60), entry(2, 60)], "d2"),
        ([entry(1, 90), entry(2, 60)], "d1"),
    ],
    ids=["doubts count against it", "the newer of equals", "an old one"],
)
def test_the_best_attempt(entries: list[Entry], best: str) -> None:
    ran = trend(entries)
    assert ran is not None
    assert ran.best.id == best


def test_official_and_practice_stay_apart_in_a_trend() -> None:
    ran = trend([entry(1, 50), entry(2, 60, kind=Kind.OFFICIAL)])
    assert ran is not None
    assert [each.kind for each in ran.entries] == [Kind.PRACTICE, Kind.OFFICIAL]


def test_a_criterion_goes_through_the_attempts_in_which_it_had_points() -> None:
    ran = trend(
        [
            entry(1, 10, criteria=(points("proof", 20), points("dropped", 50))),
            entry(2, 10, criteria=(points("proof", None),)),
            entry(3, 10, criteria=(points("proof", 80),)),
            entry(4, 10, criteria=(points("proof", 60), points("gates", None))),
        ]
    )
    assert ran is not None
    (proof,) = progress(ran)
    assert (proof.id, proof.first.score, proof.best.score, proof.latest.score) == ("proof", 20, 80, 60)


def test_pitches_come_in_the_order_in_which_they_were_last_practised() -> None:
    closing = entry(2, 50, rubric_id="closing")
    first, second = entry(3, 50), entry(1, 40)
    assert by_pitch([first, closing, second]) == {"first_call": (first, second), "closing": (closing,)}


@pytest.mark.parametrize(
    ("outcome", "decision", "passed"),
    [
        (Outcome.READY, None, True),
        (Outcome.NEEDS_REVIEW, None, False),
        (Outcome.NEEDS_REVIEW, Outcome.CERTIFIED, True),
        (Outcome.CERTIFIED, Outcome.NOT_YET, False),
        (None, None, False),
    ],
)
def test_what_a_person_decided_holds(outcome: Outcome | None, decision: Outcome | None, passed: bool) -> None:
    reviews = ()
    if decision is not None:
        reviews = (
            Review.model_validate(
                {"attempt": "d1", "by": "Rita", "by_name": "Rita", "at": NOON, "decision": decision, "reason": "So.",
                 "how": "page"}
            ),
        )  # fmt: skip
    held = entry(1, 80, outcome=outcome, reviews=reviews)
    assert held.final is (decision or outcome)
    assert held.passed is passed
