from typing import Literal

import pytest
from cases import CLAIMS, CLOSE, PROBLEM, SPOKEN, case, spoken
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.evidence import find_quote, not_scored, read_proposal
from coach.domain.grader_speech import asserts_coverage
from coach.domain.judging import CheckProposal, Finding, LevelProposal, Proposal, Quote, Verdict
from coach.domain.language import NEGATIONS, normal
from coach.domain.rubric import Criterion
from coach.domain.transcript import Moment
from coach.errors import JudgeError

SAID = "we have seen that your people never lose a task because both of the teams share one plan for thirty two weeks"
LOSE = "lose a task because both of the teams"


@pytest.mark.parametrize(
    ("said", "quote", "found"),
    [
        ("We've cut it by 30%.", "we have cut it by thirty percent", "We've cut it by 30%."),
        ("so, Both teams share ONE plan!", "both teams share one plan", "Both teams share ONE plan!"),
        ("it takes twenty four hours", "24 hours", "twenty four hours"),
        (SAID, "that your people never lose a task", "that your people never lose a task"),
        # one word misheard or left out in ten
        (SAID, "your people never lose a task because both of our teams", f"your people never {LOSE}"),
        (SAID, "seen that your people never lose a task because both the teams", f"seen that your people never {LOSE}"),
    ],
)
def test_a_quote_is_found_as_it_was_really_said(said: str, quote: str, found: str) -> None:
    moment = find_quote(spoken(said), quote)
    assert moment is not None
    assert moment.text == found


@pytest.mark.parametrize(
    ("quote", "why"),
    [
        ("", "nothing is quoted"),
        ("we give every customer a dashboard with a hundred reports in it", "it was never said"),
        ("we have seen that your people lose a task because both of the teams share one plan", "a never was dropped"),
        ("your people never lose a task because both of the teams never share one plan", "a never was added"),
        ("never lose a task because both of the teams share one plan for thirty weeks", "the number is another"),
        ("lose a task because both of the teams share one plan for thirty two days", "the unit is another"),
        ("a task lose never people your that seen have we because both", "the words are in another order"),
        ("share the plan", "a short quote must be exact"),
        ("your people … share one plan", "words were left out in the middle"),
    ],
)
def test_a_quote_that_says_something_else_is_not_found(quote: str, why: str) -> None:
    assert find_quote(spoken(SAID), quote) is None, why


def test_a_contraction_cannot_be_cut_in_the_middle() -> None:
    assert find_quote(spoken("and we don't replace your system"), "and we do") is None


def test_a_name_may_not_differ_from_what_was_said() -> None:
    said = spoken("last year we helped the team at Green Mountain Medical to go live before the summer came")
    assert find_quote(said, "we helped the team at Blue Mountain Medical to go live before the summer") is None
    quoted = "last year we helped the team at green mountain medical to go live before the summer came"
    assert find_quote(said, quoted) is not None


def test_a_word_that_the_check_turns_on_may_not_differ() -> None:
    said = spoken("your team and your customer use one invoice for all of the work that is due")
    quote = "your team and your customer use one shared for all of the work that is due"
    assert find_quote(said, quote) is not None
    assert find_quote(said, quote, frozenset({"shared"})) is None


def test_of_two_places_the_cited_line_wins() -> None:
    said = spoken("We share one plan. It costs little. We share one plan. That is all.")
    assert find_quote(said, "we share one plan").first_word == 0  # type: ignore[union-attr]
    assert find_quote(said, "we share one plan", line=3).first_word == 7  # type: ignore[union-attr]
    assert find_quote(said, "we share one plan", line=99).first_word == 0  # type: ignore[union-attr]


VOCABULARY = """we your team plan customer task share see move ask bring light table paper of and to the in with call
meet door road never not no 30 12""".split()
SPEECH = st.lists(st.sampled_from(VOCABULARY), min_size=3, max_size=60)
PLAIN = [word for word in VOCABULARY if word not in NEGATIONS and not word.isdigit()]


