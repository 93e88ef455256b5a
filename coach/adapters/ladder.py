"""Which transcriber serves, decided by what is configured and present, and why."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from coach.adapters.given_up import GivenUp
from coach.adapters.openai_client import shown_address
from coach.adapters.openai_transcriber import OpenAiTranscriber
from coach.adapters.pocketsphinx import SphinxTranscriber
from coach.adapters.whisper import WhisperTranscriber, default_model
from coach.adapters.whisper_models import NotFetched, WhisperModels
from coach.domain.exchange import Progress
from coach.errors import SettingsError, TranscriberError, UsageError

AUTO, WHISPER, OPENAI, SPHINX = "auto", "faster-whisper", "openai", "pocketsphinx"

AnyTranscriber = WhisperTranscriber | OpenAiTranscriber | SphinxTranscriber


@dataclass(frozen=True)
class TranscriberSettings:
    """What a person can set. `choice` is auto or a rung's name; `home` is where models and notes are kept.

    `whisper_model` is a name, a repository or a folder (None: by device); `base_url`, `api_key` and
    `model` are the transcription endpoint's; `offline` forbids fetching. `hub` is the model hub's address
    (None: the one that `HF_ENDPOINT` sets).
    """

    home: Path
    choice: str = AUTO
    whisper_model: str | None = None
    base_url: str | None = None
    api_key: str | None = field(default=None, repr=False)
    model: str = "whisper-1"
    offline: bool = False
    hub: str | None = None


@dataclass(frozen=True)
class Rung:
    """A transcriber, whether it could serve now, and why (not)."""

    name: str
    ready: bool
    why: str
    fetchable: bool = False
    """Not ready, but its model is fetched when it is first needed."""


class TranscriberLadder:
    """Chooses anew at each call, since a model may have come; safe to ask from several threads.

    `now` is in seconds since 1970.
    """

    def __init__(self, settings: TranscriberSettings, now: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._models = WhisperModels(settings.home / "models", settings.hub)
        self._given_up = GivenUp(settings.home / "models" / "given_up.json", now)
        self._fetching = threading.Lock()

    def choose(self, name: str | None = None, fetching: Progress | None = None) -> tuple[AnyTranscriber, str]:
        """The transcriber that serves and the reason; `name` asks for a rung instead of the configured choice.

        A model that is not on disk is fetched, `fetching` being told how far it is; that takes minutes, or
        seconds on a closed network, and is not tried again for an hour. A choice other than auto never
        becomes another engine. Raises TranscriberError, SettingsError or UsageError, each with a hint.
        """
        wanted = name or self._settings.choice
        if wanted not in (AUTO, WHISPER, OPENAI, SPHINX):
            raise UsageError(
                f"There is no transcriber called “{wanted}”.", hint=f"Choose one of: {WHISPER}, {OPENAI}, {SPHINX}."
            )
        if wanted == SPHINX:
            return SphinxTranscriber(), "chosen"
        if wanted == OPENAI:
            return self._openai, "chosen"
        with self._fetching:  # two threads must not fetch the same model; other engines need not wait for that
            return self._whisper_or_else(wanted, fetching or _nobody_watches)

    def rungs(self) -> tuple[Rung, ...]:
        """Every transcriber with its state. Asks nobody and fetches nothing."""
        return (
            self._whisper_rung(),
            self._openai_rung(),
            Rung(SPHINX, True, "always there; low accuracy, to practise"),
        )

    def serving(self) -> Rung:
        """The rung that would serve now, `ready` being false where its model has to be fetched first.

        Asks nobody and fetches nothing.
        """
        whisper, endpoint, sphinx = self.rungs()
        if self._settings.choice != AUTO:
            return {WHISPER: whisper, OPENAI: endpoint, SPHINX: sphinx}[self._settings.choice]
        return whisper if whisper.ready or whisper.fetchable else Rung(SPHINX, True, whisper.why)

    def forget_failures(self) -> None:
        """Try again at once what was given up."""
        self._given_up.forget()

    @cached_property
    def _model(self) -> str:
        return self._settings.whisper_model or default_model()

    def _whisper_or_else(self, wanted: str, fetching: Progress) -> tuple[AnyTranscriber, str]:
        try:
            whisper = self._whisper(fetching)
        except NotFetched as failure:
            if wanted == WHISPER:
                raise TranscriberError(
                    f"faster-whisper has no model {self._model}: {failure}.",
                    hint="Connect to the internet and run `coach doctor --retry`, put the model's folder into "
                    "COACH_WHISPER_MODEL, or choose pocketsphinx.",
                ) from failure
            return SphinxTranscriber(), f"faster-whisper has no model {self._model}: {failure}"
        return whisper, "chosen" if wanted == WHISPER else f"its model {self._model} is there"

    def _whisper(self, fetching: Progress) -> WhisperTranscriber:
        folder = self._models.on_disk(self._model)
        if folder is None:
            folder = self._fetch(fetching)
        label = folder.name if folder == Path(self._model).expanduser() else self._model
        return WhisperTranscriber(label, folder)

    def _fetch(self, fetching: Progress) -> Path:
        if self._settings.offline:
            raise NotFetched("it is not on this machine, and COACH_OFFLINE forbids fetching it")
        earlier = self._given_up.why(self._model)
        if earlier is not None:
            raise NotFetched(f"{earlier}; tried less than an hour ago")
        try:
            return self._models.fetch(self._model, fetching)
        except NotFetched as failure:
            self._given_up.remember(self._model, str(failure))
            raise

    @cached_property
    def _openai(self) -> OpenAiTranscriber:
        settings = self._settings
        if settings.base_url is None and settings.api_key is None:
            raise SettingsError(
                "The transcriber is `openai`, but neither an address nor a key is set.",
                hint="Set COACH_TRANSCRIBE_BASE_URL (your own server) or COACH_TRANSCRIBE_API_KEY (OpenAI's).",
            )
        return OpenAiTranscriber(settings.model, settings.base_url, settings.api_key)

    def _whisper_rung(self) -> Rung:
        try:
            folder = self._models.on_disk(self._model)
        except SettingsError as error:
            return Rung(WHISPER, False, f"{error.message} {error.hint}")
        if folder is not None:
            return Rung(WHISPER, True, f"model {self._model} is on this machine")
        if self._settings.offline:
            return Rung(WHISPER, False, f"model {self._model} is not on this machine, and COACH_OFFLINE is set")
        earlier = self._given_up.why(self._model)
        if earlier is not None:
            return Rung(WHISPER, False, f"model {self._model} could not be fetched: {earlier}; --retry tries again")
        why = f"model {self._model} is not on this machine; it is fetched when first needed"
        return Rung(WHISPER, False, why, fetchable=True)

    def _openai_rung(self) -> Rung:
        settings = self._settings
        if settings.base_url is None and settings.api_key is None:
            return Rung(OPENAI, False, "not configured: set COACH_TRANSCRIBE_BASE_URL or COACH_TRANSCRIBE_API_KEY")
        where = shown_address(settings.base_url) if settings.base_url else "OpenAI"
        used = (
            "" if settings.choice == OPENAI else "; used when COACH_TRANSCRIBER=openai, since it sends recordings away"
        )
        return Rung(OPENAI, True, f"{settings.model} at {where}{used}")


def _nobody_watches(share: float) -> None:
    pass
