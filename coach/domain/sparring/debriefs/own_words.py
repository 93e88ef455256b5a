"""Which of the seller's own words are fit to be said to a buyer again."""

import re
from collections.abc import Iterable

from coach.domain.language import content_words, is_number, normal
from coach.domain.spans import written
from coach.domain.sparring.cards.battlecard import Battlecard, Claim, Fact, Use, Win
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Standing

FEWEST = 4
"""Words of a line. With fewer it is a scrap that says nothing by itself."""

LONGEST = 45
"""Words of a sentence that can still be said in one breath; as long as the longest line of the sample cards."""

_ALIKE, _SHARED = 0.6, 3
"""A line tells a fact when that share of its telling words stands in it, and so many of them."""

_SENTENCE_END = re.compile(r"[.!?]\s")
_TELLS = r"(?:says?|said|tells?|told|thinks?|thought|reckons?|claims?)"
_HEARSAY = re.compile(
    r"^(?:(?:well|so|and|but|now|yes)\b,?\s+)*(?:as\s+)?(?:"
    rf"my\s+(?:\w+\s+){{1,2}}{_TELLS}|(?:a|the|our|some)\s+(?:\w+\s+)?(?:friend|colleague|manager|boss)\s+{_TELLS}"
    rf"|(?:somebody|someone|people|they|everybody|everyone)\s+{_TELLS}"
    r"|i\s+(?:think|thought|guess|believe|suppose|heard|(?:have|was)\s+(?:heard|told))\b|i['’]ve\s+heard\b"
    r"|apparently|allegedly|supposedly|rumou?rs?|according\s+to\s+(?:my|a|some)\b|from\s+what\s+i\b)",
    re.IGNORECASE,
)


def fit_to_say(quote: str, said: str, assessment: Assessment, card: Battlecard) -> bool:
    """Whether these words of an answer are a statement that holds, and that is not for our own eyes."""
    if len(normal(quote)) < FEWEST or _is_hearsay(quote, said):
        return False
    return not (_is_doubtful(quote, said, assessment) or any(_tells(quote, fact) for fact in _secret(card)))


def whole_sentence(quote: str, said: str) -> str:
    """The sentence of an answer in which a quote stands: evidence may be cut, a line to say may not.

    The quote itself where it reaches over several, or where the sentence is too long to be said in one breath.
    """
    words = normal(quote)
    for sentence in written(said).sentences:
        if holds(normal(sentence.text), words):
            return sentence.text if len(sentence.text.split()) <= LONGEST else quote
    return quote


def holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether a phrase stands in the words."""
    return bool(_places(words, phrase))


def _is_hearsay(quote: str, said: str) -> bool:
    """Whether the sentence in which the words stand begins with somebody who has said so."""
    before = said[: max(said.find(quote), 0)]
    opening = _SENTENCE_END.split(before)[-1]
    return _HEARSAY.match(f"{opening}{quote}".strip()) is not None


def _is_doubtful(quote: str, said: str, assessment: Assessment) -> bool:
    """Whether a claim that the cards do not bear out, or keep to us, stands in these words or reaches into them."""
    whole, words = normal(said), normal(quote)
    at = _places(whole, words)
    for claim in assessment.claims:
        if claim.standing is Standing.SUPPORTED and not claim.internal:
            continue
        told = normal(claim.text)
        reaches = any(one.start < two.stop and two.start < one.stop for one in at for two in _places(whole, told))
        if reaches or holds(words, told) or holds(told, words):
            return True
    return False


def _secret(card: Battlecard) -> Iterable[Fact]:
    """What only we know. What their rep says themselves is none of it, nor what a proof of ours says too."""
    for fact in card.facts():
        told = isinstance(fact, Claim) or (isinstance(fact, Win) and fact.proof is not None)
        if fact.use is Use.INTERNAL and not told:
            yield fact


def _tells(quote: str, fact: Fact) -> bool:
    said = content_words(quote)
    shared = said & content_words(fact.text)
    figure = any(is_number(word) for word in shared)
    return (figure and len(shared) > 1) or len(shared) >= max(_SHARED, _ALIKE * len(said))


def _places(words: tuple[str, ...], phrase: tuple[str, ...]) -> list[range]:
    size = len(phrase)
    starts = range(len(words) - size + 1) if size else ()
    return [range(at, at + size) for at in starts if words[at : at + size] == phrase]
