"""The practice room: the queue, reviews, people, and takes that are being recorded."""

import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Added one by one and not in a batch: a batch rebuilds the table on SQLite, and rows that refer to it
    # would be deleted with the old one.
    op.add_column("attempt", sa.Column("queued_at", sa.DateTime(timezone=True)))
    op.add_column("attempt", sa.Column("rubric_title", sa.Text()))
    op.add_column("attempt", sa.Column("redo_of", sa.Text()))
    op.add_column("attempt", sa.Column("taken_from", sa.Text()))
    op.add_column("attempt", sa.Column("handed_in_as", sa.Text()))
    _fill_titles()
    op.create_index("ix_attempt_redo_of", "attempt", ["redo_of"])
    op.create_index("ix_attempt_taken_from", "attempt", ["taken_from"])
    op.create_index("ix_attempt_who_handed_in_as", "attempt", ["who", "handed_in_as"], unique=True)
    op.create_table(
        "work",
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("attempt_id", "stage", "tries", "run", name="pk_work"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name="fk_work_attempt_id_attempt", ondelete="CASCADE"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name="fk_review_attempt_id_attempt", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_review_attempt_id", "review", ["attempt_id"])
    op.create_table(
        "person",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_person"),
    )
    op.create_index("ix_person_folded", "person", ["folded"], unique=True)
    op.create_table(
        "visit",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_visit"),
        sa.ForeignKeyConstraint(["person"], ["person.key"], name="fk_visit_person_person", ondelete="CASCADE"),
    )
    op.create_table(
        "take",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.Text()),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_take"),
    )
    op.create_index("ix_take_who_at", "take", ["who", "at"])
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.bulk_insert(installation, [{"id": secrets.token_hex(8)}])


def _fill_titles() -> None:
    attempt = sa.table("attempt", sa.column("id"), sa.column("document"), sa.column("rubric_title"))
    connection = op.get_bind()
    kept = sa.select(attempt.c.id, attempt.c.document).where(attempt.c.document.is_not(None))
    for identity, document in connection.execute(kept).all():
        title = json.loads(document).get("rubric_title")
        connection.execute(sa.update(attempt).where(attempt.c.id == identity).values(rubric_title=title))
