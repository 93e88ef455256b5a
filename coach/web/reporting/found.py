"""The quotes that were found again in the transcript, each with the verdict that rests on it."""

from coach.domain.attempt import Attempt
from coach.domain.judging import Finding
from coach.domain.rubric import Check, Criterion, Rubric
from coach.domain.value import Value
from coach.web.reporting.wording import Answer, answer, level_answer


class Found(Value):
    """One verified quote with the verdict that rests on it."""

    first: int
    last: int
    start: float | None
    end: float | None
    answer: Answer
    title: str


def found_quotes(attempt: Attempt, rubric: Rubric, *, draft: bool) -> list[Found]:
    """Every quote that was found again in the transcript, in the order in which it was said."""
    if attempt.scorecard is None:
        return []
    known = {criterion.id: criterion for criterion in rubric.criteria}
    found = [
        Found(
            first=quote.first_word,
            last=quote.last_word,
            start=quote.start,
            end=quote.end,
            answer=finding_answer(finding, known.get(scored.id), draft=draft),
            title=scored.title,
        )
        for scored in attempt.scorecard.criteria
        for finding in scored.findings
        for quote in finding.quotes
        if quote.verified and quote.first_word is not None and quote.last_word is not None
    ]
    return sorted(found, key=lambda item: (item.first, item.last))


def finding_answer(finding: Finding, criterion: Criterion | None, *, draft: bool) -> Answer:
    """The verdict of one finding in words; `criterion` is None where the rubric no longer has it."""
    if finding.check is None and finding.level is not None and criterion and criterion.levels:
        return level_answer(finding.level, criterion.top_level)
    check = check_of(finding, criterion)
    return answer(finding.verdict, forbidden=bool(check and check.forbidden), embedded=draft)


def check_of(finding: Finding, criterion: Criterion | None) -> Check | None:
    """The check that a finding answers; None for levels."""
    checks = criterion.checks if criterion else ()
    return next((check for check in checks if check.id == finding.check), None)
