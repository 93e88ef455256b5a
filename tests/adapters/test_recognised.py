"""What recognisers write is tidied, and nothing that was said is lost on the way."""

import pytest

from coach.adapters.recognised import in_order, near_speech, spread, without_loops
from coach.adapters.utterances import cut_at_pauses, pcm_between, utterances
from coach.domain.delivery import Stretch
from coach.domain.exchange import Audio
from coach.domain.transcript import Word


def _said(text: str, start: float = 0.0, step: float = 0.3) -> list[Word]:
    return [
        Word(text=word, start=start + index * step, end=start + (index + 1) * step)
        for index, word in enumerate(text.split())
    ]


def _stretches(*spans: tuple[float, float]) -> list[Stretch]:
    return [Stretch(start=start, end=end) for start, end in spans]


def test_times_that_run_back_or_out_are_put_right() -> None:
    words = [
        Word(text=" one", start=1.0, end=1.5),
        Word(text="two", start=0.5, end=0.8),
        Word(text=" ", start=1.0, end=1.1),
        Word(text="three", start=4.9, end=6.0),
    ]
    assert [(word.text, word.start, word.end) for word in in_order(words, 5.0)] == [
        ("one", 1.0, 1.5),
        ("two", 1.0, 1.0),
        ("three", 4.9, 5.0),
    ]


def test_a_phrase_that_whisper_got_stuck_in_is_kept_once() -> None:
    loop = _said("we begin " + "thank you very much for your time " * 12 + "goodbye now")
    assert (
        " ".join(word.text for word in without_loops(loop)) == "we begin thank you very much for your time goodbye now"
    )


@pytest.mark.parametrize("text", ["no no no no never", "it works it works it works", ""])
def test_what_people_repeat_stays(text: str) -> None:
    assert [word.text for word in without_loops(_said(text))] == text.split()


def test_words_in_silence_are_made_up_and_words_beside_speech_are_not() -> None:
    speech = _stretches((2.0, 3.0))
    words = [Word(text=str(at), start=at, end=at + 0.2) for at in (0.2, 1.5, 2.5, 3.9, 4.5)]
    assert [word.text for word in near_speech(words, speech)] == ["1.5", "2.5", "3.9"]
    assert near_speech([Word(text="untimed")], speech) == [Word(text="untimed")]


def test_words_without_times_are_spread_over_their_segment_by_length() -> None:
    assert spread("ab abcd", 1.0, 4.0) == [Word(text="ab", start=1.0, end=2.0), Word(text="abcd", start=2.0, end=4.0)]
    assert spread("  ", 1.0, 4.0) == []


def test_utterances_end_at_pauses_and_share_short_gaps() -> None:
    speech = _stretches((0.1, 1.0), (1.2, 2.0), (2.32, 3.0), (6.0, 7.0))
    assert utterances(speech, 7.1, pause_s=0.3, pad_s=0.2) == tuple(_stretches((0.0, 2.16), (2.16, 3.2), (5.8, 7.1)))
    assert utterances((), 7.1, pause_s=0.3, pad_s=0.2) == ()


def test_a_long_recording_is_cut_in_the_last_pause_that_fits() -> None:
    speech = _stretches((0, 4), (5, 8), (9, 30))
    assert cut_at_pauses(speech, 30, 10) == tuple(_stretches((0, 8.5), (8.5, 18.5), (18.5, 28.5), (28.5, 30)))
    assert cut_at_pauses(speech, 9, 10) == tuple(_stretches((0, 9)))


def test_the_pieces_of_a_recording_are_the_recording() -> None:
    audio = Audio(pcm=bytes(range(256)) * 500, seconds=4.0, video=False)
    pieces = cut_at_pauses(_stretches((0.1, 1.01), (1.3, 1.9)), 4.0, 1.7)
    assert b"".join(pcm_between(audio, piece) for piece in pieces) == audio.pcm
