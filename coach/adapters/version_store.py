"""Published versions in the database."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from coach.adapters.database import Database
from coach.adapters.sources import bundle_of, keep_bundle
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.version import Retirement, Version
from coach.errors import OvertakenError, UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa


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
        from coach.adapters.tables import MANAGED_RUBRIC

        with self._database.write() as connection:
            if rubric_id not in self.managed():
                row = {"rubric_id": rubric_id, "by": by, "at": datetime.now(UTC)}
                connection.execute(MANAGED_RUBRIC.insert().values(row))

    def versions(self, rubric_id: str) -> tuple[Version, ...]:
        from coach.adapters.tables import RUBRIC_VERSION

        return self._read(RUBRIC_VERSION.c.rubric_id == rubric_id)

    def in_use(self) -> dict[str, Version]:
        from coach.adapters.tables import RUBRIC_VERSION

        return {version.rubric_id: version for version in self._read(RUBRIC_VERSION.c.retired_at.is_(None))}

    def publish(self, version: Version, bundle: Bundle) -> None:
        """Raises OvertakenError when there is a version of this number already."""
        from coach.adapters.tables import RUBRIC_VERSION

        with self._database.write() as connection:
            earlier = self.versions(version.rubric_id)
            if version.number != (earlier[0].number + 1 if earlier else 1):
                message = f"Somebody else has published a version of “{version.title}” meanwhile."
                raise OvertakenError(message, hint="Look at what they changed, then publish yours on top of it.")
            for each in earlier:
                if each.in_use:
                    why = f"Replaced by version {version.number}."
                    self._retire(connection, each, Retirement(at=version.at, by=version.author, why=why))
            keep_bundle(connection, bundle)
            row = version.model_dump(include={"rubric_id", "number", "at", *_HASHES})
            connection.execute(RUBRIC_VERSION.insert().values(row | {"document": version.model_dump_json()}))
            self.manage(version.rubric_id, version.author)

    def retire(self, rubric_id: str, number: int, retirement: Retirement) -> None:
        """Raises UsageError when it is not in use."""
        with self._database.write() as connection:
            found = [each for each in self.versions(rubric_id) if each.number == number and each.in_use]
            if not found:
                raise UsageError("This version is not in use.", hint="Load the page again to see which one is.")
            self._retire(connection, found[0], retirement)

    def bundle(self, version: Version) -> Bundle:
        with self._database.read() as connection:
            hashes = (version.rubric_version, version.golden_version, version.us_version)
            return bundle_of(connection, version.rubric_id, hashes)

    def _retire(self, connection: "sa.Connection", version: Version, retirement: Retirement) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import RUBRIC_VERSION

        this = (RUBRIC_VERSION.c.rubric_id == version.rubric_id) & (RUBRIC_VERSION.c.number == version.number)
        gone = version.model_copy(update={"retired": retirement})
        values = {"retired_at": retirement.at, "document": gone.model_dump_json()}
        connection.execute(sa.update(RUBRIC_VERSION).where(this).values(values))

    def _read(self, which: "sa.ColumnElement[bool]") -> tuple[Version, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import RUBRIC_VERSION

        query = sa.select(RUBRIC_VERSION.c.document).where(which).order_by(RUBRIC_VERSION.c.number.desc())
        with self._database.read() as connection:
            return tuple(Version.model_validate_json(document) for document in connection.scalars(query))


_HASHES = ("rubric_version", "golden_version", "us_version")
