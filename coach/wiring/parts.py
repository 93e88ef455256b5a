"""The concrete parts that every room uses: files, database, engines."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from coach.domain.exchange import Progress
from coach.errors import StoreError
from coach.service.gate import Gate
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.stages import Chosen
from coach.service.studio.offered import OfferedLibrary
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.adapters.archive_store import SqlArchiveStore
    from coach.adapters.attempt_store import SqlAttemptStore
    from coach.adapters.card_files import FileCards
    from coach.adapters.database import Database
    from coach.adapters.history_store import SqlHistoryStore
    from coach.adapters.jobs import DbosJobs
    from coach.adapters.ladder import TranscriberLadder
    from coach.adapters.leases import FileLeases
    from coach.adapters.library import FileLibrary
    from coach.adapters.matcher import TfidfMatcher
    from coach.adapters.media import PyAvMedia
    from coach.adapters.media_store import FolderMediaStore
    from coach.adapters.openai_model import OpenAiModel
    from coach.adapters.version_store import SqlVersionStore
    from coach.adapters.voices import VoiceLadder
    from coach.service.ports import Judge

ID_BYTES = 9
"""Ids are random so that nobody can guess another's: 72 bits."""


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(ID_BYTES)


def now() -> datetime:
    """The moment this is called, in UTC."""
    return datetime.now(UTC)


def make_home(home: Path) -> None:
    """Have the folder that all data lives in. Raises StoreError where it cannot be made."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {home} cannot be made: {error.strerror or error}."
        raise StoreError(message, hint="Choose a folder you may write to with COACH_HOME.") from error


@dataclass(frozen=True)
class Parts:
    """Made when first needed: text-only work never loads a recogniser."""

    settings: Settings

    # What authors write, and what learners get of it.

    @cached_property
    def files(self) -> "FileLibrary":
        """The library's files as they stand, drafts included."""
        from coach.adapters.library import FileLibrary
        from coach.adapters.library_places import library_root

        return FileLibrary(self.settings.library or library_root())

    @cached_property
    def cards(self) -> "FileCards":
        from coach.adapters.card_files import FileCards

        return FileCards(self.files)

    @cached_property
    def versions(self) -> "SqlVersionStore":
        from coach.adapters.version_store import SqlVersionStore

        return SqlVersionStore(self.database)

    @cached_property
    def library(self) -> OfferedLibrary:
        """What learners are offered."""
        return OfferedLibrary(self.files, self.versions)

    # What is kept.

    @cached_property
    def database(self) -> "Database":
        from coach.adapters.database import open_database, sqlite_url

        make_home(self.settings.home)
        return open_database(self.settings.database_url or sqlite_url(self.settings.home / "coach.db"))

    @cached_property
    def attempts(self) -> "SqlAttemptStore":
        from coach.adapters.attempt_store import SqlAttemptStore

        return SqlAttemptStore(self.database)

    @cached_property
    def history(self) -> "SqlHistoryStore":
        from coach.adapters.history_store import SqlHistoryStore

        return SqlHistoryStore(self.database, self._leases.held)

    @cached_property
    def recordings(self) -> "FolderMediaStore":
        from coach.adapters.media_store import FolderMediaStore

        store = FolderMediaStore(self.settings.home / "media")
        store.tie(self._archive_store.installation, self._archive_store.recordings)
        return store

    @cached_property
    def _archive_store(self) -> "SqlArchiveStore":
        from coach.adapters.archive_store import SqlArchiveStore

        return SqlArchiveStore(self.database)

    # What work in the background needs.

    @cached_property
    def jobs(self) -> "DbosJobs":
        from coach.adapters.jobs import DbosJobs

        return DbosJobs(self.database)

    @cached_property
    def _leases(self) -> "FileLeases":
        from coach.adapters.leases import FileLeases

        return FileLeases(self.settings.home / "leases")

    @cached_property
    def _gate(self) -> Gate:
        """What the jobs of one worker share: pitches and studies."""
        return Gate()

    # The engines.

    @cached_property
    def media(self) -> "PyAvMedia":
        from coach.adapters.media import PyAvMedia

        return PyAvMedia(max_seconds=self.settings.max_minutes * 60, max_bytes=self.settings.max_bytes)

    @cached_property
    def ladder(self) -> "TranscriberLadder":
        from coach.adapters.ladder import TranscriberLadder, TranscriberSettings

        return TranscriberLadder(
            TranscriberSettings(
                choice=self.settings.transcriber,
                whisper_model=self.settings.whisper_model,
                home=self.settings.home,
                base_url=self.settings.transcribe_base_url,
                api_key=self.settings.transcribe_api_key,
                model=self.settings.transcribe_model,
                offline=self.settings.offline,
            )
        )

    def choose_transcriber(self, name: str, fetching: Progress) -> Chosen:
        transcriber, why = self.ladder.choose(None if name == CONFIGURED else name, fetching)
        return Chosen(transcriber, why)

    @cached_property
    def voices(self) -> "VoiceLadder":
        from coach.adapters.voices import SpeechSettings, VoiceLadder

        settings = self.settings
        return VoiceLadder(
            SpeechSettings(
                base_url=settings.speech_base_url,
                model=settings.speech_model,
                voice=settings.speech_voice,
                api_key=settings.speech_api_key,
            )
        )

    @cached_property
    def model(self) -> "OpenAiModel | None":
        """The language model behind COACH_LLM_BASE_URL, if one is configured."""
        settings = self.settings
        if settings.llm_base_url is None or settings.llm_model is None:
            return None
        from coach.adapters.openai_model import OpenAiModel

        return OpenAiModel(
            base_url=settings.llm_base_url,
            model=settings.llm_model,
            api_key=settings.llm_api_key,
            parallel=settings.llm_parallel,
            deadline_s=settings.llm_deadline,
        )

    @cached_property
    def matcher(self) -> "TfidfMatcher":
        from coach.adapters.matcher import TfidfMatcher

        return TfidfMatcher()

    @cached_property
    def embedded_judge(self) -> "Judge":
        from coach.adapters.embedded_judge import EmbeddedJudge

        return EmbeddedJudge(self.matcher)

    @cached_property
    def judge(self) -> "Judge":
        """The configured model, or else the embedded judge."""
        if self.model is None:
            return self.embedded_judge
        from coach.service.llm_judge import LlmJudge

        return LlmJudge(self.model)

    @property
    def _judges(self) -> "dict[str, Judge]":
        """By the name that a retry asks for."""
        return {CONFIGURED: self.judge, EMBEDDED: self.embedded_judge}
