"""What a battlecard's file must hold to before anybody drills with it.

These rules stand here and not in the values of `battlecard`, because files may be held to more as time goes
by, while a drill of last year keeps the card it was fought with. They look at the parts one by one, so that
a card with one unreadable entry still hears about all the others.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from coach.domain.authoring import Advice, nearest
from coach.domain.language import normal
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Claim, Concession, Fact, Landmine, Play, Win

Where = tuple[str | int, ...]
Part = Fact | Play | Landmine

NAMES = {"claims": "claim", "plays": "play", "landmines": "landmine", "prices": "price"}
"""What one entry of a list is called; the others are called by their list."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_HEARSAY = (
    "Nobody could show where it comes from: it is hearsay, and a rep who repeats it in front of a buyer is exposed."
)


class Draft(NamedTuple):
    """What could be read of a card. `parts` are the entries that are right in themselves, by their place."""

    parts: Mapping[Where, Part]
    temporary: bool = False
    expires: str | None = None
    never_say: tuple[str, ...] = ()

    @classmethod
    def of(cls, card: Battlecard) -> "Draft":
        return cls(dict(card.parts()), card.temporary, card.expires, card.never_say)


def broken_rules(draft: Draft, us: Us | None, today: date) -> Iterator[Advice]:
    """Everything that has to be mended, in the order of the parts. `us` is None where us.yaml cannot be read."""
    banned = {phrase: normal(phrase) for phrase in (*draft.never_say, *(us.never_say if us else ()))}
    for where, part in draft.parts.items():
        if isinstance(part, Fact):
            yield from _source(where, part, today, temporary=draft.temporary)
        if us is not None:
            yield from _proofs(where, part, us)
        yield from _banned(where, part, banned)
    if draft.expires is not None and day(draft.expires) is None:
        yield Advice(("expires",), f"`expires` is “{draft.expires}”, which is no day.", _DAY_RULE)


def day(text: str) -> date | None:
    """The day that a text of the form 2026-03-12 names, if it names one."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def called(where: Where, part_id: str) -> str:
    """An entry in a sentence: claim `cheaper`, `they_win` entry `reach`."""
    section = str(where[0])
    return f"{NAMES.get(section, f'`{section}` entry')} `{part_id}`"


def our_words(where: Where, part: Part) -> Iterator[tuple[Where, str]]:
    """What our own side would say out of an entry, with its place."""
    if isinstance(part, Claim | Play) and part.answer:
        yield (*where, "answer", "line"), part.answer.line
        yield (*where, "answer", "question"), part.answer.question
    if isinstance(part, Landmine):
        yield (*where, "question"), part.question
    if isinstance(part, Concession) and part.instead:
        yield (*where, "instead"), part.instead
    if isinstance(part, Win):
        yield (*where, "text"), part.text


_DAY_RULE = 'Write year, month and day in quotes, as in "2026-03-12".'


def _source(where: Where, fact: Fact, today: date, *, temporary: bool) -> Iterator[Advice]:
    name = called(where, fact.id)
    missing = [field for field in ("source", "date") if getattr(fact, field) is None]
    if fact.date is not None:
        yield from _date(where, name, fact.date, today)
    if not missing or temporary or (isinstance(fact, Win) and fact.proof):
        return
    lacks = f"has no {' and no '.join(f'`{field}`' for field in missing)}"
    if isinstance(fact, Win):
        text = f"{name} {lacks}, and names no `proof` either."
        hint = f"{_HEARSAY} Name a `proof` of us.yaml, or add `source` and `date`, or delete it."
    else:
        text = f"{name} says something about the competitor and {lacks}."
        both = "both" if len(missing) > 1 else "it"
        hint = f"{_HEARSAY} Add {both}, or delete the entry, or make the whole card `temporary: true` until you know."
    yield Advice(where, text, hint)


def _date(where: Where, name: str, text: str, today: date) -> Iterator[Advice]:
    found = day(text)
    if found is None:
        yield Advice((*where, "date"), f"the `date` of {name} is “{text}”, which is no day.", _DAY_RULE)
    elif found > today:
        what = f"the `date` of {name} lies in the future: “{text}”, and today is {today.isoformat()}."
        hint = "Write the day on which the source said it; year, month and day may have been mixed up."
        yield Advice((*where, "date"), what, hint)


def _proofs(where: Where, part: Part, us: Us) -> Iterator[Advice]:
    known = [proof.id for proof in us.proofs]
    for place, owner in ((where, part), ((*where, "answer"), _answer(part))):
        proof = owner.proof if isinstance(owner, Win | CardAnswer) else None
        if proof is not None and proof not in known:
            of = called(where, part.id) if owner is part else f"the answer of {called(where, part.id)}"
            text = f"{of} names the proof `{proof}`, which is not in battlecards/us.yaml.{nearest(proof, known)}"
            hint = f"Name one of these, or add it there with its source: {', '.join(known) or '(none yet)'}."
            yield Advice((*place, "proof"), text, hint)


def _answer(part: Part) -> CardAnswer | None:
    return part.answer if isinstance(part, Claim | Play) else None


def _banned(where: Where, part: Part, never_say: Mapping[str, tuple[str, ...]]) -> Iterator[Advice]:
    for place, text in our_words(where, part):
        said = normal(text)
        for phrase, words in never_say.items():
            if holds(said, words):
                what = f"`{place[-1]}` of {called(where, part.id)} says “{phrase}”, which stands under `never_say`."
                yield Advice(place, what, "Say it in other words: a rep who reads this line out fails the drill.")


def holds(said: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether comparable tokens stand in a text, one after the other."""
    return bool(words) and any(said[at : at + len(words)] == words for at in range(len(said)))
