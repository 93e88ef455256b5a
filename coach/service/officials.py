"""A practice take that is to count: made an official attempt, once, and only while it would be judged alike."""

from dataclasses import dataclass

from coach.domain.attempt import Attempt, Usage
from coach.domain.certification import Kind
from coach.errors import UsageError
from coach.service.coach import UNJUDGED, Coach
from coach.service.panel import CONFIGURED
from coach.service.submission import does_not_certify, submitted_already


@dataclass(frozen=True)
class Officials:
    """The use case around takes that are submitted to one coach."""

    coach: Coach

    def submit(self, attempt_id: str) -> Attempt:
        """Make a practice take count: a new official attempt on what was heard then, scored anew.

        Raises UsageError when this take cannot be submitted.
        """
        take = self.coach.attempts.get(attempt_id)
        if refusal := self.refusal(take):
            raise refusal
        official = take.model_copy(
            update={
                **UNJUDGED,
                "id": self.coach.new_id(),
                "kind": Kind.OFFICIAL,
                "at": self.coach.now(),
                "taken_from": take.id,
                "asked_judge": CONFIGURED,
                "tries": 0,
                "usage": Usage(),
            }
        )
        rubric, _, _ = self.coach.case_of(take)
        return self.coach.enter(official, {}, limit=rubric.official_attempts)

    def refusal(self, take: Attempt) -> UsageError | None:
        """Why a take cannot be submitted as an official attempt, None when it can."""
        practise = "Record the pitch again as an official attempt."
        if take.kind is Kind.OFFICIAL or take.redo is not None:
            return UsageError("Only a practice take of the whole pitch can be submitted.", hint=practise)
        if take.recording is None or not take.recording.kept:
            return UsageError("This take has no recording that a reviewer could hear.", hint=practise)
        if take.delivery is None or take.transcript is None:
            return UsageError("This take was not heard yet.", hint="Wait until its report is there.")
        rubric = self.coach.library.rubric(take.rubric_id)
        golden, us = self.coach.golden(rubric, take.golden_id), self.coach.library.us_of(rubric)
        today = (rubric.version, golden.version, us.version)
        if today != (take.rubric_version, take.golden_version, take.us_version):
            return UsageError(f"“{rubric.title}” has changed since this take.", hint=practise)
        if take.situation not in rubric.certifies:
            return does_not_certify(rubric, take.situation)
        if self.coach.attempts.submitted_from(take.id):
            return submitted_already()
        if self.coach.attempts.officials(take.who, take.rubric_id) >= rubric.official_attempts:
            return UsageError("No official attempt is left.", hint="Practice is not limited.")
        return None
