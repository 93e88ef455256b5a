"""The same speech in the formats people have: the real recogniser hears the same words in all of them."""

from pathlib import Path

import numpy as np
import pytest
from fixtures.media_files import write

from coach.adapters.media import PyAvMedia
from coach.adapters.pocketsphinx import SphinxTranscriber
from coach.domain.exchange import SAMPLE_RATE
from coach.domain.language import normal

UTTERANCES = Path(__file__).parents[1] / "fixtures" / "utterances"
SPOKEN = UTTERANCES / "service.ogg"
TEXT = SPOKEN.with_suffix(".txt").read_text(encoding="utf-8")
SLIPS_ALLOWED = 2

FORMATS = {
    "wav": {"kind": "wav", "codec": "pcm_s16le"},
    "mp3": {"kind": "mp3", "codec": "libmp3lame"},
    "m4a": {"kind": "ipod", "codec": "aac"},
    "flac": {"kind": "flac", "codec": "flac"},
    # "live" is how browsers write it: no duration, no index
    "webm": {"kind": "webm", "codec": "libopus", "options": {"live": "1"}},
    "mp4": {"kind": "mp4", "codec": "aac", "pictures_s": 4.0},
    "mov": {"kind": "mov", "codec": "aac", "pictures_s": 4.0},
    "mkv": {"kind": "matroska", "codec": "libopus", "pictures_s": 4.0},
}


@pytest.fixture(scope="module")
def signal() -> np.ndarray:
    audio = PyAvMedia().decode(SPOKEN)
    samples = np.frombuffer(audio.pcm, dtype="<i2").astype(np.float32) / 32768
    times = np.arange(int(audio.seconds * 48_000)) / 48_000
    return np.interp(times, np.arange(len(samples)) / SAMPLE_RATE, samples).astype(np.float32)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_speech_gives_the_same_words(tmp_path: Path, signal: np.ndarray, ending: str) -> None:
    path = write(tmp_path / f"speech.{ending}", signal, **FORMATS[ending])
    heard = SphinxTranscriber().transcribe(PyAvMedia().decode(path), (), lambda share: None)
    said, wanted = list(normal(heard.text)), list(normal(TEXT))
    missing = [word for word in wanted if word not in said]
    extra = [word for word in said if word not in wanted]
    assert len(missing) <= SLIPS_ALLOWED, (heard.text, TEXT)
    assert len(extra) <= SLIPS_ALLOWED, (heard.text, TEXT)
