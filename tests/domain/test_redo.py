"""One line said again: what is asked, what is decided, and what became of it. All as tables."""

import pytest
from cases import CLAIMS, CLOSE, PROBLEM, RUBRIC, case

from coach.domain.attempt import Redo
from coach.domain.certification import Code, Decision, Outcome, Result, flag
from coach.domain.judging import Finding, Verdict
from coach.domain.redo import Change, before_after, redo_decision, redo_line, redo_scorecard
from coach.domain.rubric import Criterion, Rubric

CHECK = Redo(attempt="a1", criterion="problem", check="scattered_plan")
MUST = Redo(attempt="a1", criterion="problem", check="eleven_weeks")
CONDITIONAL = Redo(attempt="a1", criterion="problem", check="other_vendor")
NEVER = Redo(attempt="a1", criterion="claims", check="guarantee")
LEVELS = Redo(attempt="a1", criterion="close", check=None)


def finding(redo: Redo, verdict: Verdict, level: int | None = None) -> Finding:
    return Finding(criterion=redo.criterion, check=redo.check, verdict=verdict, level=level, reason="Because.")


def decided(redo: Redo, verdict: Verdict, level: int | None = None, flags: tuple[Code, ...] = ()) -> Decision:
    line = redo_line(RUBRIC, redo)
    card = redo_scorecard(case(), line, [finding(redo, verdict, level)])
    assert (card.score, card.score_best) == (None, None)
    return redo_decision(RUBRIC, line, card, [flag(code, code.value) for code in flags])


@pytest.mark.parametrize(
    ("redo", "checks", "levels"),
    [(CHECK, ["scattered_plan"], 0), (NEVER, ["guarantee"], 0), (LEVELS, [], 3)],
)
def test_nothing_is_left_but_what_is_said_again(redo: Redo, checks: list[str], levels: int) -> None:
    criterion = redo_line(RUBRIC, redo)
    assert criterion.id == redo.criterion
    assert [check.id for check in criterion.checks] == checks
    assert len(criterion.levels) == levels


def test_the_line_is_looked_at_in_every_situation_and_has_no_floor() -> None:
    closed = PROBLEM.model_copy(update={"weights": {"first_call": 0}})
    rubric: Rubric = RUBRIC.model_copy(update={"criteria": (closed, CLOSE)})
    criterion = redo_line(rubric, CHECK)
    assert criterion.observed_in("first_call")
    assert (criterion.weight_in("first_call"), criterion.at_least) == (100, 0)


def test_who_says_a_conditional_line_again_takes_it_that_it_applies() -> None:
    criterion = redo_line(RUBRIC, CONDITIONAL)
    assert criterion.checks[0].applies_if is None


@pytest.mark.parametrize(
    "missing", [Redo(attempt="a", criterion="gone", check=None), CHECK.model_copy(update={"check": "gone"})]
)
def test_what_the_rubric_does_not_hold_cannot_be_said_again(missing: Redo) -> None:
    with pytest.raises(KeyError):
        redo_line(RUBRIC, missing)


@pytest.mark.parametrize(
    ("redo", "verdict", "level", "result", "outcome", "words"),
    [
        (CHECK, Verdict.MET, None, Result.PASS, Outcome.READY, "found this time"),
        (CHECK, Verdict.NOT_MET, None, Result.FAIL, Outcome.NOT_YET, "not found this time"),
        (CHECK, Verdict.UNSURE, None, Result.UNCLEAR, Outcome.UNCLEAR, "could not be decided"),
        (MUST, Verdict.MET, None, Result.PASS, Outcome.READY, "found this time"),
        (MUST, Verdict.UNSURE, None, Result.UNCLEAR, Outcome.UNCLEAR, "could not be decided"),
        (NEVER, Verdict.NOT_MET, None, Result.PASS, Outcome.READY, "not said this time"),
        (NEVER, Verdict.MET, None, Result.FAIL, Outcome.NOT_YET, "said again"),
        (NEVER, Verdict.UNSURE, None, Result.UNCLEAR, Outcome.UNCLEAR, "possibly said again"),
        (LEVELS, Verdict.MET, 2, Result.PASS, Outcome.READY, "Level 2 of 2 this time."),
        (LEVELS, Verdict.MET, 1, Result.FAIL, Outcome.NOT_YET, "Level 1 of 2 this time; the pass mark is 80"),
        (LEVELS, Verdict.NOT_MET, 0, Result.FAIL, Outcome.NOT_YET, "Level 0 of 2"),
        (LEVELS, Verdict.UNSURE, None, Result.UNCLEAR, Outcome.UNCLEAR, "level could not be decided"),
        (CHECK, Verdict.NOT_SCORED, None, Result.NOT_SCORED, Outcome.NOT_SCORED, "was not judged: Because."),
        (NEVER, Verdict.NOT_SCORED, None, Result.NOT_SCORED, Outcome.NOT_SCORED, "was not judged: Because."),
        (LEVELS, Verdict.NOT_SCORED, None, Result.NOT_SCORED, Outcome.NOT_SCORED, "was not judged: Because."),
    ],
)
def test_the_decision_is_about_the_one_line(
    redo: Redo, verdict: Verdict, level: int | None, result: Result, outcome: Outcome, words: str
) -> None:
    decision = decided(redo, verdict, level)
    assert (decision.result, decision.outcome) == (result, outcome)
    assert words in decision.reasons[0].text


