"""Deleting by hand and by age: real content, real SQLite, real files; only the recogniser is a stand-in."""

import os
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from fakes import FakeTranscriber
from fixtures.processes import Worker

from coach.adapters.media_store import FolderMediaStore
from coach.adapters.tables import ATTEMPT
from coach.domain.attempt import Attempt, State
from coach.domain.certification import Kind, Outcome
from coach.domain.exchange import Audio, Progress
from coach.domain.retention import Purge, Retention, Swept
from coach.domain.review import Review
from coach.domain.transcript import Transcript
from coach.errors import MediaError, StoreError, UsageError
from coach.service.archive import Archive
from coach.service.coach import Coach
from coach.service.consequences import consequences
from coach.service.officials import Officials
from coach.service.panel import EMBEDDED
from coach.service.redos import Redos
from coach.service.stages import Chosen
from coach.service.submission import Submission
from coach.service.worker import Worker as StageWorker
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE, ANOTHER = sorted((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))[:2]
SECRET = "Quillfeather marzipan"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def home(workshop: Workshop) -> Path:
    return workshop.settings.home


@pytest.fixture
def coach(workshop: Workshop) -> Coach:
    ids = count(1)
    chosen = Chosen(FakeTranscriber(f"{SECRET} {workshop.library.golden('first_call').text}"), "for this test")
    return replace(
        workshop.coach(now=lambda: NOON),
        choose_transcriber=lambda name, fetching: chosen,
        new_id=lambda: f"a{next(ids)}",
    )


@pytest.fixture
def archive(workshop: Workshop) -> Archive:
    return workshop.archive


def keeping(archive: Archive, *, days: float, **retention: float) -> Archive:
    """The archive with these settings, so many days after the attempts were made."""
    return replace(archive, retention=Retention.model_validate(retention), now=lambda: NOON + timedelta(days=days))


def pitch(coach: Coach, recording: Path = UTTERANCE, kind: Kind = Kind.PRACTICE) -> Attempt:
    name = f"{SECRET}.ogg"
    attempt = coach.receive(Submission("first_call", recording=recording, kind=kind, filename=name))
    return coach.run(attempt.id, progress=lambda share: None, judge=EMBEDDED)


def sha256_of(attempt: Attempt) -> str:
    assert attempt.recording is not None
    return attempt.recording.sha256


def lay_copy(home: Path, attempt: Attempt) -> Path:
    copy = home / "web" / "playable" / sha256_of(attempt)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(UTTERANCE.read_bytes())
    return copy


def found_in(home: Path, *wanted: bytes) -> list[str]:
    """The files of a home that hold one of these, or have one in their name."""
    return [
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and any(each in path.read_bytes() or each in os.fsencode(path.name) for each in wanted)
    ]


def swept(purge: Purge) -> dict[str, int]:
    return {each.what: each.count for each in purge.swept if each.count}


def test_nothing_that_was_said_is_left_anywhere_after_a_deletion(
    coach: Coach, archive: Archive, workshop: Workshop, home: Path
) -> None:
    attempt = pitch(coach)
    copy = lay_copy(home, attempt)
    traces = (b"Quillfeather", b"marzipan", sha256_of(attempt).encode(), UTTERANCE.read_bytes()[:200])
    assert {"coach.db", "media", "web"} <= {name.replace("-wal", "").split("/")[0] for name in found_in(home, *traces)}

    deleted = archive.delete(attempt.id, attempt.who)

    size = UTTERANCE.stat().st_size
    assert (deleted.attempt, deleted.redos, deleted.recordings, deleted.bytes) == (attempt.id, 0, 1, size)
    assert found_in(home, *traces) == []
    assert not copy.exists()


def test_the_decision_and_the_points_outlive_the_words(coach: Coach, archive: Archive, workshop: Workshop) -> None:
    attempt = pitch(coach, kind=Kind.OFFICIAL)
    before = workshop.history.entry(attempt.id)
    assert before is not None
    archive.delete(attempt.id, attempt.who)
    assert workshop.history.entry(attempt.id) == before.model_copy(update={"deleted": True})
    assert before.criteria
    assert coach.attempts.officials(attempt.who, attempt.rubric_id) == 1
    assert coach.case_of(attempt)[0].id == "first_call"


def test_somebody_elses_attempt_is_not_there_to_be_deleted(coach: Coach, archive: Archive) -> None:
    attempt = pitch(coach)
    with pytest.raises(UsageError, match="There is no attempt"):
        archive.delete(attempt.id, "somebody else")
    assert coach.attempts.get(attempt.id) == attempt


