"""What speaks the rival's lines: a speech endpoint behind OpenAI's protocol, espeak-ng, or nobody."""

import shutil
import socket
import stat
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from fixtures.speech_server import SpeechServer

from coach.adapters.openai_speech import OpenAiSpeech
from coach.adapters.voices import Espeak, SpeechSettings, VoiceLadder
from coach.errors import VoiceError

LINE = "You already own it. Why pay twice?"


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with SpeechServer() as running:
        yield running


def _voice(server: SpeechServer, **settings: float) -> OpenAiSpeech:
    return OpenAiSpeech("tts-1", "alloy", server.base_url, "meant-for-it", **settings)


def test_a_line_is_spoken_and_only_what_is_needed_is_sent(
    server: SpeechServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("API_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", f"secret-{name}")
    voice = _voice(server)
    sound = voice.speak(LINE)
    assert (sound.content_type, sound.content[:3]) == ("audio/mpeg", b"ID3")
    assert "secret" not in str(server.asked[0].headers)
    assert server.asked[0].headers["authorization"] == "Bearer meant-for-it"
    assert server.asked[0].body == {"model": "tts-1", "voice": "alloy", "input": LINE, "response_format": "mp3"}
    assert voice.name == f"tts-1 (alloy) at {server.address.removeprefix('http://')}"


def test_a_server_that_writes_only_wav_is_asked_for_mp3_once(server: SpeechServer) -> None:
    server.behaviour = "wav only"
    voice = _voice(server)
    assert [voice.speak(LINE).content_type for _ in range(2)] == ["audio/wav"] * 2
    assert [asked.body["response_format"] for asked in server.asked] == ["mp3", "wav", "wav"]


def test_sentences_that_find_out_at_once_are_all_spoken(server: SpeechServer) -> None:
    server.behaviour = "wav only"
    for _ in range(5):
        voice = _voice(server)
        with ThreadPoolExecutor(4) as pool:
            assert {sound.content_type for sound in pool.map(voice.speak, [LINE] * 4)} == {"audio/wav"}


@pytest.mark.parametrize(
    ("behaviour", "says", "retryable"),
    [
        ("401", "did not accept the key", False),
        ("404", "does not know the model, the voice or the address", False),
        ("400", "refused to speak: no, 400 (HTTP 400)", False),
        ("429", "is busy", True),
        ("503", "failed (HTTP 503): no, 503", True),
        ("web page", "answered a web page", True),
        ("nothing", "answered nothing", True),
        ("cut off", "broke off", True),
    ],
)
def test_each_failure_of_the_endpoint_has_its_name_and_a_next_step(
    server: SpeechServer, behaviour: str, says: str, retryable: bool
) -> None:
    server.behaviour = behaviour
    with pytest.raises(VoiceError) as failure:
        _voice(server).speak(LINE)
    assert says in failure.value.message
    assert failure.value.hint
    assert failure.value.retryable is retryable


def test_a_slow_endpoint_is_not_waited_for(server: SpeechServer) -> None:
    server.behaviour = "slow"
    with pytest.raises(VoiceError, match="took longer than"):
        _voice(server, timeout_s=0.2).speak(LINE)


def test_an_endpoint_that_is_not_there_is_named_without_what_is_secret_in_its_address() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(VoiceError) as failure:
        OpenAiSpeech("tts-1", "alloy", f"http://user:secret@127.0.0.1:{port}/v1").speak(LINE)
    assert failure.value.message == f"No speech server answers at 127.0.0.1:{port}."


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng on this machine")
def test_espeak_speaks_whatever_the_line_begins_with() -> None:
    spoken = [Espeak().speak(text) for text in (LINE, "--version [[h@l'oU]] <b>Why?</b>")]
    assert [sound.content_type for sound in spoken] == ["audio/wav"] * 2
    with wave.open(BytesIO(spoken[0].content)) as sound:
        assert 1 < sound.getnframes() / sound.getframerate() < 6
        assert len(sound.readframes(10**9)) == 2 * sound.getnframes()


@pytest.mark.parametrize(
    ("script", "says"), [("exit 3", "it ended with 3"), ("sleep 5", "did not finish in time"), ("echo no", "it ended")]
)
def test_an_espeak_that_fails_says_so(tmp_path: Path, script: str, says: str) -> None:
    with pytest.raises(VoiceError, match=says):
        Espeak(_program(tmp_path, script), timeout_s=0.3).speak(LINE)


def test_the_line_is_in_nobodys_list_of_processes(tmp_path: Path) -> None:
    program = _program(tmp_path, f'echo "$@" > {tmp_path}/arguments; cat > {tmp_path}/text; printf "RIFF%0100d" 0')
    Espeak(program).speak(LINE)
    assert LINE not in (tmp_path / "arguments").read_text()
    assert (tmp_path / "text").read_text() == LINE


def test_a_configured_endpoint_goes_first_then_espeak_then_text(tmp_path: Path) -> None:
    program = _program(tmp_path, "exit 0")
    endpoint = SpeechSettings(base_url="http://127.0.0.1:9/v1")
    assert isinstance(VoiceLadder(endpoint, program).choose(), OpenAiSpeech)
    assert isinstance(VoiceLadder(SpeechSettings(), program).choose(), Espeak)
    assert VoiceLadder(SpeechSettings(), str(tmp_path / "none")).choose() is None


def test_the_ladder_says_of_each_voice_whether_it_is_there(tmp_path: Path) -> None:
    bare = VoiceLadder(SpeechSettings(), str(tmp_path / "none")).rungs()
    assert [(rung.name, rung.ready) for rung in bare] == [
        ("speech endpoint", False),
        ("the browser's own", None),
        ("espeak-ng", False),
        ("text", True),
    ]
    assert "COACH_SPEECH_BASE_URL" in bare[0].why
    endpoint, browser, *_ = VoiceLadder(SpeechSettings(base_url="http://127.0.0.1:9/v1", api_key="secret")).rungs()
    assert (endpoint.ready, endpoint.why) == (True, "tts-1 (alloy) at http://127.0.0.1:9/v1")
    assert browser.why == "not asked: the endpoint speaks"
    private = SpeechSettings(base_url="http://user:password@127.0.0.1:9/v1?key=secret")
    assert VoiceLadder(private).rungs()[0].why == endpoint.why


def _program(folder: Path, script: str) -> str:
    program = folder / "espeak-ng"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)
