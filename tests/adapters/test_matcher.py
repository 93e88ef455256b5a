from coach.adapters.matcher import TfidfMatcher

CUES = ["it takes two weeks to set up", "your data stays in your own building"]


def test_a_sentence_is_most_like_itself() -> None:
    row = TfidfMatcher().similarity(CUES, [*CUES, "we won an award for design"])[0]
    assert row[0] > 0.999
    assert row[0] > row[1]
    assert row[2] < 0.2


def test_numbers_and_contractions_match_however_they_are_written() -> None:
    [row] = TfidfMatcher().similarity(["We've cut it by 30%"], ["we have cut it by thirty percent"])
    assert row[0] > 0.999


def test_a_misheard_ending_costs_little() -> None:
    [row] = TfidfMatcher().similarity(["the customers waited eleven weeks"], ["the customer waits eleven week"])
    assert row[0] > 0.5


def test_another_sentence_in_the_pitch_changes_no_likeness() -> None:
    alone = TfidfMatcher().similarity(CUES, ["set up takes two weeks"])
    beside = TfidfMatcher().similarity(
        CUES, ["set up takes two weeks", "two weeks two weeks set up set up", "what a day"]
    )
    assert [row[0] for row in alone] == [row[0] for row in beside]


def test_words_that_all_queries_share_tell_less() -> None:
    topical = ["the plan saves money", "the plan saves time", "the plan saves trees"]
    [row] = TfidfMatcher().similarity(topical, ["money", "plan"])[:1]
    assert row[0] > row[1]


def test_nothing_is_like_nothing() -> None:
    matcher = TfidfMatcher()
    assert matcher.similarity([], ["a word here"]) == []
    assert matcher.similarity(["some words"], []) == [[]]
    assert matcher.similarity(["", "is it so"], ["and so it is", ""]) == [[0.0, 0.0], [0.0, 0.0]]
