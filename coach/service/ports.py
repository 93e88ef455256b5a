"""What the use cases need from the outside world. Adapters satisfy these by shape, not by inheritance."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from coach.domain.attempt import Attempt, Stage, Usage
from coach.domain.delivery import Stretch
from coach.domain.exchange import Answer, Ask, Audio, Progress, Sound
from coach.domain.judging import Case, JudgeIdentity, Proposal
from coach.domain.person import Person
from coach.domain.rubric import Criterion, GoldenPitch, PitchKind, Rubric, Us
from coach.domain.transcript import Transcript


class Media(Protocol):
    """Recordings of any kind, made into audio that recognisers take."""

    def accept(self, path: Path) -> None:
        """Refuse what is no file of a fitting size, before anything is copied. Raises MediaError."""
        ...

    def decode(self, path: Path) -> Audio:
        """Read any recording. Raises MediaError with one clear sentence."""
        ...

    def voice_activity(self, audio: Audio) -> tuple[Stretch, ...]:
        """Where somebody speaks, in order, without overlaps. Empty when nobody does."""
        ...

    def content_type(self, path: Path) -> str:
        """The media type of a recording, from its bytes and not from its name."""
        ...

    def playable(self, path: Path, copies: Path) -> Path:
        """A file that browsers play and can wind: `path` itself, or a copy kept in the folder `copies`."""
        ...

    def compact_sound(self, path: Path) -> Sound:
        """A small copy of the sound that every browser plays. Raises MediaError."""
        ...


class Transcriber(Protocol):
    """What turns audio into words."""

    @property
    def name(self) -> str:
        """For provenance and retry buttons: "faster-whisper small", "pocketsphinx 5.1.1"."""
        ...

    @property
    def embedded(self) -> bool:
        """Whether this is the low-accuracy recogniser whose attempts never certify by themselves."""
        ...

    def transcribe(self, audio: Audio, hints: Sequence[str], progress: Progress) -> Transcript:
        """Words with times. `hints` are names and terms to expect. Raises TranscriberError."""
        ...


class Judge(Protocol):
    """What proposes findings. Code verifies them afterwards."""

    @property
    def identity(self) -> JudgeIdentity: ...

    @property
    def parallel(self) -> int:
        """How many criteria may be asked at once, after the first one has gone alone."""
        ...

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        """Judge one criterion. `sample` counts from 0. Raises JudgeError; never invents an answer."""
        ...


class Model(Protocol):
    """A language model behind an OpenAI-compatible server."""

    @property
    def name(self) -> str: ...

    @property
    def parallel(self) -> int: ...

    def answer(self, ask: Ask[Answer], *, sample: int = 0) -> tuple[Answer, Usage]:
        """One validated answer. Raises JudgeError (with `retryable`) when none can be had."""
        ...


class Matcher(Protocol):
    """Likeness of sentences by what they say, without a model."""

    def similarity(self, queries: Sequence[str], sentences: Sequence[str]) -> list[list[float]]:
        """For each query the likeness (0..1) to each sentence; comparable within one query."""
        ...


class Library(Protocol):
    """Rubrics, golden pitches and facts, read anew on each call. Raises ContentError, UsageError."""

    @property
    def root(self) -> Path: ...

    def rubric_ids(self) -> tuple[str, ...]: ...

    def rubric(self, rubric_id: str) -> Rubric: ...

    def golden(self, golden_id: str) -> GoldenPitch: ...

    def us(self) -> Us: ...

    def recording(self, golden_id: str, kind: PitchKind) -> Path | None:
        """The sample recording of a golden pitch's text, or None."""
        ...


class MediaStore(Protocol):
    """Recordings by the SHA-256 of their bytes. Durable when `put` returns."""

    def put(self, source: Path) -> str: ...

    def holds(self, sha256: str) -> bool: ...

    def path(self, sha256: str) -> Path: ...

    def delete(self, sha256: str) -> None: ...


class Leases(Protocol):
    """Who works on an attempt. A lease ends with its process, however that ends."""

    def take(self, attempt_id: str, wait_s: float = 1) -> AbstractContextManager[None]:
        """Hold the attempt while the context lasts. Raises UsageError when somebody else holds it for longer."""
        ...

    def held(self, attempt_id: str) -> bool: ...


class Jobs(Protocol):
    """The queue that the worker takes its work from."""

    def enqueue(self, attempt_id: str, stage: Stage, tries: int) -> None:
        """Queue a stage. The same stage of the same try is queued once. Part of the transaction around it."""
        ...

    def forget(self, attempt_id: str) -> None:
        """Remove what the queue knows of an attempt."""
        ...


class PeopleStore(Protocol):
    """Who uses this installation, and which browser is whose."""

    def find(self, key: str) -> Person | None: ...

    def named(self, name: str) -> Person | None:
        """The person of this name; case and spaces do not count."""
        ...

    def everyone(self) -> tuple[Person, ...]: ...

    def keep(self, person: Person) -> None:
        """Add somebody, or give them another name. Raises UsageError for a name that is taken."""
        ...

    def admit(self, token: str, key: str) -> None:
        """Remember that the browser with this secret is this person's."""
        ...

    def behind(self, token: str) -> Person | None: ...

    def dismiss(self, token: str) -> None: ...


class AttemptStore(Protocol):
    """Attempts as they are now. Durable when a call returns."""

    def add(
        self, attempt: Attempt, sources: dict[str, Any], *, limit: int | None = None, handed_in_as: str | None = None
    ) -> None:
        """Keep a new attempt and freeze what it will be judged by. Raises UsageError beyond the limit."""
        ...

    def save(self, attempt: Attempt) -> None: ...

    def progress(self, attempt_id: str, share: float) -> None:
        """Note how far the present stage is; cheap enough to call every second."""
        ...

    def get(self, attempt_id: str) -> Attempt:
        """Raises UsageError when there is none."""
        ...

    def recent(self, *, who: str | None = None, limit: int = 50) -> Iterator[Attempt]: ...

    def handed_in(self, who: str, key: str) -> str | None:
        """The attempt that this person handed in under this key, by id."""
        ...

    def officials(self, who: str, rubric_id: str) -> int:
        """How many official attempts somebody has used."""
        ...

    def submitted_from(self, attempt_id: str) -> str | None:
        """The official attempt that this practice take became, by id."""
        ...

    def ahead(self, attempt: Attempt) -> int:
        """How many attempts come before this one in the queue."""
        ...

    def begin(self, attempt_id: str, stage: Stage, tries: int) -> int:
        """Note that a worker begins a stage; how often one has by now."""
        ...

    def end(self, attempt_id: str, stage: Stage, tries: int) -> None:
        """Note that the stage's result is there."""
        ...

    def source(self, version: str) -> dict[str, Any] | None:
        """Frozen content by its version hash."""
        ...
