import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.adapters.media_store import CHUNK, FolderMediaStore
from coach.errors import StoreError

DAY = 86_400.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "my media 50%"


@pytest.fixture
def store(root: Path) -> FolderMediaStore:
    return FolderMediaStore(root)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return written(tmp_path / "pitch.wav", b"RIFF" + bytes(range(256)))


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def unused() -> bool:
    return False


def age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK + 7])
def test_a_recording_comes_back_byte_for_byte_under_its_sha256(store, root, tmp_path, size):
    content = os.urandom(size)

    name = store.put(written(tmp_path / "a.webm", content))

    assert name == hashlib.sha256(content).hexdigest()
    assert store.path(name) == root / name[:2] / name
    assert store.path(name).read_bytes() == content
    assert files(root) == [f"{name[:2]}/{name}"]


def test_the_handed_in_file_stays_where_it_is(store, recording):
    before = recording.read_bytes()

    store.put(recording)

    assert recording.read_bytes() == before


def test_the_same_bytes_are_kept_once_and_not_written_again(store, root, recording, tmp_path):
    name = store.put(recording)
    first = store.path(name).stat().st_ino

    assert store.put(written(tmp_path / "copy.wav", recording.read_bytes())) == name

    assert store.path(name).stat().st_ino == first
    assert files(root) == [f"{name[:2]}/{name}"]


def test_a_cut_off_blob_is_made_whole_by_the_next_put(store, recording):
    name = store.put(recording)
    store.path(name).write_bytes(b"RIFF")

    store.put(recording)

    assert store.path(name).read_bytes() == recording.read_bytes()


def test_recordings_are_for_their_owner_only(store, root, recording):
    name = store.put(recording)

    if os.name != "nt":
        assert store.path(name).stat().st_mode & 0o077 == 0
        assert root.stat().st_mode & 0o077 == 0


def test_many_threads_put_the_same_bytes(store, root, tmp_path):
    content = os.urandom(3 * CHUNK)
    sources = [written(tmp_path / f"{number}.wav", content) for number in range(8)]

    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(store.put, sources * 4))

    assert names == {hashlib.sha256(content).hexdigest()}
    assert store.path(names.pop()).read_bytes() == content
    assert len(files(root)) == 1


def test_processes_put_the_same_bytes(store, root, tmp_path):
    source = written(tmp_path / "a.wav", os.urandom(3 * CHUNK))
    script = """
import sys
from pathlib import Path
from coach.adapters.media_store import FolderMediaStore
for _ in range(10):
    print(FolderMediaStore(Path(sys.argv[1])).put(Path(sys.argv[2])))
"""
    command = [sys.executable, "-c", script, str(root), str(source)]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    printed = [process.communicate(timeout=120)[0].split() for process in processes]

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert {name for names in printed for name in names} == {hashlib.sha256(source.read_bytes()).hexdigest()}
    assert len(files(root)) == 1


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "ab/../../x", "A" * 64, "g" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "ａ" * 64]
)
def test_a_name_that_is_no_sha256_reaches_no_file(store, name):
    for call in (store.path, store.size, lambda each: store.remove_unless(each, unused)):
        with pytest.raises(StoreError, match="not the name of a recording"):
            call(name)


def test_a_recording_that_is_not_there_is_told_with_the_next_step(store):
    with pytest.raises(StoreError, match="aaaaaaaaaaaa… is not in") as raised:
        store.path("a" * 64)

    assert "backup" in raised.value.hint


def test_a_removed_recording_is_gone_and_removing_again_is_no_mistake(store, root, recording):
    name = store.put(recording)
    size = recording.stat().st_size

    assert store.size(name) == size
    assert store.remove_unless(name, unused) == size
    assert store.remove_unless(name, unused) == store.size(name) == 0

    assert files(root) == []
    with pytest.raises(StoreError):
        store.path(name)


def test_a_recording_in_use_is_not_even_moved(store, recording):
    name = store.put(recording)
    node = store.path(name).stat().st_ino

    assert store.remove_unless(name, lambda: True) == 0

    assert store.path(name).stat().st_ino == node


