"""Progress per competitor, from the columns of all drills and the newest ones in full."""

from datetime import timedelta

from sparring_examples import AT, EMBEDDED_ASSESSOR, example_drill

from coach.domain.judging import Verdict
from coach.domain.sparring.course import next_order, with_answer, with_line, with_turn
from coach.domain.sparring.drill import Drill, Ending, State
from coach.domain.sparring.drill_history import DrillEntry, progress
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Step, StepFinding
from coach.domain.sparring.turn import Line, Said, Speaker, Turn


def entry(number: int, competitor: str = "castle", score: float | None = None, put: int = 2) -> DrillEntry:
    return DrillEntry(
        id=f"d{number}",
        at=AT + timedelta(days=number),
        competitor=competitor,
        competitor_name=competitor.title(),
        setup=Setup.MEETING,
        level=Level.FIRM,
        ended=Ending.COMPLETED,
        put=put,
        answered=1,
        score=score,
    )


def drilled(day: int, *settled: bool, conceded: bool = False) -> Drill:
    """A drill of that day in which so many answers settled their point or not, with rapid fire's one try each."""
    drill = example_drill(Setup.RAPID_FIRE).model_copy(update={"id": f"d{day}", "at": AT + timedelta(days=day)})
    for proof in (*settled, None):
        order = next_order(drill)
        drill = with_line(drill, Line(said=(Said(text="So?"),), left=order.left, engine="test"), AT)
        if proof is None:
            break
        drill = with_answer(drill, Turn(number=0, speaker=Speaker.SELLER, text="Well.", at=AT))
        verdict = Verdict.MET if proof else Verdict.NOT_MET
        finding = StepFinding(step=Step.PROOF, verdict=verdict, reason="")
        reading = Assessment(steps=(finding,), grants=conceded, judge=EMBEDDED_ASSESSOR)
        drill = with_turn(drill, drill.turns[-1].model_copy(update={"reading": reading}))
    return drill


def test_the_competitor_of_the_last_drill_comes_first_and_trends_run_from_old_to_new():
    found = progress([entry(4, score=80), entry(3, "copper"), entry(2), entry(1, score=40)], [])
    assert [(each.competitor, each.name) for each in found] == [("castle", "Castle"), ("copper", "Copper")]
    castle = found[0]
    assert [each.id for each in castle.entries] == ["d1", "d2", "d4"]
    assert (castle.scores, castle.put, castle.answered) == ((40, 80), 6, 3)
    assert found[1].scores == ()
    assert progress([], []) == ()


def test_a_play_is_open_as_long_as_it_stood_the_last_time_it_was_put():
    older, newer = drilled(1, False, False, True), drilled(2, True, False, conceded=True)
    names = [objection.id for objection in older.objections]
    (castle,) = progress([entry(1), entry(2)], [older, newer])
    # The first was answered since; the second was conceded last; the third was answered, and only put now.
    assert [(play.id, play.state, play.drill) for play in castle.open] == [(names[1], State.CONCEDED, "d2")]


def test_a_drill_that_stopped_before_an_answer_does_not_hide_what_stood_before():
    (castle,) = progress([entry(1), entry(2)], [drilled(1, False), drilled(2)])
    assert [play.drill for play in castle.open] == ["d1"]
