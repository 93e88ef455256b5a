"""What is proposed of a document, before and after code has looked at it."""

from enum import StrEnum

from coach.domain.judging import JudgeIdentity
from coach.domain.rubric import Identifier, Skill, Text
from coach.domain.studio.drafting.document import Document
from coach.domain.value import Value

MOST_CRITERIA = 8
"""A first draft with more is no draft but a list: nobody accepts it line by line. Our own choice."""

MOST_LINES = 8
"""The same for the lines of one criterion or of one list of a card."""

LONGEST_LINE = 300
LONGEST_TITLE = 80

DOCUMENT, OUTLINE = "document", "outline"
"""The first subjects of a drafting study; see `Commission.subjects`."""


class Wanted(StrEnum):
    """What is to come of a document."""

    RUBRIC = "rubric"
    CARD = "card"


class Section(StrEnum):
    """What one line becomes: a check of a criterion, or an entry of a list on a card."""

    CHECKS = "checks"
    CLAIMS = "claims"
    PLAYS = "plays"
    THEY_WIN = "they_win"
    PRICES = "prices"
    LANDMINES = "landmines"


CARD_SECTIONS = tuple(section for section in Section if section is not Section.CHECKS)


class Commission(Value):
    """What an author asked for. `id` names the file to come; `competitor` is set for a card and for nothing else.

    `pitch`: the document is the pitch itself. `golden`: an existing golden pitch to use; None: one of its own.
    `dated` is the day (YYYY-MM-DD) on which the document says what it says. `recording` is the SHA-256 of what
    was spoken, and `filename` what it was called.
    """

    wanted: Wanted
    id: Identifier
    title: Text
    name: Text
    competitor: Text | None = None
    pitch: bool = False
    golden: Identifier | None = None
    dated: str | None = None
    recording: str | None = None
    filename: str | None = None

    @property
    def subjects(self) -> tuple[str, ...]:
        """What is worked on, in this order, each kept as soon as it is there."""
        if self.wanted is Wanted.CARD:
            return (DOCUMENT, *(section.value for section in CARD_SECTIONS))
        return (DOCUMENT, OUTLINE, *(f"criterion {number}" for number in range(1, MOST_CRITERIA + 1)))


class Heading(Value):
    """A criterion as it was proposed: what it is called, and the passages it comes from."""

    title: Text
    skill: Skill = Skill.BUSINESS
    passages: tuple[int, ...]


class Task(Value):
    """One part of the work: a criterion of the outline, or a list of a card; `part` is its number, from 1."""

    commission: Commission
    document: Document
    part: int
    section: Section
    heading: Heading | None = None


class Dropped(Value):
    """A line that could not stand, and why."""

    text: str
    why: Text


class Quoted(Value):
    """Words that a proposal says stand in a passage."""

    passage: int
    text: str


class Proposed(Value):
    """A line as somebody proposed it: nothing of it is believed yet.

    `text` is the question, or what is claimed; empty where the author has to write it. `title` names a play.
    """

    section: Section
    text: str
    title: str = ""
    quotes: tuple[Quoted, ...] = ()


class Cited(Value):
    """Words that really stand in a passage, at these characters of it."""

    passage: int
    start: int
    end: int
    text: Text


class Line(Value):
    """A line that can stand: every quote of it was found. `id` is its part and its place in it ("2-1")."""

    id: Text
    section: Section
    text: str
    title: str = ""
    cites: tuple[Cited, ...]


class Outline(Value):
    """The criteria that were proposed; `unread` is how many passages did not fit into what was shown to a model."""

    headings: tuple[Heading, ...]
    dropped: tuple[Dropped, ...] = ()
    unread: int = 0
    author: JudgeIdentity


class Part(Value):
    """The lines of one criterion or of one list, and those that were dropped."""

    lines: tuple[Line, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    author: JudgeIdentity | None = None
