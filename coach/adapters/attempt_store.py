"""Attempts in the database: each whole, as JSON, with the columns that are queried beside it."""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from coach.adapters.attempt_rows import attempt_of, columns, documents
from coach.adapters.database import Database
from coach.adapters.sources import keep_sources
from coach.domain.attempt import UNFINISHED, Attempt, Stage, State
from coach.domain.certification import Kind
from coach.errors import StoreError, UnreadableError, UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa

log = logging.getLogger(__name__)


class SqlAttemptStore:
    """Attempts as they are now. Each call is one transaction, or part of the one it is called in.

    A call inside `Database.write()` joins that transaction, so that an attempt and the job that
    carries on with it are kept together or not at all.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, attempt: Attempt, sources: dict[str, Any], *, limit: int | None = None, handed_in_as: str | None = None
    ) -> None:
        """Keep a new attempt, and the content it will be judged by under its version hash.

        Content that is there already stays as it was. With `limit`, this person may have that many official
        attempts at this rubric, deleted ones included; refused ones do not count. Raises UsageError when
        they are used up, StoreError also for an id or a key of the page that is taken.
        """
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        with self._database.write() as connection:
            _one_at_a_time(connection, f"{attempt.who}:{attempt.rubric_id}")
            # Before the limit: the last attempt, handed in and sent again, is there and not one too many.
            if handed_in_as is not None and self.handed_in(attempt.who, handed_in_as):
                raise StoreError("This was handed in already.", hint="Open it in your history.")
            if limit is not None and self.officials(attempt.who, attempt.rubric_id) >= limit:
                raise _used_up(limit, attempt.rubric_title)
            keep_sources(connection, sources)
            if connection.execute(sa.select(ATTEMPT.c.id).where(ATTEMPT.c.id == attempt.id)).first():
                raise StoreError(f"There is an attempt {attempt.id} already.", hint="Hand the pitch in again.")
            connection.execute(
                sa.insert(ATTEMPT).values(id=attempt.id, revision=1, handed_in_as=handed_in_as, **columns(attempt))
            )
            _keep_criterion_scores(connection, attempt)

    def save(self, attempt: Attempt) -> None:
        """Keep an attempt as it now is, its criterion scores with it.

        Raises UsageError when there is none (or none any more: a deleted attempt stays deleted).
        """
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        present = (ATTEMPT.c.id == attempt.id) & ATTEMPT.c.document.is_not(None)
        change = sa.update(ATTEMPT).where(present).values(revision=ATTEMPT.c.revision + 1, **columns(attempt))
        with self._database.write() as connection:
            if connection.execute(change).rowcount == 0:
                raise _absent(attempt.id)
            _keep_criterion_scores(connection, attempt)

    def progress(self, attempt_id: str, share: float) -> None:
        """Note the share (0..1) of the present stage. Raises UsageError when the attempt is gone."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        note = sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt_id, ATTEMPT.c.document.is_not(None))
        with self._database.write() as connection:
            if connection.execute(note.values(progress=share, updated_at=datetime.now(UTC))).rowcount == 0:
                raise _absent(attempt_id)

    def get(self, attempt_id: str) -> Attempt:
        """Raises UsageError when there is none, UnreadableError when a newer version wrote it."""
        from coach.adapters.tables import ATTEMPT

        with self._database.read() as connection:
            row = connection.execute(documents().where(ATTEMPT.c.id == attempt_id)).first()
        if row is None:
            raise _absent(attempt_id)
        return attempt_of(row)

    def hold(self, attempt_id: str) -> Attempt:
        """As `get`, for a transaction: until it ends nobody else changes or deletes the attempt."""
        from coach.adapters.tables import ATTEMPT

        with self._database.write() as connection:
            row = connection.execute(documents().where(ATTEMPT.c.id == attempt_id).with_for_update()).first()
        if row is None:
            raise _absent(attempt_id)
        return attempt_of(row)

    def recent(self, *, who: str | None = None, limit: int = 50) -> Iterator[Attempt]:
        """The newest attempts first, of one person or of all."""
        from coach.adapters.tables import ATTEMPT

        newest = documents().order_by(ATTEMPT.c.at.desc(), ATTEMPT.c.id.desc()).limit(limit)
        if who is not None:
            newest = newest.where(ATTEMPT.c.who == who)
        with self._database.read() as connection:
            rows = connection.execute(newest).all()
        return self._readable(rows)

    def redos_of(self, attempt_id: str) -> Iterator[Attempt]:
        """The redos of lines of this attempt, the newest first."""
        from coach.adapters.tables import ATTEMPT

        newest = documents().where(ATTEMPT.c.redo_of == attempt_id).order_by(ATTEMPT.c.at.desc(), ATTEMPT.c.id.desc())
        with self._database.read() as connection:
            rows = connection.execute(newest).all()
        return self._readable(rows)

    def _readable(self, rows: "Sequence[sa.Row[str, str | None, float]]") -> Iterator[Attempt]:
        """One record that cannot be read must not hide the others; asked for by its id, it says why."""
        for row in rows:
            try:
                yield attempt_of(row)
            except UnreadableError as error:
                log.warning("%s %s", error.message, error.hint)

    def handed_in(self, who: str, key: str) -> str | None:
        """The id of the attempt that this person handed in under this key of the page, if any."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        theirs = (ATTEMPT.c.who == who) & (ATTEMPT.c.handed_in_as == key)
        with self._database.read() as connection:
            return connection.scalar(sa.select(ATTEMPT.c.id).where(theirs))

    def officials(self, who: str, rubric_id: str) -> int:
        """How many official attempts at a rubric somebody has used; refused ones do not count."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        used = sa.select(sa.func.count()).where(
            ATTEMPT.c.who == who,
            ATTEMPT.c.rubric_id == rubric_id,
            ATTEMPT.c.kind == Kind.OFFICIAL.value,
            ATTEMPT.c.state != State.REFUSED.value,
        )
        with self._database.read() as connection:
            return connection.scalar(used) or 0

    def submitted_from(self, attempt_id: str) -> str | None:
        """The official attempt that a practice take was submitted as, if any."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        with self._database.read() as connection:
            return connection.scalar(sa.select(ATTEMPT.c.id).where(ATTEMPT.c.taken_from == attempt_id))

    def ahead(self, attempt: Attempt) -> int:
        """How many attempts of the queue come before this one."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        before = sa.select(sa.func.count()).where(
            ATTEMPT.c.state.in_([state.value for state in UNFINISHED]),
            ATTEMPT.c.queued_at < attempt.queued_at,
        )
        with self._database.read() as connection:
            return connection.scalar(before) or 0

    def queued(self) -> Iterator[Attempt]:
        """What is queued or being worked on for the queue, in the order in which it was queued."""
        from coach.adapters.tables import ATTEMPT

        waiting = documents().where(
            ATTEMPT.c.state.in_([state.value for state in UNFINISHED]), ATTEMPT.c.queued_at.is_not(None)
        )
        with self._database.read() as connection:
            rows = connection.execute(waiting.order_by(ATTEMPT.c.queued_at)).all()
        return self._readable(rows)

    def any_waiting(self) -> bool:
        """Whether an attempt is queued or being worked on."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        open_ones = sa.select(ATTEMPT.c.id).where(
            ATTEMPT.c.state.in_([state.value for state in UNFINISHED]), ATTEMPT.c.queued_at.is_not(None)
        )
        with self._database.read() as connection:
            return connection.scalar(open_ones.limit(1)) is not None

    def begun(self, attempt_id: str, stage: Stage, tries: int) -> int:
        """How often a worker has begun a stage."""
        import sqlalchemy as sa

        from coach.adapters.tables import WORK

        this = (WORK.c.attempt_id == attempt_id) & (WORK.c.stage == stage.value) & (WORK.c.tries == tries)
        with self._database.read() as connection:
            return connection.scalar(sa.select(sa.func.max(WORK.c.run)).where(this)) or 0

    def begin(self, attempt_id: str, stage: Stage, tries: int) -> int:
        """Note that a worker begins a stage; returns how often one has, this time included."""
        import sqlalchemy as sa

        from coach.adapters.tables import WORK

        with self._database.write() as connection:
            run = self.begun(attempt_id, stage, tries) + 1
            begun = {"attempt_id": attempt_id, "stage": stage.value, "tries": tries, "run": run}
            connection.execute(sa.insert(WORK).values(**begun, started_at=datetime.now(UTC)))
        return run

    def end(self, attempt_id: str, stage: Stage, tries: int) -> None:
        """Note that the stage's result is there: in the transaction that keeps it."""
        import sqlalchemy as sa

        from coach.adapters.tables import WORK

        this = (WORK.c.attempt_id == attempt_id) & (WORK.c.stage == stage.value) & (WORK.c.tries == tries)
        newest = sa.select(sa.func.max(WORK.c.run)).where(this).scalar_subquery()
        with self._database.write() as connection:
            connection.execute(sa.update(WORK).where(this, WORK.c.run == newest).values(ended_at=datetime.now(UTC)))

    def source(self, version: str) -> dict[str, Any] | None:
        """Frozen content by its version hash, None when it was never used."""
        import sqlalchemy as sa

        from coach.adapters.tables import SOURCE

        with self._database.read() as connection:
            content = connection.scalar(sa.select(SOURCE.c.content).where(SOURCE.c.version == version))
        return None if content is None else json.loads(content)


