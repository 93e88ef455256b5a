"""The coach: one pitch from hand-in to decision, in stages that can be run again."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.domain.attempt import UNFINISHED, Attempt, Problem, Recording, Stage, State, Usage
from coach.domain.certification import Kind
from coach.domain.exchange import Progress
from coach.domain.person import OWNER
from coach.domain.rubric import GoldenPitch, Rubric, Us
from coach.domain.transcript import Transcript
from coach.errors import (
    CoachError,
    JudgeError,
    MediaError,
    SettingsError,
    StoreError,
    TranscriberError,
    UnreadableError,
    UsageError,
)
from coach.service.gate import Gate
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.ports import AttemptStore, Jobs, Judge, Leases, Library, Matcher, Media, MediaStore
from coach.service.stages import Allow, Chosen, Stages, ignore

log = logging.getLogger(__name__)

MAX_RUNS = 10
"""A stage that was begun this often without an end kills its worker: it is given up, and a person told. So
many because a worker is also ended by every restart of the app, whatever it is at."""

SUSPECT_RUNS = 3
"""A stage that was begun this often without an end is then worked on alone: what ends the worker is not to take
down with it, run by run, whatever happens to be worked on beside it."""

MAX_STORE_RUNS = 3
"""A stage is begun again this often when the disk or the database refused something in its course."""

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
class Submission:
    """What somebody hands in: a recording, a transcript, or both."""

    rubric_id: str
    recording: Path | None = None
    transcript: Path | None = None
    situation: str | None = None
    golden_id: str | None = None
    kind: Kind = Kind.PRACTICE
    who: str = OWNER
    filename: str | None = None
    key: str | None = None
    """The page's own name for this hand-in: sent twice, it is still one attempt."""


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
        if submission.key and (known := self.attempts.handed_in(who, submission.key)):
            return _same(self.attempts.get(known), submission)
        rubric = self.library.rubric(submission.rubric_id)
        golden = self._golden(rubric, submission.golden_id)
        us = self.library.us_of(rubric)
        situation = _situation(rubric, submission)
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
            if not (submission.key and (known := self.attempts.handed_in(who, submission.key))):
                raise
            attempt = _same(self.attempts.get(known), submission)
        if submission.recording and recording and not self.recordings.holds(recording.sha256):
            self.recordings.put(submission.recording)  # a deletion of the same bytes came in between
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
            raise _submitted_already()
        if attempt.taken_from and held.recording != attempt.recording:
            message = "The recording of this take was removed at this moment."
            raise UsageError(message, hint="Record the pitch again as an official attempt.")

    def submit(self, attempt_id: str) -> Attempt:
        """Make a practice take count: a new official attempt on what was heard then, scored anew.

        Raises UsageError when this take cannot be submitted.
        """
        take = self.attempts.get(attempt_id)
        if refusal := self.unsubmittable(take):
            raise refusal
        official = take.model_copy(
            update={
                **UNJUDGED,
                "id": self.new_id(),
                "kind": Kind.OFFICIAL,
                "at": self.now(),
                "taken_from": take.id,
                "asked_judge": CONFIGURED,
                "tries": 0,
                "usage": Usage(),
            }
        )
        rubric, _, _ = self.case_of(take)
        return self.enter(official, {}, limit=rubric.official_attempts)

    def unsubmittable(self, take: Attempt) -> UsageError | None:
        """Why a take cannot be submitted as an official attempt, None when it can."""
        practise = "Record the pitch again as an official attempt."
        if take.kind is Kind.OFFICIAL or take.redo is not None:
            return UsageError("Only a practice take of the whole pitch can be submitted.", hint=practise)
        if take.recording is None or not take.recording.kept:
            return UsageError("This take has no recording that a reviewer could hear.", hint=practise)
        if take.delivery is None or take.transcript is None:
            return UsageError("This take was not heard yet.", hint="Wait until its report is there.")
        rubric = self.library.rubric(take.rubric_id)
        golden, us = self._golden(rubric, take.golden_id), self.library.us_of(rubric)
        today = (rubric.version, golden.version, us.version)
        if today != (take.rubric_version, take.golden_version, take.us_version):
            return UsageError(f"“{rubric.title}” has changed since this take.", hint=practise)
        if take.situation not in rubric.certifies:
            return _does_not_certify(rubric, take.situation)
        if self.attempts.submitted_from(take.id):
            return _submitted_already()
        if self.attempts.officials(take.who, take.rubric_id) >= rubric.official_attempts:
            return UsageError("No official attempt is left.", hint="Practice is not limited.")
        return None

    def retry(self, attempt_id: str, *, transcriber: str | None = None, judge: str | None = None) -> Attempt:
        """Hand an attempt that stands still to the queue again, with other engines if they are named.

        One that is queued or being worked on stays as it is.
        """
        attempt = self.attempts.get(attempt_id)
        if _needs_no_retry(attempt):
            return attempt
        with self.leases.take(attempt_id):
            attempt = self.attempts.get(attempt_id)
            return attempt if _needs_no_retry(attempt) else self.requeue(_asking(attempt, transcriber, judge))

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

    def work(self, stage: Stage, attempt_id: str, tries: int, allow: Allow) -> None:
        """One job of the worker. Ends quietly when there is nothing to do: deleted, done, overtaken, or unreadable.

        Raises only what another run can mend, such as a database that does not answer. `allow` is told how
        long the work may go on without a sign of life.
        """
        if self._due(stage, attempt_id, tries) is None:
            return
        suspect = self.attempts.begun(attempt_id, stage, tries) >= SUSPECT_RUNS
        with self.gate.enter(alone=suspect), self.leases.take(attempt_id):
            attempt = self._due(stage, attempt_id, tries)
            if attempt is None:
                return
            run = self.attempts.begin(attempt_id, stage, tries)
            if run > MAX_RUNS:
                self._stop(attempt_id, State.WAITING, _gave_up(), (CONFIGURED,))
                return
            try:
                if stage is Stage.TRANSCRIBE:
                    self._stages.transcribe(attempt, ignore, allow)
                else:
                    self._stages.score(attempt, ignore, allow)
            except MediaError as error:
                self._stop(attempt_id, State.REFUSED, error, ())
            except StoreError as error:
                if run < MAX_STORE_RUNS:
                    raise
                self._stop(attempt_id, State.WAITING, error, (CONFIGURED,))
            except CoachError as error:
                self._stop(attempt_id, State.WAITING, error, _retries(error))
            except Exception:
                log.exception("the stage %s of attempt %s broke off", stage.value, attempt_id)
                self._stop(attempt_id, State.WAITING, _broke_off(), (CONFIGURED,))

    def _due(self, stage: Stage, attempt_id: str, tries: int) -> Attempt | None:
        """The attempt, if this job is what is to be done with it now."""
        try:
            attempt = self.attempts.get(attempt_id)
        except UsageError:
            return None  # deleted while it waited
        except UnreadableError as error:  # it would be so at every run, and keep the others waiting
            log.error("the stage %s of attempt %s ends here: %s %s", stage.value, attempt_id, error.message, error.hint)
            return None
        due = attempt.tries == tries and attempt.state in UNFINISHED and attempt.next_stage is stage
        return attempt if due and attempt.queued_at is not None else None

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
                scored = self._stages.score(self._stages.transcribe(attempt, progress), progress)
            except MediaError as error:
                self._stop(attempt_id, State.REFUSED, error, ())
                raise
            except CoachError as error:  # an engine, a setting, the disk: nothing that is wrong with the pitch
                self._stop(attempt_id, State.WAITING, error, _retries(error))
                raise
            progress(1.0)
            return scored

    def case_of(self, attempt: Attempt) -> tuple[Rubric, GoldenPitch, Us]:
        """The frozen content that this attempt is judged by, whatever the files say today."""
        return self._stages.case_of(attempt)

    @property
    def _stages(self) -> Stages:
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

    def _golden(self, rubric: Rubric, golden_id: str | None) -> GoldenPitch:
        """The golden pitch that goes with a rubric, unless another one is asked for."""
        if golden_id is None or golden_id == rubric.golden_pitch:
            return self.library.golden_of(rubric)
        return self.library.golden(golden_id)

    def keep(self, recording: Path, filename: str | None) -> Recording:
        """Keep a recording's bytes, durably. Raises MediaError for what is no file of a fitting size."""
        self.media.accept(recording)
        name = _storable(filename or recording.name)
        return Recording(sha256=self.recordings.put(recording), filename=name)

    def _stop(self, attempt_id: str, state: State, error: CoachError, retries: tuple[str, ...]) -> None:
        problem = Problem(message=error.message, hint=error.hint, retries=retries)
        with suppress(UsageError):  # deleted meanwhile
            attempt = self.attempts.get(attempt_id)
            self.attempts.save(attempt.model_copy(update={"state": state, "problem": problem}))


