"""Drills, playbooks and spoken answers in the database."""

import contextlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from coach.adapters.database import Database
from coach.domain.sparring.drill import Drill, State
from coach.domain.sparring.drill_history import DrillEntry, Kept
from coach.domain.sparring.playbooks.playbook import Playbook
from coach.domain.sparring.utterance import Utterance
from coach.domain.value import Value
from coach.errors import OvertakenError, UnreadableError, UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa

Document = TypeVar("Document", bound=Value)


class SqlDrillStore:
    """Satisfies the `DrillStore` port."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, drill: Drill) -> None:
        from coach.adapters.tables import DRILL

        row = {
            "id": drill.id,
            "who": drill.who,
            "at": drill.at,
            "competitor": drill.card.id,
            "competitor_name": drill.card.name,
            "setup": drill.setup.value,
            "level": drill.level.value,
            "revision": 1,
        }
        with self._database.write() as connection:
            connection.execute(DRILL.insert().values(row | _columns(drill)))

    def get(self, drill_id: str) -> Kept:
        """Raises UsageError when there is none."""
        import sqlalchemy as sa

        from coach.adapters.tables import DRILL

        with self._database.read() as connection:
            row = connection.execute(
                sa.select(DRILL.c.document, DRILL.c.revision).where(DRILL.c.id == drill_id)
            ).one_or_none()
        if row is None:
            raise UsageError("There is no such drill.", hint="Choose another one, or begin a new one.")
        return Kept(_read(Drill, row.document), row.revision)

    def save(self, drill: Drill, revision: int) -> int:
        """Keep a drill that was read at `revision`. Raises OvertakenError if it has moved on since, or is gone."""
        import sqlalchemy as sa

        from coach.adapters.tables import DRILL

        ours = (DRILL.c.id == drill.id) & (DRILL.c.revision == revision)
        with self._database.write() as connection:
            changed = connection.execute(
                sa.update(DRILL).where(ours).values(_columns(drill) | {"revision": revision + 1})
            ).rowcount
        if changed != 1:
            raise OvertakenError(
                "This drill has gone on elsewhere meanwhile.", hint="Load the page again to see where it is."
            )
        return revision + 1

    def owner(self, drill_id: str) -> str | None:
        """Whose drill it is, also where it cannot be read; None where there is none."""
        import sqlalchemy as sa

        from coach.adapters.tables import DRILL

        with self._database.read() as connection:
            return connection.scalar(sa.select(DRILL.c.who).where(DRILL.c.id == drill_id))

    def delete(self, drill_id: str) -> tuple[str, ...]:
        """Remove a drill with its spoken answers, and say which recordings (SHA-256) these were."""
        import sqlalchemy as sa

        from coach.adapters.tables import DRILL, UTTERANCE

        recordings = sa.select(UTTERANCE.c.recording).where(UTTERANCE.c.drill_id == drill_id).distinct()
        with self._database.write() as connection:
            gone = tuple(connection.scalars(recordings))
            connection.execute(sa.delete(DRILL).where(DRILL.c.id == drill_id))  # its utterances go with it
        return gone

    def entries(self, who: str, *, competitor: str | None = None, limit: int = 200) -> tuple[DrillEntry, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import DRILL

        wanted = [DRILL.c.who == who] + ([DRILL.c.competitor == competitor] if competitor else [])
        columns = [DRILL.c[name] for name in DrillEntry.model_fields]
        query = sa.select(*columns).where(*wanted).order_by(DRILL.c.at.desc(), DRILL.c.id).limit(limit)
        with self._database.read() as connection:
            return tuple(DrillEntry.model_validate(dict(row)) for row in connection.execute(query).mappings())

    def add_playbook(self, playbook: Playbook) -> None:
        from coach.adapters.tables import PLAYBOOK

        row = {
            "id": playbook.id,
            "who": playbook.who,
            "at": playbook.at,
            "competitor": playbook.card.id,
            "document": playbook.model_dump_json(),
        }
        with self._database.write() as connection:
            connection.execute(PLAYBOOK.insert().values(row))

    def playbook(self, playbook_id: str) -> Playbook:
        """Raises UsageError when there is none."""
        from coach.adapters.tables import PLAYBOOK

        document = self._document(PLAYBOOK.c.document, PLAYBOOK.c.id == playbook_id)
        if document is None:
            raise UsageError("There is no such playbook.", hint="Make a new one.")
        return _read(Playbook, document)

    def playbooks(self, who: str, *, limit: int) -> tuple[Playbook, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import PLAYBOOK

        theirs = sa.select(PLAYBOOK.c.document).where(PLAYBOOK.c.who == who)
        query = theirs.order_by(PLAYBOOK.c.at.desc(), PLAYBOOK.c.id).limit(limit)
        found: list[Playbook] = []
        with self._database.read() as connection:
            for document in connection.scalars(query):
                with contextlib.suppress(UnreadableError):  # one from another version must not hide the rest
                    found.append(_read(Playbook, document))
        return tuple(found)

    def delete_playbook(self, playbook_id: str) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import PLAYBOOK

        with self._database.write() as connection:
            connection.execute(sa.delete(PLAYBOOK).where(PLAYBOOK.c.id == playbook_id))

    def add_utterance(self, utterance: Utterance) -> None:
        from coach.adapters.tables import UTTERANCE

        row = {"id": utterance.id, "drill_id": utterance.drill_id, "at": utterance.at}
        row |= {"recording": utterance.recording, "document": utterance.model_dump_json()}
        with self._database.write() as connection:
            connection.execute(UTTERANCE.insert().values(row))

    def utterance(self, utterance_id: str) -> Utterance:
        """Raises UsageError when there is none."""
        from coach.adapters.tables import UTTERANCE

        document = self._document(UTTERANCE.c.document, UTTERANCE.c.id == utterance_id)
        if document is None:
            raise UsageError("There is no such spoken answer.", hint="Say it again, or type it.")
        return _read(Utterance, document)

    def save_utterance(self, utterance: Utterance) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import UTTERANCE

        values = {"document": utterance.model_dump_json()}
        with self._database.write() as connection:
            connection.execute(sa.update(UTTERANCE).where(UTTERANCE.c.id == utterance.id).values(values))

    def delete_utterance(self, utterance_id: str) -> None:
        import sqlalchemy as sa

        from coach.adapters.tables import UTTERANCE

        with self._database.write() as connection:
            connection.execute(sa.delete(UTTERANCE).where(UTTERANCE.c.id == utterance_id))

    def utterances(self, drill_id: str) -> tuple[Utterance, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import UTTERANCE

        query = (
            sa.select(UTTERANCE.c.document)
            .where(UTTERANCE.c.drill_id == drill_id)
            .order_by(UTTERANCE.c.at, UTTERANCE.c.id)
        )
        with self._database.read() as connection:
            return tuple(_read(Utterance, document) for document in connection.scalars(query))

    def _document(self, column: "sa.Column[str]", which: "sa.ColumnElement[bool]") -> str | None:
        import sqlalchemy as sa

        with self._database.read() as connection:
            return connection.scalar(sa.select(column).where(which))


def _columns(drill: Drill) -> dict[str, Any]:
    """The columns that change while a drill goes on."""
    states = [drill.state(objection) for objection in drill.objections]
    scores = [turn.assessment.score for turn in drill.answers() if turn.assessment]
    known = [score for score in scores if score is not None]
    return {
        "ended": drill.ended.value if drill.ended else None,
        "put": sum(state is not State.NOT_PUT for state in states),
        "answered": sum(state is State.ANSWERED for state in states),
        "score": round(sum(known) / len(known), 1) if known else None,
        "document": drill.model_dump_json(),
        "updated_at": datetime.now(UTC),
    }


def _read(kind: type[Document], document: str) -> Document:
    try:
        return kind.model_validate_json(document)
    except ValidationError as error:
        message = "This was kept by another version of Pitch Coach and cannot be read."
        raise UnreadableError(message, hint="Upgrade Pitch Coach to open it.") from error
