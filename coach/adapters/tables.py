"""The tables. Needs SQLAlchemy as it is imported, so the store imports it only when a database is used."""

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

METADATA = sa.MetaData(
    # Constraints with names can be changed later; SQLite would leave them nameless.
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its zone, kept in UTC. SQLite keeps no zone, so it is taken off and put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ATTEMPT = sa.Table(
    "attempt",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rubric_id", sa.Text, nullable=False),
    sa.Column("rubric_version", sa.Text, nullable=False),
    sa.Column("situation", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("recording", sa.Text),  # its SHA-256: which media are in use
    sa.Column("result", sa.Text),
    sa.Column("outcome", sa.Text),
    sa.Column("score", sa.Double),
    sa.Column("score_best", sa.Double),
    sa.Column("progress", sa.Double, nullable=False),
    # The whole attempt as JSON. Null once it was deleted: the columns beside it keep the decision.
    sa.Column("document", sa.Text),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index(None, "who", "at"),
    sa.Index(None, "rubric_id", "at"),
    sa.Index(None, "at"),
    sa.Index(None, "state"),
    sa.Index(None, "recording"),
)
"""One row an attempt: what is queried in columns, everything in `document`, `progress` on its own."""

CRITERION_SCORE = sa.Table(
    "criterion_score",
    METADATA,
    sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("criterion_id", sa.Text, primary_key=True),
    sa.Column("weight", sa.Double, nullable=False),
    sa.Column("score", sa.Double),
    sa.Column("score_best", sa.Double),
)
"""One row a criterion of a scorecard, percent; null where it was not observed or not scored."""

SOURCE = sa.Table(
    "source",
    METADATA,
    sa.Column("version", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # JSON
    sa.Column("kept_at", UtcDateTime, nullable=False),
)
"""Rubrics, golden pitches and facts as they were when an attempt began, by the hash of their content."""
