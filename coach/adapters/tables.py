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
    sa.Column("queued_at", UtcDateTime),  # null: a command works on it, or worked
    sa.Column("rubric_title", sa.Text),  # null on what is older than this column
    sa.Column("redo_of", sa.Text),  # the attempt of whose finding this is a re-recording
    sa.Column("taken_from", sa.Text),  # the practice attempt that was submitted as this one
    sa.Column("handed_in_as", sa.Text),  # the page's own key, so that the same hand-in sent twice is one attempt
    # The whole attempt as JSON. Null once it was deleted: the columns beside it keep the decision.
    sa.Column("document", sa.Text),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index(None, "who", "at"),
    sa.Index(None, "rubric_id", "at"),
    sa.Index(None, "at"),
    sa.Index(None, "state"),
    sa.Index(None, "recording"),
    sa.Index(None, "redo_of"),
    sa.Index(None, "taken_from"),
    sa.Index(None, "who", "handed_in_as", unique=True),
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

WORK = sa.Table(
    "work",
    METADATA,
    sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempt.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("stage", sa.Text, primary_key=True),
    sa.Column("tries", sa.Integer, primary_key=True),
    sa.Column("run", sa.Integer, primary_key=True),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("ended_at", UtcDateTime),  # null: still at it, or killed
)
"""One row for each time a worker began a stage. A stage that begins again and again is given up."""

REVIEW = sa.Table(
    "review",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("attempt_id", sa.Text, sa.ForeignKey("attempt.id", ondelete="CASCADE"), nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("document", sa.Text, nullable=False),  # the whole review as JSON
    sa.Index(None, "attempt_id"),
)
"""What people decided, in the order of `id`; nothing is ever changed here."""

PERSON = sa.Table(
    "person",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),  # the name in lower case: two people never differ by case alone
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Index(None, "folded", unique=True),
)
"""Who uses this installation."""

VISIT = sa.Table(
    "visit",
    METADATA,
    sa.Column("token", sa.Text, primary_key=True),  # SHA-256 of the cookie's secret
    sa.Column("person", sa.Text, sa.ForeignKey("person.key", ondelete="CASCADE"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
"""Which browser belongs to whom."""

INSTALLATION = sa.Table(
    "installation",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
)
"""One row: which installation this is, so that a folder of recordings can be told to be its own."""

TAKE = sa.Table(
    "take",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("attempt_id", sa.Text),  # once it was handed in
    sa.Column("document", sa.Text, nullable=False),  # the whole take as JSON
    sa.Index(None, "who", "at"),
)
"""Recordings that are being made. Their parts lie in a folder each until they are handed in."""

DRILL = sa.Table(
    "drill",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("competitor", sa.Text, nullable=False),
    sa.Column("competitor_name", sa.Text, nullable=False),
    sa.Column("setup", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("ended", sa.Text),  # null: still going on
    sa.Column("put", sa.Integer, nullable=False),
    sa.Column("answered", sa.Integer, nullable=False),
    sa.Column("score", sa.Double),  # mean over the answers that were assessed
    sa.Column("document", sa.Text, nullable=False),  # the whole drill as JSON
    sa.Column("revision", sa.Integer, nullable=False),  # counts up with every change: two tabs cannot fork a drill
    sa.Column("updated_at", UtcDateTime, nullable=False),
    sa.Index(None, "who", "at"),
    sa.Index(None, "at"),
)
"""Drills against the competitor's rep, private to whoever held them."""

PLAYBOOK = sa.Table(
    "playbook",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("competitor", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),  # the whole playbook as JSON
    sa.Index(None, "who", "at"),
)
"""Playbooks as they were shown."""

UTTERANCE = sa.Table(
    "utterance",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("drill_id", sa.Text, sa.ForeignKey("drill.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("recording", sa.Text, nullable=False),  # its SHA-256: which media are in use
    sa.Column("document", sa.Text, nullable=False),  # what was heard, or why nothing was
    sa.Index(None, "drill_id"),
    sa.Index(None, "recording"),
)
"""Spoken answers: kept before anybody listens to them."""

MANAGED_RUBRIC = sa.Table(
    "managed_rubric",
    METADATA,
    sa.Column("rubric_id", sa.Text, primary_key=True),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
)
"""The rubrics that the studio looks after."""

RUBRIC_VERSION = sa.Table(
    "rubric_version",
    METADATA,
    sa.Column("rubric_id", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("rubric_version", sa.Text, nullable=False),  # these three: where the content is in `source`
    sa.Column("golden_version", sa.Text, nullable=False),
    sa.Column("us_version", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("retired_at", UtcDateTime),  # null: in use
    sa.Column("document", sa.Text, nullable=False),  # the whole version as JSON
)
"""What was published. A row never changes, but that it may be retired."""

STUDY = sa.Table(
    "study",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("rubric_id", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("runs", sa.Integer, nullable=False),  # how often a worker took it up
    sa.Column("recording", sa.Text),  # its SHA-256, where one was brought to draft from: which media are in use
    sa.Column("document", sa.Text, nullable=False),  # the whole study as JSON
    sa.Index(None, "rubric_id", "at"),
    sa.Index(None, "recording"),
)
"""Work on drafts that goes on in the background."""

STUDY_RESULT = sa.Table(
    "study_result",
    METADATA,
    sa.Column("study_id", sa.Text, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)
"""What came out for each subject of a study; one that has a row is not worked on again."""

DRAFT_CHOICE = sa.Table(
    "draft_choice",
    METADATA,
    sa.Column("study_id", sa.Text, sa.ForeignKey("study.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("line", sa.Text, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)
"""What an author said to each line that was drafted from a document."""

SAMPLE = sa.Table(
    "sample",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("rubric_id", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Index(None, "rubric_id", "at"),
)
"""Pitches that somebody brought to be graded by people; no attempts."""

RATING = sa.Table(
    "rating",
    METADATA,
    sa.Column("rubric_id", sa.Text, primary_key=True),
    sa.Column("rubric_version", sa.Text, primary_key=True),
    sa.Column("pitch", sa.Text, primary_key=True),  # the id of an attempt or a sample, or a name from outside
    sa.Column("rater", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Index(None, "rubric_id"),
)
"""What people said of pitches, blind."""

SEEN_PITCH = sa.Table(
    "seen_pitch",
    METADATA,
    sa.Column("rubric_id", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("pitch", sa.Text, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("how", sa.Text, nullable=False),
)
"""Who was shown a score of which pitch, and how first: from then on they cannot grade it blind."""
