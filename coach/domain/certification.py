"""From findings to a decision: arithmetic only, printed so that anyone can redo it.

The order of the decision, for the total, the floors and the gates together:

1. a criterion that was not scored        -> not_scored, no number
2. fails even with every doubt for the seller, plus the band    -> fail, not_yet
3. passes even with every doubt against the seller, minus the band -> pass; anything else -> unclear
4. unclear, or a flag on the whole attempt -> a person decides
5. otherwise                               -> certified (practice: ready)

The band applies to the total and never to gates and floors.
"""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import OBSERVED_SHARE_NEEDED, Criterion, Gate, Rubric, SignOff, Skill
from coach.domain.value import Value


class Kind(StrEnum):
    """`practice` is private and never counted; `official` counts."""

    PRACTICE = "practice"
    OFFICIAL = "official"


class Result(StrEnum):
    """What the arithmetic says."""

    PASS = "pass"
    FAIL = "fail"
    UNCLEAR = "unclear"
    NOT_SCORED = "not_scored"


class Outcome(StrEnum):
    """What the result is worth."""

    CERTIFIED = "certified"
    NEEDS_REVIEW = "needs_review"
    READY = "ready"
    UNCLEAR = "unclear"
    NOT_YET = "not_yet"
    NOT_SCORED = "not_scored"


class Code(StrEnum):
    """Why an outcome is what it is; the text beside it is for people, the code for programs."""

    # decided by the arithmetic
    PASSED = "passed"
    BELOW_PASS_MARK = "below_pass_mark"
    BELOW_FLOOR = "below_floor"
    GATE_MISSED = "gate_missed"
    NEVER_SAID = "never_said"
    NOT_SCORED = "not_scored"
    TOO_LITTLE_OBSERVED = "too_little_observed"
    TOTAL_UNCLEAR = "total_unclear"
    FLOOR_UNCLEAR = "floor_unclear"
    GATE_UNCLEAR = "gate_unclear"
    # flags on the whole attempt
    SPEAKS_TO_GRADER = "speaks_to_grader"
    READ_ALOUD = "read_aloud"
    RECITES_RUBRIC = "recites_rubric"
    WORD_LIST = "word_list"
    LOW_CONFIDENCE = "low_confidence"
    EMBEDDED_TRANSCRIBER = "embedded_transcriber"
    EMBEDDED_JUDGE = "embedded_judge"
    NO_RECORDING = "no_recording"
    TRANSCRIPT_DISAGREES = "transcript_disagrees"
    TRANSCRIPT_UNCHECKED = "transcript_unchecked"
    CORRECTED = "corrected"
    SAMPLES_DISAGREE = "samples_disagree"
    HALO = "halo"
    TOO_SHORT = "too_short"
    SIGN_OFF = "sign_off"
    # told, but without effect on the outcome
    DOUBTS_WITHOUT_EFFECT = "doubts_without_effect"


class Reason(Value):
    """`decides`: the arithmetic. `flag`: on the whole attempt, sends a pass to a person. `note`: told only."""

    code: Code
    text: str
    role: Literal["decides", "flag", "note"]


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


class Decision(Value):
    """The result, what it is worth, and every reason, the deciding ones first."""

    result: Result
    outcome: Outcome
    reasons: tuple[Reason, ...]


def flag(code: Code, text: str) -> Reason:
    """A flag on the whole attempt."""
    return Reason(code=code, text=text, role="flag")


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
    complete = not _unscored(criteria) and bool(scored)
    worst = _mean([(c.weight, c.score) for c in scored]) if complete else None
    best = _mean([(c.weight, c.score_best) for c in scored]) if complete else None
    return Scorecard(
        criteria=criteria,
        score=worst,
        score_best=best,
        observed_share=float(observed / possible) if possible else 0.0,
        arithmetic=_arithmetic(scored, worst, best) if complete else "No total: see what was not scored.",
    )


