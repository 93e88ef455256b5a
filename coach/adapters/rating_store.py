"""What people said of pitches, and the pitches brought for that, in the database."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from coach.adapters.database import Database
from coach.adapters.sources import keep_bundle
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.rating import Rating, Sample
from coach.domain.studio.manuscript import Bundle
from coach.errors import OvertakenError, UnreadableError

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlRatingStore:
    """Satisfies the `RatingStore` port. One row for each version, pitch and rater."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, rating: Rating) -> None:
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import RATING

        row = _row(rating)
        with self._database.write() as connection:
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            changed = {"at": row["at"], "document": row["document"]}
            key = [column.name for column in RATING.primary_key]
            connection.execute(insert(RATING).values(row).on_conflict_do_update(index_elements=key, set_=changed))

    def replace(self, rating: Rating, earlier: Rating | None) -> None:
        """Raises OvertakenError when this rater has said something else of it meanwhile."""
        import sqlalchemy as sa
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import RATING

        row = _row(rating)
        with self._database.write() as connection:
            if earlier is None:
                insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
                new = insert(RATING).values(row).on_conflict_do_nothing().returning(RATING.c.pitch)
                kept = connection.scalar(new) is not None
            else:
                # Whoever else wants to change it waits here, so that both cannot have found it as it was.
                held = sa.select(RATING.c.document).where(_key(rating)).with_for_update()
                found = connection.scalar(held)
                kept = found is not None and _rating(found) == earlier
                if kept:
                    changed = {"at": row["at"], "document": row["document"]}
                    connection.execute(sa.update(RATING).where(_key(rating)).values(changed))
            if not kept:
                raise OvertakenError(
                    "You have graded this pitch in another window meanwhile.",
                    hint="What you submitted there is kept. Submit again to put these answers in its place.",
                )

    def find(self, rubric_id: str, rubric_version: str, pitch: str, rater: str) -> Rating | None:
        import sqlalchemy as sa

        from coach.adapters.tables import RATING

        this = (RATING.c.rubric_id == rubric_id) & (RATING.c.rubric_version == rubric_version)
        this &= (RATING.c.pitch == pitch) & (RATING.c.rater == rater)
        with self._database.read() as connection:
            document = connection.scalar(sa.select(RATING.c.document).where(this))
        return None if document is None else _rating(document)

    def ratings(self, rubric_id: str) -> tuple[Rating, ...]:
        """All of a rubric, in the order of pitch and rater."""
        import sqlalchemy as sa

        from coach.adapters.tables import RATING

        query = sa.select(RATING.c.document).where(RATING.c.rubric_id == rubric_id)
        query = query.order_by(RATING.c.pitch, RATING.c.rater, RATING.c.at)
        with self._database.read() as connection:
            return tuple(_rating(document) for document in connection.scalars(query))

    def saw(self, rubric_id: str, pitches: Collection[str], person: str, at: datetime, how: str) -> None:
        """Note that somebody was shown scores of these pitches. Asked often, it writes only once."""
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import SEEN_PITCH

        new = sorted(set(pitches) - self.seen(rubric_id, person))
        if not new:
            return
        rows = [{"rubric_id": rubric_id, "person": person, "pitch": each, "at": at, "how": how} for each in new]
        with self._database.write() as connection:
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            connection.execute(insert(SEEN_PITCH).on_conflict_do_nothing(), rows)

    def seen(self, rubric_id: str, person: str) -> frozenset[str]:
        """The pitches of which somebody was shown a score."""
        import sqlalchemy as sa

        from coach.adapters.tables import SEEN_PITCH

        theirs = (SEEN_PITCH.c.rubric_id == rubric_id) & (SEEN_PITCH.c.person == person)
        with self._database.read() as connection:
            return frozenset(connection.scalars(sa.select(SEEN_PITCH.c.pitch).where(theirs)))

    def add_sample(self, sample: Sample) -> None:
        from coach.adapters.tables import SAMPLE

        row = sample.model_dump(include={"id", "rubric_id", "by", "at"}) | {"document": sample.model_dump_json()}
        with self._database.write() as connection:
            connection.execute(SAMPLE.insert().values(row))

    def samples(self, rubric_id: str) -> tuple[Sample, ...]:
        """The oldest first."""
        import sqlalchemy as sa

        from coach.adapters.tables import SAMPLE

        query = sa.select(SAMPLE.c.document).where(SAMPLE.c.rubric_id == rubric_id)
        with self._database.read() as connection:
            documents = connection.scalars(query.order_by(SAMPLE.c.at, SAMPLE.c.id))
            return tuple(Sample.model_validate_json(document) for document in documents)

    def remove_sample(self, sample_id: str) -> None:
        """Remove its words and what graders noted about them; their figures stay."""
        import sqlalchemy as sa

        from coach.adapters.tables import SAMPLE

        with self._database.write() as connection:
            connection.execute(sa.delete(SAMPLE).where(SAMPLE.c.id == sample_id))
            forget_notes(connection, sample_id)

    def freeze(self, bundle: Bundle) -> None:
        """Keep what is graded under, by its hashes. Asked often, it writes only once."""
        import sqlalchemy as sa

        from coach.adapters.tables import SOURCE

        hashes = {bundle.rubric.version, bundle.golden.version, bundle.us.version}
        with self._database.read() as connection:
            known = set(connection.scalars(sa.select(SOURCE.c.version).where(SOURCE.c.version.in_(hashes))))
        if known != hashes:
            with self._database.write() as connection:
                keep_bundle(connection, bundle)

    def rubric(self, rubric_id: str, rubric_version: str) -> Rubric | None:
        """What was frozen under a hash. Raises UnreadableError."""
        import sqlalchemy as sa
        from pydantic import ValidationError

        from coach.adapters.tables import SOURCE

        with self._database.read() as connection:
            content = connection.scalar(sa.select(SOURCE.c.content).where(SOURCE.c.version == rubric_version))
        if content is None:
            return None
        try:
            # Two rubrics may say the same; what was kept first has that one's id.
            return Rubric.model_validate_json(content).model_copy(update={"id": rubric_id})
        except ValidationError as error:
            message = "This rubric was kept by another version of Pitch Coach and cannot be read."
            raise UnreadableError(message, hint="Upgrade Pitch Coach to open it.") from error


