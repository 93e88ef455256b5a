"""What the author says to each line of a proposal, and what is left of it then."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from coach.domain.judging import JudgeIdentity
from coach.domain.rubric import Skill
from coach.domain.studio.drafting.document import Document
from coach.domain.studio.drafting.proposal import Commission, Dropped, Line, Section
from coach.domain.value import Value


class Verdict(StrEnum):
    """What was said to a line."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Choice(Value):
    """What the author said to one line so far. `text` and `title` are their own words in place of the proposed."""

    verdict: Verdict | None = None
    text: str | None = None
    title: str | None = None


class Group(NamedTuple):
    """The lines that belong together: those of a criterion, or of one list of a card. `number` counts from 1."""

    number: int
    section: Section
    title: str
    skill: Skill
    lines: tuple[Line, ...]


class Draft(NamedTuple):
    """All that is known of a draft at this moment. `document` is None while it is still being heard."""

    commission: Commission
    document: Document | None
    groups: tuple[Group, ...]
    dropped: tuple[Dropped, ...]
    choices: Mapping[str, Choice]
    author: JudgeIdentity | None = None
    unread: int = 0

    def choice(self, line_id: str) -> Choice:
        return self.choices.get(line_id, Choice())

    def line(self, line_id: str) -> Line | None:
        return next((line for group in self.groups for line in group.lines if line.id == line_id), None)

    def count(self, verdict: Verdict) -> int:
        return sum(self.choice(line.id).verdict is verdict for group in self.groups for line in group.lines)

    @property
    def accepted(self) -> tuple[Group, ...]:
        """The groups that have accepted lines, with these alone, in the author's words."""
        kept = [group._replace(lines=self._accepted(group.lines)) for group in self.groups]
        return tuple(group for group in kept if group.lines)

    def _accepted(self, lines: Sequence[Line]) -> tuple[Line, ...]:
        return tuple(self.in_words(line) for line in lines if self.choice(line.id).verdict is Verdict.ACCEPTED)

    def in_words(self, line: Line) -> Line:
        """A line with the author's own words where there are some."""
        choice = self.choice(line.id)
        changed = {"text": choice.text, "title": choice.title}
        return line.model_copy(update={name: value for name, value in changed.items() if value is not None})
