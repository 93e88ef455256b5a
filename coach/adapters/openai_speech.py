"""A speech endpoint of an OpenAI-compatible server."""

import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from coach.adapters.openai_client import CONNECT_TIMEOUT_S, safe_client, shown_host
from coach.adapters.server_replies import passing, said, sent_on_to
from coach.domain.exchange import Sound
from coach.errors import VoiceError

if TYPE_CHECKING:
    import openai

TIMEOUT_S = 20.0
"""For one sentence. A reply that is spoken later than that is no conversation any more."""

LARGEST = 8_000_000
"""Bytes of one sentence: three minutes of uncompressed speech."""

_FORMATS = ("mp3", "wav")
"""What is asked for: the small one that every browser plays, then what simple servers write."""

_KINDS = ((b"RIFF", "audio/wav"), (b"ID3", "audio/mpeg"), (b"OggS", "audio/ogg"), (b"fLaC", "audio/flac"))


class _Rejected(Exception):
    """The server does not take the request as it is."""


class OpenAiSpeech:
    """Satisfies the `Voice` port. The lines go to `base_url` and nowhere else, with `api_key` or none."""

    def __init__(
        self, model: str, voice: str, base_url: str, api_key: str | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._model, self._voice = model, voice
        self._base_url, self._api_key = base_url, api_key
        self._timeout_s = timeout_s
        self._format = 0

    @property
    def name(self) -> str:
        return f"{self._model} ({self._voice}) at {self._host}"

    def speak(self, text: str) -> Sound:
        """One sentence as sound. Raises VoiceError; a failure is not tried again here, the next sentence is near."""
        refusal: _Rejected | None = None
        for number in range(self._format, len(_FORMATS)):
            try:
                sound = self._once(text, _FORMATS[number])
            except _Rejected as refused:
                refusal = refused
                continue
            self._format = max(self._format, number)  # several sentences may find out at once
            return sound
        raise VoiceError(
            f"{self._host} refused to speak: {refusal}",
            hint="Check COACH_SPEECH_MODEL and COACH_SPEECH_VOICE.",
            retryable=False,
        ) from refusal

    @cached_property
    def _client(self) -> "openai.OpenAI":
        return safe_client(self._base_url, self._api_key)

    @property
    def _host(self) -> str:
        return shown_host(self._base_url)

    def _once(self, text: str, written: str) -> Sound:
        import httpx2
        import openai

        speech: Any = self._client.audio.speech  # its overloads know no names that other servers offer
        deadline = time.monotonic() + self._timeout_s
        asked = {"model": self._model, "voice": self._voice, "input": text, "response_format": written}
        timeout = openai.Timeout(self._timeout_s, connect=CONNECT_TIMEOUT_S)
        content = bytearray()
        try:
            with speech.with_streaming_response.create(**asked, timeout=timeout) as response:
                for piece in response.iter_bytes():
                    content += piece
                    if time.monotonic() > deadline:
                        raise self._too_slow()
                    if len(content) > LARGEST:
                        raise self._no_sound("sent far more than one sentence")
        except openai.APIStatusError as error:
            raise self._refused(error) from error
        except (openai.APITimeoutError, httpx2.TimeoutException) as error:
            raise self._too_slow() from error
        except openai.APIConnectionError as error:
            raise VoiceError(
                f"No speech server answers at {self._host}.", hint="Start it or check COACH_SPEECH_BASE_URL."
            ) from error
        except httpx2.HTTPError as error:  # while the sound was on its way, the client passes these on as they are
            raise self._no_sound("broke off") from error
        return Sound(content=bytes(content), content_type=self._kind(bytes(content[:16])))

    def _kind(self, start: bytes) -> str:
        """The media type by the bytes themselves: servers say what they were asked for."""
        for sign, kind in _KINDS:
            if start.startswith(sign):
                return kind
        if len(start) > 1 and start[0] == 0xFF and start[1] >= 0xE0:  # MPEG frames without a tag before them
            return "audio/mpeg"
        what = "nothing" if not start else "a web page" if start.lstrip()[:1] == b"<" else "something that is no sound"
        raise self._no_sound(f"answered {what}")

    def _too_slow(self) -> VoiceError:
        return VoiceError(
            f"The speech server {self._host} took longer than {self._timeout_s:g} seconds for one sentence.",
            hint="The line is there to read. Choose a smaller model there if this stays.",
        )

    def _no_sound(self, what: str) -> VoiceError:
        return VoiceError(f"The speech server {self._host} {what}.", hint="Check COACH_SPEECH_BASE_URL.")

    def _refused(self, error: "openai.APIStatusError") -> Exception:
        status, why = error.status_code, said(error.body)
        if status in {400, 415, 422, 501}:
            return _Rejected(f"{why} (HTTP {status})")
        if what := passing(status):
            return VoiceError(
                f"The speech server {self._host} {what} (HTTP {status}): {why}",
                hint="The line is there to read; the next one is tried again.",
            )
        message, hint = f"{self._host} refused to speak (HTTP {status}): {why}", "Check COACH_SPEECH_BASE_URL."
        if status in {401, 403}:
            message, hint = f"{self._host} did not accept the key (HTTP {status}).", "Check COACH_SPEECH_API_KEY."
        elif status == 404:
            message = f"{self._host} does not know the model, the voice or the address (HTTP 404): {why}"
            hint = "Check COACH_SPEECH_MODEL, and that COACH_SPEECH_BASE_URL ends in /v1 where the server does."
        elif 300 <= status < 400:
            message = f"{self._host} sends on to {sent_on_to(error.response.headers)}."
            hint = "Set COACH_SPEECH_BASE_URL to where it really is."
        return VoiceError(message, hint=hint, retryable=False)
