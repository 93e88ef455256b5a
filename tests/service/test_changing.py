"""What would change: past attempts under a draft, with the real judges, the real content and a real database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from fixtures.llm_server import LlmServer
from past_pitches import RUBRIC, live_through

from coach.adapters.tables import ATTEMPT, CRITERION_SCORE, STUDY_RESULT
from coach.domain.certification import Kind
from coach.domain.language import normal
from coach.domain.person import OWNER
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.shift import Move, Shift
from coach.domain.studio.study import Study, StudyState
from coach.errors import UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.studio.rescoring import FAILURES
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
COUNT = 6


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which people have practised; tests work on copies of it."""
    home = tmp_path_factory.mktemp("past")
    workshop = Workshop(Settings(home=home, library=ROOT, offline=True))
    live_through(workshop, COUNT, home)
    workshop.database.close()
    return home


@pytest.fixture
def home(past: Path, tmp_path: Path) -> Path:
    return shutil.copytree(past, tmp_path / "home")


@pytest.fixture
def workshop(home: Path) -> Iterator[Workshop]:
    workshop = Workshop(Settings(home=home, library=ROOT, offline=True))
    yield workshop
    workshop.database.close()


@pytest.fixture
def asking(home: Path, llm_server: LlmServer) -> Iterator[Workshop]:
    """The same with a language model."""
    settings = Settings(home=home, library=ROOT, offline=True, llm_base_url=llm_server.base_url, llm_model="scripted")
    workshop = Workshop(settings)
    yield workshop
    workshop.database.close()


def draft(workshop: Workshop, **changes: object) -> Bundle:
    bundle = workshop.manuscripts.bundle(RUBRIC)
    version = f"draft {sorted(changes.items())!r}"  # content is kept under it
    rubric = bundle.rubric.model_copy(update={"version": version, **changes})
    return bundle.model_copy(update={"rubric": rubric})


def ids(workshop: Workshop, **more: object) -> list[str]:
    return [entry.id for entry in workshop.changing.candidates(RUBRIC, OWNER, **more)]


def changed(workshop: Workshop, bundle: Bundle, chosen: list[str], judge: str = EMBEDDED) -> tuple[Study, list[Shift]]:
    study = workshop.changing.begin(bundle, chosen, who=OWNER, judge=judge)
    workshop.studies.work(study.id, 0, lambda seconds: None)
    return workshop.studies.store.get(study.id), list(workshop.changing.shifts(study))


def rows(workshop: Workshop) -> list[tuple[object, ...]]:
    """Everything that is kept of the attempts, as it is kept."""
    with workshop.database.read() as connection:
        attempts = connection.execute(sa.select(ATTEMPT).order_by(ATTEMPT.c.id)).all()
        points = connection.execute(sa.select(CRITERION_SCORE).order_by(*CRITERION_SCORE.primary_key.columns)).all()
    return [tuple(row) for row in (*attempts, *points)]


def test_official_attempts_of_all_and_own_practice_can_be_chosen_newest_first(workshop: Workshop) -> None:
    mine = workshop.changing.candidates(RUBRIC, OWNER)
    assert len(mine) == COUNT
    assert [entry.at for entry in mine] == sorted((entry.at for entry in mine), reverse=True)
    somebody = workshop.changing.candidates(RUBRIC, workshop.people.named("Seller 1").key)
    assert {entry.kind for entry in somebody} == {Kind.OFFICIAL}
    assert {entry.kind for entry in workshop.changing.candidates(RUBRIC, OWNER, kind=Kind.PRACTICE)} == {Kind.PRACTICE}
    assert len(workshop.changing.candidates(RUBRIC, OWNER, limit=3)) == 3
    workshop.archive.delete(mine[0].id, mine[0].who)
    assert mine[0].id not in ids(workshop)


def test_the_same_rubric_changes_nothing(workshop: Workshop) -> None:
    study, shifts = changed(workshop, draft(workshop), ids(workshop))
    assert study.state is StudyState.DONE
    assert [shift.attempt for shift in shifts] == ids(workshop)
    assert {(shift.move, shift.points, shift.turns) for shift in shifts} == {(Move.SAME, 0.0, ())}
    assert not any(shift.other_judge for shift in shifts)
    for shift in shifts:
        record = workshop.attempts.get(shift.attempt)
        assert record.decision is not None
        assert record.scorecard is not None
        assert shift.before is not None
        assert (shift.before.outcome, shift.before.score) == (record.decision.outcome, record.scorecard.score)


