"""Recordings under way: a row for each, and a folder with its parts until it is handed in."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from coach.adapters.database import Database
from coach.adapters.folders import make_folder, refusal, sync_folder
from coach.domain.take import TAKE_ID, Take
from coach.errors import StoreError, UnreadableError, UsageError

if TYPE_CHECKING:
    import sqlalchemy as sa

_PART = re.compile(r"\d{6}")
_CHUNK = 1 << 20


class SqlTakeStore:
    """Takes in the database, their parts at `<folder>/<id>/000000`.

    A part's name appears only when all of its bytes are on the disk. A take that is handed in keeps its row;
    its folder is cleared.
    """

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._root = folder

    def add(self, take: Take) -> None:
        """Keep a new take; one that is there already, whoever's it is, stays as it was."""
        from sqlalchemy.dialects import postgresql, sqlite

        from coach.adapters.tables import TAKE

        row = {"id": take.id, "who": take.who, "at": take.at, "document": take.model_dump_json()}
        with self._database.write() as connection:
            insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
            connection.execute(insert(TAKE).values(row).on_conflict_do_nothing())

    def get(self, take_id: str) -> Take:
        """Raises UsageError when there is none."""
        from coach.adapters.tables import TAKE

        found = self._takes(TAKE.c.id == take_id)
        if not found:
            raise UsageError("There is no such recording.", hint="Record the pitch again, or choose another one.")
        return found[0]

    def unfinished(self, who: str) -> tuple[Take, ...]:
        """What somebody has recorded and not handed in, the newest first."""
        from coach.adapters.tables import TAKE

        return self._takes((TAKE.c.who == who) & TAKE.c.attempt_id.is_(None))

    def save(self, take: Take) -> None:
        """Keep a take as it now is; one that was deleted meanwhile stays deleted."""
        import sqlalchemy as sa

        from coach.adapters.tables import TAKE

        values = {"attempt_id": take.attempt, "document": take.model_dump_json()}
        with self._database.write() as connection:
            connection.execute(sa.update(TAKE).where(TAKE.c.id == take.id).values(values))

    def delete(self, take_id: str) -> None:
        """Forget a take with everything that was recorded."""
        import sqlalchemy as sa

        from coach.adapters.tables import TAKE

        with self._database.write() as connection:
            connection.execute(sa.delete(TAKE).where(TAKE.c.id == take_id))
        self.clear(take_id)

    def put_part(self, take_id: str, number: int, content: bytes) -> None:
        """Keep one part; durable on return. Sent again, it stays as it was."""
        folder = self._folder(take_id)
        part = folder / f"{number:06d}"
        make_folder(folder)
        try:
            if not part.exists():
                _place(folder, part, [content])
            else:
                sync_folder(folder)  # whoever is writing it at this moment may not have come so far
        except OSError as error:
            raise refusal(folder, error) from error

    def parts(self, take_id: str) -> dict[int, int]:
        """The numbers of the parts that are there, in order, each with its bytes."""
        try:
            with os.scandir(self._folder(take_id)) as entries:
                found = {int(entry.name): entry.stat().st_size for entry in entries if _PART.fullmatch(entry.name)}
        except FileNotFoundError:
            return {}
        return dict(sorted(found.items()))

    def quiet_for(self, take_id: str) -> float:
        """For how many seconds no part has arrived; infinite where there is none."""
        try:
            return max(0.0, time.time() - self._folder(take_id).stat().st_mtime)
        except FileNotFoundError:
            return float("inf")

    def assemble(self, take_id: str, count: int) -> Path:
        """The first `count` parts as one file, instead of any that was assembled before."""
        folder = self._folder(take_id)
        whole = folder / f"whole-{count:06d}"
        try:
            if not whole.exists():
                _place(folder, whole, (part for n in range(count) for part in _chunks(folder / f"{n:06d}")))
            for other in folder.glob("whole-*"):
                if other != whole:
                    other.unlink(missing_ok=True)
        except OSError as error:
            raise refusal(folder, error) from error
        return whole

    def assembled(self, take_id: str) -> Path | None:
        """The longest file that was assembled, None when nothing was; the others are removed.

        There are several after a crash between placing one and removing the one before.
        """
        folder = self._folder(take_id)
        *others, whole = sorted(folder.glob("whole-*")) or (None,)
        try:
            for other in filter(None, others):
                other.unlink(missing_ok=True)
        except OSError as error:
            raise refusal(folder, error) from error
        return whole

    def assembled_parts(self, take_id: str) -> int:
        """Of how many parts the assembled file consists; 0 where there is none."""
        whole = self.assembled(take_id)
        return int(whole.name.removeprefix("whole-")) if whole is not None else 0

    def copies(self, take_id: str) -> Path:
        """A folder for copies of this take to play; it goes with the take."""
        return self._folder(take_id) / "playable"

    def clear(self, take_id: str) -> None:
        """Remove what was recorded; the row stays."""
        folder = self._folder(take_id)
        try:
            if folder.exists():
                shutil.rmtree(folder)
                sync_folder(self._root)
        except OSError as error:
            raise refusal(folder, error) from error

    def _folder(self, take_id: str) -> Path:
        if not re.fullmatch(TAKE_ID, take_id):
            raise StoreError("That is not the name of a recording.", hint="Load the page again.")
        return self._root / take_id

    def _takes(self, which: "sa.ColumnElement[bool]") -> tuple[Take, ...]:
        import sqlalchemy as sa

        from coach.adapters.tables import TAKE

        query = sa.select(TAKE.c.document).where(which).order_by(TAKE.c.at.desc(), TAKE.c.id)
        with self._database.read() as connection:
            documents = connection.scalars(query).all()
        try:
            return tuple(Take.model_validate_json(document) for document in documents)
        except ValidationError as error:
            message = "A recording that was not handed in was begun by another version of Pitch Coach."
            raise UnreadableError(message, hint="Upgrade Pitch Coach to go on with it.") from error


def _place(folder: Path, path: Path, chunks: Iterable[bytes]) -> None:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        temporary = Path(file.name)
        try:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    sync_folder(folder)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