def test_a_hand_in_whose_row_appears_while_the_bytes_are_aside_gets_them_back(store, root, recording):
    name = store.put(recording)
    seen = []

    def used() -> bool:
        seen.append(store.holds(name))
        return len(seen) > 1  # the row was written between the two questions

    assert store.remove_unless(name, used) == 0

    assert seen == [True, False], "the second question comes when nobody finds the bytes any more"
    assert store.path(name).read_bytes() == recording.read_bytes()
    assert files(root) == [f"{name[:2]}/{name}"]


def test_a_hand_in_that_puts_the_bytes_anew_while_they_are_aside_keeps_its_own(store, root, recording):
    name = store.put(recording)
    asked = []

    def used() -> bool:
        asked.append(None)
        if len(asked) == 2:
            store.put(recording)
        return False  # its row comes later still

    store.remove_unless(name, used)

    assert store.path(name).read_bytes() == recording.read_bytes()
    assert files(root) == [f"{name[:2]}/{name}"]


def test_two_who_remove_the_same_recording_do_not_delete_what_the_other_puts_back(store, recording):
    name = store.put(recording)
    second_has_it_aside, first_is_done = threading.Event(), threading.Event()

    def used_for_the_second() -> bool:
        if store.holds(name):
            return False
        second_has_it_aside.set()
        assert first_is_done.wait(20)
        return True  # the row was written meanwhile

    def used_for_the_first() -> bool:
        if not store.holds(name):  # the first has it aside: it is handed in anew, and a second one comes along
            store.put(recording)
            second.start()
            assert second_has_it_aside.wait(20)
        return False

    second = threading.Thread(target=store.remove_unless, args=(name, used_for_the_second))
    store.remove_unless(name, used_for_the_first)
    first_is_done.set()
    second.join(20)

    assert store.path(name).read_bytes() == recording.read_bytes()


def test_when_nobody_can_say_whether_it_is_used_the_recording_stays(store, root, recording):
    name = store.put(recording)
    answers = iter([False])

    def used() -> bool:
        for answer in answers:
            return answer
        raise StoreError("The database is away.", hint="Wait.")

    with pytest.raises(StoreError, match="away"):
        store.remove_unless(name, used)

    assert files(root) == [f"{name[:2]}/{name}"]


def test_what_a_killed_removal_had_put_aside_is_put_back_or_removed(store, root, tmp_path):
    wanted, unwanted = (store.put(written(tmp_path / "a", content)) for content in (b"wanted", b"unwanted"))
    for name in (wanted, unwanted):
        store.path(name).rename(root / name[:2] / f"{name}.0123456789abcdef.aside")

    store.sweep(DAY, {wanted}.__contains__)

    assert files(root) == [f"{wanted[:2]}/{wanted}"]


@pytest.mark.parametrize("still_used", [True, False])
def test_a_sweep_goes_on_where_another_purge_was_quicker(store, root, tmp_path, still_used):
    name = store.put(written(tmp_path / "a", b"left aside"))
    left = [root / name[:2] / f"{name}.{number}.aside" for number in range(3)]
    store.path(name).rename(left[0])
    for other in left[1:]:
        written(other, b"left aside")

    def used(_: str) -> bool:
        for aside in left:
            aside.unlink(missing_ok=True)
        return still_used

    assert store.sweep(DAY, used).count == 0

    assert files(root) == []


