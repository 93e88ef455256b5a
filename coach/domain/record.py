"""An attempt as plain JSON: the shape that `coach certify --json` prints and other programs read."""

from collections.abc import Sequence
from typing import Any

from coach.domain.attempt import Attempt, Fix, Strength
from coach.domain.correction import corrections
from coach.domain.judging import Finding
from coach.domain.review import Review, final_outcome
from coach.domain.scorecard import CriterionScore


def attempt_record(attempt: Attempt, reviews: Sequence[Review] = (), *, number: int | None = None) -> dict[str, Any]:
    """The whole attempt. `score` is 0..100, and null exactly when `outcome` is `not_scored`.

    A line said again (`redo` says of what) has no score, whatever its outcome.

    `outcome` stays the machine's; `final_outcome` is that of the newest of `reviews` (newest first), if any.
    `number` is that of the published version it was handed in under, None where it has none.
    An attempt that has no decision yet has null for result, outcome and score; `state` and `problem`
    say where it stands.
    """
    decision, card = attempt.decision, attempt.scorecard
    final = final_outcome(decision.outcome if decision else None, reviews)
    return {
        "id": attempt.id,
        "kind": attempt.kind.value,
        "who": attempt.who,
        "at": attempt.at.isoformat(),
        "state": attempt.state.value,
        "problem": attempt.problem.model_dump(mode="json") if attempt.problem else None,
        "rubric": {
            "id": attempt.rubric_id,
            "title": attempt.rubric_title,
            "version": attempt.rubric_version,
            "number": number,
        },
        "situation": attempt.situation,
        "redo": attempt.redo.model_dump(mode="json") if attempt.redo else None,
        "result": decision.result.value if decision else None,
        "outcome": decision.outcome.value if decision else None,
        "final_outcome": final.value if final else None,
        "reasons": [reason.text for reason in decision.reasons] if decision else [],
        "reason_codes": [reason.code.value for reason in decision.reasons] if decision else [],
        "score": card.score if card else None,
        "score_best": card.score_best if card else None,
        "pass_mark": attempt.pass_mark,
        "arithmetic": card.arithmetic if card else None,
        "criteria": [_criterion(criterion) for criterion in card.criteria] if card else [],
        "reviews": [review.model_dump(mode="json", exclude={"attempt"}) for review in reviews],
        "strength": _strength(attempt.strength) if attempt.strength else None,
        "fixes": [_fix(fix) for fix in attempt.fixes],
        "delivery": attempt.delivery.model_dump(mode="json") if attempt.delivery else None,
        "coverage": attempt.coverage.model_dump(mode="json") if attempt.coverage else None,
        "grader_lines": [line.model_dump(mode="json") for line in attempt.grader_lines],
        "transcript": _transcript(attempt),
        "recording": attempt.recording.model_dump(mode="json") if attempt.recording else None,
        "engines": attempt.engines.model_dump(mode="json") if attempt.engines else None,
        "usage": attempt.usage.model_dump(mode="json"),
    }


def _criterion(criterion: CriterionScore) -> dict[str, Any]:
    return {
        "id": criterion.id,
        "title": criterion.title,
        "skill": criterion.skill.value,
        "weight": criterion.weight,
        "at_least": criterion.at_least,
        "observed": criterion.observed,
        "score": criterion.score,
        "score_best": criterion.score_best,
        "sum": criterion.sum,
        "findings": [_finding(finding) for finding in criterion.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return finding.model_dump(mode="json", exclude={"criterion"})


def _strength(strength: Strength) -> dict[str, Any]:
    return strength.model_dump(mode="json")


def _fix(fix: Fix) -> dict[str, Any]:
    return fix.model_dump(mode="json")


def _transcript(attempt: Attempt) -> dict[str, Any] | None:
    transcript = attempt.transcript
    if transcript is None:
        return None
    heard = attempt.heard
    found = corrections(heard, transcript) if heard else ()
    return {
        "language": transcript.language,
        "duration": transcript.duration,
        "engine": transcript.engine,
        "brought": transcript.brought,
        "low_accuracy": transcript.low_accuracy,
        "text": transcript.text,
        "heard_text": heard.text if heard else None,
        "heard_result": attempt.heard_decision.result.value if attempt.heard_decision else None,
        "heard_score": attempt.heard_score,
        "heard_score_best": attempt.heard_score_best,
        "corrections": [correction.model_dump(mode="json") for correction in found],
        "words": [word.model_dump(mode="json") for word in transcript.words],
    }
