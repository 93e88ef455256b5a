"""A second try at an answer, beside the first."""

from coach.domain.attempt import Problem
from coach.domain.judging import JudgeIdentity, Verdict
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Breach, Step, StepFinding
from coach.domain.sparring.rebuttals.second_try import second_try

RULES, MODEL = JudgeIdentity(name="rules", embedded=True), JudgeIdentity(name="model", model="any")
INSULT = Breach(kind="disparagement", text="a dinosaur", reason="")


def tried(*verdicts: Verdict, judge: JudgeIdentity = RULES, breaches: tuple[Breach, ...] = ()) -> Assessment:
    steps = tuple(StepFinding(step=s, verdict=v, reason="") for s, v in zip(Step, verdicts, strict=False))
    return Assessment(steps=steps, judge=judge, breaches=breaches)


MET, NOT, UNSURE, OUT = Verdict.MET, Verdict.NOT_MET, Verdict.UNSURE, Verdict.NOT_OBSERVED


def test_it_tells_which_steps_were_won_and_lost() -> None:
    change = second_try(tried(MET, NOT, NOT, UNSURE, NOT), tried(NOT, NOT, MET, MET, UNSURE))
    assert change.won == (Step.PROOF, Step.CRITERION, Step.LED_ON)
    assert change.lost == (Step.TOOK_UP,)
    assert change.points == 30.0
    assert change.alike


def test_what_was_not_looked_at_has_not_moved() -> None:
    change = second_try(tried(MET, OUT, NOT, NOT, OUT), tried(MET, MET, NOT, NOT, NOT))
    assert (change.won, change.lost) == ((), ())


def test_without_a_score_there_is_no_difference() -> None:
    failed = Assessment(judge=MODEL, problem=Problem(message="The model is gone.", hint="Try again."))
    change = second_try(tried(MET, MET, MET, MET, MET), failed)
    assert change.points is None
    assert (change.won, change.lost) == ((), ())
    assert not change.alike


def test_leaving_an_insult_out_is_told() -> None:
    steps = (MET, NOT, MET, NOT, NOT)
    change = second_try(tried(*steps, breaches=(INSULT,)), tried(*steps))
    assert change.fairer
    assert change.points == 50.0
    assert not second_try(tried(*steps), tried(*steps, breaches=(INSULT,))).fairer
