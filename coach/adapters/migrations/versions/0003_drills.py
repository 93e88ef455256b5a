"""Drills against the competitor's rep, playbooks, and spoken answers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "drill",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("competitor", sa.Text(), nullable=False),
        sa.Column("competitor_name", sa.Text(), nullable=False),
        sa.Column("setup", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text()),
        sa.Column("put", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("score", sa.Double),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drill"),
    )
    op.create_index("ix_drill_who_at", "drill", ["who", "at"])
    op.create_index("ix_drill_at", "drill", ["at"])
    op.create_table(
        "playbook",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("competitor", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_playbook"),
    )
    op.create_index("ix_playbook_who_at", "playbook", ["who", "at"])
    op.create_table(
        "utterance",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("drill_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recording", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_utterance"),
        sa.ForeignKeyConstraint(["drill_id"], ["drill.id"], name="fk_utterance_drill_id_drill", ondelete="CASCADE"),
    )
    op.create_index("ix_utterance_drill_id", "utterance", ["drill_id"])
    op.create_index("ix_utterance_recording", "utterance", ["recording"])
