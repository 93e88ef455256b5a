"""The studio: what authors write, try and publish, and how far graders agree."""

from functools import cached_property
from typing import TYPE_CHECKING

from coach.domain.studio.study import StudyKind
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.studio.beginning import Beginnings
from coach.service.studio.calibration import Calibration
from coach.service.studio.changing import Changing
from coach.service.studio.drafting.drafting import Drafting
from coach.service.studio.drafting.working import Drafter
from coach.service.studio.gates import Gates
from coach.service.studio.grading import Grading
from coach.service.studio.machine import Machine, Scorer
from coach.service.studio.publishing import Publishing
from coach.service.studio.rating_tables import RatingTables
from coach.service.studio.rescoring import Rescoring
from coach.service.studio.reverting import Reverting
from coach.service.studio.samples import Samples
from coach.service.studio.sharing import Sharing
from coach.service.studio.studies import Studies
from coach.service.studio.studio import Studio
from coach.service.studio.trying import Trying
from coach.wiring.parts import new_id, now
from coach.wiring.practice import PracticeRoom

if TYPE_CHECKING:
    from coach.adapters.manuscripts import FileManuscripts
    from coach.adapters.rating_store import SqlRatingStore
    from coach.adapters.ratings_csv import CsvRatings


class StudioRoom(PracticeRoom):
    """From a new file to what is published of it, and the grading that shows what its scores are worth."""

    # A file under its author's hands.

    @cached_property
    def manuscripts(self) -> "FileManuscripts":
        from coach.adapters.manuscripts import FileManuscripts

        return FileManuscripts(self.files, self.cards, self.settings.home / "locks")

    @cached_property
    def studio(self) -> Studio:
        """The use cases around rubrics, golden pitches and cards under their authors' hands."""
        return Studio(self.manuscripts, self.versions, self.studies, now=now)

    @cached_property
    def beginnings(self) -> Beginnings:
        """New files for authors."""
        from coach.adapters.card_files import FileCards
        from coach.adapters.library import FileLibrary
        from coach.adapters.library_places import shipped_root
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
    def sharing(self) -> Sharing:
        """Rubrics and cards as zips."""
        from coach.adapters.bundles import ZipParcels

        parcels = ZipParcels(self.files, self.cards, self.settings.max_bytes)
        return Sharing(parcels, self.manuscripts, self.versions, self.studio)

    # From the draft to what learners are offered.

    @cached_property
    def trying(self) -> Trying:
        """Drafts tried on one text while somebody writes them."""
        from coach.adapters.captions import read_pasted

        return Trying(
            judges=self._judges,
            matcher=self.matcher,
            attempts=self.attempts,
            history=self.history,
            read_pasted=read_pasted,
        )

    @cached_property
    def gates(self) -> Gates:
        """What a draft is tried on before it is published."""
        return Gates(judges=self._judges, matcher=self.matcher, store=self.studies.store)

    @cached_property
    def changing(self) -> Changing:
        """What a draft would change for past attempts."""
        from coach.adapters.past_store import SqlPastStore

        return Changing(
            studies=self.studies,
            past=SqlPastStore(self.database),
            attempts=self.attempts,
            judges=self._judges,
        )

    @cached_property
    def publishing(self) -> Publishing:
        """The use cases between a draft and what learners are offered."""
        return Publishing(self.manuscripts, self.versions, self.studies, self.gates, now=now)

    @cached_property
    def reverting(self) -> Reverting:
        """The use cases around a version that becomes the draft again."""
        return Reverting(self.manuscripts, self.versions, self.studio)

    # What the worker does for drafts.

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
            now=now,
            new_id=new_id,
            gate=self._gate,
            learners_wait=self.attempts.any_waiting,
        )

    @cached_property
    def _rescoring(self) -> Rescoring:
        from coach.adapters.embedded_judge import EmbeddedJudge

        return Rescoring(
            attempts=self.attempts,
            judges=self._judges,
            embedded=(EmbeddedJudge(self.matcher), EmbeddedJudge(self.matcher)),
            matcher=self.matcher,
            results=lambda study_id: self.studies.store.results(study_id),
        )

    @cached_property
    def _scorer(self) -> Scorer:
        return Scorer(self.grading.words_of, self._judges)

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

    # Whether the scores agree with people.

    @cached_property
    def ratings(self) -> "SqlRatingStore":
        from coach.adapters.rating_store import SqlRatingStore

        return SqlRatingStore(self.database)

    @cached_property
    def grading(self) -> Grading:
        """The use cases around grading by people."""
        return Grading(
            store=self.ratings,
            history=self.history,
            reviews=self.reviews,
            versions=self.versions,
            manuscripts=self.manuscripts,
            now=now,
        )

    @cached_property
    def pitch_samples(self) -> Samples:
        """The use cases around pitches that are brought to be graded."""
        from coach.adapters.captions import read_pasted, read_transcript

        return Samples(
            store=self.ratings,
            read_pasted=read_pasted,
            read_transcript=read_transcript,
            now=now,
            new_id=new_id,
        )

    @cached_property
    def machine(self) -> Machine:
        """The judge's own answers to what people grade."""
        return Machine(self.grading, self.studies, self.judge, self.attempts.source)

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
    def rating_exchange(self) -> RatingTables:
        """The use cases around ratings that come and go as tables."""
        return RatingTables(self.grading, self.people, self.rating_tables)
