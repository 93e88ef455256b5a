"""Advice on battlecards: what works but makes for a poorer drill."""

from datetime import date
from typing import Any

import pytest
from sparring_examples import US, example_card

from coach.domain.sparring.cards.battlecard import Battlecard, Landmine, Use
from coach.domain.sparring.cards.card_advice import advise_on_card

TODAY = date(2026, 11, 20)
NEUTRAL = Landmine(id="go_live", question="How many days did your last ten customers need to go live?")


def changed(card: Battlecard, part: str, number: int, **fields: Any) -> Battlecard:
    """The card with some fields of one entry replaced."""
    parts = list(getattr(card, part))
    parts[number] = parts[number].model_copy(update=fields)
    return card.model_copy(update={part: tuple(parts)})


def advice(card: Battlecard, today: date = TODAY) -> list[str]:
    return [piece.message for piece in advise_on_card(card, US, today)]


CARD = example_card().model_copy(update={"landmines": (NEUTRAL,)})
ANSWER = CARD.claims[0].answer
assert ANSWER is not None


def test_a_good_card_is_advised_nothing() -> None:
    assert advice(CARD) == []


SAID: dict[str, tuple[Battlecard, str]] = {
    "an old source": (
        changed(CARD, "claims", 1, date="2026-05-20"),
        "the source of claim `claim_one_vendor` is 184 days old (2026-05-20).",
    ),
    "few plays": (example_card(5), "there are only 5 plays; 6 or more make drills that differ."),
    "a play without claims": (
        changed(CARD, "plays", 0, claims=(), answer=ANSWER),
        "play `you_own_it` leans on no claim, so the rival's lines in it are shown as unsourced.",
    ),
    "an answer without proof": (
        changed(CARD, "claims", 0, answer=ANSWER.model_copy(update={"proof": None})),
        "the answer of claim `claim_you_own_it` names no `proof`.",
    ),
    "an internal answer": (
        changed(CARD, "claims", 0, answer=ANSWER.model_copy(update={"use": Use.INTERNAL})),
        "the answer of claim `claim_you_own_it` is `use: internal`, and an answer is there to be said to a buyer.",
    ),
    "an internal landmine": (
        changed(CARD, "landmines", 0, use=Use.INTERNAL),
        "landmine `go_live` is `use: internal`, and a landmine is there for the buyer to ask.",
    ),
    "a landmine with a name": (
        changed(CARD, "landmines", 0, question="How long does Castle take?"),
        "landmine `go_live` names Castle, so it is not neutral.",
    ),
    "a landmine with our name": (
        changed(CARD, "landmines", 0, question="How does it compare with Silver Bridge?"),
        "landmine `go_live` names Silver Bridge, so it is not neutral.",
    ),
    "a leading landmine": (
        changed(CARD, "landmines", 0, question="Don’t you think that a suite is too slow?"),
        "landmine `go_live` leads the buyer to an answer: “do not you”.",
    ),
    "a landmine that is no question": (
        changed(CARD, "landmines", 0, question="Ask them about days."),
        "landmine `go_live` is no question.",
    ),
    "a rival who insults": (
        changed(CARD, "plays", 0, presses=("Those amateurs again?",)),
        "play `you_own_it` has their rep run us down: “amateurs”.",
    ),
    "an insult of ours": (
        changed(CARD, "they_win", 0, instead="Their desk is garbage anyway."),
        "`instead` of `they_win` entry `broad` runs the competitor down: “garbage”.",
    ),
    "a broad trigger": (
        changed(CARD, "plays", 1, when=("the customers",)),
        "the trigger “the customers” of play `one_vendor` fits nearly every account.",
    ),
    "a trigger of function words": (
        changed(CARD, "plays", 1, when=("on it",)),
        "the trigger “on it” has no word that could be found.",
    ),
    "a trigger everywhere": (
        changed(changed(CARD, "plays", 1, when=("spreadsheets",)), "plays", 2, when=("Spreadsheets",)),
        "the trigger “spreadsheets” stands in 3 plays, so it tells none of them apart.",
    ),
    "an expired card": (
        CARD.model_copy(update={"expires": "2026-11-19"}),
        "this card expired on 2026-11-19, and nobody should rely on it.",
    ),
    "a temporary card": (
        changed(CARD, "claims", 0, source=None).model_copy(update={"temporary": True}),
        "this card is temporary: what has no source and date counts as unsourced (1 of 7).",
    ),
}


@pytest.mark.parametrize(("card", "message"), SAID.values(), ids=SAID.keys())
def test_what_makes_for_a_poorer_drill_is_told(card: Battlecard, message: str) -> None:
    assert advice(card) == [message]


def test_a_card_may_say_how_long_its_sources_last_and_expires_after_its_day() -> None:
    old = changed(CARD, "claims", 1, date="2026-05-20").model_copy(update={"expires": "2026-11-20"})
    assert len(advice(old)) == 1
    assert advice(old.model_copy(update={"stale_after_days": 184})) == []


@pytest.mark.parametrize(
    "question",
    [
        "What happens to our data if we stop, and who answers for it?",
        "Why did your last three customers choose you?",
        "Which of these can you show us today?",
        "Where does the answer lie, in the contract or on a slide?",
    ],
)
def test_open_questions_are_neutral(question: str) -> None:
    assert advice(changed(CARD, "landmines", 0, question=question)) == []
