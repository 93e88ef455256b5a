"""Studies and their results in the database."""

import json
from typing import Any

from coach.adapters.database import Database
from coach.adapters.sources import bundle_of, keep_bundle
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import Study, StudyKind
from coach.errors import UsageError


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
        """Raises UsageError when there is none."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.read() as connection:
            document = connection.scalar(sa.select(STUDY.c.document).where(STUDY.c.id == study_id))
        if document is None:
            raise UsageError("There is no such study.", hint="Begin a new one from the rubric's page.")
        return Study.model_validate_json(document)

    def save(self, study: Study) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.write() as connection:
            connection.execute(sa.update(STUDY).where(STUDY.c.id == study.id).values(_columns(study)))

    def of(self, rubric_id: str, kind: StudyKind, *, limit: int = 20) -> tuple[Study, ...]:
        """The newest first."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        wanted = (STUDY.c.rubric_id == rubric_id) & (STUDY.c.kind == kind.value)
        query = sa.select(STUDY.c.document).where(wanted).order_by(STUDY.c.at.desc(), STUDY.c.id).limit(limit)
        with self._database.read() as connection:
            return tuple(Study.model_validate_json(document) for document in connection.scalars(query))

    def keep(self, study_id: str, number: int, result: dict[str, Any]) -> None:
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import STUDY_RESULT

        row = {"study_id": study_id, "number": number, "document": json.dumps(result, allow_nan=False)}
        with self._database.write() as connection:
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            connection.execute(insert(STUDY_RESULT).values(row).on_conflict_do_nothing())

    def results(self, study_id: str) -> dict[int, dict[str, Any]]:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY_RESULT

        this = sa.select(STUDY_RESULT.c.number, STUDY_RESULT.c.document).where(STUDY_RESULT.c.study_id == study_id)
        with self._database.read() as connection:
            rows = connection.execute(this.order_by(STUDY_RESULT.c.number)).all()
        return {row.number: json.loads(row.document) for row in rows}

    def begin(self, study_id: str) -> int:
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        with self._database.write() as connection:
            counted = sa.update(STUDY).where(STUDY.c.id == study_id).values(runs=STUDY.c.runs + 1)
            connection.execute(counted)
            return connection.scalar(sa.select(STUDY.c.runs).where(STUDY.c.id == study_id)) or 0

    def bundle(self, study: Study) -> Bundle:
        """Raises UnreadableError."""
        versions = (study.rubric_version or "", study.golden_version or "", study.us_version or "")
        with self._database.read() as connection:
            return bundle_of(connection, study.rubric_id, versions)


def _columns(study: Study) -> dict[str, Any]:
    return {"state": study.state.value, "document": study.model_dump_json()}
