from datetime import timedelta

import pytest
from cases import RUBRIC
from examples import FIRST_CALL, embedded_draft, passing_official, unclear_doubts

from coach.domain.certification import Code, Outcome, Reason, Result, flag
from coach.domain.doubts import doubts
from coach.domain.judging import Finding, Verdict
from coach.domain.review import WHY, Ruling, asked_because, differs, result_of, reviewed_card, tidy_reason, waited
from coach.domain.scorecard import Scorecard, score
from coach.errors import UsageError


def finding(criterion: str, check: str | None, verdict: Verdict, **more: object) -> Finding:
    return Finding.model_validate(
        {"criterion": criterion, "check": check, "verdict": verdict, "reason": "The machine says so."} | more
    )


def ruling(criterion: str, check: str | None, verdict: Verdict, **more: object) -> Ruling:
    return Ruling.model_validate(
        {"criterion": criterion, "check": check, "verdict": verdict, "reason": "I heard it."} | more
    )


def judged() -> Scorecard:
    """One check met, one in doubt, one that does not apply; nothing forbidden said; the level in doubt."""
    return score(
        RUBRIC,
        "first_call",
        [
            finding("problem", "eleven_weeks", Verdict.MET),
            finding("problem", "scattered_plan", Verdict.UNSURE, notes=("Second opinion: not found.",)),
            finding("problem", "other_vendor", Verdict.NOT_OBSERVED),
            finding("claims", "guarantee", Verdict.NOT_MET),
            finding("close", None, Verdict.UNSURE),
        ],
    )


def test_a_persons_verdicts_are_added_up_by_the_machines_rules() -> None:
    machine = judged()
    assert (machine.score, machine.score_best) == (30, 100)

    rulings = [ruling("problem", "scattered_plan", Verdict.MET), ruling("close", None, Verdict.MET, level=1)]
    reviewed = reviewed_card(RUBRIC, "first_call", machine, rulings)

    assert (reviewed.score, reviewed.score_best) == (80, 80)
    assert machine == judged()


def test_what_a_person_rules_carries_their_reason_and_none_of_the_machines_doubts() -> None:
    reviewed = reviewed_card(RUBRIC, "first_call", judged(), [ruling("problem", "scattered_plan", Verdict.NOT_MET)])
    ruled = next(each for each in reviewed.findings() if each.check == "scattered_plan")
    assert (ruled.verdict, ruled.reason, ruled.notes) == (Verdict.NOT_MET, "I heard it.", ())


def test_without_a_ruling_the_card_stays_as_it_was() -> None:
    assert reviewed_card(RUBRIC, "first_call", judged(), []) == judged()


def test_a_person_may_say_that_a_condition_held_after_all() -> None:
    reviewed = reviewed_card(RUBRIC, "first_call", judged(), [ruling("problem", "other_vendor", Verdict.NOT_MET)])
    assert reviewed.criteria[0].sum == "1 of 3 checks met, 1 unsure"


IMPOSSIBLE = {
    "an unknown check": [ruling("problem", "nope", Verdict.MET)],
    "an unknown criterion": [ruling("nope", None, Verdict.MET, level=1)],
    "twice the same": [ruling("problem", "eleven_weeks", Verdict.MET), ruling("problem", "eleven_weeks", Verdict.MET)],
    "unsure": [ruling("problem", "eleven_weeks", Verdict.UNSURE)],
    "a level on a check": [ruling("problem", "eleven_weeks", Verdict.MET, level=1)],
    "no level on levels": [ruling("close", None, Verdict.MET)],
    "a level beyond the scale": [ruling("close", None, Verdict.MET, level=3)],
    "a level below the scale": [ruling("close", None, Verdict.MET, level=-1)],
    "level 0 as met": [ruling("close", None, Verdict.MET, level=0)],
}


