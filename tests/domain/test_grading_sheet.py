"""What a grader is asked, and what the answers add up to: the arithmetic of every scorecard."""

import pytest
from cases import GOLDEN, RUBRIC, US

from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.sheet import (
    added_up,
    answers,
    points,
    questions,
    same_questions,
    same_task,
    total,
    unanswered,
)
from coach.domain.studio.manuscript import Bundle
from coach.errors import UsageError

HERE = RUBRIC.default_situation
SHEET = {
    "problem/eleven_weeks": "met",
    "problem/scattered_plan": "not_met",
    "problem/other_vendor": "not_observed",
    "claims/guarantee": "not_met",
    "close": "1",
}


def changed(**update: object) -> Rubric:
    """The rubric with its first criterion changed."""
    first, *rest = RUBRIC.criteria
    return RUBRIC.model_copy(update={"version": "other", "criteria": (first.model_copy(update=update), *rest)})


def test_every_check_and_every_scale_is_asked_once_with_what_can_be_answered() -> None:
    asked = {question.key: question.choices for question in questions(RUBRIC, HERE)}
    assert asked == {
        "problem/eleven_weeks": ("met", "not_met"),
        "problem/scattered_plan": ("met", "not_met"),
        "problem/other_vendor": ("met", "not_met", "not_observed"),
        "claims/guarantee": ("met", "not_met"),
        "close": ("0", "1", "2"),
    }


def test_answers_add_up_as_a_scorecard_does_and_gates_earn_nothing() -> None:
    card = added_up(RUBRIC, HERE, SHEET)
    assert points(card) == {"problem": 50.0, "close": 50.0}
    assert card.score == 50.0
    assert answers(card) == SHEET
    assert points(added_up(RUBRIC, HERE, SHEET | {"problem/other_vendor": "met"}))["problem"] == 66.7


@pytest.mark.parametrize(
    "wrong", [{}, {"close": "3"}, {"close": "-1"}, {"close": "met"}, {"problem/eleven_weeks": "not_observed"}]
)
def test_a_missing_or_impossible_answer_is_refused_by_name(wrong: dict[str, str]) -> None:
    given = {**SHEET, **wrong} if wrong else {}
    assert unanswered(RUBRIC, HERE, given)
    with pytest.raises(UsageError, match="without an answer"):
        added_up(RUBRIC, HERE, given)


def test_a_total_from_criterion_scores_is_the_scorecards_own() -> None:
    assert (
        total(RUBRIC, HERE, {"problem": 66.7, "close": 50.0})
        == added_up(RUBRIC, HERE, SHEET | {"problem/other_vendor": "met"}).score
    )
    assert total(RUBRIC, HERE, {"close": 50.0}) == 50.0
    assert total(RUBRIC, HERE, {"claims": 100.0}) is None


def test_weights_and_titles_ask_graders_the_same_and_another_question_does_not() -> None:
    first = RUBRIC.criteria[0]
    reworded = first.checks[0].model_copy(update={"asks": "Does the seller name the eleven weeks?"})
    hinted = first.checks[0].model_copy(update={"says": ("eleven long weeks",)})
    assert same_questions(RUBRIC, changed(weight=10, title="Another", at_least=0))
    assert same_questions(RUBRIC, changed(checks=(hinted, *first.checks[1:])))
    assert not same_questions(RUBRIC, changed(checks=(reworded, *first.checks[1:])))
    assert not same_questions(RUBRIC, changed(checks=first.checks[1:]))


def test_a_judge_has_the_same_task_only_while_nothing_it_sees_has_changed() -> None:
    bundle = Bundle(rubric=RUBRIC, golden=GOLDEN, us=US)
    first = RUBRIC.criteria[0]
    hinted = first.checks[0].model_copy(update={"says": ("eleven long weeks",)})

    def alike(**update: object) -> bool:
        return same_task(bundle, bundle.model_copy(update=update))

    assert alike(rubric=changed(weight=10, at_least=0).model_copy(update={"band": 9, "pass_mark": 60}))
    assert not alike(rubric=changed(checks=(hinted, *first.checks[1:])))
    assert not alike(golden=GOLDEN.model_copy(update={"version": "golden-2"}))
    assert not alike(us=US.model_copy(update={"version": "us-2"}))
