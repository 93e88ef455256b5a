"""What a drill comes to: tables over small drills, and what must hold for all of them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from sparring_examples import AT, EMBEDDED_ASSESSOR, US, example_card, example_drill

from coach.domain.attempt import Problem
from coach.domain.judging import Evidence, Verdict
from coach.domain.sparring.cards.battlecard import Price, Use
from coach.domain.sparring.course import next_order, with_answer, with_end, with_line, with_turn
from coach.domain.sparring.debriefs.debrief import debrief
from coach.domain.sparring.debriefs.mending import STEPS_TO_TAKE
from coach.domain.sparring.drill import Drill, Ending, Objection, State
from coach.domain.sparring.drill_record import drill_record
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Breach, ClaimFinding, Standing, Step, StepFinding
from coach.domain.sparring.turn import Left, Line, Retry, Said, Speaker, Turn

PROOF = "Green Mountain Medical went live thirty percent faster."


def judged(
    met: Sequence[Step] = (),
    *,
    unsure: Sequence[Step] = (),
    quote: str = PROOF,
    insult: str | None = None,
    certain: bool = True,
    claim: tuple[str, Standing] | None = None,
    better: str = "",
    grants: bool = False,
    nothing: bool = False,
) -> Assessment:
    def finding(step: Step) -> StepFinding:
        verdict = Verdict.MET if step in met else Verdict.UNSURE if step in unsure else Verdict.NOT_MET
        quotes = (Evidence(text=quote, verified=True),) if verdict is Verdict.MET else ()
        facts = (US.proofs[0].id,) if step is Step.PROOF and verdict is Verdict.MET else ()
        return StepFinding(
            step=step, verdict=verdict, reason=f"{step.value} {verdict.value}", quotes=quotes, facts=facts
        )

    breaches = (Breach(kind="disparagement", text=insult, reason="An insult.", certain=certain),) if insult else ()
    claims = (ClaimFinding(text=claim[0], standing=claim[1], reason="The card says otherwise."),) if claim else ()
    return Assessment(
        steps=tuple(finding(step) for step in Step),
        breaches=breaches,
        claims=claims,
        better=better,
        grants=grants,
        nothing=nothing,
        judge=EMBEDDED_ASSESSOR,
    )


FAILED = Assessment(judge=EMBEDDED_ASSESSOR, problem=Problem(message="No answer.", hint="Try again."))


def spoken(drill: Drill) -> Drill:
    """The drill with the rival's next line."""
    order = next_order(drill)
    return with_line(drill, Line(said=(Said(text="So?"),), left=order.left, engine="test"), AT)


def answered(drill: Drill, text: str, assessment: Assessment | None = None, reading: Assessment | None = None) -> Drill:
    """The drill with an answer, and the rival's reply to it."""
    if drill.whose_turn is Speaker.RIVAL:
        drill = spoken(drill)
    drill = with_answer(drill, Turn(number=0, speaker=Speaker.SELLER, text=text, at=AT))
    turn = drill.turns[-1]
    drill = with_turn(drill, turn.model_copy(update={"reading": reading or assessment, "assessment": assessment}))
    return spoken(drill)


def retried(drill: Drill, number: int, text: str, assessment: Assessment) -> Drill:
    turn = drill.turn(number)
    assert turn is not None
    again = Retry(text=text, at=AT + timedelta(minutes=1), assessment=assessment)
    return with_turn(drill, turn.model_copy(update={"retries": (*turn.retries, again)}))


def ended(drill: Drill, ending: Ending = Ending.STOPPED) -> Drill:
    return with_end(drill, ending, AT)


