"""Studies and their results in the database."""

import json
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from coach.adapters.database import Database
from coach.adapters.sources import bundle_of, keep_bundle
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import ACTIVE, Study, StudyKind
from coach.errors import UnreadableError, UsageError

log = logging.getLogger(__name__)


class SqlStudyStore:
    """Satisfies the `StudyStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, study: Study, bundle: Bundle | None) -> None:
        from coach.adapters.tables import STUDY

        row = study.model_dump(include={"id", "rubric_id", "who", "at"}) | {"kind": study.kind.value, "runs": 0}
        with self._database.write() as connection:
            if bundle is not None:
                keep_bundle(connection, bundle)
            connection.execute(STUDY.insert().values(row | _columns(study)))

    def get(self, study_id: str) -> Study:
        """Raises UsageError when there is none, UnreadableError when a newer version wrote it."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.read() as connection:
            return _study_of(connection.scalar(sa.select(STUDY.c.document).where(STUDY.c.id == study_id)))

    def hold(self, study_id: str) -> Study:
        """As `get`, for a transaction: until it ends nobody else changes the study."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        this = sa.select(STUDY.c.document).where(STUDY.c.id == study_id).with_for_update()
        with self._database.write() as connection:
            return _study_of(connection.scalar(this))

    def save(self, study: Study) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.write() as connection:
            connection.execute(sa.update(STUDY).where(STUDY.c.id == study.id).values(_columns(study)))

    def active(self, like: Study) -> tuple[Study, ...]:
        """What the same person has going of the same kind and rubric; until the transaction ends nobody else is told.

        SQLite has one writer anyway.
        """
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        own = (STUDY.c.who == like.who) & (STUDY.c.rubric_id == like.rubric_id) & (STUDY.c.kind == like.kind.value)
        wanted = own & STUDY.c.state.in_([state.value for state in ACTIVE])
        with self._database.write() as connection:
            if connection.dialect.name == "postgresql":
                name = f"study {like.who} {like.rubric_id} {like.kind.value}"
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))
            documents = connection.scalars(sa.select(STUDY.c.document).where(wanted).order_by(STUDY.c.at)).all()
        return tuple(readable(documents))

    def of(self, rubric_id: str, kind: StudyKind, *, limit: int = 20) -> tuple[Study, ...]:
        """The newest first."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        wanted = (STUDY.c.rubric_id == rubric_id) & (STUDY.c.kind == kind.value)
        query = sa.select(STUDY.c.document).where(wanted).order_by(STUDY.c.at.desc(), STUDY.c.id).limit(limit)
        with self._database.read() as connection:
            documents = connection.scalars(query).all()
        return tuple(readable(documents))

    def keep(self, study_id: str, number: int, result: dict[str, Any]) -> None:
        import sqlalchemy as sa
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import STUDY, STUDY_RESULT

        document = json.dumps(result, allow_nan=False)
        row = {"study_id": study_id, "number": number, "at": datetime.now(UTC), "document": document}
        with self._database.write() as connection:
            # One statement finds out whether the study is still there and keeps it so: a purge may come in between.
            going_on = sa.update(STUDY).where(STUDY.c.id == study_id).values(runs=0)
            if connection.execute(going_on).rowcount == 0:
                return
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            connection.execute(insert(STUDY_RESULT).values(row).on_conflict_do_nothing())

    def results(self, study_id: str) -> dict[int, dict[str, Any]]:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY_RESULT

        this = sa.select(STUDY_RESULT.c.number, STUDY_RESULT.c.document).where(STUDY_RESULT.c.study_id == study_id)
        with self._database.read() as connection:
            rows = connection.execute(this.order_by(STUDY_RESULT.c.number)).all()
        return {row.number: json.loads(row.document) for row in rows}

    def kept(self, study_id: str, newest: int) -> tuple[int, tuple[datetime, ...]]:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY_RESULT

        these = STUDY_RESULT.c.study_id == study_id
        moments = sa.select(STUDY_RESULT.c.at).where(these).order_by(STUDY_RESULT.c.at.desc()).limit(newest)
        with self._database.read() as connection:
            count = connection.scalar(sa.select(sa.func.count()).where(these)) or 0
            return count, tuple(reversed(connection.scalars(moments).all()))

    def begin(self, study_id: str) -> int:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.write() as connection:
            connection.execute(sa.update(STUDY).where(STUDY.c.id == study_id).values(runs=STUDY.c.runs + 1))
            return connection.scalar(sa.select(STUDY.c.runs).where(STUDY.c.id == study_id)) or 0

    def begin_anew(self, study_id: str) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.write() as connection:
            connection.execute(sa.update(STUDY).where(STUDY.c.id == study_id).values(runs=0))

    def bundle(self, study: Study) -> Bundle:
        """Raises UnreadableError."""
        versions = (study.rubric_version or "", study.golden_version or "", study.us_version or "")
        with self._database.read() as connection:
            return bundle_of(connection, study.rubric_id, versions)


def _columns(study: Study) -> dict[str, Any]:
    recording = study.options.get("recording")  # what was brought to draft from
    return {"state": study.state.value, "recording": recording, "document": study.model_dump_json()}


def _study_of(document: str | None) -> Study:
    if document is None:
        raise UsageError("There is no such study.", hint="Begin a new one from the rubric's page.")
    try:
        return Study.model_validate_json(document)
    except ValidationError as error:
        message = "This study was kept by another version of Pitch Coach and cannot be read."
        raise UnreadableError(message, hint="Upgrade Pitch Coach to open it, or begin a new one.") from error


def readable(documents: Iterable[str]) -> Iterator[Study]:
    """One record that cannot be read must not hide the others."""
    for document in documents:
        try:
            yield _study_of(document)
        except UnreadableError as error:
            log.warning("%s %s", error.message, error.hint)