def test_a_recording_that_another_attempt_uses_stays_until_the_last_one_goes(
    coach: Coach, archive: Archive, home: Path
) -> None:
    first, second = pitch(coach), pitch(coach)
    copy = lay_copy(home, first)
    deleted = archive.delete(first.id, first.who)
    assert (deleted.recordings, deleted.shared) == (0, True)
    assert coach.recordings.holds(sha256_of(second))
    assert copy.exists()
    deleted = archive.delete(second.id, second.who)
    assert (deleted.recordings, deleted.shared) == (1, False)
    assert not coach.recordings.holds(sha256_of(second))


def test_lines_said_again_go_with_their_pitch(coach: Coach, archive: Archive) -> None:
    attempt = pitch(coach)
    redos = Redos(coach)
    redo = redos.receive(redos.line(attempt, "problem", "eleven_weeks"), ANOTHER, filename="again.ogg")
    removed, _ = consequences(archive, attempt)
    assert "Your re-recording of one line." in removed
    deleted = archive.delete(attempt.id, attempt.who)
    assert (deleted.redos, deleted.recordings) == (1, 2)
    with pytest.raises(UsageError):
        coach.attempts.get(redo.id)


def test_a_line_cannot_be_said_again_of_what_was_deleted_meanwhile(coach: Coach, archive: Archive) -> None:
    attempt = pitch(coach)
    line = Redos(coach).line(attempt, "problem", "eleven_weeks")
    archive.delete(attempt.id, attempt.who)
    with pytest.raises(UsageError, match="no attempt"):
        Redos(coach).receive(line, ANOTHER, filename="again.ogg")
    assert archive.store.recordings() == set()


def test_a_take_that_is_deleted_while_it_is_submitted_does_not_become_an_attempt_without_a_sound(
    coach: Coach, archive: Archive
) -> None:
    take = pitch(coach)

    def deletes_at_the_last_moment() -> str:
        archive.delete(take.id, take.who)
        return "official"

    with pytest.raises(UsageError, match="no attempt"):
        Officials(replace(coach, new_id=deletes_at_the_last_moment)).submit(take.id)
    assert coach.attempts.officials(take.who, take.rubric_id) == 0


def test_a_deletion_of_the_same_bytes_leaves_a_hand_in_its_recording(coach: Coach, archive: Archive) -> None:
    first = pitch(coach)
    real = coach.transaction

    def deletes_before_the_row_is_written() -> AbstractContextManager[object]:
        archive.delete(first.id, first.who)
        return real()

    racing = replace(coach, transaction=deletes_before_the_row_is_written)
    second = racing.receive(Submission("first_call", recording=UTTERANCE))
    assert coach.recordings.path(sha256_of(second)).read_bytes() == UTTERANCE.read_bytes()


class Stuck:
    """A folder of recordings from which nothing can be removed."""

    def __init__(self, recordings: FolderMediaStore) -> None:
        self._recordings = recordings

    def __getattr__(self, name: str) -> object:
        return getattr(self._recordings, name)

    def remove_unless(self, sha256: str, used: Callable[[], bool]) -> int:
        raise StoreError("The folder cannot be written.", hint="Wait.")


def test_a_file_that_cannot_be_removed_undoes_no_deletion_and_the_next_purge_takes_it(
    coach: Coach, archive: Archive, home: Path
) -> None:
    attempt = pitch(coach)
    copy = lay_copy(home, attempt)
    stuck = replace(archive, recordings=Stuck(coach.recordings))  # pyright: ignore

    deleted = stuck.delete(attempt.id, attempt.who)

    assert (deleted.attempt, deleted.recordings, deleted.left) == (attempt.id, 0, True)
    with pytest.raises(UsageError):
        coach.attempts.get(attempt.id)
    assert coach.recordings.holds(sha256_of(attempt))

    os.utime(coach.recordings.path(sha256_of(attempt)), (time.time() - 90_000,) * 2)
    assert swept(archive.purge()) == {"orphans": 1, "copies": 1, "leases": 1}
    assert not coach.recordings.holds(sha256_of(attempt))
    assert not copy.exists()


def test_a_file_that_cannot_be_removed_is_told_by_a_purge_which_goes_on(coach: Coach, archive: Archive) -> None:
    attempts = [pitch(coach), pitch(coach, ANOTHER)]
    late = keeping(archive, days=31, transcripts_days=30)
    purge = replace(late, recordings=Stuck(coach.recordings)).purge()  # pyright: ignore
    assert swept(purge)["transcripts"] == 2
    for attempt in attempts:
        assert f"A file of attempt {attempt.id} could not be removed at this moment." in purge.notes


