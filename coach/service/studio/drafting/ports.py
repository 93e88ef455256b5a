"""What drafting from a document needs from the outside world."""

from typing import Protocol

from coach.domain.judging import JudgeIdentity
from coach.domain.studio.drafting.acceptance import Choice
from coach.domain.studio.drafting.document import Document
from coach.domain.studio.drafting.proposal import Commission, Outline, Proposed, Task
from coach.domain.studio.study import Study


class Proposer(Protocol):
    """What proposes the lines of a draft. Code verifies them afterwards."""

    @property
    def identity(self) -> JudgeIdentity: ...

    def outline(self, commission: Commission, document: Document) -> Outline:
        """The criteria of a rubric. Raises JudgeError; never invents an answer."""
        ...

    def lines(self, task: Task) -> tuple[Proposed, ...]:
        """The lines of one criterion or of one list of a card. Raises JudgeError."""
        ...


class DraftStore(Protocol):
    """What authors said to the lines of their drafts. Durable when a call returns."""

    def of(self, who: str, *, limit: int = 20) -> tuple[Study, ...]:
        """Somebody's drafting studies, the newest first."""
        ...

    def choose(self, study_id: str, choices: dict[str, Choice]) -> None:
        """Keep what was said to some lines, by their ids; said again it takes the place."""
        ...

    def choices(self, study_id: str) -> dict[str, Choice]: ...

    def remove(self, study_id: str) -> None:
        """Remove a study with its document, its proposal and what was said to it."""
        ...
