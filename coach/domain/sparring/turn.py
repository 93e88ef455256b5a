"""One turn of a drill: what the rival or the seller said, and what was made of it."""

from datetime import datetime
from enum import StrEnum

from coach.domain.attempt import Usage
from coach.domain.sparring.rebuttals.rebuttal import Assessment
from coach.domain.value import Value


class Speaker(StrEnum):
    """Who speaks in a turn."""

    RIVAL = "rival"
    SELLER = "seller"


class Left(StrEnum):
    """How the rival left the point that was on the table: gave in to it, or went on with it standing."""

    LET_GO = "let_go"
    MOVED_ON = "moved_on"


class Said(Value):
    """One sentence of the rival's. `facts` are the card's facts that it states; `claim`: it states something as fact.

    A claim without facts is shown as the rival's unsourced opinion.
    """

    text: str
    facts: tuple[str, ...] = ()
    claim: bool = False


class Dropped(Value):
    """What the model wrote and nobody was shown, and why."""

    text: str
    why: str


class Line(Value):
    """One reply of the rival's as it was shown.

    `engine` is who played. `safe`: some of it is the card's own, because the model broke its role.
    """

    said: tuple[Said, ...]
    left: Left | None = None
    dropped: tuple[Dropped, ...] = ()
    safe: bool = False
    usage: Usage = Usage()
    engine: str


class Retry(Value):
    """Another try at one answer, outside the course of the drill."""

    text: str
    at: datetime
    assessment: Assessment


class Turn(Value):
    """One turn. `objection` is what was on the table when it ended: for the rival, what it leaves there.

    Of the rival: `said` (the sentences, of which `text` is made), `left` (what became of the point before),
    `press` (which press this is; 0: put anew; None: it closes), `dropped`, `safe`, `engine` (who played).

    Of the seller: `reading` is the quick look by code that the rival reacts to, `assessment` what the judge
    made of it (None: not looked at yet), `seconds` how long it took, `late` beyond the clock, `utterance` the
    spoken answer it was heard from, `key` the page's own name for it.
    """

    number: int
    speaker: Speaker
    text: str
    at: datetime
    objection: str | None = None
    said: tuple[Said, ...] = ()
    left: Left | None = None
    press: int | None = None
    dropped: tuple[Dropped, ...] = ()
    safe: bool = False
    usage: Usage = Usage()
    engine: str | None = None
    facts: tuple[str, ...] = ()
    reading: Assessment | None = None
    assessment: Assessment | None = None
    retries: tuple[Retry, ...] = ()
    seconds: float | None = None
    late: bool = False
    utterance: str | None = None
    key: str | None = None

    @property
    def best_known(self) -> Assessment | None:
        """The judge's assessment where it has one, else the quick reading."""
        judged = self.assessment is not None and self.assessment.problem is None
        return self.assessment if judged else self.reading
