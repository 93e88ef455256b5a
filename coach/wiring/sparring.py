"""The sparring room: drills against the competitor's rep, and playbooks."""

from functools import cached_property
from typing import TYPE_CHECKING

from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.sparring.drills import Drills
from coach.service.sparring.playbooks import Playbooks
from coach.service.sparring.spoken import SpokenAnswers
from coach.wiring.parts import new_id, now
from coach.wiring.practice import PracticeRoom

if TYPE_CHECKING:
    from coach.adapters.drill_store import SqlDrillStore


class SparringRoom(PracticeRoom):
    """From the rival's opening to the debrief."""

    @cached_property
    def drill_store(self) -> "SqlDrillStore":
        from coach.adapters.drill_store import SqlDrillStore

        return SqlDrillStore(self.database)

    @cached_property
    def drills(self) -> Drills:
        """The use cases around a drill against the competitor's rep."""
        from coach.service.sparring.embedded_assessor import EmbeddedAssessor
        from coach.service.sparring.llm_assessor import LlmAssessor
        from coach.service.sparring.llm_rival import LlmRival
        from coach.service.sparring.scripted_rival import ScriptedRival

        reader, rival = EmbeddedAssessor(), ScriptedRival()
        played = LlmRival(self.model, self.matcher, rival, self.settings.llm_deadline) if self.model else rival
        return Drills(
            cards=self.cards,
            store=self.drill_store,
            rivals={CONFIGURED: played, EMBEDDED: rival},
            assessors={CONFIGURED: LlmAssessor(self.model) if self.model else reader, EMBEDDED: reader},
            reader=reader,
            leases=self._leases,
            forget_sounds=lambda recordings: self.archive.forget_sounds(recordings),
            now=now,
            new_id=new_id,
        )

    @cached_property
    def spoken_answers(self) -> SpokenAnswers:
        """The use cases around what is said in a drill."""
        return SpokenAnswers(
            drills=self.drills,
            store=self.drill_store,
            media=self.media,
            recordings=self.recordings,
            choose_transcriber=self.choose_transcriber,
            forget_sounds=self.archive.forget_sounds,
            leases=self._leases,
            now=now,
            new_id=new_id,
        )

    @cached_property
    def playbooks(self) -> Playbooks:
        """The use cases around what the competitor's rep would do at one account."""
        from coach.service.sparring.embedded_planner import EmbeddedPlanner
        from coach.service.sparring.llm_planner import LlmPlanner

        embedded = EmbeddedPlanner(self.matcher)
        return Playbooks(
            cards=self.cards,
            store=self.drill_store,
            planners={CONFIGURED: LlmPlanner(self.model, embedded) if self.model else embedded, EMBEDDED: embedded},
            settle=lambda: self.archive.settle(),
            now=now,
            new_id=new_id,
        )
