"""Whether the rival stays in its part: each sentence of a model's is checked before anybody is shown it.

A model is told to stay in its part, and will not always. What is found here is withheld and kept with the reason.
A table of wordings cannot know every wording: it is the second layer, behind the prompt and before the check that
the ordered point was really put. A line that is hard on us is no break.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from coach.domain.guards import stem
from coach.domain.language import FUNCTION_WORDS, NEGATIONS, content_words, is_number, normal
from coach.domain.sparring.cards.running_down import insult
from coach.domain.sparring.rivals.role_rules import rules_for
from coach.domain.sparring.rivals.role_words import Break

RUN = 6
"""So many words in a row out of what we tell the model are a leak."""

ALIKE = 0.85
"""Share of the words of two sentences from which one repeats the other."""

_LEAST_REPEATED = 5
_COUNTED = 2
"""Figures up to this are words as often as figures: “one bill”, “two vendors”."""

_ADDRESSED = re.compile(r"\b(?:you|your|yours|they|their|them|he|she)\b", re.IGNORECASE)
_THEIR_THING = re.compile(
    r"\b(?:your (?:own )?(?:product|tool|software|start-?up|platform|app|firm|roadmap|release|price list|shared plan)"
    r"|their (?:product|tool|software|start-?up|platform|app|support|roadmap|security))\b",
    re.IGNORECASE,
)
_ACCUSATION = re.compile(
    r"""\b(?:bankrupt\w*|insolven\w+|sued|lawsuits?|(?:data\ |security\ )?breach(?:es|ed)?|hacked|leak(?:s|ed)
    |laid\ off|layoffs?|los(?:t|ing|es?)\ (?:\w+\ ){0,3}(?:customers|clients|half|people|money|data|staff|engineers)
    |r[au]n(?:s|ning)?\ out\ of\ (?:money|cash)|fined|fraud\w*|lied|lies|cheat(?:ed|s)?|going\ under
    |shut(?:ting)?\ down|crash(?:es|ed)|fail(?:s|ed)\ (?:an|the|its|their|every)|data\ loss|went\ down|outages?
    |downtime|full\ of\ bugs|buggy|unreliable|steal(?:s|ing)?|stole|resign\w*|walked\ out|fired|founders?\ left
    |founders\ of|about\ to\ be\ (?:bought|sold|closed)|under\ investigation)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LACK = re.compile(
    r"""\b(?:(?:has|have|had)\ no|(?:does|do|did|is|are|was|were|has|have|can|could|will)\ not|cannot|lacks?|never
    |no\ longer|without|fails?|only\ (?:has|works?|supports?|runs?))\b|\b(?:discontinu|abandon|cancel)\w+""",
    re.IGNORECASE | re.VERBOSE,
)
_MAYBE = re.compile(r"\b(?:if|when|whether|suppose|imagine|would|might|(?-i:may)|could)\b", re.IGNORECASE)
_OPEN = re.compile(rf"\?|\bask\b|{_MAYBE.pattern}", re.IGNORECASE)
_TALK = frozenset(
    map(stem, """answer answered show shown showed said say says told tell tells name named prove proved proof proven
    explain explained question promise promised mention mentioned talk talked heard hear evidence source number figure
    today meeting minute point""".split())
)  # fmt: skip
_QUOTED = (
    r"\b(?:you|the seller|the buyer|US)\b[^.?!“\"]{0,24}"
    r"\b(?:sa(?:y|ys|id)|told|answer\w*|repl\w+|respond\w*|promise\w*|call\w*|claim\w*|tell\w*|ask\w*|mean\w*)\b"
    r"[^.?!“\"]{0,16}[“\"](?P<words>[^”\"]+)"
)
_FOREIGN = frozenset(
    """der die das und nicht ist sie wir ein eine mit auch für auf den dem von zu le la les des est et une vous nous pas
    que pour dans avec el los las por para con una es del muy il che non per sono di""".split()
)
_OWN_LABEL = r"^[\"“']?(?:the )?(?:(?:RIVAL|rival|competitor)(?:'s)?(?: rep(?:resentative)?)?)\s*:\s*"


@dataclass(frozen=True)
class Scene:
    """What a sentence is checked against.

    `us` are our names. `ours` is what is known of us, `known` everything whose figures may be named: that, the card,
    the account, and the seller's own words, which are also in `sellers`. `earlier` are the rival's sentences so far;
    `told` is what we wrote for the model, `secrets` are words that must not come out at all. `giving_in`: the rival
    may let a point go; `goodbye`: it closes.
    """

    rival: str
    us: tuple[str, ...]
    ours: tuple[str, ...]
    known: tuple[str, ...]
    sellers: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    giving_in: bool = False
    goodbye: bool = False
    _names: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = re.compile(rf"\b(?:{'|'.join(map(re.escape, self.us))})\b", re.IGNORECASE)
        object.__setattr__(self, "_names", names)

    def names_us(self, sentence: str) -> bool:
        return self._names.search(sentence) is not None


