"""The playbook by a language model: it plans as the competitor's rep would, and code decides what can stand."""

import hashlib
import secrets

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.playbooks.draft import settled
from coach.domain.sparring.playbooks.playbook import Playbook
from coach.domain.sparring.playbooks.playbook_asking import PROMPT, ask_playbook
from coach.service.ports import Model
from coach.service.sparring.ports import Planner


class LlmPlanner:
    """Satisfies the `Planner` port with one call. `stock` is the planner that fills what the model leaves open."""

    def __init__(self, model: Model, stock: Planner) -> None:
        self._model, self._stock = model, stock
        self._secret = secrets.token_bytes(16)

    @property
    def identity(self) -> JudgeIdentity:
        return JudgeIdentity(name="language model", model=self._model.name, prompt=PROMPT)

    def plan(self, playbook: Playbook) -> Playbook:
        """Raises JudgeError when the model gives no usable answer."""
        card, account = playbook.card.version, playbook.brief.text
        ask = ask_playbook(playbook, self._boundary(card), self._boundary(f"{card}\n{account}"))
        draft, _ = self._model.answer(ask)
        playbook = playbook.model_copy(update={"author": self.identity})
        return settled(playbook, draft, self._stock.plan(playbook))

    def _boundary(self, text: str) -> str:
        # The same for one text, so that servers can cache it, and never known to whoever wrote it.
        return f"=== {hashlib.blake2s(text.encode(), key=self._secret, digest_size=6).hexdigest()} ==="
