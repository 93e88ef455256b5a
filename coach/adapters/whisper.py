"""faster-whisper on this machine: CPU or GPU, chosen by itself."""

import threading
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.adapters.recognised import in_order, near_speech, spread, without_loops
from coach.adapters.speech import find_speech
from coach.adapters.utterances import utterances
from coach.domain.delivery import Stretch
from coach.domain.exchange import SAMPLE_RATE, Audio, Progress
from coach.domain.transcript import Transcript, Word
from coach.errors import TranscriberError

if TYPE_CHECKING:
    from faster_whisper import WhisperModel
    from faster_whisper.transcribe import Segment

MODEL_ON_CPU = "small"
MODEL_ON_GPU = "large-v3-turbo"
"""The most accurate model that is still faster than real time: two cores manage "small" in int8."""

WINDOW_S = 30.0
"""What Whisper hears at once."""

PAUSE_S = 0.16
PAD_S = 0.4
"""faster-whisper's own values for its voice filter before batched decoding."""

BATCH = {"cpu": 2, "cuda": 16}
"""Windows decoded at once. On a CPU a larger batch saves little and would report progress rarely."""

SILENCE_PROBABILITY = 0.6
SILENCE_LOGPROB = -1.0
"""A window is taken for silence when Whisper finds it silent with more than the first and its own text less
likely than the second: the rule and values of openai/whisper (`no_speech_threshold`, `logprob_threshold`)."""

MOST_HINTS = 40
MOST_HINT_LETTERS = 400
"""Hints take room from the text (223 tokens at most) and, when there are many, begin to show up in it."""

_loading = threading.Lock()


class WhisperTranscriber:
    """Satisfies the `Transcriber` port with a CTranslate2 model in `folder`, called `model` in messages.

    `device` is auto, cpu or cuda. The model is loaded once a process, when first needed; several threads
    may transcribe at once. Only speech found by the voice filter is decoded, without the text before it
    as a prompt: both keep Whisper from inventing text in silence and from repeating itself.
    """

    embedded = False

    def __init__(self, model: str, folder: Path, device: str = "auto") -> None:
        self._model = model
        self._folder = folder
        self._device = device

    @property
    def name(self) -> str:
        return f"faster-whisper {self._model}"

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        """Words with times and confidence, none where nobody speaks. Raises TranscriberError."""
        speech = find_speech(audio)
        words: tuple[Word, ...] = ()
        language = "en"
        device, precision = _device(self._device)
        if speech:
            try:
                with _loading:
                    model = _load(self._folder, device, precision)
                segments, language = _decode(model, audio, speech, hints, BATCH[device])
                words = _words(segments, audio, speech, progress)
            except (RuntimeError, ValueError, OSError) as error:
                raise _failed(self.name, device, error) from error
        progress(1.0)
        return Transcript(
            words=words,
            language=language,
            duration=audio.seconds,
            engine=f"faster-whisper {version('faster-whisper')} {self._model} {device} {precision}",
        )


def default_model() -> str:
    """The model to take where none is set: what this machine manages faster than real time."""
    return MODEL_ON_GPU if _device("auto")[0] == "cuda" else MODEL_ON_CPU


def _device(wanted: str) -> tuple[str, str]:
    """Device and precision. A GPU without fast half precision holds its weights in 8 bits."""
    import ctranslate2

    vendor: Any = ctranslate2
    if wanted == "cpu" or (wanted == "auto" and vendor.get_cuda_device_count() == 0):
        return "cpu", "int8"
    supported = vendor.get_supported_compute_types("cuda")
    return "cuda", next((kind for kind in ("float16", "int8_float16", "int8") if kind in supported), "float32")


@lru_cache(maxsize=1)
def _load(folder: Path, device: str, precision: str) -> "WhisperModel":
    from faster_whisper import WhisperModel

    return WhisperModel(str(folder), device=device, compute_type=precision, local_files_only=True)


def _decode(
    model: "WhisperModel", audio: Audio, speech: Sequence[Stretch], hints: Sequence[str], batch: int
) -> "tuple[Iterable[Segment], str]":
    """Segments whose times are those of the recording, as they are decoded, and the language."""
    import faster_whisper
    import numpy as np

    vendor: Any = faster_whisper  # its types leave out what its dictionaries hold
    samples = np.frombuffer(audio.pcm, dtype="<i2").astype(np.float32) / 32768
    spoken = [
        {"start": int(piece.start * SAMPLE_RATE), "end": int(piece.end * SAMPLE_RATE)}
        for utterance in utterances(speech, audio.seconds, pause_s=PAUSE_S, pad_s=PAD_S)
        for piece in _windows(utterance)
    ]
    chunks, places = vendor.vad.collect_chunks(samples, spoken, max_duration=WINDOW_S)
    segments, about = vendor.BatchedInferencePipeline(model).transcribe(
        np.concatenate(chunks),
        clip_timestamps=[
            {"start": place["offset"], "end": place["offset"] + place["duration"]}
            for place in places
            if place["duration"]
        ],
        word_timestamps=True,
        condition_on_previous_text=False,
        hotwords=_hotwords(hints),
        batch_size=batch,
    )
    return vendor.transcribe.restore_speech_timestamps(segments, spoken, SAMPLE_RATE), about.language


def _windows(utterance: Stretch) -> list[Stretch]:
    """The utterance itself, or equal parts of it where somebody speaks on without a pause."""
    count = int(utterance.seconds // WINDOW_S) + 1
    length = utterance.seconds / count
    return [
        Stretch(start=utterance.start + part * length, end=utterance.start + (part + 1) * length)
        for part in range(count)
    ]


def _hotwords(hints: Sequence[str]) -> str | None:
    text = ", ".join(list(dict.fromkeys(hints))[:MOST_HINTS])
    if len(text) > MOST_HINT_LETTERS:
        text = text[:MOST_HINT_LETTERS].rpartition(", ")[0]
    return text or None


def _words(
    segments: "Iterable[Segment]", audio: Audio, speech: Sequence[Stretch], progress: Progress
) -> tuple[Word, ...]:
    words: list[Word] = []
    for segment in segments:
        if not (segment.no_speech_prob > SILENCE_PROBABILITY and segment.avg_logprob < SILENCE_LOGPROB):
            words.extend(without_loops(_of_segment(segment)))
        progress(min(1.0, max(0.0, segment.end / audio.seconds)))
    return in_order(near_speech(words, speech), audio.seconds)


def _of_segment(segment: "Segment") -> list[Word]:
    if not segment.words:
        return spread(segment.text, segment.start, segment.end)
    return [
        Word(
            text=word.word.strip(),
            start=float(word.start),
            end=float(word.end),
            confidence=round(min(1.0, float(word.probability)), 3),
        )
        for word in segment.words
        if word.word.strip()
    ]


def _failed(name: str, device: str, error: Exception) -> TranscriberError:
    where = "graphics card" if device == "cuda" else "processor"
    cpu = " To go on without the graphics card, set CUDA_VISIBLE_DEVICES to nothing." if device == "cuda" else ""
    return TranscriberError(
        f"{name} failed on the {where}: {error}",
        hint=f"Choose a smaller or another model with COACH_WHISPER_MODEL, or another transcriber.{cpu}",
    )
