"""What of a model's draft can stand: the model proposes, code decides."""

from typing import Any

import pytest
from sparring_examples import AT, BRIEF, US, example_card

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.cards.battlecard import Claim, Landmine, Strength, Use
from coach.domain.sparring.playbooks.draft import Draft, settled
from coach.domain.sparring.playbooks.planning import NO_PROOF, concessions, positions, top_five
from coach.domain.sparring.playbooks.playbook import PLAYS, PlannedPlay, Playbook

MODEL = JudgeIdentity(name="language model", model="scripted", prompt="playbook@1")
OWN: dict[str, Any] = {
    "play": "",
    "facts": [],
    "title": "Talk to finance alone",
    "does": "They call the finance department before the meeting.",
    "answer": "It is right that finance looks at it.",
    "question": "Who in finance owns the waiting time?",
    "proof": "month_by_month",
}
ADAPTED = OWN | {"play": "you_own_it", "facts": ["claim_you_own_it"], "title": "You own the suite"}


def book(plays: int = 6) -> Playbook:
    inside = Claim(
        id="secret_discount",
        text="Their regional director signs a rebate of forty percent whenever somebody mentions us.",
        source="Our notes",
        date="2026-10-01",
        strength=Strength.WEAK,
    )
    card = example_card(plays)
    mines = (*card.landmines, Landmine(id="for_us", question="Do they know?", use=Use.INTERNAL))
    card = card.model_copy(update={"claims": (*card.claims, inside), "landmines": mines})
    return Playbook(id="p", who="me", at=AT, card=card, us=US, brief=BRIEF, author=MODEL)


def settle(*plays: dict[str, Any], on: Playbook | None = None, **more: Any) -> Playbook:
    playbook = on or book()
    base = playbook.model_copy(
        update={
            "plays": top_five(playbook.card, US, BRIEF),
            "stand_on": positions(playbook.card, US)[:2],
            "grant": concessions(playbook.card),
            "landmines": ("A question of the card?",),
        }
    )
    return settled(playbook, Draft.model_validate({"plays": plays, **more}), base)


def first(*plays: dict[str, Any], **more: Any) -> PlannedPlay:
    return settle(*plays, **more).plays[0]


def test_what_is_on_file_stands_as_the_model_wrote_it() -> None:
    settling = settle(ADAPTED | {"why": ["They already own Castle for sales"]})
    play = settling.plays[0]
    assert (play.title, play.play, play.facts) == ("You own the suite", "you_own_it", ("claim_you_own_it",))
    assert play.does == OWN["does"]
    assert (play.answer, play.question, play.proof_id) == (OWN["answer"], OWN["question"], "month_by_month")
    assert play.why == ("They already own Castle for sales",)
    assert settling.author == MODEL


def test_a_play_of_the_models_own_is_unsourced() -> None:
    settling = settle(OWN)
    assert settling.plays[0].play is None
    assert settling.plays[0].facts == ()
    assert not settling.sourced(settling.plays[0])


@pytest.mark.parametrize(
    ("facts", "kept", "told"),
    [
        (["claim_you_own_it", "made_up"], ("claim_you_own_it",), "`made_up`"),
        (["claim_you_own_it", "claim_small_firm"], ("claim_you_own_it",), "has nothing to do with"),
        ([], ("claim_you_own_it",), None),
        (["made_up"], ("claim_you_own_it",), "`made_up`"),
    ],
)
def test_facts_have_to_be_on_the_card_and_to_the_point(
    facts: list[str], kept: tuple[str, ...], told: str | None
) -> None:
    settling = settle(ADAPTED | {"facts": facts})
    assert settling.plays[0].facts == kept
    assert told is None or any(told in note for note in settling.notes)


def test_unknown_facts_leave_a_play_of_its_own_unsourced() -> None:
    settling = settle(OWN | {"facts": ["claim_of_mine"]})
    assert settling.plays[0].facts == ()
    assert any("`claim_of_mine`" in note for note in settling.notes)


@pytest.mark.parametrize(
    "line",
    [
        "With us customers go live sixty percent faster.",  # another figure
        "Our last four hundred customers were running in two weeks.",  # half of it is made up
        "We hold every certificate that a hospital can ask for.",  # nobody wrote that down
        "Silver Bridge migrates all their data free of charge.",
        "Northern Freight uses our plan in each of its depots.",  # a customer of its own
        "Every contract can not be ended with one month of notice.",  # denied
        "Their regional director signs a rebate whenever somebody mentions us.",  # not for the buyer
    ],
)
def test_facts_that_nobody_wrote_down_are_never_put_into_our_mouth(line: str) -> None:
    settling = settle(ADAPTED | {"answer": f"It is right that finance looks at it. {line}"})
    card_line = example_card().claims[0].answer
    assert card_line is not None
    assert settling.plays[0].answer == card_line.line
    assert any(line in note for note in settling.notes)
    own = settle(OWN | {"answer": f"It is right that finance looks at it. {line}"}).plays[0]
    assert own.answer == "It is right that finance looks at it."


@pytest.mark.parametrize(
    "line",
    [
        "Green Mountain Medical cut the time to go live by 30% in six months.",
        "You can end the contract with us with one month of notice.",
        "Let us look at how your customers see the plan today.",
        "A machine maker of 300 people has one thing to decide on Monday.",
    ],
)
def test_what_is_on_file_may_be_said_in_other_words(line: str) -> None:
    settling = settle(ADAPTED | {"answer": line})
    assert settling.plays[0].answer == line, settling.notes


