"""Published versions in the database."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.adapters.database import Database
from coach.adapters.sources import bundle_of, keep_bundle
from coach.domain.attempt import Attempt
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.version import Pin, Retirement, Version
from coach.errors import OvertakenError, UnreadableError, UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa

log = logging.getLogger(__name__)


class SqlVersionStore:
    """Satisfies the `VersionStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def managed(self) -> frozenset[str]:
        import sqlalchemy as sa

        from coach.adapters.tables import MANAGED_RUBRIC

        with self._database.read() as connection:
            return frozenset(connection.scalars(sa.select(MANAGED_RUBRIC.c.rubric_id)))

    def manage(self, rubric_id: str, by: str) -> None:
        with self._database.write() as connection:
            _manage(connection, rubric_id, by)

    def forget(self, rubric_id: str) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import MANAGED_RUBRIC, RUBRIC_VERSION

        published = sa.exists().where(RUBRIC_VERSION.c.rubric_id == rubric_id)
        with self._database.write() as connection:
            held = sa.select(MANAGED_RUBRIC).where(MANAGED_RUBRIC.c.rubric_id == rubric_id)
            connection.execute(held.with_for_update())  # whoever publishes it at this moment comes first, or later
            connection.execute(sa.delete(MANAGED_RUBRIC).where(MANAGED_RUBRIC.c.rubric_id == rubric_id, ~published))

    def versions(self, rubric_id: str) -> tuple[Version, ...]:
        """The newest first. Raises UnreadableError when one of them cannot be read."""
        from coach.adapters.tables import RUBRIC_VERSION

        with self._database.read() as connection:
            return tuple(_version(row) for row in _rows(connection, RUBRIC_VERSION.c.rubric_id == rubric_id))

    def pins(self) -> dict[str, Pin]:
        """Which version of each rubric is in use, by its id. Reads nothing that could be damaged."""
        import sqlalchemy as sa

        from coach.adapters.tables import RUBRIC_VERSION

        columns = [RUBRIC_VERSION.c[name] for name in Pin.model_fields]
        query = sa.select(*columns).where(RUBRIC_VERSION.c.retired_at.is_(None)).order_by(RUBRIC_VERSION.c.number)
        with self._database.read() as connection:
            return {row["rubric_id"]: Pin.model_validate(dict(row)) for row in connection.execute(query).mappings()}

    def in_use(self) -> dict[str, Version]:
        from coach.adapters.tables import RUBRIC_VERSION

        found: dict[str, Version] = {}
        with self._database.read() as connection:
            for row in _rows(connection, RUBRIC_VERSION.c.retired_at.is_(None)):
                try:
                    found[row.rubric_id] = _version(row)
                except UnreadableError as error:  # the others are read all the same
                    log.error("%s %s", error.message, error.hint)
        return found

    def publish(self, version: Version, bundle: Bundle) -> None:
        """Raises OvertakenError when there is a version of this number already."""
        import sqlalchemy as sa

        from coach.adapters.tables import MANAGED_RUBRIC, RUBRIC_VERSION

        this = RUBRIC_VERSION.c.rubric_id == version.rubric_id
        with self._database.write() as connection:
            _manage(connection, version.rubric_id, version.author)
            held = sa.select(MANAGED_RUBRIC).where(MANAGED_RUBRIC.c.rubric_id == version.rubric_id)
            # Whoever else publishes this rubric waits here, so that both cannot have seen the same last number.
            connection.execute(held.with_for_update()).one()
            last = connection.scalar(sa.select(sa.func.max(RUBRIC_VERSION.c.number)).where(this)) or 0
            if version.number != last + 1:
                message = f"Somebody else has published a version of “{version.title}” meanwhile."
                raise OvertakenError(message, hint="Look at what they changed, then publish yours on top of it.")
            gone = Retirement(at=version.at, by=version.author, why=f"Replaced by version {version.number}.")
            for row in _rows(connection, this & RUBRIC_VERSION.c.retired_at.is_(None)):
                _retire(connection, _version(row), gone)
            keep_bundle(connection, bundle)
            row = version.model_dump(include={*Pin.model_fields, "at"}) | {"document": version.model_dump_json()}
            connection.execute(RUBRIC_VERSION.insert().values(row))

    def retire(self, rubric_id: str, number: int, retirement: Retirement) -> None:
        """Raises UsageError when it is not in use."""
        from coach.adapters.tables import RUBRIC_VERSION

        this = (RUBRIC_VERSION.c.rubric_id == rubric_id) & (RUBRIC_VERSION.c.number == number)
        with self._database.write() as connection:
            rows = _rows(connection, this & RUBRIC_VERSION.c.retired_at.is_(None), hold=True)
            if not rows:
                raise UsageError("This version is not in use.", hint="Load the page again to see which one is.")
            _retire(connection, _version(rows[0]), retirement)

    def bundle(self, pin: Pin) -> Bundle:
        """Raises UnreadableError."""
        with self._database.read() as connection:
            return bundle_of(connection, pin.rubric_id, pin.hashes)

    def number_of(self, attempt: Attempt) -> int | None:
        """The same content can be published again: then it is the one that was published last before the attempt.

        What is older than all of them was judged by the file that became the first of them.
        """
        import sqlalchemy as sa

        from coach.adapters.tables import RUBRIC_VERSION as VERSION

        same = (VERSION.c.rubric_id == attempt.rubric_id) & (VERSION.c.rubric_version == attempt.rubric_version)
        query = sa.select(VERSION.c.number, VERSION.c.at, VERSION.c.golden_version, VERSION.c.us_version).where(same)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(VERSION.c.number)).all()
        # An attempt may be made with another golden pitch than the rubric's.
        pitch = (attempt.golden_version, attempt.us_version)
        rows = [row for row in rows if (row.golden_version, row.us_version) == pitch] or rows
        earlier = [row.number for row in rows if row.at <= attempt.at]
        return earlier[-1] if earlier else rows[0].number if rows else None

    def scored(self, version: Version) -> int:
        """How many attempts were scored by a version, those whose words were deleted since included."""
        import sqlalchemy as sa

        from coach.adapters.tables import ATTEMPT

        wanted = [
            ATTEMPT.c.rubric_id == version.rubric_id,
            ATTEMPT.c.rubric_version == version.rubric_version,
            ATTEMPT.c.score.is_not(None),
            ATTEMPT.c.redo_of.is_(None),
        ]
        if version.number > 1:  # the first one is also what the file said before anybody published it
            wanted.append(ATTEMPT.c.at >= version.at)
        if version.retired:
            wanted.append(ATTEMPT.c.at < version.retired.at)
        with self._database.read() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(ATTEMPT).where(*wanted)) or 0


def _manage(connection: "sa.Connection", rubric_id: str, by: str) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    from coach.adapters.tables import MANAGED_RUBRIC

    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {"rubric_id": rubric_id, "by": by, "at": datetime.now(UTC)}
    connection.execute(insert(MANAGED_RUBRIC).values(row).on_conflict_do_nothing())


def _rows(
    connection: "sa.Connection", which: "sa.ColumnElement[bool]", *, hold: bool = False
) -> "Sequence[sa.Row[str, int, str]]":
    import sqlalchemy as sa

    from coach.adapters.tables import RUBRIC_VERSION

    columns = (RUBRIC_VERSION.c.rubric_id, RUBRIC_VERSION.c.number, RUBRIC_VERSION.c.document)
    query = sa.select(*columns).where(which).order_by(RUBRIC_VERSION.c.number.desc())
    return connection.execute(query.with_for_update() if hold else query).all()


def _version(row: "sa.Row[str, int, str]") -> Version:
    from pydantic import ValidationError

    try:
        return Version.model_validate_json(row.document)
    except ValidationError as error:
        message = f"Version {row.number} of the rubric “{row.rubric_id}” cannot be read: it is damaged, or newer."
        raise UnreadableError(message, hint="Upgrade Pitch Coach, or bring back a backup of the database.") from error


def _retire(connection: "sa.Connection", version: Version, retirement: Retirement) -> None:
    import sqlalchemy as sa

    from coach.adapters.tables import RUBRIC_VERSION

    this = (RUBRIC_VERSION.c.rubric_id == version.rubric_id) & (RUBRIC_VERSION.c.number == version.number)
    gone = version.model_copy(update={"retired": retirement})
    values = {"retired_at": retirement.at, "document": gone.model_dump_json()}
    connection.execute(sa.update(RUBRIC_VERSION).where(this).values(values))
