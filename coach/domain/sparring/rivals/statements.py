"""Whether a sentence states something as fact, so that a listener may ask where it comes from."""

import re

from coach.domain.language import is_number, normal

_COUNTED = 2
"""Figures up to this are words as often as figures: “one bill”, “two vendors”."""

_SUPERLATIVE = re.compile(
    r"\b(?:most|least|best|worst|largest|biggest|fastest|slowest|cheapest|strongest|safest|newest|oldest|easiest|highest"
    r"|lowest|widest|leading|market leader|only (?:one|suite|vendor|product|platform)|number one|first in)\b",
    re.IGNORECASE,
)
_OURS = (
    r"\b(?:we|RIVAL|US|it|they|this|our (?:\w+ ){1,3}?)(?:'ve|'re|'s|(?: \w+ly| already| all)? ?"
    r"\b(?:have|has|had|is|are|was|were|serves?|offers?|includes?|costs?|supports?|ships?|brings?|comes?|gives?|runs?"
    r"|charges?|covers?|connects?|owns?|won|takes?|needs?|keeps?|holds?|sells?|provides?|delivers?|stores?|shares?"
    r"|sets?)\b)"
    r"|\b(?:is|are|comes) (?:already )?(?:included|free|part of)\b"
    r"|\b(?:customers|companies|clients) (?:of ours|run|use|rely)\b"
    r"|\byou (?:already )?(?:pay|own)\b|\byou already (?:have|use|run)\b|\bcosts? (?:you )?(?:nothing|less|more)\b"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_OPINION = re.compile(
    r"\b(?:i (?:think|believe|doubt|wonder|would)|in my view|perhaps|maybe|probably|suppose|imagine)\b", re.IGNORECASE
)


def states_fact(sentence: str, rival: str, us: tuple[str, ...]) -> bool:
    """Whether it gives a figure, a superlative, or says what is so of either company. A question states nothing."""
    if sentence.rstrip("\"”’'").endswith("?"):
        return False
    sentence = _QUOTED.sub(" ", sentence)  # the seller's own words
    if any(is_number(word) and float(word) > _COUNTED for word in normal(sentence)) or _SUPERLATIVE.search(sentence):
        return True
    names = {"RIVAL": re.escape(rival), "US": "|".join(map(re.escape, us))}
    pattern = re.sub(r"\b(?:RIVAL|US)\b", lambda found: names[found[0]], _OURS)
    return re.search(pattern, sentence, re.IGNORECASE) is not None and not _OPINION.search(sentence)
