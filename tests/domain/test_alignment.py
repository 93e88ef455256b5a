import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.alignment import DISAGREEMENT_LIMIT, UNHEARD_RUN, disagreement, edit_distance, lend_times, unheard_run
from coach.domain.transcript import Transcript, Word

PITCH = """Thank you for your time. Last year we asked two hundred support leaders where the hours go. They told
us that a third of every shift is spent looking for answers that somebody has already written. We read your help
pages every night and put the right paragraph beside the ticket, so a new agent answers like an old one. Harbour
Foods cut its backlog by 30% in the first quarter. You pay nothing until the pilot is done, and we don't touch
your customer data. Who else should be in the room when we look at the numbers on Thursday?"""

SAME_SUBJECT = """Good morning. I would like to show how our software helps a support team with its tickets. Agents
lose hours because knowledge sits in many places. Our search brings all of it together, and managers see what
customers ask most. One of our clients answers twice as fast as before. The price depends on the number of agents,
and the contract runs for a year. If you like what you see today, the next step is a workshop with your team."""


def brought(text: str) -> Transcript:
    return Transcript(words=tuple(Word(text=word) for word in text.split()), engine="brought: plain text", brought=True)


def heard(text: str, pace: float = 0.4) -> Transcript:
    words = tuple(
        Word(text=word, start=round(number * pace, 3), end=round(number * pace + 0.3, 3))
        for number, word in enumerate(text.split())
    )
    return Transcript(words=words, engine="recogniser", duration=len(words) * pace + 1)


def misheard(text: str, rate: float, seed: int) -> str:
    """The text with about `rate` of its words substituted, dropped or doubled."""
    chance = random.Random(seed)
    words: list[str] = []
    for word in text.split():
        kind = chance.random()
        if kind < rate * 0.7:
            words.append(chance.choice(SAME_SUBJECT.split()))
        elif kind < rate * 0.85:
            continue
        else:
            words += [word, word] if kind < rate else [word]
    return " ".join(words)


@pytest.mark.parametrize(
    "said", ["WE HAVE CUT IT BY THIRTY PERCENT", "um we've cut it uh by 30 percent", "We’ve cut it, by 30%!"]
)
def test_case_contractions_figures_and_hesitations_are_no_disagreement(said):
    assert disagreement(brought("We've cut it by 30%."), heard(said)) == 0.0


def test_one_word_of_ten_is_a_tenth():
    text = "one pilot team answers every ticket before noon each Monday"

    assert disagreement(brought(text), heard(text.replace("noon", "night"))) == pytest.approx(0.1)


def test_nothing_against_something_is_all_of_it():
    assert disagreement(brought(""), heard("hello there")) == 1.0
    assert disagreement(brought(""), heard("")) == 0.0


@pytest.mark.parametrize("seed", range(20))
def test_a_recogniser_with_a_quarter_of_its_words_wrong_still_matches(seed):
    assert disagreement(brought(PITCH), heard(misheard(PITCH, 0.25, seed))) < DISAGREEMENT_LIMIT - 0.1


@pytest.mark.parametrize("seed", range(5))
def test_another_speech_on_the_same_subject_does_not_match(seed):
    assert disagreement(brought(PITCH), heard(misheard(SAME_SUBJECT, 0.1, seed))) > DISAGREEMENT_LIMIT + 0.1


def test_half_a_transcript_does_not_pass_for_the_whole():
    assert disagreement(brought(PITCH[: len(PITCH) // 3]), heard(PITCH)) > DISAGREEMENT_LIMIT


def plain_edit_distance(first: list[str], second: list[str]) -> int:
    row = list(range(len(second) + 1))
    for i, ours in enumerate(first, start=1):
        above, row = row, [i]
        for j, theirs in enumerate(second, start=1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (ours != theirs)))
    return row[-1]


few_words = st.lists(st.sampled_from("a b c d".split()), max_size=80)


@given(few_words, few_words)
def test_the_edit_distance_is_that_of_the_plain_table(first, second):
    assert edit_distance(first, second) == plain_edit_distance(first, second)


@given(few_words, few_words)
def test_disagreement_is_symmetric_and_a_share(first, second):
    ours, theirs = brought(" ".join(first)), brought(" ".join(second))

    assert 0 <= disagreement(ours, theirs) <= 1
    assert disagreement(ours, theirs) == disagreement(theirs, ours)


def test_brought_words_get_the_times_of_the_words_heard():
    lent = lend_times(brought("We've cut it by 30%, thank you."), heard("we have cut it by thirty percent thank you"))

    assert [(word.text, word.start, word.end) for word in lent.words] == [
        ("We've", 0.0, 0.7),
        ("cut", 0.8, 1.1),
        ("it", 1.2, 1.5),
        ("by", 1.6, 1.9),
        ("30%,", 2.0, 2.7),
        ("thank", 2.8, 3.1),
        ("you.", 3.2, 3.5),
    ]
    assert lent.engine == "brought: plain text"
    assert lent.brought
    assert lent.duration == 9 * 0.4 + 1


def test_a_word_misheard_takes_the_time_of_what_was_heard_instead():
    lent = lend_times(brought("you pay nothing today"), heard("you pay muffin today"))

    assert (lent.words[2].start, lent.words[2].end) == (0.8, 1.1)


def test_words_not_heard_share_the_time_between_their_neighbours():
    told = heard("you pay today my friend and that is all", pace=1.0)
    lent = lend_times(brought("well you pay nothing at today my friend and that is all folks"), told)

    times = {word.text: (word.start, word.end) for word in lent.words}
    assert times["well"] == (0.0, 0.0)
    assert times["nothing"] == (1.3, 1.809)
    assert times["at"] == (1.809, 2.0)
    assert times["folks"] == (8.3, 8.7)


def test_another_speech_lends_no_times():
    lent = lend_times(brought(PITCH), heard(SAME_SUBJECT))

    assert not lent.timed
    assert lent.text == brought(PITCH).text
    assert lent.duration == heard(SAME_SUBJECT).duration


def test_times_that_came_with_a_transcript_are_kept():
    own = heard("you pay nothing", pace=2.0).model_copy(update={"brought": True})

    assert lend_times(own, heard("you pay nothing")).words == own.words


@given(st.integers(0, 10_000), st.floats(0, 0.4))
def test_lent_times_never_run_backwards_and_stay_in_the_recording(seed, rate):
    told = heard(misheard(PITCH, rate, seed))
    lent = lend_times(brought(PITCH), told)

    if lent.timed:
        starts = [word.start for word in lent.words]
        assert starts == sorted(starts)
        assert all(word.start <= word.end <= told.duration for word in lent.words)
    else:
        assert all(word.start is None for word in lent.words)


def test_a_sentence_that_was_written_and_not_said_is_an_unheard_run() -> None:
    said = "we help teams like yours and they like it a lot so let us talk again soon about the rest"
    written = f"{said} a new customer waits eleven weeks on average before they can use it"
    assert unheard_run(brought(written), heard(said)) == 13
    assert unheard_run(brought(said), heard(said)) == 0
    assert unheard_run(brought(said), heard(written)) == 0


def test_single_misheard_words_are_no_unheard_run() -> None:
    said = "we help teams like yours and they like it a lot so let us talk again soon"
    misheard = "we held teams like ours and day like it a lot so lettuce talk again spoon"
    assert unheard_run(brought(said), heard(misheard)) < UNHEARD_RUN
