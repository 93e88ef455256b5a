"""What hears, judges and compares."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from coach.domain.attempt import Usage
from coach.domain.delivery import Stretch
from coach.domain.exchange import Answer, Ask, Audio, Progress, Sound
from coach.domain.judging import Case, JudgeIdentity, Proposal
from coach.domain.rubric import Criterion
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

    def length(self, path: Path) -> float | None:
        """How many seconds a recording says it has; None where it does not say, or is none."""
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
