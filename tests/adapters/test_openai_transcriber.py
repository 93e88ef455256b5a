"""A transcription server behind OpenAI's protocol: good ones, poor ones and broken ones."""

import socket
from collections.abc import Iterator

import pytest
from fixtures.fake_transcription_server import TranscriptionServer
from recordings import plain, plain_words, recording, text_of

from coach.adapters.openai_transcriber import OpenAiTranscriber
from coach.domain.transcript import Transcript
from coach.errors import TranscriberError


@pytest.fixture
def server() -> Iterator[TranscriptionServer]:
    with TranscriptionServer(text_of("morning")) as running:
        yield running


def _transcribe(server: TranscriptionServer, **settings: object) -> Transcript:
    waits: list[float] = []
    transcriber = OpenAiTranscriber("whisper-1", server.base_url, sleep=waits.append, **settings)  # pyright: ignore[reportArgumentType]
    return transcriber.transcribe(recording("morning"), ("Silver Bridge",), _ignore)


@pytest.mark.parametrize("behaviour", ["words", "words in segments", "segments", "text only"])
def test_every_kind_of_answer_gives_the_words_in_order(server: TranscriptionServer, behaviour: str) -> None:
    server.behaviour = behaviour
    heard = _transcribe(server)
    assert plain_words(heard) == plain(text_of("morning"))
    assert heard.timed == (behaviour != "text only")


def test_a_server_that_knows_only_text_is_asked_in_vain_once(server: TranscriptionServer) -> None:
    server.behaviour = "text only"
    transcriber = OpenAiTranscriber("whisper-1", server.base_url)
    for _ in range(2):
        transcriber.transcribe(recording("morning"), (), _ignore)
    assert [heard.fields["response_format"][0] for heard in server.heard] == [
        "verbose_json",
        "verbose_json",
        "json",
        "json",
    ]


@pytest.mark.parametrize("behaviour", ["busy once", "broken once"])
def test_a_server_that_is_busy_or_broken_once_is_asked_again(server: TranscriptionServer, behaviour: str) -> None:
    server.behaviour = behaviour
    assert plain_words(_transcribe(server)) == plain(text_of("morning"))
    assert len(server.heard) == 2


def test_a_long_recording_goes_in_pieces_with_their_own_times(server: TranscriptionServer) -> None:
    server.text = "one piece"
    audio = recording("morning", 0.6, "trial", 0.6, "service")
    heard = OpenAiTranscriber("whisper-1", server.base_url, longest_s=6.0).transcribe(audio, (), _ignore)
    assert len(server.heard) == 3
    assert sum(request.seconds for request in server.heard) == pytest.approx(audio.seconds, abs=0.01)
    assert [word.text for word in heard.words] == ["one", "piece"] * 3
    starts = [word.start or 0.0 for word in heard.words]
    assert starts[2] > 3.3
    assert starts[4] > 7.3


@pytest.mark.parametrize(
    ("behaviour", "says", "retryable", "requests"),
    [
        ("401", "did not accept the key", False, 1),
        ("404", "does not know the model or the address", False, 1),
        ("413", "does not take a recording of this size", False, 1),
        ("400", "refused the recording", False, 3),
        ("429", "is busy", True, 3),
        ("503", "failed (HTTP 503): no, 503", True, 3),
        ("web page", "answered with a web page", False, 1),
        ("nothing", "answered nothing", True, 1),
    ],
)
def test_each_failure_has_its_name_and_a_next_step(
    server: TranscriptionServer, behaviour: str, says: str, retryable: bool, requests: int
) -> None:
    server.behaviour = behaviour
    with pytest.raises(TranscriberError) as failure:
        _transcribe(server)
    assert says in failure.value.message
    assert failure.value.hint
    assert failure.value.retryable is retryable
    assert len(server.heard) == requests


def test_a_dead_server_is_named_without_what_is_secret_in_its_address() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    transcriber = OpenAiTranscriber("whisper-1", f"http://user:secret@127.0.0.1:{port}/v1", sleep=_ignore)
    with pytest.raises(TranscriberError) as failure:
        transcriber.transcribe(recording("morning"), (), _ignore)
    assert failure.value.message == f"No transcription server answers at 127.0.0.1:{port}."


def test_keys_and_organisations_from_the_environment_reach_nobody(
    server: TranscriptionServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_KEY", "ORG_ID", "PROJECT_ID", "ADMIN_KEY"):
        monkeypatch.setenv(f"OPENAI_{name}", f"secret-{name}")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    _transcribe(server)
    _transcribe(server, api_key="meant-for-it")
    first, second = (request.headers for request in server.heard)
    assert "secret" not in str(first) + str(second)
    assert second["authorization"] == "Bearer meant-for-it"
    assert not {"openai-organization", "openai-project"} & set(first)


def test_a_recording_follows_no_redirect(server: TranscriptionServer) -> None:
    with TranscriptionServer("somebody else") as other:
        server.behaviour, server.redirect_to = "redirect", f"{other.base_url}/audio/transcriptions"
        with pytest.raises(TranscriberError, match=r"sends on to 127\.0\.0\.1"):
            _transcribe(server, api_key="meant-for-it")
        assert other.heard == []


def test_hints_are_sent_and_silence_is_not(server: TranscriptionServer) -> None:
    _transcribe(server)
    OpenAiTranscriber("whisper-1", server.base_url).transcribe(recording(2.0), (), _ignore)
    assert [request.fields["prompt"] for request in server.heard] == [["Silver Bridge"]]


def test_more_hints_than_fit_are_cut_between_two(server: TranscriptionServer) -> None:
    hints = [f"Term{number}" for number in range(200)]
    OpenAiTranscriber("whisper-1", server.base_url).transcribe(recording("morning"), hints, _ignore)
    sent = server.heard[0].fields["prompt"][0].split(", ")
    assert 20 < len(sent) < 200
    assert sent == hints[: len(sent)]


def _ignore(share: float) -> None:
    pass
