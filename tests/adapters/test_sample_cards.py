"""The sample battlecards: what an author may copy has to be right, and what a rep rehearses has to be sayable."""

import re
from datetime import date
from pathlib import Path

import pytest

from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.domain.language import normal
from coach.domain.sparring.agenda import agenda
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.cards.card_advice import advise_on_card
from coach.domain.sparring.cards.card_rules import Draft, broken_rules
from coach.domain.sparring.levels import MEETING_OBJECTIONS, Setup

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = date(2026, 11, 22)
SAMPLES = ("castle", "copper_kite", "do_it_yourself")
CARDS = FileCards(FileLibrary(ROOT))
US = CARDS.us()


@pytest.fixture(scope="module", params=SAMPLES)
def card(request: pytest.FixtureRequest) -> Battlecard:
    return CARDS.card(request.param)


def test_a_sample_card_has_substance(card: Battlecard) -> None:
    assert len(card.claims) >= 7
    assert len(card.plays) >= 6
    assert min(len(card.they_win), len(card.we_win), len(card.prices)) >= 3
    assert len(card.landmines) >= 4
    assert card.never_say
    assert card.words
    assert card.expires is not None
    assert all(claim.answer for claim in card.claims)
    assert all(len(play.presses) >= 2 and play.claims and play.when for play in card.plays)
    assert all(concession.instead for concession in card.they_win)


def test_a_sample_card_broke_no_rule_and_needed_no_advice_on_the_day_it_was_written(card: Battlecard) -> None:
    assert list(broken_rules(Draft.of(card), US, WRITTEN)) == []
    assert advise_on_card(card, US, WRITTEN) == ()


def test_every_line_of_a_sample_card_can_be_said_in_one_breath(card: Battlecard) -> None:
    lines = [line for play in card.plays for line in (play.says, *play.presses, play.beaten)]
    ours = [part.answer for part in (*card.claims, *card.plays) if part.answer]
    too_long = [line for line in lines if len(line.split()) > 45]
    too_long += [answer.line for answer in ours if len(answer.line.split()) > 40]
    too_long += [answer.question for answer in ours if len(answer.question.split()) > 25]
    assert too_long == []
    assert all(answer.question.endswith("?") and answer.question.count("?") == 1 for answer in ours)


def test_an_answer_really_gives_the_proof_that_it_names(card: Battlecard) -> None:
    """A figure of the proof, or most of what it says, stands in the line; else a rep reads out a bare assertion."""
    proofs = {proof.id: proof for proof in US.proofs}
    for part in (*card.claims, *card.plays):
        if part.answer and part.answer.proof:
            given, said = set(normal(proofs[part.answer.proof].text)), set(normal(part.answer.line))
            assert len(given & said) >= 6, part.answer.line


def test_our_answers_state_no_figure_about_us_that_no_proof_or_claim_of_the_card_holds(card: Battlecard) -> None:
    known = {word for proof in US.proofs for word in normal(f"{proof.text} {proof.source}")}
    known |= {word for fact in card.facts() for word in normal(fact.text)}
    known |= {word for play in card.plays for line in (play.says, *play.presses) for word in normal(line)}
    for part in (*card.claims, *card.plays):
        if part.answer:
            figures = {word for word in normal(part.answer.line) if re.fullmatch(r"\d[\d.]*", word)} - {"0", "1"}
            assert figures <= known, part.answer.line


def test_no_line_of_a_card_is_heard_twice(card: Battlecard) -> None:
    lines = [line for play in card.plays for line in (play.says, *play.presses, play.beaten)]
    assert len(lines) == len(set(lines))


@pytest.mark.parametrize(
    ("name", "account", "first"),
    [
        ("castle", "They own the Castle suite, and the finance director guards the budget.", "you_own_it"),
        ("castle", "The security team wants an audit and a questionnaire for compliance.", "security_first"),
        ("copper_kite", "Everything goes through procurement and legal, the paper process is long.", "below_the_limit"),
        ("do_it_yourself", "Their engineers love to build, there was a hackathon.", "friday_prototype"),
    ],
)
def test_the_account_decides_which_play_comes_first(name: str, account: str, first: str) -> None:
    put = agenda(CARDS.card(name), Brief(account=account), Setup.MEETING)
    assert put[0].id == first
    assert len(put) == MEETING_OBJECTIONS
