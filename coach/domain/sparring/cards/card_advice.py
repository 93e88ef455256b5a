"""What `coach check` advises on a battlecard that can be used: old sources, leading questions, plays without proof.

Everything here works as it stands, but makes for a poorer drill or a weaker answer in front of a buyer.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from coach.domain.authoring import Advice
from coach.domain.language import content_words, normal
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Claim, Fact, Landmine, Play, Use, Win
from coach.domain.sparring.cards.card_rules import Draft, Part, Where, called, day, holds, our_words
from coach.domain.sparring.cards.running_down import insult

FEWEST_PLAYS = 6
"""One more than a meeting puts, so that two drills against one competitor can differ."""

MOST_PLAYS_A_TRIGGER = 2
"""A word that makes more plays likely than this tells none of them apart; our own choice."""

BROAD = frozenset(
    """business buyer buyers client clients company companies customer customers deal market need needs organisation
    people product products project projects sales software solution solutions system systems team teams tool tools
    user users vendor work""".split()
)
"""Words that stand in nearly every account: a play that one of them triggers is triggered everywhere."""

_LEADING = re.compile(
    r"\b(?:do not|does not|is not|are not|would not|should not|could not|did not) (?:you|it|they|that)\b"
    r"|\b(?:surely|obviously|clearly|admit)\b|\b(?:right|correct|is it not|are they not)$|^why (?:do|does|is|are) "
)


def advise_on_card(card: Battlecard, us: Us | None, today: date) -> tuple[Advice, ...]:
    """Advice on a valid card, in the order of its parts. `us` is None where us.yaml cannot be read."""
    return (
        *_on_the_whole(card, today),
        *(advice for where, part in Draft.of(card).parts.items() for advice in _on_part(card, where, part, us, today)),
        *_on_triggers(card),
    )


def _on_the_whole(card: Battlecard, today: date) -> Iterator[Advice]:
    if card.temporary:
        facts = list(card.facts())
        bare = sum(not _shown(fact) for fact in facts)
        text = f"this card is temporary: what has no source and date counts as unsourced ({bare} of {len(facts)})."
        yield Advice(("temporary",), text, "Add sources and dates, then delete the line `temporary: true`.")
    expires = day(card.expires) if card.expires else None
    if expires and expires < today:
        hint = "Look through the whole card once more, mend what has changed, and write a later day."
        yield Advice(("expires",), f"this card expired on {card.expires}, and nobody should rely on it.", hint)
    if len(card.plays) < FEWEST_PLAYS:
        there = "is only 1 play" if len(card.plays) == 1 else f"are only {len(card.plays)} plays"
        text = f"there {there}; {FEWEST_PLAYS} or more make drills that differ."
        yield Advice(("plays",), text, "Add what their rep tried in the last deals.")


def _shown(fact: Fact) -> bool:
    return fact.sourced or (isinstance(fact, Win) and fact.proof is not None)


def _on_part(card: Battlecard, where: Where, part: Part, us: Us | None, today: date) -> Iterator[Advice]:
    name = called(where, part.id)
    if isinstance(part, Fact):
        yield from _on_age(card, where, part, today)
    if isinstance(part, Play):
        yield from _on_play(where, part)
    if isinstance(part, Claim | Play) and part.answer:
        yield from _on_answer((*where, "answer"), name, part.answer)
    if isinstance(part, Landmine):
        yield from _on_landmine(card, where, part, us)
    for place, text in our_words(where, part):
        if word := insult(text):
            what = f"`{place[-1]}` of {name} runs the competitor down: “{word}”."
            yield Advice(place, what, "Say what they do and what we do; whoever insults earns nothing in a drill.")


def _on_age(card: Battlecard, where: Where, fact: Fact, today: date) -> Iterator[Advice]:
    seen = day(fact.date) if fact.date else None
    if seen and (age := (today - seen).days) > card.stale_after_days:
        text = f"the source of {called(where, fact.id)} is {age} days old ({fact.date})."
        hint = f"Look whether it still holds and write the new date; {card.stale_after_days} days is this card's limit."
        yield Advice((*where, "date"), text, hint)


def _on_play(where: Where, play: Play) -> Iterator[Advice]:
    if not play.claims:
        text = f"play `{play.id}` leans on no claim, so the rival's lines in it are shown as unsourced."
        yield Advice(where, text, "Name the claims that it uses under `claims`, or add one with its source.")
    lines: list[tuple[Where, str]] = [((*where, "says"), play.says), ((*where, "beaten"), play.beaten)]
    lines += [((*where, "presses", number), press) for number, press in enumerate(play.presses)]
    for place, text in lines:
        if word := insult(text):
            what = f"play `{play.id}` has their rep run us down: “{word}”."
            hint = "Write what a rep says in front of a buyer; against insults nobody needs to rehearse a proof."
            yield Advice(place, what, hint)


def _on_answer(where: Where, name: str, answer: CardAnswer) -> Iterator[Advice]:
    if answer.proof is None:
        text = f"the answer of {name} names no `proof`."
        yield Advice(where, text, "Name one of us.yaml: a firm rival lets go to nothing else.")
    if answer.use is Use.INTERNAL:
        text = f"the answer of {name} is `use: internal`, and an answer is there to be said to a buyer."
        yield Advice((*where, "use"), text, "Write one that a buyer may hear, and delete the line.")


def _on_landmine(card: Battlecard, where: Where, mine: Landmine, us: Us | None) -> Iterator[Advice]:
    place, said = (*where, "question"), normal(mine.question)
    named = [
        name for name in (card.name, us.company if us else "", us.product if us else "") if holds(said, normal(name))
    ]
    if not mine.question.rstrip(" ”\"'").endswith("?"):
        yield Advice(place, f"landmine `{mine.id}` is no question.", "Write what the buyer should ask, with a ?.")
    elif named:
        text = f"landmine `{mine.id}` names {named[0]}, so it is not neutral."
        yield Advice(place, text, "Ask what the buyer can ask every vendor, in the same words.")
    elif leading := _LEADING.search(" ".join(said)):
        text = f"landmine `{mine.id}` leads the buyer to an answer: “{leading[0].strip()}”."
        yield Advice(place, text, "Ask openly: how many, how long, what happens when …")
    if mine.use is Use.INTERNAL:
        text = f"landmine `{mine.id}` is `use: internal`, and a landmine is there for the buyer to ask."
        yield Advice((*where, "use"), text, "Word it so that a buyer may hear it, and delete the line.")


def _on_triggers(card: Battlecard) -> Iterator[Advice]:
    spread = Counter(words for play in card.plays for words in {" ".join(normal(words)) for words in play.when})
    told: set[str] = set()
    for number, play in enumerate(card.plays):
        for position, words in enumerate(play.when):
            where, key = ("plays", number, "when", position), " ".join(normal(words))
            content = content_words(words)
            if not content:
                yield Advice(where, f"the trigger “{words}” has no word that could be found.", "Name a thing.")
            elif content <= BROAD:
                text = f"the trigger “{words}” of play `{play.id}` fits nearly every account."
                yield Advice(where, text, "Name what only the accounts say where this play comes: a product, a role.")
            elif spread[key] > MOST_PLAYS_A_TRIGGER and key not in told:
                told.add(key)
                text = f"the trigger “{words}” stands in {spread[key]} plays, so it tells none of them apart."
                yield Advice(where, text, "Keep it where it fits best.")
