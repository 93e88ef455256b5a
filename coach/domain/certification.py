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
from typing import Literal

from coach.domain.judging import Verdict
from coach.domain.rubric import OBSERVED_SHARE_NEEDED, Criterion, Gate, Rubric, SignOff
from coach.domain.scorecard import CriterionScore, Scorecard, points_text, unscored
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
    # decided on one line that was said again (coach.domain.redo)
    CHECK_MET = "check_met"
    CHECK_NOT_MET = "check_not_met"
    CHECK_UNCLEAR = "check_unclear"
    # told, but without effect on the outcome
    DOUBTS_WITHOUT_EFFECT = "doubts_without_effect"


class Reason(Value):
    """`decides`: the arithmetic. `flag`: on the whole attempt, sends a pass to a person. `note`: told only."""

    code: Code
    text: str
    role: Literal["decides", "flag", "note"]


class Decision(Value):
    """The result, what it is worth, and every reason, the deciding ones first."""

    result: Result
    outcome: Outcome
    reasons: tuple[Reason, ...]


def flag(code: Code, text: str) -> Reason:
    """A flag on the whole attempt."""
    return Reason(code=code, text=text, role="flag")


def decide(rubric: Rubric, kind: Kind, card: Scorecard, flags: Sequence[Reason] = ()) -> Decision:
    """The decision on a scorecard. `flags` come from outside the arithmetic (see `Code`)."""
    failed = unscored(card.criteria)
    if failed or card.score is None or card.score_best is None:
        why = (*_not_scored(card.criteria, failed), *flags)
        return Decision(result=Result.NOT_SCORED, outcome=Outcome.NOT_SCORED, reasons=why)
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
    text = f"{points_text(worst)} points clear the pass mark of {points_text(rubric.pass_mark)}"
    text += f" by at least the band of {points_text(rubric.band)}." if rubric.band else "."
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
            text = f"“{criterion.title}”: {points_text(points)} {verb} its floor of {points_text(criterion.at_least)}."
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


def _not_scored(card: Sequence[CriterionScore], failed: Sequence[CriterionScore]) -> list[Reason]:
    """Which criteria have no verdict and why, each cause once: a server that is away fails them all alike."""
    causes: dict[str, list[str]] = {}
    for criterion in failed:
        why = next(f.reason for f in criterion.findings if f.verdict is Verdict.NOT_SCORED)
        causes.setdefault(why, []).append(f"“{criterion.title}”")
    if len(causes) == 1 and len(failed) > 1 and len(failed) == sum(criterion.observed for criterion in card):
        return [_decides(Code.NOT_SCORED, f"No criterion was scored: {why}") for why in causes]
    reasons = [
        _decides(Code.NOT_SCORED, f"{_listed(titles)} {'was' if len(titles) == 1 else 'were'} not scored: {why}")
        for why, titles in causes.items()
    ]
    return reasons or [_decides(Code.NOT_SCORED, "Nothing in this rubric applied to what was said.")]


def _listed(titles: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))


def _below_text(rubric: Rubric, worst: float, best: float) -> str:
    reached = (
        f"{points_text(worst)} points"
        if worst == best
        else f"{points_text(worst)} points (at best {points_text(best)})"
    )
    text = f"{reached} stay below the pass mark of {points_text(rubric.pass_mark)}"
    return text + (f" by more than the band of {points_text(rubric.band)}." if rubric.band else ".")


def _near_text(rubric: Rubric, worst: float, best: float) -> str:
    mark, band = points_text(rubric.pass_mark), points_text(rubric.band)
    if worst == best:
        return f"{points_text(worst)} points are within {band} of the pass mark of {mark}: too close to call."
    return f"Between {points_text(worst)} and {points_text(best)} points, pass mark {mark} ± {band}: the doubts decide."


def _notes(result: Result, card: Scorecard) -> list[Reason]:
    unsure = sum(finding.verdict is Verdict.UNSURE for finding in card.findings())
    if result is Result.UNCLEAR or not unsure:
        return []
    what = "One doubt" if unsure == 1 else f"{unsure} doubts"
    return [Reason(code=Code.DOUBTS_WITHOUT_EFFECT, text=f"{what} could not change the result.", role="note")]


def _decides(code: Code, text: str) -> Reason:
    return Reason(code=code, text=text, role="decides")
