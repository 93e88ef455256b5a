"""What the use cases need from the outside world. Adapters satisfy these by shape, not by inheritance."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from coach.domain.attempt import Attempt, Stage, Usage
from coach.domain.certification import Kind
from coach.domain.delivery import Stretch
from coach.domain.exchange import Answer, Ask, Audio, Progress, Sound
from coach.domain.history import Entry
from coach.domain.judging import Case, JudgeIdentity, Proposal
from coach.domain.person import Person
from coach.domain.retention import Erased, Retired, Swept
from coach.domain.review import Review
from coach.domain.rubric import Criterion, GoldenPitch, PitchKind, Rubric, Us
from coach.domain.take import Take
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


class Library(Protocol):
    """Rubrics, golden pitches and facts, read anew on each call. Raises ContentError, UsageError."""

    @property
    def root(self) -> Path: ...

    def rubric_ids(self) -> tuple[str, ...]: ...

    def rubric(self, rubric_id: str) -> Rubric: ...

    def golden(self, golden_id: str) -> GoldenPitch: ...

    def golden_of(self, rubric: Rubric) -> GoldenPitch:
        """The golden pitch that goes with a rubric."""
        ...

    def us(self) -> Us: ...

    def us_of(self, rubric: Rubric) -> Us:
        """The facts about us that go with a rubric: as they were when it was published, if it was."""
        ...

    def number_of(self, attempt: Attempt) -> int | None:
        """The number of the published version that an attempt was handed in under, None where there is none."""
        ...

    def recording(self, golden_id: str, kind: PitchKind) -> Path | None:
        """The sample recording of a golden pitch's text, or None."""
        ...


class MediaStore(Protocol):
    """Recordings by the SHA-256 of their bytes. Durable when `put` returns."""

    def put(self, source: Path) -> str: ...

    def holds(self, sha256: str) -> bool: ...

    def path(self, sha256: str) -> Path: ...

    def size(self, sha256: str) -> int:
        """The bytes of a recording; 0 where there is none."""
        ...

    def remove_unless(self, sha256: str, used: Callable[[], bool]) -> int:
        """Remove a recording that nobody uses, and return its bytes.

        `used` is asked again once the name is free: whoever comes to use it later finds it gone.
        """
        ...

    def sweep(self, older_than_s: float, used: Callable[[str], bool], *, dry_run: bool = False) -> Swept:
        """Remove recordings that nobody uses and that nobody handed in lately."""
        ...

    def sweep_uploads(self, older_than_s: float, *, dry_run: bool = False) -> Swept:
        """Remove what broken-off uploads left."""
        ...

    @property
    def owner(self) -> str | None:
        """The installation whose recordings these are; None where nobody noted it."""
        ...

    @property
    def folder(self) -> Path:
        """Where they lie, for messages."""
        ...


class ArchiveStore(Protocol):
    """What the archive asks of the database. Raises StoreError."""

    @property
    def installation(self) -> str:
        """Which installation this database belongs to."""
        ...

    def erase(self, attempt_id: str, who: str | None = None) -> Erased:
        """Take out the words of an attempt, and its redos wholly. Raises UsageError when there is none."""
        ...

    def due(self, before: datetime, *, recorded: bool, attempt_id: str | None = None) -> tuple[str, ...]:
        """Attempts made before a moment of which nothing is wanted any more: none that waits for anything.

        `recorded`: only those with a recording. `attempt_id`: only this one, if it is among them.
        """
        ...

    def family(self, attempt_id: str) -> tuple[str, ...]:
        """An attempt and its redos, by id."""
        ...

    def recordings(self) -> set[str]:
        """The SHA-256 of every recording in use."""
        ...

    def used_by(self, attempt_id: str) -> tuple[str, ...]:
        """The recording that an attempt uses, if any."""
        ...

    def users(self, sha256: str) -> frozenset[str]:
        """The attempts and the spoken answers that use a recording."""
        ...

    def retire_drills(self, *, words: datetime | None, sounds: datetime | None, dry_run: bool) -> Retired:
        """Remove what of drills is past its time: drills and playbooks untouched since `words`, wholly, and the
        spoken answers made before `sounds`. None: no time. With `dry_run` nothing is removed."""
        ...

    def retire_studies(self, before: datetime, *, dry_run: bool) -> int:
        """Remove studies that were begun before a moment and are at rest, with all results. Returns how many."""
        ...

    def open_takes(self, before: datetime | None = None) -> frozenset[str]:
        """Takes that were not handed in: all, or those begun before a moment."""
        ...

    def forget_takes(self, take_ids: Collection[str]) -> None: ...

    def settle(self) -> bool:
        """Overwrite what was deleted, where the database would still hold it; False if that must wait."""
        ...


