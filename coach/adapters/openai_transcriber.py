"""A transcription endpoint of an OpenAI-compatible server."""

import io
import random
import time
import wave
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.adapters.openai_client import CONNECT_TIMEOUT_S, safe_client, shown_host
from coach.adapters.recognised import in_order, near_speech, spread, without_loops
from coach.adapters.server_replies import passing, said, sent_on_to, wait_asked
from coach.adapters.speech import find_speech
from coach.adapters.transcription_wire import Passage, Transcription, read_transcription
from coach.adapters.utterances import BYTES_PER_SAMPLE, cut_at_pauses, pcm_between
from coach.domain.delivery import Stretch
from coach.domain.exchange import SAMPLE_RATE, Audio, Progress
from coach.domain.transcript import Transcript, Word
from coach.errors import TranscriberError

if TYPE_CHECKING:
    import openai

OPENAI = "https://api.openai.com/v1"

LONGEST_S = 600.0
"""Sent at once: 19.2 MB as WAV, under the 25 MB that OpenAI takes. WAV is what every such server reads."""

TIMEOUT_S = 300.0
"""For one piece of ten minutes: slow servers transcribe at twice real time."""

TRIES = 3
BACKOFF_S = 0.5
LONGEST_WAIT_S = 30.0
"""A server that asks to wait longer than this is busy for good; the attempt waits, not the worker."""

MOST_HINT_LETTERS = 400

_FORMATS: tuple[dict[str, Any], ...] = (
    {"response_format": "verbose_json", "timestamp_granularities": ["word", "segment"]},
    {"response_format": "verbose_json"},
    {"response_format": "json"},
)
"""From the most to the least that can be asked for: word times, segment times, text alone."""


class _Passing(Exception):
    """A failure that may pass; `error` if it does not, `wait` in seconds if the server named one."""

    def __init__(self, error: TranscriberError, wait: float | None = None) -> None:
        super().__init__(error.message)
        self.error = error
        self.wait = wait


class _Rejected(Exception):
    """The server does not take the request as it is."""