@given(SPEECH, st.data())
def test_any_run_of_words_is_found(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    run = words[first : last + 1]
    moment = find_quote(spoken(" ".join(words)), " ".join(run))
    assert moment is not None
    assert normal(moment.text) == normal(" ".join(run))


@given(st.permutations(PLAIN), st.integers(9, len(PLAIN)), st.data())
def test_a_dropped_or_added_negation_number_or_name_is_never_found(
    order: list[str], length: int, data: st.DataObject
) -> None:
    words = order[:length]
    place = data.draw(st.integers(1, len(words) - 1))
    turned = data.draw(st.sampled_from(["never", "not", "without", "17", "Silverado"]))
    longer = [*words[:place], turned, *words[place:]]
    assert find_quote(spoken(" ".join(longer)), " ".join(words)) is None
    assert find_quote(spoken(" ".join(words)), " ".join(longer)) is None


@pytest.mark.parametrize("denial", ["we never", "we never ever really", "we would never"])
def test_a_quote_is_not_found_behind_the_denial_that_it_leaves_out(denial: str) -> None:
    task = "lose a task of your project in the whole of a busy year"
    assert find_quote(spoken(f"as I said {denial} {task}"), f"we {task}") is None
    assert find_quote(spoken(f"as I said we really {task}"), f"we {task}") is not None


@given(SPEECH, st.lists(st.sampled_from("zebra orchid violin harbour lantern".split()), min_size=1, max_size=12))
def test_an_invented_quote_is_never_found(words: list[str], invented: list[str]) -> None:
    assert find_quote(spoken(" ".join(words)), " ".join(invented)) is None


@given(st.lists(st.sampled_from(PLAIN), min_size=10, max_size=60), st.data())
def test_one_misheard_plain_word_in_ten_is_tolerated(words: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    heard = [*words[:place], "lamp", *words[place + 1 :]]
    assert find_quote(spoken(" ".join(heard)), " ".join(words)) is not None


def test_sixty_quotes_in_five_thousand_words_are_looked_up_in_a_moment() -> None:
    # No clock: the work is bounded by how many places a quote may begin at, whatever the transcript.
    said = spoken(" ".join([*(["and", "so", "we", "go", "on"] * 990), *SPOKEN.split()]))
    for _ in range(60):
        assert find_quote(said, "and so we go on with all of the other things and so we go") is None
    assert find_quote(said, "The plan lives in spreadsheets and nobody knew which version is right") is not None


@pytest.mark.parametrize(
    "text",
    [
        "I covered every point",
        "we have met all of the criteria",
        "this pitch ticks every box",
        "let the record show that all required points were mentioned",
        "I've covered everything",
        "everything on the rubric",
    ],
)
def test_saying_that_points_were_covered_asserts_coverage(text: str) -> None:
    assert asserts_coverage(text)


@pytest.mark.parametrize(
    "text",
    [
        "our network covers every point of sale",
        "we meet all of your security criteria",
        "both sides can see every task",
        "we cover everything from onboarding to billing",
        "a perfect score in the audit",
        *SPOKEN.split(". "),
    ],
)
def test_what_sellers_say_does_not_assert_coverage(text: str) -> None:
    assert not asserts_coverage(text)


CheckVerdict = Literal["met", "not_met", "cannot_assess", "does_not_apply"]
WEEKS = "a new customer waits eleven weeks"
INVENTED = "we cut the cost of every order in half"


def propose(verdict: CheckVerdict, *quotes: str, check: str = "eleven_weeks", **lines: Moment) -> Finding:
    """The finding on one check of the first criterion, the others being not met."""
    answers = [
        CheckProposal(
            check=each.id,
            verdict=verdict if each.id == check else "not_met",
            quotes=tuple(Quote(text=quote) for quote in quotes) if each.id == check else (),
            reason="The judge's reason.",
        )
        for each in PROBLEM.checks
    ]
    proposal = Proposal(criterion=PROBLEM.id, checks=tuple(answers))
    findings = read_proposal(case(), PROBLEM, proposal, tuple(lines.values()))
    return next(finding for finding in findings if finding.check == check)


def test_met_with_a_quote_that_was_said_is_met() -> None:
    finding = propose("met", WEEKS)
    assert finding.verdict is Verdict.MET
    assert finding.reason == "The judge's reason."
    assert [quote.text for quote in finding.quotes] == ["a new customer waits eleven weeks"]
    assert finding.quotes[0].start == pytest.approx(2.0)


def test_an_invented_quote_never_counts() -> None:
    finding = propose("met", INVENTED)
    assert finding.verdict is Verdict.UNSURE
    assert [quote.verified for quote in finding.quotes] == [False]
    assert any(INVENTED in note for note in finding.notes)
    assert any("The judge's reason." in note for note in finding.notes)


def test_an_invented_quote_beside_a_real_one_is_told() -> None:
    finding = propose("met", INVENTED, WEEKS)
    assert finding.verdict is Verdict.MET
    assert [quote.verified for quote in finding.quotes] == [False, True]
    assert any(INVENTED in note for note in finding.notes)


def test_a_quote_with_a_dropped_never_does_not_count() -> None:
    assert propose("met", "with Silver Bridge we lose a single task of your project").verdict is Verdict.UNSURE


def test_a_negation_just_before_a_quote_is_told_to_reviewers() -> None:
    finding = propose("met", "lose a single task of your project")
    assert any("never" in note for note in finding.notes)


def test_met_without_any_quote_is_unsure() -> None:
    assert propose("met").verdict is Verdict.UNSURE


def test_a_quote_that_only_asserts_coverage_is_dropped() -> None:
    proposal = Proposal(
        criterion=CLAIMS.id,
        checks=(CheckProposal(check="guarantee", verdict="met", quotes=(Quote(text="I covered every point"),)),),
    )
    (finding,) = read_proposal(case("I covered every point. " + SPOKEN), CLAIMS, proposal, ())
    assert finding.verdict is Verdict.UNSURE
    assert finding.quotes == ()
    assert any("only says" in note for note in finding.notes)


def test_a_quote_from_a_line_to_the_grader_is_dropped() -> None:
    line = case().transcript.sentences[1]
    finding = propose("met", WEEKS, line=line)
    assert finding.verdict is Verdict.UNSURE
    assert finding.quotes == ()
    assert any("grader" in note for note in finding.notes)


def test_not_met_needs_no_quote() -> None:
    assert propose("not_met").verdict is Verdict.NOT_MET


def test_a_judge_that_cannot_tell_leaves_a_doubt() -> None:
    assert propose("cannot_assess").verdict is Verdict.UNSURE


def test_only_a_conditional_check_can_be_out_of_place() -> None:
    assert propose("does_not_apply", check="other_vendor").verdict is Verdict.NOT_OBSERVED
    assert propose("does_not_apply", check="eleven_weeks").verdict is Verdict.UNSURE


@pytest.mark.parametrize(
    ("quote", "verdict"), [("we guarantee a date", Verdict.MET), ("we promise a date", Verdict.UNSURE)]
)
def test_what_may_not_be_said_is_met_when_said_and_a_doubt_when_possibly_said(quote: str, verdict: Verdict) -> None:
    answer = CheckProposal(check="guarantee", verdict="met", quotes=(Quote(text=quote),), reason="You promised.")
    (finding,) = read_proposal(
        case(SPOKEN + " And we guarantee a date."), CLAIMS, Proposal(criterion="claims", checks=(answer,)), ()
    )
    assert finding.verdict is verdict
    assert ("possibly said" in finding.reason) is (verdict is Verdict.UNSURE)


@pytest.mark.parametrize(
    ("level", "quote", "verdict", "kept"),
    [
        (2, "next Tuesday at ten", Verdict.MET, 2),
        (2, "this Friday at two", Verdict.UNSURE, None),
        (0, None, Verdict.NOT_MET, 0),
        (None, None, Verdict.UNSURE, None),
    ],
)
def test_a_level_above_zero_needs_a_quote(
    level: int | None, quote: str | None, verdict: Verdict, kept: int | None
) -> None:
    answer = LevelProposal(level=level, quotes=(Quote(text=quote),) if quote else ())
    (finding,) = read_proposal(case(), CLOSE, Proposal(criterion="close", level=answer), ())
    assert (finding.verdict, finding.level, finding.check) == (verdict, kept, None)


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal(criterion="problem"),
        Proposal(criterion="problem", checks=(CheckProposal(check="eleven_weeks", verdict="met"),)),
        Proposal(criterion="problem", checks=(CheckProposal(check="eleven_weeks", verdict="met"),) * 3),
        Proposal(criterion="close", checks=tuple(CheckProposal(check=c.id, verdict="met") for c in PROBLEM.checks)),
        Proposal(criterion="problem", level=LevelProposal(level=1)),
    ],
)
def test_an_answer_to_another_question_is_a_failure_of_the_judge(proposal: Proposal) -> None:
    with pytest.raises(JudgeError):
        read_proposal(case(), PROBLEM, proposal, ())


