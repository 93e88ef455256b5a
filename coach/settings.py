"""Settings from the environment or `.env`: every name, its default, and a sentence for each mistake."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from coach.domain.retention import Retention
from coach.errors import SettingsError

MOST_DAYS = 36_500
"""A hundred years: whoever writes more means for ever."""


@dataclass(frozen=True)
class Settings:
    """Everything that can be set from outside. Names, meanings and defaults are in docs/settings.md."""

    home: Path
    library: Path | None = None
    database_url: str | None = field(default=None, repr=False)
    transcriber: str = "auto"
    whisper_model: str | None = None
    transcribe_base_url: str | None = None
    transcribe_api_key: str | None = field(default=None, repr=False)
    transcribe_model: str = "whisper-1"
    llm_base_url: str | None = None
    llm_api_key: str | None = field(default=None, repr=False)
    llm_model: str | None = None
    llm_parallel: int = 4
    llm_deadline: float = 120.0
    speech_base_url: str | None = None
    speech_api_key: str | None = field(default=None, repr=False)
    speech_model: str = "tts-1"
    speech_voice: str = "alloy"
    max_minutes: float = 60.0
    max_megabytes: float = 500.0
    offline: bool = False
    retention: Retention = field(default_factory=Retention)

    @property
    def max_bytes(self) -> int:
        """How large an upload may be."""
        return int(self.max_megabytes * 1_000_000)


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings. Raises SettingsError naming the variable that cannot be used."""
    read = _Reader(environment)
    llm_base_url, llm_model = read.text("COACH_LLM_BASE_URL"), read.text("COACH_LLM_MODEL")
    if llm_base_url and not llm_model:
        raise SettingsError(
            "COACH_LLM_BASE_URL is set, but COACH_LLM_MODEL is not.",
            hint="Set COACH_LLM_MODEL to a model that this server offers.",
        )
    base_url = read.url("COACH_LLM_BASE_URL")
    return Settings(
        home=Path(read.text("COACH_HOME") or _user_folder()).expanduser().absolute(),
        library=Path(library).expanduser().absolute() if (library := read.text("COACH_LIBRARY")) else None,
        database_url=read.text("COACH_DATABASE_URL"),
        transcriber=read.choice("COACH_TRANSCRIBER", ("auto", "faster-whisper", "openai", "pocketsphinx")),
        whisper_model=read.text("COACH_WHISPER_MODEL"),
        transcribe_base_url=read.url("COACH_TRANSCRIBE_BASE_URL"),
        transcribe_api_key=read.text("COACH_TRANSCRIBE_API_KEY"),
        transcribe_model=read.text("COACH_TRANSCRIBE_MODEL") or Settings.transcribe_model,
        llm_base_url=base_url,
        llm_api_key=read.text("COACH_LLM_API_KEY"),
        llm_model=llm_model,
        llm_parallel=int(read.number("COACH_LLM_PARALLEL", Settings.llm_parallel, least=1)),
        llm_deadline=read.number("COACH_LLM_DEADLINE", Settings.llm_deadline, least=1),
        speech_base_url=read.url("COACH_SPEECH_BASE_URL"),
        speech_api_key=read.text("COACH_SPEECH_API_KEY"),
        speech_model=read.text("COACH_SPEECH_MODEL") or Settings.speech_model,
        speech_voice=read.text("COACH_SPEECH_VOICE") or Settings.speech_voice,
        max_minutes=read.number("COACH_MAX_MINUTES", Settings.max_minutes, least=0.1),
        max_megabytes=read.number("COACH_MAX_MEGABYTES", Settings.max_megabytes, least=0.1),
        offline=read.flag("COACH_OFFLINE"),
        retention=Retention(
            recordings_days=read.days("COACH_KEEP_RECORDINGS_DAYS"),
            transcripts_days=read.days("COACH_KEEP_TRANSCRIPTS_DAYS"),
            takes_days=read.number("COACH_KEEP_TAKES_DAYS", Retention().takes_days, least=1),
            backups=int(read.number("COACH_KEEP_BACKUPS", Retention().backups, least=0)),
        ),
    )


def environment() -> dict[str, str]:
    """The process's environment over the `.env` of the working folder; the environment wins."""
    from dotenv import dotenv_values

    written = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**written, **os.environ}


@dataclass(frozen=True)
class _Reader:
    environment: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self.environment.get(name, "").strip() or None

    def url(self, name: str) -> str | None:
        value = self.text(name)
        if value and not value.startswith(("http://", "https://")):
            raise SettingsError(
                f"{name} is “{value}”, which is no web address.",
                hint="Write it as http://host:port/v1 or https://…/v1.",
            )
        return value

    def number(self, name: str, default: float, *, least: float) -> float:
        value = self.text(name)
        if value is None:
            return default
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not number >= least or number == float("inf"):
            raise SettingsError(f"{name} is “{value}”.", hint=f"Give a number of at least {least:g}.")
        return number

    def days(self, name: str) -> float | None:
        if self.text(name) is None:
            return None
        days = self.number(name, 0, least=1)
        if days > MOST_DAYS:
            raise SettingsError(f"{name} is “{self.text(name)}”.", hint="To keep for ever, leave it out.")
        return days

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.text(name) or choices[0]
        if value not in choices:
            raise SettingsError(f"{name} is “{value}”, which is unknown.", hint=f"Choose one of: {', '.join(choices)}.")
        return value

    def flag(self, name: str) -> bool:
        value = (self.text(name) or "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no"}:
            raise SettingsError(f"{name} is “{value}”.", hint="Write 1 for yes or 0 for no.")
        return value in {"1", "true", "yes"}


def _user_folder() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("pitch-coach", appauthor=False)
