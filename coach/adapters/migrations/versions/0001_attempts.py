"""Attempts, their criterion scores, and the content that judged them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("rubric_version", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recording", sa.Text()),
        sa.Column("result", sa.Text()),
        sa.Column("outcome", sa.Text()),
        sa.Column("score", sa.Double),
        sa.Column("score_best", sa.Double),
        sa.Column("progress", sa.Double, nullable=False),
        sa.Column("document", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_who_at", "attempt", ["who", "at"])
    op.create_index("ix_attempt_rubric_id_at", "attempt", ["rubric_id", "at"])
    op.create_index("ix_attempt_at", "attempt", ["at"])
    op.create_index("ix_attempt_state", "attempt", ["state"])
    op.create_index("ix_attempt_recording", "attempt", ["recording"])
    op.create_table(
        "criterion_score",
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("criterion_id", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double, nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("score_best", sa.Double),
        sa.PrimaryKeyConstraint("attempt_id", "criterion_id", name="pk_criterion_score"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name="fk_criterion_score_attempt", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "source",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_source"),
    )
