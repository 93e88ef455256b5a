"""The judge that asks a language model, one criterion at a time."""

import hashlib
import secrets

from coach.domain.asking import PROMPT, ask_criterion
from coach.domain.attempt import Usage
from coach.domain.judging import Case, JudgeIdentity, Proposal
from coach.domain.rubric import Criterion
from coach.service.ports import Model


class LlmJudge:
    """Proposes findings from a model's answers. What it proposes is verified elsewhere.

    `sample` 0 is the model's most likely answer; further samples vary, so that their spread says how
    sure the model is (see the model adapter).
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._secret = secrets.token_bytes(16)

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name="language model", model=self._model.name, prompt=PROMPT)

    @property
    def parallel(self) -> int:
        return self._model.parallel

    def propose(self, case: Case, criterion: Criterion, sample: int) -> tuple[Proposal, Usage]:
        """Judge one criterion. Raises JudgeError when the model gives no usable answer."""
        answer, usage = self._model.answer(ask_criterion(case, criterion, self._boundary(case)), sample=sample)
        return answer.proposal(criterion), usage

    def _boundary(self, case: Case) -> str:
        # The same for every question about one transcript, so that servers can cache it, and never known
        # to whoever spoke it.
        mark = hashlib.blake2s(case.transcript.text.encode(), key=self._secret, digest_size=6).hexdigest()
        return f"=== {mark} ==="
