"""Five plays at one account: their order, their reasons, and what of ours may be said to a buyer."""

import pytest
from sparring_examples import BRIEF, US, example_card

from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Landmine, Use
from coach.domain.sparring.playbooks.planning import (
    LONGEST_EXCERPT,
    NO_PROOF,
    NOTHING_TO_SAY,
    alike,
    planned,
    positions,
    proof_text,
    reasons,
    top_five,
)
from coach.domain.sparring.playbooks.playbook import PLAYS


def with_answer(card: Battlecard, **changes: object) -> Battlecard:
    """The card with the answer of its first claim changed."""
    first, *rest = card.claims
    assert first.answer is not None
    answer = first.answer.model_copy(update=changes)
    return card.model_copy(update={"claims": (first.model_copy(update={"answer": answer}), *rest)})


@pytest.mark.parametrize(
    ("account", "first"),
    [
        ("They plan in spreadsheets.", "you_own_it"),
        ("Nothing that helps.", "integration"),
        ("The small firm question came up.", "small_firm"),
        ("Their board asked about PRICE, again.", "price"),
    ],
)
def test_what_the_account_says_brings_a_play_to_the_front(account: str, first: str) -> None:
    card = example_card()
    when = {"price": ("board", "price"), "small_firm": ("small firm", "firm question")}
    plays = tuple(play.model_copy(update={"when": when.get(play.id, play.when)}) for play in card.plays)
    found = top_five(card.model_copy(update={"plays": plays}), US, Brief(account=account))
    assert found[0].play == first


@pytest.mark.parametrize("count", [1, 2, 4, 5, 6])
def test_there_are_always_five_and_those_of_the_card_come_first(count: int) -> None:
    plays = top_five(example_card(count), US, BRIEF)
    assert len(plays) == PLAYS
    assert len({play.title for play in plays}) == PLAYS
    own = [bool(play.facts) for play in plays]
    assert own == sorted(own, reverse=True)
    assert sum(own) == min(count, PLAYS)
    for play in plays:
        assert all((play.title, play.does, play.answer, play.question, play.proof))


def test_what_any_rep_tries_is_unsourced_and_not_said_twice() -> None:
    card = example_card(1)
    own = card.plays[0].model_copy(update={"title": "We are the better price!"})
    plays = top_five(card.model_copy(update={"plays": (own,)}), US, BRIEF)
    assert [play.title for play in plays].count("We are the better price") == 0
    assert [play.facts for play in plays[1:]] == [()] * 4


def test_the_reasons_are_the_words_of_the_account() -> None:
    assert reasons(example_card().plays[0], BRIEF) == ("They already own Castle for sales and plan in spreadsheets.",)
    assert reasons(example_card().plays[0], Brief(pain="All late. All in spreadsheets.")) == ("All in spreadsheets.",)
    assert reasons(example_card().plays[1], BRIEF) == ()


def test_a_long_reason_is_cut_around_the_words_that_matter() -> None:
    long = " ".join(f"word{n}" for n in range(60)) + " plans in spreadsheets today " + "and so on " * 30
    (reason,) = reasons(example_card().plays[0], Brief(account=long))
    assert "spreadsheets" in reason
    assert reason.startswith("… ")
    assert reason.endswith(" …")
    assert len(reason) <= LONGEST_EXCERPT + 4


def test_a_proof_is_told_with_its_source_and_a_missing_one_is_told_too() -> None:
    card = example_card()
    with_proof = planned(card, US, BRIEF, card.plays[0])
    assert with_proof.proof == proof_text(US.proofs[0])
    assert "Letter from the finance team of Green Mountain Medical, 2026-06-02." in with_proof.proof
    for unknown in (None, "no_such_proof"):
        without = planned(with_answer(card, proof=unknown), US, BRIEF, card.plays[0])
        assert (without.proof, without.proof_id) == (NO_PROOF, None)


def test_an_internal_answer_never_stands_where_it_would_be_said_to_the_buyer() -> None:
    card = with_answer(example_card(), use=Use.INTERNAL, line="They pay double in year two.", question="Knew that?")
    play = planned(card, US, BRIEF, card.plays[0])
    assert play.inside == "They pay double in year two."
    assert play.answer == US.proofs[0].text
    assert play.question == card.landmines[0].question
    bare = planned(with_answer(card, proof=None), US, BRIEF, card.plays[0])
    assert bare.answer == NOTHING_TO_SAY
    hidden = Landmine(id="inside", question="Only for us?", use=Use.INTERNAL)
    assert (
        planned(card.model_copy(update={"landmines": (hidden,)}), US, BRIEF, card.plays[0]).question != "Only for us?"
    )


def test_a_second_answer_for_the_buyer_is_better_than_none() -> None:
    card = with_answer(example_card(), use=Use.INTERNAL)
    own = CardAnswer(line="Ours, said aloud.", question="And yours?")
    play = card.plays[0].model_copy(update={"answer": own})
    assert planned(card, US, BRIEF, play).answer == "Ours, said aloud."


def test_every_proof_of_ours_can_be_stood_on_once() -> None:
    facts = [each.fact for each in positions(example_card(), US)]
    assert facts == [proof.id for proof in US.proofs]
    assert all(each.say and each.use is Use.EXTERNAL for each in positions(example_card(), US))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("You already pay for it", "You already pay for it.", True),
        ("They are a small vendor", "A small vendor", True),
        ("We are the better price", "Wait for our next release", False),
        ("Price", "The price list", False),
    ],
)
def test_titles_that_name_the_same_play(one: str, other: str, same: bool) -> None:
    assert alike(one, other) is same