def test_every_objection_of_the_agenda_is_told_whatever_became_of_it():
    drill = answered(example_drill(), PROOF, judged([Step.PROOF]))  # settles the first
    drill = answered(drill, "No comment.", judged())  # pressed, then left
    drill = answered(drill, "You are right.", judged(grants=True))
    drill = answered(drill, "Well.", judged())
    found = debrief(ended(drill))

    assert [each.state for each in found.objections] == [
        State.ANSWERED, State.CONCEDED, State.DODGED, State.NOT_PUT, State.NOT_PUT,
    ]  # fmt: skip
    assert [each.turns for each in found.objections] == [(2,), (4, 6), (8,), (), ()]
    assert found.objections[0].facts == ("claim_you_own_it",)
    counts = found.counts
    assert (counts.put, counts.answered, counts.dodged, counts.conceded, counts.waiting, counts.not_put) == (
        3, 1, 1, 1, 0, 2,
    )  # fmt: skip


def test_what_was_put_last_and_never_answered_is_neither_dodged_nor_lost():
    found = debrief(ended(answered(example_drill(), PROOF, judged([Step.PROOF]))))
    assert (found.objections[1].state, found.counts.waiting, found.counts.put) == (State.PUT, 1, 2)


def test_the_mean_counts_what_was_scored_and_nothing_is_made_up_for_the_rest():
    drill = answered(example_drill(), "One.", judged([Step.PROOF], unsure=[Step.ASKED]))
    drill = answered(drill, "Two.", FAILED, reading=judged())
    drill = answered(drill, "Three.", None, reading=judged())
    found = debrief(ended(drill))
    assert (found.score, found.score_best) == (30.0, 45.0)
    assert (found.scored, found.not_scored, found.unread) == ((2,), (4,), (6,))


def test_without_a_score_there_is_no_mean_no_best_line_and_no_fix():
    found = debrief(ended(answered(example_drill(), "One.", FAILED, reading=judged())))
    assert (found.score, found.score_best, found.best, found.fixes, found.avoid) == (None, None, None, (), ())
    assert found.tomorrow
    assert debrief(example_drill()).score is None  # nor before anything was said


def test_the_best_line_is_the_proof_of_the_best_answer():
    drill = answered(example_drill(), "One.", judged([Step.PROOF]))
    drill = answered(drill, "Two.", judged([Step.TOOK_UP, Step.PROOF], quote="We need two weeks."))
    best = debrief(ended(drill)).best
    assert best is not None
    assert (best.turn, best.retry, best.text, best.step) == (4, 0, "We need two weeks.", Step.PROOF)

    better = judged([Step.TOOK_UP, Step.ASKED, Step.PROOF], quote="One month of notice.")
    best = debrief(retried(ended(drill), 2, "Again.", better)).best
    assert best is not None
    assert (best.turn, best.retry, best.text) == (2, 1, "One month of notice.")


@pytest.mark.parametrize("why", ["grants", "nothing"])
def test_what_gives_the_point_away_is_never_the_best_line(why: str):
    drill = answered(example_drill(), PROOF, judged([Step.LED_ON], **{why: True}))
    assert debrief(ended(drill)).best is None


def test_what_nobody_could_read_is_told_as_such_and_comes_again():
    drill = answered(example_drill(), "Das ist so.", judged(unsure=list(Step)))
    found = debrief(ended(answered(drill, "Preis, Leistung.", judged(unsure=list(Step)))))
    assert found.objections[0].state is State.UNCLEAR
    assert (found.counts.put, found.counts.unclear, found.counts.answered, found.counts.dodged) == (2, 1, 0, 0)
    drill = answered(example_drill(Setup.ONE_PLAY), "Das ist so.", judged(unsure=list(Step)))
    after = debrief(ended(drill)).next
    assert (after.play, "could not tell" in after.why) == (drill.objections[0].id, True)


def test_the_best_line_is_a_whole_sentence_though_its_evidence_is_cut():
    said = "True. What finance decides by is billing: Green Mountain Medical went live thirty percent faster, they say."
    drill = answered(example_drill(), said, judged([Step.PROOF], quote="billing: Green Mountain Medical went live"))
    best = debrief(ended(drill)).best
    assert best is not None
    assert best.text == said.removeprefix("True. ")


def test_no_insult_is_ever_the_best_line():
    drill = answered(example_drill(), "Castle is rubbish.", judged([Step.PROOF], insult="rubbish"))
    assert debrief(ended(drill)).best is None


