"""What is left lying in the home folder."""

import os
import time
from pathlib import Path

import pytest
from filelock import FileLock

from coach.adapters.leftovers import HomeLeftovers

DAY = 86_400.0
KEPT, GONE = "a" * 64, "b" * 64


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def leftovers(home: Path) -> HomeLeftovers:
    return HomeLeftovers(home, home / "backups")


def lay(path: Path, days: float = 0, content: bytes = b"12345") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    age(path, days)
    return path


def age(path: Path, days: float) -> None:
    os.utime(path, (time.time() - days * DAY,) * 2)


def test_a_home_without_anything_has_no_leftovers(leftovers: HomeLeftovers) -> None:
    swept = [
        leftovers.copies(lambda name: False, dry_run=False),
        leftovers.uploads(dry_run=False),
        leftovers.takes((), dry_run=False),
        leftovers.leases(dry_run=False),
        leftovers.backups(0, None, dry_run=False),
    ]
    assert [each.count for each in swept] == [0] * 5
    leftovers.drop_copies(GONE)
    leftovers.drop_take("t1")


def test_copies_of_what_is_gone_and_unfinished_ones_are_swept(leftovers: HomeLeftovers, home: Path) -> None:
    copies = home / "web" / "playable"
    stay = [lay(copies / KEPT), lay(copies / "golden.ogg", 90), lay(copies / "tmp_young")]
    go = [lay(copies / GONE), lay(copies / "tmp_old", 2)]
    for dry_run in (True, False):
        assert all(path.exists() for path in go)
        swept = leftovers.copies(KEPT.__eq__, dry_run=dry_run)
        assert (swept.count, swept.bytes) == (2, 10)
    assert not any(path.exists() for path in go)
    assert all(path.exists() for path in stay)


def test_uploads_are_swept_once_nobody_can_be_sending_them_any_more(leftovers: HomeLeftovers, home: Path) -> None:
    young, old = lay(home / "web" / "incoming" / "young"), lay(home / "web" / "incoming" / "old.vtt", 1.1)
    assert leftovers.uploads(dry_run=False).count == 1
    assert (young.exists(), old.exists()) == (True, False)


def test_the_folder_of_a_take_goes_with_all_that_is_in_it_but_never_while_it_is_written(
    leftovers: HomeLeftovers, home: Path
) -> None:
    folders = {name: home / "takes" / name for name in ("known", "left", "recording")}
    for name, folder in folders.items():
        lay(folder / "000000")
        lay(folder / "playable" / "copy")
        age(folder, 0 if name == "recording" else 2)
    assert leftovers.untouched(["left", "recording", "never-begun"], time.time() - DAY) == {"left", "never-begun"}
    swept = leftovers.takes({"known"}, dry_run=False)
    assert (swept.count, swept.bytes) == (1, 10)
    assert [folder.exists() for folder in folders.values()] == [True, False, True]
    leftovers.drop_take("known")
    assert not folders["known"].exists()


def test_a_lock_that_is_held_stays(leftovers: HomeLeftovers, home: Path) -> None:
    held, free = home / "leases" / "a1.lock", lay(home / "leases" / "a2.lock")
    with FileLock(held):
        assert leftovers.leases(dry_run=True).count == 1
        assert leftovers.leases(dry_run=False).count == 1
        assert (held.exists(), free.exists()) == (True, False)


def test_the_newest_backups_stay_unless_all_their_words_are_past_their_time(
    leftovers: HomeLeftovers, home: Path
) -> None:
    backups = [lay(home / "backups" / f"coach-000{9 - days}-x.db", days) for days in range(4)]
    part = lay(home / "backups" / "broken.part", 2)
    assert leftovers.backups_since(time.time() - 1.5 * DAY) == 2
    assert leftovers.backups(3, None, dry_run=False).count == 2
    assert [backup.exists() for backup in (*backups, part)] == [True, True, True, False, False]
    assert leftovers.backups(3, time.time() - 1.5 * DAY, dry_run=False).count == 1
    assert [backup.exists() for backup in backups] == [True, True, False, False]