def test_a_sweep_takes_old_orphans_and_broken_off_uploads_and_nothing_else(store, root, tmp_path):
    known, orphan, young = (store.put(written(tmp_path / "a", content)) for content in (b"known", b"orphan", b"young"))
    for name in (known, orphan):
        age(store.path(name), 2 * DAY)
    old_upload = written(root / "incoming" / "old.part", b"half")
    new_upload = written(root / "incoming" / "new.part", b"half")
    foreign = written(root / orphan[:2] / "README", b"not ours")
    age(old_upload, 2 * DAY)
    age(foreign, 2 * DAY)

    before = files(root)

    for dry_run in (True, False):
        assert files(root) == before
        orphans = store.sweep(DAY, {known}.__contains__, dry_run=dry_run)
        uploads = store.sweep_uploads(DAY, dry_run=dry_run)
        assert (orphans.count, orphans.bytes) == (1, len(b"orphan"))
        assert (uploads.count, uploads.bytes) == (1, len(b"half"))

    expected = [f"{known[:2]}/{known}", f"{young[:2]}/{young}", f"{orphan[:2]}/README", "incoming/new.part"]
    assert files(root) == sorted(expected)
    assert new_upload.exists()
    assert store.sweep(DAY, {known}.__contains__).count == 0


def test_a_sweep_spares_an_old_orphan_that_was_just_handed_in_again(store, recording):
    name = store.put(recording)
    age(store.path(name), 2 * DAY)
    store.put(recording)

    assert store.sweep(DAY, set().__contains__).count == 0

    assert store.path(name).exists()


def test_a_sweep_of_a_store_that_was_never_used_finds_nothing(store):
    assert store.sweep(DAY, set().__contains__).count == store.sweep_uploads(DAY).count == 0


def test_an_empty_folder_is_tied_to_whoever_comes_first(store, root, recording):
    assert store.owner is None

    store.tie("one", set)
    store.put(recording)
    store.tie("two", set)

    assert store.owner == "one"
    assert FolderMediaStore(root).owner == "one"


def test_a_folder_with_recordings_is_tied_only_to_who_knows_one_of_them(store, recording):
    name = store.put(recording)

    store.tie("stranger", lambda: {"a" * 64})
    assert store.owner is None

    store.tie("own", lambda: {"a" * 64, name})
    assert store.owner == "own"


def test_a_recording_that_cannot_be_read_is_named_and_leaves_nothing_behind(store, root, tmp_path):
    with pytest.raises(StoreError, match=r"gone\.wav cannot be read"):
        store.put(tmp_path / "gone.wav")

    assert files(root) == []


def test_a_media_folder_that_cannot_be_made_is_named(tmp_path, recording):
    blocked = FolderMediaStore(written(tmp_path / "media", b"a file") / "blobs")

    with pytest.raises(StoreError, match="media") as raised:
        blocked.put(recording)

    assert "COACH_HOME" in raised.value.hint


@pytest.mark.skipif(os.name == "nt", reason="limits on file size are a Unix thing")
def test_a_disk_without_room_is_told_and_leaves_nothing_behind(store, root, recording, tmp_path):
    name = store.put(recording)
    large = written(tmp_path / "large.wav", bytes(3 * CHUNK))
    script = """
import resource, sys
from pathlib import Path
from coach.adapters.media_store import FolderMediaStore
from coach.errors import StoreError
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
try:
    FolderMediaStore(Path(sys.argv[1])).put(Path(sys.argv[2]))
except StoreError as error:
    print(error.message, error.hint)
"""
    command = [sys.executable, "-c", script, str(root), str(large)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "no room left" in told
    assert "COACH_HOME" in told
    assert files(root) == [f"{name[:2]}/{name}"]


@pytest.mark.skipif(os.name == "nt", reason="limits on file size are a Unix thing")
def test_an_upload_that_is_killed_half_way_leaves_no_blob_that_looks_whole(store, root, tmp_path):
    large = written(tmp_path / "large.wav", bytes(3 * CHUNK))
    script = """
import resource, signal, sys
from pathlib import Path
from coach.adapters.media_store import FolderMediaStore
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # the system kills the process in the middle of a write
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
FolderMediaStore(Path(sys.argv[1])).put(Path(sys.argv[2]))
"""
    killed = subprocess.run([sys.executable, "-c", script, str(root), str(large)])
    assert killed.returncode == -signal.SIGXFSZ

    left = files(root)
    assert len(left) == 1
    assert left[0].startswith("incoming/")
    assert store.sweep_uploads(-1).count == 1
    assert store.path(store.put(large)).stat().st_size == 3 * CHUNK
