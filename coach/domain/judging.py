"""What a judge is asked, what it may propose, and what code makes of it.

A judge *proposes* (`Proposal`); `coach.domain.evidence` checks every quote against the words and turns
it into findings; `coach.domain.certification` does the sums. No judge sees or emits a weight, a total,
a pass mark or the word certified.
"""

from enum import StrEnum
from typing import Literal

from coach.domain.rubric import Criterion, GoldenPitch, Rubric, Us
from coach.domain.transcript import Moment, Transcript
from coach.domain.value import Value


class Verdict(StrEnum):
    """The answer to one check.

    For a check with `gate: never`, `met` means that the forbidden thing *was* said.
    `unsure`: the judge worked and could not decide, or its quote could not be found again.
    `not_observed`: the situation or `applies_if` excludes it. `not_scored`: the judge failed.
    """

    MET = "met"
    NOT_MET = "not_met"
    UNSURE = "unsure"
    NOT_OBSERVED = "not_observed"
    NOT_SCORED = "not_scored"


class Case(Value):
    """One transcript to be judged by one rubric in one situation.

    `line` is set where one line was said again: then it is all that is asked (see `coach.domain.redo`).
    """

    rubric: Rubric
    situation: str
    golden: GoldenPitch
    us: Us
    transcript: Transcript
    line: Criterion | None = None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What the judge is asked about."""
        return (self.line,) if self.line else self.rubric.observed(self.situation)


class Quote(Value):
    """Words that a judge says it read on line `line` (a sentence number). Believed only when found again."""

    line: int | None = None
    text: str


class CheckProposal(Value):
    """A judge's answer to one check, before anything of it is believed."""

    check: str
    quotes: tuple[Quote, ...] = ()
    missing: str = ""
    reason: str = ""
    why_not_higher: str = ""
    why_not_lower: str = ""
    verdict: Literal["met", "not_met", "cannot_assess", "does_not_apply"]
    better: str = ""


class LevelProposal(Value):
    """A judge's answer to a criterion made of levels; `level` is None when it cannot assess."""

    quotes: tuple[Quote, ...] = ()
    missing: str = ""
    reason: str = ""
    why_not_higher: str = ""
    why_not_lower: str = ""
    level: int | None
    better: str = ""


class Proposal(Value):
    """A judge's answer to one criterion: `checks` in the rubric's order, or `level`."""

    criterion: str
    checks: tuple[CheckProposal, ...] = ()
    level: LevelProposal | None = None


class Evidence(Value):
    """A quote as it was really said. `verified` is false for one that was not found in the words."""

    text: str
    verified: bool
    first_word: int | None = None
    last_word: int | None = None
    start: float | None = None
    end: float | None = None

    @classmethod
    def found(cls, moment: Moment) -> "Evidence":
        return cls(verified=True, **moment.model_dump(exclude={"number"}))


class Finding(Value):
    """The verdict on one check (or, with `check` None, on a criterion's levels), with its evidence.

    `level` is set only for levels. `reason` is for the learner; `notes` are for reviewers (a second
    opinion that differs, a dropped quote). `spread` lists what each sample said when they differed.
    """

    criterion: str
    check: str | None
    verdict: Verdict
    level: int | None = None
    reason: str
    quotes: tuple[Evidence, ...] = ()
    better: str = ""
    notes: tuple[str, ...] = ()
    spread: tuple[str, ...] = ()


class JudgeIdentity(Value):
    """Who judged, for provenance. `prompt` is `name@hash`; `model` is None for the embedded judge."""

    name: str
    model: str | None = None
    prompt: str | None = None
    embedded: bool = False


def criterion_of(rubric: Rubric, criterion_id: str) -> Criterion:
    """The criterion with this id. Raises KeyError when there is none."""
    for criterion in rubric.criteria:
        if criterion.id == criterion_id:
            return criterion
    raise KeyError(criterion_id)
