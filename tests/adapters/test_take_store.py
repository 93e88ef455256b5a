import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.adapters.database import Database
from coach.adapters.take_store import SqlTakeStore
from coach.domain.attempt import Redo
from coach.domain.certification import Kind
from coach.domain.take import Take
from coach.errors import StoreError, UsageError

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "takes 50%"


@pytest.fixture
def store(database: Database, root: Path) -> SqlTakeStore:
    return SqlTakeStore(database, root)


def a_take(number: int = 1, **fields: object) -> Take:
    known = {"who": "me", "at": NOON, "mime": "audio/webm", "rubric_id": "first_call", "situation": "first_call"}
    return Take.model_validate({"id": f"00000000-0000-4000-8000-{number:012d}", **known, **fields})


def test_a_take_comes_back_as_it_was_kept(store):
    redo = Redo(attempt="a1", criterion="opening", check=None)
    take = a_take(kind=Kind.OFFICIAL, redo=redo)
    store.add(take)
    assert store.get(take.id) == take
    with pytest.raises(UsageError):
        store.get(a_take(2).id)


def test_a_take_begun_again_stays_as_it_was(store):
    store.add(a_take())
    store.add(a_take(who="Mallory", mime="video/webm"))
    assert store.get(a_take().id) == a_take()


def test_unfinished_are_somebodys_own_takes_that_became_no_attempt_newest_first(store):
    early, late = a_take(1), a_take(2, at=NOON + timedelta(minutes=1))
    for take in (early, late, a_take(3, who="Mallory"), a_take(4)):
        store.add(take)
    store.save(a_take(4, attempt="a4"))
    assert store.unfinished("me") == (late, early)
    assert store.get(a_take(4).id).attempt == "a4"


def test_a_take_that_was_deleted_stays_deleted(store, root):
    store.add(a_take())
    store.put_part(a_take().id, 0, b"some")
    store.delete(a_take().id)
    store.save(a_take(attempt="a1"))
    assert store.unfinished("me") == ()
    with pytest.raises(UsageError):
        store.get(a_take().id)
    assert list(root.iterdir()) == []


def test_parts_are_put_together_in_order_and_sent_again_stay_as_they_were(store):
    take_id = a_take().id
    for number, content in ((10, b"k"), (2, b"c"), (0, b"a"), (1, b"bb"), (1, b"other")):
        store.put_part(take_id, number, content)
    assert store.parts(take_id) == {0: 1, 1: 2, 2: 1, 10: 1}
    assert store.assemble(take_id, 3).read_bytes() == b"abbc"
    store.put_part(take_id, 3, b"d")
    whole = store.assemble(take_id, 4)
    assert whole.read_bytes() == b"abbcd"
    assert store.assembled(take_id) == whole
    assert len(list(whole.parent.glob("whole-*"))) == 1


def test_of_two_recordings_that_a_crash_left_the_longer_one_counts(store, root):
    take_id = a_take().id
    for number in range(12):
        store.put_part(take_id, number, b"x")
    whole = store.assemble(take_id, 12)
    for shorter in (2, 9):
        (root / take_id / f"whole-{shorter:06d}").write_bytes(b"x" * shorter)
    assert store.assembled(take_id) == whole
    assert list((root / take_id).glob("whole-*")) == [whole]


def test_what_was_recorded_is_cleared_and_the_take_stays_known(store):
    store.add(a_take())
    store.put_part(a_take().id, 0, b"a")
    assert store.quiet_for(a_take().id) < 60
    store.clear(a_take().id)
    store.clear(a_take().id)
    assert store.parts(a_take().id) == {}
    assert store.quiet_for(a_take().id) == float("inf")
    assert store.assembled(a_take().id) is None
    assert store.get(a_take().id) == a_take()


@pytest.mark.parametrize("name", ["..", "../x", "", "a" * 36, f"{a_take().id}\n", f"{a_take().id}/.."])
def test_only_the_name_of_a_take_becomes_a_path(store, root, name):
    with pytest.raises(StoreError):
        store.put_part(name, 0, b"x")
    assert not root.exists()


def test_a_part_that_was_kept_survives_the_process_being_killed(tmp_path):
    take_id = a_take().id
    writer = f"""
import os, signal
from pathlib import Path
from coach.adapters.take_store import SqlTakeStore
store = SqlTakeStore(None, Path({str(tmp_path / "takes")!r}))
store.put_part({take_id!r}, 0, b"first")
print("kept", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", writer], capture_output=True, check=False).stdout == b"kept\n"
    assert (tmp_path / "takes" / take_id / "000000").read_bytes() == b"first"


def test_a_folder_that_cannot_be_written_is_told_plainly(database, tmp_path):
    (tmp_path / "takes").write_text("a file stands where the folder should be", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        SqlTakeStore(database, tmp_path / "takes").put_part(a_take().id, 0, b"x")
