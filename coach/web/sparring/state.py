"""What the pages are told of a drill while it goes on. What has not been put yet stays secret."""

from typing import Any

from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.drill import Drill, Objection
from coach.domain.sparring.levels import MOST_ROUNDS, Setup
from coach.domain.sparring.turn import Left, Said, Speaker, Turn
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.web.sparring.wording import STATES, day_of, ending, reply_label


def told(drill: Drill, scripted: str) -> dict[str, Any]:
    """A drill as its room shows it. `scripted` is the name under which the scripted rival plays."""
    put = [objection for objection in drill.objections if drill.was_put(objection)]
    return {
        "id": drill.id,
        "turn": len(drill.turns),
        "whose_turn": drill.whose_turn.value if drill.whose_turn else None,
        "setup": drill.setup.value,
        "level": drill.level.value,
        "rival": drill.card.name,
        "engine": plays(drill, scripted),
        "clock_s": drill.clock_s,
        "table": _table(drill),
        "board": [_card(drill, objection) for objection in put],
        "to_come": len(drill.objections) - len(put),
        "turns": [_turn(drill, turn) for turn in drill.turns],
        "ended": drill.ended.value if drill.ended else None,
        "ended_says": ending(drill.ended, drill.setup) if drill.ended else None,
        "problem": _problem(drill),
    }


def plays(drill: Drill, scripted: str) -> str:
    """Which engine the next line is asked of: whoever spoke last, or, at the beginning, whoever was chosen."""
    last = next((turn.engine for turn in reversed(drill.turns) if turn.speaker is Speaker.RIVAL), None)
    embedded = last == scripted if last is not None else drill.rival.embedded
    return EMBEDDED if embedded else CONFIGURED


def sentence(card: Battlecard, said: Said) -> dict[str, Any]:
    """One sentence of the rival's, with the sources of what it states. A claim without any is their opinion."""
    facts = [fact for fact_id in said.facts if (fact := card.fact(fact_id))]
    sources = [
        {"text": fact.text, "source": fact.source, "date": day_of(fact.date), "iso": fact.date}
        for fact in facts
        if fact.sourced
    ]
    return {
        "text": said.text,
        "facts": list(said.facts),
        "claim": said.claim,
        "sources": sources,
        "unsourced": said.claim and not sources,
    }


def _turn(drill: Drill, turn: Turn) -> dict[str, Any]:
    on_table = drill.objection(turn.objection)
    shared = {
        "number": turn.number,
        "speaker": turn.speaker.value,
        "text": turn.text,
        "objection": on_table.title if on_table else None,
    }
    if turn.speaker is Speaker.RIVAL:
        return shared | {
            "said": [sentence(drill.card, said) for said in turn.said],
            "press": turn.press,
            "left": turn.left.value if turn.left else None,
            "safe": turn.safe,
        }
    judged = turn.assessment
    return shared | {
        "seconds": turn.seconds,
        "late": turn.late,
        "spoken": turn.utterance is not None,
        "assessed": "no" if judged is None else "failed" if judged.problem else "yes",
        "retries": len(turn.retries),
    }


def _table(drill: Drill) -> dict[str, Any] | None:
    objection = drill.on_table
    if objection is None:
        return None
    press = next(turn.press or 0 for turn in reversed(drill.turns) if turn.speaker is Speaker.RIVAL)
    presses = 0 if drill.setup is Setup.RAPID_FIRE else drill.manner.presses
    return {
        "id": objection.id,
        "title": objection.title,
        "number": sum(drill.was_put(each) for each in drill.objections),
        "of": len(drill.objections),
        "press": press,
        "presses": presses,
        "rounds": _rounds(drill) if drill.setup is Setup.ONE_PLAY else None,
    }


def _rounds(drill: Drill) -> dict[str, int]:
    return {
        "now": sum(turn.press == 0 for turn in drill.turns),
        "most": MOST_ROUNDS,
        "let_go": sum(turn.left is Left.LET_GO for turn in drill.turns),
        "needed": drill.manner.rounds,
    }


def _card(drill: Drill, objection: Objection) -> dict[str, Any]:
    here = drill.on_table == objection
    # Until the drill is over nobody is told how an answer was: only what is behind them.
    name, tone = STATES[drill.state(objection)] if drill.ended else ("On the table" if here else "Done", "none")
    return {"id": objection.id, "title": objection.title, "here": here, "state": name, "tone": tone}


def _problem(drill: Drill) -> dict[str, Any] | None:
    if drill.problem is None:
        return None
    retries = [{"engine": engine, "label": reply_label(engine)} for engine in drill.problem.retries]
    return {"message": drill.problem.message, "hint": drill.problem.hint, "retries": retries}
