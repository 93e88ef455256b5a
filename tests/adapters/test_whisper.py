"""faster-whisper's own loading and decoding, with a small model that knows three sentences."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from recordings import TINY_WHISPER, plain, plain_words, recording, text_of

from coach.adapters.whisper import WhisperTranscriber
from coach.domain.exchange import Audio
from coach.errors import TranscriberError

NAMES = ("morning", "service", "trial")
HINTS = ("Silver Bridge", "onboarding")


def _whisper(folder: Path = TINY_WHISPER) -> WhisperTranscriber:
    return WhisperTranscriber("tiny", folder, device="cpu")


@pytest.mark.parametrize("name", NAMES)
def test_each_sentence_is_transcribed(name: str) -> None:
    heard = _whisper().transcribe(recording(0.5, name, 0.5), (), _ignore)
    assert plain_words(heard) == plain(text_of(name))
    assert heard.engine.startswith("faster-whisper 1.")


def test_several_windows_give_every_sentence_once_and_progress_between_them() -> None:
    shares: list[float] = []
    said = [NAMES[number] for number in (0, 1, 2, 1, 0, 2, 2)] * 2
    heard = _whisper().transcribe(recording(*(part for name in said for part in (name, 0.5))), HINTS, shares.append)
    assert plain_words(heard) == plain(" ".join(text_of(name) for name in said))
    assert len([share for share in shares if share < 1]) >= 2


def test_noise_has_no_words() -> None:
    import numpy as np

    noise = np.random.default_rng(0).normal(0, 2000, 16_000 * 4).astype("<i2").tobytes()
    heard = _whisper().transcribe(Audio(pcm=noise, seconds=4.0, video=False), ("Silver Bridge",), _ignore)
    assert heard.words == ()


def test_two_threads_may_transcribe_at_once() -> None:
    with ThreadPoolExecutor(2) as pool:
        heard = list(pool.map(lambda name: _whisper().transcribe(recording(name), (), _ignore), NAMES[:2]))
    assert [plain_words(each) for each in heard] == [plain(text_of(name)) for name in NAMES[:2]]


def test_a_broken_model_is_a_failure_with_a_next_step(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(TINY_WHISPER, broken)
    (broken / "model.bin").write_bytes(b"not a model")
    with pytest.raises(TranscriberError, match="faster-whisper tiny failed on the processor") as failure:
        _whisper(broken).transcribe(recording("morning"), (), _ignore)
    assert "COACH_WHISPER_MODEL" in failure.value.hint


def _ignore(share: float) -> None:
    pass
