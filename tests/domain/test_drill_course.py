"""How a drill goes on: a pure state machine, whatever anybody answers."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sparring_examples import AT, a_reading, answered, example_drill, put_on

from coach.domain.sparring.course import next_order, with_answer, with_end, with_turn
from coach.domain.sparring.drill import Drill, Ending, State
from coach.domain.sparring.levels import MANNERS, MEETING_OBJECTIONS, MOST_ROUNDS, Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import IN_ONE_LINE, Assessment, Step
from coach.domain.sparring.turn import Left, Speaker, Turn

WEAK = a_reading()
TAKEN_UP = a_reading({Step.TOOK_UP})
FAIR_ANSWER = a_reading({Step.TOOK_UP, Step.CRITERION})
PROOF = a_reading({Step.PROOF})
FAIR_PROOF = a_reading({Step.TOOK_UP, Step.PROOF})
PERHAPS = a_reading({Step.TOOK_UP}, {Step.PROOF})
UNREADABLE = a_reading((), set(Step))
NOTHING = a_reading(nothing=True)
GRANTED = a_reading({Step.TOOK_UP}, grants=True)
INSULT = a_reading(set(Step), insult=True)

readings = st.builds(
    a_reading,
    met=st.sets(st.sampled_from(Step)),
    unsure=st.sets(st.sampled_from(Step)),
    nothing=st.booleans(),
    grants=st.booleans(),
    insult=st.booleans(),
)
answers = st.lists(
    st.tuples(st.none() | readings, st.sampled_from([None, 5.0, 500.0]), st.sampled_from([None, Left.LET_GO])),
    min_size=1,
    max_size=8,
)


def played(drill: Drill, given_answers: list[tuple[Assessment | None, float | None, Left | None]]) -> Drill:
    """The drill to its end, with the same answers again and again."""
    for number in range(200):
        reading, seconds, left = given_answers[number % len(given_answers)]
        drill = put_on(drill, left)
        if drill.ended:
            return drill
        drill = answered(drill, reading, seconds=seconds)
    raise AssertionError("this drill does not end")


def first_reply(level: Level, reading: Assessment | None, setup: Setup = Setup.MEETING) -> Drill:
    return put_on(answered(put_on(example_drill(setup, level)), reading))


@given(answers, st.sampled_from(Level))
def test_a_completed_meeting_has_put_five_objections_whatever_was_answered(
    given_answers: list[tuple[Assessment | None, float | None, Left | None]], level: Level
) -> None:
    drill = played(example_drill(Setup.MEETING, level), given_answers)
    assert drill.ended is Ending.COMPLETED
    puts = [turn.objection for turn in drill.turns if turn.press == 0]
    assert puts == [objection.id for objection in drill.objections]
    assert len(puts) == MEETING_OBJECTIONS
    assert {drill.state(objection) for objection in drill.objections} <= {
        State.ANSWERED,
        State.DODGED,
        State.CONCEDED,
        State.UNCLEAR,
    }


@given(answers, st.sampled_from(Level), st.sampled_from(Setup))
def test_every_drill_keeps_its_rules(
    given_answers: list[tuple[Assessment | None, float | None, Left | None]], level: Level, setup: Setup
) -> None:
    drill = played(example_drill(setup, level), given_answers)
    assert [turn.number for turn in drill.turns] == list(range(1, len(drill.turns) + 1))
    assert [turn.speaker for turn in drill.turns[:2]] == [Speaker.RIVAL, Speaker.SELLER]
    assert all(one.speaker != other.speaker for one, other in zip(drill.turns, drill.turns[1:], strict=False))
    assert drill.turns[-1].speaker is Speaker.RIVAL
    assert drill.turns[-1].objection is None
    pressed = Counter((turn.objection, turn.press) for turn in drill.turns if turn.press)
    rounds = sum(turn.press == 0 for turn in drill.turns) if setup is Setup.ONE_PLAY else 1
    assert all(times <= rounds for times in pressed.values())
    assert max((turn.press or 0 for turn in drill.turns), default=0) <= MANNERS[level].presses
    for turn in drill.answers():
        reply = drill.turn(turn.number + 1)
        assert reply
        if turn.reading is None or turn.reading.nothing or turn.reading.breaches or turn.late:
            assert reply.left is not Left.LET_GO


@given(answers, st.sampled_from(Level), st.integers(0, 12))
def test_only_what_was_really_put_is_counted(
    given_answers: list[tuple[Assessment | None, float | None, Left | None]], level: Level, stop: int
) -> None:
    drill = example_drill(Setup.MEETING, level)
    for number in range(stop):
        reading, seconds, left = given_answers[number % len(given_answers)]
        drill = put_on(drill, left)
        if drill.ended:
            break
        drill = answered(drill, reading, seconds=seconds)
    drill = with_end(drill, Ending.STOPPED, AT)
    put = {turn.objection for turn in drill.turns if turn.press == 0}
    assert {o.id for o in drill.objections if drill.state(o) is not State.NOT_PUT} == put


@pytest.mark.parametrize(
    ("level", "reading", "becomes"),
    [
        (Level.FAIR, WEAK, "pressed"),
        (Level.FAIR, NOTHING, "pressed"),
        (Level.FAIR, TAKEN_UP, Left.MOVED_ON),
        (Level.FAIR, FAIR_ANSWER, Left.LET_GO),
        (Level.FAIR, PROOF, Left.LET_GO),
        (Level.FIRM, TAKEN_UP, "pressed"),
        (Level.FIRM, FAIR_ANSWER, "pressed"),
        (Level.FIRM, PROOF, Left.LET_GO),
        (Level.HARD, FAIR_ANSWER, "pressed"),
        (Level.HARD, PROOF, "pressed"),
        (Level.HARD, FAIR_PROOF, Left.LET_GO),
        *((level, INSULT, "pressed") for level in Level),
        *((level, None, "pressed") for level in Level),
    ],
)
def test_each_level_does_with_a_first_answer_what_its_manner_says(
    level: Level, reading: Assessment | None, becomes: Left | str
) -> None:
    turn = first_reply(level, reading).turns[-1]
    assert (turn.left or "pressed") == becomes
    assert turn.press == (1 if becomes == "pressed" else 0)


@pytest.mark.parametrize(("level", "presses"), [(Level.FAIR, 1), (Level.FIRM, 1), (Level.HARD, 2)])
def test_a_point_that_is_never_settled_is_pressed_as_often_as_the_level_says(level: Level, presses: int) -> None:
    drill = played(example_drill(Setup.MEETING, level), [(WEAK, None, None)])
    assert len(list(drill.answers())) == MEETING_OBJECTIONS * (1 + presses)
    assert {drill.state(objection) for objection in drill.objections} == {State.DODGED}


def test_in_one_line_everything_can_be_shown_that_settles_a_point() -> None:
    assert all(set(steps) <= set(IN_ONE_LINE) for manner in MANNERS.values() for steps in manner.lets_go_to)


@pytest.mark.parametrize(
    ("level", "reading", "may"),
    [
        (Level.FIRM, PERHAPS, True),
        (Level.HARD, PERHAPS, True),
        (Level.HARD, a_reading((), {Step.PROOF}), False),  # the point was surely not taken up
        (Level.FIRM, a_reading({Step.PROOF}, {Step.TOOK_UP}, insult=True), False),
        (Level.FIRM, a_reading((), {Step.PROOF}, nothing=True), False),
        (Level.FIRM, TAKEN_UP, False),
        (Level.FIRM, None, False),
    ],
)
def test_a_model_may_let_go_only_where_the_reading_leaves_it_open(
    level: Level, reading: Assessment | None, may: bool
) -> None:
    drill = answered(put_on(example_drill(Setup.MEETING, level)), reading)
    order = next_order(drill)
    assert (order.press, order.may_let_go) == (1, may)
    after = put_on(drill, Left.LET_GO)
    second = drill.objections[1]
    assert (after.turns[-1].objection == second.id) is may
    assert (after.state(drill.objections[0]) is State.ANSWERED) is may
    assert put_on(drill).turns[-1].press == 1


def test_what_the_judge_says_counts_more_than_that_a_model_let_go() -> None:
    drill = put_on(answered(put_on(example_drill()), PERHAPS), Left.LET_GO)
    judged = with_turn(drill, drill.turns[1].model_copy(update={"assessment": WEAK}))
    assert judged.state(judged.objections[0]) is State.DODGED


@pytest.mark.parametrize(
    ("readings_", "state"),
    [
        ([WEAK, PROOF], State.ANSWERED),
        ([WEAK, WEAK], State.DODGED),
        ([NOTHING, NOTHING], State.DODGED),
        ([WEAK, GRANTED], State.CONCEDED),
        ([GRANTED, WEAK], State.DODGED),
        ([INSULT, INSULT], State.DODGED),
        ([UNREADABLE, UNREADABLE], State.UNCLEAR),
        ([UNREADABLE, WEAK], State.UNCLEAR),
        ([UNREADABLE, PROOF], State.ANSWERED),
        ([UNREADABLE, GRANTED], State.CONCEDED),
    ],
)
def test_what_becomes_of_an_objection(readings_: list[Assessment], state: State) -> None:
    drill = example_drill()
    first, second = drill.objections[:2]
    assert drill.state(first) is State.NOT_PUT
    for reading in readings_:
        drill = put_on(drill)
        assert drill.state(first) is State.PUT
        drill = answered(drill, reading)
    drill = put_on(drill)
    assert (drill.state(first), drill.state(second)) == (state, State.PUT)
    assert drill.on_table == second


def test_an_objection_that_nobody_answered_before_the_end_stays_put() -> None:
    drill = with_end(put_on(example_drill()), Ending.STOPPED, AT)
    assert drill.state(drill.objections[0]) is State.PUT
    assert drill.whose_turn is None
    assert drill.on_table is None
    assert with_end(drill, Ending.ANSWERS_USED_UP, AT) == drill


@pytest.mark.parametrize(("level", "times"), [(Level.FAIR, 1), (Level.FIRM, 1), (Level.HARD, 2)])
def test_the_play_you_fear_comes_until_you_have_it(level: Level, times: int) -> None:
    drill = played(example_drill(Setup.ONE_PLAY, level), [(FAIR_PROOF, None, None)])
    assert drill.ended is Ending.COMPLETED
    assert len(list(drill.answers())) == times
    assert drill.state(drill.objections[0]) is State.ANSWERED


def test_the_play_you_fear_is_not_answered_by_half() -> None:
    drill = put_on(answered(put_on(example_drill(Setup.ONE_PLAY, Level.HARD)), FAIR_PROOF))
    assert drill.turns[-1].left is Left.LET_GO
    assert drill.state(drill.objections[0]) is State.PUT
    assert with_end(drill, Ending.STOPPED, AT).state(drill.objections[0]) is State.DODGED


def test_one_unreadable_answer_to_the_play_you_fear_is_not_called_a_dodge() -> None:
    drill = put_on(example_drill(Setup.ONE_PLAY, Level.HARD))
    stopped = with_end(answered(drill, UNREADABLE), Ending.STOPPED, AT)
    assert stopped.state(drill.objections[0]) is State.UNCLEAR


def test_nothing_late_counts_as_perhaps_answered() -> None:
    drill = put_on(answered(put_on(example_drill(Setup.RAPID_FIRE)), UNREADABLE, seconds=600.0))
    assert drill.state(drill.objections[0]) is State.DODGED


@pytest.mark.parametrize("level", Level)
def test_the_play_you_fear_does_not_go_on_for_ever(level: Level) -> None:
    drill = played(example_drill(Setup.ONE_PLAY, level), [(WEAK, None, None)])
    assert drill.ended is Ending.ROUNDS_USED_UP
    assert sum(turn.press == 0 for turn in drill.turns) == MOST_ROUNDS
    assert drill.state(drill.objections[0]) is State.DODGED


@pytest.mark.parametrize("level", Level)
def test_in_rapid_fire_nothing_is_pressed_and_late_settles_nothing(level: Level) -> None:
    drill = example_drill(Setup.RAPID_FIRE, level)
    limit = drill.clock_s
    assert limit is not None
    assert limit == MANNERS[level].seconds
    settled = played(drill, [(FAIR_PROOF, float(limit), None)])
    late = played(drill, [(FAIR_PROOF, limit + 0.1, None)])
    assert all(turn.press in (0, None) for turn in (*settled.turns, *late.turns))
    assert {settled.state(each) for each in drill.objections} == {State.ANSWERED}
    assert {late.state(each) for each in drill.objections} == {State.DODGED}
    assert drill.steps == IN_ONE_LINE


def test_there_is_a_clock_in_rapid_fire_only() -> None:
    drill = answered(put_on(example_drill()), FAIR_PROOF, seconds=5000)
    assert drill.clock_s is None
    assert not drill.turns[-1].late


def test_nobody_speaks_out_of_turn() -> None:
    drill = example_drill()
    answer = Turn(number=0, speaker=Speaker.SELLER, text="Hello.", at=AT)
    assert drill.whose_turn is Speaker.RIVAL
    with pytest.raises(ValueError, match="not the seller's turn"):
        with_answer(drill, answer)
    drill = put_on(drill)
    assert drill.whose_turn is Speaker.SELLER
    with pytest.raises(ValueError, match="not the rival's turn"):
        next_order(drill)
    ended = with_end(drill, Ending.STOPPED, AT)
    with pytest.raises(ValueError, match="not the seller's turn"):
        with_answer(ended, answer)
    with pytest.raises(ValueError, match="not the rival's turn"):
        put_on(ended)


@pytest.mark.parametrize(("met", "weakest"), [((), Step.PROOF), ((Step.PROOF,), Step.TOOK_UP), (tuple(Step), None)])
def test_the_rival_is_told_where_the_answer_was_weakest(met: tuple[Step, ...], weakest: Step | None) -> None:
    drill = answered(put_on(example_drill(level=Level.HARD)), a_reading(met))
    assert next_order(drill).weakest is weakest