def without_own_name(sentence: str, rival: str) -> str:
    """The sentence without the speaker's own name in front, which some models write."""
    return re.sub(_OWN_LABEL.replace("RIVAL", re.escape(rival)), "", sentence, flags=re.IGNORECASE)


def role_break(sentence: str, scene: Scene, tags: Sequence[str] = ()) -> Break | None:
    """How a sentence leaves the rival's part, if it does. `tags` stood behind it in square brackets."""
    if not all(re.fullmatch(r"[a-z0-9_]+", tag) for tag in tags):
        return Break.MARKUP  # no fact's id: a stage direction, or somebody's name
    plain = sentence.replace("’", "'").replace("‘", "'")
    if any(secret in plain for secret in scene.secrets):
        return Break.LEAKS
    for compiled in rules_for(scene.rival, scene.us):
        allowed = compiled.rule.allowed
        if not (allowed and getattr(scene, allowed)) and compiled.breaks(plain):
            return compiled.rule.kind
    if _runs(scene.told) & set(_windows(normal(plain))):
        return Break.LEAKS
    if _puts_words(sentence, scene):
        return Break.FOR_THE_SELLER
    if _foreign(plain):
        return Break.LANGUAGE
    return _about_us(plain, scene) or (Break.REPEATS if repeats(plain, scene.earlier) else None)


def repeats(sentence: str, earlier: Iterable[str]) -> bool:
    """Whether a sentence is one of the earlier ones, give or take a word. Short ones may come again."""
    words = normal(sentence)
    if len(words) < _LEAST_REPEATED:
        return False
    mine = set(words)
    return any(len(mine & (other := set(normal(text)))) >= ALIKE * max(len(mine), len(other)) for text in earlier)


def _about_us(sentence: str, scene: Scene) -> Break | None:
    named = scene.names_us(sentence)
    rude = insult(sentence)
    if (
        rude
        and (named or _ADDRESSED.search(sentence))
        and not re.search(rf"\b{rude} (?:in|around|on|with|about)\b", sentence)
    ):
        return Break.INSULTS
    if named or _ADDRESSED.search(sentence):
        found = _ACCUSATION.search(sentence)
        if found and not _OPEN.search(sentence) and not _known(found[0], scene):
            return Break.ACCUSES
    if not named and not _THEIR_THING.search(sentence):
        return None
    if not _MAYBE.search(sentence) and _unknown_figures(sentence, scene):
        return Break.INVENTS
    if _LACK.search(_uncontracted(sentence)) and not _OPEN.search(sentence) and not _supported(sentence, scene):
        return Break.INVENTS
    return None


def _unknown_figures(sentence: str, scene: Scene) -> bool:
    known = {word for text in scene.known for word in normal(text) if is_number(word)}
    said = {word for word in normal(sentence) if is_number(word) and float(word) > _COUNTED}
    return bool(said - known)


def _supported(sentence: str, scene: Scene) -> bool:
    """Whether half of what a sentence says of us stands in one known text, or it is about this very talk."""
    names = {stem(word) for name in (*scene.us, scene.rival) for word in normal(name)}
    said = {stem(word) for word in content_words(sentence) - NEGATIONS} - names
    if not said or said & _TALK:
        return True
    return any(
        len(said & {stem(word) for word in content_words(text)}) >= len(said) / 2
        for text in (*scene.ours, *scene.sellers)
    )


def _known(words: str, scene: Scene) -> bool:
    said = {stem(word) for word in normal(words)} - {stem(word) for word in FUNCTION_WORDS}
    return any(said <= {stem(word) for word in normal(text)} for text in scene.known)


def _puts_words(sentence: str, scene: Scene) -> bool:
    """Whether it quotes the seller with words that they did not say."""
    pattern = _QUOTED.replace("US", "|".join(map(re.escape, scene.us)))
    found = re.search(pattern, sentence, re.IGNORECASE)
    if found is None:
        return False
    quoted = normal(found["words"])
    said = {word for text in scene.sellers for word in normal(text)}
    return sum(word in said for word in quoted) < ALIKE * len(quoted)


def _uncontracted(sentence: str) -> str:
    return " ".join(normal(sentence))


def _foreign(sentence: str) -> bool:
    letters = [char for char in sentence if char.isalpha()]
    if sum(ord(char) > 0x24F for char in letters) > len(letters) / 5:
        return True
    words = re.findall(r"[^\W\d_]+", sentence.lower())
    return (
        sum(word in _FOREIGN for word in words) >= max(2, len(words) / 6)
        and not FUNCTION_WORDS.intersection(words) - _FOREIGN
    )


@lru_cache(maxsize=32)
def _runs(told: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    # What stands in quotation marks is an example of what may be said.
    texts = (re.sub(r"“[^”]*”|\$\w+", " | ", text) for text in told)
    return frozenset(run for text in texts for part in re.split(r"[|\n]", text) for run in _windows(normal(part)))


def _windows(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return (words[start : start + RUN] for start in range(len(words) - RUN + 1))
