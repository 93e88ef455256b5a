"""The arithmetic of a scorecard, twice over: with every doubt against the seller, and for the seller."""

from collections.abc import Sequence
from fractions import Fraction

from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import Criterion, Rubric, Skill
from coach.domain.value import Value


class CriterionScore(Value):
    """One criterion's findings and points. Scores are percent, None when not observed or not scored.

    `score` counts every `unsure` against the seller, `score_best` for the seller; `sum` says in words
    how both came about ("2 of 3 checks met, 1 unsure").
    """

    id: str
    title: str
    skill: Skill
    weight: float
    at_least: float
    observed: bool
    score: float | None
    score_best: float | None
    sum: str
    findings: tuple[Finding, ...]


class Scorecard(Value):
    """All criteria and the two totals, 0..100 to one decimal; None when anything was not scored."""

    criteria: tuple[CriterionScore, ...]
    score: float | None
    score_best: float | None
    observed_share: float
    arithmetic: str

    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for criterion in self.criteria for finding in criterion.findings)


def score(rubric: Rubric, situation: str, findings: Sequence[Finding]) -> Scorecard:
    """Add up the findings. Criterion score = share of applicable checks met, or level / top level.

    `findings` hold at most one per check (or per criterion of levels); a check that has none counts as
    not scored, because silence of a judge is no verdict.
    """
    by_key = {(finding.criterion, finding.check): finding for finding in findings}
    criteria = tuple(_score_criterion(criterion, situation, by_key) for criterion in rubric.criteria)
    in_sum = [c for c in criteria if c.observed and c.weight > 0]
    scored = [c for c in in_sum if c.score is not None]
    possible = sum(Fraction(c.weight_in(situation)) for c in rubric.observed(situation))
    observed = sum(Fraction(c.weight) for c in scored)
    complete = not unscored(criteria) and bool(scored)
    worst = _mean([(c.weight, c.score) for c in scored]) if complete else None
    best = _mean([(c.weight, c.score_best) for c in scored]) if complete else None
    return Scorecard(
        criteria=criteria,
        score=worst,
        score_best=best,
        observed_share=float(observed / possible) if possible else 0.0,
        arithmetic=_arithmetic(scored, worst, best) if complete else "No total: see what was not scored.",
    )


def unscored(criteria: Sequence[CriterionScore]) -> list[CriterionScore]:
    """The criteria that the judge failed on."""
    return [c for c in criteria if any(f.verdict is Verdict.NOT_SCORED for f in c.findings)]


def percent(part: int, whole: int) -> float:
    """The score of a criterion, 0..100 to one decimal: what floors and totals are held against."""
    return float(round(Fraction(100 * part, whole), 1))


def points_text(points: float | None) -> str:
    """Points as the report prints them: one decimal, none where it is a whole number."""
    return "–" if points is None else f"{points:.1f}".removesuffix(".0")


def _score_criterion(
    criterion: Criterion, situation: str, findings: dict[tuple[str, str | None], Finding]
) -> CriterionScore:
    observed = criterion.observed_in(situation)
    keys = [check.id for check in criterion.checks] or [None]
    own = tuple(_finding(criterion, key, findings, observed=observed) for key in keys)
    if observed and not any(finding.verdict is Verdict.NOT_SCORED for finding in own):
        worst, best, words = _level_points(criterion, own[0]) if criterion.levels else _check_points(criterion, own)
    else:
        worst, best, words = None, None, "not scored" if observed else "not observed in this situation"
    return CriterionScore(
        id=criterion.id,
        title=criterion.title,
        skill=criterion.skill,
        weight=criterion.weight_in(situation),
        at_least=criterion.at_least,
        observed=observed,
        score=worst,
        score_best=best,
        sum=words,
        findings=own,
    )


def _finding(
    criterion: Criterion, key: str | None, findings: dict[tuple[str, str | None], Finding], *, observed: bool
) -> Finding:
    if not observed:
        reason = "This situation does not look at it."
        return Finding(criterion=criterion.id, check=key, verdict=Verdict.NOT_OBSERVED, reason=reason)
    missing = Finding(criterion=criterion.id, check=key, verdict=Verdict.NOT_SCORED, reason="The judge gave no answer.")
    return findings.get((criterion.id, key), missing)


_Points = tuple[float | None, float | None, str]


def _check_points(criterion: Criterion, findings: Sequence[Finding]) -> _Points:
    forbidden = {check.id for check in criterion.checks if check.forbidden}
    counted = [f for f in findings if f.check not in forbidden and f.verdict is not Verdict.NOT_OBSERVED]
    if not counted:
        return None, None, "gates only, no points" if forbidden else "nothing of it applied"
    met = sum(finding.verdict is Verdict.MET for finding in counted)
    unsure = sum(finding.verdict is Verdict.UNSURE for finding in counted)
    words = f"{met} of {len(counted)} {'check' if len(counted) == 1 else 'checks'} met"
    words += f", {unsure} unsure" if unsure else ""
    return percent(met, len(counted)), percent(met + unsure, len(counted)), words


def _level_points(criterion: Criterion, finding: Finding) -> _Points:
    if finding.verdict is Verdict.NOT_OBSERVED:
        return None, None, "nothing of it applied"
    if finding.verdict is Verdict.UNSURE or finding.level is None:
        return 0.0, 100.0, f"level unsure (0 to {criterion.top_level})"
    points = percent(finding.level, criterion.top_level)
    return points, points, f"level {finding.level} of {criterion.top_level}"


def _mean(weighted: Sequence[tuple[float, float | None]]) -> float:
    # The criterion scores are already rounded to what the report prints: whoever redoes the sum from
    # the report gets this total.
    total = sum(Fraction(weight) * Fraction(str(points or 0.0)) for weight, points in weighted)
    return float(round(total / sum(Fraction(weight) for weight, _ in weighted), 1))


def _arithmetic(scored: Sequence[CriterionScore], worst: float | None, best: float | None) -> str:
    weights = points_text(sum(c.weight for c in scored))

    def line(points: Sequence[float | None], total: float | None) -> str:
        terms = " + ".join(f"{points_text(p)} × {points_text(c.weight)}" for p, c in zip(points, scored, strict=True))
        return f"({terms}) ÷ {weights} = {points_text(total)}"

    text = line([c.score for c in scored], worst)
    return text if worst == best else f"{text}; with every doubt for you {line([c.score_best for c in scored], best)}"
