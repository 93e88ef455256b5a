"""Studies as the worker goes through them: stopped, killed, poisoned, gone on with; on both databases."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from cases import GOLDEN, RUBRIC, US

from coach.adapters.database import open_database, sqlite_url
from coach.adapters.leases import FileLeases
from coach.adapters.study_store import SqlStudyStore
from coach.domain.attempt import Stage
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import Study, StudyKind, StudyState
from coach.domain.value import Value
from coach.errors import JudgeError, StoreError, UsageError
from coach.service.studio.studies import GIVE_WAY_S, MAX_RUNS, Plan, Studies


class Killed(BaseException):
    """The end of a worker, in the middle of things."""


class Out(Value):
    """What this kind of study says of a subject."""

    subject: str
    time: int


@dataclass
class Queue:
    """The jobs that were handed in."""

    jobs: list[tuple[str, int]] = field(default_factory=list)

    def enqueue(self, attempt_id: str, stage: Stage, tries: int) -> None:
        assert stage is Stage.STUDY
        self.jobs.append((attempt_id, tries))

    def forget(self, attempt_id: str) -> None: ...


@dataclass
class Work:
    """The step: counts what it was asked, and lets something happen at a subject."""

    happens: dict[str, Callable[[], object]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)

    def __call__(self, study: Study, bundle: Bundle | None, subject: str) -> Out:
        self.asked[subject] += 1
        self.happens.get(subject, lambda: None)()
        return Out(subject=subject, time=self.asked[subject])


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def studies(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Studies]:
    sqlite = request.param == "sqlite"
    database = open_database(sqlite_url(tmp_path / "coach.db") if sqlite else request.getfixturevalue("postgres_url"))
    names = count()
    yield Studies(
        store=SqlStudyStore(database),
        steps={StudyKind.CHANGE: Work()},
        jobs=Queue(),
        leases=FileLeases(tmp_path / "leases"),
        transaction=database.write,
        now=lambda: datetime.now(UTC),
        new_id=lambda: f"s{next(names)}",
    )
    database.close()


def content(version: str) -> Bundle:
    return Bundle(rubric=RUBRIC.model_copy(update={"version": version}), golden=GOLDEN, us=US)


def begun(studies: Studies, *subjects: str) -> Study:
    return studies.begin(Plan(StudyKind.CHANGE, "first_call", subjects or ("a", "b", "c")), who="me")


def work_of(studies: Studies) -> Work:
    work = studies.steps[StudyKind.CHANGE]
    assert isinstance(work, Work)
    return work


def work(studies: Studies, study: Study, tries: int = 0) -> Study:
    studies.work(study.id, tries, lambda seconds: None)
    return studies.store.get(study.id)


def raising(error: BaseException) -> Callable[[], object]:
    def happens() -> None:
        raise error

    return happens


def subjects_done(studies: Studies, study: Study) -> list[str]:
    return [result["subject"] for _, result in sorted(studies.store.results(study.id).items())]


def test_a_double_click_begins_one_study_and_another_wish_a_second(studies: Studies) -> None:
    bundle = content("first")
    plan = Plan(StudyKind.CHANGE, "first_call", ("a", "b"), options={"private": True})

    def click(_: int) -> str:
        return studies.begin(plan, who="me", bundle=bundle).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(click, range(4)))) == 1
    assert len(studies.jobs.jobs) == 1
    first = studies.begin(plan, who="me", bundle=bundle)
    others = (
        studies.begin(plan, who="you", bundle=bundle),
        studies.begin(plan, who="me", bundle=content("second")),
        studies.begin(replace(plan, subjects=("a",)), who="me", bundle=bundle),
        studies.begin(replace(plan, judge="embedded"), who="me", bundle=bundle),
        studies.begin(replace(plan, options={}), who="me", bundle=bundle),
        studies.begin(replace(plan, kind=StudyKind.SCORES), who="me", bundle=bundle),
    )
    assert len({first.id, *(each.id for each in others)}) == 1 + len(others)
    studies.stop(first.id)
    assert studies.begin(plan, who="me", bundle=bundle).id != first.id


def test_each_subject_is_worked_on_once_in_order(studies: Studies) -> None:
    study = begun(studies)
    assert studies.jobs.jobs == [(study.id, 0)]
    assert work(studies, study).state is StudyState.DONE
    assert subjects_done(studies, study) == ["a", "b", "c"]
    assert work(studies, study).state is StudyState.DONE
    assert work_of(studies).asked == Counter("abc")
    standing = studies.standing(study.id)
    assert (standing.done, standing.total, standing.left_s) == (3, 3, None)


def test_nothing_to_work_on_is_refused(studies: Studies) -> None:
    with pytest.raises(UsageError):
        studies.begin(Plan(StudyKind.CHANGE, "first_call", ()), who="me")


def test_a_killed_worker_loses_what_it_was_at_and_nothing_else(studies: Studies) -> None:
    study = begun(studies)
    work_of(studies).happens["b"] = raising(Killed())
    with pytest.raises(Killed):
        work(studies, study)
    assert studies.store.get(study.id).state is StudyState.RUNNING
    work_of(studies).happens.clear()
    assert work(studies, study).state is StudyState.DONE
    assert work_of(studies).asked == {"a": 1, "b": 2, "c": 1}
    assert subjects_done(studies, study) == ["a", "b", "c"]


def test_what_kills_every_worker_is_given_up_and_may_be_tried_again(studies: Studies) -> None:
    study = begun(studies)
    work_of(studies).happens["b"] = raising(Killed())
    for _ in range(MAX_RUNS):
        with pytest.raises(Killed):
            work(studies, study)
    failed = work(studies, study)
    assert failed.state is StudyState.FAILED
    assert failed.problem is not None
    assert failed.hint is not None
    assert subjects_done(studies, study) == ["a"]

    work_of(studies).happens.clear()
    again = studies.resume(study.id)
    assert studies.jobs.jobs[-1] == (study.id, 1)
    assert (again.state, again.problem) == (StudyState.QUEUED, None)
    assert work(studies, study, tries=1).state is StudyState.DONE


def test_many_restarts_between_subjects_are_no_poison(studies: Studies) -> None:
    names = tuple(f"n{number}" for number in range(MAX_RUNS + 5))
    study = begun(studies, *names)
    for name in names[1:]:
        work_of(studies).happens = {name: raising(Killed())}
        with pytest.raises(Killed):
            work(studies, study)
    work_of(studies).happens.clear()
    assert work(studies, study).state is StudyState.DONE


def test_a_study_is_not_begun_beside_an_attempt_that_is_to_be_alone_and_holds_none_up(studies: Studies) -> None:
    study = begun(studies, "a")
    inside, go_on = threading.Event(), threading.Event()

    def takes_long() -> None:
        inside.set()
        assert go_on.wait(30)

    work_of(studies).happens["a"] = takes_long
    with ThreadPoolExecutor(2) as pool:
        with studies.gate.enter(alone=True):
            future = pool.submit(work, studies, study)
            assert not inside.wait(0.3)
        assert inside.wait(30)
        for alone in (False, True):
            with studies.gate.enter(alone=alone):
                assert not future.done()
        go_on.set()
        assert future.result(30).state is StudyState.DONE


def test_stopped_while_a_subject_is_worked_on_keeps_it_and_begins_no_more(studies: Studies) -> None:
    study = begun(studies)
    work_of(studies).happens["b"] = lambda: studies.stop(study.id)
    assert work(studies, study).state is StudyState.STOPPED
    assert subjects_done(studies, study) == ["a", "b"]
    studies.resume(study.id)
    assert work(studies, study, tries=1).state is StudyState.DONE
    assert work_of(studies).asked == Counter("abc")


def test_stopped_and_gone_on_with_at_once_the_former_job_ends(studies: Studies) -> None:
    study = begun(studies)

    def stop_and_go_on() -> None:
        studies.stop(study.id)
        studies.resume(study.id)

    work_of(studies).happens["a"] = stop_and_go_on
    assert work(studies, study).state is StudyState.QUEUED
    assert subjects_done(studies, study) == ["a"]
    assert work(studies, study, tries=1).state is StudyState.DONE
    assert work_of(studies).asked == Counter("abc")


def test_stopped_before_it_begins_nothing_is_worked_on(studies: Studies) -> None:
    study = begun(studies)
    studies.stop(study.id)
    assert work(studies, study).state is StudyState.STOPPED
    assert not work_of(studies).asked
    assert studies.stop(study.id).state is StudyState.STOPPED


def test_a_judge_that_cannot_be_reached_stops_it_with_the_next_step(studies: Studies) -> None:
    study = begun(studies)
    error = JudgeError("The server refuses the key.", hint="Check COACH_LLM_API_KEY.", retryable=False)
    work_of(studies).happens["b"] = raising(error)
    failed = work(studies, study)
    assert (failed.state, failed.problem, failed.hint) == (StudyState.FAILED, error.message, error.hint)
    work_of(studies).happens.clear()
    studies.resume(study.id)
    assert work(studies, study, tries=1).state is StudyState.DONE


def test_a_mistake_of_ours_stops_it_in_words(studies: Studies) -> None:
    study = begun(studies)
    work_of(studies).happens["a"] = raising(ZeroDivisionError("oops"))
    failed = work(studies, study)
    assert failed.state is StudyState.FAILED
    assert "oops" not in f"{failed.problem} {failed.hint}"


def test_a_database_that_is_away_is_for_another_run(studies: Studies) -> None:
    study = begun(studies)
    work_of(studies).happens["b"] = raising(StoreError("Away.", hint="Wait."))
    with pytest.raises(StoreError):
        work(studies, study)
    assert studies.store.get(study.id).state is StudyState.RUNNING
    work_of(studies).happens.clear()
    assert work(studies, study).state is StudyState.DONE
    assert work_of(studies).asked["a"] == 1


def test_two_workers_share_nothing_of_one_study(studies: Studies) -> None:
    study = begun(studies)
    inside, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        inside.set()
        assert go_on.wait(30)

    work_of(studies).happens["a"] = wait
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(work, studies, study)
        assert inside.wait(30)
        with pytest.raises(UsageError):  # the queue tries it again later
            work(studies, study)
        go_on.set()
        assert first.result(30).state is StudyState.DONE
    assert work_of(studies).asked == Counter("abc")


def test_a_job_of_something_that_is_gone_ends_quietly(studies: Studies) -> None:
    studies.work("nothing", 0, lambda seconds: None)


def test_learners_come_first_but_not_for_ever(studies: Studies) -> None:
    waited: list[float] = []
    patient = replace(studies, learners_wait=lambda: True, sleep=waited.append)
    study = begun(patient, "a")
    assert work(patient, study).state is StudyState.DONE
    assert sum(waited) == pytest.approx(GIVE_WAY_S)


def test_the_watchdog_hears_of_every_subject(studies: Studies) -> None:
    told: list[float] = []
    study = begun(studies)
    studies.work(study.id, 0, told.append)
    assert len(told) == len(study.subjects)
