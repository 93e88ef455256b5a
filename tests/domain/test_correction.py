"""What a learner puts right: where it stands, when it was said, and when a person should listen."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.alignment import UNHEARD_RUN
from coach.domain.correction import (
    CORRECTED_LIMIT,
    Correction,
    correct,
    corrected,
    corrections,
    edition,
    with_corrections_noted,
)
from coach.domain.judging import Evidence, Finding, Verdict
from coach.domain.transcript import Transcript, Word
from coach.errors import UsageError

HEARD = "With silver breach we never lose a task. It costs ninety dollars a month. Let us meet on Tuesday."


def heard(text: str = HEARD, *, timed: bool = True) -> Transcript:
    words = tuple(
        Word(text=text, start=0.5 * number, end=0.5 * number + 0.4, confidence=0.9) if timed else Word(text=text)
        for number, text in enumerate(text.split())
    )
    return Transcript(words=words, duration=0.5 * len(words) + 1, engine="recogniser")


def after(lines: dict[int, str], text: str = HEARD) -> tuple[Correction, ...]:
    return corrections(heard(text), correct(heard(text), lines))


FIRST = "With silver breach we never lose a task."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("With Silver Bridge we never lose a task.", [(2, 2, "breach", "Bridge")], id="one word"),
        pytest.param("With gold bridges we never lose a task.", [(1, 2, "silver breach", "gold bridges")], id="two"),
        pytest.param("With silverbridge we never lose a task.", [(1, 1, "silver breach", "silverbridge")], id="joined"),
        pytest.param("With silver breach we never ever lose a task.", [(5, 5, "", "ever")], id="put in"),
        pytest.param("With silver breach we lose a task.", [(4, None, "never", "")], id="taken out"),
        pytest.param("Ah with silver breach we never lose a task.", [(0, 0, "", "Ah")], id="put in at the beginning"),
        pytest.param("", [(0, None, FIRST, "")], id="all of it"),
        pytest.param("with Silver Breach — we never lose a task!", [], id="case and punctuation only"),
    ],
)
def test_a_correction_is_where_the_words_differ(typed: str, expected: list[tuple[int, int | None, str, str]]) -> None:
    assert [(c.first_word, c.last_word, c.heard, c.text) for c in after({1: typed})] == expected


@pytest.mark.parametrize(
    ("was", "typed"),
    [("We don't lose 30%.", "We do not lose thirty percent."), ("It is two million dollars.", "It is $2 million.")],
)
def test_the_same_in_figures_or_contracted_is_no_correction(was: str, typed: str) -> None:
    assert after({1: typed}, was) == ()


def test_a_half_of_a_contraction_is_corrected_with_the_whole_word() -> None:
    assert [(c.heard, c.text) for c in after({1: "We do lose it."}, "We don't lose it.")] == [("don't", "do")]


def test_words_that_stay_keep_their_time_and_confidence_and_others_share_what_they_replace() -> None:
    done = correct(heard(), {1: "With the golden Bridge plan we NEVER lose a task."}).words
    assert [word.text for word in done[:6]] == ["With", "the", "golden", "Bridge", "plan", "we"]
    assert done[0] == heard().words[0]
    assert done[6] == heard().words[4].model_copy(update={"text": "NEVER"})
    replaced = done[1:5]
    assert (replaced[0].start, replaced[-1].end) == (0.5, 1.4)
    assert all(word.confidence is None for word in replaced)


def test_words_that_are_put_in_fill_the_gap_before_what_follows() -> None:
    done = correct(heard(), {2: "So it costs ninety dollars a month today."}).words
    assert (done[8].text, done[8].start, done[8].end) == ("So", 3.9, 4.0)
    assert (done[15].text, done[15].start, done[15].end) == ("today.", 6.9, 7.0)
    assert (done[16].text, done[16].start) == ("Let", 7.0)


def test_a_line_that_is_emptied_goes_and_the_others_stay() -> None:
    done = correct(heard(), {2: " \n "})
    assert done.words == (*heard().words[:8], *heard().words[14:])
    assert [line.text for line in done.sentences] == [FIRST, "Let us meet on Tuesday."]


def test_what_cannot_be_printed_is_no_part_of_a_correction() -> None:
    assert correct(heard(), {1: "With\x00 silver\u202e bridge\ud800\tnow."}).text.startswith("With silver bridge now.")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ({4: "More."}, "no line 4"),
        ({1: "and " * 100}, "much longer"),
        ({1: "", 2: "", 3: ""}, "No word would be left"),
    ],
)
def test_what_is_no_correction_is_refused(lines: dict[int, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        correct(heard(), lines)


def test_a_transcript_without_times_is_corrected_too() -> None:
    done = correct(heard(timed=False), {1: "With Silver Bridge we never lose a task."})
    assert not done.timed
    assert done.text.startswith("With Silver Bridge we")


WORD = st.sampled_from("a the plan plan. silver bridge never 30 thirty percent % don't — um Tuesday.".split())
TEXT = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
TYPED = st.dictionaries(st.integers(1, 8), st.lists(WORD, max_size=12).map(" ".join), max_size=4)


@given(TEXT, TYPED, TYPED)
def test_whatever_is_typed_times_run_on_and_other_lines_stay(text: str, first: dict[int, str], then: dict[int, str]):
    before = heard(text)
    for typed in (first, then):
        numbers = {line.number for line in before.sentences}
        lines = {number: said for number, said in typed.items() if number in numbers}
        texts = [lines.get(line.number, line.text) for line in before.sentences]
        if not "".join(texts).split():
            return
        done = correct(before, lines)
        assert done.text == " ".join(" ".join(texts).split())
        kept = [
            w for s in before.sentences if s.number not in lines for w in before.words[s.first_word : s.last_word + 1]
        ]
        rest = iter(done.words)
        assert all(any(word == other for other in rest) for word in kept)
        times = [moment for word in done.words for moment in (word.start, word.end)]
        assert all(a is not None and b is not None and a <= b for a, b in pairwise(times))
        before = done


@given(TEXT)
def test_typing_what_was_heard_changes_nothing(text: str) -> None:
    same = correct(heard(text), {line.number: line.text for line in heard(text).sentences})
    assert same == heard(text)
    assert corrections(heard(text), same) == ()
    assert edition(same) == edition(heard(text))


@given(TEXT, TEXT)
def test_corrections_lead_from_what_was_heard_to_what_is_judged(one: str, other: str) -> None:
    words, found = heard(one).text.split(), corrections(heard(one), heard(other))
    for correction in reversed(found):
        assert correction.text == " ".join(
            other.split()[correction.first_word : correction.first_word + len(correction.text.split())]
        )
    changed = sum(len(correction.heard.split()) for correction in found)
    assert changed <= len(words)
    assert bool(found) == (corrections(heard(other), heard(one)) != ())


MANY = " ".join(f"w{chr(97 + number // 10)}{chr(97 + number % 10)}" for number in range(100)) + "."


def changed(*numbers: int) -> Transcript:
    return heard(" ".join(f"z{text}" if n in numbers else text for n, text in enumerate(MANY.split())))


def finding(verdict: Verdict, first: int, last: int, *, verified: bool = True) -> Finding:
    quote = Evidence(text="quote", verified=verified, first_word=first, last_word=last)
    return Finding(criterion="offer", check="term", verdict=verdict, reason="Said.", quotes=(quote,))


APART = tuple(range(0, 100, 7))


@pytest.mark.parametrize(
    ("numbers", "findings", "person"),
    [
        pytest.param((3,), [], False, id="one word"),
        pytest.param(APART[:10], [], False, id="at the limit"),
        pytest.param(APART[:11], [], True, id="above the limit"),
        pytest.param(range(20, 20 + UNHEARD_RUN - 1), [], False, id="a long name"),
        pytest.param(range(20, 20 + UNHEARD_RUN), [], True, id="a sentence"),
        pytest.param((3,), [finding(Verdict.MET, 0, 5)], True, id="points rest on it"),
        pytest.param((3,), [finding(Verdict.MET, 4, 5)], False, id="points rest on other words"),
        pytest.param((3,), [finding(Verdict.UNSURE, 0, 5)], False, id="nothing was counted"),
        pytest.param((3,), [finding(Verdict.MET, 0, 5, verified=False)], False, id="the quote was not found"),
    ],
)
def test_a_person_listens_where_corrections_could_have_earned_a_pass(
    numbers: range, findings: list[Finding], person: bool
) -> None:
    assert CORRECTED_LIMIT == 0.1
    found = corrected(heard(MANY), changed(*numbers), findings, ())
    assert found is not None
    assert (found.words, found.of) == (len(numbers), 100)
    assert found.for_a_person is person


def test_a_taken_out_word_counts_for_quotes_that_close_over_it() -> None:
    without = heard(MANY.replace("wad ", ""))
    for first, last, rests in [(0, 2, 1), (3, 5, 1), (0, 5, 1), (4, 5, 0)]:
        found = corrected(heard(MANY), without, [finding(Verdict.MET, first, last)], ())
        assert found is not None
        assert found.quotes == rests


def test_a_sentence_that_is_taken_out_is_as_much_as_one_that_is_put_in() -> None:
    short = heard(" ".join(MANY.split()[UNHEARD_RUN:]))
    for one, other in [(heard(MANY), short), (short, heard(MANY))]:
        found = corrected(one, other, [], ())
        assert found is not None
        assert (found.run, found.for_a_person) == (UNHEARD_RUN, True)


def test_the_flag_says_how_much_and_what_rests_on_it() -> None:
    found = corrected(heard(MANY), changed(3, 9, 40), [finding(Verdict.MET, 0, 5)], ())
    assert found is not None
    assert found.text == "3 of 100 words were corrected by the learner; one quote rests on them."
    hidden = corrected(heard(MANY), changed(3), [], ("Does it promise a result?",))
    assert hidden is not None
    assert hidden.for_a_person
    assert hidden.text.endswith("As it was heard, the answer may be yes: Does it promise a result?")
    assert corrected(heard(MANY), heard(MANY.upper()), [], ()) is None


def test_reviewers_read_on_the_finding_what_was_heard() -> None:
    found = corrections(heard(MANY), changed(3, 40))
    one, other = with_corrections_noted([finding(Verdict.MET, 0, 5), finding(Verdict.MET, 10, 12)], found)
    assert one.notes == ("Rests on a correction: “zwad”, where “wad” was heard.",)
    assert other.notes == ()
