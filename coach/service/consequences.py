"""What deleting an attempt removes, and what stays: whole sentences, to be shown before."""

from collections.abc import Iterator

from coach.domain.attempt import UNFINISHED, Attempt, Recording, State
from coach.domain.certification import Kind
from coach.errors import UnreadableError, UsageError
from coach.service.archive import Archive


def consequences(archive: Archive, attempt: Attempt) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the archive would remove with this attempt, and what would stay."""
    return tuple(_removed(archive, attempt)), tuple(_kept(archive, attempt))


def _removed(archive: Archive, attempt: Attempt) -> Iterator[str]:
    family = archive.store.family(attempt.id)
    recording = attempt.recording
    if recording and recording.kept and not _used_elsewhere(archive, attempt, recording):
        yield f"The recording “{recording.filename}”, with the copy made for playing it."
    if attempt.transcript is not None:
        yield "The transcript, and with it every quote, reason and fix in the report."
    if len(family) > 1:
        single = len(family) == 2
        yield "Your re-recording of one line." if single else f"Your {len(family) - 1} re-recordings of single lines."
    if attempt.state in UNFINISHED:
        yield "Its place in the queue: the work on it ends without a result."
    if attempt.kind is Kind.OFFICIAL:
        yield "Its chance of a review: nobody can look at it any more."


def _kept(archive: Archive, attempt: Attempt) -> Iterator[str]:
    if attempt.redo is not None:
        yield "The pitch whose line you said again, with its report."
        return
    yield "That you made this attempt, when, and at which pitch."
    if attempt.decision is not None:
        yield "Its decision, and the points of each criterion."
    if attempt.kind is Kind.OFFICIAL:
        if attempt.state is not State.REFUSED:
            yield "That it counts as one of your official attempts."
        yield "What a reviewer has decided about it, if one has, with the reasons given."
    recording = attempt.recording
    if _submission_is_there(archive, attempt):
        yield "The official attempt that you submitted from this take, with all that belongs to it."
    elif recording and recording.kept and _used_elsewhere(archive, attempt, recording):
        yield "The file of the recording, because another attempt or a drill uses the same one."
    if archive.leftovers.backups_since(attempt.at.timestamp()):
        yield (
            "Its words in the backups of the database that upgrades made, until those are removed: "
            "“coach purge” with COACH_KEEP_BACKUPS=0 removes them all."
        )


def _used_elsewhere(archive: Archive, attempt: Attempt, recording: Recording) -> bool:
    return not archive.store.users(recording.sha256) <= set(archive.store.family(attempt.id))


def _submission_is_there(archive: Archive, attempt: Attempt) -> bool:
    official = archive.attempts.submitted_from(attempt.id)
    try:
        return official is not None and bool(archive.attempts.get(official))
    except UsageError:
        return False  # it was deleted; that it was made stays known
    except UnreadableError:
        return True  # a newer version wrote it
