"""Which transcriber serves, what a closed network costs, and what is remembered of it."""

import shutil
import socket
import time
from pathlib import Path

import pytest
from fixtures.model_hub import ModelHub
from recordings import TINY_WHISPER, plain, plain_words, recording, text_of

from coach.adapters.ladder import TranscriberLadder, TranscriberSettings
from coach.adapters.whisper_models import NotFetched, WhisperModels
from coach.errors import SettingsError, TranscriberError, UsageError

TINY = "example-company/tiny"
HOUR_S = 3600.0


class Clock:
    """A clock that stands until it is moved; seconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def _states(ladder: TranscriberLadder) -> dict[str, bool]:
    return {rung.name: rung.ready for rung in ladder.rungs()}


def test_auto_takes_faster_whisper_where_its_model_is_on_disk(tmp_path: Path) -> None:
    ladder = TranscriberLadder(TranscriberSettings(home=tmp_path, whisper_model=str(TINY_WHISPER)))
    transcriber, why = ladder.choose()
    assert transcriber.name == "faster-whisper tiny_whisper"
    assert "is there" in why
    assert _states(ladder) == {"faster-whisper": True, "openai": False, "pocketsphinx": True}


def test_a_model_from_the_hub_is_fetched_with_progress_and_then_transcribes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    shares: list[float] = []
    with ModelHub(TINY_WHISPER, TINY) as hub:
        settings = TranscriberSettings(home=tmp_path, whisper_model=TINY, hub=hub.address)
        assert _states(TranscriberLadder(settings))["faster-whisper"] is False
        assert hub.asked == []
        transcriber, _ = TranscriberLadder(settings).choose(fetching=shares.append)
        asked = len(hub.asked)
        TranscriberLadder(settings).choose()
        assert len(hub.asked) == asked
        assert set(hub.authorizations) == {None}
    assert transcriber.name == f"faster-whisper {TINY}"
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    heard = transcriber.transcribe(recording("morning"), (), _ignore)
    assert plain_words(heard) == plain(text_of("morning"))


def test_a_closed_network_is_given_up_remembered_and_tried_again_when_told(tmp_path: Path) -> None:
    clock = Clock()
    with ModelHub(TINY_WHISPER, TINY, closed=True) as hub:
        settings = TranscriberSettings(home=tmp_path, whisper_model=TINY, hub=hub.address)
        transcriber, why = TranscriberLadder(settings, clock).choose()
        assert transcriber.embedded
        assert "could not be reached" in why
        assert len(hub.asked) == 1

        again = TranscriberLadder(settings, clock)
        clock.now += HOUR_S - 1
        assert again.choose()[0].embedded
        assert "--retry" in next(rung.why for rung in again.rungs() if rung.name == "faster-whisper")
        assert len(hub.asked) == 1

        again.forget_failures()
        again.choose()
        assert len(hub.asked) == 2

        clock.now += HOUR_S
        hub.closed = False
        assert not again.choose()[0].embedded


def test_a_network_that_swallows_everything_is_given_up_in_time(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(1)
        models = WhisperModels(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}", patience_s=0.2)
        started = time.monotonic()
        with pytest.raises(NotFetched, match=r"did not answer|could not be reached"):
            models.fetch(TINY, _ignore)
        assert time.monotonic() - started < 3


def test_a_note_that_cannot_be_read_is_no_note(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "given_up.json").write_text("[1, 2", encoding="utf-8")
    with ModelHub(TINY_WHISPER, TINY) as hub:
        settings = TranscriberSettings(home=tmp_path, whisper_model=TINY, hub=hub.address)
        assert not TranscriberLadder(settings).choose()[0].embedded


def test_offline_asks_nobody(tmp_path: Path) -> None:
    with ModelHub(TINY_WHISPER, TINY) as hub:
        settings = TranscriberSettings(home=tmp_path, whisper_model=TINY, hub=hub.address, offline=True)
        transcriber, why = TranscriberLadder(settings).choose()
        assert transcriber.embedded
        assert "COACH_OFFLINE" in why
        assert hub.asked == []


def test_a_choice_that_cannot_serve_never_becomes_another_engine(tmp_path: Path) -> None:
    settings = TranscriberSettings(home=tmp_path, whisper_model=TINY, offline=True)
    ladder = TranscriberLadder(settings)
    with pytest.raises(TranscriberError, match="faster-whisper has no model") as failure:
        ladder.choose("faster-whisper")
    assert "pocketsphinx" in failure.value.hint
    with pytest.raises(SettingsError, match="neither an address nor a key"):
        ladder.choose("openai")
    with pytest.raises(UsageError, match="no transcriber called “siri”"):
        ladder.choose("siri")
    assert ladder.choose("pocketsphinx")[0].name.startswith("pocketsphinx")


def test_half_a_model_is_no_model(tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(TINY_WHISPER, half)
    (half / "tokenizer.json").unlink()
    assert WhisperModels(tmp_path).on_disk(str(half)) is None
    assert TranscriberLadder(TranscriberSettings(home=tmp_path, whisper_model=str(half))).choose()[0].embedded


def test_a_model_nobody_knows_is_the_users_mistake(tmp_path: Path) -> None:
    ladder = TranscriberLadder(TranscriberSettings(home=tmp_path, whisper_model="smal"))
    with pytest.raises(SettingsError, match="“smal”") as failure:
        ladder.choose()
    assert "small" in failure.value.hint
    assert _states(ladder)["faster-whisper"] is False


def test_the_transcription_server_serves_only_where_it_is_chosen(tmp_path: Path) -> None:
    settings = TranscriberSettings(
        home=tmp_path, whisper_model=str(TINY_WHISPER), base_url="http://127.0.0.1:9/v1", api_key="key"
    )
    ladder = TranscriberLadder(settings)
    assert ladder.choose()[0].name.startswith("faster-whisper")
    assert ladder.choose("openai")[0].name == "openai whisper-1"
    assert _states(ladder)["openai"] is True
    assert "key" not in repr(settings).replace("api_key", "")


def _ignore(share: float) -> None:
    pass
