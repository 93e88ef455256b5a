"""What we know of one competitor: what they say and do, where they win, and what we answer."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from coach.domain.authoring import nearest
from coach.domain.rubric import Identifier, Text
from coach.domain.value import Fault, Faults, Value

STALE_AFTER_DAYS = 180
"""Sources older than this are flagged unless the card says otherwise; our own choice. What tools publish is
stricter (30 days), but that is for cards that a program fills every week."""

MOST_PRESSES = 3


class Use(StrEnum):
    """Whether a line may be said to a buyer (`external`) or is for our own eyes (`internal`)."""

    INTERNAL = "internal"
    EXTERNAL = "external"


class Strength(StrEnum):
    """How much a claim weighs with a buyer."""

    WEAK = "weak"
    FAIR = "fair"
    STRONG = "strong"


class Fact(Value):
    """A statement about the competitor with where it comes from; `date` (YYYY-MM-DD) is that of the source.

    In a card's file only a temporary card may hold one without a source (`coach.domain.sparring.cards.card_rules`);
    it is told as unsourced wherever it is used.
    """

    id: Identifier
    text: Text
    source: Text | None = None
    date: Text | None = None
    use: Use = Use.INTERNAL

    @property
    def sourced(self) -> bool:
        return self.source is not None and self.date is not None

    @property
    def cited(self) -> str:
        """Where it comes from, as models are told."""
        return f"{self.source}, {self.date}" if self.sourced else "unsourced"


class CardAnswer(Value):
    """What to say: a short line, the proof behind it (an id in us.yaml) and a question to ask the buyer."""

    line: Text
    proof: Identifier | None = None
    question: Text
    use: Use = Use.EXTERNAL


class Claim(Fact):
    """What the competitor's rep says of themselves or of us, and our answer to it."""

    strength: Strength = Strength.FAIR
    answer: CardAnswer | None = None


class Concession(Fact):
    """Where they truly win. `instead`: what an honest seller says after granting it."""

    instead: Text | None = None


class Win(Fact):
    """Where we win: a fact about us by `proof` (an id in us.yaml), or one about them with its own source."""

    proof: Identifier | None = None


class Price(Fact):
    """What they charge, as far as a source shows it."""


class Landmine(Value):
    """A neutral question that the buyer would do well to ask every vendor, and why it matters."""

    id: Identifier
    question: Text
    why: Text | None = None
    use: Use = Use.EXTERNAL


class Play(Value):
    """One way in which their rep tries to win.

    `does` tells us what they do; `says` is the line to the buyer; `presses` are prepared follow-ups, the
    sharpest last; `beaten` is what they say when they have to let go. `when` are words in the account that
    make the play likely; `danger` is 1 (a nuisance) to 5 (loses deals). `claims` are the facts it leans on;
    a play without any is unsourced.
    """

    id: Identifier
    title: Text
    does: Text
    says: Text
    claims: tuple[Identifier, ...] = ()
    danger: Annotated[int, Field(ge=1, le=5)] = 3
    when: tuple[Text, ...] = ()
    presses: Annotated[tuple[Text, ...], Field(min_length=1, max_length=MOST_PRESSES)]
    beaten: Text
    answer: CardAnswer | None = None


SECTIONS: Mapping[str, type[Fact | Play | Landmine]] = {
    "claims": Claim,
    "plays": Play,
    "they_win": Concession,
    "we_win": Win,
    "landmines": Landmine,
    "prices": Price,
}
"""The lists of a card whose entries have ids."""


class Battlecard(Value):
    """One competitor. `id` is the file's stem; `version` is the hash of the parsed data.

    A `temporary` card was made of a name and notes: its facts need no source, and count as unsourced without one.
    `expires` (YYYY-MM-DD) is the day after which nobody should rely on it.
    """

    id: Identifier
    version: Text
    name: Text
    about: Text
    segment: Text
    manner: Text
    claims: tuple[Claim, ...] = ()
    plays: Annotated[tuple[Play, ...], Field(min_length=1)]
    they_win: tuple[Concession, ...] = ()
    we_win: tuple[Win, ...] = ()
    landmines: tuple[Landmine, ...] = ()
    prices: tuple[Price, ...] = ()
    never_say: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    """Names and terms a recogniser should expect."""
    expires: Text | None = None
    stale_after_days: Annotated[int, Field(ge=1, le=3650)] = STALE_AFTER_DAYS
    temporary: bool = False

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if faults := [*self._repeated_ids(), *self._plays_that_hang_loose()]:
            raise Faults(faults)
        return self

    def _repeated_ids(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for where, part in self.parts():
            if part.id in seen:
                yield Fault((*where, "id"), f"two entries have the id `{part.id}`: each needs its own on this card")
            seen.add(part.id)

    def _plays_that_hang_loose(self) -> Iterator[Fault]:
        claims = [claim.id for claim in self.claims]
        for number, play in enumerate(self.plays):
            unknown = [(place, name) for place, name in enumerate(play.claims) if name not in claims]
            for place, name in unknown:
                text = f"play `{play.id}` leans on the claim `{name}`, which is not under `claims`"
                text += f".{close}" if (close := nearest(name, claims)) else ""
                yield Fault(("plays", number, "claims", place), text)
            if self.answer_to(play) is None and not unknown:
                text = f"play `{play.id}` has no answer: neither it nor a claim it leans on gives one"
                yield Fault(("plays", number), text)

    def parts(self) -> Iterator[tuple[tuple[str, int], Fact | Play | Landmine]]:
        """Everything that has an id, with its place in the card's data."""
        for name in SECTIONS:
            for number, part in enumerate(getattr(self, name)):
                yield (name, number), part

    def facts(self) -> Iterator[Fact]:
        """Everything the card states about the competitor: claims, concessions, wins, prices."""
        yield from (*self.claims, *self.they_win, *self.we_win, *self.prices)

    def fact(self, fact_id: str) -> Fact | None:
        return next((fact for fact in self.facts() if fact.id == fact_id), None)

    def play(self, play_id: str) -> Play | None:
        return next((play for play in self.plays if play.id == play_id), None)

    def answer_to(self, play: Play) -> CardAnswer | None:
        """The play's own answer, else that of the first claim it leans on which has one."""
        answers = [claim.answer for name in play.claims for claim in self.claims if claim.id == name]
        return play.answer or next((answer for answer in answers if answer), None)
