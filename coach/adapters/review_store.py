"""Reviews in the database: one row each, in the order in which they were made."""

from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from coach.adapters.database import Database
from coach.adapters.review_rows import review_of
from coach.domain.certification import Kind, Outcome, Reason
from coach.domain.history import Waiting
from coach.domain.review import Review
from coach.errors import UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlReviewStore:
    """What people decided. Rows are only ever added."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, review: Review, *, seen: int) -> None:
        """Keep one more review of an attempt that has exactly `seen`.

        Raises UsageError when somebody else decided meanwhile, or when the attempt is gone.
        """
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT, REVIEW

        present = sa.select(ATTEMPT.c.id).where(ATTEMPT.c.id == review.attempt, ATTEMPT.c.document.is_not(None))
        count = sa.select(sa.func.count()).where(REVIEW.c.attempt_id == review.attempt)
        row = {
            "attempt_id": review.attempt,
            "by": review.by,
            "decision": review.decision.value,
            "at": review.at,
            "document": review.model_dump_json(),
        }
        with self._database.write() as connection:
            # Whoever else wants to add one waits here, so that both cannot have seen the same number.
            if connection.execute(present.with_for_update()).first() is None:
                raise UsageError("This attempt was deleted meanwhile.", hint="There is nothing left to decide.")
            if connection.scalar(count) != seen:
                raise UsageError(
                    "Somebody decided on this attempt while you were at it.",
                    hint="Read what they decided; decide again if you still see it differently.",
                )
            connection.execute(sa.insert(REVIEW).values(row))

    def of(self, attempt_id: str) -> tuple[Review, ...]:
        """The reviews of an attempt, the newest first. Raises StoreError when a newer version wrote one."""
        import sqlalchemy as sa

        from coach.adapters.tables import REVIEW

        theirs = sa.select(REVIEW.c.document).where(REVIEW.c.attempt_id == attempt_id).order_by(REVIEW.c.id.desc())
        with self._database.read() as connection:
            return tuple(review_of(attempt_id, document) for document in connection.scalars(theirs))

    def queue(self) -> tuple[Waiting, ...]:
        """Official attempts that need a person and were not reviewed, the oldest first."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        columns = (*_columns(), ATTEMPT.c.document)
        oldest = sa.select(*columns).where(_needs_review()).order_by(ATTEMPT.c.at, ATTEMPT.c.id)
        with self._database.read() as connection:
            return tuple(_waiting(row) for row in connection.execute(oldest).mappings())

    def waiting(self) -> dict[str, int]:
        """How many attempts wait for a review, by whose they are."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        counts = (
            sa.select(ATTEMPT.c.who, sa.func.count().label("number")).where(_needs_review()).group_by(ATTEMPT.c.who)
        )
        with self._database.read() as connection:
            return {row.who: row.number for row in connection.execute(counts)}


def _columns() -> "tuple[sa.Column[object], ...]":
    from coach.adapters.tables import ATTEMPT

    names = "id who kind state rubric_id rubric_version rubric_title situation at result outcome score score_best"
    return tuple(ATTEMPT.c[name] for name in names.split())


def _needs_review() -> "sa.ColumnElement[bool]":
    import sqlalchemy as sa

    from coach.adapters.tables import ATTEMPT, REVIEW

    reviewed = sa.select(REVIEW.c.id).where(REVIEW.c.attempt_id == ATTEMPT.c.id).exists()
    return sa.and_(
        ATTEMPT.c.outcome == Outcome.NEEDS_REVIEW.value,
        ATTEMPT.c.kind == Kind.OFFICIAL.value,
        ATTEMPT.c.document.is_not(None),
        ~reviewed,
    )


def _waiting(row: "sa.RowMapping") -> Waiting:
    columns = {name: value for name, value in row.items() if name != "document"}
    title = row["rubric_title"] or row["rubric_id"]
    return Waiting.model_validate(columns | {"rubric_title": title, "reasons": _reasons(row["document"])})


def _reasons(document: str) -> tuple[Reason, ...]:
    """Why a person is asked; nothing where a newer version wrote it, or part is lost: it waits all the same."""
    try:
        # Nothing else of the document is made a value: its words are most of it.
        decision: dict[str, Any] = from_json(document)["decision"]
        return tuple(Reason.model_validate(reason) for reason in decision["reasons"])
    except (ValueError, TypeError, KeyError):
        return ()
