"""The gates: the texts that a draft is tried on before it is published, as work in the background."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from coach.domain.certification import Result
from coach.domain.judging import JudgeIdentity
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import Study, StudyKind, StudyState
from coach.domain.studio.version import GateResult
from coach.errors import JudgeError, UsageError
from coach.service.checking import SCORING, Bench, trial_names
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.ports import Judge, Matcher
from coach.service.studio.ports import StudyStore
from coach.service.studio.studies import Plan

UPGRADED = "Pitch Coach was changed since these gates were run: it tries or scores some texts differently now."


@dataclass(frozen=True)
class Gates:
    """Tries drafts with the judge that scores learners. `judges` holds the judges by name, as in `Coach`."""

    judges: Mapping[str, Judge]
    matcher: Matcher
    store: StudyStore

    @property
    def serving(self) -> JudgeIdentity:
        """The judge that learners are scored by now, and so the one that the gates are tried with."""
        return self.judges[CONFIGURED].identity

    def plan(self, bundle: Bundle) -> Plan:
        """Every trial of a draft, one a subject."""
        return Plan(
            kind=StudyKind.GATES,
            rubric_id=bundle.rubric.id,
            subjects=trial_names(bundle),
            judge=EMBEDDED if self.serving.embedded else CONFIGURED,
            options={"judge": self.serving.model_dump(mode="json"), "scoring": SCORING},
        )

    def step(self, study: Study, bundle: Bundle | None, subject: str) -> GateResult:
        """One trial. Raises JudgeError when the judge gave no answer: that is no gate that came out badly."""
        assert bundle is not None
        if self._judged_by(study) != self.serving:
            message = f"The gates were begun with {judge_name(self._judged_by(study))}, which does not serve any more."
            raise UsageError(message, hint="Run the gates again, with the judge that learners are scored by now.")
        if not _of_today(study, bundle):
            raise UsageError(UPGRADED, hint="Run the gates again.")
        trial = self._bench.trial(bundle, subject)
        if trial.result is Result.NOT_SCORED:
            raise JudgeError(trial.why, hint="Go on when the model answers again; what was tried is kept.")
        return GateResult.model_validate(trial.model_dump(mode="json", exclude={"rubric", "flags"}))

    def latest(self, bundle: Bundle) -> Study | None:
        """The last time that the gates were begun on exactly this draft, with the judge that serves."""
        return next((study for study in self._studies(bundle.rubric.id) if self._fits(study, bundle)), None)

    def passed_through(self, bundle: Bundle) -> tuple[GateResult, ...]:
        """What came out on exactly this draft, when the gates were last run to their end. Raises UsageError."""
        studies = self._studies(bundle.rubric.id)
        for study in studies:
            if study.state is StudyState.DONE and self._fits(study, bundle):
                return self.results(study)
        raise self._not_run(bundle, studies[0] if studies else None)

    def results(self, study: Study) -> tuple[GateResult, ...]:
        """What has come out so far, in the order of the trials."""
        kept = sorted(self.store.results(study.id).items())
        return tuple(GateResult.model_validate(document) for _, document in kept)

    def _not_run(self, bundle: Bundle, last: Study | None) -> UsageError:
        if last is None:
            return UsageError("The gates were not run on this draft yet.", hint="Run them, then publish.")
        if _hashes(last) != bundle.hashes:
            return UsageError("The draft has changed since the gates were run.", hint="Run them again, then publish.")
        if self._judged_by(last) != self.serving:
            names = judge_name(self._judged_by(last)), judge_name(self.serving)
            message = f"The gates were run with {names[0]}, and learners are scored by {names[1]} now."
            return UsageError(message, hint="Run them again, then publish.")
        if not _of_today(last, bundle):
            return UsageError(UPGRADED, hint="Run them again, then publish.")
        message = "The gates were not run to their end on this draft."
        return UsageError(message, hint="Wait until they are, or go on with them; then publish.")

    def _studies(self, rubric_id: str) -> tuple[Study, ...]:
        return self.store.of(rubric_id, StudyKind.GATES)

    def _fits(self, study: Study, bundle: Bundle) -> bool:
        same = _hashes(study) == bundle.hashes and self._judged_by(study) == self.serving
        return same and _of_today(study, bundle)

    def _judged_by(self, study: Study) -> JudgeIdentity | None:
        said: Any = study.options.get("judge")
        return JudgeIdentity.model_validate(said) if isinstance(said, dict) else None

    @cached_property
    def _bench(self) -> Bench:
        return Bench(self.judges[CONFIGURED], self.matcher)


def judge_name(judge: JudgeIdentity | None) -> str:
    """A judge as people read it."""
    if judge is None:
        return "another judge"
    if judge.embedded:
        return "the embedded judge"
    prompt = f" (prompt {judge.prompt})" if judge.prompt else ""
    return f"the model {judge.model or judge.name}{prompt}"


def _hashes(study: Study) -> tuple[str | None, ...]:
    return (study.rubric_version, study.golden_version, study.us_version)


def _of_today(study: Study, bundle: Bundle) -> bool:
    """Whether this release would try the same texts, and score them alike."""
    return study.options.get("scoring") == SCORING and study.subjects == trial_names(bundle)
