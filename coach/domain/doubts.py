"""Where a reviewer should look first: findings that a machine cannot settle, each with the reason."""

from coach.domain.attempt import Attempt
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Check, Gate, Rubric
from coach.domain.value import Value


class Doubt(Value):
    """One finding that deserves a person's ear, and why."""

    criterion: str
    check: str | None
    why: tuple[str, ...]


def doubts(attempt: Attempt, rubric: Rubric) -> tuple[Doubt, ...]:
    """The doubtful findings of an attempt in the rubric's order; nothing that was not observed is among them.

    Gates always are: one of them alone decides.
    """
    if attempt.scorecard is None:
        return ()
    checks = {(criterion.id, check.id): check for criterion, check in rubric.checks()}
    return tuple(
        Doubt(criterion=finding.criterion, check=finding.check, why=why)
        for finding in attempt.scorecard.findings()
        if (why := _why(finding, checks.get((finding.criterion, finding.check or ""))))
    )


def _why(finding: Finding, check: Check | None) -> tuple[str, ...]:
    if finding.verdict in {Verdict.NOT_OBSERVED, Verdict.NOT_SCORED}:
        return ()
    reasons: list[str] = []
    if check is not None and check.gate is not None:
        gate = "A must: without it" if check.gate is Gate.MUST else "May never be said: with it"
        reasons.append(f"{gate} the attempt fails, whatever the points.")
    if finding.verdict is Verdict.UNSURE:
        reasons.append("The judge could not decide.")
    if finding.spread:
        reasons.append(f"Asked several times, the judge said: {', '.join(finding.spread)}.")
    reasons += finding.notes
    if any(not quote.verified for quote in finding.quotes):
        reasons.append("A line that the judge cites was not found in the words.")
    return tuple(reasons)
