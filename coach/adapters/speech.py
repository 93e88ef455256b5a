"""Where somebody speaks, found by the Silero model that comes inside the faster-whisper package."""

from typing import Any

from coach.domain.delivery import Stretch
from coach.domain.exchange import SAMPLE_RATE, Audio

SPEECH_PROBABILITY = 0.5
"""The model's own default. Lower takes breathing for speech, higher loses quiet endings."""

SHORTEST_SPEECH_MS = 100
"""A click or a knock is shorter, the shortest word ("I") is not."""

SHORTEST_SILENCE_MS = 100
"""Below it lie the closures inside words (p, t, k). Well under the 0.25 s that counts as a pause, so that
the threshold of the measure decides and not this one."""

PADDING_MS = 0
"""Padding suits recognisers. Here it would shorten every pause: without it pauses of 0.2 to 2 s inserted
between synthetic sentences, with noise and down to -40 dB, were found within 0.05 s of their length."""

LISTENING_LEVEL = 0.5
"""Peak level, of full scale, that quiet and loud recordings are brought to before the model hears them."""

BLOCK_S = 600
"""Listened to at once. The model needs about eight times the audio's size while it runs."""


def find_speech(audio: Audio) -> tuple[Stretch, ...]:
    """Stretches of speech in seconds, in order, without overlaps. Empty when nobody speaks."""
    import faster_whisper.vad
    import numpy as np

    vad: Any = faster_whisper.vad  # it gives bare lists of {"start", "end"}, in samples
    options = vad.VadOptions(
        threshold=SPEECH_PROBABILITY,
        min_speech_duration_ms=SHORTEST_SPEECH_MS,
        min_silence_duration_ms=SHORTEST_SILENCE_MS,
        speech_pad_ms=PADDING_MS,
    )
    samples = np.frombuffer(audio.pcm, dtype="<i2")
    found: list[Stretch] = []
    for start in range(0, len(samples), BLOCK_S * SAMPLE_RATE):
        block = samples[start : start + BLOCK_S * SAMPLE_RATE].astype(np.float32)
        block *= LISTENING_LEVEL / max(1.0, float(np.abs(block).max()))  # the model expects a usual level
        for span in vad.get_speech_timestamps(block, options):
            first, last = (start + span["start"]) / SAMPLE_RATE, (start + span["end"]) / SAMPLE_RATE
            if found and first <= found[-1].end:  # speech that runs across two blocks
                first = found.pop().start
            if last > first:
                found.append(Stretch(start=first, end=last))
    return tuple(found)
