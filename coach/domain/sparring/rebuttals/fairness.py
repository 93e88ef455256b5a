"""The gate: words that run the competitor down, and words that nobody may say.

Saying what is true of a competitor is fair, also when it hurts ("Castle needs eleven weeks"). Running them
down is not ("Castle is a dinosaur"), and it costs more credit than any proof earns. These are rules over
comparable tokens, so they hear a voice answer as well; they miss what is only meant.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from coach.domain.guards import stem
from coach.domain.language import NEGATIONS, normal
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.rebuttals.heard import Heard, Place
from coach.domain.sparring.rebuttals.insults import AIMED_AT, DEROGATORY, insults
from coach.domain.sparring.rebuttals.rebuttal import Breach

_REACH = 7
"""How many tokens before an insult are read for who denies or quotes it."""

_SAYING = frozenset(
    """say says said saying call calls called calling claim claims tell tells told hear heard write think thinks
    believe suggest suggesting mean imply implying""".split()
)
_NEAR, _JUST_BEFORE = 6, 4
_PROMISE = 2
"""Words of a phrase that is a promise and nothing more: "we guarantee"."""
_TO_THEM = frozenset({("you", "are"), ("you", "must"), ("you", "were"), ("you", "people"), ("you", "guys")})
_OF_US = frozenset({("i", "am"), ("we", "are"), ("i", "was"), ("we", "were"), ("i", "look"), ("we", "look")})
_LIE_AT_REST = frozenset({"awake", "down", "ahead", "in", "with", "behind", "idle", "around", "on"})
_GOES_ON = frozenset({"saying", "calling", "suggesting", "implying", "mean"})


def breaches(heard: Heard, card: Battlecard, us: Us) -> tuple[Breach, ...]:
    """What closes the gate, in the order in which it was said; each sentence at most once for each kind."""
    names = frozenset(normal(card.name))
    found = [*_never_said(heard, (*us.never_say, *card.never_say)), *_run_down(heard, names), *_perhaps(heard, names)]
    kept: dict[tuple[str, Place], tuple[int, Breach]] = {}
    for place, breach in found:
        line = heard.line_of(place.first).place
        earlier = kept.get((breach.kind, line))
        if earlier is None or (breach.certain and not earlier[1].certain):
            kept[breach.kind, line] = (place.first, breach)
    return tuple(breach for _, breach in sorted(kept.values(), key=lambda one: one[0]))


def never_said(heard: Heard, card: Battlecard, us: Us) -> tuple[Breach, ...]:
    """Only the words that nobody may say: those a program alone decides about."""
    return tuple(breach for breach in breaches(heard, card, us) if breach.kind == "never_say")


def _never_said(heard: Heard, phrases: Sequence[str]) -> Iterator[tuple[Place, Breach]]:
    for phrase in dict.fromkeys(phrases):
        for place in heard.places(_phrase(phrase), barred=True):
            if not _taken_back(heard, place) and not NEGATIONS.intersection(heard.after(place, 1)):
                reason = f"“{phrase}” is on the list of what nobody may say."
                yield place, Breach(kind="never_say", text=_quoted(heard, place), reason=reason)


@lru_cache(maxsize=500)
def _phrase(phrase: str) -> re.Pattern[str]:
    """A phrase by its stems; a word of emphasis may stand between, and "is" may be swallowed."""
    parts: list[str] = []
    said = normal(phrase)
    promise = re.escape(stem(said[1])) if len(said) == _PROMISE and said[0] == "we" else ""
    if promise:  # "we guarantee" is "I guarantee", "we would guarantee" and "guaranteed by us" as well
        by_us = rf"{promise}\w{{0,3}} (?:to you )?by (?:us|me|our \S+)"
        very = "can|do|will|would|hereby|personally|really|absolutely|simply"
        says = rf"(?:we|i|wed|id) (?:(?:{very}) )*{promise}\w{{0,3}}"
        return re.compile(rf"(?<!\S)(?:{says}|{by_us})(?!\S)")
    for token in said:
        root = stem(token)
        exact = re.escape(token) if len(token) <= 3 else rf"{re.escape(root)}\w{{0,3}}"
        parts.append(rf"(?:{exact} )?" if token in ("is", "are") else f"{exact} ")
    loose = r"(?:really |totally |simply |just |very |so |absolutely |such )?"
    return re.compile(rf"(?<!\S){loose.join(parts).rstrip()}(?!\S)".replace(" )?(?!", ")?(?!"))


def _run_down(heard: Heard, names: frozenset[str]) -> Iterator[tuple[Place, Breach]]:
    for insult in insults(names):
        for place in heard.places(insult.pattern, barred=True):
            said = heard.tokens_of(place)
            if said[-1] in ("lie", "lies", "lying") and set(heard.after(place, 1)) & _LIE_AT_REST:
                continue
            if said[0] == "i" or (not insult.negated and NEGATIONS.intersection(said)):
                continue
            yield from _unless_denied(heard, place, certain=insult.certain)


def _perhaps(heard: Heard, names: frozenset[str]) -> Iterator[tuple[Place, Breach]]:
    """Words that run down, in a sentence with somebody they may be meant for: a doubt, told as one."""
    for index, token in enumerate(heard.texts):
        if token not in DEROGATORY or set(heard.texts[index + 1 : index + 2]) & _LIE_AT_REST:
            continue
        place = Place(index, index)
        around = {*heard.before(place, _NEAR), *heard.after(place, _NEAR)}
        before = heard.before(place, _JUST_BEFORE)
        addressed = before[-2:] == ("you", "are") or bool(_TO_THEM.intersection(pairwise(before)))
        if not (addressed or around & {*names, *AIMED_AT}):
            continue
        of_us = bool(_OF_US.intersection(pairwise(before)))
        if of_us or {"if", "would", "my", "our"}.intersection(before) or _taken_back(heard, place):
            continue
        reason = "This may run the competitor down; a person should look."
        yield place, Breach(kind="disparagement", text=_quoted(heard, place), reason=reason, certain=False)


def _unless_denied(heard: Heard, place: Place, *, certain: bool) -> Iterator[tuple[Place, Breach]]:
    if _taken_back(heard, place):
        return
    before = heard.before(place, _REACH)
    denied = bool(NEGATIONS.intersection(before)) and bool(_GOES_ON.intersection(before))
    if not denied and _hypothetical(heard, place):
        return
    reason = (
        "You may be running the competitor down while saying that you are not."
        if denied
        else "This runs the competitor down. A buyer remembers that longer than any proof."
    )
    yield place, Breach(kind="disparagement", text=_quoted(heard, place), reason=reason, certain=certain and not denied)


def _taken_back(heard: Heard, place: Place) -> bool:
    """Whether the words are denied or quoted as what one does not say: "I would never call Castle a dinosaur"."""
    before = heard.before(place, _REACH)
    if not NEGATIONS.intersection(before):
        return False
    last = max(index for index, token in enumerate(before) if token in NEGATIONS)
    between = before[last + 1 :]
    if {"but", "because", "so", "and"}.intersection(between):
        return False
    return not _GOES_ON.intersection(between)


def _hypothetical(heard: Heard, place: Place) -> bool:
    """ "If they lied, ..." and "whether they are dishonest" state nothing."""
    return bool({"if", "whether"}.intersection(heard.before(place, 2)))


def _quoted(heard: Heard, place: Place) -> str:
    return heard.evidence(place).text