class Leftovers(Protocol):
    """Files beside the database and the recordings. Each sweep counts; with `dry_run` it only counts."""

    def drop_copies(self, sha256: str) -> None:
        """Remove the copies of a recording that were made for playing it."""
        ...

    def drop_take(self, take_id: str) -> None:
        """Remove the parts of a take."""
        ...

    def copies(self, holds: Callable[[str], bool], *, dry_run: bool) -> Swept: ...

    def uploads(self, *, dry_run: bool) -> Swept: ...

    def untouched(self, take_ids: Collection[str], before: float) -> frozenset[str]:
        """Those of some takes of which no part has arrived since a moment."""
        ...

    def takes(self, kept: Collection[str], *, dry_run: bool) -> Swept: ...

    def leases(self, *, dry_run: bool) -> Swept: ...

    def backups(self, keep: int, before: float | None, *, dry_run: bool) -> Swept:
        """Those beyond the newest `keep`, and those made before a moment."""
        ...

    def backups_since(self, moment: float) -> int:
        """How many there are that were made after a moment."""
        ...


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


class ReviewStore(Protocol):
    """What people decided about official attempts. Nothing in it is ever changed."""

    def add(self, review: Review, *, seen: int) -> None:
        """Keep one more. Raises UsageError when there are not exactly `seen` yet, or no such attempt any more."""
        ...

    def of(self, attempt_id: str) -> tuple[Review, ...]:
        """The reviews of an attempt, the newest first."""
        ...

    def queue(self) -> tuple[Entry, ...]:
        """Official attempts that need a person and were not reviewed yet, the oldest first, by their columns."""
        ...

    def waiting(self) -> dict[str, int]:
        """How many of them there are, by whose they are; cheap enough for every page."""
        ...


class HistoryStore(Protocol):
    """Attempts as lists and trends need them, without their words. Re-recordings of one check are left out."""

    def entries(
        self,
        *,
        who: str | None = None,
        rubric_id: str | None = None,
        kind: Kind | None = None,
        deleted: bool = True,
        limit: int = 50,
    ) -> tuple[Entry, ...]:
        """The newest first, of one person or of all, of one kind or of both; `deleted`: with deleted ones."""
        ...

    def entry(self, attempt_id: str) -> Entry | None:
        """The line of one attempt, also of a deleted one."""
        ...


class TakeStore(Protocol):
    """Recordings under way and their parts. Durable when a call returns. Raises StoreError."""

    def add(self, take: Take) -> None:
        """Keep a new take; one with this id, whoever's it is, stays as it was."""
        ...

    def get(self, take_id: str) -> Take:
        """Raises UsageError when there is none."""
        ...

    def save(self, take: Take) -> None: ...

    def unfinished(self, who: str) -> tuple[Take, ...]:
        """What somebody has not handed in, the newest first."""
        ...

    def delete(self, take_id: str) -> None: ...

    def put_part(self, take_id: str, number: int, content: bytes) -> None:
        """Keep one part. Sent again, it stays as it was."""
        ...

    def parts(self, take_id: str) -> dict[int, int]:
        """The numbers of the parts that are there, in order, each with its bytes."""
        ...

    def quiet_for(self, take_id: str) -> float:
        """For how many seconds no part has arrived."""
        ...

    def assemble(self, take_id: str, count: int) -> Path:
        """The first `count` parts as one file."""
        ...

    def assembled(self, take_id: str) -> Path | None:
        """The file that was assembled last."""
        ...

    def copies(self, take_id: str) -> Path:
        """A folder for copies of this take to play."""
        ...

    def clear(self, take_id: str) -> None:
        """Remove what was recorded; the take stays known."""
        ...


class AttemptStore(Protocol):
    """Attempts as they are now. Durable when a call returns."""

    def add(
        self, attempt: Attempt, sources: dict[str, Any], *, limit: int | None = None, handed_in_as: str | None = None
    ) -> None:
        """Keep a new attempt and freeze what it will be judged by. Raises UsageError beyond the limit."""
        ...

    def save(self, attempt: Attempt) -> None: ...

    def progress(self, attempt_id: str, share: float) -> None:
        """Note how far the present stage is; cheap enough to call every second.

        Raises UsageError when the attempt was deleted: then there is nothing left to work for.
        """
        ...

    def get(self, attempt_id: str) -> Attempt:
        """Raises UsageError when there is none."""
        ...

    def hold(self, attempt_id: str) -> Attempt:
        """As `get`, inside a transaction: until it ends nobody else changes or deletes the attempt."""
        ...

    def recent(self, *, who: str | None = None, limit: int = 50) -> Iterator[Attempt]: ...

    def redos_of(self, attempt_id: str) -> Iterator[Attempt]:
        """The redos of lines of this attempt, the newest first."""
        ...

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

    def begun(self, attempt_id: str, stage: Stage, tries: int) -> int:
        """How often a worker has begun a stage."""
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
