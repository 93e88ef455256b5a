"""The coach: one pitch from hand-in to decision, in stages that can be run again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.domain.alignment import disagreement, lend_times, unheard_run
from coach.domain.attempt import Attempt, Problem, Recording, State
from coach.domain.certification import Kind, Outcome
from coach.domain.delivery import measure
from coach.domain.exchange import Audio, Progress
from coach.domain.judging import Case
from coach.domain.rubric import GoldenPitch, Rubric, Us
from coach.domain.transcript import Transcript
from coach.errors import CoachError, JudgeError, MediaError, SettingsError, TranscriberError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED, Panel
from coach.service.ports import AttemptStore, Judge, Leases, Library, Matcher, Media, MediaStore, Transcriber

TRANSCRIBING_SHARE = 0.8
"""How much of the progress bar transcribing takes. By feel: on the embedded engines it is nearly all."""


@dataclass(frozen=True)
class Submission:
    """What somebody hands in: a recording, a transcript, or both."""

    rubric_id: str
    recording: Path | None = None
    transcript: Path | None = None
    situation: str | None = None
    golden_id: str | None = None
    kind: Kind = Kind.PRACTICE
    who: str = "me"
    filename: str | None = None


@dataclass(frozen=True)
class Chosen:
    """The transcriber that serves, and why it was chosen."""

    transcriber: Transcriber
    why: str


@dataclass(frozen=True)
class Coach:
    """The use cases around an attempt. Every dependency is a port; `coach.wiring` knows the real ones.

    `choose_transcriber` takes CONFIGURED or an engine's name, and whom to tell how far fetching its model
    is; it is called only when there is audio to transcribe. `judges` holds the judges by name: EMBEDDED
    always, CONFIGURED the one that serves.
    """

    library: Library
    media: Media
    recordings: MediaStore
    attempts: AttemptStore
    leases: Leases
    read_transcript: Callable[[Path], Transcript]
    choose_transcriber: Callable[[str, Progress], Chosen]
    judges: dict[str, Judge]
    matcher: Matcher
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def receive(self, submission: Submission) -> Attempt:
        """Keep what was handed in, durably, before anything is done with it.

        Raises UsageError for what does not go together, ContentError for a broken rubric and
        TranscriptError for a transcript that cannot be read.
        """
        if submission.recording is None and submission.transcript is None:
            raise UsageError("There is nothing to score.", hint="Give a recording, a transcript, or both.")
        rubric = self.library.rubric(submission.rubric_id)
        golden = self.library.golden(submission.golden_id or rubric.golden_pitch)
        us = self.library.us()
        situation = _situation(rubric, submission)
        brought = self.read_transcript(submission.transcript) if submission.transcript else None
        recording = self._keep(submission) if submission.recording else None
        attempt = Attempt(
            id=self.new_id(),
            kind=submission.kind,
            who=_storable(submission.who),
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
        self.attempts.add(attempt, sources)
        return attempt

    def run(
        self, attempt_id: str, *, progress: Progress, transcriber: str | None = None, judge: str | None = None
    ) -> Attempt:
        """Transcribe and score, as far as that is not done yet.

        `transcriber` and `judge` name engines for this attempt; None keeps to what it asked for before.

        An engine that fails leaves the attempt `waiting` with the reason and the retries on offer; a
        recording that cannot be scored leaves it `refused`. Both also raise the error. A judge that
        fails on a criterion ends as outcome `not_scored`, which another run takes up again.
        """
        with self.leases.take(attempt_id):
            try:
                attempt = self._asking(self.attempts.get(attempt_id), transcriber, judge)
                scored = self._score(self._transcribe(attempt, progress), progress)
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
        return (
            Rubric.model_validate(self.attempts.source(attempt.rubric_version)),
            GoldenPitch.model_validate(self.attempts.source(attempt.golden_version)),
            Us.model_validate(self.attempts.source(attempt.us_version)),
        )

    def _keep(self, submission: Submission) -> Recording:
        assert submission.recording is not None
        self.media.accept(submission.recording)
        name = _storable(submission.filename or submission.recording.name)
        return Recording(sha256=self.recordings.put(submission.recording), filename=name)

    def _asking(self, attempt: Attempt, transcriber: str | None, judge: str | None) -> Attempt:
        """Keep which engines were asked for: a run that is broken off may not go on with others."""
        asked = attempt.model_copy(
            update={
                "asked_transcriber": transcriber or attempt.asked_transcriber,
                "asked_judge": judge or attempt.asked_judge,
            }
        )
        if asked != attempt:
            self.attempts.save(asked)
        return asked

    def _stop(self, attempt_id: str, state: State, error: CoachError, retries: tuple[str, ...]) -> None:
        problem = Problem(message=error.message, hint=error.hint, retries=retries)
        attempt = self.attempts.get(attempt_id)
        self.attempts.save(attempt.model_copy(update={"state": state, "problem": problem}))

    # ---- transcribing --------------------------------------------------------------------------

    def _transcribe(self, attempt: Attempt, progress: Progress) -> Attempt:
        recording = attempt.recording
        if recording is None or attempt.delivery is not None:
            return attempt  # nothing to hear, or heard already
        attempt = self._enter(attempt, State.PREPARING)
        audio = self.media.decode(self.recordings.path(recording.sha256))
        speech = self.media.voice_activity(audio)
        if not speech:
            raise _no_speech("There is no speech in this recording.")
        chosen = self.choose_transcriber(
            attempt.asked_transcriber, lambda share: self.attempts.progress(attempt.id, share)
        )
        attempt = self._enter(attempt, State.TRANSCRIBING)
        heard = self._hear(attempt, chosen.transcriber, audio, progress)
        if not heard.words:
            raise _no_speech("No word could be recognised in this recording.")
        rubric, _, _ = self.case_of(attempt)
        words, compared = heard, {}
        if attempt.transcript is not None:
            words = lend_times(attempt.transcript, heard)
            compared = {
                "disagreement": disagreement(attempt.transcript, heard),
                "unheard_run": unheard_run(attempt.transcript, heard),
            }
        done = attempt.model_copy(
            update={
                "recording": recording.model_copy(update={"seconds": audio.seconds, "video": audio.video}),
                "transcript": words,
                "delivery": measure(words, speech, rubric.length),
                "heard_by": chosen.transcriber.name,
                "heard_embedded": chosen.transcriber.embedded,
                "heard_why": (chosen.why, *((audio.damaged,) if audio.damaged else ())),
                **compared,
            }
        )
        self.attempts.save(done)
        return done

    def _hear(self, attempt: Attempt, transcriber: Transcriber, audio: Audio, progress: Progress) -> Transcript:
        def note(share: float) -> None:
            self.attempts.progress(attempt.id, share)
            progress(share * TRANSCRIBING_SHARE)

        return transcriber.transcribe(audio, hints(*self.case_of(attempt)), note)

    def _enter(self, attempt: Attempt, state: State) -> Attempt:
        entered = attempt.model_copy(update={"state": state, "problem": None, "progress": 0.0})
        self.attempts.save(entered)
        return entered

    # ---- scoring -------------------------------------------------------------------------------

    def _score(self, attempt: Attempt, progress: Progress) -> Attempt:
        if attempt.decision is not None and attempt.decision.outcome is not Outcome.NOT_SCORED:
            return attempt  # scored already: never twice
        transcript = attempt.transcript
        assert transcript is not None  # a submission has a transcript or a recording, heard by now
        attempt = self._enter(attempt, State.SCORING)
        if attempt.delivery is None:
            attempt = attempt.model_copy(update={"delivery": measure(transcript, None, None)})
        rubric, golden, us = self.case_of(attempt)
        case = Case(rubric=rubric, situation=attempt.situation, golden=golden, us=us, transcript=transcript)

        def note(share: float) -> None:
            self.attempts.progress(attempt.id, share)
            progress(TRANSCRIBING_SHARE + share * (1 - TRANSCRIBING_SHARE))

        panel = Panel(self.judges[attempt.asked_judge], self.judges[EMBEDDED], self.matcher)
        done = panel.judge(attempt, case, note)
        self.attempts.save(done)
        return done


def hints(rubric: Rubric, golden: GoldenPitch, us: Us) -> tuple[str, ...]:
    """Names and terms that a recogniser should expect, without repeats, the most telling first.

    The author's own list, then the capitalised words inside sentences of the golden pitch.
    """
    names = [*us.words, us.company, us.product, golden.product]
    for sentence in golden.text.replace("\n", " ").split(". "):
        names += [word.strip(".,;:!?()\"“”'") for word in sentence.split()[1:] if word[:1].isupper() and len(word) > 2]
    return tuple(dict.fromkeys(name for name in names if name))


def _situation(rubric: Rubric, submission: Submission) -> str:
    situation = submission.situation or rubric.default_situation
    if situation not in rubric.situations:
        known = ", ".join(rubric.situations)
        raise UsageError(f"“{rubric.title}” knows no situation `{situation}`.", hint=f"Choose one of: {known}.")
    if submission.kind is Kind.OFFICIAL and situation not in rubric.certifies:
        raise UsageError(
            f"“{rubric.title}” does not certify in the situation `{situation}`.",
            hint=f"Practise it without --official, or choose: {', '.join(rubric.certifies)}.",
        )
    return situation


def _storable(text: str) -> str:
    """The text without lone surrogates: what bytes that are no UTF-8 become, and what nothing can store."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _retries(error: CoachError) -> tuple[str, ...]:
    """The same again, and the engine that is always there where another one failed."""
    if isinstance(error, JudgeError):
        return (CONFIGURED, EMBEDDED)
    return (CONFIGURED, "pocketsphinx") if isinstance(error, TranscriberError | SettingsError) else (CONFIGURED,)


def _no_speech(message: str) -> MediaError:
    return MediaError(message, hint="Check that the right microphone was on, listen to the file, and record it again.")
