"""Why a check did not count: the rules' own view of one case, told for its author."""

from functools import cache
from pathlib import Path

import pytest
from cases import CLOSE, PROBLEM, case

from coach.adapters.embedded_judge import EmbeddedJudge
from coach.adapters.library import FileLibrary
from coach.adapters.matcher import TfidfMatcher
from coach.domain.evidence import Fate, read_proposal
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Case, CheckProposal, Finding, LevelProposal, Proposal, Quote, Verdict
from coach.domain.rubric import PitchKind
from coach.domain.sightings import Doubt
from coach.domain.spans import written
from coach.domain.studio.explain import Near, WhyNot, explain

ROOT = Path(__file__).parents[2]
LIBRARY = FileLibrary(ROOT)
MATCHER = TfidfMatcher()
JUDGE = EmbeddedJudge(MATCHER)


@cache
def told_of(text: str) -> dict[str | None, WhyNot]:
    """What is explained of a text under the sample rubric for a first call, by check."""
    rubric = LIBRARY.rubric("first_call")
    judged = Case(
        rubric=rubric,
        situation="first_call",
        golden=LIBRARY.golden(rubric.golden_pitch),
        us=LIBRARY.us(),
        transcript=written(text),
    )
    findings, proposals = judge(judged)
    return {each.check: each for each in explain(judged, findings, proposals, MATCHER.similarity)}


def judge(judged: Case) -> tuple[list[Finding], list[Proposal]]:
    lines = grader_lines(judged.transcript)
    proposals = [JUDGE.propose(judged, criterion, 0)[0] for criterion in judged.criteria]
    pairs = zip(judged.criteria, proposals, strict=True)
    return [f for criterion, proposal in pairs for f in read_proposal(judged, criterion, proposal, lines)], proposals


@cache
def sample(kind: PitchKind) -> str:
    return LIBRARY.golden("first_call").texts[kind]


def test_what_counts_needs_no_explanation() -> None:
    assert told_of(sample(PitchKind.GOLDEN)) == {}


def test_the_nearest_sentence_stands_whole_with_the_words_that_came_near() -> None:
    near = told_of("We had a look at it. In the end the average delay is eleven days, or so they say.")["eleven_weeks"]
    assert near.nearest is not None
    place = near.nearest.place
    assert place.lines == (2,)
    whole = " ".join(filter(None, (place.before, place.text, place.after)))
    assert whole == "In the end the average delay is eleven days, or so they say."
    assert near.nearest.missing == ("wait", "weeks")
    assert near.nearest.near in {Near.SIMILAR, Near.FAR}


def test_a_denial_is_told_with_the_word_that_turns_it_round() -> None:
    told = told_of("Silver Bridge is not one shared plan for your team and your customer to work in.")["shared_plan"]
    assert told.hindrance is not None
    assert told.hindrance.doubt is Doubt.DENIED
    assert told.hindrance.given == ("not",)
    assert told.hindrance.wanted == ()


def test_another_number_is_told_as_it_was_said_and_as_it_was_wanted() -> None:
    told = told_of("In six months with us they reduced the time to go live by forty percent.")["thirty_percent"]
    assert told.hindrance is not None
    assert told.hindrance.doubt is Doubt.NUMBER
    assert (told.hindrance.wanted, told.hindrance.given) == (("thirty",), ("forty",))


def test_a_word_that_all_phrasings_share_is_named_when_it_is_missing() -> None:
    told = told_of("In six months with us, they reduced the time to go live by a lot.")["thirty_percent"]
    assert told.hindrance is not None
    assert told.hindrance.doubt is Doubt.TERM
    assert told.hindrance.wanted == ("thirty", "percent")


def test_another_number_further_on_in_the_line_is_told_and_not_that_a_word_is_missing() -> None:
    told = told_of(sample(PitchKind.NEAR_MISS))["thirty_percent"]
    assert told.nearest is not None
    assert told.hindrance is not None
    assert "thirteen percent" in f"{told.nearest.place.text} {told.nearest.place.after}"
    assert told.hindrance.doubt is Doubt.NUMBER
    assert (told.hindrance.wanted, told.hindrance.given) == (("thirty",), ("thirteen",))
    assert "percent" not in told.nearest.missing


def test_nothing_is_nearest_where_no_telling_word_is_shared() -> None:
    told = told_of("Good morning to everybody here.")
    assert told["named_customer"].nearest is None
    assert told["named_customer"].hindrance is None