def decide(rubric: Rubric, kind: Kind, card: Scorecard, flags: Sequence[Reason] = ()) -> Decision:
    """The decision on a scorecard. `flags` come from outside the arithmetic (see `Code`)."""
    unscored = _unscored(card.criteria)
    if unscored or card.score is None or card.score_best is None:
        return Decision(result=Result.NOT_SCORED, outcome=Outcome.NOT_SCORED, reasons=(*_not_scored(unscored), *flags))
    result, reasons = _result(rubric, card, card.score, card.score_best)
    if kind is Kind.OFFICIAL and result is Result.PASS and rubric.sign_off is SignOff.ALWAYS:
        flags = (*flags, flag(Code.SIGN_OFF, "This rubric asks a person to sign off every pass."))
    return Decision(
        result=result,
        outcome=_outcome(rubric, kind, result, flagged=bool(flags)),
        reasons=(*reasons, *flags, *_notes(result, card)),
    )


def _outcome(rubric: Rubric, kind: Kind, result: Result, *, flagged: bool) -> Outcome:
    if result is Result.FAIL:
        return Outcome.NOT_YET
    if kind is Kind.PRACTICE:
        return Outcome.READY if result is Result.PASS else Outcome.UNCLEAR
    if result is Result.PASS and not flagged:
        return Outcome.CERTIFIED
    return Outcome.NOT_YET if rubric.sign_off is SignOff.NEVER else Outcome.NEEDS_REVIEW


def _result(rubric: Rubric, card: Scorecard, worst: float, best: float) -> tuple[Result, list[Reason]]:
    failures = [*_broken(rubric, card, at_best=True)]
    if best + rubric.band < rubric.pass_mark:
        failures.append(_decides(Code.BELOW_PASS_MARK, _below_text(rubric, worst, best)))
    if failures:
        return Result.FAIL, failures
    doubts = [*_broken(rubric, card, at_best=False)]
    if worst - rubric.band < rubric.pass_mark:
        doubts.append(_decides(Code.TOTAL_UNCLEAR, _near_text(rubric, worst, best)))
    if card.observed_share < OBSERVED_SHARE_NEEDED:
        text = (
            f"Only {card.observed_share:.0%} of the rubric's weight could be observed; "
            f"{OBSERVED_SHARE_NEEDED:.0%} is needed to certify."
        )
        doubts.append(_decides(Code.TOO_LITTLE_OBSERVED, text))
    if doubts:
        return Result.UNCLEAR, doubts
    text = f"{_points(worst)} points clear the pass mark of {_points(rubric.pass_mark)}"
    text += f" by more than the band of {_points(rubric.band)}." if rubric.band else "."
    return Result.PASS, [_decides(Code.PASSED, text)]


def _broken(rubric: Rubric, card: Scorecard, *, at_best: bool) -> list[Reason]:
    """Gates and floors that do not hold, with doubts for the seller (`at_best`) or against."""
    reasons: list[Reason] = []
    for criterion, scored in zip(rubric.criteria, card.criteria, strict=True):
        if not scored.observed:
            continue
        reasons += _broken_gates(criterion, scored, at_best=at_best)
        points = scored.score_best if at_best else scored.score
        if points is not None and points < criterion.at_least:
            code = Code.BELOW_FLOOR if at_best else Code.FLOOR_UNCLEAR
            verb = "is below" if at_best else "could be below"
            text = f"“{criterion.title}”: {_points(points)} {verb} its floor of {_points(criterion.at_least)}."
            reasons.append(_decides(code, text))
    return reasons


def _broken_gates(criterion: Criterion, scored: CriterionScore, *, at_best: bool) -> list[Reason]:
    found = {finding.check: finding for finding in scored.findings}
    reasons: list[Reason] = []
    for check in criterion.checks:
        verdict = found[check.id].verdict
        if check.gate is Gate.MUST and verdict is Verdict.NOT_MET:
            reasons.append(_decides(Code.GATE_MISSED, f"A must is missing: {check.asks}"))
        elif check.gate is Gate.NEVER and verdict is Verdict.MET:
            reasons.append(_decides(Code.NEVER_SAID, f"Something was said that may never be said: {check.asks}"))
        elif check.gate and verdict is Verdict.UNSURE and not at_best:
            what = "was possibly said" if check.forbidden else "could not be confirmed"
            reasons.append(_decides(Code.GATE_UNCLEAR, f"A gate {what}: {check.asks}"))
    return reasons


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
        score=_rounded(worst),
        score_best=_rounded(best),
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


_Points = tuple[Fraction | None, Fraction | None, str]


