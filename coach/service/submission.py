"""What somebody hands in, and the refusals of what does not go together."""

from dataclasses import dataclass
from pathlib import Path

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.person import OWNER
from coach.domain.rubric import Rubric
from coach.errors import UsageError


@dataclass(frozen=True)
class Submission:
    """What somebody hands in: a recording, a transcript, or both."""

    rubric_id: str
    recording: Path | None = None
    transcript: Path | None = None
    situation: str | None = None
    golden_id: str | None = None
    kind: Kind = Kind.PRACTICE
    who: str = OWNER
    filename: str | None = None
    key: str | None = None
    """The page's own name for this hand-in: sent twice, it is still one attempt."""

    def situation_in(self, rubric: Rubric) -> str:
        """The situation it is for, in a rubric that has it. Raises UsageError."""
        situation = self.situation or rubric.default_situation
        if situation not in rubric.situations:
            known = ", ".join(rubric.situations)
            raise UsageError(f"“{rubric.title}” knows no situation `{situation}`.", hint=f"Choose one of: {known}.")
        if self.kind is Kind.OFFICIAL and situation not in rubric.certifies:
            raise does_not_certify(rubric, situation)
        return situation

    def refuse_another(self, attempt: Attempt) -> None:
        """Raises UsageError when the attempt that was handed in under this key is not this submission."""
        if attempt.rubric_id != self.rubric_id:
            raise UsageError(
                f"It was handed in for “{attempt.rubric_title}” already.",
                hint="Record or choose another one for this pitch.",
            )
        if attempt.kind is not self.kind:
            raise handed_in_otherwise(attempt)


def handed_in_otherwise(attempt: Attempt) -> UsageError:
    """What is told to somebody who hands the same thing in again as another kind."""
    if attempt.kind is Kind.OFFICIAL:
        message = "It was handed in as an official attempt already."
        return UsageError(message, hint="That counts; its report is in your history.")
    hint = "Open its report to submit it as official." if attempt.redo is None else "One line said again never counts."
    return UsageError("It was handed in as practice already.", hint=hint)


def does_not_certify(rubric: Rubric, situation: str) -> UsageError:
    """For an official attempt in a situation that is for practice only."""
    return UsageError(
        f"“{rubric.title}” does not certify in the situation `{situation}`.",
        hint=f"Practise it, or choose: {', '.join(rubric.certifies)}.",
    )


def submitted_already() -> UsageError:
    """For a practice take that became an official attempt before."""
    return UsageError("This take was submitted already.", hint="Open the official attempt in your history.")
