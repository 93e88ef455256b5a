import pytest

from coach.domain.judging import Evidence, Finding, Verdict
from coach.domain.samples import halo, merge

MET, NOT_MET, UNSURE = Verdict.MET, Verdict.NOT_MET, Verdict.UNSURE
NOT_OBSERVED = Verdict.NOT_OBSERVED


def quote(first: int, last: int) -> Evidence:
    return Evidence(text=f"words {first} to {last}", verified=True, first_word=first, last_word=last)


def answer(verdict: Verdict, *quotes: Evidence, criterion: str = "problem", check: str | None = "weeks") -> Finding:
    return Finding(criterion=criterion, check=check, verdict=verdict, reason=f"Because {verdict}.", quotes=quotes)


def level(number: int | None, *quotes: Evidence, criterion: str = "close") -> Finding:
    verdict = UNSURE if number is None else MET if number else NOT_MET
    return Finding(
        criterion=criterion, check=None, verdict=verdict, level=number, reason=f"Level {number}.", quotes=quotes
    )


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([MET, MET, NOT_MET], MET),
        ([NOT_MET, MET, NOT_MET], NOT_MET),
        ([MET, NOT_MET, UNSURE], UNSURE),
        ([MET, MET, NOT_MET, NOT_MET], UNSURE),
        ([MET, NOT_MET], UNSURE),
        ([NOT_OBSERVED, NOT_OBSERVED, MET], NOT_OBSERVED),
        ([UNSURE, UNSURE, MET], UNSURE),
        ([MET], MET),
    ],
)
def test_the_majority_decides_and_without_one_it_is_a_doubt(said: list[Verdict], outcome: Verdict) -> None:
    (finding,) = merge([(answer(verdict),) for verdict in said])
    assert finding.verdict is outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([2, 3, 4], 3),
        ([1, 4, 4], 4),
        ([1, 2], 1),
        ([0, 0, 4], 0),
        ([3, None, 4], 3),
        ([3, None], None),
        ([None, None, 4], None),
    ],
)
def test_levels_take_the_median_the_lower_of_two(said: list[int | None], outcome: int | None) -> None:
    (finding,) = merge([(level(number),) for number in said])
    assert finding.level == outcome
    assert finding.verdict is (UNSURE if outcome is None else MET if outcome else NOT_MET)


def test_the_evidence_is_that_of_the_samples_that_agree() -> None:
    (finding,) = merge(
        [(answer(MET, quote(1, 4)),), (answer(NOT_MET, quote(9, 12)),), (answer(MET, quote(1, 4), quote(5, 6)),)]
    )
    assert finding.quotes == (quote(1, 4), quote(5, 6))
    assert finding.reason == "Because met."


def test_a_median_level_keeps_the_evidence_given_for_it() -> None:
    (finding,) = merge([(level(2, quote(1, 2)),), (level(3, quote(3, 4)),), (level(4, quote(5, 6)),)])
    assert finding.quotes == (quote(3, 4),)


def test_the_spread_is_kept_only_where_samples_differ() -> None:
    same, differing = merge(
        [
            (answer(MET, check="a"), answer(MET, check="b")),
            (answer(MET, check="a"), answer(NOT_MET, check="b")),
            (answer(MET, check="a"), answer(MET, check="b")),
        ]
    )
    assert same.spread == ()
    assert differing.spread == ("met", "not met", "met")
    (levels,) = merge([(level(1),), (level(None),), (level(2),)])
    assert levels.spread == ("level 1", "unsure", "level 2")


def test_a_judge_that_disagrees_with_itself_says_so_and_keeps_no_praise() -> None:
    (finding,) = merge([(answer(MET, quote(1, 2)),), (answer(NOT_MET),), (answer(UNSURE),)])
    assert "met, not met, unsure" in finding.reason
    assert finding.quotes == ()


def test_notes_of_all_samples_reach_the_reviewer_once() -> None:
    noted = answer(MET).model_copy(update={"notes": ("a quote was dropped",)})
    other = answer(NOT_MET).model_copy(update={"notes": ("a quote was dropped", "another")})
    (finding,) = merge([(noted,), (other,), (noted,)])
    assert finding.notes == ("a quote was dropped", "another")


def test_the_order_of_checks_is_kept() -> None:
    sample = (answer(MET, check="b"), answer(MET, check="a"), level(1))
    assert [(f.criterion, f.check) for f in merge([sample, sample])] == [
        ("problem", "b"),
        ("problem", "a"),
        ("close", None),
    ]


SAME = [answer(MET, quote(3, 8), criterion=criterion, check=check) for criterion, check in ["ab", "ac", "bd", "ce"]]


def test_the_same_quote_for_everything_is_a_halo() -> None:
    assert halo(SAME)
    assert halo([*SAME[:3], answer(MET, quote(4, 9), criterion="c", check="e")])
    assert halo([*SAME, answer(NOT_MET, criterion="d", check="f")])


@pytest.mark.parametrize(
    "findings",
    [
        [],
        SAME[:3],
        [f.model_copy(update={"criterion": "a"}) for f in SAME],
        [*SAME[:3], answer(MET, quote(20, 25), criterion="c", check="e")],
        [*SAME[:3], answer(UNSURE, quote(3, 8), criterion="c", check="e")],
        [*SAME, level(1, quote(3, 8), criterion="d"), level(3, quote(3, 8), criterion="e")],
        [f.model_copy(update={"quotes": ()}) for f in SAME],
    ],
)
def test_different_quotes_few_findings_or_different_levels_are_none(findings: list[Finding]) -> None:
    assert not halo(findings)