def _check_points(criterion: Criterion, findings: Sequence[Finding]) -> _Points:
    forbidden = {check.id for check in criterion.checks if check.forbidden}
    counted = [f for f in findings if f.check not in forbidden and f.verdict is not Verdict.NOT_OBSERVED]
    if not counted:
        return None, None, "gates only, no points" if forbidden else "nothing of it applied"
    met = sum(finding.verdict is Verdict.MET for finding in counted)
    unsure = sum(finding.verdict is Verdict.UNSURE for finding in counted)
    words = f"{met} of {len(counted)} {'check' if len(counted) == 1 else 'checks'} met"
    words += f", {unsure} unsure" if unsure else ""
    return Fraction(100 * met, len(counted)), Fraction(100 * (met + unsure), len(counted)), words


def _level_points(criterion: Criterion, finding: Finding) -> _Points:
    if finding.verdict is Verdict.NOT_OBSERVED:
        return None, None, "nothing of it applied"
    if finding.verdict is Verdict.UNSURE or finding.level is None:
        return Fraction(0), Fraction(100), f"level unsure (0 to {criterion.top_level})"
    points = Fraction(100 * finding.level, criterion.top_level)
    return points, points, f"level {finding.level} of {criterion.top_level}"


def _mean(weighted: Sequence[tuple[float, float | None]]) -> float:
    # The criterion scores are already rounded to what the report prints: whoever redoes the sum from
    # the report gets this total.
    total = sum(Fraction(weight) * Fraction(str(points or 0.0)) for weight, points in weighted)
    return float(round(total / sum(Fraction(weight) for weight, _ in weighted), 1))


def _rounded(points: Fraction | None) -> float | None:
    return None if points is None else float(round(points, 1))


def _arithmetic(scored: Sequence[CriterionScore], worst: float | None, best: float | None) -> str:
    weights = _points(sum(c.weight for c in scored))

    def line(points: Sequence[float | None], total: float | None) -> str:
        terms = " + ".join(f"{_points(p)} × {_points(c.weight)}" for p, c in zip(points, scored, strict=True))
        return f"({terms}) ÷ {weights} = {_points(total)}"

    text = line([c.score for c in scored], worst)
    return text if worst == best else f"{text}; with every doubt for you {line([c.score_best for c in scored], best)}"


def _points(points: float | None) -> str:
    return "–" if points is None else f"{points:.1f}".removesuffix(".0")


def _unscored(criteria: Sequence[CriterionScore]) -> list[CriterionScore]:
    return [c for c in criteria if any(f.verdict is Verdict.NOT_SCORED for f in c.findings)]


def _not_scored(unscored: Sequence[CriterionScore]) -> list[Reason]:
    reasons: list[Reason] = []
    for criterion in unscored:
        why = next(f.reason for f in criterion.findings if f.verdict is Verdict.NOT_SCORED)
        reasons.append(_decides(Code.NOT_SCORED, f"“{criterion.title}” was not scored: {why}"))
    return reasons or [_decides(Code.NOT_SCORED, "Nothing in this rubric applied to what was said.")]


def _below_text(rubric: Rubric, worst: float, best: float) -> str:
    reached = f"{_points(worst)} points" if worst == best else f"{_points(worst)} points (at best {_points(best)})"
    text = f"{reached} stay below the pass mark of {_points(rubric.pass_mark)}"
    return text + (f" by more than the band of {_points(rubric.band)}." if rubric.band else ".")


def _near_text(rubric: Rubric, worst: float, best: float) -> str:
    mark, band = _points(rubric.pass_mark), _points(rubric.band)
    if worst == best:
        return f"{_points(worst)} points are within {band} of the pass mark of {mark}: too close to call."
    return f"Between {_points(worst)} and {_points(best)} points, pass mark {mark} ± {band}: the doubts decide."


def _notes(result: Result, card: Scorecard) -> list[Reason]:
    unsure = sum(finding.verdict is Verdict.UNSURE for finding in card.findings())
    if result is Result.UNCLEAR or not unsure:
        return []
    what = "One doubt" if unsure == 1 else f"{unsure} doubts"
    return [Reason(code=Code.DOUBTS_WITHOUT_EFFECT, text=f"{what} could not change the result.", role="note")]


def _decides(code: Code, text: str) -> Reason:
    return Reason(code=code, text=text, role="decides")