@pytest.mark.parametrize(
    "line", ["We guarantee it.", "Castle is a dinosaur.", "That is a terrible tool, and they know it."]
)
def test_what_nobody_may_say_takes_the_whole_answer_with_it(line: str) -> None:
    settling = settle(ADAPTED | {"answer": f"It is right that finance looks at it. {line}"})
    assert line not in settling.plays[0].answer
    assert settling.plays[0].answer.startswith("It is true that you own it")
    assert any("nobody may say" in note or "runs somebody down" in note for note in settling.notes)


def test_a_figure_that_is_on_no_card_is_not_told_of_the_rival_either() -> None:
    told = OWN["does"] + " They offer eighty percent off."
    assert first(OWN | {"does": told}).does == OWN["does"]
    nothing_left = settle(OWN | {"does": "They offer eighty percent off."})
    assert all(play.title != OWN["title"] for play in nothing_left.plays)
    assert len(nothing_left.plays) == PLAYS
    adapted = first(ADAPTED | {"does": "They offer eighty percent off.", "title": "Eighty percent off"})
    assert (adapted.does, adapted.title) == (example_card().plays[0].does, example_card().plays[0].title)


def test_a_proof_has_to_be_one_of_ours() -> None:
    settling = settle(OWN | {"proof": "gartner_quadrant"})
    assert (settling.plays[0].proof_id, settling.plays[0].proof) == (None, NO_PROOF)
    assert any("`gartner_quadrant`" in note for note in settling.notes)
    assert first(ADAPTED | {"proof": "gartner_quadrant"}).proof_id == "green_mountain_thirty_percent"


def test_reasons_have_to_be_words_of_the_account() -> None:
    assert first(ADAPTED | {"why": ["They hate their vendor"]}).why == (
        "They already own Castle for sales and plan in spreadsheets.",
    )
    assert first(OWN | {"why": ["They hate their vendor", "plan in Spreadsheets"]}).why == ("plan in Spreadsheets",)


def test_a_question_is_one_or_the_cards_stands_there() -> None:
    assert first(ADAPTED | {"question": "Tell them about us."}).question == "How do your customers see the plan today?"
    assert first(ADAPTED | {"question": ""}).question == "How do your customers see the plan today?"


def test_the_same_play_twice_is_one_with_the_facts_of_both() -> None:
    again = ADAPTED | {"title": "Paid for already", "facts": ["claim_you_own_it"]}
    settling = settle(ADAPTED, again, OWN, OWN | {"title": "Talk to finance, alone"})
    assert [play.title for play in settling.plays[:2]] == ["You own the suite", "Talk to finance alone"]
    assert sum("same play" in note for note in settling.notes) == 2
    assert len(settling.plays) == PLAYS


@pytest.mark.parametrize("count", [1, 4, 5, 8])
def test_too_few_are_filled_up_and_too_many_are_cut(count: int) -> None:
    names = [play.id for play in example_card().plays]
    drafts = [ADAPTED | {"play": name, "facts": [], "title": name.replace("_", " ")} for name in names]
    drafts += [OWN, OWN | {"title": "Flatter the board"}]
    settling = settle(*drafts[:count])
    assert len(settling.plays) == PLAYS
    assert [play.title for play in settling.plays[:count]] == [draft["title"] for draft in drafts[:count]][:PLAYS]
    assert any("too few" in note for note in settling.notes) is (count < PLAYS)
    assert sum("enough for one page" in note for note in settling.notes) == max(0, count - PLAYS)


def test_one_play_on_the_card_and_one_of_the_models_are_five() -> None:
    settling = settle(ADAPTED, on=book(1))
    assert len(settling.plays) == PLAYS
    assert [bool(play.facts) for play in settling.plays] == [True, False, False, False, False]


def test_positions_are_chosen_by_id_and_told_in_the_cards_words() -> None:
    settling = settle(
        OWN,
        stand_on=[{"fact": "two_weeks_setup", "why": "plan in spreadsheets"}, {"fact": "we_are_nice"}],
        grant=["broad", "broad", "nothing"],
        landmines=["go_live_days", "for_us"],
    )
    assert [(each.fact, each.why) for each in settling.stand_on] == [("two_weeks_setup", "plan in spreadsheets")]
    assert [each.text for each in settling.grant] == ["Castle covers service desks."]
    assert settling.landmines == ("How many days did your last ten customers need to go live?",)
    assert sum("not on file" in note for note in settling.notes) == 3


def test_where_the_model_chose_no_positions_those_without_a_model_stand() -> None:
    settling = settle(OWN)
    assert len(settling.stand_on) == 2
    assert settling.landmines == ("A question of the card?",)


def test_a_draft_without_plays_is_to_be_mended() -> None:
    assert Draft.model_validate({"plays": []}).problems()
    assert not Draft.model_validate({"plays": [OWN]}).problems()


def test_small_models_may_leave_out_or_unwrap_what_is_optional() -> None:
    draft = Draft.model_validate({"plays": [{"title": "T", "does": "They do.", "facts": "one", "why": None}]})
    assert draft.plays[0].facts == ["one"]
    assert draft.plays[0].why == []
