"""The two stages of an attempt: from sound to words, and from words to a decision.

A stage reads what it needs, works for as long as it takes with no transaction open, and keeps its result
whole: with the new state and the next stage's job, or not at all.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass

from coach.domain.alignment import disagreement, lend_times, unheard_run
from coach.domain.attempt import Attempt, Stage, State
from coach.domain.delivery import measure
from coach.domain.exchange import Progress
from coach.domain.judging import Case
from coach.domain.redo import LONGEST_S, TARGET_S, redo_line
from coach.domain.rubric import GoldenPitch, Rubric, Us
from coach.errors import MediaError, StoreError
from coach.service.panel import EMBEDDED, Panel
from coach.service.ports import AttemptStore, Jobs, Judge, Matcher, Media, MediaStore, Transcriber

log = logging.getLogger(__name__)

TRANSCRIBING_SHARE = 0.8
"""How much of the progress bar transcribing takes. By feel: on the embedded engines it is nearly all."""

KEEP_PAUSES_S = (1, 5, 20)
"""How long to wait for a database that is away before what was heard for an hour is given up."""

PREPARING_S = 600
"""The longest that reading a recording takes, and that a download stands still."""

HEARING_PER_SECOND = 6
"""How many seconds a recogniser may take for one of speech, without any sign of life."""

SCORING_S = 3600
"""The longest that a judge takes for a criterion, all retries with a slow model included."""

Allow = Callable[[float], None]
"""Tells whoever watches over the work within how many seconds it tells more or ends."""


def ignore(number: float) -> None:
    """Progress reaches people through the store, and a command watches over itself."""


@dataclass(frozen=True)
class Chosen:
    """The transcriber that serves, and why it was chosen."""

    transcriber: Transcriber
    why: str


@dataclass(frozen=True)
class Stages:
    """The work itself, over the ports it needs; see `coach.service.coach.Coach` for what each is."""

    media: Media
    recordings: MediaStore
    attempts: AttemptStore
    transaction: Callable[[], AbstractContextManager[object]]
    jobs: Jobs | None
    choose_transcriber: Callable[[str, Progress], Chosen]
    judges: dict[str, Judge]
    matcher: Matcher

    def case_of(self, attempt: Attempt) -> tuple[Rubric, GoldenPitch, Us]:
        """The frozen content that this attempt is judged by, whatever the files say today."""
        return (
            Rubric.model_validate(self.attempts.source(attempt.rubric_version)),
            GoldenPitch.model_validate(self.attempts.source(attempt.golden_version)),
            Us.model_validate(self.attempts.source(attempt.us_version)),
        )

    def transcribe(self, attempt: Attempt, progress: Progress, allow: Allow = ignore) -> Attempt:
        """The attempt with its words, kept together with the job that carries on.

        Raises MediaError for what cannot be scored as it is, TranscriberError, SettingsError and StoreError.
        """
        recording = attempt.recording
        if recording is None or attempt.delivery is not None:
            return attempt  # nothing to hear, or heard already
        if not recording.kept:
            raise MediaError("The recording of this attempt was removed.", hint="Record the pitch again.")
        allow(PREPARING_S)
        attempt = self._enter(attempt, State.PREPARING)
        audio = self.media.decode(self.recordings.path(recording.sha256))
        if attempt.redo is not None and audio.seconds > LONGEST_S:
            raise too_long(audio.seconds)
        speech = self.media.voice_activity(audio)
        if not speech:
            raise _no_speech("There is no speech in this recording.")
        chosen = self.choose_transcriber(attempt.asked_transcriber, self._noting(attempt, allow, PREPARING_S))
        attempt = self._enter(attempt, State.TRANSCRIBING)
        note = self._noting(attempt, allow, max(PREPARING_S, HEARING_PER_SECOND * audio.seconds))
        note(0.0)

        def hearing(share: float) -> None:
            note(share)
            progress(share * TRANSCRIBING_SHARE)

        heard = chosen.transcriber.transcribe(audio, hints(*self.case_of(attempt)), hearing)
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
        if done.queued_at is not None:
            done = done.model_copy(update={"state": State.SCORING, "progress": 0.0})
        self._keep_result(done, Stage.TRANSCRIBE)
        return done

    def _keep_result(self, done: Attempt, stage: Stage) -> None:
        """Keep what a stage produced, with the job that carries on. A database that is away is waited for."""
        for pause in (*KEEP_PAUSES_S, None):
            try:
                with self.transaction():
                    self.attempts.save(done)
                    if done.queued_at is not None:
                        self.attempts.end(done.id, stage, done.tries)
                    if done.queued_at is not None and stage is Stage.TRANSCRIBE:
                        assert self.jobs is not None  # whoever works on what is queued has the queue
                        self.jobs.enqueue(done.id, Stage.SCORE, done.tries)
                return
            except StoreError as error:
                if pause is None:
                    raise
                log.warning("the result of %s of %s is kept in %s s: %s", stage.value, done.id, pause, error.message)
                time.sleep(pause)

    def _noting(self, attempt: Attempt, allow: Allow, silence_s: float) -> Progress:
        def note(share: float) -> None:
            allow(silence_s)
            with suppress(StoreError):  # a number that a page does not see is no reason to stop
                self.attempts.progress(attempt.id, share)

        return note

    def _enter(self, attempt: Attempt, state: State) -> Attempt:
        entered = attempt.model_copy(update={"state": state, "problem": None, "progress": 0.0})
        self.attempts.save(entered)
        return entered

    def score(self, attempt: Attempt, progress: Progress, allow: Allow = ignore) -> Attempt:
        """The attempt with its decision, kept; one that has one stays as it is. Raises JudgeError, StoreError."""
        if attempt.scored:
            return attempt  # never twice
        transcript = attempt.transcript
        assert transcript is not None  # a submission has a transcript or a recording, heard by now
        attempt = self._enter(attempt, State.SCORING)
        if attempt.delivery is None:
            attempt = attempt.model_copy(update={"delivery": measure(transcript, None, None)})
        rubric, golden, us = self.case_of(attempt)
        line = redo_line(rubric, attempt.redo) if attempt.redo else None
        case = Case(rubric=rubric, situation=attempt.situation, golden=golden, us=us, transcript=transcript, line=line)

        note = self._noting(attempt, allow, SCORING_S)
        note(0.0)

        def scoring(share: float) -> None:
            note(share)
            progress(TRANSCRIBING_SHARE + share * (1 - TRANSCRIBING_SHARE))

        panel = Panel(self.judges[attempt.asked_judge], self.judges[EMBEDDED], self.matcher)
        done = panel.judge(attempt, case, scoring)
        self._keep_result(done, Stage.SCORE)
        return done


def hints(rubric: Rubric, golden: GoldenPitch, us: Us) -> tuple[str, ...]:
    """Names and terms that a recogniser should expect, without repeats, the most telling first.

    The author's own list, then the capitalised words inside sentences of the golden pitch.
    """
    names = [*us.words, us.company, us.product, golden.product]
    for sentence in golden.text.replace("\n", " ").split(". "):
        names += [word.strip(".,;:!?()\"“”'") for word in sentence.split()[1:] if word[:1].isupper() and len(word) > 2]
    return tuple(dict.fromkeys(name for name in names if name))


def _no_speech(message: str) -> MediaError:
    return MediaError(message, hint="Check that the right microphone was on, listen to the file, and record it again.")


def too_long(seconds: float) -> MediaError:
    """The refusal of a redo that is no single line."""
    return MediaError(
        f"This recording is {seconds:.0f} seconds long; one line takes about {TARGET_S}.",
        hint=f"Say just this one line, in at most {LONGEST_S} seconds. For more, record the pitch again.",
    )
