import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.delivery import PAUSE_S, Delivery, Stretch, measure
from coach.domain.fillers import fillers
from coach.domain.rubric import LengthTarget
from coach.domain.transcript import Transcript, Word


def spoken(count: int, pace: float = 0.4, *, text: str = "word", start: float = 0.0) -> list[Word]:
    return [
        Word(text=text, start=round(start + number * pace, 3), end=round(start + number * pace + 0.3, 3))
        for number in range(count)
    ]


def transcript(words: list[Word], duration: float | None = 100.0) -> Transcript:
    return Transcript(words=tuple(words), engine="recogniser", duration=duration)


def stretches(*times: tuple[float, float]) -> tuple[Stretch, ...]:
    return tuple(Stretch(start=start, end=end) for start, end in times)


def advice(delivery: Delivery, about: str):
    return next(one for one in delivery.advice if one.about == about)


def test_rates_with_and_without_pauses():
    speech = stretches((5, 25), (27, 45), (45.2, 65))  # 60 s from first to last, 57.8 s of it without the pause

    delivery = measure(transcript(spoken(145, start=5)), speech, None)

    assert delivery.enough_speech
    assert delivery.speaking_rate == 145.0
    assert delivery.speech_seconds == 58.0
    assert delivery.articulation_rate == 150.0
    assert delivery.seconds == 100.0


def test_only_silences_between_speech_of_a_quarter_second_are_pauses():
    speech = stretches((3, 20), (20.2, 40), (40.3, 60), (62.5, 80))

    delivery = measure(transcript(spoken(150)), speech, None)

    assert delivery.pause_threshold == PAUSE_S == 0.25
    assert delivery.pauses == stretches((40, 40.3), (60, 62.5))
    assert delivery.long_pauses == stretches((60, 62.5))
    assert delivery.longest_stretch == Stretch(start=3, end=40)
    told = advice(delivery, "pauses")
    assert told.text == "2 pauses of 0.25 s or more, 1 of 2 s or more: at 1:00 (2.5 s). Were these meant?"
    assert told.tone == "watch"


def test_rate_over_time_shows_where_somebody_hurried():
    words = spoken(30, 0.5) + spoken(60, 0.25, start=15) + spoken(30, 0.5, start=30)

    delivery = measure(transcript(words), stretches((0, 45)), None)

    assert [(point.start, point.end, point.words_per_minute) for point in delivery.rate_over_time] == [
        (0, 15, 120.0),
        (15, 30, 240.0),
        (30, 45, 120.0),
    ]


@pytest.mark.parametrize(
    ("words", "speech", "why"),
    [
        (100, [(0, 29)], "There are 29 seconds of speech; below 30, rates say nothing."),
        (39, [(0, 60)], "There are 39 words; below 40, rates say nothing."),
        (0, [], "There are 0 seconds of speech; below 30, rates say nothing."),
    ],
)
def test_too_little_speech_is_not_measured(words, speech, why):
    delivery = measure(transcript(spoken(words)), stretches(*speech), LengthTarget(at_least=60, at_most=90))

    assert not delivery.enough_speech
    assert delivery.why_not == why
    assert delivery.words == words
    assert delivery.speaking_rate is None
    assert delivery.fillers_per_minute is None
    assert delivery.advice == ()


def test_text_alone_gives_only_the_number_of_words():
    delivery = measure(transcript(spoken(200), duration=None), None, LengthTarget(at_least=60, at_most=90))

    assert delivery == Delivery(
        enough_speech=False,
        why_not="There is no recording, so pace, pauses and fillers were not measured.",
        seconds=None,
        words=200,
    )


def test_brought_words_without_times_have_a_rate_but_no_moments():
    words = [Word(text="um")] + [Word(text="word")] * 119

    delivery = measure(transcript(words), stretches((0, 60)), None)

    assert delivery.speaking_rate == 120.0
    assert delivery.rate_over_time == ()
    assert delivery.fillers == ()
    assert delivery.fillers_per_minute is None
    assert {one.about for one in delivery.advice} == {"pace", "pauses", "stretch"}


