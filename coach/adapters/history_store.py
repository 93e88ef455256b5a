"""Histories from the database: thousands of attempts without reading the words of one."""

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from coach.adapters.database import Database
from coach.adapters.review_rows import review_of
from coach.domain.attempt import UNFINISHED
from coach.domain.certification import Kind
from coach.domain.history import CriterionPoints, Entry
from coach.domain.review import Review

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlHistoryStore:
    """Attempts as lists and trends need them. Re-recordings of one check are no attempts and are left out.

    `held` tells whether somebody is at work on an attempt.
    """

    def __init__(self, database: Database, held: Callable[[str], bool]) -> None:
        self._database, self._held = database, held

    def entries(
        self,
        *,
        who: str | None = None,
        rubric_id: str | None = None,
        kind: Kind | None = None,
        deleted: bool = True,
        limit: int = 50,
    ) -> tuple[Entry, ...]:
        """The newest first, of one person or of all, of one kind or of both; `deleted`: with deleted ones.

        Raises StoreError when a newer version wrote one of the reviews: without it the outcome would be wrong.
        """
        from coach.adapters.tables import ATTEMPT

        wanted: list[sa.ColumnElement[bool]] = [ATTEMPT.c.redo_of.is_(None)]
        if who is not None:
            wanted.append(ATTEMPT.c.who == who)
        if rubric_id is not None:
            wanted.append(ATTEMPT.c.rubric_id == rubric_id)
        if kind is not None:
            wanted.append(ATTEMPT.c.kind == kind.value)
        if not deleted:
            wanted.append(ATTEMPT.c.document.is_not(None))
        return self._read(wanted, limit)

    def entry(self, attempt_id: str) -> Entry | None:
        """The line of one attempt, also of a deleted one; None when there is none."""
        from coach.adapters.tables import ATTEMPT

        return next(iter(self._read([ATTEMPT.c.id == attempt_id, ATTEMPT.c.redo_of.is_(None)], 1)), None)

    def _read(self, wanted: "list[sa.ColumnElement[bool]]", limit: int) -> tuple[Entry, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        names = (
            "id", "who", "kind", "state", "rubric_id", "rubric_version", "situation", "at", "result", "outcome",
            "score", "score_best",
        )  # fmt: skip
        columns = [ATTEMPT.c[name] for name in names]
        # Older than the column for the title: the id says which pitch it was.
        title = sa.func.coalesce(ATTEMPT.c.rubric_title, ATTEMPT.c.rubric_id).label("rubric_title")
        deleted = ATTEMPT.c.document.is_(None).label("deleted")
        unfinished = ATTEMPT.c.state.in_([state.value for state in UNFINISHED])
        unqueued = (unfinished & ATTEMPT.c.document.is_not(None) & ATTEMPT.c.queued_at.is_(None)).label("interrupted")
        newest = sa.select(*columns, title, deleted, unqueued).where(*wanted)
        newest = newest.order_by(ATTEMPT.c.at.desc(), ATTEMPT.c.id.desc()).limit(limit)
        ids = newest.with_only_columns(ATTEMPT.c.id)
        with self._database.read() as connection:
            rows = connection.execute(newest).mappings().all()
            criteria, reviews = _criteria(connection, ids), _reviews(connection, ids)
        return tuple(
            Entry.model_validate(
                {
                    **row,
                    "criteria": criteria[row["id"]],
                    "reviews": reviews[row["id"]],
                    "interrupted": row["interrupted"] and not self._held(row["id"]),
                }
            )
            for row in rows
        )


def _criteria(connection: "sa.Connection", ids: "sa.Select[str]") -> dict[str, list[CriterionPoints]]:
    import sqlalchemy as sa

    from coach.adapters.tables import CRITERION_SCORE as POINTS

    found: dict[str, list[CriterionPoints]] = defaultdict(list)
    for row in connection.execute(sa.select(POINTS).where(POINTS.c.attempt_id.in_(ids))):
        points = CriterionPoints(id=row.criterion_id, weight=row.weight, score=row.score, score_best=row.score_best)
        found[row.attempt_id].append(points)
    return found


def _reviews(connection: "sa.Connection", ids: "sa.Select[str]") -> dict[str, list[Review]]:
    import sqlalchemy as sa

    from coach.adapters.tables import REVIEW

    found: dict[str, list[Review]] = defaultdict(list)
    kept = sa.select(REVIEW.c.attempt_id, REVIEW.c.document).where(REVIEW.c.attempt_id.in_(ids))
    for attempt_id, document in connection.execute(kept.order_by(REVIEW.c.id.desc())):
        found[attempt_id].append(review_of(attempt_id, document))
    return found
