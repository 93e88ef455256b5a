"""A drill as plain JSON: the shape that `coach drill --json` prints and other programs read."""

from typing import Any

from coach.domain.sparring.debriefs.debrief import debrief
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.rebuttals.rebuttal import Assessment
from coach.domain.sparring.turn import Retry, Turn


def drill_record(drill: Drill) -> dict[str, Any]:
    """The whole drill with its debrief. Scores are 0..100, and null exactly where nothing was scored.

    `assessment` is null for the rival's turns, and for answers that nobody has assessed yet.
    """
    return {
        "id": drill.id,
        "who": drill.who,
        "at": drill.at.isoformat(),
        "competitor": {
            "id": drill.card.id,
            "name": drill.card.name,
            "version": drill.card.version,
            "temporary": drill.card.temporary,
        },
        "account": drill.brief.text,
        "setup": drill.setup.value,
        "level": drill.level.value,
        "turns": [_turn(turn) for turn in drill.turns],
        "whose_turn": drill.whose_turn.value if drill.whose_turn else None,
        "ended": drill.ended.value if drill.ended else None,
        "ended_at": drill.ended_at.isoformat() if drill.ended_at else None,
        "problem": drill.problem.model_dump(mode="json") if drill.problem else None,
        "debrief": debrief(drill).model_dump(mode="json"),
        "engines": {
            "rival": drill.rival.model_dump(mode="json"),
            "judge": drill.judge.model_dump(mode="json"),
            "played": sorted({turn.engine for turn in drill.turns if turn.engine}),
        },
    }


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "number": turn.number,
        "speaker": turn.speaker.value,
        "text": turn.text,
        "at": turn.at.isoformat(),
        "facts": list(turn.facts),
        "objection": turn.objection,
        "assessment": _assessment(turn.assessment),
        "said": [said.model_dump(mode="json") for said in turn.said],
        "left": turn.left.value if turn.left else None,
        "press": turn.press,
        "dropped": [dropped.model_dump(mode="json") for dropped in turn.dropped],
        "safe": turn.safe,
        "engine": turn.engine,
        "usage": turn.usage.model_dump(mode="json"),
        "seconds": turn.seconds,
        "late": turn.late,
        "retries": [_retry(retry) for retry in turn.retries],
    }


def _retry(retry: Retry) -> dict[str, Any]:
    return {"text": retry.text, "at": retry.at.isoformat(), "assessment": _assessment(retry.assessment)}


def _assessment(assessment: Assessment | None) -> dict[str, Any] | None:
    if assessment is None:
        return None
    return {
        "score": assessment.score,
        "score_best": assessment.score_best,
        "steps": [
            {
                "id": finding.step.value,
                "verdict": finding.verdict.value,
                "reason": finding.reason,
                "quotes": [{"text": quote.text, "verified": quote.verified} for quote in finding.quotes],
                "facts": list(finding.facts),
            }
            for finding in assessment.steps
        ],
        "claims": [claim.model_dump(mode="json") for claim in assessment.claims],
        "breaches": [breach.model_dump(mode="json") for breach in assessment.breaches],
        "nothing": assessment.nothing,
        "grants": assessment.grants,
        "better": assessment.better,
        "notes": list(assessment.notes),
        "problem": assessment.problem.model_dump(mode="json") if assessment.problem else None,
        "judge": assessment.judge.model_dump(mode="json"),
    }