def test_a_lower_pass_mark_makes_nobody_worse_and_a_higher_one_nobody_better(workshop: Workshop) -> None:
    for mark, forbidden, expected in ((30.0, Move.LOSES, Move.GAINS), (100.0, Move.GAINS, Move.LOSES)):
        _, shifts = changed(workshop, draft(workshop, pass_mark=mark), ids(workshop))
        moves = [shift.move for shift in shifts]
        assert forbidden not in moves
        assert expected in moves
        assert all("pass mark" in " ".join(turn.text for turn in shift.turns) for shift in shifts)


def test_a_check_that_asks_something_else_says_what_turned_and_why(workshop: Workshop) -> None:
    bundle = draft(workshop)
    first, *others = bundle.rubric.criteria
    check = first.checks[0].model_copy(
        update={"asks": "Does the seller name the moon?", "says": ("the moon is made of cheese",), "golden": None}
    )
    criterion = first.model_copy(update={"checks": (check, *first.checks[1:])})
    _, shifts = changed(workshop, draft(workshop, criteria=(criterion, *others)), ids(workshop))
    turned = [turn.text for shift in shifts for turn in shift.turns]
    assert any("the moon" in text and "its question has changed" in text for text in turned)
    assert {shift.points <= 0 for shift in shifts} == {True}


def test_criteria_and_checks_that_come_and_go_are_named(workshop: Workshop) -> None:
    bundle = draft(workshop)
    first, second, *others = bundle.rubric.criteria
    new = second.model_copy(update={"id": "brand_new", "title": "Something new"})
    shorter = first.model_copy(update={"checks": first.checks[1:]})
    _, shifts = changed(workshop, draft(workshop, criteria=(shorter, new, *others)), ids(workshop)[:1])
    told = " ".join(turn.text for turn in shifts[0].turns)
    assert f"The criterion “{second.title}” is gone" in told
    assert "New criterion “Something new”" in told
    assert f"The check “{first.checks[0].asks}” is gone" in told


def test_the_record_stays_byte_for_byte(workshop: Workshop) -> None:
    before = rows(workshop)
    changed(workshop, draft(workshop, pass_mark=20.0), ids(workshop))
    assert rows(workshop) == before


def test_no_words_of_a_pitch_are_kept_in_what_came_out(workshop: Workshop) -> None:
    changed(workshop, draft(workshop, pass_mark=20.0), ids(workshop))
    with workshop.database.read() as connection:
        kept = " ".join(normal(" ".join(connection.scalars(sa.select(STUDY_RESULT.c.document)))))
    rubric = " ".join(normal(workshop.manuscripts.bundle(RUBRIC).rubric.model_dump_json()))
    for attempt_id in ids(workshop):
        transcript = workshop.attempts.get(attempt_id).transcript
        assert transcript is not None
        said = normal(transcript.text)
        runs = {" ".join(said[at : at + 5]) for at in range(len(said) - 4)}
        assert [run for run in runs if run in kept and run not in rubric] == []


def test_what_was_deleted_meanwhile_is_said_and_the_others_go_on(workshop: Workshop) -> None:
    chosen = ids(workshop)
    study = workshop.changing.begin(draft(workshop), chosen, who=OWNER, judge=EMBEDDED)
    gone = workshop.attempts.get(chosen[1])
    workshop.archive.delete(gone.id, gone.who)
    workshop.studies.work(study.id, 0, lambda seconds: None)
    shifts = {shift.attempt: shift for shift in workshop.changing.shifts(study)}
    assert shifts[gone.id].move is Move.NOT_SCORED
    assert "deleted" in shifts[gone.id].why
    assert [shift.move for each, shift in shifts.items() if each != gone.id] == [Move.SAME] * (COUNT - 1)