@dataclass(frozen=True)
class Deletes:
    """A recogniser during whose work the attempt is deleted."""

    heard: FakeTranscriber
    archive: Archive
    name: str = "fake"
    embedded: bool = False

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        progress(0.5)
        (attempt,) = self.archive.attempts.recent()
        self.archive.delete(attempt.id, attempt.who)
        return self.heard.transcribe(audio, hints, progress)


def test_a_stage_whose_attempt_is_deleted_ends_quietly_and_leaves_nothing(
    coach: Coach, workshop: Workshop, archive: Archive, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    queued = replace(
        coach,
        jobs=workshop.jobs,
        choose_transcriber=lambda name, fetching: Chosen(Deletes(FakeTranscriber(SECRET), archive), ""),
    )
    attempt = queued.receive(Submission("first_call", recording=UTTERANCE))

    StageWorker(queued).work(attempt.next_stage, attempt.id, attempt.tries, lambda seconds: None)

    with pytest.raises(UsageError):
        coach.attempts.get(attempt.id)
    archive.store.settle()
    assert found_in(home, b"Quillfeather", sha256_of(attempt).encode()) == []
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []
    # Begun again after a crash.
    StageWorker(queued).work(attempt.next_stage, attempt.id, attempt.tries, lambda seconds: None)


def test_a_recogniser_is_stopped_when_what_it_listens_to_is_deleted(
    coach: Coach, workshop: Workshop, archive: Archive
) -> None:
    went_on: list[float] = []

    class Endless(FakeTranscriber):
        def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
            for hundredth in range(100):
                progress(hundredth / 100)
                if hundredth >= 50:
                    went_on.append(hundredth)
                    archive.delete(attempt.id, attempt.who)
            return super().transcribe(audio, hints, progress)

    heard = Chosen(Endless(SECRET), "for this test")
    queued = replace(coach, jobs=workshop.jobs, choose_transcriber=lambda name, fetching: heard)
    attempt = queued.receive(Submission("first_call", recording=UTTERANCE))

    StageWorker(queued).work(attempt.next_stage, attempt.id, attempt.tries, lambda seconds: None)

    assert went_on == [50]


def test_the_worker_ends_quietly_with_what_is_deleted_and_goes_on_with_the_next(
    workshop: Workshop, archive: Archive, capfd: pytest.CaptureFixture[str]
) -> None:
    coach = workshop.coach(queued=True)
    deadline = time.monotonic() + 180

    def wait_for(attempt: Attempt, *states: State) -> None:
        while coach.attempts.get(attempt.id).state not in states:
            assert time.monotonic() < deadline
            time.sleep(0.01)

    sample = workshop.library.recording("first_call", next(iter(workshop.library.golden("first_call").recordings)))
    assert sample is not None
    with Worker(workshop.settings.home):
        long = coach.receive(Submission("first_call", recording=sample))
        wait_for(long, State.TRANSCRIBING)
        archive.delete(long.id, long.who)
        short = coach.receive(Submission("first_call", recording=UTTERANCE))
        wait_for(short, State.DONE, State.WAITING, State.REFUSED)
    assert coach.attempts.get(short.id).state is State.DONE
    assert "Traceback" not in capfd.readouterr().err
    with workshop.database.read() as connection:
        ids = connection.exec_driver_sql("SELECT workflow_uuid FROM workflow_status").scalars().all()
    assert [each for each in ids if each.startswith(long.id)] == [f"{long.id}:transcribe:0"], "no other stage is queued"


def test_what_goes_and_what_stays_is_said_before(coach: Coach, archive: Archive, home: Path) -> None:
    take = pitch(coach)
    removed, kept = consequences(archive, take)
    assert removed[0] == f"The recording “{SECRET}.ogg”, with the copy made for playing it."
    assert len(removed) == 2
    assert kept == (
        "That you made this attempt, when, and at which pitch.",
        "Its decision, and the points of each criterion.",
    )

    official = Officials(coach).submit(take.id)
    removed, kept = consequences(archive, take)
    assert not any("The recording" in line for line in removed)
    assert any("official attempt that you submitted" in line for line in kept)

    removed, kept = consequences(archive, official)
    assert any("review" in line for line in removed)
    assert any("place in the queue" in line for line in removed)
    assert any("counts as one of your official" in line for line in kept)

    backup = home / "backups" / "coach-0001-x.db"
    backup.parent.mkdir()
    backup.write_bytes(b"")
    assert any("backups" in line for line in consequences(archive, official)[1])

    archive.delete(official.id, official.who)
    assert not any("official attempt" in line for line in consequences(archive, take)[1]), "it is there no more"


def test_what_stays_is_said_beside_an_attempt_of_a_newer_version(
    coach: Coach, archive: Archive, workshop: Workshop
) -> None:
    take = pitch(coach)
    official = Officials(coach).submit(take.id)
    with workshop.database.write() as connection:
        connection.execute(sa.update(ATTEMPT).where(ATTEMPT.c.id == official.id).values(document="{}"))
    assert any("official attempt that you submitted" in line for line in consequences(archive, take)[1])


def test_recordings_past_their_time_go_and_the_rest_of_the_attempt_stays(
    coach: Coach, archive: Archive, home: Path
) -> None:
    attempt = pitch(coach)
    copy = lay_copy(home, attempt)
    assert swept(keeping(archive, days=89, recordings_days=90).purge()) == {"leases": 1}
    assert coach.attempts.get(attempt.id) == attempt

    late = keeping(archive, days=91, recordings_days=90)
    planned = late.purge(dry_run=True)
    assert coach.attempts.get(attempt.id) == attempt
    done = late.purge()

    first = Swept(what="recordings", count=1, bytes=UTTERANCE.stat().st_size)
    assert first in planned.swept
    assert first in done.swept
    after = coach.attempts.get(attempt.id)
    assert attempt.recording is not None
    gone = attempt.recording.model_copy(update={"kept": False, "kept_days": 90})
    assert after == attempt.model_copy(update={"recording": gone})
    assert not coach.recordings.holds(sha256_of(attempt))
    assert not copy.exists()
    assert "recordings" not in swept(late.purge())


def test_transcripts_past_their_time_go_as_if_deleted_by_hand(coach: Coach, archive: Archive, home: Path) -> None:
    old = pitch(coach)
    young = pitch(replace(coach, now=lambda: NOON + timedelta(days=30)), ANOTHER)
    late = keeping(archive, days=31, transcripts_days=30)

    planned, done = late.purge(dry_run=True), late.purge()

    assert swept(planned)["transcripts"] == swept(done)["transcripts"] == 1
    assert [each.bytes for each in planned.swept[:2]] == [each.bytes for each in done.swept[:2]]
    assert done.swept[0].bytes == UTTERANCE.stat().st_size
    assert [attempt.id for attempt in coach.attempts.recent()] == [young.id]
    assert found_in(home, sha256_of(old).encode()) == []
    entry = Workshop(Settings(home=home)).history.entry(old.id)
    assert entry is not None
    assert (entry.deleted, entry.outcome) == (True, old.decision and old.decision.outcome)


def test_a_recording_that_a_younger_attempt_uses_outlives_the_older_one(coach: Coach, archive: Archive) -> None:
    old = pitch(coach)
    pitch(replace(coach, now=lambda: NOON + timedelta(days=30)))
    late = keeping(archive, days=31, recordings_days=30)
    for dry_run in (True, False):
        assert Swept(what="recordings", count=1, bytes=0) in late.purge(dry_run=dry_run).swept
    assert coach.recordings.holds(sha256_of(old))


def test_what_waits_for_a_person_is_never_past_its_time(coach: Coach, archive: Archive, workshop: Workshop) -> None:
    official = pitch(coach, kind=Kind.OFFICIAL)
    assert official.decision is not None
    assert official.decision.outcome is Outcome.NEEDS_REVIEW
    unfinished = coach.receive(Submission("first_call", recording=ANOTHER))
    late = keeping(archive, days=999, recordings_days=1, transcripts_days=1)
    assert swept(late.purge(dry_run=True)) == swept(late.purge()) | {"leases": 1} == {"leases": 1}

    review = Review(
        attempt=official.id,
        by="omar",
        by_name="Omar",
        at=NOON,
        decision=Outcome.CERTIFIED,
        reason="Heard it.",
        how="command",
    )
    workshop.reviews.store.add(review, seen=0)

    assert swept(late.purge())["transcripts"] == 1
    assert [attempt.id for attempt in coach.attempts.recent()] == [unfinished.id]
    assert workshop.reviews.store.of(official.id) == (review,)


def test_what_could_not_be_scored_cannot_be_tried_again_without_its_recording(coach: Coach, archive: Archive) -> None:
    silent = replace(coach, choose_transcriber=lambda name, fetching: Chosen(FakeTranscriber(""), ""))
    attempt = silent.receive(Submission("first_call", recording=UTTERANCE))
    with pytest.raises(MediaError, match="No word"):
        silent.run(attempt.id, progress=lambda share: None)
    keeping(archive, days=31, recordings_days=30).purge()
    with pytest.raises(MediaError, match="was removed"):
        coach.run(attempt.id, progress=lambda share: None)
    assert coach.attempts.get(attempt.id).state is State.REFUSED


def test_an_attempt_that_somebody_is_at_work_on_is_left_for_the_next_purge(coach: Coach, archive: Archive) -> None:
    attempt = pitch(coach)
    late = keeping(archive, days=31, transcripts_days=30)
    with coach.leases.take(attempt.id):
        purge = late.purge()
    assert "transcripts" not in swept(purge)
    assert any(attempt.id in note for note in purge.notes)
    assert swept(late.purge())["transcripts"] == 1


def test_a_recording_without_an_attempt_goes_after_a_day(coach: Coach, archive: Archive, workshop: Workshop) -> None:
    orphan = workshop.recordings.put(UTTERANCE)
    assert swept(archive.purge()) == {}
    os.utime(workshop.recordings.path(orphan), (time.time() - 90_000,) * 2)
    assert swept(archive.purge(dry_run=True)) == swept(archive.purge()) == {"orphans": 1}
    assert not workshop.recordings.holds(orphan)


def test_recordings_of_another_database_are_never_taken_for_orphans(
    coach: Coach, workshop: Workshop, tmp_path: Path
) -> None:
    attempt = pitch(coach)
    os.utime(workshop.recordings.path(sha256_of(attempt)), (0, 0))
    other = Workshop(replace(workshop.settings, database_url=f"sqlite:///{tmp_path}/other.db"))

    purge = other.archive.purge()

    assert "orphans" not in swept(purge)
    assert any("belongs to the database of another installation" in note for note in purge.notes)
    (workshop.recordings.folder / "installation").unlink()
    again = Workshop(other.settings)
    assert any("may belong to another database" in note for note in again.archive.purge().notes)
    assert coach.recordings.holds(sha256_of(attempt))
    for each in (other, again):
        each.database.close()


def test_takes_that_were_never_handed_in_go_after_their_time(archive: Archive, workshop: Workshop, home: Path) -> None:
    import sqlalchemy as sa

    from coach.adapters.tables import TAKE

    with workshop.database.write() as connection:
        for name, days in (("old", 40), ("young", 3)):
            row = {"id": name, "who": "me", "at": datetime.now(UTC) - timedelta(days=days), "document": "{}"}
            connection.execute(sa.insert(TAKE).values(row))
            part = home / "takes" / name / "000000"
            part.parent.mkdir(parents=True)
            part.write_bytes(b"12345")
            os.utime(part.parent, (time.time() - days * 86_400,) * 2)

    planned, done = archive.purge(dry_run=True), archive.purge()

    assert swept(planned) == swept(done) == {"takes": 1}
    assert archive.store.open_takes() == {"young"}
    assert [path.name for path in (home / "takes").iterdir()] == ["young"]


def test_without_a_retention_a_purge_says_that_all_is_kept_for_ever(archive: Archive) -> None:
    assert any("COACH_KEEP_RECORDINGS_DAYS" in note for note in archive.purge(dry_run=True).notes)
    assert keeping(archive, days=0, recordings_days=1).purge(dry_run=True).notes == ()


class Ended(Exception):
    """The process ends."""


def test_a_daily_purge_goes_on_tomorrow_whatever_went_wrong(archive: Archive, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __getattr__(self, name: str) -> object:
            raise OSError(f"{name} went wrong")

    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise Ended

    with pytest.raises(Ended):
        replace(archive, leftovers=Broken()).purge_daily(pause)  # pyright: ignore
    assert pauses == [86_400, 86_400]
    assert "went wrong" in caplog.text


def test_the_worker_purges_what_is_left_over_without_any_setting(workshop: Workshop, home: Path) -> None:
    orphan = workshop.recordings.path(workshop.recordings.put(UTTERANCE))
    part = home / "takes" / "abandoned" / "000000"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"12345")
    for path in (orphan, part.parent):
        os.utime(path, (time.time() - 40 * 86_400,) * 2)
    with Worker(home):
        deadline = time.monotonic() + 120
        while orphan.exists() or part.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_the_worker_purges_by_itself_where_a_retention_is_set(coach: Coach, workshop: Workshop) -> None:
    attempt = pitch(coach)  # made long ago
    with Worker(workshop.settings.home, COACH_KEEP_RECORDINGS_DAYS="1"):
        deadline = time.monotonic() + 120
        while coach.recordings.holds(sha256_of(attempt)):
            assert time.monotonic() < deadline
            time.sleep(0.1)
    after = coach.attempts.get(attempt.id)
    assert after.recording is not None
    assert after.recording.kept is False