@pytest.mark.parametrize(("words", "tone"), [(119, "watch"), (120, "fine"), (165, "fine"), (166, "watch")])
def test_pace_is_held_against_an_advisory_band(words, tone):
    told = advice(measure(transcript(spoken(words)), stretches((0, 60)), None), "pace")

    assert told.tone == tone
    assert "advisory" in told.source


@pytest.mark.parametrize(("count", "tone"), [(5, "fine"), (6, "watch")])
def test_fillers_are_at_least_so_many_and_five_a_minute_are_fine(count, tone):
    words = spoken(count, text="um,") + spoken(140, start=10)

    delivery = measure(transcript(words), stretches((0, 60)), None)

    told = advice(delivery, "fillers")
    assert told.text.startswith(f"At least {count} fillers ({count} a minute)")
    assert told.tone == tone
    assert delivery.fillers[1].start == 0.4
    assert "10.1002/jaba.1093" in told.source


def test_no_fillers_recognised_is_not_said_to_be_none():
    told = advice(measure(transcript(spoken(140)), stretches((0, 60)), None), "fillers")

    assert told.text == "No fillers recognised; recognisers leave many out."


@pytest.mark.parametrize(
    ("end", "tone", "says"),
    [(59, "watch", "too short"), (60, "fine", "0:50 from first to last word"), (130, "watch", "too long")],
)
def test_length_is_from_first_to_last_word(end, tone, says):
    speech = stretches((10, end))

    told = advice(measure(transcript(spoken(100)), speech, LengthTarget(at_least=50, at_most=90)), "length")

    assert told.tone == tone
    assert says in told.text


def found(text: str) -> list[str]:
    words = tuple(Word(text=word) for word in text.split())
    return [moment.text for moment in fillers(Transcript(words=words, engine="x"))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Um, we help uh teams", ["Um,", "uh"]),
        ("[um] hmm Err... ER", ["[um]", "hmm", "Err...", "ER"]),
        ("it is kind of slow and we sort of knew", ["kind of", "sort of"]),
        ("it works, you know, every day", ["you know,"]),
        ("I mean, the price is fixed", ["I mean,"]),
        ("the tool you know learns and I mean saves time", ["you know", "I mean"]),
    ],
)
def test_fillers_are_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a new kind of contract and this sort of thing",
        "what kind of tickets do you get",
        "they are kind of you",
        "do you know how many hours that is",
        "as you know, the contract ends in May",
        "you know that and you know what it costs",
        "everyone you know uses it",
        "what I mean is simple",
        "this is the best tool you know.",
        "so, like, right, well, actually, basically, okay",
        "the umbrella erred on a hum",
        "of that kind. Of course",
        "",
    ],
)
def test_words_that_are_meant_are_no_fillers(text):
    assert found(text) == []


@st.composite
def speeches(draw) -> tuple[Stretch, ...]:
    time = draw(st.floats(0, 5))
    found: list[Stretch] = []
    for _ in range(draw(st.integers(1, 12))):
        end = time + draw(st.floats(0.1, 20))
        found.append(Stretch(start=time, end=end))
        time = end + draw(st.floats(0.05, 5))
    return tuple(found)


@given(speeches(), st.integers(0, 400), st.floats(0.1, 0.6))
def test_pauses_and_phonation_make_up_the_time_between_first_and_last_speech(speech, words, pace):
    delivery = measure(transcript(spoken(words, pace)), speech, None)

    if delivery.enough_speech:
        span = speech[-1].end - speech[0].start
        paused = sum(pause.seconds for pause in delivery.pauses)
        assert delivery.speech_seconds + paused == pytest.approx(span, abs=0.02)
        assert delivery.articulation_rate >= delivery.speaking_rate - 0.2
        assert all(pause.seconds >= PAUSE_S for pause in delivery.pauses)
        width = span / len(delivery.rate_over_time)
        counted = sum(point.words_per_minute * width / 60 for point in delivery.rate_over_time)
        assert counted == pytest.approx(words, rel=0.01, abs=0.5)
    else:
        assert delivery.why_not
        assert delivery.advice == ()
