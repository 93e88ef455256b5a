"""The one place that knows every concrete part, and makes it from the settings."""

import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from coach.domain.attempt import Stage
from coach.domain.exchange import Progress
from coach.domain.studio.study import StudyKind
from coach.errors import StoreError
from coach.service.archive import Archive
from coach.service.coach import CONFIGURED, EMBEDDED, Coach
from coach.service.corrections import Corrections
from coach.service.gate import Gate
from coach.service.people import People
from coach.service.redos import Redos
from coach.service.reviews import Reviews
from coach.service.sparring.drills import Drills
from coach.service.sparring.playbooks import Playbooks
from coach.service.sparring.spoken import SpokenAnswers
from coach.service.stages import Allow, Chosen
from coach.service.studio.beginning import Beginnings
from coach.service.studio.calibration import Calibration
from coach.service.studio.changing import Changing
from coach.service.studio.drafting.drafting import Drafting
from coach.service.studio.drafting.working import Drafter
from coach.service.studio.gates import Gates
from coach.service.studio.grading import Grading
from coach.service.studio.machine import Machine, Scorer
from coach.service.studio.offered import OfferedLibrary
from coach.service.studio.publishing import Publishing
from coach.service.studio.rating_tables import RatingTables
from coach.service.studio.rescoring import Rescoring
from coach.service.studio.reverting import Reverting
from coach.service.studio.samples import Samples
from coach.service.studio.sharing import Sharing
from coach.service.studio.studies import Studies
from coach.service.studio.studio import Studio
from coach.service.studio.trying import Trying
from coach.service.takes import Takes
from coach.settings import Settings

if TYPE_CHECKING:
    from coach.adapters.archive_store import SqlArchiveStore
    from coach.adapters.attempt_store import SqlAttemptStore
    from coach.adapters.card_files import FileCards
    from coach.adapters.database import Database
    from coach.adapters.drill_store import SqlDrillStore
    from coach.adapters.history_store import SqlHistoryStore
    from coach.adapters.jobs import DbosJobs
    from coach.adapters.ladder import TranscriberLadder
    from coach.adapters.leases import FileLeases
    from coach.adapters.library import FileLibrary
    from coach.adapters.manuscripts import FileManuscripts
    from coach.adapters.matcher import TfidfMatcher
    from coach.adapters.media import PyAvMedia
    from coach.adapters.media_store import FolderMediaStore
    from coach.adapters.openai_model import OpenAiModel
    from coach.adapters.rating_store import SqlRatingStore
    from coach.adapters.ratings_csv import CsvRatings
    from coach.adapters.version_store import SqlVersionStore
    from coach.adapters.voices import VoiceLadder
    from coach.service.ports import Judge

ID_BYTES = 9
"""Attempt ids are random so that nobody can guess another's: 72 bits."""


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder {home} cannot be made: {error.strerror or error}."
        raise StoreError(message, hint="Choose a folder you may write to with COACH_HOME.") from error


