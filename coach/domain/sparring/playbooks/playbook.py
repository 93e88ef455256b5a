"""How the competitor's rep would try to win at one account: always five plays, in order of danger."""

from collections.abc import Iterator
from datetime import datetime

from coach.domain.judging import JudgeIdentity
from coach.domain.rubric import Us
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, Fact, Use
from coach.domain.value import Value

PLAYS = 5


class PlannedPlay(Value):
    """One play at this account. `facts` are card ids, none means unsourced; `play` is the card's play, if it is one.

    `does`: what they would do here; `why`: the words of the account that make it likely; `answer`, `question`
    and `proof` are ours: what to say, what defuses it, what to have at hand (`proof_id` in us.yaml).
    `inside` is a line of ours that is not for the buyer's ears.
    """

    title: str
    does: str
    why: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    answer: str
    question: str
    proof: str
    proof_id: str | None = None
    play: str | None = None
    inside: str | None = None


class Position(Value):
    """One thing to stand on or to grant at this account. `fact` is an id on the card or in us.yaml.

    `text` is how things are, for the buyer's ears only where `use` says so; `say` is what may be said to them,
    and `why` are the words of the account that it fits.
    """

    text: str
    fact: str | None = None
    use: Use = Use.INTERNAL
    say: str | None = None
    why: str | None = None


class Playbook(Value):
    """The rival's top five at one account, and the other view: how we should position.

    `grant`: where they truly win and we say so; `landmines`: neutral questions for the buyer to ask everybody.
    `card` and `us` are frozen here as they were; `notes` tell what of a model's draft was left out, and why.
    """

    id: str
    who: str
    at: datetime
    card: Battlecard
    us: Us
    brief: Brief
    plays: tuple[PlannedPlay, ...] = ()
    stand_on: tuple[Position, ...] = ()
    grant: tuple[Position, ...] = ()
    landmines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    author: JudgeIdentity

    def facts(self, play: PlannedPlay) -> Iterator[Fact]:
        """What a play leans on, as the card tells it."""
        return (fact for name in play.facts if (fact := self.card.fact(name)))

    def sourced(self, play: PlannedPlay) -> bool:
        """Whether anything that a play leans on has a source and a date."""
        return any(fact.sourced for fact in self.facts(play))
