"""The committed utterances as audio, alone or joined, for tests of recognisers."""

import re
from collections.abc import Iterable
from pathlib import Path

from coach.adapters.media import PyAvMedia
from coach.domain.exchange import SAMPLE_RATE, Audio
from coach.domain.transcript import Transcript

FIXTURES = Path(__file__).parent / "fixtures"
TINY_WHISPER = FIXTURES / "tiny_whisper"


def text_of(name: str) -> str:
    return (FIXTURES / "utterances" / f"{name}.txt").read_text(encoding="utf-8").strip()


def recording(*parts: str | float) -> Audio:
    """Utterances by name and seconds of silence, one after another."""
    pieces = [
        bytes(2 * int(part * SAMPLE_RATE))
        if isinstance(part, int | float)
        else PyAvMedia().decode(FIXTURES / "utterances" / f"{part}.ogg").pcm
        for part in parts
    ]
    pcm = b"".join(pieces)
    return Audio(pcm=pcm, seconds=len(pcm) / 2 / SAMPLE_RATE, video=False)


def plain(words: Iterable[str] | str) -> list[str]:
    """Words without case and punctuation, as every recogniser can give them."""
    text = words if isinstance(words, str) else " ".join(words)
    return re.findall(r"[a-z']+", text.lower())


def plain_words(transcript: Transcript) -> list[str]:
    return plain(word.text for word in transcript.words)
