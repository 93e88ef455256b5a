"""The archive: what is kept of an attempt, for how long, and what goes when somebody deletes it."""

import logging
import time
from collections.abc import Callable, Collection, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NoReturn

from coach.domain.attempt import Attempt
from coach.domain.retention import Deleted, Erased, Purge, Retention, Swept
from coach.errors import CoachError, StoreError, UsageError
from coach.service.ports import ArchiveStore, AttemptStore, Jobs, Leases, Leftovers, MediaStore

log = logging.getLogger(__name__)

DAY_S = 86_400.0

ORPHAN_S = DAY_S
"""How old a recording without an attempt must be before it is swept: its attempt may be about to be written."""


@dataclass(frozen=True)
class Archive:
    """Deletes by hand and by age. What it removes is gone for good; the decision stays.

    Files go after the rows that name them: what a crash leaves in between, the next purge finds.
    """

    store: ArchiveStore
    attempts: AttemptStore
    recordings: MediaStore
    leftovers: Leftovers
    transaction: Callable[[], AbstractContextManager[object]]
    jobs: Jobs
    leases: Leases
    retention: Retention
    now: Callable[[], datetime]

    def delete(self, attempt_id: str, who: str) -> Deleted:
        """Remove the recording, the words and the jobs of an attempt for good; its decision stays.

        It waits for nobody: a stage that is at work on it finds it deleted and ends quietly. Raises
        UsageError when this person has no such attempt.
        """
        deleted = self._remove(self.store.erase(attempt_id, who))
        self.settle()
        return deleted

    def purge(self, *, dry_run: bool = False) -> Purge:
        """Remove what is past its time, and what nothing refers to any more."""
        days = self.retention
        notes: list[str] = []
        words = self._due(days.transcripts_days, recorded=False)
        sounds = tuple(each for each in self._due(days.recordings_days, recorded=True) if each not in words)
        if dry_run:
            families = {member for each in words for member in self.store.family(each)}
            first = self._bytes_of(families)
            both = self._bytes_of(families | set(sounds))
            swept = [
                Swept(what="transcripts", count=len(words), bytes=first),
                Swept(what="recordings", count=len(sounds), bytes=both - first),
            ]
        else:
            swept = [
                self._retire("transcripts", words, notes),
                self._retire("recordings", sounds, notes),
            ]
        swept += self._retire_drills(notes, dry_run=dry_run)
        swept.append(self._retire_studies(dry_run=dry_run))
        swept += self._sweep(notes, dry_run=dry_run)
        if not dry_run and not self.store.settle():
            notes.append("The database was in use; the next purge overwrites what is left of deleted rows.")
        if not days.limited:
            notes.append(
                "Recordings, transcripts and drills are kept for ever: neither COACH_KEEP_RECORDINGS_DAYS nor "
                "COACH_KEEP_TRANSCRIPTS_DAYS is set."
            )
        return Purge(dry_run=dry_run, swept=tuple(swept), notes=tuple(notes))

    def purge_daily(self, pause: Callable[[float], object] = time.sleep) -> NoReturn:
        """Purge now and then once a day, until the process ends. Whatever goes wrong: tomorrow again."""
        while True:
            try:
                for note in self.purge().notes:
                    log.info(note)
            except CoachError as error:  # a database that is away, a disk that is full
                log.warning("the daily purge broke off: %s %s", error.message, error.hint)
            except Exception:
                log.exception("the daily purge broke off")
            pause(DAY_S)

    # ---- one deletion --------------------------------------------------------------------------

    def _remove(self, erased: Erased) -> Deleted:
        """What lies elsewhere of what the database has let go: nothing that fails here undoes that."""
        gone: list[int] = []
        failed: list[Exception] = []
        shared = False
        for sha256 in erased.recordings:
            with _going_on(failed):
                if (size := self._forget_sound(sha256)) is None:
                    shared = True
                else:
                    gone.append(size)
        for attempt_id in erased.attempts:
            with _going_on([]):  # a job without its attempt ends by itself
                self.jobs.forget(attempt_id)
        for take_id in erased.takes:
            with _going_on(failed):
                self.leftovers.drop_take(take_id)
        first, *redos = erased.attempts
        return Deleted(
            attempt=first,
            redos=len(redos),
            recordings=len(gone),
            bytes=sum(gone),
            shared=shared,
            left=bool(failed),
        )

    def forget_sounds(self, recordings: Collection[str]) -> None:
        """Remove the recordings of spoken answers that were deleted; those in use elsewhere stay."""
        for sha256 in recordings:
            with _going_on([]):  # the next purge finds what is left
                self._forget_sound(sha256)
        self.settle()

    def settle(self) -> None:
        """Overwrite what the database still holds of deleted rows; what is in use now, the next purge does."""
        with _going_on([]):
            self.store.settle()

    def _forget_sound(self, sha256: str) -> int | None:
        """Its bytes; None when somebody else uses it."""
        size = self.recordings.remove_unless(sha256, lambda: bool(self.store.users(sha256)))
        if self.recordings.holds(sha256):
            return None
        self.leftovers.drop_copies(sha256)
        return size

    # ---- what is past its time -----------------------------------------------------------------

    def _due(self, days: float | None, *, recorded: bool, attempt_id: str | None = None) -> tuple[str, ...]:
        if days is None:
            return ()
        return self.store.due(self._ago(days), recorded=recorded, attempt_id=attempt_id)

    def _retire(self, what: Literal["transcripts", "recordings"], due: Collection[str], notes: list[str]) -> Swept:
        count = size = 0
        for attempt_id in due:
            try:
                with self.leases.take(attempt_id), self.transaction():
                    attempt = self.attempts.hold(attempt_id)
                    erased = self._erase_words(attempt) if what == "transcripts" else self._erase_sound(attempt)
            except UsageError:
                notes.append(f"Attempt {attempt_id} was in use or deleted at this moment.")
                continue
            except StoreError as error:
                notes.append(f"Attempt {attempt_id} was left alone. {error.message}")
                continue
            if erased is not None:
                removed = self._remove(erased)
                count, size = count + 1, size + removed.bytes
                if removed.left:
                    notes.append(f"A file of attempt {attempt_id} could not be removed at this moment.")
        return Swept(what=what, count=count, bytes=size)

    def _retire_drills(self, notes: list[str], *, dry_run: bool) -> list[Swept]:
        """Drills are practice: past the time for words a drill goes wholly, past that for sounds what was spoken."""
        days = self.retention
        retired = self.store.retire_drills(
            words=None if days.transcripts_days is None else self._ago(days.transcripts_days),
            sounds=None if days.recordings_days is None else self._ago(days.recordings_days),
            dry_run=dry_run,
        )
        freed: list[int] = []
        failed: list[Exception] = []
        for sha256 in retired.recordings:
            with _going_on(failed):
                if not dry_run:
                    freed.append(self._forget_sound(sha256) or 0)
                elif self.store.users(sha256) <= set(retired.utterances):
                    freed.append(self.recordings.size(sha256))
        if failed:
            notes.append("A file of a spoken answer could not be removed at this moment.")
        return [
            Swept(what="drills", count=retired.drills),
            Swept(what="playbooks", count=retired.playbooks),
            Swept(what="spoken_answers", count=len(retired.utterances), bytes=sum(freed)),
        ]

    def _retire_studies(self, *, dry_run: bool) -> Swept:
        """What was tried on drafts rests on what was said, or on documents: it goes when words go."""
        days = self.retention.transcripts_days
        count = 0 if days is None else self.store.retire_studies(self._ago(days), dry_run=dry_run)
        return Swept(what="studies", count=count)

    def _erase_words(self, attempt: Attempt) -> Erased | None:
        due = self._due(self.retention.transcripts_days, recorded=False, attempt_id=attempt.id)
        return self.store.erase(attempt.id) if due else None

    def _erase_sound(self, attempt: Attempt) -> Erased | None:
        days, recording = self.retention.recordings_days, attempt.recording
        if recording is None or not self._due(days, recorded=True, attempt_id=attempt.id):
            return None
        gone = recording.model_copy(update={"kept": False, "kept_days": days})
        self.attempts.save(attempt.model_copy(update={"recording": gone}))
        return Erased(attempts=(attempt.id,), recordings=(recording.sha256,), takes=())

    def _bytes_of(self, attempt_ids: Collection[str]) -> int:
        """What would be freed if none of these attempts used their recordings any more."""
        used = (sha256 for each in attempt_ids for sha256 in self.store.used_by(each))
        return sum(self.recordings.size(sha256) for sha256 in set(used) if self.store.users(sha256) <= set(attempt_ids))

    def _ago(self, days: float) -> datetime:
        return self.now() - timedelta(days=days)

    # ---- what nothing refers to ----------------------------------------------------------------

    def _sweep(self, notes: list[str], *, dry_run: bool) -> list[Swept]:
        days = self.retention
        oldest_words = self._ago(days.transcripts_days).timestamp() if days.transcripts_days is not None else None
        return [
            self._sweep_orphans(notes, dry_run=dry_run),
            self._sweep_uploads(dry_run=dry_run),
            self.leftovers.copies(self.recordings.holds, dry_run=dry_run),
            self._sweep_takes(dry_run=dry_run),
            self.leftovers.leases(dry_run=dry_run),
            # What a backup from before that moment holds is past its time, all of it.
            self.leftovers.backups(days.backups, oldest_words, dry_run=dry_run),
        ]

    def _sweep_orphans(self, notes: list[str], *, dry_run: bool) -> Swept:
        owner = self.recordings.owner
        if owner == self.store.installation:
            known = self.store.recordings()
            return self.recordings.sweep(
                ORPHAN_S, lambda sha256: sha256 in known or bool(self.store.users(sha256)), dry_run=dry_run
            )
        whose = "belongs to the database of another installation" if owner else "may belong to another database"
        notes.append(
            f"Recordings without an attempt were left alone: the folder {self.recordings.folder} {whose}. "
            "Give each database a COACH_HOME of its own."
        )
        return Swept(what="orphans")

    def _sweep_uploads(self, *, dry_run: bool) -> Swept:
        kept = self.recordings.sweep_uploads(ORPHAN_S, dry_run=dry_run)
        received = self.leftovers.uploads(dry_run=dry_run)
        return Swept(what="uploads", count=kept.count + received.count, bytes=kept.bytes + received.bytes)

    def _sweep_takes(self, *, dry_run: bool) -> Swept:
        before = self._ago(self.retention.takes_days)
        old = self.leftovers.untouched(self.store.open_takes(before), before.timestamp())
        if not dry_run:
            self.store.forget_takes(old)
        return self.leftovers.takes(self.store.open_takes() - old, dry_run=dry_run)


@contextmanager
def _going_on(failed: list[Exception]) -> Generator[None]:
    """Notes and logs what goes wrong in it, and goes on after it."""
    try:
        yield
    except Exception as error:
        failed.append(error)
        log.exception("something of what was deleted is left for the next purge")
