"""One pitch judged once: everything that is known of it, from upload to decision."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from coach.domain.certification import Decision, Kind, Outcome
from coach.domain.coverage import Coverage
from coach.domain.delivery import Delivery
from coach.domain.scorecard import Scorecard
from coach.domain.transcript import Moment, Transcript
from coach.domain.value import Value


class Stage(StrEnum):
    """The kinds of work that wait in a queue; each is a job of its own and can be run again.

    The first two are the parts of the work on an attempt; a study (`coach.domain.studio.study`) has but one.
    """

    TRANSCRIBE = "transcribe"
    SCORE = "score"
    STUDY = "study"


class State(StrEnum):
    """Where an attempt is. `received` waits in the queue; while `preparing`, the recogniser is got ready.

    `waiting` waits for a person to press retry, `refused` cannot be scored as it is (no speech, not a
    recording); `problem` says why. `done` has a decision, which may be `not_scored`.
    """

    RECEIVED = "received"
    PREPARING = "preparing"
    TRANSCRIBING = "transcribing"
    SCORING = "scoring"
    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"


UNFINISHED = frozenset({State.RECEIVED, State.PREPARING, State.TRANSCRIBING, State.SCORING})
"""The states in which something is still to be done without anybody's hand."""


class Recording(Value):
    """What was handed in. `sha256` is its key in the media store; `seconds` is its real length.

    `kept` turns false when retention removed the bytes: the words and the decision stay.
    """

    sha256: str
    filename: str
    video: bool = False
    seconds: float | None = None
    kept: bool = True
    kept_days: float | None = None
    """After how many days retention removed them; None while they are kept."""


class Redo(Value):
    """What a short re-recording is for: one check (or the levels) of one criterion of an earlier attempt."""

    attempt: str
    criterion: str
    check: str | None


class Problem(Value):
    """Why an attempt waits, what to do, and the retries on offer by name."""

    message: str
    hint: str
    retries: tuple[str, ...] = ()


class GraderLine(Moment):
    """A line of the transcript that speaks to a grader. Shown and flagged, never evidence."""


class Strength(Value):
    """The one thing done well, with the moment."""

    criterion: str
    check: str | None
    text: str
    quote: Moment | None


class Fix(Value):
    """One thing to fix: what, where (if it was said), and a better line from the golden pitch."""

    criterion: str
    check: str | None
    title: str
    text: str
    quote: Moment | None
    better: str


class Engines(Value):
    """Provenance: which engine served each part, and with what."""

    transcriber: str
    judge: str
    model: str | None
    prompt: str | None
    rubric_version: str
    golden_version: str
    audio_sha256: str | None
    samples: int
    why: tuple[str, ...] = ()


class Usage(Value):
    """Tokens spent on an attempt, as the server reported them (0 where it reported none)."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
        )


class Attempt(Value):
    """The whole record. Parts are None until their stage has run; nothing is ever defaulted."""

    id: str
    kind: Kind
    who: str
    at: datetime
    rubric_id: str
    rubric_version: str
    rubric_title: str
    golden_id: str
    golden_version: str
    us_version: str
    situation: str
    taken_from: str | None = None
    """The practice attempt whose take was submitted as this official one."""
    redo: Redo | None = None
    """Set on a re-recording of one check. It is judged on that check alone and is no attempt at the pitch."""
    state: State = State.RECEIVED
    queued_at: datetime | None = None
    """Since when it is in the queue of the worker; None for one that a command works on by itself."""
    tries: int = 0
    """How often it was handed to the queue again, by a retry or a correction."""
    progress: float = 0.0
    """Share of the present stage that is done, 0..1."""
    problem: Problem | None = None
    recording: Recording | None = None
    transcript: Transcript | None = None
    """The words that are judged."""
    heard: Transcript | None = None
    """What the recogniser wrote, where the learner corrected it; None while nothing was corrected."""
    heard_decision: Decision | None = None
    heard_score: float | None = None
    heard_score_best: float | None = None
    """What came out on the words as they were heard; None when they were corrected before they were scored."""
    asked_transcriber: str = "configured"
    asked_judge: str = "configured"
    """The engines that this attempt is to use, by name: whoever goes on with it keeps to them."""
    heard_by: str | None = None
    heard_embedded: bool = False
    heard_why: tuple[str, ...] = ()
    """Which recogniser listened to the recording, whether it is the embedded one, and why it was chosen."""
    disagreement: float | None = None
    """How far a brought transcript differs from what was heard, 0..1; None when not compared."""
    unheard_run: int | None = None
    """The longest run of words in a brought transcript that were not heard; None when not compared."""
    delivery: Delivery | None = None
    pass_mark: float
    scorecard: Scorecard | None = None
    decision: Decision | None = None
    coverage: Coverage | None = None
    grader_lines: tuple[GraderLine, ...] = ()
    strength: Strength | None = None
    fixes: tuple[Fix, ...] = ()
    engines: Engines | None = None
    usage: Usage = Usage()
    source: Literal["recording", "transcript", "both"] = "recording"

    @property
    def next_stage(self) -> Stage:
        """What is to be done first when the work on it goes on."""
        heard = self.recording is None or self.delivery is not None
        return Stage.SCORE if heard else Stage.TRANSCRIBE

    @property
    def scored(self) -> bool:
        """Whether it has a decision that counts something."""
        return self.decision is not None and self.decision.outcome is not Outcome.NOT_SCORED