class TestFixes:
    def test_the_gate_comes_first_then_claims_and_there_are_two_at_most(self):
        drill = answered(example_drill(), "Castle is new.", judged(claim=("Castle is new.", Standing.CONTRADICTED)))
        drill = answered(drill, "Castle is rubbish.", judged(insult="Castle is rubbish.", better="Castle is broad."))
        found = debrief(ended(drill)).fixes
        assert [(each.kind, each.turn, each.words) for each in found] == [
            ("gate", 4, "Castle is rubbish."),
            ("claim", 2, "Castle is new."),
        ]
        assert found[0].better == "Castle is broad."
        assert found[1].better == example_drill().objections[0].answer.line  # the judge had none: the card's

    def test_then_come_the_steps_that_lost_most_points(self):
        most = [Step.TOOK_UP, Step.PROOF, Step.ASKED]
        drill = answered(example_drill(), "One.", judged([Step.TOOK_UP, Step.ASKED, Step.LED_ON, Step.CRITERION]))
        drill = answered(drill, "Two.", judged(most))
        drill = answered(drill, "Three.", judged(most))
        found = debrief(ended(drill)).fixes
        # Twice the criterion (40) weighs more than one proof (30) and the leading on twice (30).
        assert [(each.step, each.times) for each in found] == [(Step.CRITERION, 2), (Step.PROOF, 1)]
        assert [each.what for each in found] == [STEPS_TO_TAKE[Step.CRITERION], STEPS_TO_TAKE[Step.PROOF]]
        assert (found[1].turn, found[1].words) == (2, "One.")

    def test_points_without_any_answer_are_one_thing_to_fix_and_leave_room_for_another(self):
        drill = answered(example_drill(), "I don't know.", judged(nothing=True))
        drill = answered(drill, "No idea.", judged(nothing=True))
        drill = answered(drill, "Two weeks.", judged([Step.PROOF, Step.TOOK_UP, Step.CRITERION, Step.LED_ON]))
        found = debrief(ended(drill)).fixes
        assert [(each.kind, each.step, each.times) for each in found] == [("nothing", None, 2), ("step", Step.ASKED, 1)]
        assert found[0].better == example_drill().objections[0].answer.line

    def test_nothing_is_drawn_from_a_doubt(self):
        doubtful = judged(unsure=list(Step), insult="a fortress", certain=False)
        assert debrief(ended(answered(example_drill(), "One.", doubtful))).fixes == ()

    def test_what_a_further_try_put_right_is_not_asked_for_again(self):
        drill = ended(answered(example_drill(), "Rubbish.", judged(insult="Rubbish.")))
        assert debrief(drill).fixes[0].kind == "gate"
        again = retried(drill, 2, "Two weeks.", judged(list(Step)))
        found = debrief(again)
        assert found.fixes == ()
        assert [(each.turn, each.before, each.after) for each in found.improved] == [(2, 0.0, 100.0)]
        assert [each.text for each in found.avoid] == ["Rubbish."]  # but nobody should say it again


def test_claims_and_words_not_to_repeat_are_told_once_with_their_turn():
    drill = answered(example_drill(), "One.", judged(claim=("Castle is new.", Standing.CONTRADICTED)))
    drill = answered(drill, "Two.", judged(claim=("Castle is NEW", Standing.CONTRADICTED), insult="rubbish"))
    drill = answered(drill, "Three.", judged(claim=("We are loved.", Standing.NOT_ON_CARD)))
    drill = answered(drill, "Four.", judged(claim=("Two weeks.", Standing.SUPPORTED)))
    assert [(each.kind, each.turn, each.text) for each in debrief(ended(drill)).avoid] == [
        ("contradicted", 2, "Castle is new."),
        ("disparagement", 4, "rubbish"),
        ("not_on_card", 6, "We are loved."),
    ]


