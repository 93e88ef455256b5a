"""A recording from its first second to the attempt it becomes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.take import Take
from coach.errors import CoachError, MediaError, UsageError
from coach.service.coach import Coach
from coach.service.ports import TakeStore
from coach.service.submission import Submission, handed_in_otherwise

MAX_PART_BYTES = 8_000_000
"""A part is one second; of a camera at 900 kbit/s that is about 0.1 MB."""

MAX_PARTS = 20_000
"""More than five hours of seconds."""

MAX_UNFINISHED = 20
"""How many takes of whole pitches, or of one check, a person may leave lying about, so that no page fills the disk
unnoticed. Counted are those that the recorder lists beside a new one, where they can be handed in or deleted."""


@dataclass(frozen=True)
class Takes:
    """The use cases around a recording under way.

    `redo` makes an attempt of a take that re-records one check (`take.redo`); it must give the same attempt
    when it is called twice for the same take.
    """

    store: TakeStore
    coach: Coach
    max_bytes: int
    redo: Callable[[Take, Path], Attempt]

    def begin(self, take: Take) -> Take:
        """Keep a new take. Begun again it stays as it was, so that a page may ask whenever it is unsure.

        What it is for is not looked at before it is handed in: a mistake in a rubric must not cost a recording.
        Raises UsageError for too many unfinished takes. The take that is returned is somebody else's where
        their page took this id first.
        """
        known = {other.id for other in self.unfinished(take.who) if other.redo == take.redo}
        if len(known) >= MAX_UNFINISHED and take.id not in known:
            message = f"There are {len(known)} recordings already that were not handed in."
            raise UsageError(message, hint="Hand in or delete some of them.")
        self.store.add(take)
        return self.store.get(take.id)

    def own(self, take_id: str, who: str) -> Take:
        """Somebody's own take. Raises UsageError when there is none."""
        take = self.store.get(take_id)
        if take.who != who:
            raise UsageError("There is no such recording.", hint="Record the pitch again.")
        return take

    def unfinished(self, who: str) -> tuple[Take, ...]:
        """What somebody has recorded and not handed in, the newest first."""
        return tuple(take for take in self.store.unfinished(who) if self.store.parts(take.id))

    def keep(self, take: Take, number: int, content: bytes) -> None:
        """Keep one part of a take, durably. Raises UsageError, MediaError for what is too large."""
        _still_open(take)
        if not 0 <= number < MAX_PARTS:
            message = f"The parts of a recording are numbered from 0 to {MAX_PARTS - 1}."
            raise UsageError(message, hint="Stop, and begin a new one.")
        if not content or len(content) > MAX_PART_BYTES:
            raise MediaError("A part of a recording is empty or too large.", hint="Load the page again.")
        others = sum(size for other, size in self.store.parts(take.id).items() if other != number)
        if others + len(content) > self.max_bytes:
            raise MediaError(
                f"This recording is larger than {self.max_bytes / 1_000_000:g} MB.",
                hint="Hand in what is there, and record a shorter one; COACH_MAX_MEGABYTES sets the limit.",
            )
        self.store.put_part(take.id, number, content)

    def missing(self, take: Take, count: int) -> tuple[int, ...]:
        """Which of the first `count` parts have not arrived."""
        there = self.store.parts(take.id)
        return tuple(number for number in range(min(count, MAX_PARTS)) if number not in there)

    def finish(self, take: Take, count: int) -> None:
        """Make one recording of the first `count` parts, which are all there. More may follow later."""
        _still_open(take)
        if count < 1 or self.missing(take, count):
            raise UsageError("This recording is not complete yet.", hint="Wait until all of it is saved.")
        self.store.assemble(take.id, count)

    def recording(self, take: Take) -> Path:
        """A finished take as a file that browsers play and can wind. Raises UsageError."""
        return self.coach.media.playable(self._whole(take), self.store.copies(take.id))

    def seconds(self, take: Take) -> float:
        """How long a finished take is; by its number of parts, where the recording does not say."""
        return self.coach.media.length(self.recording(take)) or float(len(self.store.parts(take.id)))

    def submit(self, take: Take, kind: Kind | None = None) -> str:
        """Hand a finished take in; returns the attempt's id, the same one however often it is called.

        Raises UsageError for one that was handed in as another kind, and whatever `Coach.receive` refuses;
        the take then stays.
        """
        try:
            return self._hand_in(self.store.get(take.id), kind)  # another tab may have handed it in since it was read
        except (CoachError, OSError):
            # Handed in from another tab at this moment? Then what was recorded may be cleared already.
            known = self._handed_in(take)
            if known is None:
                raise
            return self._of_kind(known, kind)

    def _hand_in(self, take: Take, kind: Kind | None) -> str:
        if take.attempt is not None:
            return self._of_kind(take.attempt, kind)
        whole = self._whole(take)
        # Now: another tab that hands it in at this moment may have cleared it afterwards.
        handed = self.store.assembled_parts(take.id) or None
        attempt = self.redo(take, whole) if take.redo else self._receive(take, whole, kind or take.kind)
        self.store.save(take.model_copy(update={"attempt": attempt.id, "handed": handed}))
        self.store.clear(take.id)  # only now: until here a crash leaves all of it
        return attempt.id

    def _handed_in(self, take: Take) -> str | None:
        """The attempt that this take has become, from whichever tab."""
        with suppress(UsageError):  # deleted meanwhile
            if (attempt := self.store.get(take.id).attempt) is not None:
                return attempt
        return self.coach.attempts.handed_in(take.who, take.id)

    def _of_kind(self, attempt_id: str, kind: Kind | None) -> str:
        """The attempt, where it is of the kind that is asked for. Raises UsageError."""
        try:
            attempt = self.coach.attempts.get(attempt_id)
        except UsageError:
            return attempt_id  # deleted since: whoever opens it is told so
        if kind is not None and attempt.kind is not kind:
            raise handed_in_otherwise(attempt)
        return attempt_id

    def discard(self, take: Take) -> None:
        """Delete a take with everything that was recorded. Raises UsageError for one that was handed in."""
        _still_open(take)
        self.store.delete(take.id)

    def _receive(self, take: Take, whole: Path, kind: Kind) -> Attempt:
        submission = Submission(
            rubric_id=take.rubric_id,
            recording=whole,
            situation=take.situation,
            kind=kind,
            who=take.who,
            filename=f"Recording of {take.at.astimezone():%d %b %Y, %H:%M}",
            key=take.id,
        )
        return self.coach.receive(submission)

    def _whole(self, take: Take) -> Path:
        _still_open(take)
        whole = self.store.assembled(take.id)
        if whole is None:
            raise UsageError("This recording is not complete yet.", hint="Wait until all of it is saved.")
        return whole


def _still_open(take: Take) -> None:
    if take.attempt is not None:
        raise UsageError("This recording was handed in already.", hint="Its report is in your history.")
