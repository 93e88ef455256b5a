"""The proposer without a model: headings become criteria, sentences become checks that wait for their question."""

from coach.domain.judging import JudgeIdentity
from coach.domain.studio.drafting.document import Document
from coach.domain.studio.drafting.proposal import Commission, Outline, Proposed, Task
from coach.domain.studio.drafting.skeleton import skeleton_headings, skeleton_lines

IDENTITY = JudgeIdentity(name="headings and sentences", embedded=True)


class EmbeddedProposer:
    """Satisfies the `Proposer` port. Deterministic: every word of it stands in the document."""

    @property
    def identity(self) -> JudgeIdentity:
        return IDENTITY

    def outline(self, commission: Commission, document: Document) -> Outline:
        return Outline(headings=skeleton_headings(document), author=IDENTITY)

    def lines(self, task: Task) -> tuple[Proposed, ...]:
        return skeleton_lines(task)