class TestTomorrow:
    """Cards of the examples answer every play alike, so each gets a line of its own here."""

    def drill(self, **uses: Use) -> Drill:
        drill = example_drill()

        def own(objection: Objection) -> Objection:
            update = {"line": f"Our line on {objection.id}.", "use": uses.get(objection.id, Use.EXTERNAL)}
            return objection.model_copy(update={"answer": objection.answer.model_copy(update=update)})

        return drill.model_copy(update={"objections": tuple(own(each) for each in drill.objections)})

    def test_what_was_not_answered_comes_first_in_the_order_of_danger(self):
        drill = answered(self.drill(), PROOF, judged([Step.PROOF]))
        found = debrief(ended(drill)).tomorrow
        assert [line.text for line in found] == [f"Our line on {objection.id}." for objection in drill.objections[1:4]]
        assert {line.by for line in found} == {"card"}
        assert all(line.question for line in found)

    def test_then_come_the_sellers_own_words_that_worked(self):
        drill = self.drill()
        words = tuple(
            f"With us it is {figure}." for figure in ("thirty percent", "two weeks", "a month", "half a year", "forty")
        )
        for text in words:
            drill = answered(drill, text, judged([Step.PROOF], quote=text))
        found = debrief(drill).tomorrow
        assert [(line.by, line.text, line.turn) for line in found] == [
            ("you", words[0], 2), ("you", words[1], 4), ("you", words[2], 6),
        ]  # fmt: skip
        assert found[0].proof == US.proofs[0].id

    @pytest.mark.parametrize(
        ("said", "quote", "claim"),
        [
            ("They went live forty percent faster.", "They went live forty percent faster.", "forty percent faster"),
            ("Two weeks to go live, they need a year.", "Two weeks to go live, they", "they need a year"),
            ("The suite is eighty-four dollars per licence.", "The suite is eighty-four dollars per licence.", None),
            ("As my manager says, the list says ninety dollars.", "the list says ninety dollars", None),
            ("I think it takes us two weeks.", "I think it takes us two weeks.", None),
            ("Two weeks.", "Two weeks.", None),
            ("Well: our line on you_own_it. Does that help?", "Our line on you_own_it.", None),
        ],
        ids=[
            "a wrong claim",
            "one that reaches in",
            "for our eyes only",
            "hearsay",
            "a belief",
            "a scrap",
            "the card's",
        ],
    )
    def test_what_a_buyer_should_not_hear_again_is_no_line_for_tomorrow(self, said: str, quote: str, claim: str | None):
        drill = self.drill()
        price = Price(
            id="suite_licence", text="Eighty-four dollars a month for each licence of the suite.",
            source="Castle price list", date="2026-10-01",
        )  # fmt: skip
        drill = drill.model_copy(update={"card": drill.card.model_copy(update={"prices": (price,)})})
        reading = judged([Step.PROOF], quote=quote, claim=(claim, Standing.CONTRADICTED) if claim else None)
        for _ in drill.objections:
            drill = answered(drill, said, reading)
        assert {line.by for line in debrief(drill).tomorrow} == {"card"}
        own = "With us it takes two weeks to go live."
        again = retried(drill, 2, own, judged([Step.PROOF], quote=own))
        assert own in {line.text for line in debrief(again).tomorrow}

    def test_no_internal_line_and_none_that_nobody_may_say(self):
        drill = self.drill(you_own_it=Use.INTERNAL)
        banned = drill.card.model_copy(update={"never_say": ("Our line on price",)})
        found = debrief(ended(drill.model_copy(update={"card": banned}))).tomorrow
        assert not {"Our line on you_own_it.", "Our line on price."} & {line.text for line in found}
        assert len({line.text for line in found}) == 3

    def test_a_card_that_answers_everything_alike_fills_up_with_its_questions(self):
        found = debrief(ended(example_drill())).tomorrow
        assert [line.text for line in found] == [
            example_drill().objections[0].answer.line,
            example_card().landmines[0].question,
        ]


DONE = "won"


