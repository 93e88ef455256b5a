"""A battlecard begun from another one: how a rep argues is taken over, what is known of that competitor is not."""

import re
from datetime import date

from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard, Play
from coach.domain.sparring.cards.generic_plays import answer_on


def card_like(card: Battlecard, card_id: str, name: str, us: Us, made: date) -> Battlecard:
    """A temporary card with the manner and the plays of another, under another name.

    Claims, concessions, wins, prices, sources, dates and words are facts about the other competitor and stay
    behind, so every play is unsourced. Answers are general ones: the old ones answered the claims that are gone.
    """
    names = _Names(card, name)

    def like(play: Play) -> Play:
        says = names.put(play.says)
        return Play(
            id=play.id,
            title=names.put(play.title),
            does=names.put(play.does),
            says=says,
            danger=play.danger,
            when=tuple(words for words in play.when if not names.told_in(words)),
            presses=tuple(names.put(press) for press in play.presses),
            beaten=names.put(play.beaten),
            answer=answer_on(says, name, us),
        )

    return Battlecard(
        id=card_id,
        version="new",
        name=name,
        about=f"Begun on {made.isoformat()} from the card of another competitor; nobody has checked that it fits.",
        segment="Not written down yet.",
        manner=names.put(card.manner),
        plays=tuple(like(play) for play in card.plays),
        words=(name,),
        temporary=True,
    )


class _Names:
    """The names of the old competitor and of its products, each to be read as the new competitor's name."""

    def __init__(self, card: Battlecard, name: str) -> None:
        own = re.compile(rf"(?<!\w){re.escape(card.name)}(?!\w)", re.IGNORECASE)
        named = sorted({card.name, *(words for words in card.words if own.search(words))}, key=len, reverse=True)
        self._any_case, self._name = own, name
        # As they are written on the card: a company may be called by an ordinary word.
        self._old = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, named))})(?!\w)")

    def put(self, text: str) -> str:
        return self._old.sub(lambda _: self._name, text)

    def told_in(self, words: str) -> bool:
        return self._any_case.search(words) is not None
