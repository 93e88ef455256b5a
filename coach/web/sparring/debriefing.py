"""What the debrief page shows, and what is known of one answer."""

from typing import Any

from coach.domain.attempt import Usage
from coach.domain.judging import Verdict
from coach.domain.sparring.debriefs.debrief import debrief
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Step, StepFinding
from coach.domain.sparring.rebuttals.second_try import second_try
from coach.domain.sparring.turn import Speaker, Turn
from coach.service.sparring.drills import MOST_RETRIES
from coach.web.reporting.wording import answer, points
from coach.web.sparring.setup import SAME_CARD
from coach.web.sparring.state import sentence
from coach.web.sparring.wording import (
    AVOID,
    BREACHES,
    LEVELS,
    SETUPS,
    STANDINGS,
    STATES,
    STEPS,
    day_of,
    ending,
    initials,
    look_label,
)

NOTHING_BARS = "Nothing in it closes the gate any more"


def debrief_values(drill: Drill) -> dict[str, Any]:
    """Everything the debrief page shows."""
    came_to = debrief(drill)
    answers = {turn.number: looked_at(drill, turn) for turn in drill.answers()}
    proofs = {proof.id: proof for proof in drill.us.proofs}
    setup, level = SETUPS[came_to.next.setup][0], LEVELS[came_to.next.level]
    nexts = drill.objection(came_to.next.play)
    return {
        "came_to": came_to,
        "setup": SETUPS[drill.setup][0],
        "level": LEVELS[drill.level],
        "ended": ending(drill.ended, drill.setup) if drill.ended else None,
        "lines": [(line, proofs.get(line.proof or "")) for line in came_to.tomorrow],
        "points": [(each, *STATES[each.state]) for each in came_to.objections],
        "words": points,
        "step_names": STEPS,
        "avoid_names": AVOID,
        "answers": answers,
        "improved": {each.turn: each for each in came_to.improved},
        "talk": [_said(drill, turn) for turn in drill.turns],
        "dropped": [(turn.number, each) for turn in drill.turns for each in turn.dropped],
        "next_name": f"{setup}, {level}" + (f": {nexts.title}" if nexts else ""),
        "SAME_CARD": SAME_CARD,
        "initials": initials,
        "day_of": day_of,
        "engines": _engines(drill),
        "usage": sum((turn.usage for turn in drill.turns), Usage()),
    }


def _said(drill: Drill, turn: Turn) -> dict[str, Any]:
    return {"turn": turn, "rival": turn.speaker is Speaker.RIVAL, "said": [sentence(drill.card, s) for s in turn.said]}


def _engines(drill: Drill) -> list[tuple[str, str]]:
    """Who played and who judged, as versions that can be told apart."""
    judges = [each.assessment.judge for each in drill.answers() if each.assessment]
    played = dict.fromkeys(turn.engine for turn in drill.turns if turn.engine)
    return [
        ("Rival", ", ".join(played) or drill.rival.name),
        ("Rival’s prompt", drill.rival.prompt or "none"),
        ("Judge", ", ".join(dict.fromkeys(judge.name for judge in judges)) or drill.judge.name),
        ("Judge’s prompt", ", ".join(dict.fromkeys(judge.prompt for judge in judges if judge.prompt)) or "none"),
        ("Battlecard", f"{drill.card.id}, version {drill.card.version[:12]}"),
        ("What is true of us", f"version {drill.us.version[:12]}"),
    ]


def looked_at(drill: Drill, turn: Turn) -> dict[str, Any]:
    """One answer with its assessment and further tries, in words."""
    objection, put = drill.objection(turn.objection), drill.put_before(turn.number)
    before = turn.assessment
    return {
        "number": turn.number,
        "text": turn.text,
        "late": turn.late,
        "title": objection.title if objection else "",
        "put": put.text if put else "",
        "view": None if before is None else _view(before),
        "tries": [
            {"text": each.text, "view": _view(each.assessment), **_change(before, each.assessment)}
            for each in turn.retries
        ],
        "more": len(turn.retries) < MOST_RETRIES,
    }


def _view(assessment: Assessment) -> dict[str, Any]:
    if assessment.problem is not None:
        retries = [{"engine": engine, "label": look_label(engine)} for engine in assessment.problem.retries]
        return {"problem": assessment.problem, "retries": retries}
    low, high = assessment.score or 0.0, assessment.score_best or 0.0
    return {
        "problem": None,
        "points": points(low),
        "best": points(high) if high > low else None,
        "gate": [
            {"kind": BREACHES[each.kind], "text": each.text, "reason": each.reason, "certain": each.certain}
            for each in assessment.breaches
        ],
        "nothing": assessment.nothing,
        "steps": [_step(finding, assessment.judge.embedded) for finding in assessment.steps],
        "claims": [
            {"text": claim.text, "reason": claim.reason, "standing": name, "tone": tone}
            for claim in assessment.claims
            for name, tone in [STANDINGS[claim.standing]]
        ],
        "better": assessment.better,
        "notes": assessment.notes,
        "judge": assessment.judge.name,
    }


def _step(finding: StepFinding, embedded: bool) -> dict[str, Any]:
    said = answer(finding.verdict, embedded=embedded)
    return {
        "name": STEPS[finding.step],
        "word": said.word,
        "icon": said.icon,
        "tone": "quiet" if finding.verdict is Verdict.NOT_MET else said.tone.value,
        "reason": finding.reason,
        "quotes": [quote.text for quote in finding.quotes if quote.verified],
    }


def _change(before: Assessment | None, after: Assessment) -> dict[str, Any]:
    """What a further try won and lost, and how many points, where both are known."""
    if before is None or before.problem is not None or after.problem is not None:
        return {"change": None, "tone": "quiet", "moved": ()}
    change = second_try(before, after)
    moved = [
        (
            "Better",
            "good",
            [*([NOTHING_BARS] if change.fairer else []), *(_step_name(step, after) for step in change.won)],
        ),
        ("Weaker", "bad", [_step_name(step, after) for step in change.lost]),
    ]
    gained = change.points or 0.0  # both were scored
    more = gained > 0
    return {
        "change": f"{points(abs(gained))} {'more' if more else 'fewer'}" if gained else "the same points",
        "tone": "quiet" if not gained else "good" if more else "bad",
        "moved": [each for each in moved if each[2]],
        "alike": change.alike,
    }


def _step_name(step: Step, after: Assessment) -> str:
    return STEPS[step] + (", perhaps" if after.verdict(step) is Verdict.UNSURE else "")
