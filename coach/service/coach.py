"""The coach: one pitch from hand-in to decision, in stages that can be run again."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.domain.attempt import UNFINISHED, Attempt, Problem, Recording, State
from coach.domain.certification import Kind
from coach.domain.exchange import Progress
from coach.domain.rubric import GoldenPitch, Rubric, Us
from coach.domain.transcript import Transcript
from coach.errors import (
    CoachError,
    JudgeError,
    MediaError,
    SettingsError,
    StoreError,
    TranscriberError,
    UsageError,
)
from coach.service.gate import Gate
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.ports import AttemptStore, Jobs, Judge, Leases, Library, Matcher, Media, MediaStore
from coach.service.stages import Chosen, Stages
from coach.service.submission import Submission, submitted_already

UNJUDGED: dict[str, Any] = {
    "state": State.RECEIVED,
    "progress": 0.0,
    "problem": None,
    "scorecard": None,
    "decision": None,
    "coverage": None,
    "grader_lines": (),
    "strength": None,
    "fixes": (),
    "engines": None,
}
"""What an attempt looks like before a judge has seen it."""


@dataclass(frozen=True)
class Coach:
    """The use cases around an attempt. Every dependency is a port; `coach.wiring` knows the real ones.

    `choose_transcriber` takes CONFIGURED or an engine's name, and whom to tell how far fetching its model
    is; it is called only when there is audio to transcribe. `judges` holds the judges by name: EMBEDDED
    always, CONFIGURED the one that serves. What is done inside `transaction()` is kept whole or not at all.
    Without `jobs` nothing is queued: whoever hands in calls `run` by themselves.
    """

    library: Library
    media: Media
    recordings: MediaStore
    attempts: AttemptStore
    transaction: Callable[[], AbstractContextManager[object]]
    jobs: Jobs | None
    leases: Leases
    read_transcript: Callable[[Path], Transcript]
    choose_transcriber: Callable[[str, Progress], Chosen]
    judges: dict[str, Judge]
    matcher: Matcher
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    gate: Gate = field(default_factory=Gate)

    def receive(self, submission: Submission) -> Attempt:
        """Keep what was handed in, durably, before anything is done with it.

        Raises UsageError for what does not go together, for an official attempt too many and for a key that
        something of another kind or another pitch was handed in under, ContentError
        for a broken rubric and TranscriptError for a transcript that cannot be read.
        """
        if submission.recording is None and submission.transcript is None:
            raise UsageError("There is nothing to score.", hint="Give a recording, a transcript, or both.")
        who = _storable(submission.who)
        if known := self._handed_in(who, submission):
            return known
        rubric = self.library.rubric(submission.rubric_id)
        golden = self.golden(rubric, submission.golden_id)
        us = self.library.us_of(rubric)
        situation = submission.situation_in(rubric)
        brought = self.read_transcript(submission.transcript) if submission.transcript else None
        recording = self.keep(submission.recording, submission.filename) if submission.recording else None
        attempt = Attempt(
            id=self.new_id(),
            kind=submission.kind,
            who=who,
            at=self.now(),
            rubric_id=rubric.id,
            rubric_version=rubric.version,
            rubric_title=rubric.title,
            golden_id=golden.id,
            golden_version=golden.version,
            us_version=us.version,
            situation=situation,
            recording=recording,
            transcript=brought,
            pass_mark=rubric.pass_mark,
            source="both" if recording and brought else "recording" if recording else "transcript",
        )
        sources = {part.version: part.model_dump(mode="json") for part in (rubric, golden, us)}
        limit = rubric.official_attempts if attempt.kind is Kind.OFFICIAL else None
        try:
            attempt = self.enter(attempt, sources, limit=limit, key=submission.key)
        except StoreError:
            # The same hand-in, sent again before it was answered, may have come first.
            if not (known := self._handed_in(who, submission)):
                raise
            attempt = known
        if submission.recording and recording and not self.recordings.holds(recording.sha256):
            self.recordings.put(submission.recording)  # a deletion of the same bytes came in between
        return attempt

    def _handed_in(self, who: str, submission: Submission) -> Attempt | None:
        """What was handed in under this key already. Raises UsageError when that was something else."""
        known = self.attempts.handed_in(who, submission.key) if submission.key else None
        if known is None:
            return None
        attempt = self.attempts.get(known)
        submission.refuse_another(attempt)
        return attempt

    def enter(
        self, attempt: Attempt, sources: dict[str, Any], *, limit: int | None = None, key: str | None = None
    ) -> Attempt:
        """Keep a new attempt together with its first job. Raises UsageError beyond the limit, StoreError."""
        if self.jobs is not None:
            attempt = attempt.model_copy(update={"queued_at": self.now()})
        with self.transaction():
            self._hold_origin(attempt)
            self.attempts.add(attempt, sources, limit=limit, handed_in_as=key)
            if self.jobs is not None:
                self.jobs.enqueue(attempt.id, attempt.next_stage, attempt.tries)
        return attempt

    def _hold_origin(self, attempt: Attempt) -> None:
        """Nobody may delete what an attempt comes from before its row says that it uses the same recording."""
        origin = attempt.taken_from or (attempt.redo.attempt if attempt.redo else None)
        if origin is None:
            return
        held = self.attempts.hold(origin)
        if attempt.taken_from and self.attempts.submitted_from(origin):
            raise submitted_already()
        if attempt.taken_from and held.recording != attempt.recording:
            message = "The recording of this take was removed at this moment."
            raise UsageError(message, hint="Record the pitch again as an official attempt.")

    def retry(self, attempt_id: str, *, transcriber: str | None = None, judge: str | None = None) -> Attempt:
        """Hand an attempt that stands still to the queue again, with other engines if they are named.

        One that is queued or being worked on stays as it is.
        """
        attempt = self.attempts.get(attempt_id)
        if _needs_no_retry(attempt):
            return attempt
        with self.leases.take(attempt_id):
            attempt = self.attempts.get(attempt_id)
            if _needs_no_retry(attempt):
                return attempt
            # What the last try left, a decision that says "not scored", is not true of one that is on its way.
            return self.requeue(_asking(attempt.model_copy(update=UNJUDGED), transcriber, judge))

    def requeue(self, attempt: Attempt) -> Attempt:
        """Keep a changed attempt and queue what is to be done next. The caller holds its lease."""
        assert self.jobs is not None
        again = attempt.model_copy(
            update={
                "state": State.RECEIVED,
                "queued_at": self.now(),
                "tries": attempt.tries + 1,
                "progress": 0.0,
                "problem": None,
            }
        )
        with self.transaction():
            self.attempts.save(again)
            self.jobs.enqueue(again.id, again.next_stage, again.tries)
        return again

    def run(
        self, attempt_id: str, *, progress: Progress, transcriber: str | None = None, judge: str | None = None
    ) -> Attempt:
        """Transcribe and score here and now, as far as that is not done yet; it leaves the queue for that.

        `transcriber` and `judge` name engines for this attempt; None keeps to what it asked for before.

        An engine that fails leaves the attempt `waiting` with the reason and the retries on offer; a
        recording that cannot be scored leaves it `refused`. Both also raise the error. A judge that
        fails on a criterion ends as outcome `not_scored`, which another run takes up again.
        """
        with self.leases.take(attempt_id):
            try:
                attempt = self.attempts.get(attempt_id)
                # Kept first: a run that is broken off may not go on with other engines.
                if (asked := _out_of_queue(_asking(attempt, transcriber, judge))) != attempt:
                    self.attempts.save(attempt := asked)
                scored = self.stages.score(self.stages.transcribe(attempt, progress), progress)
            except CoachError as error:
                self.stop(attempt_id, error)
                raise
            progress(1.0)
            return scored

    def case_of(self, attempt: Attempt) -> tuple[Rubric, GoldenPitch, Us]:
        """The frozen content that this attempt is judged by, whatever the files say today."""
        return self.stages.case_of(attempt)

    @property
    def stages(self) -> Stages:
        return Stages(
            media=self.media,
            recordings=self.recordings,
            attempts=self.attempts,
            transaction=self.transaction,
            jobs=self.jobs,
            choose_transcriber=self.choose_transcriber,
            judges=self.judges,
            matcher=self.matcher,
        )

    def golden(self, rubric: Rubric, golden_id: str | None) -> GoldenPitch:
        """The golden pitch that goes with a rubric, unless another one is asked for."""
        if golden_id is None or golden_id == rubric.golden_pitch:
            return self.library.golden_of(rubric)
        return self.library.golden(golden_id)

    def keep(self, recording: Path, filename: str | None) -> Recording:
        """Keep a recording's bytes, durably. Raises MediaError for what is no file of a fitting size."""
        self.media.accept(recording)
        name = _storable(filename or recording.name)
        return Recording(sha256=self.recordings.put(recording), filename=name)

    def stop(self, attempt_id: str, error: CoachError, retries: tuple[str, ...] | None = None) -> None:
        """Keep why an attempt stands still, with the retries on offer (None: those that the error suggests).

        A recording that cannot be scored is refused; what is wrong with an engine, a setting or the disk may pass.
        """
        refused = isinstance(error, MediaError)
        offered = retries if retries is not None else () if refused else _retries(error)
        problem = Problem(message=error.message, hint=error.hint, retries=offered)
        state = State.REFUSED if refused else State.WAITING
        with suppress(UsageError):  # deleted meanwhile
            attempt = self.attempts.get(attempt_id)
            self.attempts.save(attempt.model_copy(update={"state": state, "problem": problem}))


def _asking(attempt: Attempt, transcriber: str | None, judge: str | None) -> Attempt:
    return attempt.model_copy(
        update={
            "asked_transcriber": transcriber or attempt.asked_transcriber,
            "asked_judge": judge or attempt.asked_judge,
        }
    )


def _out_of_queue(attempt: Attempt) -> Attempt:
    """The attempt for somebody who goes on with it by themselves: the job that waits for it is overtaken."""
    if attempt.queued_at is None or attempt.scored:
        return attempt
    return attempt.model_copy(update={"queued_at": None, "tries": attempt.tries + 1})


def _needs_no_retry(attempt: Attempt) -> bool:
    return attempt.scored or (attempt.state in UNFINISHED and attempt.queued_at is not None)


def _storable(text: str) -> str:
    """The text without lone surrogates: what bytes that are no UTF-8 become, and what nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _retries(error: CoachError) -> tuple[str, ...]:
    """The same again, and the engine that is always there where another one failed."""
    if isinstance(error, JudgeError):
        return (CONFIGURED, EMBEDDED)
    return (CONFIGURED, "pocketsphinx") if isinstance(error, TranscriberError | SettingsError) else (CONFIGURED,)
