"""Studies: begun from a page, worked on by the worker, looked at while they go on, stopped by a person."""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coach.domain.attempt import Stage
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import ACTIVE, Study, StudyKind, StudyState
from coach.domain.value import Value
from coach.errors import CoachError, StoreError, UsageError
from coach.service.panel import CONFIGURED
from coach.service.ports import Jobs, Leases
from coach.service.stages import SCORING_S, Allow
from coach.service.studio.ports import StudyStore

log = logging.getLogger(__name__)

MAX_RUNS = 10
"""A study that was taken up this often without an end kills its worker: it is given up."""

Step = Callable[[Study, Bundle | None, str], Value]
"""Works on one subject of a study and says what came out. Raises CoachError when the study cannot go on."""


@dataclass(frozen=True)
class Plan:
    """What is to be worked on; see `Study`. `judge` is the name of one: CONFIGURED or EMBEDDED."""

    kind: StudyKind
    rubric_id: str
    subjects: Sequence[str]
    judge: str = CONFIGURED
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Studies:
    """The use cases around studies. `steps` know how each kind works on a subject."""

    store: StudyStore
    steps: Mapping[StudyKind, Step]
    jobs: Jobs
    leases: Leases
    transaction: Callable[[], AbstractContextManager[object]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def begin(self, plan: Plan, *, who: str, bundle: Bundle | None = None) -> Study:
        """Keep a study and hand it to the worker. Raises UsageError when there is nothing to work on."""
        if not plan.subjects:
            raise UsageError("There is nothing to work on.", hint="Choose at least one.")
        study = Study(
            id=self.new_id(),
            kind=plan.kind,
            rubric_id=plan.rubric_id,
            who=who,
            at=self.now(),
            judge=plan.judge,
            subjects=tuple(plan.subjects),
            rubric_version=bundle.rubric.version if bundle else None,
            golden_version=bundle.golden.version if bundle else None,
            us_version=bundle.us.version if bundle else None,
            options=dict(plan.options),
        )
        with self.transaction():
            self.store.add(study, bundle)
            self.jobs.enqueue(study.id, Stage.STUDY, study.tries)
        return study

    def stop(self, study_id: str) -> Study:
        """Have no more of it worked on; what is done stays."""
        with self.transaction():
            study = self.store.get(study_id)
            if study.state in ACTIVE:
                study = study.model_copy(update={"state": StudyState.STOPPED})
                self.store.save(study)
        return study

    def resume(self, study_id: str) -> Study:
        """Go on with a study that was stopped or failed, from where it was."""
        with self.transaction():
            study = self.store.get(study_id)
            if study.state in {StudyState.STOPPED, StudyState.FAILED}:
                changed = {"state": StudyState.QUEUED, "tries": study.tries + 1, "problem": None, "hint": None}
                study = study.model_copy(update=changed)
                self.store.save(study)
                self.jobs.enqueue(study.id, Stage.STUDY, study.tries)
        return study

    def work(self, study_id: str, tries: int, allow: Allow) -> None:
        """The job of the worker: one subject after the other, each kept as soon as it is there.

        Ends quietly when there is nothing to do. Raises StoreError, which another run can mend.
        """
        with self.leases.take(study_id):
            try:
                study = self.store.get(study_id)
            except UsageError:
                return
            if study.tries != tries or study.state not in ACTIVE:
                return
            if self.store.begin(study_id) > MAX_RUNS * (tries + 1):
                self._end(study_id, StudyState.FAILED, _gave_up())
                return
            self._end(study_id, StudyState.RUNNING)
            try:
                if self._go_through(study, allow):
                    self._end(study_id, StudyState.DONE)
            except StoreError:
                raise
            except CoachError as error:
                self._end(study_id, StudyState.FAILED, error)
            except Exception:
                log.exception("the study %s broke off", study_id)
                self._end(study_id, StudyState.FAILED, _broke_off())

    def _go_through(self, study: Study, allow: Allow) -> bool:
        """Whether the end was reached; False when a person stopped it."""
        bundle = self.store.bundle(study) if study.rubric_version else None
        done = self.store.results(study.id)
        for number, subject in enumerate(study.subjects):
            if number in done:
                continue
            if self.store.get(study.id).state not in ACTIVE:
                return False
            allow(SCORING_S)
            result = self.steps[study.kind](study, bundle, subject)
            self.store.keep(study.id, number, result.model_dump(mode="json"))
        return True

    def _end(self, study_id: str, state: StudyState, error: CoachError | None = None) -> None:
        told = {"problem": error.message, "hint": error.hint} if error else {}
        with self.transaction():
            study = self.store.get(study_id)
            if study.state in ACTIVE:
                self.store.save(study.model_copy(update={"state": state, **told}))


def _gave_up() -> CoachError:
    return CoachError(
        f"The work on this broke down {MAX_RUNS} times and was given up.",
        hint="What is done is kept. Go on with it; if it breaks down again, report what the server's log says.",
    )


def _broke_off() -> CoachError:
    return CoachError(
        "The work on this broke off for a reason that nobody foresaw.",
        hint="What is done is kept. Go on with it; if it breaks off again, report what the server's log says.",
    )
