"""What speaks the rival's lines here: a speech endpoint, else espeak-ng, else nobody.

A browser that brings a voice of its own stands between the two; only the page knows whether it does.
"""

import shutil
import subprocess
from dataclasses import dataclass, field
from typing import NamedTuple

from coach.adapters.openai_client import shown_address
from coach.adapters.openai_speech import OpenAiSpeech
from coach.domain.exchange import Sound
from coach.errors import VoiceError

ESPEAK = "espeak-ng"
ESPEAK_S = 10.0
"""Far more than it takes: about 50 ms for a sentence of eight seconds."""

WORDS_PER_MINUTE = "165"
"""espeak-ng's own 175 is hurried for an argument."""

_WAVE_HEAD, _SIZE_AT, _LENGTH_AT = 44, 4, 40


@dataclass(frozen=True)
class SpeechSettings:
    """What a person can set; without an address there is no endpoint. `voice` is one that the server offers."""

    base_url: str | None = None
    model: str = "tts-1"
    voice: str = "alloy"
    api_key: str | None = field(default=None, repr=False)


class VoiceRung(NamedTuple):
    """A voice, whether it can speak (None: only the browser knows), and why (not)."""

    name: str
    ready: bool | None
    why: str


class Espeak:
    """Satisfies the `Voice` port with the program espeak-ng: robotic, but here and free."""

    name = ESPEAK

    def __init__(self, program: str = ESPEAK, timeout_s: float = ESPEAK_S) -> None:
        self._program, self._timeout_s = program, timeout_s

    def speak(self, text: str) -> Sound:
        """One sentence as WAV. The text goes in by stdin: arguments can be read by everybody. Raises VoiceError."""
        command = [self._program, "--stdin", "--stdout", "-v", "en-us", "-s", WORDS_PER_MINUTE]
        # Its markup for phonemes is for its own users, not for what a model writes.
        spoken = text.replace("[[", "[ [").encode()
        try:
            done = subprocess.run(command, input=spoken, capture_output=True, timeout=self._timeout_s, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            why = "did not finish in time" if isinstance(error, subprocess.TimeoutExpired) else str(error)
            raise _espeak_failed(why) from error
        if done.returncode or len(done.stdout) <= _WAVE_HEAD or not done.stdout.startswith(b"RIFF"):
            said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
            raise _espeak_failed(said or f"it ended with {done.returncode}")
        return Sound(content=_with_true_length(done.stdout), content_type="audio/wav")


class VoiceLadder:
    """The voices of this machine, by what is configured and installed."""

    def __init__(self, settings: SpeechSettings, espeak: str = ESPEAK) -> None:
        self._settings, self._espeak = settings, espeak

    def choose(self) -> "OpenAiSpeech | Espeak | None":
        """The voice that the server lends, None where the page has to do with the browser's own or with text.

        A configured endpoint that fails later never becomes another voice by itself.
        """
        settings = self._settings
        if settings.base_url is not None:
            return OpenAiSpeech(settings.model, settings.voice, settings.base_url, settings.api_key)
        program = shutil.which(self._espeak)
        return Espeak(program) if program else None

    def rungs(self) -> tuple[VoiceRung, ...]:
        """Every voice with its state, in the order in which they are taken. Asks nobody."""
        settings = self._settings
        configured = settings.base_url is not None
        endpoint = f"{settings.model} ({settings.voice}) at {shown_address(settings.base_url or '')}"
        local = "taken where it has a local voice; the drill's page says so before it speaks"
        installed = shutil.which(self._espeak) is not None
        robotic = "installed; robotic, but nothing leaves this machine"
        return (
            VoiceRung(
                "speech endpoint", configured, endpoint if configured else "not configured: set COACH_SPEECH_BASE_URL"
            ),
            VoiceRung("the browser's own", None, "not asked: the endpoint speaks" if configured else local),
            VoiceRung(ESPEAK, installed, robotic if installed else "not installed; only needed where nothing else is"),
            VoiceRung("text", True, "always there: every line is shown in any case"),
        )


def _espeak_failed(why: str) -> VoiceError:
    return VoiceError(
        f"espeak-ng could not speak: {why}.", hint="The line is there to read; the next one is tried again."
    )


def _with_true_length(sound: bytes) -> bytes:
    """The WAV with the sizes that espeak-ng cannot know yet when it begins to write to a pipe."""
    fixed = bytearray(sound)
    fixed[_SIZE_AT : _SIZE_AT + 4] = (len(sound) - 8).to_bytes(4, "little")
    fixed[_LENGTH_AT : _LENGTH_AT + 4] = (len(sound) - _WAVE_HEAD).to_bytes(4, "little")
    return bytes(fixed)
