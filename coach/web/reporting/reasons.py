"""Why the decision is what it is: the reasons in three groups, and the sum that anyone can redo."""

from fractions import Fraction
from typing import Literal

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind, Outcome
from coach.domain.rubric import OBSERVED_SHARE_NEEDED, Rubric
from coach.domain.scorecard import CriterionScore, Scorecard
from coach.domain.value import Value
from coach.web.reporting.head import is_scored
from coach.web.reporting.wording import Answer, Tone, answer, percent, points, span


class Group(Value):
    """Reasons of one role, under a heading that says what they do."""

    role: Literal["decides", "flag", "note"]
    title: str
    effect: str
    tone: Tone
    texts: tuple[str, ...]


class Term(Value):
    """One row of the sum. `points` and `product` hold two figures where doubts leave two."""

    title: str
    met: str
    points: str
    weight: str
    product: str


class Sum(Value):
    """The weighted mean, row by row. `left_out` are the criteria that carry no points here, and why."""

    terms: tuple[Term, ...]
    weights: str
    products: str
    total: str
    line: str
    left_out: tuple[tuple[str, str], ...]


class Rule(Value):
    """A floor or a gate, and whether it held."""

    name: str
    text: str
    answer: Answer


class Reasons(Value):
    """`sum` is None where nothing may be added up, because something was not scored."""

    groups: tuple[Group, ...]
    sum: Sum | None
    limits: tuple[str, ...]
    rules: tuple[Rule, ...]


def reasons(attempt: Attempt, rubric: Rubric, *, draft: bool) -> Reasons:
    """The decision panel of an attempt; without a decision all of it is empty."""
    scored = is_scored(attempt)
    card = attempt.scorecard
    return Reasons(
        groups=_groups(attempt),
        sum=_sum(card, draft=draft) if card and scored else None,
        limits=_limits(attempt, rubric) if scored else (),
        rules=_rules(card, rubric, draft=draft) if card and scored else (),
    )


def _groups(attempt: Attempt) -> tuple[Group, ...]:
    decision = attempt.decision
    if decision is None:
        return ()
    tones = {Outcome.CERTIFIED: Tone.GOOD, Outcome.READY: Tone.GOOD, Outcome.NOT_YET: Tone.BAD}
    titles: tuple[tuple[Literal["decides", "flag", "note"], str, str, Tone], ...] = (
        ("decides", "Decided by", "", tones.get(decision.outcome, Tone.MID)),
        ("flag", "Flags", _flag_effect(attempt.kind, decision.outcome), Tone.MID),
        ("note", "Notes", "without effect", Tone.QUIET),
    )
    groups = (
        Group(
            role=role,
            title=title,
            effect=effect,
            tone=tone,
            texts=tuple(reason.text for reason in decision.reasons if reason.role == role),
        )
        for role, title, effect, tone in titles
    )
    return tuple(group for group in groups if group.texts)


def _flag_effect(kind: Kind, outcome: Outcome) -> str:
    if outcome is Outcome.NEEDS_REVIEW:
        return "a person looks"
    return "told, not counted" if kind is Kind.PRACTICE else "told"


def _sum(card: Scorecard, *, draft: bool) -> Sum:
    inside = [c for c in card.criteria if c.observed and c.weight > 0 and c.score is not None]
    outside = [c for c in card.criteria if c not in inside]
    weights = sum((Fraction(str(c.weight)) for c in inside), Fraction(0))
    low = [_product(c.score, c) for c in inside]
    high = [_product(c.score_best, c) for c in inside]
    return Sum(
        terms=tuple(
            Term(
                title=criterion.title,
                met=met_words(criterion, draft=draft),
                points=span(criterion.score, criterion.score_best),
                weight=points(criterion.weight),
                product=span(worst, best),
            )
            for criterion, worst, best in zip(inside, low, high, strict=True)
        ),
        weights=points(weights),
        products=span(sum(low), sum(high)),
        total=span(card.score, card.score_best),
        line=card.arithmetic,
        left_out=tuple((criterion.title, criterion.sum) for criterion in outside),
    )


def _product(score: float | None, criterion: CriterionScore) -> Fraction:
    return Fraction(str(score or 0.0)) * Fraction(str(criterion.weight))


def _limits(attempt: Attempt, rubric: Rubric) -> tuple[str, ...]:
    mark = attempt.pass_mark
    texts = [f"Pass mark {points(mark)}."]
    if rubric.band:
        low, high = max(mark - rubric.band, 0), min(mark + rubric.band, 100)
        texts.append(
            f"Band of {points(rubric.band)} points: a total between {points(low)} and {points(high)} "
            "is too close to call."
        )
    share = attempt.scorecard.observed_share if attempt.scorecard else 1.0
    if share < 1:
        texts.append(f"{percent(share)} of the weight was observed; {percent(OBSERVED_SHARE_NEEDED)} is needed.")
    return tuple(texts)


def _rules(card: Scorecard, rubric: Rubric, *, draft: bool) -> tuple[Rule, ...]:
    scored = {criterion.id: criterion for criterion in card.criteria}
    floors = [_floor(c) for c in card.criteria if c.at_least and c.observed and c.score is not None]
    gates: list[Rule] = []
    for criterion, check in rubric.checks():
        found = scored.get(criterion.id)
        finding = next((f for f in found.findings if f.check == check.id), None) if found else None
        if check.gate and finding:
            word = answer(finding.verdict, forbidden=check.forbidden, embedded=draft)
            gates.append(Rule(name="Never" if check.forbidden else "Must", text=check.asks, answer=word))
    return (*floors, *gates)


def _floor(criterion: CriterionScore) -> Rule:
    text = f"{criterion.title}: at least {points(criterion.at_least)}, reached "
    text += span(criterion.score, criterion.score_best)
    return Rule(name="Floor", text=text, answer=floor_answer(criterion))


def met_words(criterion: CriterionScore, *, draft: bool) -> str:
    """How the points came about. The embedded judge finds, or does not; it never says that a check is met."""
    return criterion.sum.replace(" met", " found") if draft else criterion.sum


def floor_answer(criterion: CriterionScore) -> Answer:
    """Whether a criterion's floor holds, with the doubts counted both ways."""
    worst, best = criterion.score or 0.0, criterion.score_best or 0.0
    if worst >= criterion.at_least:
        return Answer(tone=Tone.GOOD, icon="check", word="Holds")
    if best >= criterion.at_least:
        return Answer(tone=Tone.MID, icon="question", word="Unsure")
    return Answer(tone=Tone.BAD, icon="cross", word="Missed")
