"""The queue and the worker: DBOS behind two small faces, in the same database as our own tables.

A stage of an attempt is one workflow. Its id names attempt, stage and try, so that queueing it twice
queues it once; its arguments are these three and nothing that a person said. What a stage produced is
in our tables: DBOS only remembers what is still to be done, and begins again after a crash.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from coach.adapters.database import Database
from coach.domain.attempt import Stage

log = logging.getLogger(__name__)

APPLICATION = "pitch-coach"

STAGES_VERSION = "stages-1"
"""Constant on purpose: the default, a hash of the code, would strand queued jobs at every upgrade. It changes
only when a stage's arguments do."""

POLL_S = 0.2
"""How often the worker looks for work."""

AT_ONCE = {Stage.TRANSCRIBE: 1, Stage.SCORE: 4}
"""Jobs at once in one worker. Recognising speech uses every core by itself; a judge mostly waits."""

WORKFLOW = "stage"


class DbosJobs:
    """The queue, for whoever hands work in. It starts no thread and runs nothing.

    Its tables are made here, before anybody is inside a transaction of their own.
    """

    def __init__(self, database: Database) -> None:
        from dbos import DBOSClient, DBOSPortableJSONSerializer

        _make_tables(database)
        self._database = database
        self._client = DBOSClient(
            system_database_url=_url(database),
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            use_listen_notify=False,
            lazy=True,
        )

    def enqueue(self, attempt_id: str, stage: Stage, tries: int) -> None:
        """Queue a stage; inside `Database.write()` it is queued when that transaction commits."""
        options: Any = {
            "workflow_name": WORKFLOW,
            "queue_name": stage.value,
            "workflow_id": workflow_id(attempt_id, stage, tries),
            "app_version": STAGES_VERSION,
        }
        with self._database.write() as connection:
            self._client.enqueue_in_transaction(connection, options, stage.value, attempt_id, tries)

    def forget(self, attempt_id: str) -> None:
        """Remove every job of an attempt, done or not."""
        ids = [flow.workflow_id for flow in self._client.list_workflows(workflow_id_prefix=f"{attempt_id}:")]
        if ids:
            self._client.delete_workflows(ids)


def workflow_id(attempt_id: str, stage: Stage, tries: int) -> str:
    """The name of a job; the same name is queued once."""
    return f"{attempt_id}:{stage.value}:{tries}"


def run_worker(
    database: Database,
    work: Callable[[Stage, str, int], None],
    *,
    name: str,
    stages: Iterable[Stage],
    stop: threading.Event,
) -> None:
    """Work on the queues of `stages` until `stop` is set. `name` stays the same from start to start.

    What a killed worker of the same name had begun is begun again. One worker of a name at a time: the
    caller holds a lock.
    """
    from dbos import DBOS, DBOSPortableJSONSerializer

    _make_tables(database)
    stages = tuple(stages)
    DBOS(
        config={
            "name": APPLICATION,
            "system_database_url": _url(database),
            "executor_id": name,
            "application_version": STAGES_VERSION,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "run_migrations": False,
            "log_level": "WARNING",
        }
    )

    def run(stage: str, attempt_id: str, tries: int) -> None:
        work(Stage(stage), attempt_id, tries)

    # What a stage raises, another run may mend: a database that does not answer, a full disk.
    step = DBOS.step(name="work", retries_allowed=True, max_attempts=8, interval_seconds=1, backoff_rate=2)(run)

    @DBOS.workflow(name=WORKFLOW, max_recovery_attempts=1_000_000)  # the attempt's own runs are counted instead
    def workflow(stage: str, attempt_id: str, tries: int) -> None:
        step(stage, attempt_id, tries)

    DBOS.listen_queues([stage.value for stage in stages])
    DBOS.launch()
    try:
        for stage in stages:
            DBOS.register_queue(stage.value, worker_concurrency=AT_ONCE[stage], polling_interval_sec=POLL_S)
        log.info("worker %s is up for %s", name, ", ".join(stages))
        stop.wait()
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=0)


def _make_tables(database: Database) -> None:
    from dbos import DBOS

    DBOS.migrate(_url(database))


def _url(database: Database) -> str:
    # Its own connections: on SQLite it begins its transactions in another way than ours.
    return database.engine.url.render_as_string(hide_password=False)
