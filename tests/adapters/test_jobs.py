"""The queue and its worker on both databases; the worker is a real process, its work a few lines."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dbos import DBOSClient

from coach.adapters.database import Database
from coach.adapters.job_worker import HUNG, Watchdog
from coach.adapters.jobs import DbosJobs, address
from coach.domain.attempt import Stage
from coach.errors import StoreError

ROOT = Path(__file__).parents[2]

WORKER = """
import sys, time
from pathlib import Path
from coach.adapters import job_worker
from coach.adapters.database import open_database
from coach.domain.attempt import Stage

url, name, stages, notes, only = sys.argv[1:]

def overdue(stage, attempt_id, tries):
    with open(notes, "a") as file:
        file.write(f"{name} overdue {stage.value} {attempt_id} {tries}\\n")

def work(stage, attempt_id, tries, allow):
    again = attempt_id in Path(notes).read_text()
    with open(notes, "a") as file:
        file.write(f"{name} {stage.value} {attempt_id} {tries}\\n")
    if attempt_id == "breaks-once" and not again:
        raise RuntimeError("not this time")
    if attempt_id == "hangs":
        allow(0.3)
    if attempt_id in ("long", "hangs"):
        time.sleep(300)

job_worker.LOOK_ROUND_S = 1
job_worker.run_worker(
    open_database(url),
    work,
    name=name,
    stages=[Stage(stage) for stage in stages.split(",")],
    overdue=overdue,
    only=only == "only",
)
"""


def queued(database: Database) -> dict[str, str]:
    """What the queue holds: each job and what DBOS says of it."""
    client = DBOSClient(system_database_url=address(database))
    try:
        return {flow.workflow_id: flow.status for flow in client.list_workflows()}
    finally:
        client.destroy()


@pytest.fixture
def jobs(database: Database) -> DbosJobs:
    return DbosJobs(database)


# ---- the queue ---------------------------------------------------------------------------------


def test_a_job_is_queued_with_the_transaction_around_it(database: Database, jobs: DbosJobs) -> None:
    with database.write():
        jobs.enqueue("a1", Stage.TRANSCRIBE, 0)
        assert queued(database) == {}

    assert queued(database) == {"a1:transcribe:0": "ENQUEUED"}


def test_a_job_is_not_queued_when_the_transaction_around_it_is_undone(database: Database, jobs: DbosJobs) -> None:
    with suppress(KeyError), database.write():
        jobs.enqueue("a1", Stage.TRANSCRIBE, 0)
        raise KeyError

    assert queued(database) == {}


def test_the_same_stage_of_the_same_try_is_queued_once(database: Database, jobs: DbosJobs) -> None:
    for tries in (0, 0, 1):
        jobs.enqueue("a1", Stage.SCORE, tries)

    assert queued(database) == {"a1:score:0": "ENQUEUED", "a1:score:1": "ENQUEUED"}


def test_what_is_forgotten_is_that_attempts_jobs_alone(database: Database, jobs: DbosJobs) -> None:
    jobs.enqueue("a1", Stage.TRANSCRIBE, 0)
    jobs.enqueue("a1", Stage.SCORE, 0)
    jobs.enqueue("a10", Stage.TRANSCRIBE, 0)

    jobs.forget("a1")
    jobs.forget("unknown")

    assert queued(database) == {"a10:transcribe:0": "ENQUEUED"}


def test_what_is_missing_in_the_queue_is_known(database: Database, jobs: DbosJobs) -> None:
    jobs.enqueue("a1", Stage.SCORE, 1)
    wanted = [("a1", Stage.SCORE, 1), ("a1", Stage.SCORE, 0), ("a1", Stage.TRANSCRIBE, 1), ("a2", Stage.SCORE, 1)]

    assert jobs.missing(wanted) == tuple(wanted[1:])


def test_a_queue_is_opened_by_many_at_once(database: Database, jobs: DbosJobs) -> None:
    DbosJobs(database).enqueue("a1", Stage.SCORE, 0)
    jobs.enqueue("a2", Stage.SCORE, 0)

    assert len(queued(database)) == 2


# ---- the worker --------------------------------------------------------------------------------


class Workers:
    """Worker processes on one database; `noted` is what they did, a line each time one began a job."""

    def __init__(self, database: Database, notes: Path) -> None:
        self._url, self._notes = address(database), notes
        self._notes.touch()
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(
        self, name: str = "one", stages: str = "transcribe,score", *, only: bool = False
    ) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-c", WORKER, self._url, name, stages, str(self._notes), "only" if only else ""]
        self._processes.append(subprocess.Popen(command, cwd=ROOT))
        return self._processes[-1]

    def noted(self) -> list[str]:
        return self._notes.read_text(encoding="utf-8").splitlines()

    def kill(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


@pytest.fixture
def workers(database: Database, jobs: DbosJobs, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(database, tmp_path / "notes")
    yield made
    made.kill()


def eventually(holds: Callable[[], bool], within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_takes_only_from_its_queues_and_a_killed_ones_work_is_begun_again(
    database: Database, jobs: DbosJobs, workers: Workers
) -> None:
    jobs.enqueue("long", Stage.TRANSCRIBE, 0)
    jobs.enqueue("a1", Stage.SCORE, 0)
    first = workers.start(stages="transcribe")
    eventually(lambda: workers.noted() == ["one transcribe long 0"])
    first.kill()

    second = workers.start(stages="score")  # the same worker, with other queues this time
    eventually(lambda: "one score a1 0" in workers.noted())
    eventually(lambda: queued(database)["long:transcribe:0"] == "ENQUEUED")
    assert len(workers.noted()) == 2
    second.kill()

    workers.start()
    eventually(lambda: workers.noted().count("one transcribe long 0") == 2)


def test_what_another_home_has_begun_is_left_to_it(database: Database, jobs: DbosJobs, workers: Workers) -> None:
    jobs.enqueue("long", Stage.SCORE, 0)
    workers.start("another")
    eventually(lambda: len(workers.noted()) == 1)
    workers.kill()

    workers.start("one")
    jobs.enqueue("a1", Stage.SCORE, 0)
    eventually(lambda: "one score a1 0" in workers.noted())
    assert queued(database)["long:score:0"] == "PENDING"
    workers.kill()

    workers.start("one", only=True)  # nobody else can be at work: that name was lost, with the file that held it
    eventually(lambda: workers.noted().count("one score long 0") == 1)


def test_a_job_that_breaks_is_begun_again_until_it_ends(database: Database, jobs: DbosJobs, workers: Workers) -> None:
    jobs.enqueue("breaks-once", Stage.SCORE, 3)
    workers.start()

    eventually(lambda: queued(database) == {"breaks-once:score:3": "SUCCESS"})
    assert workers.noted() == ["one score breaks-once 3"] * 2


def test_a_job_without_a_sign_of_life_is_told_of_and_ends_the_worker(jobs: DbosJobs, workers: Workers) -> None:
    jobs.enqueue("hangs", Stage.SCORE, 0)

    assert workers.start().wait(60) == HUNG
    assert workers.noted() == ["one score hangs 0", "one overdue score hangs 0"]


def test_a_job_that_was_taken_but_never_begun_is_queued_again(
    database: Database, jobs: DbosJobs, workers: Workers
) -> None:
    """As when the database goes away between the two."""
    jobs.enqueue("a1", Stage.SCORE, 0)
    workers.start()
    eventually(lambda: queued(database) == {"a1:score:0": "SUCCESS"})
    table = "workflow_status" if database.file else "dbos.workflow_status"
    with database.write() as connection:
        connection.exec_driver_sql(f"UPDATE {table} SET status = 'PENDING'")

    eventually(lambda: len(workers.noted()) == 2)
    eventually(lambda: queued(database) == {"a1:score:0": "SUCCESS"})


def test_only_what_ended_long_ago_is_cleaned_away(database: Database, jobs: DbosJobs, workers: Workers) -> None:
    jobs.enqueue("a1", Stage.SCORE, 0)
    jobs.enqueue("long", Stage.SCORE, 0)
    workers.start()
    eventually(lambda: queued(database) == {"a1:score:0": "SUCCESS", "long:score:0": "PENDING"})

    assert jobs.forget_finished(datetime.now(UTC) - timedelta(days=7)) == 0
    assert jobs.forget_finished(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert queued(database) == {"long:score:0": "PENDING"}


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such signal")
def test_a_worker_says_nothing_while_all_is_well(database: Database, jobs: DbosJobs, tmp_path: Path) -> None:
    jobs.enqueue("a1", Stage.SCORE, 0)
    notes = tmp_path / "notes"
    notes.touch()
    command = [sys.executable, "-c", WORKER, address(database), "one", "score", str(notes), ""]
    worker = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    eventually(lambda: queued(database) == {"a1:score:0": "SUCCESS"})
    worker.send_signal(signal.SIGTERM)

    assert worker.communicate(timeout=30) == (b"", b"")


# ---- the watchdog ------------------------------------------------------------------------------


def test_only_a_job_that_is_overdue_is_told_of_and_ends_the_process() -> None:
    ends: list[int] = []
    told: list[str] = []

    def overdue(stage: Stage, attempt_id: str, tries: int) -> None:
        told.append(attempt_id)
        raise StoreError("The database is away.", hint="Wait.")

    watchdog = Watchdog(overdue, ends.append)
    with watchdog.over((Stage.SCORE, "a1", 0)) as allow, watchdog.over((Stage.SCORE, "a2", 0)) as allow_other:
        watchdog.look()  # nothing was asked for yet
        allow(60)
        allow_other(-1)
        allow_other(60)  # a sign of life
        watchdog.look()
        assert ends == []
        assert watchdog.jobs == {"a1:score:0", "a2:score:0"}
        allow(-1)
        watchdog.look()
    watchdog.look()
    assert (ends, told) == ([HUNG], ["a1"])
    assert watchdog.jobs == set()
