"""What came out of trying a draft, ready to be shown."""

from coach.domain.certification import Outcome, Result
from coach.domain.history import Entry
from coach.domain.judging import Finding, criterion_of
from coach.domain.rubric import Criterion, SignOff
from coach.domain.scorecard import CriterionScore
from coach.domain.studio.worth import worth
from coach.domain.value import Value
from coach.service.checking import MUST_NOT
from coach.service.studio.trying import Tried
from coach.web.rendering import OUTCOMES
from coach.web.reporting.found import check_of, finding_answer
from coach.web.reporting.reasons import met_words
from coach.web.reporting.wording import Answer, Spoken, Tone, count, points, span, spoken
from coach.web.studio.why import Why, why

HEADLINES = {
    Result.PASS: ("This would pass", Tone.GOOD),
    Result.FAIL: ("This would not pass", Tone.BAD),
    Result.UNCLEAR: ("Too close to call", Tone.MID),
    Result.NOT_SCORED: ("Not scored", Tone.QUIET),
}

WISHES = {Result.FAIL: "must not fail", Result.PASS: "must not pass"}
"""What is wanted of a sample that may not have this result."""

MADE_WRONG = frozenset(kind.value for kind, unwanted in MUST_NOT.items() if unwanted is Result.PASS)
"""The samples that must not pass: what they say is no way to meet a check."""


class Row(Value):
    """One check, or a scale (`check` None). `worth` is in points of 100, None for none; `why` where it fell short."""

    criterion: str
    check: str | None
    asks: str
    gate: str | None
    worth: str | None
    answer: Answer
    reason: str
    quotes: tuple[Spoken, ...]
    why: Why | None


class Part(Value):
    """One criterion."""

    title: str
    score: str | None
    sum: str
    rows: tuple[Row, ...]


class Shown(Value):
    """`wish` says what a sample text should come to, and `kept` whether it does; None for other texts.

    `failed`: the judge failed on a part of it, and another try may help.
    """

    headline: str
    tone: Tone
    effect: str
    about: str
    total: str
    pass_mark: str
    arithmetic: str
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    wish: str | None
    kept: bool
    before: str | None
    parts: tuple[Part, ...]
    judge: str
    embedded: bool
    failed: bool


def shown(tried: Tried, on: str, before: Entry | None) -> Shown:
    """What the page says about a try. `on` names what it was tried on, `before` is that attempt's own result."""
    rubric, decision = tried.rubric, tried.decision
    headline, tone = HEADLINES[decision.result]
    wish, kept = _wish(on, decision.result)
    embedded = tried.judge.embedded
    judge = "the embedded judge" if embedded else tried.judge.model or tried.judge.name
    words = count(tried.words, "word")
    flags = tuple(reason.text for reason in decision.reasons if reason.role == "flag")
    observed = [each for each in tried.card.criteria if each.observed]
    return Shown(
        headline=headline,
        tone=Tone.MID if flags and tone is Tone.GOOD else tone,
        effect=_effect(tried, flagged=bool(flags)),
        about=f"{words} · {rubric.situations[tried.situation].title} · {judge}",
        total=span(tried.card.score, tried.card.score_best),
        pass_mark=points(rubric.pass_mark),
        arithmetic=tried.card.arithmetic.replace("every doubt for you", "every doubt for the seller"),
        reasons=tuple(reason.text for reason in decision.reasons if reason.role == "decides"),
        flags=flags,
        wish=wish,
        kept=kept,
        before=_before(before) if before else None,
        parts=tuple(_part(tried, each, right=on not in MADE_WRONG) for each in observed),
        judge=judge,
        embedded=embedded,
        failed=decision.result is Result.NOT_SCORED,
    )


def _effect(tried: Tried, *, flagged: bool) -> str:
    rubric, result = tried.rubric, tried.decision.result
    if result in {Result.NOT_SCORED, Result.FAIL}:
        return ""
    if tried.situation not in rubric.certifies:
        return "This situation is practice only: it does not certify."
    if rubric.sign_off is SignOff.NEVER and (flagged or result is Result.UNCLEAR):
        return "Nobody is asked under this draft, so an official attempt would come out as not yet."
    if result is Result.UNCLEAR:
        return "In an official attempt a person would decide."
    return "In an official attempt a person would look at the flag first." if flagged else ""


def _wish(on: str, result: Result) -> tuple[str | None, bool]:
    unwanted = {kind.value: wrong for kind, wrong in MUST_NOT.items()}.get(on)
    if unwanted is None or result is Result.NOT_SCORED:
        return None, True
    kept = result is not unwanted
    return f"This text {WISHES[unwanted]}, and it does{' not' if kept else ''}.", kept


def _before(entry: Entry) -> str:
    final = OUTCOMES[entry.final or Outcome.NOT_SCORED][0]
    return f"As it was scored then: {span(entry.score, entry.score_best)} points, “{final}”."


def _part(tried: Tried, scored: CriterionScore, *, right: bool) -> Part:
    criterion = criterion_of(tried.rubric, scored.id)
    return Part(
        title=scored.title,
        score=None if scored.score is None else span(scored.score, scored.score_best),
        sum=met_words(scored, draft=tried.judge.embedded),
        rows=tuple(_row(tried, criterion, finding, right=right) for finding in scored.findings),
    )


def _row(tried: Tried, criterion: Criterion, finding: Finding, *, right: bool) -> Row:
    check, embedded = check_of(finding, criterion), tried.judge.embedded
    value = worth(tried.rubric, criterion, tried.situation)
    earns = value.points if check is None else 0.0 if check.forbidden else value.each or 0.0
    told = next((each for each in tried.why if (each.criterion, each.check) == (criterion.id, finding.check)), None)
    return Row(
        criterion=criterion.id,
        check=finding.check,
        asks=check.asks if check else criterion.about or criterion.title,
        gate=check.gate.value if check and check.gate else None,
        worth=points(earns) if earns else None,
        answer=finding_answer(finding, criterion, draft=embedded),
        reason=finding.reason,
        # What came nearest is shown with the explanation, and need not stand there twice.
        quotes=() if told and told.nearest else tuple(spoken(quote) for quote in finding.quotes),
        why=why(told, check, finding.verdict, embedded=embedded, right=right) if told else None,
    )
