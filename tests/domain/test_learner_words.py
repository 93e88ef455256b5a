"""What a learner is told of a check: what to do, and what it is worth."""

from pathlib import Path

import pytest
from cases import CLOSE, RUBRIC
from hypothesis import given
from hypothesis import strategies as st

from coach.adapters.library import FileLibrary
from coach.domain.rubric import Check, Criterion, Gate, Rubric, Skill
from coach.domain.studio.telling import told
from coach.domain.studio.worth import worth

ROOT = Path(__file__).parents[2]
LIBRARY = FileLibrary(ROOT)
SAMPLES = [LIBRARY.rubric(each) for each in LIBRARY.rubric_ids()]


def asked(asks: str, gate: Gate | None = None) -> str:
    return told(Check(id="x", asks=asks, gate=gate))


@pytest.mark.parametrize(
    ("asks", "gate", "words"),
    [
        ("Does the seller name a date?", None, "Name a date."),
        ("Does the seller name a date?", Gate.MUST, "Name a date."),
        ("Does the pitch ever mention the price ?", None, "Mention the price."),
        ("Do they ask who decides?", None, "Ask who decides."),
        ("Does the seller promise a result?", Gate.NEVER, "Never promise a result."),
        ("Does the seller not interrupt?", None, "Do not interrupt."),
        ("Does the seller not name a source?", Gate.NEVER, "Always name a source."),
        ("Is a date named?", None, "Is a date named?"),
        ("Is a rumour told?", Gate.NEVER, "Never: Is a rumour told?"),
        ("Does the seller say what the seller does?", None, "Does the seller say what the seller does?"),
        ("Kommt ein Termin vor?", None, "Kommt ein Termin vor?"),
    ],
)
def test_a_question_becomes_what_to_do_or_stays_whole(asks: str, gate: Gate | None, words: str) -> None:
    assert asked(asks, gate) == words


def test_every_question_of_the_samples_becomes_a_sentence_to_the_learner() -> None:
    for rubric in SAMPLES:
        for _, check in rubric.checks():
            words = told(check)
            assert words.endswith("."), check.asks
            assert "seller" not in words
            assert words.startswith("Never ") == check.forbidden


@given(st.text(min_size=1))
def test_no_question_breaks_it_and_none_is_lost(asks: str) -> None:
    assert asked(asks).strip() or not asks.strip()


@pytest.mark.parametrize("rubric", SAMPLES, ids=lambda rubric: rubric.id)
def test_the_points_of_a_situation_come_to_a_hundred(rubric: Rubric) -> None:
    for situation in rubric.situations:
        values = [worth(rubric, each, situation) for each in rubric.criteria]
        assert sum(value.points for value in values) == pytest.approx(100, abs=0.05 * len(values))
        for criterion, value in zip(rubric.criteria, values, strict=True):
            counting = sum(not check.forbidden for check in criterion.checks)
            if value.each is not None:
                assert counting * value.each == pytest.approx(value.points, abs=0.05 * max(1, counting) + 0.05)


def test_a_scale_has_no_points_for_one_check_and_a_criterion_that_is_not_looked_at_has_none() -> None:
    assert worth(RUBRIC, CLOSE, "first_call").each is None
    first = next(each for each in SAMPLES if each.id == "first_call")
    proof = next(each for each in first.criteria if each.id == "proof")
    assert worth(first, proof, "hallway").points == 0


def test_what_may_never_be_said_takes_no_share() -> None:
    checks = (
        Check(id="a", asks="A?"),
        Check(id="b", asks="B?"),
        Check(id="c", asks="C?", gate=Gate.NEVER),
    )
    mixed = Criterion(id="mixed", title="Mixed", weight=50, skill=Skill.PEOPLE, checks=checks)
    other = mixed.model_copy(update={"id": "other"})
    rubric = RUBRIC.model_copy(update={"criteria": (mixed, other)})
    assert worth(rubric, mixed, "first_call").each == 25
