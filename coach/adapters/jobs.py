"""The queue: DBOS behind a small face, in the same database as our own tables.

A stage of an attempt is one workflow. Its id names attempt, stage and try, so that queueing it twice
queues it once; its arguments are these three and nothing that a person said. What a stage produced is
in our tables: DBOS only remembers what is still to be done, and begins again after a crash.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from coach.adapters.database import Database
from coach.domain.attempt import Stage

APPLICATION = "pitch-coach"

STAGES_VERSION = "stages-1"
"""Constant on purpose: the default, a hash of the code, would strand queued jobs at every upgrade. It changes
only when a stage's arguments do."""

WORKFLOW = "stage"

_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
"""What DBOS calls a workflow that nobody will work on any more."""

_OPEN = ["ENQUEUED", "DELAYED", "PENDING"]
"""What it calls one that is still to be done."""

_AT_ONCE = 500
"""How many rows one statement removes."""


class DbosJobs:
    """The queue, for whoever hands work in. It starts no thread and runs nothing.

    Its tables are made here, before anybody is inside a transaction of their own. All but `enqueue` use
    connections of their own: on SQLite, inside `Database.write()` they would wait for themselves.
    """

    def __init__(self, database: Database) -> None:
        from dbos import DBOSClient, DBOSPortableJSONSerializer

        make_tables(database)
        self._database = database
        self._client = DBOSClient(
            system_database_url=address(database),
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            use_listen_notify=False,
            retry_connection_errors=False,  # a page says that the database is away, it does not wait for it
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
        """Remove the jobs of an attempt, done or not. One that a worker is at stays until it ended.

        DBOS would tell in its log, with a traceback, that a job was gone when it ended.
        """
        with self._database.translated():
            flows = self._client.list_workflows(
                workflow_id_prefix=f"{attempt_id}:", load_input=False, load_output=False
            )
            if idle := [flow.workflow_id for flow in flows if flow.status != "PENDING"]:
                self._client.delete_workflows(idle)

    def forget_finished(self, before: datetime) -> int:
        """Remove the jobs that ended before a moment, so that DBOS's tables do not grow for ever. Returns how many."""
        removed = 0
        with self._database.translated():
            while flows := self._client.list_workflows(
                status=_OVER,
                completed_before=before.isoformat(),
                application_name=APPLICATION,
                limit=_AT_ONCE,
                load_input=False,
                load_output=False,
            ):
                self._client.delete_workflows([flow.workflow_id for flow in flows])
                removed += len(flows)
        return removed

    def missing(self, jobs: Sequence[tuple[str, Stage, int]]) -> tuple[tuple[str, Stage, int], ...]:
        """Those of some jobs (attempt, stage, try) that neither wait in the queue nor are being worked on."""
        with self._database.translated():
            flows = self._client.list_workflows(
                status=_OPEN, application_name=APPLICATION, load_input=False, load_output=False
            )
        there = {flow.workflow_id for flow in flows}
        return tuple(job for job in jobs if workflow_id(*job) not in there)

    def begun_by_others(self, worker: str) -> frozenset[str]:
        """The jobs that workers of other names have taken from the queue and not ended, by their ids."""
        with self._database.translated():
            flows = self._client.list_workflows(
                status="PENDING", application_name=APPLICATION, load_input=False, load_output=False
            )
        return frozenset(flow.workflow_id for flow in flows if flow.executor_id != worker)

    def begun_by(self, worker: str) -> frozenset[str]:
        """The jobs that the worker of this name has taken from the queue and not ended, by their ids."""
        with self._database.translated():
            flows = self._client.list_workflows(
                status="PENDING",
                executor_id=worker,
                application_name=APPLICATION,
                load_input=False,
                load_output=False,
            )
        return frozenset(flow.workflow_id for flow in flows)

    def put_back(self, jobs: Collection[str]) -> None:
        """Queue jobs again that were taken and are not being worked on, each where it was."""
        with self._database.translated():
            for job in jobs:
                self._client.resume_workflow(job, queue_name=job.split(":")[1])


def workflow_id(attempt_id: str, stage: Stage, tries: int) -> str:
    """The name of a job; the same name is queued once."""
    return f"{attempt_id}:{stage.value}:{tries}"


def make_tables(database: Database) -> None:
    """Make DBOS's tables, or bring them to its newest version. Raises StoreError."""
    from dbos import DBOS

    with database.translated():
        DBOS.migrate(address(database))


def address(database: Database) -> str:
    """Where DBOS opens connections of its own: on SQLite it begins transactions in another way than we do."""
    return database.engine.url.render_as_string(hide_password=False)
