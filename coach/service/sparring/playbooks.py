"""The use cases around a playbook: make one, and read one's own again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.playbooks.playbook import Playbook
from coach.domain.sparring.typed import tidy_brief
from coach.errors import UsageError
from coach.service.panel import CONFIGURED
from coach.service.sparring.ports import Cards, DrillStore, Planner


@dataclass(frozen=True)
class Playbooks:
    """`planners` by name: EMBEDDED always, CONFIGURED the one that serves. They are the same where no model is.

    `settle` overwrites what the database still holds of deleted rows.
    """

    cards: Cards
    store: DrillStore
    planners: Mapping[str, Planner]
    settle: Callable[[], object]
    now: Callable[[], datetime]
    new_id: Callable[[], str]

    def make(self, who: str, competitor: str | Battlecard, brief: Brief, engine: str = CONFIGURED) -> Playbook:
        """Plan as the competitor's rep would, and keep it. `competitor` is a card's id, or a temporary card.

        Raises UsageError, ContentError, and JudgeError when the planner fails: another one is never taken
        in its place.
        """
        if engine not in self.planners:
            raise UsageError("There is no such planner.", hint=f"Choose one of: {', '.join(self.planners)}.")
        brief = tidy_brief(brief)
        planner = self.planners[engine]
        begun = Playbook(
            id=self.new_id(),
            who=who,
            at=self.now(),
            card=self.cards.card(competitor) if isinstance(competitor, str) else competitor,
            us=self.cards.us(),
            brief=brief,
            author=planner.identity,
        )
        playbook = planner.plan(begun)
        self.store.add_playbook(playbook)
        return playbook

    def own(self, playbook_id: str, who: str) -> Playbook:
        """Somebody's own playbook. Raises UsageError when there is none."""
        playbook = self.store.playbook(playbook_id)
        if playbook.who != who:
            raise UsageError("There is no such playbook.", hint="Make a new one.")
        return playbook

    def latest(self, who: str, limit: int) -> tuple[Playbook, ...]:
        """Somebody's playbooks, the newest first."""
        return self.store.playbooks(who, limit=limit)

    def delete(self, playbook_id: str, who: str) -> None:
        """Remove a playbook. Raises UsageError when there is none."""
        self.own(playbook_id, who)
        self.store.delete_playbook(playbook_id)
        self.settle()
