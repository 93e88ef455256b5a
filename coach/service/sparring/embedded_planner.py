"""The playbook without a model: the card's plays by what the account says, and the facts that fit it."""

from collections.abc import Sequence

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.playbooks.planning import concessions, open_landmines, positions, sentences, top_five
from coach.domain.sparring.playbooks.playbook import Playbook, Position
from coach.service.ports import Matcher

IDENTITY = JudgeIdentity(name="embedded planner", embedded=True)

DECIDES = ("decision_criteria", "pain", "metrics", "use")
"""What of an account a position has to fit; where none of these is filled in, all that was said."""

MOST_POSITIONS = 4
FEWEST_POSITIONS = 3

FITS = 0.2
"""So alike must a fact and a sentence of the account be; below it stand chance words (our own choice)."""


class EmbeddedPlanner:
    """Satisfies the `Planner` port. Deterministic: every word in it stands on the card, in us.yaml or in the brief."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    @property
    def identity(self) -> JudgeIdentity:
        return IDENTITY

    def plan(self, playbook: Playbook) -> Playbook:
        card, us, brief = playbook.card, playbook.us, playbook.brief
        needs = sentences(brief, DECIDES) or sentences(brief)
        return playbook.model_copy(
            update={
                "plays": top_five(card, us, brief),
                "stand_on": self._fitting(positions(card, us), needs),
                "grant": concessions(card)[:MOST_POSITIONS],
                "landmines": tuple(" ".join(mine.question.split()) for mine in open_landmines(card)),
                "author": IDENTITY,
            }
        )

    def _fitting(self, known: Sequence[Position], needs: Sequence[str]) -> tuple[Position, ...]:
        """Those that fit what the account decides by, the best first; filled up in the card's own order."""
        likeness = self._matcher.similarity([each.text for each in known], needs) if needs else []
        best = [max(range(len(needs)), key=row.__getitem__) for row in likeness]
        fitting = [index for index, at in enumerate(best) if likeness[index][at] >= FITS]
        order = sorted(fitting, key=lambda index: -likeness[index][best[index]])[:MOST_POSITIONS]
        chosen = [known[index].model_copy(update={"why": needs[best[index]]}) for index in order]
        rest = [each for index, each in enumerate(known) if index not in order]
        return (*chosen, *rest[: max(0, FEWEST_POSITIONS - len(chosen))])
