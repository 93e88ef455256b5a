"""The worker: takes jobs from the queue until its process ends, in whatever way that happens.

There is one way to stop: to end, in the middle of things. What was begun is begun again by the next worker
of the same name, so an orderly stop, a kill and a power cut are one case and not three.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import chain, repeat
from typing import NoReturn

from coach.adapters.database import Database
from coach.adapters.jobs import APPLICATION, STAGES_VERSION, WORKFLOW, DbosJobs, address, workflow_id
from coach.domain.attempt import Stage
from coach.errors import StoreError

log = logging.getLogger(__name__)

Allow = Callable[[float], None]
Job = tuple[Stage, str, int]
"""Stage, attempt and try."""

POLL_S = 0.2
"""How often the worker looks for work."""

AT_ONCE = {Stage.TRANSCRIBE: 1, Stage.SCORE: 4, Stage.STUDY: 1}
"""Jobs at once in one worker. Recognising speech uses every core by itself; a judge mostly waits.
Studies are in no hurry, and learners are."""

PAUSES_S = (1, 2, 5, 15, 60)
"""Between the runs of a job that could not be ended, for a database that is away; then always the last."""

HUNG = 70
"""The exit code of a worker whose job hung."""

TELL_S = 20
"""How long such a worker may take to tell of it: the database may be what hangs."""

KEEP_FINISHED = timedelta(days=7)
"""How long the queue remembers what is done. Nothing needs it; a person who looks for a mistake might."""

SAID_ENOUGH_S = 60
"""How long DBOS keeps quiet about what it has just said: it looks for work several times a second."""

LOOK_ROUND_S = 15
CLEAN_UP_S = 24 * 3600


def run_worker(
    database: Database,
    work: Callable[[Stage, str, int, Allow], None],
    *,
    name: str,
    stages: Iterable[Stage],
    overdue: Callable[[Stage, str, int], object] = lambda stage, attempt_id, tries: None,
    only: bool = False,
) -> NoReturn:
    """Work on the queues of `stages` until the process ends. `name` stays the same from start to start.

    What an ended worker of the same name had begun is begun again, whichever queues it had; with `only`, which
    says that no other worker can be at this database, whatever its name was. One worker of a name at a time: the
    caller holds a lock. `overdue` is told of a job that hangs, just before the process ends for it. Raises
    StoreError when the database cannot be used at the start; one that goes away later is waited for.
    """
    from dbos import DBOS, DBOSPortableJSONSerializer

    jobs = DbosJobs(database)
    watchdog = Watchdog(overdue)
    stages = tuple(stages)
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": address(database),
            "executor_id": name,
            "application_version": STAGES_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "run_migrations": False,
            "log_level": "WARNING",
        }
    )

    logging.getLogger("dbos").addFilter(_Calm())

    # Without a limit of its own: the runs of a stage are counted in our tables instead.
    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1_000_000)
    def workflow(stage: str, attempt_id: str, tries: int) -> None:
        with watchdog.over((Stage(stage), attempt_id, tries)) as allow:
            for pause in chain(PAUSES_S, repeat(PAUSES_S[-1])):
                try:
                    work(Stage(stage), attempt_id, tries, allow)
                    break
                except Exception as error:  # leaving us, it would be this job's end in the queue
                    log.warning("the stage %s of %s is begun again in %s s: %s", stage, attempt_id, pause, error)
                allow(float("inf"))
                time.sleep(pause)

    DBOS.listen_queues([stage.value for stage in stages])
    with database.translated():
        if only:
            jobs.put_back(jobs.begun_by_others(name))
        DBOS.launch()
        for stage in stages:
            DBOS.register_queue(stage.value, worker_concurrency=AT_ONCE[stage], polling_interval_sec=POLL_S)
    log.info("worker %s is up for %s", name, ", ".join(stages))
    _look_round(jobs, name, watchdog)


class _Calm(logging.Filter):
    """Lets DBOS say each thing once a minute, and about a database that is away in one line."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, int], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        from sqlalchemy.exc import DBAPIError

        place, now = (record.pathname, record.lineno), time.monotonic()
        if now - self._said.get(place, float("-inf")) < SAID_ENOUGH_S:
            return False
        self._said[place] = now
        if record.exc_info and isinstance(record.exc_info[1], DBAPIError):
            record.exc_info = None
        record.msg, record.args = record.getMessage().partition("\n")[0], None
        return True


class Watchdog:
    """Ends the process when a job gives no sign of life for longer than it asked for.

    A recogniser that hangs inside a library cannot be interrupted; the process can. Whoever started it starts
    it again, and a job that hangs each time is given up by the count of its runs.
    """

    def __init__(self, overdue: Callable[[Stage, str, int], object], end: Callable[[int], object] = os._exit) -> None:
        self._overdue, self._end = overdue, end
        self._due: dict[Job, float] = {}

    @contextmanager
    def over(self, job: Job) -> Generator[Allow]:
        """Watch a job. It calls what this gives to say within how many seconds it calls again or ends."""
        self._due[job] = float("inf")
        try:
            yield lambda seconds: self._due.update({job: time.monotonic() + seconds})
        finally:
            del self._due[job]

    @property
    def jobs(self) -> frozenset[str]:
        """What is being worked on, by the jobs' ids."""
        return frozenset(workflow_id(attempt_id, stage, tries) for stage, attempt_id, tries in list(self._due))

    def look(self) -> None:
        """End the process if a job is overdue."""
        now = time.monotonic()
        if hung := [job for job, due in list(self._due.items()) if due < now]:
            for stage, attempt_id, _ in hung:
                log.critical("the stage %s of %s gave no sign of life; the worker ends", stage.value, attempt_id)
            telling = threading.Thread(target=self._tell, args=(hung,), daemon=True)
            telling.start()
            telling.join(TELL_S)
            self._end(HUNG)

    def _tell(self, hung: Iterable[Job]) -> None:
        for job in hung:
            try:
                self._overdue(*job)
            except Exception as error:
                log.warning("nobody could be told of it: %s", error)


def _look_round(jobs: DbosJobs, name: str, watchdog: Watchdog) -> NoReturn:
    lost: frozenset[str] = frozenset()
    cleaned = looked = float("-inf")
    while True:
        now = time.monotonic()
        watchdog.look()
        try:
            if now - looked > LOOK_ROUND_S:
                looked = now
                lost = _put_back_lost(jobs, name, watchdog.jobs, lost)
            if now - cleaned > CLEAN_UP_S:
                jobs.forget_finished(datetime.now(UTC) - KEEP_FINISHED)
                cleaned = now
        except StoreError as error:
            log.warning("%s %s", error.message, error.hint)
        time.sleep(1)


def _put_back_lost(jobs: DbosJobs, name: str, here: frozenset[str], suspected: frozenset[str]) -> frozenset[str]:
    """Queue again what was taken but never begun, because the database went away in between.

    A job that was taken just now is not begun yet either: only what is found so twice is lost.
    """
    idle = jobs.begun_by(name) - here
    if lost := idle & suspected:
        log.warning("taken but never begun, queued again: %s", ", ".join(sorted(lost)))
        jobs.put_back(lost)
    return idle - lost
