"""Studies: begun from a page, worked on by the worker, looked at while they go on, stopped by a person."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coach.domain.attempt import Stage
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import ACTIVE, PACE, Standing, Study, StudyKind, StudyState, standing
from coach.domain.value import Value
from coach.errors import CoachError, StoreError, UnreadableError, UsageError
from coach.service.gate import Gate
from coach.service.panel import CONFIGURED
from coach.service.ports import Jobs, Leases
from coach.service.stages import SCORING_S, Allow
from coach.service.studio.ports import StudyStore

log = logging.getLogger(__name__)

MAX_RUNS = 10
"""A subject that was begun this often without an end kills its worker: the study is given up."""

SUBJECT_S = 4 * SCORING_S
"""The longest that a subject takes: several criteria, under two rubrics, with a slow model. Studies are in no
hurry; what hangs holds up other studies and nobody else."""

GIVE_WAY_S = 15.0
"""A study waits so long, before each subject, for learners' pitches to be scored first. No longer, or a busy day
would end it."""

LOOK_S = 0.5
"""How often it looks whether they are."""

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


def _nobody() -> bool:
    return False


@dataclass(frozen=True)
class Studies:
    """The use cases around studies. `steps` know how each kind works on a subject.

    `gate` is shared with the learners' attempts: nothing is begun beside one that is to be alone, and none waits for
    a study. One that ends its worker takes those beside it down a few times; then they are alone, and safe from it.
    `learners_wait` says whether a pitch waits to be scored.
    """

    store: StudyStore
    steps: Mapping[StudyKind, Step]
    jobs: Jobs
    leases: Leases
    transaction: Callable[[], AbstractContextManager[object]]
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    gate: Gate = field(default_factory=Gate)
    learners_wait: Callable[[], bool] = _nobody
    sleep: Callable[[float], object] = time.sleep

    def begin(self, plan: Plan, *, who: str, bundle: Bundle | None = None) -> Study:
        """Keep a study and hand it to the worker. Raises UsageError when there is nothing to work on.

        Where the same person has just had the same begun (a double click), that one is given back instead; but
        what works on no content is told apart by what is put into it afterwards, and always begun.
        """
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
            alike = next((each for each in self.store.active(study) if _same(each, study)), None) if bundle else None
            if alike is not None:
                return alike
            self.store.add(study, bundle)
            self.jobs.enqueue(study.id, Stage.STUDY, study.tries)
        return study

    def standing(self, study_id: str) -> Standing:
        """How far a study is. Raises UsageError when there is none."""
        study = self.store.get(study_id)
        return standing(study, *self.store.kept(study_id, PACE))

    def stop(self, study_id: str) -> Study:
        """Have no more of it worked on; what is done stays."""
        with self.transaction():
            study = self.store.hold(study_id)
            if study.state in ACTIVE:
                study = study.model_copy(update={"state": StudyState.STOPPED})
                self.store.save(study)
        return study

    def resume(self, study_id: str) -> Study:
        """Go on with a study that was stopped or failed, from where it was."""
        with self.transaction():
            study = self.store.hold(study_id)
            if study.state in {StudyState.STOPPED, StudyState.FAILED}:
                changed = {"state": StudyState.QUEUED, "tries": study.tries + 1, "problem": None, "hint": None}
                study = study.model_copy(update=changed)
                self.store.save(study)
                self.store.begin_anew(study_id)
                self.jobs.enqueue(study.id, Stage.STUDY, study.tries)
        return study

    def work(self, study_id: str, tries: int, allow: Allow) -> None:
        """The job of the worker: one subject after the other, each kept as soon as it is there.

        Ends quietly when there is nothing to do: stopped, done, overtaken, removed, or unreadable. Raises
        StoreError, which another run can mend, and UsageError while another worker is at it.
        """
        if self._due(study_id, tries) is None:
            return
        with self.leases.take(study_id):
            study = self._due(study_id, tries)
            if study is None:
                return
            self._turn(study, StudyState.RUNNING)
            try:
                if self._go_through(study, allow):
                    self._turn(study, StudyState.DONE)
            except UnreadableError as error:  # it would be so at every run
                self._turn(study, StudyState.FAILED, error)
            except StoreError:
                raise
            except CoachError as error:
                self._turn(study, StudyState.FAILED, error)
            except Exception:
                log.exception("the study %s broke off", study_id)
                self._turn(study, StudyState.FAILED, _broke_off())

    def _due(self, study_id: str, tries: int) -> Study | None:
        """The study, if this job is what is to be done with it now."""
        try:
            study = self.store.get(study_id)
        except UsageError:
            return None  # removed while it waited
        except UnreadableError as error:  # it would be so at every run, and keep the others waiting
            log.error("the study %s ends here: %s %s", study_id, error.message, error.hint)
            return None
        return study if study.tries == tries and study.state in ACTIVE else None

    def _go_through(self, study: Study, allow: Allow) -> bool:
        """Whether the end was reached; False when a person stopped it."""
        bundle = self.store.bundle(study) if study.rubric_version else None
        step = self.steps[study.kind]
        done = self.store.results(study.id)
        for number, subject in enumerate(study.subjects):
            if number in done:
                continue
            allow(SUBJECT_S)
            self._give_way()
            if self._due(study.id, study.tries) is None:
                return False
            self.gate.wait()
            run = self.store.begin(study.id)
            if run > MAX_RUNS:
                raise _gave_up()
            result = step(study, bundle, subject)
            self.store.keep(study.id, number, result.model_dump(mode="json"))
        return True

    def _give_way(self) -> None:
        waited = 0.0
        while waited < GIVE_WAY_S and self.learners_wait():
            self.sleep(LOOK_S)
            waited += LOOK_S

    def _turn(self, study: Study, state: StudyState, error: CoachError | None = None) -> None:
        """Note what became of it, unless a person did something else with it meanwhile."""
        told = {"problem": error.message, "hint": error.hint} if error else {}
        with self.transaction():
            try:
                now = self.store.hold(study.id)
            except UsageError:
                return  # removed meanwhile
            if now.state in ACTIVE and now.tries == study.tries:
                self.store.save(now.model_copy(update={"state": state, **told}))


def _gave_up() -> CoachError:
    return CoachError(
        f"The work on the next one broke down {MAX_RUNS} times and was given up.",
        hint="What is done is kept. Go on with it; if it breaks down again, report what the server's log says.",
    )


def _broke_off() -> CoachError:
    return CoachError(
        "The work on this broke off for a reason that nobody foresaw.",
        hint="What is done is kept. Go on with it; if it breaks off again, report what the server's log says.",
    )


def _same(one: Study, other: Study) -> bool:
    """Whether both ask for the same work on the same content."""
    own = {"id", "at", "state", "tries", "problem", "hint"}
    return one.model_dump(exclude=own) == other.model_dump(exclude=own)
