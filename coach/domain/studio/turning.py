"""What is otherwise for one attempt under a draft, in sentences of the rubric's words and of figures."""

from collections.abc import Iterator

from coach.domain.attempt import Attempt
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Check, Criterion, Gate, Rubric
from coach.domain.scorecard import CriterionScore, points_text
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.shift import Turn


def turns(own: Bundle, draft: Bundle, before: Attempt, after: Attempt) -> tuple[Turn, ...]:
    """What is otherwise under the draft, what moved the total most first."""
    found = [*_criteria(own, draft, before, after), *_rules(own.rubric, draft.rubric)]
    return tuple(sorted(found, key=lambda turn: -abs(turn.effect)))


_WORDS = {
    Verdict.MET: "found",
    Verdict.NOT_MET: "not found",
    Verdict.UNSURE: "in doubt",
    Verdict.NOT_OBSERVED: "not looked at",
    Verdict.NOT_SCORED: "not scored",
}
_FORBIDDEN = _WORDS | {Verdict.MET: "said", Verdict.NOT_MET: "not said", Verdict.UNSURE: "possibly said"}


def _rules(own: Rubric, draft: Rubric) -> Iterator[Turn]:
    """What the decision is made by."""
    for was, now, name in (
        (own.pass_mark, draft.pass_mark, "The pass mark"),
        (own.band, draft.band, "The band around the pass mark"),
    ):
        if was != now:
            yield Turn(criterion=None, text=f"{name} is {points_text(now)} now; it was {points_text(was)}.")
    if own.sign_off is not draft.sign_off:
        text = f"A person signs off “{draft.sign_off.value}” now; it was “{own.sign_off.value}”."
        yield Turn(criterion=None, text=text)


def _criteria(own: Bundle, draft: Bundle, before: Attempt, after: Attempt) -> Iterator[Turn]:
    was, now = _scored(before), _scored(after)
    old = {criterion.id: criterion for criterion in own.rubric.criteria}
    new = {criterion.id: criterion for criterion in draft.rubric.criteria}
    golden_changed = own.golden.version != draft.golden.version
    for key in dict.fromkeys([*new, *old]):
        effect = round(_share(now, key) - _share(was, key), 1)
        if key not in old:
            yield Turn(criterion=new[key].title, text=_came(new[key], now[key]), effect=effect)
        elif key not in new:
            yield Turn(criterion=old[key].title, text=_went(old[key], was[key]), effect=effect)
        else:
            texts = _within(old[key], new[key], was[key], now[key], golden_changed=golden_changed)
            for text in texts:
                yield Turn(criterion=new[key].title, text=text, effect=effect)


def _scored(judged: Attempt) -> dict[str, CriterionScore]:
    assert judged.scorecard is not None
    return {criterion.id: criterion for criterion in judged.scorecard.criteria}


def _share(scored: dict[str, CriterionScore], key: str) -> float:
    """How many points of the total come from a criterion."""
    counted = [c for c in scored.values() if c.observed and c.score is not None]
    whole = sum(c.weight for c in counted)
    mine = sum(c.weight * (c.score or 0.0) for c in counted if c.id == key)
    return mine / whole if whole else 0.0


def _came(criterion: Criterion, scored: CriterionScore) -> str:
    return f"New criterion “{criterion.title}”: {_points(scored)}."


def _went(criterion: Criterion, scored: CriterionScore) -> str:
    return f"The criterion “{criterion.title}” is gone; it had {_points(scored)}."


def _points(scored: CriterionScore) -> str:
    if scored.score is None:
        return "no points" if scored.observed else "no say in this situation"
    return f"{points_text(scored.score)} points"


def _within(
    old: Criterion, new: Criterion, was: CriterionScore, now: CriterionScore, *, golden_changed: bool
) -> Iterator[str]:
    """Sentences on one criterion that is in both."""
    if bool(old.levels) != bool(new.levels):
        how = "levels" if new.levels else "checks"
        yield f"“{new.title}” is made of {how} now: {_points(was)} before, {_points(now)} after."
        return
    if new.levels:
        yield from _level(old, new, was.findings[0], now.findings[0])
    else:
        yield from _checks(old, new, was, now, golden_changed=golden_changed)
    if was.observed != now.observed:
        yield f"“{new.title}” {'counts' if now.observed else 'does not count any more'} in this situation."
    elif was.weight != now.weight:
        yield f"“{new.title}” weighs {points_text(now.weight)} now; it was {points_text(was.weight)}."
    if old.at_least != new.at_least:
        yield f"The floor of “{new.title}” is {points_text(new.at_least)} now; it was {points_text(old.at_least)}."


def _level(old: Criterion, new: Criterion, was: Finding, now: Finding) -> Iterator[str]:
    if (was.verdict, was.level) == (now.verdict, now.level):
        return
    because = "its levels have changed" if old.levels != new.levels else _SAME
    first, second = ("in doubt" if finding.level is None else f"on level {finding.level}" for finding in (was, now))
    yield f"“{new.title}” was {first} and is now {second}: {because}."


def _checks(
    old: Criterion, new: Criterion, was: CriterionScore, now: CriterionScore, *, golden_changed: bool
) -> Iterator[str]:
    asked_then, asked_now = ({check.id: check for check in criterion.checks} for criterion in (old, new))
    said_then, said_now = ({f.check: f.verdict for f in scored.findings} for scored in (was, now))
    for key in dict.fromkeys([*asked_now, *asked_then]):
        first, second = asked_then.get(key), asked_now.get(key)
        if first is None and second is not None:
            yield f"New check “{second.asks}”: {_told(second, said_now[key])}."
        elif second is None and first is not None:
            yield f"The check “{first.asks}” is gone; it was {_told(first, said_then[key])}."
        elif first is not None and second is not None:
            if said_then[key] is not said_now[key]:
                because = _because(first, second, golden_changed=golden_changed)
                told = f"was {_told(first, said_then[key])} and is now {_told(second, said_now[key])}"
                yield f"“{second.asks}” {told}: {because}."
            if first.gate is not second.gate:
                yield f"“{second.asks}” {_GATES[second.gate]} now."


_GATES = {Gate.MUST: "is a must", Gate.NEVER: "may never be answered with yes", None: "is no gate"}

_SAME = "nothing about it has changed, so the judge answered otherwise"


def _told(check: Check, verdict: Verdict) -> str:
    return (_FORBIDDEN if check.forbidden else _WORDS)[verdict]


def _because(old: Check, new: Check, *, golden_changed: bool) -> str:
    """What of a check may have turned its verdict: the first thing that changed."""
    for name, what in (
        ("asks", "its question has changed"),
        ("says", "its phrasings have changed"),
        ("golden", "its passage of the golden pitch has changed"),
        ("applies_if", "when it applies has changed"),
        ("gate", "whether it is a gate has changed"),
    ):
        if getattr(old, name) != getattr(new, name):
            return what
    return "the golden pitch has changed" if golden_changed else _SAME
