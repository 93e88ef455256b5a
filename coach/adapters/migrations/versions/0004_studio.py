"""What the studio keeps: published versions, studies, pitches to grade and what people said of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "managed_rubric",
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("rubric_id", name="pk_managed_rubric"),
    )
    op.create_table(
        "rubric_version",
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rubric_version", sa.Text(), nullable=False),
        sa.Column("golden_version", sa.Text(), nullable=False),
        sa.Column("us_version", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rubric_id", "number", name="pk_rubric_version"),
    )
    op.create_table(
        "study",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("recording", sa.Text()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_study"),
    )
    op.create_index("ix_study_rubric_id_at", "study", ["rubric_id", "at"])
    op.create_index("ix_study_recording", "study", ["recording"])
    op.create_table(
        "study_result",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "number", name="pk_study_result"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_study_result_study_id_study", ondelete="CASCADE"),
    )
    op.create_table(
        "draft_choice",
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("study_id", "line", name="pk_draft_choice"),
        sa.ForeignKeyConstraint(["study_id"], ["study.id"], name="fk_draft_choice_study_id_study", ondelete="CASCADE"),
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sample"),
    )
    op.create_index("ix_sample_rubric_id_at", "sample", ["rubric_id", "at"])
    op.create_table(
        "rating",
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("rubric_version", sa.Text(), nullable=False),
        sa.Column("pitch", sa.Text(), nullable=False),
        sa.Column("rater", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rubric_id", "rubric_version", "pitch", "rater", name="pk_rating"),
    )
    op.create_index("ix_rating_rubric_id", "rating", ["rubric_id"])
    op.create_table(
        "seen_pitch",
        sa.Column("rubric_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("pitch", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rubric_id", "person", "pitch", name="pk_seen_pitch"),
    )
