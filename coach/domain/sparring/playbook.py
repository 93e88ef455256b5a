"""How the competitor's rep would try to win at one account: always five plays, in order of danger."""

from datetime import datetime

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.battlecard import Battlecard
from coach.domain.sparring.brief import Brief
from coach.domain.value import Value

PLAYS = 5


class PlannedPlay(Value):
    """One play at this account. `facts` are card ids, none means unsourced; `play` is the card's play, if it is one.

    `does`: what they would do here; `why`: the words of the account that make it likely; `answer`, `question`
    and `proof` are ours: what to say, what defuses it, what to have at hand (`proof_id` in us.yaml).
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


class Position(Value):
    """One thing to stand on at this account. `fact` is an id on the card or in us.yaml."""

    text: str
    fact: str | None = None


class Playbook(Value):
    """The rival's top five at one account, and the other view: how we should position.

    `grant`: where they truly win and we say so; `landmines`: neutral questions for the buyer to ask everybody.
    """

    id: str
    who: str
    at: datetime
    card: Battlecard
    brief: Brief
    plays: tuple[PlannedPlay, ...]
    stand_on: tuple[Position, ...] = ()
    grant: tuple[Position, ...] = ()
    landmines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    author: JudgeIdentity