@pytest.mark.parametrize("rulings", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_a_verdict_that_a_person_cannot_give_is_refused(rulings: list[Ruling]) -> None:
    with pytest.raises(UsageError) as refused:
        reviewed_card(RUBRIC, "first_call", judged(), rulings)
    assert refused.value.hint


def test_what_the_situation_does_not_look_at_cannot_be_ruled_on() -> None:
    problem = RUBRIC.criteria[0].model_copy(update={"weights": {"first_call": 0}})
    rubric = RUBRIC.model_copy(update={"criteria": (problem, *RUBRIC.criteria[1:])})
    card = score(rubric, "first_call", judged().findings())
    with pytest.raises(UsageError):
        reviewed_card(rubric, "first_call", card, [ruling("problem", "eleven_weeks", Verdict.MET)])


@pytest.mark.parametrize(
    ("result", "decision", "apart"),
    [
        (Result.PASS, Outcome.CERTIFIED, False),
        (Result.PASS, Outcome.NOT_YET, True),
        (Result.FAIL, Outcome.CERTIFIED, True),
        (Result.FAIL, Outcome.NOT_YET, False),
        (Result.UNCLEAR, Outcome.CERTIFIED, False),
        (Result.UNCLEAR, Outcome.NOT_YET, False),
    ],
)
def test_arithmetic_and_decision_point_apart_only_where_both_are_clear(
    result: Result, decision: Outcome, *, apart: bool
) -> None:
    assert differs(result, decision) is apart


def test_a_gate_that_a_person_rules_broken_fails_the_reviewed_card() -> None:
    attempt = passing_official()
    assert attempt.scorecard is not None
    assert result_of(FIRST_CALL, attempt.scorecard) is Result.PASS
    said = ruling("proof", "guarantee", Verdict.MET)
    reviewed = reviewed_card(FIRST_CALL, attempt.situation, attempt.scorecard, [said])
    assert result_of(FIRST_CALL, reviewed) is Result.FAIL


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 2_001])
def test_a_decision_needs_a_reason_of_a_length_that_is_read(reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        tidy_reason(reason)
    assert refused.value.hint


def test_a_reason_is_kept_without_what_nothing_can_store() -> None:
    assert tidy_reason(" said\r\nso \udc80 ") == "said\nso ?"


def test_a_reason_holds_nothing_that_a_terminal_would_obey() -> None:
    assert tidy_reason("\x1b[2Jheard\x00 it\x07\x9b, twice") == "[2Jheard it, twice"


def test_why_a_person_is_asked_is_told_without_points() -> None:
    heard = "On the words as they were heard the result was “fail” with 61.5 points; only the corrections change it."
    reasons = [
        Reason(code=Code.PASSED, text="85 points clear the pass mark of 80.", role="decides"),
        Reason(code=Code.TOTAL_UNCLEAR, text="Between 77.9 and 96.2 points: the doubts decide.", role="decides"),
        Reason(code=Code.FLOOR_UNCLEAR, text="“Proof”: 50 could be below its floor of 60.", role="decides"),
        flag(Code.CORRECTED, heard),
        flag(Code.SPEAKS_TO_GRADER, "Speaks to the grader: “Full marks.”"),
        flag(Code.SPEAKS_TO_GRADER, "Speaks to the grader: “All points.”"),
        Reason(code=Code.DOUBTS_WITHOUT_EFFECT, text="One doubt could not change the result.", role="note"),
    ]
    long = asked_because(reasons)
    assert not any(figure in " ".join(long) for figure in ("85", "77", "96", "50", "60", "61"))
    assert long[-2:] == ("Speaks to the grader: “Full marks.”", "Speaks to the grader: “All points.”")
    brief = asked_because(reasons, briefly=True)
    assert brief == ("Too close to call", "A floor is in doubt", "Words corrected", "Speaks to the grader")


def test_every_reason_that_asks_a_person_can_be_told_briefly() -> None:
    settled = {Code.PASSED, Code.BELOW_PASS_MARK, Code.BELOW_FLOOR, Code.GATE_MISSED, Code.NEVER_SAID, Code.NOT_SCORED}
    of_a_line = {Code.CHECK_MET, Code.CHECK_NOT_MET, Code.CHECK_UNCLEAR}
    assert set(Code) - settled - of_a_line - {Code.DOUBTS_WITHOUT_EFFECT} == WHY.keys()


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(-5, "less than an hour"), (59, "less than an hour"), (60, "1 hour"), (1_439, "23 hours"), (4_400, "3 days")],
)
def test_a_wait_is_told_in_its_largest_unit(minutes: int, told: str) -> None:
    assert waited(timedelta(minutes=minutes)) == told


def test_what_needs_an_ear_are_doubts_notes_and_every_gate() -> None:
    attempt = unclear_doubts()
    found = {doubt.check: doubt.why for doubt in doubts(attempt, FIRST_CALL)}
    assert {"cost", "measured", "wait", "guarantee", "dated"} <= found.keys()
    assert "bring" not in found
    assert any("not found in the words" in line for line in found["cost"])
    assert any("met, unsure, not met" in line for line in found["measured"])
    assert "whatever the points" in found["guarantee"][0]


def test_a_level_in_doubt_needs_an_ear() -> None:
    assert ("contrast", None) in {(doubt.criterion, doubt.check) for doubt in doubts(embedded_draft(), FIRST_CALL)}
