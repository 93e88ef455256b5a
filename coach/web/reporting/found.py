"""The quotes that were found again in the transcript, each with the verdict that rests on it."""

from coach.domain.attempt import Attempt
from coach.domain.judging import Evidence, Finding
from coach.domain.rubric import Rubric
from coach.domain.value import Value
from coach.web.reporting.wording import Answer, answer, spoken


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
    forbidden = {(criterion.id, check.id) for criterion, check in rubric.checks() if check.forbidden}
    found: list[Found] = []
    for criterion in attempt.scorecard.criteria:
        for finding in criterion.findings:
            verdict = _verdict(finding, forbidden=(criterion.id, finding.check) in forbidden, draft=draft)
            found += [_evidence(quote, verdict, criterion.title) for quote in finding.quotes if _placed(quote)]
    return sorted(found, key=lambda item: (item.first, item.last))


def _verdict(finding: Finding, *, forbidden: bool, draft: bool) -> Answer:
    verdict = answer(finding.verdict, forbidden=forbidden, embedded=draft)
    if finding.level is None or finding.check is not None:
        return verdict
    return verdict.model_copy(update={"word": f"Level {finding.level}"})


def _placed(quote: Evidence) -> bool:
    return quote.verified and quote.first_word is not None and quote.last_word is not None


def _evidence(quote: Evidence, verdict: Answer, title: str) -> Found:
    said = spoken(quote)
    return Found(
        first=said.first or 0, last=said.last or 0, start=quote.start, end=quote.end, answer=verdict, title=title
    )
