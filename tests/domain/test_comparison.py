import pytest
from examples import FIRST_CALL
from pasts import take

from coach.domain.attempt import Attempt
from coach.domain.comparison import Change, Comparison, compare
from coach.domain.history import CriterionPoints, Entry
from coach.domain.judging import Verdict
from coach.domain.scorecard import Scorecard
from coach.errors import UsageError


def entry(attempt: Attempt, **more: object) -> Entry:
    card, decision = attempt.scorecard, attempt.decision
    assert card is not None
    assert decision is not None
    names = ("id", "who", "kind", "state", "rubric_id", "rubric_version", "rubric_title", "situation", "at")
    parts = {name: getattr(attempt, name) for name in names}
    criteria = tuple(
        CriterionPoints(id=c.id, weight=c.weight, score=c.score, score_best=c.score_best) for c in card.criteria
    )
    result = {"result": decision.result, "outcome": decision.outcome}
    points = {"score": card.score, "score_best": card.score_best, "criteria": criteria}
    return Entry.model_validate(parts | result | points | more)


def cards(*attempts: Attempt) -> dict[str, Scorecard]:
    return {attempt.id: attempt.scorecard for attempt in attempts if attempt.scorecard}


def compared(first: Attempt, second: Attempt) -> Comparison:
    return compare(entry(first), entry(second), cards(first, second), FIRST_CALL)


def change(comparison: Comparison, check: str | None) -> Change:
    return next(each.change for each in comparison.checks if each.check == check)


def test_the_older_take_is_the_one_before_whichever_is_named_first() -> None:
    old, new = take(1), take(2)
    assert compared(new, old).before.id == compared(old, new).before.id == "t1"


def test_points_won_and_lost_add_up_per_criterion_in_the_order_of_the_rubric() -> None:
    found = compared(take(1, missed=("named", "figure", "measured")), take(2, missed=("one_plan",)))
    assert [each.id for each in found.criteria] == ["problem", "product", "proof", "contrast", "next_step"]
    assert {each.id: each.points for each in found.criteria} == {
        "problem": 0, "product": -50, "proof": 100, "contrast": 0, "next_step": 0,
    }  # fmt: skip
    assert found.total.points == pytest.approx(15)


@pytest.mark.parametrize(
    ("before", "after", "change_of"),
    [
        ({"missed": ("bring",)}, {}, Change.GAINED),
        ({}, {"missed": ("bring",)}, Change.LOST),
        ({}, {}, Change.SAME),
        ({"unsure": ("bring",)}, {}, Change.GAINED),
        ({}, {"unsure": ("bring",)}, Change.LOST),
        ({"unsure": ("bring",)}, {"missed": ("bring",)}, Change.SAME),
    ],
    ids=["said now", "left out now", "both said it", "was a doubt", "is a doubt now", "a doubt is not met"],
)
def test_what_became_of_a_check(before: dict[str, tuple[str]], after: dict[str, tuple[str]], change_of: Change) -> None:
    assert change(compared(take(1, **before), take(2, **after)), "bring") is change_of


@pytest.mark.parametrize(
    ("before", "after", "change_of"),
    [
        (1, 3, Change.GAINED),
        (4, 2, Change.LOST),
        (2, 2, Change.SAME),
        (None, 2, Change.UNTOLD),
        (2, None, Change.UNTOLD),
    ],
)
def test_what_became_of_a_level(before: int | None, after: int | None, change_of: Change) -> None:
    assert change(compared(take(1, level=before), take(2, level=after)), None) is change_of


def test_what_may_never_be_said_is_gained_by_leaving_it_out() -> None:
    said, clean = take(1, said=("guarantee",)), take(2)
    assert change(compared(said, clean), "guarantee") is Change.GAINED
    assert change(compared(clean, take(3, said=("guarantee",))), "guarantee") is Change.LOST


def test_what_was_not_looked_at_in_one_of_them_cannot_be_told() -> None:
    before, after = take(1), take(2)
    assert before.scorecard is not None
    findings = before.scorecard.criteria[0].findings
    unseen = tuple(each.model_copy(update={"verdict": Verdict.NOT_OBSERVED}) for each in findings)
    first = before.scorecard.criteria[0].model_copy(update={"findings": unseen})
    card = before.scorecard.model_copy(update={"criteria": (first, *before.scorecard.criteria[1:])})
    found = compare(entry(before), entry(after), cards(after) | {before.id: card}, FIRST_CALL)
    assert change(found, "wait") is Change.UNTOLD


@pytest.mark.parametrize(
    ("before", "after", "doubtful"),
    [
        ({"unsure": ("bring",)}, {}, True),
        ({"missed": ("bring",)}, {}, False),
        ({"missed": ("bring",)}, {"unsure": ("bring",)}, False),
        ({}, {}, False),
    ],
    ids=["the doubt makes it up", "no doubt at all", "both had the same for sure", "no difference"],
)
def test_a_difference_that_doubts_could_make_up_says_so(
    before: dict[str, tuple[str]], after: dict[str, tuple[str]], doubtful: bool
) -> None:
    criteria = compared(take(1, **before), take(2, **after)).criteria
    next_step = next(each for each in criteria if each.id == "next_step")
    assert next_step.doubtful is doubtful


def test_another_version_of_the_rubric_is_told_and_what_only_one_knew_comes_last() -> None:
    before, after = take(1, rubric_version="older"), take(2)
    old = entry(before, criteria=(CriterionPoints(id="dropped", weight=1, score=50, score_best=50),))
    found = compare(old, entry(after), cards(before, after), FIRST_CALL)
    assert not found.same_rubric
    assert found.criteria[-1].id == "dropped"
    assert (found.criteria[-1].points, found.criteria[0].points) == (None, None)


def test_another_situation_is_told() -> None:
    assert compared(take(1), take(2)).same_situation
    assert not compared(take(1), take(2, situation="hallway")).same_situation


def test_without_the_words_of_one_the_points_are_still_compared() -> None:
    before, after = take(1, missed=("bring",)), take(2)
    found = compare(entry(before, deleted=True), entry(after), cards(after), FIRST_CALL)
    assert found.checks == ()
    assert found.total.points == pytest.approx(7.5)


@pytest.mark.parametrize(
    ("second", "message"),
    [(take(2, rubric_id="closing", rubric_title="Closing"), "two pitches"), (take(1), "same take")],
    ids=["two pitches", "one take"],
)
def test_what_cannot_be_compared_is_refused_with_a_next_step(second: Attempt, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        compared(take(1), second)
    assert refused.value.hint.startswith("Choose two")
