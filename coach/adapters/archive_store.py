"""What the archive asks of the database: who is past their time, who uses a recording, and the erasing."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from coach.adapters.database import Database
from coach.adapters.rating_store import forget_notes
from coach.domain.attempt import State
from coach.domain.certification import Kind, Outcome
from coach.domain.retention import Erased, Retired
from coach.domain.studio.study import ACTIVE
from coach.errors import UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlArchiveStore:
    """Erasing in the database. Each call is one transaction, or part of the one it is called in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def installation(self) -> str:
        """Which installation this database belongs to; a copy of it belongs to the same."""
        import sqlalchemy as sa

        from coach.adapters.tables import INSTALLATION

        with self._database.read() as connection:
            return connection.execute(sa.select(INSTALLATION.c.id)).scalar_one()

    def erase(self, attempt_id: str, who: str | None = None) -> Erased:
        """Take the words of an attempt out of the database, and its re-recordings wholly.

        Its row keeps the decision. A re-recording that is asked for by itself goes wholly. Raises UsageError
        when there is no such attempt (any more), or none of this person.
        """
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT, TAKE, WORK

        with self._database.write() as connection:
            asked = sa.select(ATTEMPT.c.who, ATTEMPT.c.redo_of).where(_present(attempt_id)).with_for_update()
            found = connection.execute(asked).first()
            if found is None or who not in (None, found.who):
                raise UsageError(f"There is no attempt {attempt_id}.", hint="The history lists your attempts.")
            ids = self._with_redos(connection, attempt_id)
            theirs = ATTEMPT.c.id.in_(ids)
            used = sa.select(ATTEMPT.c.recording).where(theirs, ATTEMPT.c.recording.is_not(None)).distinct()
            recordings = tuple(connection.scalars(used))
            takes = tuple(connection.scalars(sa.select(TAKE.c.id).where(TAKE.c.attempt_id.in_(ids))))
            whole = ids if found.redo_of else ids[1:]
            connection.execute(sa.delete(ATTEMPT).where(ATTEMPT.c.id.in_(whole)))
            connection.execute(sa.delete(WORK).where(WORK.c.attempt_id == attempt_id))
            forget_notes(connection, attempt_id)
            emptied = sa.update(ATTEMPT).where(ATTEMPT.c.id == attempt_id)
            connection.execute(emptied.values(document=None, recording=None, queued_at=None))
        return Erased(attempts=ids, recordings=recordings, takes=takes)

    def due(self, before: datetime, *, recorded: bool, attempt_id: str | None = None) -> tuple[str, ...]:
        """Attempts made before a moment of which nothing is wanted any more, the oldest first.

        Not those that are unfinished or wait for a retry or a review, they or one of their re-recordings.
        `recorded`: only those whose recording is kept. `attempt_id`: only this one, if it is among them.
        """
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT, REVIEW

        redo = ATTEMPT.alias()
        reviewed = sa.exists().where(REVIEW.c.attempt_id == ATTEMPT.c.id)
        wanted = [
            ATTEMPT.c.document.is_not(None),
            ATTEMPT.c.at < before,
            _at_rest(ATTEMPT),
            (ATTEMPT.c.kind != Kind.OFFICIAL.value) | _outcome_is_not(ATTEMPT, Outcome.NEEDS_REVIEW) | reviewed,
            ~sa.exists().where(redo.c.redo_of == ATTEMPT.c.id, redo.c.document.is_not(None), ~_at_rest(redo)),
        ]
        if recorded:
            wanted.append(ATTEMPT.c.recording.is_not(None))
        if attempt_id is not None:
            wanted.append(ATTEMPT.c.id == attempt_id)
        with self._database.read() as connection:
            return tuple(
                connection.scalars(sa.select(ATTEMPT.c.id).where(*wanted).order_by(ATTEMPT.c.at, ATTEMPT.c.id))
            )

    def family(self, attempt_id: str) -> tuple[str, ...]:
        """An attempt and its re-recordings, by id."""
        with self._database.read() as connection:
            return self._with_redos(connection, attempt_id)

    def recordings(self) -> set[str]:
        """The SHA-256 of every recording that an attempt, a spoken answer or a draft uses."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT, STUDY, UTTERANCE

        of_attempts = sa.select(ATTEMPT.c.recording).where(ATTEMPT.c.recording.is_not(None))
        of_drafts = sa.select(STUDY.c.recording).where(STUDY.c.recording.is_not(None))
        with self._database.read() as connection:
            return set(connection.scalars(of_attempts.union(sa.select(UTTERANCE.c.recording), of_drafts)))

    def used_by(self, attempt_id: str) -> tuple[str, ...]:
        """The recording that an attempt uses, by its SHA-256; none where it was removed or never was."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        used = sa.select(ATTEMPT.c.recording).where(ATTEMPT.c.id == attempt_id, ATTEMPT.c.recording.is_not(None))
        with self._database.read() as connection:
            return tuple(connection.scalars(used))

    def users(self, sha256: str) -> frozenset[str]:
        """The attempts, the spoken answers and the drafts from a document that use a recording, by id."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT, STUDY, UTTERANCE

        attempts = sa.select(ATTEMPT.c.id).where(ATTEMPT.c.recording == sha256)
        spoken = sa.select(UTTERANCE.c.id).where(UTTERANCE.c.recording == sha256)
        drafts = sa.select(STUDY.c.id).where(STUDY.c.recording == sha256)
        with self._database.read() as connection:
            return frozenset(connection.scalars(attempts.union(spoken, drafts)))

    def retire_drills(self, *, words: datetime | None, sounds: datetime | None, dry_run: bool) -> Retired:
        """Remove drills and playbooks untouched since `words`, wholly, and spoken answers made before `sounds`."""
        import sqlalchemy as sa

        from coach.adapters.tables import DRILL, PLAYBOOK, UTTERANCE

        drills = DRILL.c.updated_at < words if words else sa.false()
        playbooks = PLAYBOOK.c.at < words if words else sa.false()
        spoken = UTTERANCE.c.drill_id.in_(sa.select(DRILL.c.id).where(drills))
        if sounds:
            spoken |= UTTERANCE.c.at < sounds
        with self._database.write() as connection:
            found = connection.execute(sa.select(UTTERANCE.c.id, UTTERANCE.c.recording).where(spoken)).all()
            retired = Retired(
                drills=connection.scalar(sa.select(sa.func.count()).select_from(DRILL).where(drills)) or 0,
                playbooks=connection.scalar(sa.select(sa.func.count()).select_from(PLAYBOOK).where(playbooks)) or 0,
                utterances=tuple(row.id for row in found),
                recordings=tuple(dict.fromkeys(row.recording for row in found)),
            )
            if not dry_run:
                connection.execute(sa.delete(UTTERANCE).where(spoken))
                connection.execute(sa.delete(DRILL).where(drills))
                connection.execute(sa.delete(PLAYBOOK).where(playbooks))
        return retired

    def retire_studies(self, before: datetime, *, dry_run: bool) -> int:
        """Remove studies that were begun before a moment and are at rest, with all results. Returns how many."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY, STUDY_RESULT

        old = (STUDY.c.at < before) & STUDY.c.state.not_in([state.value for state in ACTIVE])
        with self._database.write() as connection:
            ids = connection.scalars(sa.select(STUDY.c.id).where(old).with_for_update()).all()
            for study_id in () if dry_run else ids:
                connection.execute(sa.delete(STUDY_RESULT).where(STUDY_RESULT.c.study_id == study_id))
                connection.execute(sa.delete(STUDY).where(STUDY.c.id == study_id))
        return len(ids)

    def open_takes(self, before: datetime | None = None) -> frozenset[str]:
        """Takes that were not handed in, by id: all, or those begun before a moment."""
        import sqlalchemy as sa

        from coach.adapters.tables import TAKE

        ids = sa.select(TAKE.c.id).where(TAKE.c.attempt_id.is_(None))
        with self._database.read() as connection:
            return frozenset(connection.scalars(ids if before is None else ids.where(TAKE.c.at < before)))

    def forget_takes(self, take_ids: Collection[str]) -> None:
        """Forget takes that were not handed in."""
        import sqlalchemy as sa

        from coach.adapters.tables import TAKE

        with self._database.write() as connection:
            for take_id in take_ids:  # handed in at this moment: then it stays
                connection.execute(sa.delete(TAKE).where(TAKE.c.id == take_id, TAKE.c.attempt_id.is_(None)))

    def settle(self) -> bool:
        """Overwrite what was deleted, where the database would still hold it; False if that must wait."""
        from coach.adapters.sqlite_file import forget_deleted

        return self._database.file is None or forget_deleted(self._database.file)

    def _with_redos(self, connection: "sa.Connection", attempt_id: str) -> tuple[str, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        redos = sa.select(ATTEMPT.c.id).where(ATTEMPT.c.redo_of == attempt_id).order_by(ATTEMPT.c.id)
        return (attempt_id, *connection.scalars(redos))


def _present(attempt_id: str) -> "sa.ColumnElement[bool]":
    from coach.adapters.tables import ATTEMPT

    return (ATTEMPT.c.id == attempt_id) & ATTEMPT.c.document.is_not(None)


def _at_rest(attempt: "sa.FromClause") -> "sa.ColumnElement[bool]":
    """Done for good: a criterion that was not scored waits for a retry."""
    at_rest = attempt.c.state.in_([State.DONE.value, State.REFUSED.value])
    return at_rest & _outcome_is_not(attempt, Outcome.NOT_SCORED)


def _outcome_is_not(attempt: "sa.FromClause", outcome: Outcome) -> "sa.ColumnElement[bool]":
    return attempt.c.outcome.is_(None) | (attempt.c.outcome != outcome.value)