def _keep_criterion_scores(connection: "sa.Connection", attempt: Attempt) -> None:
    import sqlalchemy as sa

    from coach.adapters.tables import CRITERION_SCORE

    connection.execute(sa.delete(CRITERION_SCORE).where(CRITERION_SCORE.c.attempt_id == attempt.id))
    rows = [
        {
            "attempt_id": attempt.id,
            "criterion_id": criterion.id,
            "weight": criterion.weight,
            "score": criterion.score,
            "score_best": criterion.score_best,
        }
        for criterion in (attempt.scorecard.criteria if attempt.scorecard else ())
    ]
    if rows:
        connection.execute(sa.insert(CRITERION_SCORE), rows)


def _one_at_a_time(connection: "sa.Connection", what: str) -> None:
    """Counting and adding must not be crossed by somebody else's. SQLite has one writer anyway."""
    import sqlalchemy as sa

    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(what))))


def _used_up(limit: int, title: str) -> UsageError:
    attempts = "The one official attempt" if limit == 1 else f"All {limit} official attempts"
    verb = "is" if limit == 1 else "are"
    return UsageError(
        f"{attempts} at “{title}” {verb} used up.",
        hint="Go on practising, which is never counted, and ask whoever keeps the rubrics for another attempt.",
    )


def _absent(attempt_id: str) -> UsageError:
    return UsageError(
        f"There is no attempt {attempt_id}.",
        hint="Open it from your history; `coach history` lists what there is.",
    )
