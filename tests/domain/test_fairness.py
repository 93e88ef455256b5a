"""The gate: what runs a competitor down, what nobody may say, and what only sounds like it."""

import pytest
from sparring_examples import US, example_card

from coach.domain.sparring.rebuttals.fairness import breaches
from coach.domain.sparring.rebuttals.figures import figures
from coach.domain.sparring.rebuttals.heard import Heard

CARD = example_card()


def gate(answer: str) -> list[tuple[str, bool]]:
    return [(breach.kind, breach.certain) for breach in breaches(Heard(answer), CARD, US)]


@pytest.mark.parametrize(
    "answer",
    [
        "Your product is garbage.",
        "your software is complete garbage and everybody knows it",
        "You sell snake oil and call it a suite.",
        "They lie about their numbers.",
        "You are all crooks.",
        "What a pathetic argument.",
        "Only a fool would sign that.",
        "I would not trust them with my bicycle.",
        "Their support is a complete joke, and it always was.",
        "You people rip off your own customers.",
        "Nobody with a brain buys Castle.",
        "You lot couldn't organise a bake sale.",
        "My grandmother codes better.",
    ],
)
def test_running_them_down_closes_the_gate(answer: str) -> None:
    assert gate(answer) == [("disparagement", True)]


@pytest.mark.parametrize(
    "answer",
    [
        "Castle needs eleven weeks, and we need two.",
        "My kids are better at this than I am.",
        "There is nobody with a better record than your team.",
        "It would be terrible if the go live slipped.",
        "You never lie awake over a contract like this.",
        "The figures lie in the report of April.",
        "I would never call Castle a dinosaur.",
        "Nobody here says that their product is garbage.",
        "Their support is not a joke, it is solid.",
        "We would be stupid to deny it.",
        "Your spreadsheets are a mess today, you told me so yourself.",
        "Fraud detection is not what this plan is for.",
        "If they lied to you, ask for it in writing.",
        "That offer is hard to beat.",
    ],
)
def test_a_plain_comparison_is_no_insult(answer: str) -> None:
    assert gate(answer) == []


@pytest.mark.parametrize(
    "answer",
    ["I am not saying that you are liars, but that number is odd.", "Good luck with them.", "They tell fantasies."],
)
def test_what_may_be_meant_otherwise_is_a_doubt(answer: str) -> None:
    assert gate(answer) == [("disparagement", False)]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("We guarantee two weeks.", True),
        ("we simply guarantee it", True),
        ("Their product is really terrible.", True),
        ("We can not guarantee that, nobody can.", False),
        ("I would never say we guarantee anything.", False),
    ],
)
def test_words_that_nobody_may_say_are_found_as_they_are_spoken(answer: str, said: bool) -> None:
    assert ("never_say" in {kind for kind, _ in gate(answer)}) == said


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("two weeks", "14 days", True),
        ("one month of notice", "thirty days", True),
        ("by half", "fifty percent", True),
        ("two weeks", "three days", False),
        ("ninety dollars a month", "$90 per month", True),
        ("ninety dollars a month", "ninety dollars a week", False),
        ("ninety dollars a month", "ninety dollars", True),
    ],
)
def test_figures_are_compared_by_what_they_measure(one: str, other: str, agree: bool) -> None:
    first, second = figures(Heard(one).texts)[0], figures(Heard(other).texts)[0]
    assert first.agrees(second) == agree