def _situation(rubric: Rubric, submission: Submission) -> str:
    situation = submission.situation or rubric.default_situation
    if situation not in rubric.situations:
        known = ", ".join(rubric.situations)
        raise UsageError(f"“{rubric.title}” knows no situation `{situation}`.", hint=f"Choose one of: {known}.")
    if submission.kind is Kind.OFFICIAL and situation not in rubric.certifies:
        raise _does_not_certify(rubric, situation)
    return situation


def handed_in_otherwise(attempt: Attempt) -> UsageError:
    """What is told to somebody who hands the same thing in again as another kind."""
    if attempt.kind is Kind.OFFICIAL:
        message = "It was handed in as an official attempt already."
        return UsageError(message, hint="That counts; its report is in your history.")
    hint = "Open its report to submit it as official." if attempt.redo is None else "One line said again never counts."
    return UsageError("It was handed in as practice already.", hint=hint)


def _same(attempt: Attempt, submission: Submission) -> Attempt:
    """The attempt that was handed in under this key, if the submission is the same one again. Raises UsageError."""
    if attempt.rubric_id != submission.rubric_id:
        raise UsageError(
            f"It was handed in for “{attempt.rubric_title}” already.",
            hint="Record or choose another one for this pitch.",
        )
    if attempt.kind is not submission.kind:
        raise handed_in_otherwise(attempt)
    return attempt


def _does_not_certify(rubric: Rubric, situation: str) -> UsageError:
    return UsageError(
        f"“{rubric.title}” does not certify in the situation `{situation}`.",
        hint=f"Practise it, or choose: {', '.join(rubric.certifies)}.",
    )


def _submitted_already() -> UsageError:
    return UsageError("This take was submitted already.", hint="Open the official attempt in your history.")


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


def _gave_up() -> CoachError:
    return CoachError(
        f"The work on this attempt broke down {MAX_RUNS} times and was given up.",
        hint="Nothing is lost. Try again; if it breaks down once more, report what the server's log says.",
    )


def _broke_off() -> CoachError:
    return CoachError(
        "Something went wrong inside Pitch Coach while this was worked on.",
        hint="Nothing is lost. Try again; if it happens once more, report what the server's log says.",
    )


def _storable(text: str) -> str:
    """The text without lone surrogates: what bytes that are no UTF-8 become, and what nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _retries(error: CoachError) -> tuple[str, ...]:
    """The same again, and the engine that is always there where another one failed."""
    if isinstance(error, JudgeError):
        return (CONFIGURED, EMBEDDED)
    return (CONFIGURED, "pocketsphinx") if isinstance(error, TranscriberError | SettingsError) else (CONFIGURED,)
