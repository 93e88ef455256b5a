"""The proposer that asks a language model: once for the criteria, then for the lines of each part."""

import hashlib
import secrets

from coach.domain.judging import JudgeIdentity
from coach.domain.studio.drafting.document import Document
from coach.domain.studio.drafting.drafting_asking import PROMPT, ask_outline, ask_part
from coach.domain.studio.drafting.proposal import Commission, Outline, Proposed, Task
from coach.service.ports import Model


class LlmProposer:
    """Satisfies the `Proposer` port."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._secret = secrets.token_bytes(16)

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name="language model", model=self._model.name, prompt=PROMPT)

    def outline(self, commission: Commission, document: Document) -> Outline:
        """Raises JudgeError when the model gives no usable answer."""
        ask, unread = ask_outline(commission, document, self._boundary(document))
        answer, _ = self._model.answer(ask)
        return Outline(headings=answer.headings(), unread=unread, author=self.identity)

    def lines(self, task: Task) -> tuple[Proposed, ...]:
        """Raises JudgeError when the model gives no usable answer."""
        answer, _ = self._model.answer(ask_part(task, self._boundary(task.document)))
        return answer.proposed(task.section)

    def _boundary(self, document: Document) -> str:
        # The same for all questions about one document, so that servers can cache it, and never known to its author.
        text = "\n".join(passage.text for passage in document.passages)
        mark = hashlib.blake2s(text.encode(errors="replace"), key=self._secret, digest_size=6).hexdigest()
        return f"=== {mark} ==="
