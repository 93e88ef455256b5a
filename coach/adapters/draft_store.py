"""Drafts from documents in the database: what their authors said to each line."""

from typing import TYPE_CHECKING, Any

from coach.adapters.database import Database
from coach.adapters.study_store import readable
from coach.domain.studio.drafting.acceptance import Choice
from coach.domain.studio.study import Study, StudyKind

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlDraftStore:
    """Satisfies the `DraftStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, who: str, *, limit: int = 20) -> tuple[Study, ...]:
        """The newest first."""
        import sqlalchemy as sa

        from coach.adapters.tables import STUDY

        wanted = (STUDY.c.who == who) & (STUDY.c.kind == StudyKind.DRAFTING.value)
        query = sa.select(STUDY.c.document).where(wanted).order_by(STUDY.c.at.desc(), STUDY.c.id).limit(limit)
        with self._database.read() as connection:
            documents = connection.scalars(query).all()
        return tuple(readable(documents))

    def choose(self, study_id: str, choices: dict[str, Choice]) -> None:
        import sqlalchemy as sa
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import DRAFT_CHOICE, STUDY

        with self._database.write() as connection:
            this = sa.select(STUDY.c.id).where(STUDY.c.id == study_id).with_for_update()
            if connection.scalar(this) is None:
                return  # removed meanwhile
            for line, choice in choices.items():
                row = {"study_id": study_id, "line": line, "document": choice.model_dump_json()}
                insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
                kept: Any = insert(DRAFT_CHOICE).values(row)
                connection.execute(
                    kept.on_conflict_do_update(index_elements=["study_id", "line"], set_={"document": row["document"]})
                )

    def choices(self, study_id: str) -> dict[str, Choice]:
        import sqlalchemy as sa

        from coach.adapters.tables import DRAFT_CHOICE

        query = sa.select(DRAFT_CHOICE.c.line, DRAFT_CHOICE.c.document).where(DRAFT_CHOICE.c.study_id == study_id)
        with self._database.read() as connection:
            return {row.line: Choice.model_validate_json(row.document) for row in connection.execute(query)}

    def remove(self, study_id: str) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import DRAFT_CHOICE, STUDY, STUDY_RESULT

        with self._database.write() as connection:
            for table, key in ((DRAFT_CHOICE, "study_id"), (STUDY_RESULT, "study_id"), (STUDY, "id")):
                connection.execute(sa.delete(table).where(_column(table, key) == study_id))


def _column(table: "sa.Table", name: str) -> "sa.Column[str]":
    return table.c[name]
