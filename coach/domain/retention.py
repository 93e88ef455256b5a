"""How long things are kept, and what a deletion or a purge removed."""

from typing import Literal

from coach.domain.value import Value


class Retention(Value):
    """What the settings say. None: for ever.

    `takes_days` is for recordings that were never handed in; `backups` is how many copies of the database
    are kept, the newest first.
    """

    recordings_days: float | None = None
    transcripts_days: float | None = None
    takes_days: float = 30
    backups: int = 5

    @property
    def limited(self) -> bool:
        """Whether anything of an attempt is removed by itself after a time."""
        return self.recordings_days is not None or self.transcripts_days is not None


class Erased(Value):
    """What one transaction took out of the database: attempts by id (the one asked for first, then its
    re-recordings), and what lies elsewhere and went with them: recordings by SHA-256, takes by id."""

    attempts: tuple[str, ...]
    recordings: tuple[str, ...]
    takes: tuple[str, ...]


class Retired(Value):
    """What of drills was past its time: how many of them and of playbooks, the spoken answers that went by
    themselves or with a drill, by id, and their recordings by SHA-256."""

    drills: int
    playbooks: int
    utterances: tuple[str, ...]
    recordings: tuple[str, ...]


class Deleted(Value):
    """What a deletion removed: re-recordings of single checks with the attempt, and files with their bytes.

    `shared`: a recording stays, because another attempt or a drill uses it too. `left`: not every file could be
    removed at this moment; the daily purge takes what is left.
    """

    attempt: str
    redos: int = 0
    recordings: int = 0
    bytes: int = 0
    shared: bool = False
    left: bool = False


class Swept(Value):
    """One kind of thing that was removed, or would be: how many, and how many bytes of files."""

    what: Literal[
        "transcripts",
        "recordings",
        "drills",
        "playbooks",
        "spoken_answers",
        "studies",
        "orphans",
        "uploads",
        "copies",
        "takes",
        "leases",
        "backups",
    ]
    count: int = 0
    bytes: int = 0


class Purge(Value):
    """What a purge did; with `dry_run`, what it would have done. `notes` say what was left alone, and why."""

    dry_run: bool
    swept: tuple[Swept, ...]
    notes: tuple[str, ...] = ()
