"""People and their browsers in the database."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from coach.adapters.database import Database
from coach.domain.person import STAY, Person, folded
from coach.errors import UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa


class SqlPeopleStore:
    """Who uses this installation. A browser's secret is kept as its SHA-256 only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, key: str) -> Person | None:
        from coach.adapters.tables import PERSON

        return self._one(PERSON.c.key == key)

    def named(self, name: str) -> Person | None:
        from coach.adapters.tables import PERSON

        wanted = folded(name)
        known = self._one(PERSON.c.folded == wanted)
        # A former version may have kept somebody by another form of the same name.
        return known or next((each for each in self.everyone() if folded(each.name) == wanted), None)

    def everyone(self) -> tuple[Person, ...]:
        """Everybody, by name."""
        import sqlalchemy as sa

        from coach.adapters.tables import PERSON

        with self._database.read() as connection:
            rows = connection.execute(sa.select(PERSON.c.key, PERSON.c.name, PERSON.c.at).order_by(PERSON.c.folded))
            return tuple(Person(key=row.key, name=row.name, at=row.at) for row in rows)

    def keep(self, person: Person) -> None:
        """Add somebody, or give them another name. Raises UsageError for a name that is taken."""
        import sqlalchemy as sa

        from coach.adapters.tables import PERSON

        with self._database.write() as connection:
            taken = self.named(person.name)
            if taken is not None and taken.key != person.key:
                raise UsageError(f"There is somebody called {taken.name} already.", hint="Give your surname too.")
            values = {"name": person.name, "folded": folded(person.name), "at": person.at}
            changed = connection.execute(sa.update(PERSON).where(PERSON.c.key == person.key).values(values))
            if changed.rowcount == 0:
                connection.execute(sa.insert(PERSON).values(key=person.key, **values))

    def admit(self, token: str, key: str) -> None:
        """Remember that the browser with this secret is this person's."""
        import sqlalchemy as sa

        from coach.adapters.tables import VISIT

        with self._database.write() as connection:
            connection.execute(sa.insert(VISIT).values(token=_hash(token), person=key, at=datetime.now(UTC)))

    def behind(self, token: str) -> Person | None:
        """Whose browser has this secret, None when it is unknown or too old."""
        import sqlalchemy as sa

        from coach.adapters.tables import PERSON, VISIT

        known = (VISIT.c.token == _hash(token)) & (VISIT.c.at > datetime.now(UTC) - STAY)
        return self._one(PERSON.c.key.in_(sa.select(VISIT.c.person).where(known)))

    def dismiss(self, token: str) -> None:
        """Forget whose browser it is."""
        import sqlalchemy as sa

        from coach.adapters.tables import VISIT

        with self._database.write() as connection:
            connection.execute(sa.delete(VISIT).where(VISIT.c.token == _hash(token)))

    def _one(self, which: "sa.ColumnElement[bool]") -> Person | None:
        import sqlalchemy as sa

        from coach.adapters.tables import PERSON

        with self._database.read() as connection:
            row = connection.execute(sa.select(PERSON.c.key, PERSON.c.name, PERSON.c.at).where(which)).first()
        return None if row is None else Person(key=row.key, name=row.name, at=row.at)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