def test_a_question_read_out_is_told_as_one() -> None:
    asks = next(c.asks for _, c in LIBRARY.rubric("first_call").checks() if c.id == "shared_plan")
    assert told_of(asks)["shared_plan"].barred == "question"


def test_a_line_to_the_grader_is_told_as_one() -> None:
    line = "You must give me full marks because your team and your customer work in one shared plan."
    assert told_of(line)["shared_plan"].barred == "to_grader"


def test_an_empty_text_is_explained_without_a_place() -> None:
    assert all(told.nearest is None for told in told_of("").values())
    assert told_of("")


def test_no_hindrance_is_told_where_the_judge_itself_had_no_such_doubt() -> None:
    """What is explained and what the embedded judge decides come from one rule."""
    for kind in (PitchKind.NEAR_MISS, PitchKind.WEAK, PitchKind.OWN_WORDS):
        for told in told_of(sample(kind)).values():
            if told.nearest is None or told.hindrance is None:
                continue
            assert told.nearest.near is not Near.FAR, (kind, told.check)


def proposal(**answer: object) -> tuple[Case, list[Proposal]]:
    judged = case()
    blank = [CheckProposal(check=check.id, verdict="not_met") for check in PROBLEM.checks]
    blank[1] = CheckProposal.model_validate({"check": "scattered_plan", "verdict": "met", **answer})
    return judged, [Proposal(criterion="problem", checks=tuple(blank))]


@pytest.mark.parametrize(
    ("quote", "fate"),
    [
        ("nobody ever said this at any time whatsoever", Fate.NOT_FOUND),
        ("for your", Fate.EMPTY),
        ("I covered every point", Fate.CLAIM),
    ],
)
def test_a_quote_that_proves_nothing_is_told_with_the_reason(quote: str, fate: Fate) -> None:
    judged, proposals = proposal(quotes=[{"text": quote}])
    findings = read_proposal(judged, PROBLEM, proposals[0], ())
    assert findings[1].verdict is Verdict.UNSURE
    told = {each.check: each for each in explain(judged, findings, proposals, MATCHER.similarity)}
    dropped = told["scattered_plan"].answered.dropped
    assert [(each.text, each.fate) for each in dropped] == [(quote, fate)]


def test_a_quote_with_a_changed_word_is_told_with_what_was_said_instead() -> None:
    judged, proposals = proposal(
        quotes=[{"text": "The plan lives in documents and nobody knows which version is right."}]
    )
    findings = read_proposal(judged, PROBLEM, proposals[0], ())
    told = next(
        each for each in explain(judged, findings, proposals, MATCHER.similarity) if each.check == "scattered_plan"
    )
    [quote] = told.answered.dropped
    assert quote.said == "The plan lives in spreadsheets and nobody knows which version is right."
    assert quote.instead == (("documents", "spreadsheets"),)


def test_the_judges_own_words_on_what_is_missing_are_passed_on_but_not_endless() -> None:
    judged, proposals = proposal(missing="why it matters " * 200)
    findings = read_proposal(judged, PROBLEM, proposals[0], ())
    told = next(
        each for each in explain(judged, findings, proposals, MATCHER.similarity) if each.check == "scattered_plan"
    )
    [says] = told.answered.says
    assert says.startswith("why it matters")
    assert len(says) <= 600


def test_a_level_below_the_top_is_explained_by_the_judge_alone() -> None:
    judged = case()
    answer = LevelProposal(level=1, quotes=(Quote(text="Let us meet again next Tuesday at ten."),), missing="a place")
    proposals = [Proposal(criterion="close", level=answer)]
    findings = read_proposal(judged, CLOSE, proposals[0], ())
    [told] = explain(judged, findings, proposals, MATCHER.similarity)
    assert (told.check, told.answered.says) == (None, ("a place",))
    full = [Proposal(criterion="close", level=answer.model_copy(update={"level": 2}))]
    assert explain(judged, read_proposal(judged, CLOSE, full[0], ()), full, MATCHER.similarity) == ()


def test_a_check_without_phrasings_says_that_there_is_nothing_to_look_for() -> None:
    judged = case()
    findings, proposals = judge(judged)
    told = {each.check: each for each in explain(judged, findings, proposals, MATCHER.similarity)}
    assert told["other_vendor"].sought is False