@dataclass(frozen=True)
class Workshop:
    """The concrete parts, made when first needed: text-only work never loads a recogniser."""

    settings: Settings

    @cached_property
    def files(self) -> "FileLibrary":
        """The library's files as they stand, drafts included."""
        from coach.adapters.library import FileLibrary, library_root

        return FileLibrary(self.settings.library or library_root())

    @cached_property
    def library(self) -> OfferedLibrary:
        """What learners are offered."""
        return OfferedLibrary(self.files, self.versions)

    @cached_property
    def media(self) -> "PyAvMedia":
        from coach.adapters.media import PyAvMedia

        return PyAvMedia(
            max_seconds=self.settings.max_minutes * 60, max_bytes=int(self.settings.max_megabytes * 1_000_000)
        )

    @cached_property
    def database(self) -> "Database":
        from coach.adapters.database import open_database, sqlite_url

        _make_home(self.settings.home)
        return open_database(self.settings.database_url or sqlite_url(self.settings.home / "coach.db"))

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

    @cached_property
    def matcher(self) -> "TfidfMatcher":
        from coach.adapters.matcher import TfidfMatcher

        return TfidfMatcher()

    @cached_property
    def embedded_judge(self) -> "Judge":
        from coach.adapters.embedded_judge import EmbeddedJudge

        return EmbeddedJudge(self.matcher)

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
    def judge(self) -> "Judge":
        """The configured model, or else the embedded judge."""
        if self.model is None:
            return self.embedded_judge
        from coach.service.llm_judge import LlmJudge

        return LlmJudge(self.model)

    def choose_transcriber(self, name: str, fetching: Progress) -> Chosen:
        transcriber, why = self.ladder.choose(None if name == CONFIGURED else name, fetching)
        return Chosen(transcriber, why)

    @cached_property
    def attempts(self) -> "SqlAttemptStore":
        from coach.adapters.attempt_store import SqlAttemptStore

        return SqlAttemptStore(self.database)

    @cached_property
    def people(self) -> People:
        from coach.adapters.people_store import SqlPeopleStore

        return People(SqlPeopleStore(self.database), now=lambda: datetime.now(UTC))

    @cached_property
    def reviews(self) -> Reviews:
        from coach.adapters.review_store import SqlReviewStore

        return Reviews(
            store=SqlReviewStore(self.database),
            attempts=self.attempts,
            people=self.people,
            transaction=self.database.write,
            now=lambda: datetime.now(UTC),
        )

    @cached_property
    def history(self) -> "SqlHistoryStore":
        from coach.adapters.history_store import SqlHistoryStore

        return SqlHistoryStore(self.database)

    def takes(self, coach: Coach) -> Takes:
        """Recordings under way, which become attempts of this coach."""
        from coach.adapters.take_store import SqlTakeStore

        store = SqlTakeStore(self.database, self.settings.home / "takes")
        max_bytes = int(self.settings.max_megabytes * 1_000_000)
        return Takes(store, coach, max_bytes=max_bytes, redo=Redos(coach).from_take)

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

    @cached_property
    def archive(self) -> Archive:
        """Deletion by hand and by age."""
        from coach.adapters.leftovers import HomeLeftovers

        home = self.settings.home
        return Archive(
            store=self._archive_store,
            attempts=self.attempts,
            recordings=self.recordings,
            leftovers=HomeLeftovers(home, (self.database.file or home / "coach.db").parent / "backups"),
            transaction=self.database.write,
            jobs=self.jobs,
            leases=self._leases,
            retention=self.settings.retention,
            now=lambda: datetime.now(UTC),
        )

    @cached_property
    def _leases(self) -> "FileLeases":
        from coach.adapters.leases import FileLeases

        return FileLeases(self.settings.home / "leases")

    @cached_property
    def jobs(self) -> "DbosJobs":
        from coach.adapters.jobs import DbosJobs

        return DbosJobs(self.database)

    def coach(self, *, now: Callable[[], datetime] | None = None, queued: bool = False) -> Coach:
        """The use cases around an attempt. `queued`: what is handed in goes to the worker."""
        from coach.adapters.captions import read_transcript

        return Coach(
            library=self.library,
            media=self.media,
            recordings=self.recordings,
            attempts=self.attempts,
            transaction=self.database.write,
            jobs=self.jobs if queued else None,
            leases=self._leases,
            read_transcript=read_transcript,
            choose_transcriber=self.choose_transcriber,
            judges={CONFIGURED: self.judge, EMBEDDED: self.embedded_judge},
            matcher=self.matcher,
            now=now or (lambda: datetime.now(UTC)),
            new_id=lambda: secrets.token_hex(ID_BYTES),
            gate=self._gate,
        )

    @cached_property
    def cards(self) -> "FileCards":
        from coach.adapters.card_files import FileCards

        return FileCards(self.files)

    @cached_property
    def drill_store(self) -> "SqlDrillStore":
        from coach.adapters.drill_store import SqlDrillStore

        return SqlDrillStore(self.database)

    @cached_property
    def drills(self) -> Drills:
        """The use cases around a drill against the competitor's rep."""
        from coach.service.sparring.embedded_assessor import EmbeddedAssessor
        from coach.service.sparring.llm_assessor import LlmAssessor
        from coach.service.sparring.llm_rival import LlmRival
        from coach.service.sparring.scripted_rival import ScriptedRival

        reader, rival = EmbeddedAssessor(), ScriptedRival()
        played = LlmRival(self.model, self.matcher, rival, self.settings.llm_deadline) if self.model else rival
        return Drills(
            cards=self.cards,
            store=self.drill_store,
            rivals={CONFIGURED: played, EMBEDDED: rival},
            assessors={CONFIGURED: LlmAssessor(self.model) if self.model else reader, EMBEDDED: reader},
            reader=reader,
            leases=self._leases,
            forget_sounds=lambda recordings: self.archive.forget_sounds(recordings),
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_hex(ID_BYTES),
        )

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
    def spoken_answers(self) -> SpokenAnswers:
        """The use cases around what is said in a drill."""
        return SpokenAnswers(
            drills=self.drills,
            store=self.drill_store,
            media=self.media,
            recordings=self.recordings,
            choose_transcriber=self.choose_transcriber,
            forget_sounds=self.archive.forget_sounds,
            leases=self._leases,
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_hex(ID_BYTES),
        )

    @cached_property
    def playbooks(self) -> Playbooks:
        """The use cases around what the competitor's rep would do at one account."""
        from coach.service.sparring.embedded_planner import EmbeddedPlanner
        from coach.service.sparring.llm_planner import LlmPlanner

        embedded = EmbeddedPlanner(self.matcher)
        return Playbooks(
            cards=self.cards,
            store=self.drill_store,
            planners={CONFIGURED: LlmPlanner(self.model, embedded) if self.model else embedded, EMBEDDED: embedded},
            settle=lambda: self.archive.settle(),
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_hex(ID_BYTES),
        )

    @cached_property
    def versions(self) -> "SqlVersionStore":
        from coach.adapters.version_store import SqlVersionStore

        return SqlVersionStore(self.database)

    @cached_property
    def manuscripts(self) -> "FileManuscripts":
        from coach.adapters.manuscripts import FileManuscripts

        return FileManuscripts(self.files, self.cards, self.settings.home / "locks")

    @cached_property
    def studies(self) -> Studies:
        """Work on drafts that goes on in the background."""
        from coach.adapters.study_store import SqlStudyStore

        return Studies(
            store=SqlStudyStore(self.database),
            steps={
                StudyKind.GATES: lambda study, bundle, each: self.gates.step(study, bundle, each),
                StudyKind.CHANGE: lambda study, bundle, each: self._rescoring.step(study, bundle, each),
                StudyKind.RETEST: lambda study, bundle, each: self._scorer(study, bundle, each),
                StudyKind.SCORES: lambda study, bundle, each: self._scorer(study, bundle, each),
                StudyKind.DRAFTING: lambda study, bundle, each: self._drafter.step(study, bundle, each),
            },
            jobs=self.jobs,
            leases=self._leases,
            transaction=self.database.write,
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_hex(ID_BYTES),
            gate=self._gate,
            learners_wait=self.attempts.any_waiting,
        )

    @cached_property
    def _drafter(self) -> Drafter:
        """What works on drafts from a document."""
        from coach.service.studio.drafting.embedded_proposer import EmbeddedProposer
        from coach.service.studio.drafting.llm_proposer import LlmProposer

        embedded = EmbeddedProposer()
        return Drafter(
            store=self.studies.store,
            proposers={CONFIGURED: LlmProposer(self.model) if self.model else embedded, EMBEDDED: embedded},
            media=self.media,
            recordings=self.recordings,
            choose_transcriber=self.choose_transcriber,
            us=self.files.us,
        )

    @cached_property
    def beginnings(self) -> Beginnings:
        """New files for authors."""
        from coach.adapters.card_files import FileCards
        from coach.adapters.library import FileLibrary, shipped_root
        from coach.adapters.manuscripts import FileManuscripts

        shipped = shipped_root()
        examples = FileLibrary(shipped) if shipped and shipped.resolve() != self.files.root.resolve() else None
        return Beginnings(
            manuscripts=self.manuscripts,
            samples=FileManuscripts(examples, FileCards(examples)) if examples else None,
            studio=self.studio,
            us=self.files.us,
            today=self.cards.today,
        )

    @cached_property
    def sharing(self) -> Sharing:
        """Rubrics and cards as zips."""
        from coach.adapters.bundles import ZipParcels

        max_bytes = int(self.settings.max_megabytes * 1_000_000)
        return Sharing(ZipParcels(self.files, self.cards, max_bytes), self.manuscripts, self.versions, self.studio)

    @cached_property
    def drafting(self) -> Drafting:
        """Rubrics and battlecards drafted from a document."""
        from coach.adapters.draft_store import SqlDraftStore

        return Drafting(
            studies=self.studies,
            store=self.studies.store,
            drafts=SqlDraftStore(self.database),
            beginnings=self.beginnings,
            manuscripts=self.manuscripts,
            media=self.media,
            recordings=self.recordings,
            us=self.files.us,
            transaction=self.database.write,
            forget_sounds=self.archive.forget_sounds,
            today=self.cards.today,
        )

    @cached_property
    def _rescoring(self) -> Rescoring:
        from coach.adapters.embedded_judge import EmbeddedJudge

        return Rescoring(
            attempts=self.attempts,
            judges={CONFIGURED: self.judge, EMBEDDED: self.embedded_judge},
            embedded=(EmbeddedJudge(self.matcher), EmbeddedJudge(self.matcher)),
            matcher=self.matcher,
            results=lambda study_id: self.studies.store.results(study_id),
        )

    @cached_property
    def changing(self) -> Changing:
        """What a draft would change for past attempts."""
        from coach.adapters.past_store import SqlPastStore

        return Changing(
            studies=self.studies,
            past=SqlPastStore(self.database),
            attempts=self.attempts,
            judges={CONFIGURED: self.judge, EMBEDDED: self.embedded_judge},
        )

    @cached_property
    def _gate(self) -> Gate:
        """What the jobs of one worker share: pitches and studies."""
        return Gate()

    @cached_property
    def ratings(self) -> "SqlRatingStore":
        from coach.adapters.rating_store import SqlRatingStore

        return SqlRatingStore(self.database)

    @cached_property
    def calibration(self) -> Calibration:
        """How far graders agree, and the judge with them."""
        from coach.adapters.statistics import ScipyStatistics

        return Calibration(ScipyStatistics())

    @cached_property
    def rating_tables(self) -> "CsvRatings":
        from coach.adapters.ratings_csv import CsvRatings

        return CsvRatings()

    @cached_property
    def grading(self) -> Grading:
        """The use cases around grading by people."""
        return Grading(
            store=self.ratings,
            history=self.history,
            reviews=self.reviews,
            versions=self.versions,
            manuscripts=self.manuscripts,
            now=lambda: datetime.now(UTC),
        )

    @cached_property
    def pitch_samples(self) -> Samples:
        """The use cases around pitches that are brought to be graded."""
        from coach.adapters.captions import read_pasted, read_transcript

        return Samples(
            store=self.ratings,
            read_pasted=read_pasted,
            read_transcript=read_transcript,
            now=lambda: datetime.now(UTC),
            new_id=lambda: secrets.token_hex(ID_BYTES),
        )

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.grading.words_of, {CONFIGURED: self.judge, EMBEDDED: self.embedded_judge})

    @cached_property
    def machine(self) -> Machine:
        """The judge's own answers to what people grade."""
        return Machine(self.grading, self.studies, self.judge, self.attempts.source)

    @cached_property
    def rating_exchange(self) -> RatingTables:
        """The use cases around ratings that come and go as tables."""
        return RatingTables(self.grading, self.people, self.rating_tables)

    @cached_property
    def gates(self) -> Gates:
        """What a draft is tried on before it is published."""
        judges = {CONFIGURED: self.judge, EMBEDDED: self.embedded_judge}
        return Gates(judges=judges, matcher=self.matcher, store=self.studies.store)

    @cached_property
    def publishing(self) -> Publishing:
        """The use cases between a draft and what learners are offered."""
        return Publishing(self.manuscripts, self.versions, self.studies, self.gates, now=lambda: datetime.now(UTC))

    @cached_property
    def studio(self) -> Studio:
        """The use cases around rubrics, golden pitches and cards under their authors' hands."""
        return Studio(self.manuscripts, self.versions, self.studies, now=lambda: datetime.now(UTC))

    @cached_property
    def reverting(self) -> Reverting:
        """The use cases around a version that becomes the draft again."""
        return Reverting(self.manuscripts, self.versions, self.studio)

    @cached_property
    def trying(self) -> Trying:
        """Drafts tried on one text while somebody writes them."""
        from coach.adapters.captions import read_pasted

        return Trying(
            judges={CONFIGURED: self.judge, EMBEDDED: self.embedded_judge},
            matcher=self.matcher,
            attempts=self.attempts,
            history=self.history,
            read_pasted=read_pasted,
        )

    def corrections(self) -> Corrections:
        """The use cases around corrections; what is corrected goes to the worker."""
        return Corrections(self.coach(queued=True), self.reviews.store)

    def work(self, stages: Sequence[Stage]) -> NoReturn:
        """Be this home's worker for these stages until the process ends; waits while another one still is."""
        from coach.adapters.job_worker import run_worker
        from coach.adapters.leases import hold

        _make_home(self.settings.home)
        with hold(self._worker_lock):
            coach, studies = self.coach(queued=True), self.studies

            def work(stage: Stage, name: str, tries: int, allow: Allow) -> None:
                if stage is Stage.STUDY:
                    studies.work(name, tries, allow)
                else:
                    coach.work(stage, name, tries, allow)

            threading.Thread(target=self.archive.purge_daily, name="purge", daemon=True).start()
            run_worker(self.database, work, name=self._worker_name(), stages=stages)

    @property
    def worker_at_work(self) -> bool:
        """Whether this home has a worker at this moment."""
        from coach.adapters.leases import is_held

        return is_held(self._worker_lock)

    @property
    def _worker_lock(self) -> Path:
        return self.settings.home / "worker.lock"

    def _worker_name(self) -> str:
        """The same at every start in this home, and no other home's."""
        path = self.settings.home / "worker-name"
        if not path.exists():
            whole = path.with_suffix(".part")  # a name that was written by half would be another one
            whole.write_text(secrets.token_hex(8), encoding="utf-8")
            whole.replace(path)
        return path.read_text(encoding="utf-8").strip()
