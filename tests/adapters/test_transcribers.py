"""What every transcriber owes the coach, whoever does the work."""

import multiprocessing
from collections.abc import Iterator
from itertools import pairwise

import pytest
from fakes import FakeTranscriber
from fixtures.fake_transcription_server import TranscriptionServer
from recordings import TINY_WHISPER, plain, plain_words, recording, text_of

from coach.adapters.openai_transcriber import OpenAiTranscriber
from coach.adapters.pocketsphinx import SphinxTranscriber
from coach.adapters.sphinx_process import listen
from coach.adapters.whisper import WhisperTranscriber
from coach.errors import TranscriberError
from coach.service.ports import Transcriber


@pytest.fixture(params=["pocketsphinx", "faster-whisper", "openai", "fake"])
def transcriber(request: pytest.FixtureRequest) -> Iterator[Transcriber]:
    match request.param:
        case "pocketsphinx":
            yield SphinxTranscriber()
        case "faster-whisper":
            yield WhisperTranscriber("tiny_whisper", TINY_WHISPER, device="cpu")
        case "openai":
            with TranscriptionServer(text_of("morning")) as server:
                yield OpenAiTranscriber("whisper-1", server.base_url)
        case _:
            yield FakeTranscriber(text_of("morning"))


def test_words_come_as_they_were_said_and_progress_ends_at_one(transcriber: Transcriber) -> None:
    shares: list[float] = []
    audio = recording("morning")
    heard = transcriber.transcribe(audio, ("Silver Bridge", "onboarding"), shares.append)
    assert plain_words(heard) == plain(text_of("morning"))
    assert heard.duration == audio.seconds
    assert heard.language == "en"
    assert heard.low_accuracy == transcriber.embedded
    assert not heard.brought
    assert transcriber.name.split()[0] in heard.engine
    assert shares[-1] == 1.0
    assert all(0 <= before <= after <= 1 for before, after in pairwise([0.0, *shares]))


def test_times_lie_within_the_recording_and_never_run_back(transcriber: Transcriber) -> None:
    audio = recording(1.0, "morning", 0.5)
    heard = transcriber.transcribe(audio, (), _ignore)
    assert heard.timed
    starts = [word.start or 0.0 for word in heard.words]
    assert starts == sorted(starts)
    assert all(0 <= (word.start or 0) <= (word.end or 0) <= audio.seconds for word in heard.words)
    assert all(word.confidence is None or 0 <= word.confidence <= 1 for word in heard.words)


def test_silence_has_no_words(transcriber: Transcriber) -> None:
    shares: list[float] = []
    heard = transcriber.transcribe(recording(2.0), ("Silver Bridge",), shares.append)
    assert heard.words == ()
    assert shares[-1] == 1.0


@pytest.mark.parametrize("engine", ["pocketsphinx", "faster-whisper"])
def test_word_times_are_where_the_words_are(engine: str) -> None:
    """Within 0.4 s of a forced alignment of the clips, which lie at 1.0 and 5.38 s of this recording."""
    transcribers = {
        "pocketsphinx": SphinxTranscriber(),
        "faster-whisper": WhisperTranscriber("tiny_whisper", TINY_WHISPER, device="cpu"),
    }
    heard = transcribers[engine].transcribe(recording(1.0, "morning", 1.0, "trial"), (), _ignore)
    starts = {text: word.start or 0.0 for text, word in zip(plain_words(heard), heard.words, strict=True)}
    expected = {"good": 1.18, "thank": 2.21, "today": 3.74, "start": 6.04, "people": 7.54, "monday": 8.09}
    assert {word: starts[word] for word in expected} == pytest.approx(expected, abs=0.4)


def test_the_embedded_recogniser_is_less_sure_of_what_it_mishears() -> None:
    heard = SphinxTranscriber().transcribe(recording("service"), (), _ignore)
    said = plain(text_of("service"))
    doubts = {word.text: word.confidence or 0.0 for word in heard.words if word.text not in said}
    assert doubts, "it now understands the clip: choose one that it does not"
    assert max(doubts.values()) < 0.8
    assert min(word.confidence or 0.0 for word in heard.words if word.text in ("every", "customer", "minutes")) > 0.9


def test_the_embedded_recogniser_says_the_same_twice() -> None:
    sphinx, audio = SphinxTranscriber(), recording("service", 0.8, "trial")
    assert sphinx.transcribe(audio, (), _ignore) == sphinx.transcribe(audio, ("Silver Bridge",), _ignore)


def _ignore(share: float) -> None:
    pass


def test_an_embedded_recogniser_whose_processes_are_killed_goes_on_in_new_ones() -> None:
    utterances = [recording("service").pcm, recording("trial").pcm] * 6
    undisturbed = list(listen(utterances))
    heard = listen(utterances)
    first = next(heard)
    for child in multiprocessing.active_children():
        child.kill()

    assert [first, *heard] == undisturbed


def test_an_embedded_recogniser_whose_processes_are_killed_again_and_again_says_so() -> None:
    def kill_all(heard: object) -> None:
        for child in multiprocessing.active_children():
            child.kill()

    with pytest.raises(TranscriberError):
        list(map(kill_all, listen([recording("service").pcm] * 12)))
