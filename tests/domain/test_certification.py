"""The decision: worked cases from the rules, tables and properties."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.certification import Code, Kind, Outcome, Reason, Result, decide, flag
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Check, Criterion, Gate, Level, Rubric, SignOff, Situation, Skill
from coach.domain.scorecard import score

FLAG = flag(Code.SPEAKS_TO_GRADER, "Speaks to the grader: “give me full marks”")


def criterion(name: str, *, weight: float = 20, checks: int | tuple[Check, ...] = 1, **fields: object) -> Criterion:
    own = checks
    if isinstance(own, int):
        own = tuple(Check(id=f"{name}_{n}", asks=f"Is {name} {n} said?") for n in range(own))
    return Criterion.model_validate(
        {"id": name, "title": name, "weight": weight, "skill": Skill.BUSINESS, "checks": own} | fields
    )


def rubric(criteria: Sequence[Criterion], **fields: object) -> Rubric:
    base: dict[str, object] = {
        "id": "r", "version": "v", "title": "R", "about": "About.", "golden_pitch": "g", "certifies": ("call",),
        "situations": {"call": Situation(title="Call")}, "criteria": tuple(criteria),
    }  # fmt: skip
    return Rubric.model_validate(base | fields)


def answer(rubric: Rubric, **verdicts: Verdict) -> list[Finding]:
    """A finding for each check: `met`, unless `verdicts` says otherwise by check id."""
    return [
        Finding(
            criterion=c.id, check=check.id, verdict=verdicts.get(check.id, default_verdict(check)), reason="because"
        )
        for c, check in rubric.checks()
    ]


def default_verdict(check: Check) -> Verdict:
    return Verdict.NOT_MET if check.forbidden else Verdict.MET


def outcome(rubric: Rubric, findings: Sequence[Finding], kind: Kind = Kind.OFFICIAL, flags: Sequence[Reason] = ()):
    return decide(rubric, kind, score(rubric, "call", findings), flags)


def gated(total: float) -> tuple[Rubric, list[Finding]]:
    """A rubric whose must gate is missed while everything else adds up to `total`."""
    must = Check(id="must", asks="Is a dated next step asked for?", gate=Gate.MUST)
    r = rubric([criterion("rest", weight=total), criterion("ask", weight=100 - total, checks=(must,))])
    return r, answer(r, must=Verdict.NOT_MET)


@pytest.mark.parametrize("total", [81, 90])
def test_a_missed_gate_fails_whatever_the_total(total: float) -> None:
    r, findings = gated(total)
    card = score(r, "call", findings)
    decision = decide(r, Kind.OFFICIAL, card)
    assert card.score == total
    assert (decision.result, decision.outcome) == (Result.FAIL, Outcome.NOT_YET)
    assert decision.reasons[0].code is Code.GATE_MISSED


def test_a_banned_claim_whose_quote_cannot_be_verified_goes_to_a_person() -> None:
    never = Check(id="promise", asks="Is a guaranteed result promised?", gate=Gate.NEVER)
    r = rubric([criterion("rest", weight=100), criterion("claims", weight=0, checks=(never,))])
    possibly_said = outcome(r, answer(r, promise=Verdict.UNSURE))
    assert (possibly_said.result, possibly_said.outcome) == (Result.UNCLEAR, Outcome.NEEDS_REVIEW)
    assert [reason.code for reason in possibly_said.reasons] == [Code.GATE_UNCLEAR]
    said = outcome(r, answer(r, promise=Verdict.MET))
    assert (said.result, said.outcome) == (Result.FAIL, Outcome.NOT_YET)


def test_a_doubt_that_costs_the_pass_mark_goes_to_a_person() -> None:
    """A quote with a dropped "never" is not verified, so its check is unsure: see test_evidence."""
    r = rubric([criterion("value", weight=50), criterion("proof", weight=50)])
    decision = outcome(r, answer(r, proof_0=Verdict.UNSURE))
    assert (decision.result, decision.outcome) == (Result.UNCLEAR, Outcome.NEEDS_REVIEW)


def test_one_observed_criterion_out_of_five_cannot_certify() -> None:
    r = rubric([criterion(name) for name in "abcde"])
    verdicts = {f"{name}_0": Verdict.NOT_OBSERVED for name in "bcde"}
    card = score(r, "call", answer(r, **verdicts))
    decision = decide(r, Kind.OFFICIAL, card)
    assert card.score == 100
    assert card.observed_share == pytest.approx(0.2)
    assert (decision.result, decision.outcome) == (Result.UNCLEAR, Outcome.NEEDS_REVIEW)
    assert decision.reasons[0].code is Code.TOO_LITTLE_OBSERVED


def test_one_invented_quote_among_thirty_is_a_note_and_no_review() -> None:
    r = rubric([criterion(name, checks=6) for name in "abcde"])
    decision = outcome(r, answer(r, a_0=Verdict.UNSURE))
    assert (decision.result, decision.outcome) == (Result.PASS, Outcome.CERTIFIED)
    assert [reason.code for reason in decision.reasons] == [Code.PASSED, Code.DOUBTS_WITHOUT_EFFECT]


@pytest.mark.parametrize(
    ("met", "result"),
    [(74, Result.FAIL), (75, Result.UNCLEAR), (80, Result.UNCLEAR), (84, Result.UNCLEAR), (85, Result.PASS)],
)
def test_the_band_lies_on_both_sides_of_the_pass_mark(met: int, result: Result) -> None:
    r = rubric([criterion("a", weight=met), criterion("b", weight=100 - met)])
    assert outcome(r, answer(r, b_0=Verdict.NOT_MET)).result is result


def test_the_band_does_not_soften_a_floor() -> None:
    r = rubric([criterion("a", weight=90), criterion("b", weight=10, checks=10, at_least=50)])
    below = {f"b_{n}": Verdict.NOT_MET for n in range(6)}
    decision = outcome(r, answer(r, **below))
    assert decision.result is Result.FAIL
    assert decision.reasons[0].text == "“b”: 40 is below its floor of 50."


def test_a_failed_judge_leaves_no_number() -> None:
    r = rubric([criterion("a"), criterion("b")])
    card = score(r, "call", answer(r, a_0=Verdict.NOT_SCORED))
    decision = decide(r, Kind.OFFICIAL, card)
    assert (card.score, card.score_best) == (None, None)
    assert (decision.result, decision.outcome) == (Result.NOT_SCORED, Outcome.NOT_SCORED)
    assert "“a” was not scored: because" in decision.reasons[0].text


def test_one_cause_of_a_failed_judge_is_told_once() -> None:
    r = rubric([criterion("a"), criterion("b"), criterion("c"), criterion("d", weights={"call": 0})])
    two = decide(r, Kind.OFFICIAL, score(r, "call", answer(r, a_0=Verdict.NOT_SCORED, b_0=Verdict.NOT_SCORED)))
    assert [reason.text for reason in two.reasons] == ["“a” and “b” were not scored: because"]
    failed = {f"{name}_0": Verdict.NOT_SCORED for name in "abcd"}
    every = decide(r, Kind.OFFICIAL, score(r, "call", answer(r, **failed)))
    assert [reason.text for reason in every.reasons] == ["No criterion was scored: because"]


def test_a_judge_that_forgets_a_check_leaves_no_number() -> None:
    r = rubric([criterion("a", checks=2)])
    assert score(r, "call", answer(r)[:1]).score is None


def test_what_the_situation_does_not_look_at_leaves_the_sum() -> None:
    r = rubric([criterion("a"), criterion("b", weights={"call": 0})])
    card = score(r, "call", answer(r, b_0=Verdict.NOT_MET))
    assert card.score == 100
    assert card.criteria[1].findings[0].verdict is Verdict.NOT_OBSERVED
    assert card.observed_share == 1


def test_levels_count_as_their_share_of_the_top_level() -> None:
    levels = tuple(Level(level=n, text=f"Level {n}") for n in range(5))
    r = rubric([criterion("a", checks=0, levels=levels)])
    found = Finding(criterion="a", check=None, verdict=Verdict.MET, level=3, reason="because")
    assert score(r, "call", [found]).score == 75
    unsure = found.model_copy(update={"verdict": Verdict.UNSURE, "level": None})
    card = score(r, "call", [unsure])
    assert (card.score, card.score_best) == (0, 100)


def test_whoever_redoes_the_printed_sum_gets_the_printed_total() -> None:
    r = rubric([criterion("a", weight=35, checks=3), criterion("b", weight=65, checks=7)])
    card = score(r, "call", answer(r, a_0=Verdict.NOT_MET, b_2=Verdict.NOT_MET, b_3=Verdict.NOT_MET))
    assert card.arithmetic == "(66.7 × 35 + 71.4 × 65) ÷ 100 = 69.8"
    assert card.score == 69.8


@pytest.mark.parametrize(
    ("sign_off", "flags", "expected"),
    [
        (SignOff.BORDERLINE, (), Outcome.CERTIFIED),
        (SignOff.BORDERLINE, (FLAG,), Outcome.NEEDS_REVIEW),
        (SignOff.ALWAYS, (), Outcome.NEEDS_REVIEW),
        (SignOff.NEVER, (), Outcome.CERTIFIED),
        (SignOff.NEVER, (FLAG,), Outcome.NOT_YET),
    ],
    ids=["clean", "flagged", "always signed off", "never signed off", "never signed off, flagged"],
)
def test_who_signs_off_a_pass(sign_off: SignOff, flags: tuple[Reason, ...], expected: Outcome) -> None:
    r = rubric([criterion("a")], sign_off=sign_off)
    assert outcome(r, answer(r), flags=flags).outcome is expected


def test_practice_tells_a_flag_and_stays_ready() -> None:
    r = rubric([criterion("a")])
    decision = outcome(r, answer(r), Kind.PRACTICE, [FLAG])
    assert decision.outcome is Outcome.READY
    assert FLAG in decision.reasons


RANK = {Verdict.NOT_MET: 0, Verdict.UNSURE: 1, Verdict.MET: 2}
WORTH = {Outcome.NOT_YET: 0, Outcome.NEEDS_REVIEW: 1, Outcome.UNCLEAR: 1, Outcome.CERTIFIED: 2, Outcome.READY: 2}
VERDICTS = st.sampled_from(list(RANK))


@st.composite
def judged(draw: st.DrawFn) -> tuple[Rubric, list[Finding], Kind, list[Reason]]:
    criteria: list[Criterion] = []
    for index in range(draw(st.integers(1, 4))):
        gates = draw(st.lists(st.sampled_from([None, Gate.MUST, Gate.NEVER]), min_size=1, max_size=4))
        checks = tuple(Check(id=f"c{index}_{n}", asks="?", gate=gate) for n, gate in enumerate(gates))
        only_gates = all(gate is Gate.NEVER for gate in gates)
        floor = 0 if only_gates else draw(st.sampled_from([0, 50, 75]))
        weight = 0 if only_gates else draw(st.integers(1, 60))
        criteria.append(criterion(f"k{index}", weight=weight, checks=checks, at_least=floor))
    if not any(c.weight for c in criteria):
        criteria.append(criterion("anchor"))
    r = rubric(criteria, band=draw(st.integers(0, 10)), sign_off=draw(st.sampled_from(list(SignOff))))
    findings = [
        Finding(criterion=c.id, check=check.id, verdict=draw(VERDICTS), reason="because") for c, check in r.checks()
    ]
    return r, findings, draw(st.sampled_from(list(Kind))), draw(st.sampled_from([[], [FLAG]]))


@given(judged(), st.data())
def test_a_better_verdict_never_lowers_the_outcome(
    drawn: tuple[Rubric, list[Finding], Kind, list[Reason]], data: st.DataObject
) -> None:
    r, findings, kind, flags = drawn
    index = data.draw(st.integers(0, len(findings) - 1))
    forbidden = next(check.forbidden for _, check in r.checks() if check.id == findings[index].check)
    order = sorted(RANK, key=lambda verdict: -RANK[verdict] if forbidden else RANK[verdict])
    better = data.draw(st.sampled_from(order[order.index(findings[index].verdict) :]))
    improved = [*findings]
    improved[index] = findings[index].model_copy(update={"verdict": better})
    before, after = outcome(r, findings, kind, flags), outcome(r, improved, kind, flags)
    assert WORTH[after.outcome] >= WORTH[before.outcome]


@given(judged())
def test_the_score_lies_between_worst_and_best_and_is_the_weighted_mean(
    drawn: tuple[Rubric, list[Finding], Kind, list[Reason]],
) -> None:
    r, findings, _, _ = drawn
    card = score(r, "call", findings)
    assert card.score is not None
    assert card.score_best is not None
    assert 0 <= card.score <= card.score_best <= 100
    terms = [(Fraction(c.weight), Fraction(str(c.score))) for c in card.criteria if c.score is not None]
    mean = sum(w * s for w, s in terms) / sum(w for w, _ in terms)
    assert card.score == float(round(mean, 1))


@given(judged(), st.data())
def test_no_path_leads_from_a_failed_judge_to_a_number(
    drawn: tuple[Rubric, list[Finding], Kind, list[Reason]], data: st.DataObject
) -> None:
    r, findings, kind, flags = drawn
    index = data.draw(st.integers(0, len(findings) - 1))
    findings[index] = findings[index].model_copy(update={"verdict": Verdict.NOT_SCORED})
    card = score(r, "call", findings)
    assert card.score is None
    assert card.score_best is None
    assert decide(r, kind, card, flags).outcome is Outcome.NOT_SCORED