def forget_notes(connection: "sa.Connection", pitch: str) -> None:
    """Remove what graders noted about a pitch whose words are deleted: notes quote. Their figures stay."""
    import sqlalchemy as sa

    from coach.adapters.tables import RATING

    for document in tuple(connection.scalars(sa.select(RATING.c.document).where(RATING.c.pitch == pitch))):
        rating = _rating(document)
        if rating.note:
            without = rating.model_copy(update={"note": ""}).model_dump_json()
            connection.execute(sa.update(RATING).where(_key(rating)).values(document=without))


def _key(rating: Rating) -> "sa.ColumnElement[bool]":
    from coach.adapters.tables import RATING

    this = (RATING.c.rubric_id == rating.rubric_id) & (RATING.c.rubric_version == rating.rubric_version)
    return this & (RATING.c.pitch == rating.pitch) & (RATING.c.rater == rating.rater)


def _row(rating: Rating) -> dict[str, Any]:
    key = rating.model_dump(include={"rubric_id", "rubric_version", "pitch", "rater", "at"})
    return key | {"document": rating.model_dump_json()}


def _rating(document: str) -> Rating:
    from pydantic import ValidationError

    try:
        return Rating.model_validate_json(document)
    except ValidationError as error:
        message = "A rating was kept by another version of Pitch Coach and cannot be read."
        raise UnreadableError(message, hint="Upgrade Pitch Coach to open it.") from error
