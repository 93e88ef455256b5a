"""What a draft turns for one attempt: which way it goes, how it is counted, and the sentences on it."""

from itertools import permutations

import pytest
from cases import US
from examples import FIRST_CALL, GOLDEN
from pasts import take

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind, Outcome, Result
from coach.domain.rubric import Gate, Rubric
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.shift import Move, Shift, Side, side, sorted_shifts, tally, totals
from coach.domain.studio.turning import turns

LADDER = [
    (Outcome.NOT_YET, Result.FAIL),
    (Outcome.UNCLEAR, Result.UNCLEAR),
    (Outcome.NEEDS_REVIEW, Result.PASS),
    (Outcome.READY, Result.PASS),
]
"""From worse to better."""


def at(step: int, score: float = 50.0) -> Side:
    outcome, result = LADDER[step]
    return Side(outcome=outcome, result=result, score=score, score_best=score, decided=("So it is.",))


def bundle(rubric: Rubric = FIRST_CALL) -> Bundle:
    return Bundle(rubric=rubric, golden=GOLDEN, us=US)


def told(draft: Rubric, before: Attempt, after: Attempt) -> list[str]:
    return [turn.text for turn in turns(bundle(), bundle(draft), before, after)]


@pytest.mark.parametrize(("first", "second"), list(permutations(range(len(LADDER)), 2)))
def test_a_step_up_is_a_gain_and_a_step_down_a_loss(first: int, second: int) -> None:
    shift = Shift(attempt="a", before=at(first), after=at(second))
    assert shift.move is (Move.GAINS if second > first else Move.LOSES)


def test_points_alone_are_no_gain() -> None:
    shift = Shift(attempt="a", before=at(0, 20.0), after=at(0, 60.5))
    assert (shift.move, shift.points) == (Move.SAME, 40.5)


def test_without_a_score_there_is_no_number() -> None:
    shift = Shift(attempt="a", unscored="It was deleted.")
    assert (shift.move, shift.points, shift.why) == (Move.NOT_SCORED, 0.0, "It was deleted.")
    assert totals([shift]) == ((), ())


def test_everything_is_counted_once_and_whoever_loses_stands_first() -> None:
    shifts = [
        Shift(attempt="same", before=at(1), after=at(1)),
        Shift(attempt="up", before=at(1, 40.0), after=at(1, 45.0)),
        Shift(attempt="down", before=at(1, 45.0), after=at(1, 25.0)),
        Shift(attempt="gains", before=at(0), after=at(2)),
        Shift(attempt="loses little", before=at(2, 80.0), after=at(1, 79.0)),
        Shift(attempt="loses much", before=at(2, 80.0), after=at(0, 20.0)),
        Shift(attempt="none", unscored="Why."),
    ]
    counts = tally(shifts)
    assert (counts.gains, counts.loses, counts.same, counts.up, counts.down) == (1, 2, 3, 1, 1)
    assert counts.compared + counts.not_scored == len(shifts)
    order = [shift.attempt for shift in sorted_shifts(shifts)]
    assert order == ["loses much", "loses little", "gains", "down", "up", "same", "none"]


def test_nothing_turns_where_nothing_changed() -> None:
    for kind in Kind:
        judged = take(1, kind=kind)
        assert told(FIRST_CALL, judged, judged) == []
        assert side(judged) == side(judged)


def test_a_verdict_that_turned_names_the_check_and_what_changed_about_it() -> None:
    before, after = take(1), take(2, missed=("cause",))
    criterion, check = next((c, k) for c, k in FIRST_CALL.checks() if k.id == "cause")
    [text] = told(FIRST_CALL, before, after)
    assert check.asks in text
    assert "was found and is now not found" in text
    assert "nothing about it has changed" in text

    changed = check.model_copy(update={"says": ("something else",)})
    checks = tuple(changed if each.id == "cause" else each for each in criterion.checks)
    criteria = tuple(
        each.model_copy(update={"checks": checks}) if each.id == criterion.id else each for each in FIRST_CALL.criteria
    )
    [text] = told(FIRST_CALL.model_copy(update={"criteria": criteria}), before, after)
    assert "its phrasings have changed" in text


def test_what_decides_is_told_where_it_changed() -> None:
    judged = take(1)
    stricter = FIRST_CALL.model_copy(update={"pass_mark": 91.5, "band": 1.0})
    texts = " ".join(told(stricter, judged, judged))
    assert "The pass mark is 91.5 now" in texts
    assert "The band around the pass mark is 1 now" in texts


def test_a_floor_and_a_gate_that_changed_are_told() -> None:
    first, *others = FIRST_CALL.criteria
    gated = first.checks[0].model_copy(update={"gate": Gate.MUST if first.checks[0].gate is None else None})
    changed = first.model_copy(update={"at_least": 99.0, "checks": (gated, *first.checks[1:])})
    judged = take(1)
    texts = " ".join(told(FIRST_CALL.model_copy(update={"criteria": (changed, *others)}), judged, judged))
    assert f"The floor of “{first.title}” is 99 now" in texts
    assert f"“{gated.asks}” {'is a must' if gated.gate else 'is no gate'} now" in texts


def test_what_moved_the_total_most_stands_first() -> None:
    before = take(1)
    after = take(2, missed=("cause", "figure", "measured", "bring"), level=0)
    effects = [abs(turn.effect) for turn in turns(bundle(), bundle(), before, after)]
    assert len(effects) > 1
    assert effects == sorted(effects, reverse=True)
