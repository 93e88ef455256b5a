"""What is shown of a line said again, beside its pitch: pure values."""

from datetime import UTC, datetime

import pytest
from cases import CLAIMS, CLOSE, PROBLEM, RUBRIC, spoken

from coach.domain.attempt import Attempt, Recording
from coach.domain.certification import Kind
from coach.domain.judging import Evidence, Finding, Verdict
from coach.domain.rubric import Criterion
from coach.web.reporting.redo import asked, before, can_be_said_again

WORDS = spoken("Today a new customer waits eleven weeks before they can use what they bought.")


def pitch(*, kept: bool = True) -> Attempt:
    return Attempt(
        id="a1",
        kind=Kind.PRACTICE,
        who="me",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        rubric_id=RUBRIC.id,
        rubric_version=RUBRIC.version,
        rubric_title=RUBRIC.title,
        golden_id="first_call",
        golden_version="golden-1",
        us_version="us-1",
        situation="first_call",
        pass_mark=80,
        recording=Recording(sha256="ab" * 32, filename="pitch.ogg", seconds=9, kept=kept),
        transcript=WORDS,
    )


def finding(check: str | None, verdict: Verdict, level: int | None = None, criterion: str = "problem") -> Finding:
    quote = Evidence.found(WORDS.moment(3, 6))
    return Finding(criterion=criterion, check=check, verdict=verdict, level=level, reason="So.", quotes=(quote,))


def test_the_moment_of_the_pitch_plays_from_just_before_the_quote_to_just_after_it() -> None:
    assert before(pitch(), PROBLEM, finding("eleven_weeks", Verdict.UNSURE)).media == "/attempts/a1/media#t=0.6,3.1"


def test_a_recording_that_was_not_kept_is_not_played() -> None:
    assert before(pitch(kept=False), PROBLEM, finding("eleven_weeks", Verdict.UNSURE)).media is None


def test_a_check_is_asked_with_its_condition_and_its_golden_line() -> None:
    question = asked(RUBRIC, "problem", "other_vendor")
    assert question.condition == "the buyer also talks to another vendor"
    assert asked(RUBRIC, "close", None).golden == "Let us meet again next Tuesday at ten."


@pytest.mark.parametrize(
    ("criterion", "check", "verdict", "level", "offered"),
    [
        (PROBLEM, "eleven_weeks", Verdict.NOT_MET, None, True),
        (PROBLEM, "eleven_weeks", Verdict.UNSURE, None, True),
        (PROBLEM, "eleven_weeks", Verdict.MET, None, False),
        (PROBLEM, "eleven_weeks", Verdict.NOT_OBSERVED, None, False),
        (PROBLEM, "eleven_weeks", Verdict.NOT_SCORED, None, False),
        (CLAIMS, "guarantee", Verdict.MET, None, True),
        (CLAIMS, "guarantee", Verdict.UNSURE, None, True),
        (CLAIMS, "guarantee", Verdict.NOT_MET, None, False),
        (CLOSE, None, Verdict.NOT_MET, 0, True),
        (CLOSE, None, Verdict.MET, 1, True),
        (CLOSE, None, Verdict.MET, 2, False),
    ],
)
def test_a_line_is_offered_where_there_is_something_to_gain(
    criterion: Criterion, check: str | None, verdict: Verdict, level: int | None, *, offered: bool
) -> None:
    assert can_be_said_again(finding(check, verdict, level, criterion.id), criterion) is offered