@pytest.mark.parametrize(
    ("setup", "level", "answers", "expected"),
    [
        (Setup.MEETING, Level.FIRM, [DONE, "dodge", "dodge"], (Setup.ONE_PLAY, Level.FIRM, 1)),
        (Setup.MEETING, Level.FIRM, [DONE], (Setup.MEETING, Level.FIRM, None)),
        (Setup.MEETING, Level.FIRM, [DONE] * 5, (Setup.MEETING, Level.HARD, None)),
        (Setup.MEETING, Level.HARD, [DONE] * 5, (Setup.RAPID_FIRE, Level.HARD, None)),
        (Setup.RAPID_FIRE, Level.HARD, [DONE] * 6, (Setup.MEETING, Level.HARD, None)),
        (Setup.ONE_PLAY, Level.FIRM, [DONE], (Setup.MEETING, Level.FIRM, None)),
        (Setup.ONE_PLAY, Level.FIRM, ["dodge", "dodge"], (Setup.ONE_PLAY, Level.FAIR, 0)),
        (Setup.ONE_PLAY, Level.FIRM, [], (Setup.ONE_PLAY, Level.FIRM, 0)),
    ],
)
def test_the_next_drill_is_the_one_that_helps_most(
    setup: Setup, level: Level, answers: list[str], expected: tuple[Setup, Level, int | None]
):
    drill = spoken(example_drill(setup, level))
    for each in answers:
        drill = answered(drill, PROOF, judged([Step.TOOK_UP, Step.PROOF] if each == DONE else []))
    found = debrief(ended(drill)).next
    play = None if expected[2] is None else drill.objections[expected[2]].id
    assert (found.setup, found.level, found.play) == (*expected[:2], play)
    assert found.why


@pytest.mark.parametrize("setup", Setup)
def test_whatever_was_said_the_debrief_holds_together(setup: Setup):
    by_kind = {
        "won": judged([Step.TOOK_UP, Step.PROOF]),
        "nothing": judged(nothing=True),
        "insult": judged([Step.PROOF], insult="Rubbish."),
    }
    for kinds in product(by_kind, repeat=3):
        drill = example_drill(setup)
        for kind in kinds:
            if drill.ended is None:
                drill = answered(drill, kind, by_kind[kind])
        found = debrief(ended(drill))
        assert [each.id for each in found.objections] == [objection.id for objection in drill.objections]
        assert found.counts.put + found.counts.not_put == len(drill.objections)
        assert len(found.fixes) <= 2
        assert len({line.text for line in found.tomorrow}) == len(found.tomorrow)
        assert found.score is not None
        assert found.score_best is not None
        assert found.score <= found.score_best
        won = sum(turn.left is Left.LET_GO for turn in drill.turns)
        assert found.counts.answered == (min(won, 1) if setup is Setup.ONE_PLAY else won)


def test_as_json_every_turn_has_the_promised_fields_and_a_rival_is_never_assessed():
    drill = answered(example_drill(), PROOF, judged([Step.PROOF]))
    drill = answered(drill, "Well.", FAILED, reading=judged())
    record = drill_record(ended(drill, Ending.ANSWERS_USED_UP))
    assert record["ended"] == "answers_used_up"
    assert [(turn["number"], turn["speaker"]) for turn in record["turns"][:2]] == [(1, "rival"), (2, "seller")]
    assert all(turn["assessment"] is None for turn in record["turns"] if turn["speaker"] == "rival")
    scored, failed = (turn["assessment"] for turn in record["turns"] if turn["speaker"] == "seller")
    assert (scored["score"], scored["score_best"]) == (30.0, 30.0)
    assert scored["steps"][2] == {
        "id": "proof",
        "verdict": "met",
        "reason": "proof met",
        "quotes": [{"text": PROOF, "verified": True}],
        "facts": [US.proofs[0].id],
    }
    assert (failed["score"], failed["problem"]["message"]) == (None, "No answer.")
    assert [each["state"] for each in record["debrief"]["objections"]].count("not_put") == 3
    assert record["competitor"]["id"] == "castle"