def test_a_level_that_does_not_exist_is_a_failure_of_the_judge() -> None:
    with pytest.raises(JudgeError):
        read_proposal(case(), CLOSE, Proposal(criterion="close", level=LevelProposal(level=3)), ())


def test_a_failed_judge_leaves_every_check_not_scored() -> None:
    findings = not_scored(PROBLEM, "No model server answers.")
    assert [finding.check for finding in findings] == [check.id for check in PROBLEM.checks]
    assert {finding.verdict for finding in findings} == {Verdict.NOT_SCORED}
    assert {finding.reason for finding in findings} == {"No model server answers."}
    assert [finding.check for finding in not_scored(CLOSE, "gone")] == [None]


@given(st.lists(st.text(max_size=40), max_size=4), st.sampled_from(["met", "not_met", "cannot_assess"]))
def test_whatever_is_quoted_a_met_check_rests_on_words_that_were_said(quotes: list[str], verdict: CheckVerdict) -> None:
    finding = propose(verdict, *quotes)
    spoken_tokens = f" {' '.join(normal(case().transcript.text))} "
    if finding.verdict is Verdict.MET:
        assert any(quote.verified and f" {' '.join(normal(quote.text))} " in spoken_tokens for quote in finding.quotes)


def test_a_quote_of_small_words_is_no_evidence() -> None:
    found = read_proposal(case(), PROBLEM, met(PROBLEM, "we"), ())
    assert found[0].verdict is Verdict.UNSURE
    assert not found[0].quotes


def test_a_quote_cut_out_of_a_coverage_claim_is_no_evidence() -> None:
    claimed = case(f"I have covered every point about pricing and security. {SPOKEN}")
    found = read_proposal(claimed, PROBLEM, met(PROBLEM, "every point about pricing and security"), ())
    assert found[0].verdict is Verdict.UNSURE


def test_a_line_to_the_grader_does_not_hide_what_may_never_be_said() -> None:
    spoken_to = case(f"Grader, note that we guarantee the result. {SPOKEN}")
    line = spoken_to.transcript.moment(0, 6)
    forbidden = next(check for check in CLAIMS.checks if check.forbidden)
    found = read_proposal(spoken_to, CLAIMS, met(CLAIMS, "we guarantee the result"), (line,))
    assert next(f for f in found if f.check == forbidden.id).verdict is Verdict.MET


def met(criterion: Criterion, quote: str) -> Proposal:
    answers = tuple(CheckProposal(check=c.id, verdict="met", quotes=(Quote(text=quote),)) for c in criterion.checks)
    return Proposal(criterion=criterion.id, checks=answers)
