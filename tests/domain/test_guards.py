import pytest

from coach.domain.guards import number_contradicts, polarity_differs, stem

DENIALS = [
    ("Setting it up takes two weeks.", "Setting it up does not take two weeks."),
    ("Your data never leaves your building.", "Your data does leave your building and sits with us."),
    ("It works offline.", "It only works online."),
    ("The app is included in every plan.", "The app is extra in every plan."),
    ("No seat costs extra.", "Every seat costs extra."),
    ("Their finance team measured that.", "Their finance team did not measure anything."),
    ("Both sides see the plan.", "Neither side sees the plan."),
    ("You keep your sales system.", "You must replace your sales system."),
    ("a new customer waits eleven weeks", "nobody told us that a new customer waits for eleven weeks"),
]
AGREEMENTS = [
    ("Setting it up takes two weeks.", "It takes two weeks until it is set up."),
    ("Your data never leaves your building.", "Your data does not leave your building, ever."),
    ("You do not have to replace your sales system.", "You keep your sales system."),
    ("It saves time.", "It not only saves time, it saves money."),
    ("It takes two weeks.", "I am not joking, but it takes two weeks."),
    ("It works offline.", "It works online as well as offline."),
    ("Invite the head of your project managers.", "Could the head of your project managers join us?"),
]


@pytest.mark.parametrize(("a", "b"), DENIALS)
def test_a_denial_differs_in_polarity_both_ways(a: str, b: str) -> None:
    assert polarity_differs(a, b)
    assert polarity_differs(b, a)


@pytest.mark.parametrize(("a", "b"), AGREEMENTS)
def test_saying_the_same_differs_in_no_polarity(a: str, b: str) -> None:
    assert not polarity_differs(a, b)
    assert not polarity_differs(b, a)


@pytest.mark.parametrize("text", [text for pair in DENIALS + AGREEMENTS for text in pair])
def test_no_text_denies_or_contradicts_itself(text: str) -> None:
    spoken = text.lower().replace(",", "").replace(".", "")
    assert not polarity_differs(text, text)
    assert not polarity_differs(text, spoken)
    assert not number_contradicts(text, spoken)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("It takes two weeks.", "It takes six weeks."),
        ("They saved 30 percent.", "They saved three percent of it."),
        ("We hold SOC 2.", "We hold SOC 1."),
        ("Three days instead of six weeks.", "Three weeks instead of six days."),
        ("We asked two hundred leaders.", "We asked twenty leaders."),
        ("ninety dollars a month", "It is nineteen dollars a month."),
    ],
)
def test_another_number_for_the_same_thing_contradicts(expected: str, said: str) -> None:
    assert number_contradicts(expected, said)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("It takes two weeks.", "It takes a fortnight."),
        ("It takes two weeks.", "The two of us need 2 weeks."),
        ("They saved 30%.", "they saved thirty percent in six months"),
        ("It takes two weeks.", "We have fifty offices."),
        ("Meet me at ten.", "Meet me at three."),
        ("One plan for both.", "one of these days"),
        ("Everything is in one plan.", "Half of the plan is late."),
    ],
)
def test_a_missing_number_or_a_number_of_something_else_contradicts_nothing(expected: str, said: str) -> None:
    assert not number_contradicts(expected, said)


@pytest.mark.parametrize(("a", "b"), [("claims", "claim"), ("measured", "measure"), ("sees", "see"), ("plans", "plan")])
def test_endings_do_not_make_another_word(a: str, b: str) -> None:
    assert stem(a) == stem(b)


def test_short_words_keep_their_letters() -> None:
    assert stem("less") == "less"
    assert stem("bus") == "bus"
