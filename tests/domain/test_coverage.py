import random

import pytest

from coach.adapters.matcher import TfidfMatcher
from coach.domain.coverage import Coverage, Covered, cover
from coach.domain.judging import Case, Evidence, Finding, Verdict
from coach.domain.language import normal
from coach.domain.red_team import spoken
from coach.domain.rubric import Check, Criterion, GoldenPitch, PitchKind, Rubric, Situation, Skill, Us
from coach.domain.transcript import Transcript

GOLDEN = (
    "Good day to you. A dry summer costs a farm of your size about nine thousand dollars in lost apples. "
    "Our sensors tell you each evening which rows need water the next morning. "
    "Orchard Hill used a third less water in their first season with us. "
    "The whole kit is buried in one afternoon by two people. "
    "Shall we walk through your upper field on Friday at eight?"
)
WEAK = "Hi there. We make all sorts of farm technology, and people seem to like it. Call me if you ever need something."
RUBRIC = Rubric(
    id="orchard",
    version="o1",
    title="Orchard",
    about="Sell sensors.",
    golden_pitch="orchard",
    situations={"visit": Situation(title="Visit")},
    certifies=("visit",),
    criteria=(
        Criterion(
            id="proof",
            title="Proof",
            weight=1,
            skill=Skill.BUSINESS,
            checks=(
                Check(
                    id="loss",
                    asks="Does the seller name the loss?",
                    golden="about nine thousand dollars in lost apples",
                ),
                Check(id="saving", asks="Does the seller name the saving?", golden="used a third less water"),
            ),
        ),
    ),
)
MATCHER = TfidfMatcher()


def case(said: str) -> Case:
    golden = GoldenPitch(
        id="orchard",
        version="o1",
        title="Orchard",
        product="Sensors",
        audience="Farmers",
        texts={PitchKind.GOLDEN: GOLDEN, PitchKind.WEAK: WEAK},
    )
    us = Us(version="u1", company="Drop", product="Sensors", about="Sensors for orchards.")
    return Case(rubric=RUBRIC, situation="visit", golden=golden, us=us, transcript=spoken(said))


def finding(check: str, verdict: Verdict, transcript: Transcript, first: int = 0, last: int = 4) -> Finding:
    quotes = (Evidence.found(transcript.moment(first, last)),) if verdict is Verdict.MET else ()
    return Finding(criterion="proof", check=check, verdict=verdict, reason="", quotes=quotes)


def covered(said: str, **verdicts: Verdict) -> Coverage:
    told = case(said)
    findings = [finding(check, verdict, told.transcript) for check, verdict in verdicts.items()]
    return cover(told, findings, MATCHER.similarity)


def states(coverage: Coverage) -> list[Covered]:
    return [passage.state for passage in coverage.passages]


def test_the_golden_pitch_covers_itself_and_is_read_aloud() -> None:
    coverage = covered(GOLDEN)
    assert set(states(coverage)) == {Covered.COVERED}
    assert coverage.own_words_share == 0
    assert coverage.longest_run == len(normal(GOLDEN))
    assert coverage.read_aloud


def test_each_sentence_of_the_golden_pitch_is_one_passage_in_order() -> None:
    assert " ".join(passage.golden for passage in covered("").passages) == GOLDEN


@pytest.mark.parametrize("said", ["", "The weather was lovely and we rowed across the lake until dusk."])
def test_nothing_of_it_said_is_all_missed(said: str) -> None:
    coverage = covered(said, loss=Verdict.NOT_MET, saving=Verdict.NOT_MET)
    assert coverage.count(Covered.COVERED) == coverage.count(Covered.OTHER_WORDS) == 0
    assert coverage.own_words_share == 1
    assert coverage.longest_run == 0
    assert not coverage.read_aloud
    assert all(passage.said is None for passage in coverage.passages if passage.state is Covered.MISSED)


def test_a_verdict_decides_the_sentence_that_holds_its_passage() -> None:
    said = "You lose nine grand a year when it stays dry."
    by_id = {check: passage for passage in covered(said, loss=Verdict.MET).passages for check in passage.checks}
    assert by_id["loss"].state is Covered.OTHER_WORDS
    assert by_id["loss"].said is not None
    assert by_id["loss"].said.text == "You lose nine grand a"


@pytest.mark.parametrize(
    ("verdict", "state"),
    [(Verdict.NOT_MET, Covered.MISSED), (Verdict.UNSURE, Covered.UNSURE)],
)
def test_what_a_judge_did_not_find_or_could_not_tell_is_shown_as_that(verdict: Verdict, state: Covered) -> None:
    by_id = {check: passage for passage in covered(GOLDEN, loss=verdict).passages for check in passage.checks}
    assert by_id["loss"].state is state


@pytest.mark.parametrize("verdict", [Verdict.NOT_OBSERVED, Verdict.NOT_SCORED])
def test_where_no_judge_looked_the_words_decide(verdict: Verdict) -> None:
    by_id = {check: passage for passage in covered(GOLDEN, loss=verdict).passages for check in passage.checks}
    assert by_id["loss"].state is Covered.COVERED


def test_a_sentence_without_checks_is_found_in_other_words() -> None:
    coverage = covered("Every evening the sensors tell you what rows to water in the morning. See you.")
    assert states(coverage)[2] is Covered.OTHER_WORDS
    assert coverage.passages[2].said is not None
    assert "sensors" in coverage.passages[2].said.text


def test_key_phrases_taken_over_are_no_reading_aloud() -> None:
    said = (
        "Thanks for having me over. When a summer stays dry, a place like yours loses about nine thousand dollars in "
        "lost apples, as your neighbour told me. What we do is simple: every night you get a list of trees that are "
        "thirsty. Orchard Hill used a third less water, and they began last year. Two of my people dig it in while "
        "you have lunch. Could I come back on Friday at eight and see the upper field with you?"
    )
    coverage = covered(said)
    assert coverage.longest_run == 7
    assert 0.75 < coverage.own_words_share < 1
    assert not coverage.read_aloud


def test_reading_is_noticed_through_misheard_words() -> None:
    dice = random.Random(3)
    heard = " ".join("mumble" if dice.random() < 0.1 else word for word in GOLDEN.split())
    assert covered(heard).read_aloud


def test_paragraphs_read_in_another_order_are_still_reading() -> None:
    first, second = GOLDEN[: GOLDEN.index("Orchard")], GOLDEN[GOLDEN.index("Orchard") :]
    assert covered(f"{second} {first}").read_aloud


def test_a_phrase_is_too_short_to_be_reading() -> None:
    assert not covered("Our sensors tell you each evening which rows need water the next morning.").read_aloud
