"""Past attempts as what would change asks for them: lines of the table, without the words."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from coach.adapters.database import Database
from coach.domain.attempt import Stage, State
from coach.domain.certification import Kind, Outcome
from coach.domain.history import Entry

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlPastStore:
    """Satisfies the `PastStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def scored(
        self,
        rubric_id: str,
        who: str,
        *,
        kind: Kind | None = None,
        ids: Collection[str] | None = None,
        limit: int,
    ) -> tuple[Entry, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        official = ATTEMPT.alias()
        wanted = [
            ATTEMPT.c.rubric_id == rubric_id,
            ATTEMPT.c.document.is_not(None),
            ATTEMPT.c.redo_of.is_(None),
            ATTEMPT.c.state == State.DONE.value,
            ATTEMPT.c.outcome != Outcome.NOT_SCORED.value,
            (ATTEMPT.c.kind == Kind.OFFICIAL.value) | (ATTEMPT.c.who == who),
            # The same words once more, as an official attempt, stand for both.
            ~sa.exists().where(official.c.taken_from == ATTEMPT.c.id, official.c.document.is_not(None)),
        ]
        if kind is not None:
            wanted.append(ATTEMPT.c.kind == kind.value)
        if ids is not None:
            wanted.append(ATTEMPT.c.id.in_(ids))
        newest = _entries().where(*wanted).order_by(ATTEMPT.c.at.desc(), ATTEMPT.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(newest).mappings().all()
        return tuple(Entry.model_validate(dict(row)) for row in rows)

    def lines(self, ids: Collection[str]) -> dict[str, Entry]:
        from coach.adapters.tables import ATTEMPT

        with self._database.read() as connection:
            rows = connection.execute(_entries().where(ATTEMPT.c.id.in_(ids))).mappings().all()
        return {row["id"]: Entry.model_validate(dict(row)) for row in rows}

    def scoring_seconds(self, ids: Collection[str]) -> dict[str, float]:
        import sqlalchemy as sa

        from coach.adapters.tables import WORK

        theirs = sa.select(WORK.c.attempt_id, WORK.c.started_at, WORK.c.ended_at).where(
            WORK.c.attempt_id.in_(ids), WORK.c.stage == Stage.SCORE.value, WORK.c.ended_at.is_not(None)
        )
        with self._database.read() as connection:
            rows = connection.execute(theirs.order_by(WORK.c.tries)).all()
        return {row.attempt_id: (row.ended_at - row.started_at).total_seconds() for row in rows}


def _entries() -> "sa.Select[tuple[object, ...]]":
    import sqlalchemy as sa

    from coach.adapters.tables import ATTEMPT

    names = (
        "id", "who", "kind", "state", "rubric_id", "rubric_version", "situation", "at", "result", "outcome",
        "score", "score_best",
    )  # fmt: skip
    title = sa.func.coalesce(ATTEMPT.c.rubric_title, ATTEMPT.c.rubric_id).label("rubric_title")
    return sa.select(*(ATTEMPT.c[name] for name in names), title, ATTEMPT.c.document.is_(None).label("deleted"))
