"""One strength and at most two fixes, drawn from findings that are sure.

More than two or three remarks overload those who need them most (Luo et al. 2021, Journal of
Marketing, doi 10.1177/0022242920956676). Nothing is drawn from an `unsure` check.
"""

from collections.abc import Iterator

from coach.domain.attempt import Fix, Strength
from coach.domain.judging import Evidence, Finding, Verdict, criterion_of
from coach.domain.rubric import Check, Criterion, Gate, Rubric
from coach.domain.scorecard import CriterionScore, Scorecard
from coach.domain.transcript import Moment

FIXES = 2


def strength(rubric: Rubric, card: Scorecard) -> Strength | None:
    """What earned the most points and can be heard: its first verified quote. None when nothing did."""
    best: tuple[float, Strength] | None = None
    for criterion, scored, finding in _decided(rubric, card):
        moment = _moment(finding)
        check = _check(criterion, finding)
        if finding.verdict is not Verdict.MET or moment is None or (check and check.forbidden):
            continue
        earned = _worth(criterion, scored, finding) * (scored.score or 0)
        if best is None or earned > best[0]:
            text = finding.reason or scored.title
            best = (earned, Strength(criterion=criterion.id, check=finding.check, text=text, quote=moment))
    return best[1] if best else None


def fixes(rubric: Rubric, card: Scorecard) -> tuple[Fix, ...]:
    """At most two: what breaks a gate first, then what breaks a floor, then what would earn the most."""
    ranked: list[tuple[tuple[int, float], Fix]] = []
    for criterion, scored, finding in _decided(rubric, card):
        loss = _loss(criterion, scored, finding)
        if loss is not None:
            ranked.append((loss, _fix(criterion, finding)))
    ranked.sort(key=lambda item: item[0], reverse=True)
    return tuple(fix for _, fix in ranked[:FIXES])


def _decided(rubric: Rubric, card: Scorecard) -> Iterator[tuple[Criterion, CriterionScore, Finding]]:
    for scored in card.criteria:
        for finding in scored.findings:
            if finding.verdict in {Verdict.MET, Verdict.NOT_MET}:
                yield criterion_of(rubric, scored.id), scored, finding


def _loss(criterion: Criterion, scored: CriterionScore, finding: Finding) -> tuple[int, float] | None:
    """How much this finding costs, as (urgency, points of weight). None when it costs nothing."""
    check = _check(criterion, finding)
    if check and check.forbidden:
        return (3, criterion.weight) if finding.verdict is Verdict.MET else None
    worth = _worth(criterion, scored, finding)
    if criterion.levels:
        level = finding.level or 0
        lost = worth * (1 - level / criterion.top_level)
    else:
        lost = worth if finding.verdict is Verdict.NOT_MET else 0.0
    if check and check.gate is Gate.MUST and finding.verdict is Verdict.NOT_MET:
        return (2, lost)
    if not lost:
        return None
    return (1 if (scored.score_best or 0) < scored.at_least else 0, lost)


def _worth(criterion: Criterion, scored: CriterionScore, finding: Finding) -> float:
    """The share of the weight that hangs on this finding."""
    if criterion.levels:
        return scored.weight
    forbidden = {check.id for check in criterion.checks if check.forbidden}
    counted = [f for f in scored.findings if f.check not in forbidden and f.verdict is not Verdict.NOT_OBSERVED]
    return scored.weight / len(counted) if finding in counted else 0.0


def _fix(criterion: Criterion, finding: Finding) -> Fix:
    check = _check(criterion, finding)
    golden = check.golden if check else criterion.golden
    return Fix(
        criterion=criterion.id,
        check=finding.check,
        title=check.asks if check else criterion.title,
        text=finding.reason,
        quote=_moment(finding),
        # Only the author's own words: a model's line may hold facts that nobody approved.
        better=golden or "",
    )


def _check(criterion: Criterion, finding: Finding) -> Check | None:
    return next((check for check in criterion.checks if check.id == finding.check), None)


def _moment(finding: Finding) -> Moment | None:
    for quote in finding.quotes:
        if quote.verified and quote.first_word is not None and quote.last_word is not None:
            return _as_moment(quote, quote.first_word, quote.last_word)
    return None


def _as_moment(quote: Evidence, first: int, last: int) -> Moment:
    return Moment(text=quote.text, first_word=first, last_word=last, start=quote.start, end=quote.end)