def test_a_silent_judge_is_no_verdict() -> None:
    line = redo_line(RUBRIC, CHECK)
    assert redo_decision(RUBRIC, line, redo_scorecard(case(), line, []), ()).outcome is Outcome.NOT_SCORED


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (Code.SPEAKS_TO_GRADER, True),
        (Code.READ_ALOUD, True),
        (Code.EMBEDDED_JUDGE, True),
        (Code.EMBEDDED_TRANSCRIBER, True),
        (Code.LOW_CONFIDENCE, True),
        (Code.TOO_SHORT, False),
        (Code.RECITES_RUBRIC, False),
        (Code.HALO, False),
        (Code.NO_RECORDING, False),
    ],
)
def test_flags_on_a_whole_pitch_are_notes_on_a_line_or_nothing(code: Code, *, told: bool) -> None:
    decision = decided(CHECK, Verdict.MET, flags=(code,))
    assert decision.outcome is Outcome.READY
    assert [reason.role for reason in decision.reasons if reason.code is code] == (["note"] if told else [])


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("redo", [CHECK, NEVER, LEVELS])
def test_no_line_ever_certifies(redo: Redo, verdict: Verdict) -> None:
    level = {Verdict.MET: 2, Verdict.NOT_MET: 0}.get(verdict) if redo is LEVELS else None
    assert decided(redo, verdict, level).outcome not in {Outcome.CERTIFIED, Outcome.NEEDS_REVIEW}


@pytest.mark.parametrize(
    ("criterion", "redo", "before", "after", "change"),
    [
        (PROBLEM, CHECK, (Verdict.NOT_MET, None), (Verdict.MET, None), Change.BETTER),
        (PROBLEM, CHECK, (Verdict.NOT_MET, None), (Verdict.NOT_MET, None), Change.SAME),
        (PROBLEM, CHECK, (Verdict.MET, None), (Verdict.NOT_MET, None), Change.WORSE),
        (PROBLEM, CHECK, (Verdict.UNSURE, None), (Verdict.MET, None), Change.OPEN),
        (PROBLEM, CHECK, (Verdict.NOT_MET, None), (Verdict.UNSURE, None), Change.OPEN),
        (CLAIMS, NEVER, (Verdict.MET, None), (Verdict.NOT_MET, None), Change.BETTER),
        (CLAIMS, NEVER, (Verdict.NOT_MET, None), (Verdict.MET, None), Change.WORSE),
        (CLOSE, LEVELS, (Verdict.NOT_MET, 0), (Verdict.MET, 1), Change.BETTER),
        (CLOSE, LEVELS, (Verdict.MET, 1), (Verdict.MET, 1), Change.SAME),
        (CLOSE, LEVELS, (Verdict.MET, 2), (Verdict.MET, 1), Change.WORSE),
        (CLOSE, LEVELS, (Verdict.UNSURE, None), (Verdict.MET, 1), Change.OPEN),
    ],
)
def test_what_became_of_a_finding(
    criterion: Criterion,
    redo: Redo,
    before: tuple[Verdict, int | None],
    after: tuple[Verdict, int | None],
    change: Change,
) -> None:
    assert before_after(criterion, finding(redo, *before), finding(redo, *after)).change is change
