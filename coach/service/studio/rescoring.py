"""One past attempt, scored under the rubric it had and under a draft, by one judge. Its record is only read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from coach.domain.attempt import Attempt, Usage
from coach.domain.certification import Kind
from coach.domain.judging import Case, JudgeIdentity, Proposal
from coach.domain.rubric import Criterion, GoldenPitch, Rubric, Us
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.shift import Shift, side
from coach.domain.studio.study import Study
from coach.domain.studio.turning import turns
from coach.errors import JudgeError, UnreadableError, UsageError
from coach.service.panel import EMBEDDED, Panel
from coach.service.ports import AttemptStore, Judge, Matcher
from coach.service.stages import ignore

FAILURES = 3
"""When the judge fails for so many attempts in a row, it is not about the attempts: the study stops, to be gone on
with once the judge answers again."""


@dataclass(frozen=True)
class Rescoring:
    """The step of a study of the kind `change`. `results` are those of a study so far, by position.

    Both sides are asked once a criterion. `embedded` are two embedded judges: one for each side, because each
    remembers the rubric that it last judged by.
    """

    attempts: AttemptStore
    judges: Mapping[str, Judge]
    embedded: tuple[Judge, Judge]
    matcher: Matcher
    results: Callable[[str], Mapping[int, Mapping[str, Any]]]

    def step(self, study: Study, bundle: Bundle | None, attempt_id: str) -> Shift:
        """What becomes of an attempt. Raises JudgeError when the judge fails for one after the other."""
        assert bundle is not None  # such a study is about a draft
        try:
            attempt = self.attempts.get(attempt_id)
            own = self._own(attempt)
        except UsageError:
            return _unscored(attempt_id, "It was deleted meanwhile.")
        except UnreadableError as error:
            return _unscored(attempt_id, error.message, error.hint)
        identity = self._judge(study).identity
        named = Shift(
            attempt=attempt_id,
            recorded_by=_recorded_by(attempt),
            other_judge=attempt.engines is None or (attempt.engines.judge, attempt.engines.model) != _name(identity),
        )
        if refusal := _refusal(study, attempt, bundle.rubric):
            return named.model_copy(update={"unscored": refusal})
        before, why = self._judged(study, attempt, own, 0)
        if why is not None:
            return self._failed(study, named, before, why=why)
        after, why = self._judged(study, attempt, bundle, 1)
        first, second = side(before), side(after)
        if why is not None or first is None or second is None:
            return self._failed(study, named, before, after, why=why)
        found = turns(own, bundle, before, after)
        usage = before.usage + after.usage
        return named.model_copy(update={"before": first, "after": second, "turns": found, "usage": usage})

    def _judge(self, study: Study) -> Judge:
        return self.judges[study.judge]

    def _judged(self, study: Study, attempt: Attempt, by: Bundle, number: int) -> tuple[Attempt, JudgeError | None]:
        """The attempt as it comes out, and why the judge failed if it did."""
        second, judge = self.embedded[number], self._judge(study)
        watched = _Watched(second if study.judge == EMBEDDED or judge.identity.embedded else judge)
        assert attempt.transcript is not None
        case = Case(
            rubric=by.rubric,
            situation=attempt.situation,
            golden=by.golden,
            us=by.us,
            transcript=attempt.transcript,
        )
        panel = Panel(watched, second, self.matcher, official_samples=1)
        return panel.judge(attempt.model_copy(update={"usage": Usage()}), case, ignore), watched.failed

    def _failed(self, study: Study, named: Shift, *judged: Attempt, why: JudgeError | None) -> Shift:
        """Not scored, with the reason, and never with a number. Raises JudgeError as `step` does."""
        if why is not None:
            kept = self.results(study.id)
            latest = [kept[number] for number in sorted(kept)][1 - FAILURES :]
            if len(latest) == FAILURES - 1 and all(result.get("failed") for result in latest):
                raise why
        last = judged[-1].decision
        told = last.reasons[0].text if last else "It was not scored."
        usage = sum((attempt.usage for attempt in judged), Usage())
        hint = why.hint if why else None
        return named.model_copy(update={"unscored": told, "hint": hint, "failed": why is not None, "usage": usage})

    def _own(self, attempt: Attempt) -> Bundle:
        """What an attempt was judged by, as it was then. Raises UnreadableError."""
        sources = [
            self.attempts.source(each) for each in (attempt.rubric_version, attempt.golden_version, attempt.us_version)
        ]
        try:
            rubric, golden, us = sources
            return Bundle(
                rubric=Rubric.model_validate(rubric),
                golden=GoldenPitch.model_validate(golden),
                us=Us.model_validate(us),
            )
        except ValueError as error:
            message = "What it was judged by is not here any more."
            raise UnreadableError(message, hint="Restore the database from a backup, or leave it out.") from error


class _Watched:
    """A judge that remembers how it failed."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.failed: JudgeError | None = None

    @property
    def identity(self) -> JudgeIdentity:
        return self._judge.identity

    @property
    def parallel(self) -> int:
        return self._judge.parallel

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        try:
            return self._judge.propose(case, criterion, sample)
        except JudgeError as error:
            self.failed = error
            raise


def _refusal(study: Study, attempt: Attempt, draft: Rubric) -> str | None:
    """Why an attempt cannot be compared, None when it can."""
    if attempt.kind is Kind.PRACTICE and attempt.who != study.who:
        return "It is somebody else's practice, which is private."
    if attempt.transcript is None or attempt.redo is not None or attempt.rubric_id != draft.id:
        return "It is no scored attempt at this pitch."
    if attempt.situation not in draft.situations:
        return f"The draft has no situation “{attempt.situation}” any more."
    return None


def _unscored(attempt_id: str, why: str, hint: str | None = None) -> Shift:
    return Shift(attempt=attempt_id, unscored=why, hint=hint)


def _name(identity: JudgeIdentity) -> tuple[str, str | None]:
    return identity.name, identity.model


def _recorded_by(attempt: Attempt) -> str | None:
    engines = attempt.engines
    return None if engines is None else engines.model or engines.judge
