"""How a drill goes on: what the rival is to do next, and the drill after each turn. Pure rules, no words."""

from datetime import datetime

from coach.domain.sparring.drill import Drill, Ending, Objection, Order
from coach.domain.sparring.levels import MOST_ROUNDS, Setup
from coach.domain.sparring.rebuttals.rebuttal import POINTS, Assessment, Step
from coach.domain.sparring.turn import Left, Line, Speaker, Turn


def next_order(drill: Drill) -> Order:
    """What the rival does now. Raises ValueError when it is not the rival's turn."""
    if drill.whose_turn is not Speaker.RIVAL:
        raise ValueError("it is not the rival's turn")
    if not drill.turns:
        return Order(put=drill.objections[0])
    answer = drill.turns[-1]
    about = drill.objection(answer.objection)
    assert about is not None  # every answer is to something
    reading = answer.reading
    beaten = drill.beats(reading) and not answer.late
    if not beaten and _presses(drill, answer):
        press = 1 + (drill.turns[-2].press or 0)
        may_let_go = drill.perhaps_beats(reading)
        instead = _onwards(drill, about, Left.LET_GO) if may_let_go else Order()
        return Order(
            about=about,
            press=press,
            weakest=_weakest(drill, reading),
            may_let_go=may_let_go,
            instead=instead.put,
            ending=instead.ending,
        )
    left = Left.LET_GO if beaten else Left.MOVED_ON
    return _onwards(drill, about, left).model_copy(update={"weakest": _weakest(drill, reading)})


def _presses(drill: Drill, answer: Turn) -> bool:
    if drill.setup is Setup.RAPID_FIRE:
        return False
    manner = drill.manner
    done = drill.turns[-2].press or 0
    reading = answer.reading
    taken_up = reading is not None and reading.met(Step.TOOK_UP) and not reading.breaches  # nobody insults fairly
    return done < manner.presses and (manner.press_if_taken_up or not taken_up)


def _onwards(drill: Drill, about: Objection, left: Left) -> Order:
    """What comes after a point is left: the next one, or the closing words with how the drill ends."""
    if drill.setup is Setup.ONE_PLAY:
        rounds = sum(turn.press == 0 for turn in drill.turns)
        won = sum(turn.left is Left.LET_GO for turn in drill.turns) + (left is Left.LET_GO)
        if won >= drill.to_settle:
            return Order(about=about, left=left, ending=Ending.COMPLETED)
        if rounds >= MOST_ROUNDS:
            return Order(about=about, left=left, ending=Ending.ROUNDS_USED_UP)
        return Order(about=about, left=left, put=about)
    upcoming = next((objection for objection in drill.objections if not drill.was_put(objection)), None)
    return Order(about=about, left=left, put=upcoming, ending=None if upcoming else Ending.COMPLETED)


def _weakest(drill: Drill, reading: Assessment | None) -> Step | None:
    """The step worth most that the answer surely or perhaps lacks."""
    if reading is None:
        return None
    lacking = [step for step in drill.steps if not reading.met(step)]
    return max(lacking, key=lambda step: POINTS[step], default=None)


def with_line(drill: Drill, line: Line, at: datetime) -> Drill:
    """The drill after the rival's reply to `next_order`. Raises ValueError when it is not the rival's turn."""
    order = next_order(drill)
    gave_in = order.press is not None and order.may_let_go and line.left is Left.LET_GO
    put = order.instead if gave_in else order.put
    pressed = order.about if order.press is not None and not gave_in else None
    on_table = put or pressed
    turn = Turn(
        number=len(drill.turns) + 1,
        speaker=Speaker.RIVAL,
        text=" ".join(said.text for said in line.said),
        at=at,
        objection=on_table.id if on_table else None,
        said=line.said,
        left=Left.LET_GO if gave_in else order.left,
        press=0 if put else order.press if pressed else None,
        dropped=line.dropped,
        safe=line.safe,
        usage=line.usage,
        engine=line.engine,
        facts=tuple(dict.fromkeys(fact for said in line.said for fact in said.facts)),
    )
    ending = order.ending if on_table is None else None
    return drill.model_copy(
        update={
            "turns": (*drill.turns, turn),
            "problem": None,
            "ended": ending,
            "ended_at": at if ending else None,
        }
    )


def with_line_after_end(drill: Drill, line: Line, at: datetime) -> Drill:
    """The drill after a reply during which it was ended: what was said is kept, and it stays as it was ended."""
    going_on = drill.model_copy(update={"ended": None, "ended_at": None})
    return with_line(going_on, line, at).model_copy(update={"ended": drill.ended, "ended_at": drill.ended_at})


def with_answer(drill: Drill, answer: Turn) -> Drill:
    """The drill after the seller's answer; number, speaker and what it answers are filled in here.

    Raises ValueError when it is not the seller's turn.
    """
    if drill.whose_turn is not Speaker.SELLER:
        raise ValueError("it is not the seller's turn")
    limit = drill.clock_s
    late = limit is not None and answer.seconds is not None and answer.seconds > limit
    update = {
        "number": len(drill.turns) + 1,
        "speaker": Speaker.SELLER,
        "objection": drill.turns[-1].objection,
        "late": late,
    }
    return drill.model_copy(update={"turns": (*drill.turns, answer.model_copy(update=update))})


def with_end(drill: Drill, ending: Ending, at: datetime) -> Drill:
    """The drill ended by the seller or for want of answers; one that has ended stays as it was."""
    return drill if drill.ended else drill.model_copy(update={"ended": ending, "ended_at": at, "problem": None})


def with_turn(drill: Drill, turn: Turn) -> Drill:
    """The drill with one turn replaced by a newer state of itself."""
    return drill.model_copy(update={"turns": tuple(turn if old.number == turn.number else old for old in drill.turns)})
