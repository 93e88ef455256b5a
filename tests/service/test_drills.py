"""Drills as stories: the real database, leases, scripted rival and embedded assessor; models are stand-ins."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Event, Lock

import pytest
from sparring_examples import BRIEF, US, example_card

from coach.domain.judging import JudgeIdentity
from coach.domain.rubric import Us
from coach.domain.sparring.brief import LONGEST_BRIEF, Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.drill import LONGEST_ANSWER, Drill, Ending, Order, State
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Exchange, Step
from coach.domain.sparring.turn import Line, Said, Speaker
from coach.errors import JudgeError, OvertakenError, RivalError, UnreadableError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.sparring.drills import MOST_RETRIES, Answer, Drills, Start
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
PROOF = "Green Mountain Medical reduced the time to go live by thirty percent in six months."
MODEL = JudgeIdentity(name="model", embedded=False, model="any")
ME = "me"


class Shelf:
    """Satisfies the `Cards` port with the example."""

    def card_ids(self) -> tuple[str, ...]:
        return ("castle",)

    def card(self, card_id: str) -> Battlecard:
        return example_card()

    def us(self) -> Us:
        return US


class NewShelf(Shelf):
    """The same, after somebody has worked on the card and on what is true of us."""

    def card(self, card_id: str) -> Battlecard:
        card = example_card()
        plays = tuple(
            play.model_copy(update={"says": f"New: {play.says}", "presses": ("New?",)}) for play in card.plays
        )
        return card.model_copy(update={"version": "castle-2", "plays": plays})

    def us(self) -> Us:
        return US.model_copy(update={"version": "us-2", "proofs": ()})


class Slow:
    """A rival that shows a sentence, and says the rest when it is let."""

    identity = MODEL

    def __init__(self) -> None:
        self.talking, self.go_on = Event(), Event()
        self.dead = False

    def reply(self, drill: Drill, order: Order, shown: Callable[[Said], None]) -> Line:
        first, second = Said(text="One moment."), Said(text="Here it is.")
        shown(first)
        self.talking.set()
        assert self.go_on.wait(10)
        if self.dead:
            raise RivalError("The model is gone.", hint="Start it again.")
        shown(second)
        return Line(said=(first, second), left=order.left, engine=MODEL.name)


class Assessing:
    """An assessor that fails where it is told to, and counts."""

    identity = MODEL
    parallel = 3

    def __init__(self, real: Callable[[Exchange], Assessment]) -> None:
        self._real = real
        self.fails: set[str] = set()
        self.asked: list[str] = []
        self._lock = Lock()

    def assess(self, exchange: Exchange) -> Assessment:
        with self._lock:
            self.asked.append(exchange.answer)
        if exchange.answer in self.fails:
            raise JudgeError("The model gave no answer.", hint="Try again.")
        return self._real(exchange).model_copy(update={"judge": MODEL})


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    workshop = Workshop(Settings(home=tmp_path_factory.mktemp("home"), library=ROOT, offline=True))
    yield workshop
    workshop.database.close()


@pytest.fixture
def drills(workshop: Workshop) -> Iterator[Drills]:
    yield replace(workshop.drills, cards=Shelf())
    for entry in workshop.drill_store.entries(ME):
        workshop.drill_store.delete(entry.id)


def begun(drills: Drills, setup: Setup = Setup.MEETING, level: Level = Level.FIRM) -> Drill:
    drill = drills.start(ME, Start("castle", BRIEF, setup, level))
    return reply(drills, drill)


def reply(drills: Drills, drill: Drill, engine: str = EMBEDDED) -> Drill:
    return drills.reply(drill.id, ME, lambda said: None, engine)


def say(drills: Drills, drill: Drill, text: str, key: str | None = None) -> Drill:
    return drills.answer(drill.id, ME, Answer(text, after=len(drill.turns), key=key))


def talked(drills: Drills, *texts: str, setup: Setup = Setup.MEETING) -> Drill:
    drill = begun(drills, setup)
    for text in texts:
        drill = reply(drills, say(drills, drill, text))
    return drill


def states(drill: Drill) -> list[State]:
    return [drill.state(objection) for objection in drill.objections]


def test_a_name_that_is_no_text_is_no_drill(drills: Drills) -> None:
    with pytest.raises(UsageError, match="There is no such drill"):
        drills.own("\udcff", ME)


def test_a_drill_keeps_the_card_and_what_was_true_of_us_when_it_began(drills: Drills) -> None:
    drill = begun(drills)
    later = replace(drills, cards=NewShelf())
    drill = reply(later, say(later, drill, PROOF))
    drill = reply(later, say(later, drill, "We are nice."))
    drill = later.assess(later.end(drill.id, ME).id, ME, 2, EMBEDDED)
    assert (drill.card, drill.us) == (example_card(), US)
    assert "New" not in "".join(turn.text for turn in drill.turns)
    assert drill.turns[1].assessment is not None
    assert drill.turns[1].assessment.met(Step.PROOF)  # a proof that the newer version has no more
    assert begun(later).card.version == "castle-2"


class TestADrill:
    def test_runs_from_the_opening_to_a_debriefed_end_and_every_turn_is_kept(self, drills: Drills):
        drill = drills.start(ME, Start("castle", BRIEF))
        assert drill.whose_turn is Speaker.RIVAL
        shown: list[Said] = []
        drill = drills.reply(drill.id, ME, shown.append)
        assert tuple(shown) == drill.turns[0].said
        while drill.ended is None:
            drill = say(drills, drill, PROOF)
            assert drills.own(drill.id, ME) == drill
            drill = reply(drills, drill)
        assert drill.ended is Ending.COMPLETED
        assert states(drill) == [State.ANSWERED] * 5
        assert all(turn.assessment is None for turn in drill.turns)  # nobody asked for it while talking

        drill = drills.assess_all(drill.id, ME)
        assert all(turn.assessment and turn.assessment.score for turn in drill.answers())
        assert drills.own(drill.id, ME) == drill
        assert [(entry.id, entry.put, entry.answered) for entry in drills.store.entries(ME)] == [(drill.id, 5, 5)]

    def test_is_nobody_elses(self, drills: Drills):
        drill = begun(drills)
        for attempt in (
            lambda: drills.own(drill.id, "other"),
            lambda: drills.answer(drill.id, "other", Answer(PROOF, after=1)),
            lambda: drills.reply(drill.id, "other", print),
            lambda: drills.end(drill.id, "other"),
            lambda: drills.assess(drill.id, "other", 2),
            lambda: drills.assess_all(drill.id, "other"),
            lambda: drills.retry(drill.id, "other", 2, PROOF),
            lambda: drills.delete(drill.id, "other"),
            lambda: drills.own("no-such-drill", ME),
        ):
            with pytest.raises(UsageError, match="no such drill"):
                attempt()
        assert drills.own(drill.id, ME) == drill

    def test_starts_from_a_card_that_no_file_holds_such_as_that_of_a_playbook(self, drills: Drills):
        card = example_card().model_copy(update={"id": "made_of_notes", "temporary": True})
        drill = drills.start(ME, Start(card.id, BRIEF, card=card))
        assert drills.own(drill.id, ME).card == card

    def test_refuses_a_play_that_is_not_there_and_an_endless_brief_before_anything_is_kept(self, drills: Drills):
        with pytest.raises(UsageError, match="no play “yuo_own_it”"):
            drills.start(ME, Start("castle", BRIEF, Setup.ONE_PLAY, play="yuo_own_it"))
        with pytest.raises(UsageError, match="are the most"):
            drills.start(ME, Start("castle", Brief(account="x" * (LONGEST_BRIEF + 1))))
        assert drills.store.entries(ME) == ()


class TestAnAnswer:
    def test_sent_twice_is_kept_once(self, drills: Drills):
        drill = begun(drills)
        first = say(drills, drill, PROOF, key="k1")
        assert say(drills, drill, PROOF, key="k1") == first
        drill = reply(drills, first)
        assert drills.answer(drill.id, ME, Answer(PROOF, after=1, key="k1")) == drill
        assert len(list(drill.answers())) == 1

    def test_of_two_tabs_one_is_kept_and_the_other_is_told(self, drills: Drills):
        drill = begun(drills)
        barrier = Barrier(2)

        def tab(name: str) -> str:
            barrier.wait(10)
            try:
                say(drills, drill, f"From {name}.", key=name)
            except OvertakenError as error:
                return error.message
            return "kept"

        with ThreadPoolExecutor(2) as pool:
            outcomes = sorted(pool.map(tab, ("one", "two")))
        assert outcomes[1] == "kept"
        assert "gone on elsewhere" in outcomes[0]
        assert len(drills.own(drill.id, ME).turns) == 2

    def test_to_a_line_that_is_no_longer_on_the_table_is_refused_and_so_is_one_after_the_end(self, drills: Drills):
        drill = talked(drills, PROOF)
        with pytest.raises(OvertakenError, match="gone on elsewhere"):
            drills.answer(drill.id, ME, Answer("Late.", after=1))
        drills.end(drill.id, ME)
        with pytest.raises(OvertakenError, match="over"):
            say(drills, drill, "Too late.")
        assert len(drills.own(drill.id, ME).turns) == 3

    def test_is_not_lost_to_an_assessment_that_arrives_at_the_same_time(self, drills: Drills):
        drill = talked(drills, "Well.")
        real = drills.reader

        class Between:
            """Somebody has the first answer assessed while the second one is read."""

            identity, parallel = real.identity, 1

            def assess(self, exchange: Exchange) -> Assessment:
                if exchange.answer == PROOF:
                    drills.assess(drill.id, ME, 2)
                return real.assess(exchange)

        say(replace(drills, reader=Between()), drill, PROOF)
        first, second = drills.own(drill.id, ME).answers()
        assert first.assessment is not None
        assert second.text == PROOF

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("  Two   words \n\n then ", "Two words\nthen"),
            ("nul\x00 and half a character \ud800", "nul and half a character"),
            ("???", "???"),
            ("👩‍🚀 सत्य", "👩‍🚀 सत्य"),
            ("x" * LONGEST_ANSWER, "x" * LONGEST_ANSWER),
        ],
    )
    def test_is_kept_as_it_was_said_but_for_what_cannot_be_shown(self, drills: Drills, text: str, kept: str):
        drill = say(drills, begun(drills), text)
        assert drills.own(drill.id, ME).turns[-1].text == kept
        assert reply(drills, drill).whose_turn is Speaker.SELLER

    @pytest.mark.parametrize(("text", "says"), [(" \n\x00", "no answer yet"), ("x" * 4001, "4,001 characters")])
    def test_that_is_none_or_endless_is_refused(self, drills: Drills, text: str, says: str):
        drill = begun(drills)
        with pytest.raises(UsageError, match=says):
            say(drills, drill, text)
        assert drills.own(drill.id, ME) == drill

    def test_cannot_claim_the_sound_of_another_drill(self, drills: Drills):
        drill = begun(drills)
        with pytest.raises(UsageError, match="no such spoken answer"):
            drills.answer(drill.id, ME, Answer(PROOF, after=1, utterance="elsewhere"))


class TestARival:
    @pytest.fixture
    def slow(self) -> Slow:
        return Slow()

    @pytest.fixture
    def with_model(self, drills: Drills, slow: Slow) -> Drills:
        return replace(drills, rivals={CONFIGURED: slow, EMBEDDED: drills.rivals[EMBEDDED]})

    def test_that_is_dead_leaves_the_turn_to_try_again_and_the_scripted_one_may_go_on(
        self, with_model: Drills, slow: Slow
    ):
        slow.dead = True
        slow.go_on.set()
        drill = say(with_model, begun(with_model), PROOF)
        failed = reply(with_model, drill, CONFIGURED)
        assert (failed.whose_turn, failed.turns) == (Speaker.RIVAL, drill.turns)
        assert failed.problem is not None
        assert (failed.problem.message, failed.problem.retries) == ("The model is gone.", (CONFIGURED, EMBEDDED))
        assert with_model.own(drill.id, ME) == failed

        going_on = reply(with_model, failed, EMBEDDED)
        assert (len(going_on.turns), going_on.problem) == (3, None)
        assert going_on.turns[-1].engine == "scripted rival"

        slow.dead = False
        again = reply(with_model, say(with_model, going_on, PROOF), CONFIGURED)
        assert again.turns[-1].engine == MODEL.name

    def test_talks_once_however_many_ask(self, with_model: Drills, slow: Slow):
        drill = with_model.start(ME, Start("castle", BRIEF))
        with ThreadPoolExecutor() as pool:
            first = pool.submit(reply, with_model, drill, CONFIGURED)
            assert slow.talking.wait(10)
            with pytest.raises(OvertakenError, match="replying to this already"):
                reply(with_model, drill, EMBEDDED)
            slow.go_on.set()
            drill = first.result(10)
        assert reply(with_model, drill, CONFIGURED) == drill  # it is the seller's turn: nothing happens
        assert len(drill.turns) == 1

    def test_who_is_interrupted_by_the_end_keeps_the_line_and_the_drill_stays_ended(
        self, with_model: Drills, slow: Slow
    ):
        drill = say(with_model, begun(with_model), PROOF)
        with ThreadPoolExecutor() as pool:
            talking = pool.submit(reply, with_model, drill, CONFIGURED)
            assert slow.talking.wait(10)
            ended = with_model.end(drill.id, ME)
            slow.go_on.set()
            talking.result(10)
        drill = with_model.own(drill.id, ME)
        assert (drill.ended, drill.ended_at, drill.whose_turn) == (Ending.STOPPED, ended.ended_at, None)
        assert drill.turns[-1].text == "One moment. Here it is."
        # The line left the first point and put the second, which nobody could answer.
        assert states(drill)[:3] == [State.ANSWERED, State.PUT, State.NOT_PUT]

    def test_who_fails_after_the_end_leaves_no_problem_behind(self, with_model: Drills, slow: Slow):
        drill = say(with_model, begun(with_model), PROOF)
        slow.dead = True
        with ThreadPoolExecutor() as pool:
            talking = pool.submit(reply, with_model, drill, CONFIGURED)
            assert slow.talking.wait(10)
            ended = with_model.end(drill.id, ME)
            slow.go_on.set()
            talking.result(10)
        assert with_model.own(drill.id, ME) == ended

    def test_does_not_stop_an_earlier_answer_from_being_assessed(self, with_model: Drills, slow: Slow):
        drill = say(with_model, talked(with_model, "Well."), PROOF)
        with ThreadPoolExecutor() as pool:
            talking = pool.submit(reply, with_model, drill, CONFIGURED)
            assert slow.talking.wait(10)
            with_model.assess(drill.id, ME, 2)
            slow.go_on.set()
            drill = talking.result(10)
        assert drill.turns[1].assessment is not None
        assert len(drill.turns) == 5

    def test_finds_nobody_there_when_the_drill_was_deleted_meanwhile(self, with_model: Drills, slow: Slow):
        drill = with_model.start(ME, Start("castle", BRIEF))
        with ThreadPoolExecutor() as pool:
            talking = pool.submit(reply, with_model, drill, CONFIGURED)
            assert slow.talking.wait(10)
            with_model.delete(drill.id, ME)
            slow.go_on.set()
            with pytest.raises(UsageError, match="no such drill"):
                talking.result(10)
        assert with_model.store.entries(ME) == ()


class TestLooking:
    @pytest.fixture
    def model(self, drills: Drills) -> Assessing:
        return Assessing(drills.reader.assess)

    @pytest.fixture
    def judged(self, drills: Drills, model: Assessing) -> Drills:
        return replace(drills, assessors={CONFIGURED: model, EMBEDDED: drills.assessors[EMBEDDED]})

    def test_at_all_keeps_each_as_it_comes_and_a_failure_as_not_scored_with_a_retry_by_name(
        self, judged: Drills, model: Assessing
    ):
        drill = talked(judged, "One?", "Two.", PROOF, "Four.", "Five.")
        model.fails = {"Two."}
        shares: list[float] = []
        done = judged.assess_all(drill.id, ME, progress=shares.append)
        by_text = {turn.text: turn.assessment for turn in done.answers()}
        failed = by_text["Two."]
        assert failed is not None
        assert failed.problem is not None
        assert (failed.score, failed.problem.message, failed.problem.retries) == (
            None, "The model gave no answer.", (CONFIGURED, EMBEDDED),
        )  # fmt: skip
        assert sum(each is not None and each.score is not None for each in by_text.values()) == 4
        assert shares == [0.2, 0.4, 0.6, 0.8, 1.0]
        assert judged.own(drill.id, ME) == done

        model.fails = set()
        model.asked.clear()
        again = judged.assess_all(drill.id, ME)
        assert model.asked == ["Two."]  # what is scored is not asked for again
        assert all(turn.assessment and turn.assessment.problem is None for turn in again.answers())

    def test_by_the_embedded_assessor_mends_what_the_model_did_not_score(self, judged: Drills, model: Assessing):
        drill = talked(judged, PROOF)
        model.fails = {PROOF}
        judged.assess(drill.id, ME, 2)
        turn = judged.assess(drill.id, ME, 2, EMBEDDED).turns[1]
        assert turn.assessment is not None
        assert (turn.assessment.judge.embedded, turn.assessment.problem) == (True, None)

    def test_from_two_sides_at_once_never_replaces_a_score_by_a_failure(self, judged: Drills, model: Assessing):
        drill = talked(judged, PROOF)

        class Late:
            """Fails, but only after somebody else has scored."""

            identity, parallel = MODEL, 1

            def assess(self, exchange: Exchange) -> Assessment:
                judged.assess(drill.id, ME, 2)
                raise JudgeError("Too late.", hint="Try again.")

        late = replace(judged, assessors={CONFIGURED: Late()})
        turn = late.assess(drill.id, ME, 2).turns[1]
        assert turn.assessment is not None
        assert turn.assessment.score is not None

    def test_at_a_further_try_keeps_it_beside_the_first_and_changes_no_course(self, judged: Drills, model: Assessing):
        drill = talked(judged, "Well.")
        model.fails = {PROOF}
        tried = judged.retry(drill.id, ME, 2, f" {PROOF} ")
        (retry,) = tried.turns[1].retries
        assert (tried.turns[1].text, retry.text) == ("Well.", PROOF)
        assert retry.assessment.problem is not None
        assert (tried.turns[2:], states(tried)) == (drill.turns[2:], states(drill))

        model.fails = set()
        (mended,) = judged.assess(drill.id, ME, 2).turns[1].retries
        assert mended.assessment.score is not None
        for _ in range(MOST_RETRIES - 1):
            judged.retry(drill.id, ME, 2, PROOF)
        with pytest.raises(UsageError, match="tried 5 more times"):
            judged.retry(drill.id, ME, 2, PROOF)

    @pytest.mark.parametrize("number", [0, 1, 3, 99])
    def test_is_for_answers_of_ones_own(self, judged: Drills, number: int):
        drill = talked(judged, PROOF)
        with pytest.raises(UsageError, match="no answer of yours"):
            judged.assess(drill.id, ME, number)
        with pytest.raises(UsageError, match="no answer of yours"):
            judged.retry(drill.id, ME, number, PROOF)


class TestDocuments:
    def test_of_an_earlier_version_are_read_with_what_it_did_not_know(self, workshop: Workshop, drills: Drills):
        drill = talked(drills, PROOF)
        document = drill.model_dump(mode="json", exclude_defaults=True)
        replace_document(
            workshop, drill.id, type(drill).model_validate(document).model_dump_json(exclude_defaults=True)
        )
        assert drills.own(drill.id, ME) == drill

    def test_of_a_later_version_cannot_be_read_but_listed_and_deleted(self, workshop: Workshop, drills: Drills):
        drill = talked(drills, PROOF)
        replace_document(workshop, drill.id, '{"from": "the future"}')
        with pytest.raises(UnreadableError, match="another version"):
            drills.own(drill.id, ME)
        assert [entry.id for entry in drills.store.entries(ME)] == [drill.id]
        drills.delete(drill.id, ME)
        assert drills.store.entries(ME) == ()


def replace_document(workshop: Workshop, drill_id: str, document: str) -> None:
    assert workshop.database.file
    with closing(sqlite3.connect(workshop.database.file)) as connection, connection:
        connection.execute("UPDATE drill SET document = ? WHERE id = ?", (document, drill_id))
