"""One strength, at most two fixes, and only from what is sure."""

import examples
import pytest

from coach.domain.feedback import FIXES, fixes, strength
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Check, Criterion, Gate, Rubric, Situation, Skill
from coach.domain.scorecard import score
from coach.domain.transcript import Moment

SAID = Moment(text="eleven weeks", first_word=3, last_word=4, start=1.0, end=2.0)


def rubric(*criteria: Criterion) -> Rubric:
    return Rubric(
        id="r", version="v", title="R", about="About.", golden_pitch="g", certifies=("call",),
        situations={"call": Situation(title="Call")}, criteria=criteria,
    )  # fmt: skip


def criterion(name: str, *checks: Check, **fields: float) -> Criterion:
    return Criterion.model_validate(
        {"id": name, "title": name, "weight": 50, "skill": Skill.PEOPLE, "checks": checks} | fields
    )


def finding(check: str, verdict: Verdict, owner: str = "a", better: str = "") -> Finding:
    from coach.domain.judging import Evidence

    quotes = (Evidence.found(SAID),) if verdict is Verdict.MET else ()
    return Finding(criterion=owner, check=check, verdict=verdict, reason="because", quotes=quotes, better=better)


def test_nothing_is_drawn_from_an_unsure_check() -> None:
    r = rubric(criterion("a", Check(id="one", asks="?"), Check(id="two", asks="?")))
    card = score(r, "call", [finding("one", Verdict.UNSURE), finding("two", Verdict.UNSURE)])
    assert strength(r, card) is None
    assert fixes(r, card) == ()


def test_a_missed_must_comes_first_even_where_nothing_is_to_be_earned() -> None:
    r = rubric(
        criterion("a", Check(id="one", asks="?"), Check(id="two", asks="?"), Check(id="three", asks="?")),
        criterion("b", Check(id="must", asks="?", gate=Gate.MUST), weight=0),
    )
    missed = [finding(name, Verdict.NOT_MET) for name in ("one", "two", "three")]
    card = score(r, "call", [*missed, finding("must", Verdict.NOT_MET, owner="b")])
    found = fixes(r, card)
    assert len(found) == FIXES
    assert found[0].check == "must"


def test_a_better_line_is_the_authors_or_none() -> None:
    r = rubric(criterion("a", Check(id="one", asks="?", golden="Eleven weeks."), Check(id="two", asks="?")))
    card = score(
        r,
        "call",
        [finding("one", Verdict.NOT_MET, better="made up"), finding("two", Verdict.NOT_MET, better="made up")],
    )
    assert [fix.better for fix in fixes(r, card)] == ["Eleven weeks.", ""]


def test_a_strength_has_a_quote_that_was_said() -> None:
    r = rubric(criterion("a", Check(id="one", asks="?")))
    found = strength(r, score(r, "call", [finding("one", Verdict.MET)]))
    assert found is not None
    assert found.quote == SAID


@pytest.mark.parametrize("make", [examples.weak_fail, examples.passing_official])
def test_never_more_than_two_fixes(make) -> None:
    attempt = make()
    assert len(attempt.fixes) <= FIXES