def test_a_situation_that_the_draft_no_longer_has_is_said(workshop: Workshop) -> None:
    rubric = workshop.manuscripts.bundle(RUBRIC).rubric
    others = {name: each for name, each in rubric.situations.items() if name != "first_call"}
    _, [shift] = changed(workshop, draft(workshop, situations=others, certifies=("closing",)), ids(workshop)[:1])
    assert shift.move is Move.NOT_SCORED
    assert "first_call" in shift.why


def test_nobody_chooses_what_they_may_not_see(workshop: Workshop) -> None:
    practice = ids(workshop, kind=Kind.PRACTICE)
    other = workshop.people.named("Seller 1").key
    with pytest.raises(UsageError):
        workshop.changing.begin(draft(workshop), practice, who=other, judge=EMBEDDED)
    study = workshop.changing.begin(draft(workshop), ids(workshop), who=other, judge=EMBEDDED)
    assert not set(study.subjects) & set(practice)
    assert study.shown_to(OWNER)
    assert not workshop.changing.begin(draft(workshop), practice, who=OWNER, judge=EMBEDDED).shown_to(other)


def test_an_attempt_is_taken_once_however_often_it_is_ticked(workshop: Workshop) -> None:
    study, shifts = changed(workshop, draft(workshop), ids(workshop)[:2] * 3)
    assert len(study.subjects) == len(shifts) == 2


def test_the_embedded_judge_costs_nothing(workshop: Workshop) -> None:
    cost = workshop.changing.cost(draft(workshop), ids(workshop), who=OWNER, judge=CONFIGURED)
    assert (cost.attempts, cost.calls, cost.prompt_tokens) == (COUNT, 0, 0)


def test_the_estimate_of_calls_is_what_the_model_is_then_asked(asking: Workshop, llm_server: LlmServer) -> None:
    bundle, chosen = draft(asking), ids(asking)[:3]
    cost = asking.changing.cost(bundle, chosen, who=OWNER, judge=CONFIGURED)
    assert not cost.reported
    assert llm_server.seen == []
    _, shifts = changed(asking, bundle, chosen, CONFIGURED)
    assert cost.calls == len(llm_server.seen) == sum(shift.usage.calls for shift in shifts)
    spent = sum(shift.usage.prompt_tokens for shift in shifts)
    assert spent / 2 < cost.prompt_tokens < spent * 2
    again = asking.changing.cost(bundle, chosen, who=OWNER, judge=CONFIGURED)
    assert again.seconds is not None


def test_both_sides_are_judged_by_the_judge_of_now_and_that_is_said(asking: Workshop) -> None:
    _, shifts = changed(asking, draft(asking), ids(asking)[:3], CONFIGURED)
    assert {(shift.other_judge, shift.recorded_by) for shift in shifts} == {(True, "embedded")}
    assert {(shift.move, shift.points) for shift in shifts} == {(Move.SAME, 0.0)}


def test_a_call_that_fails_leaves_that_attempt_without_a_number(asking: Workshop, llm_server: LlmServer) -> None:
    llm_server.behaviour = "unauthorized"
    study, [shift] = changed(asking, draft(asking), ids(asking)[:1], CONFIGURED)
    assert study.state is StudyState.DONE
    assert (shift.move, shift.before, shift.after, shift.failed) == (Move.NOT_SCORED, None, None, True)
    assert "key" in shift.why
    assert "COACH_LLM_API_KEY" in str(shift.hint)


def test_a_judge_that_fails_again_and_again_stops_it_and_it_goes_on_once_that_is_mended(
    asking: Workshop, llm_server: LlmServer
) -> None:
    llm_server.behaviour = "unauthorized"
    study, shifts = changed(asking, draft(asking), ids(asking)[:4], CONFIGURED)
    assert study.state is StudyState.FAILED
    assert len(shifts) == FAILURES - 1
    assert "key" in str(study.problem)
    llm_server.behaviour = "good"
    asking.studies.resume(study.id)
    asking.studies.work(study.id, 1, lambda seconds: None)
    moves = [shift.move for shift in asking.changing.shifts(study)]
    assert moves == [Move.NOT_SCORED] * (FAILURES - 1) + [Move.SAME] * 2