class OpenAiTranscriber:
    """Satisfies the `Transcriber` port. Sound goes to `base_url` and nowhere else, with `api_key` or none.

    Words carry the server's times, or are spread over its segments, or have no times where it gives
    text alone. Recordings longer than `longest_s` are cut at pauses. `sleep` waits between tries.
    """

    embedded = False

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        api_key: str | None = None,
        longest_s: float = LONGEST_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._model = model
        self._base_url = base_url or OPENAI
        self._api_key = api_key
        self._longest_s = longest_s
        self._sleep = sleep
        self._format = 0

    @property
    def name(self) -> str:
        return f"openai {self._model}"

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        """Words in order, none where nobody speaks (then nothing is sent). Raises TranscriberError."""
        speech = find_speech(audio)
        words: list[Word] = []
        language: str | None = None
        if speech:
            for piece in cut_at_pauses(speech, audio.seconds, self._longest_s):
                if not any(heard.start < piece.end and heard.end > piece.start for heard in speech):
                    continue
                heard = self._hear(_wav(pcm_between(audio, piece)), _prompt(hints))
                words.extend(_words(heard, piece))
                language = language or heard.language
                progress(min(1.0, piece.end / audio.seconds))
        if not all(word.start is not None for word in words):  # one piece without times: none has any
            words = [word.model_copy(update={"start": None, "end": None}) for word in words]
        progress(1.0)
        return Transcript(
            words=in_order(near_speech(without_loops(words), speech), audio.seconds),
            language=language or "en",
            duration=audio.seconds,
            engine=f"{self.name} at {self._host}",
        )

    @cached_property
    def _client(self) -> "openai.OpenAI":
        return safe_client(self._base_url, self._api_key)

    @property
    def _host(self) -> str:
        return shown_host(self._base_url)

    def _hear(self, sound: bytes, prompt: str) -> Transcription:
        """One piece, with less asked for until the server agrees, and asked again while a failure may pass."""
        while True:
            try:
                return self._patiently(sound, prompt)
            except _Rejected as refused:
                if self._format + 1 == len(_FORMATS):
                    raise TranscriberError(
                        f"{self._host} refused the recording: {refused}",
                        hint="Check COACH_TRANSCRIBE_MODEL and COACH_TRANSCRIBE_BASE_URL.",
                        retryable=False,
                    ) from refused
                self._format += 1

    def _patiently(self, sound: bytes, prompt: str) -> Transcription:
        for attempt in range(TRIES):
            try:
                return self._once(sound, prompt)
            except _Passing as failure:
                wait = failure.wait
                if wait is None:
                    wait = BACKOFF_S * 2**attempt * random.uniform(0.75, 1)
                if attempt + 1 == TRIES or wait > LONGEST_WAIT_S:
                    raise failure.error from failure
                self._sleep(wait)
        raise AssertionError("the last try either returns or raises")

    def _once(self, sound: bytes, prompt: str) -> Transcription:
        import openai

        create: Any = self._client.audio.transcriptions.with_raw_response.create  # its overloads know no dictionary
        asked: dict[str, Any] = {**_FORMATS[self._format], **({"prompt": prompt} if prompt else {})}
        try:
            response = create(
                model=self._model,
                file=("speech.wav", sound, "audio/wav"),
                temperature=0,
                timeout=openai.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                **asked,
            )
        except openai.APIStatusError as error:
            raise self._refused(error) from error
        except openai.APITimeoutError as error:
            raise TranscriberError(
                f"The transcription server {self._host} took too long to answer.",
                hint="Try again, choose a smaller model there, or choose another transcriber.",
            ) from error
        except openai.APIConnectionError as error:
            raise _Passing(
                TranscriberError(
                    f"No transcription server answers at {self._host}.",
                    hint="Start it or check COACH_TRANSCRIBE_BASE_URL, then try again.",
                )
            ) from error
        return read_transcription(response.http_response.text, self._host)

    def _refused(self, error: "openai.APIStatusError") -> Exception:
        status, why = error.status_code, said(error.body)
        if status in {400, 415, 422, 501}:
            return _Rejected(f"{why} (HTTP {status})")
        if what := passing(status):
            trouble = TranscriberError(
                f"The transcription server {self._host} {what} (HTTP {status}): {why}",
                hint="Wait a little and try again, or choose another transcriber.",
            )
            return _Passing(trouble, wait_asked(error.response.headers))
        message, hint = self._final(status, why, error.response.headers)
        return TranscriberError(message, hint=hint, retryable=False)

    def _final(self, status: int, why: str, headers: Mapping[str, str]) -> tuple[str, str]:
        if status in {401, 403}:
            return f"{self._host} did not accept the key (HTTP {status}).", "Check COACH_TRANSCRIBE_API_KEY."
        if status == 404:
            hint = "Check COACH_TRANSCRIBE_MODEL, and that COACH_TRANSCRIBE_BASE_URL ends in /v1 where the server does."
            return f"{self._host} does not know the model or the address (HTTP 404): {why}", hint
        if status == 413:
            hint = "Raise the size that this server or the proxy before it accepts to 25 MB."
            return f"{self._host} does not take a recording of this size (HTTP 413).", hint
        if 300 <= status < 400:
            hint = "Set COACH_TRANSCRIBE_BASE_URL to the address it really has."
            return f"{self._host} sends on to {sent_on_to(headers)}.", hint
        return f"{self._host} refused the recording (HTTP {status}): {why}", "Check COACH_TRANSCRIBE_BASE_URL."


def _prompt(hints: Sequence[str]) -> str:
    text = ", ".join(dict.fromkeys(hints))
    return text if len(text) <= MOST_HINT_LETTERS else text[:MOST_HINT_LETTERS].rpartition(", ")[0]


def _wav(pcm: bytes) -> bytes:
    sound = io.BytesIO()
    with wave.open(sound, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(BYTES_PER_SAMPLE)
        written.setframerate(SAMPLE_RATE)
        written.writeframes(pcm)
    return sound.getvalue()


def _words(heard: Transcription, piece: Stretch) -> list[Word]:
    """Words with the recording's times from those of a piece of it."""
    if heard.words:
        return [_word(word, piece.start) for word in heard.words]
    if heard.segments:
        return [
            word
            for passage in heard.segments
            for word in spread(passage.text, piece.start + passage.start, piece.start + passage.end)
        ]
    return [Word(text=text) for text in heard.text.split()]


def _word(word: Passage, offset: float) -> Word:
    return Word(text=word.text.strip(), start=word.start + offset, end=word.end + offset, confidence=word.probability)
