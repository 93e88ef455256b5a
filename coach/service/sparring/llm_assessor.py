"""What an answer was worth, by a language model; code decides what of its answer can stand."""

import hashlib
import secrets

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.rebuttals.known import FactsKept
from coach.domain.sparring.rebuttals.reading import read
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Exchange
from coach.domain.sparring.rebuttals.rebuttal_asking import PROMPT, ask_rebuttal
from coach.domain.sparring.rebuttals.rebuttal_evidence import settled
from coach.service.ports import Model


class LlmAssessor:
    """Satisfies the `Assessor` port with one call, which knows nothing of the rival's conversation.

    The rules read the answer as well: their gate counts, and their better line stands in for one that may not
    be said.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._secret = secrets.token_bytes(16)
        self._facts = FactsKept()

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name="language model", model=self._model.name, prompt=PROMPT)

    @property
    def parallel(self) -> int:
        return self._model.parallel

    def assess(self, exchange: Exchange) -> Assessment:
        """Raises JudgeError when the model gives no usable answer."""
        facts = self._facts.of(exchange.card, exchange.us)
        shared = f"{exchange.card.version}\n{exchange.us.version}\n{exchange.brief.text}"
        ask = ask_rebuttal(exchange, facts, self._boundary(shared), self._boundary(f"{shared}\n{exchange.answer}"))
        answer, usage = self._model.answer(ask)
        quick = read(exchange, facts, self.identity)
        return settled(exchange, facts, answer, quick, self.identity).model_copy(update={"usage": usage})

    def _boundary(self, text: str) -> str:
        # The same for one text, so that servers can cache it, and never known to whoever wrote it.
        return f"=== {hashlib.blake2s(text.encode(), key=self._secret, digest_size=6).hexdigest()} ==="
