"""A new battlecard of what was accepted: its facts with the document as their source, its plays with an answer."""

from datetime import date

from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard, Claim, Concession, Landmine, Play, Price
from coach.domain.sparring.cards.generic_plays import answer_on
from coach.domain.sparring.cards.notes import play_from, plays_from
from coach.domain.studio.drafting.acceptance import Draft
from coach.domain.studio.drafting.proposal import Line, Section
from coach.domain.studio.naming import entry_id, unused


def card_of(draft: Draft, us: Us, made: date) -> Battlecard:
    """The card. Without a day for its source it is a temporary one; answers are general ones until somebody writes
    better. Where no play was accepted, the strongest claims become plays, and general ones fill up."""
    return _Making(draft, us, made).card()


class _Making:
    def __init__(self, draft: Draft, us: Us, made: date) -> None:
        assert draft.document is not None
        self._draft, self._us, self._made = draft, us, made
        self._name = draft.commission.competitor or draft.commission.title
        self._source, self._dated = draft.document.name, draft.commission.dated
        self._taken: list[str] = []
        self._by_passage: dict[int, str] = {}

    def card(self) -> Battlecard:
        claims = tuple(self._claim(line) for line in self._lines(Section.CLAIMS))
        plays = tuple(self._play(line) for line in self._lines(Section.PLAYS))
        they_win = tuple(self._concession(line) for line in self._lines(Section.THEY_WIN))
        prices = tuple(self._price(line) for line in self._lines(Section.PRICES))
        return Battlecard(
            id=self._draft.commission.id,
            version="new",
            name=self._name,
            about=f"Drafted from “{self._source}” on {self._made.isoformat()}, and accepted line by line.",
            segment="Not written down yet.",
            manner="Polite and sure; argues like any good rep, because nobody has written down how this one does.",
            claims=claims,
            plays=plays or plays_from(claims, self._name, self._us),
            they_win=they_win,
            prices=prices,
            landmines=tuple(Landmine(id=self._id(line), question=line.text) for line in self._lines(Section.LANDMINES)),
            words=(self._name,),
            temporary=self._dated is None,
        )

    def _lines(self, section: Section) -> tuple[Line, ...]:
        return tuple(line for group in self._draft.accepted if group.section is section for line in group.lines)

    def _claim(self, line: Line) -> Claim:
        answer = answer_on(line.text, self._name, self._us)
        claim = Claim(id=self._id(line), text=line.text, source=self._source, date=self._dated, answer=answer)
        for cited in line.cites:
            self._by_passage.setdefault(cited.passage, claim.id)
        return claim

    def _concession(self, line: Line) -> Concession:
        return Concession(id=self._id(line), text=line.text, source=self._source, date=self._dated)

    def _price(self, line: Line) -> Price:
        return Price(id=self._id(line), text=line.text, source=self._source, date=self._dated)

    def _play(self, line: Line) -> Play:
        """A play of its own words, which leans on the claims from the same passages."""
        leans_on = tuple(
            dict.fromkeys(self._by_passage[c.passage] for c in line.cites if c.passage in self._by_passage)
        )
        usual = play_from(Claim(id=self._id(line), text=line.text), self._name, self._us)
        return usual.model_copy(
            update={
                "title": line.title or usual.title,
                "says": line.text,
                "claims": leans_on,
                "answer": answer_on(line.text, self._name, self._us),
            }
        )

    def _id(self, line: Line) -> str:
        name = unused(entry_id(line.text, self._taken, line.section.value), self._taken)
        self._taken.append(name)
        return name
