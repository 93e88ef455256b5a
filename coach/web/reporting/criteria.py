"""The criteria cards: what was looked for, what was found, and the words that show it."""

from coach.domain.attempt import Attempt
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Criterion, Rubric
from coach.domain.scorecard import CriterionScore
from coach.domain.value import Value
from coach.web.reporting.found import check_of, finding_answer
from coach.web.reporting.head import is_scored
from coach.web.reporting.reasons import floor_answer, met_words
from coach.web.reporting.redo import can_be_said_again
from coach.web.reporting.wording import Answer, Spoken, Tone, points, span, spoken


class Row(Value):
    """One check (or, for levels, the one finding) with its verdict, reason and quotes.

    `gate` is "must", "never" or None; `review` holds lines for reviewers only. `again`: there is something
    to gain from saying it again.
    """

    criterion: str
    check: str | None
    again: bool
    asks: str
    gate: str | None
    condition: str | None
    answer: Answer
    reason: str
    quotes: tuple[Spoken, ...]
    review: tuple[str, ...]


class Rung(Value):
    """One level of a scale; `reached` marks the level that was given."""

    level: int
    text: str
    reached: bool


class Bar(Value):
    """Points of 100 as a bar: sure up to `low`, doubtful up to `high`, with a tick at `floor` (or None)."""

    low: float
    high: float
    floor: float | None


class Card(Value):
    """One criterion. `score` and `bar` are None where it has no points, `floor` where it has no floor."""

    id: str
    title: str
    about: str | None
    skill: str
    tone: Tone
    score: str | None
    weight: str | None
    bar: Bar | None
    sum: str
    floor: str | None
    floor_answer: Answer | None
    rows: tuple[Row, ...]
    scale: tuple[Rung, ...]


def cards(attempt: Attempt, rubric: Rubric, *, draft: bool) -> tuple[Card, ...]:
    """All criteria in the rubric's order. Without a total no criterion shows points either.

    None where nothing at all was judged: why not stands above them, and they would only say it again.
    """
    card = attempt.scorecard
    if card is None or {finding.verdict for finding in card.findings()} <= {Verdict.NOT_SCORED, Verdict.NOT_OBSERVED}:
        return ()
    known = {criterion.id: criterion for criterion in rubric.criteria}
    return tuple(_card(scored, known.get(scored.id), attempt, draft=draft) for scored in card.criteria)


def _card(scored: CriterionScore, criterion: Criterion | None, attempt: Attempt, *, draft: bool) -> Card:
    has_points = is_scored(attempt) and scored.score is not None
    floor = scored.at_least if has_points and scored.at_least else None
    return Card(
        id=scored.id,
        title=scored.title,
        about=criterion.about if criterion else None,
        skill=scored.skill.value,
        tone=_tone(scored, attempt.pass_mark) if has_points else Tone.QUIET,
        score=span(scored.score, scored.score_best) if has_points else None,
        weight=points(scored.weight) if scored.weight and is_scored(attempt) else None,
        bar=Bar(low=scored.score or 0, high=scored.score_best or 0, floor=floor) if has_points else None,
        sum=met_words(scored, draft=draft) if is_scored(attempt) else "",
        floor=points(floor) if floor else None,
        floor_answer=floor_answer(scored) if floor else None,
        rows=tuple(_row(finding, criterion, draft=draft) for finding in scored.findings),
        scale=_scale(scored, criterion),
    )


def _tone(scored: CriterionScore, pass_mark: float) -> Tone:
    worst, best = scored.score or 0.0, scored.score_best or 0.0
    if best < scored.at_least or best < pass_mark / 2:
        return Tone.BAD
    return Tone.GOOD if worst >= pass_mark else Tone.MID


def _row(finding: Finding, criterion: Criterion | None, *, draft: bool) -> Row:
    check = check_of(finding, criterion)
    asks = check.asks if check else (criterion.about or criterion.title) if criterion else finding.criterion
    spread = (f"Samples said: {', '.join(finding.spread)}.",) if finding.spread else ()
    return Row(
        criterion=finding.criterion,
        check=finding.check,
        again=can_be_said_again(finding, criterion),
        asks=asks,
        gate=check.gate.value if check and check.gate else None,
        condition=check.applies_if if check else None,
        answer=finding_answer(finding, criterion, draft=draft),
        reason=finding.reason,
        quotes=tuple(spoken(quote) for quote in finding.quotes),
        review=(*finding.notes, *spread),
    )


def _scale(scored: CriterionScore, criterion: Criterion | None) -> tuple[Rung, ...]:
    if criterion is None or not criterion.levels:
        return ()
    finding = scored.findings[0] if scored.findings else None
    reached = finding.level if finding and finding.verdict is not Verdict.UNSURE else None
    return tuple(Rung(level=rung.level, text=rung.text, reached=rung.level == reached) for rung in criterion.levels)
