"""Text that arrives in pieces, cut into whole sentences, and the fact tags that stand in them."""

import re
from typing import NamedTuple

_END = re.compile(
    r"""(?P<sign>[.!?…]+)["”’')*_]*(?:\s*\[[^\[\]\n]{0,60}\][.!?]*)*(?=\s+[^\s\[])   # and the tags behind it
    |\n+(?=\s*[^\s\[])""",
    re.VERBOSE,
)
"""The end of a sentence is known once the next one begins: a tag may still follow."""

_SHORT = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|mr|mrs|ms|dr|st|no|inc|ltd|co|corp|approx|fig|pp?)|(?:^|[\s.])[A-Za-z]|^\s*\d+)\.$",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*\[([^\[\]\n]{1,80})\]")


class Tagged(NamedTuple):
    """A sentence without its tags, and the tags in their order."""

    text: str
    tags: tuple[str, ...]


class Sentences:
    """Gathers pieces of text and gives sentences out as soon as they are whole."""

    def __init__(self) -> None:
        self._kept = ""

    def more(self, piece: str) -> list[str]:
        """The sentences that are whole now that `piece` has arrived."""
        self._kept += piece
        found: list[str] = []
        start = at = 0
        while end := _END.search(self._kept, at):
            at = end.end()
            if not self._closes(end, start):
                continue
            found.append(self._kept[start:at].strip())
            start = at
        self._kept = self._kept[start:]
        return [sentence for sentence in found if sentence]

    def rest(self) -> str:
        """What is left at the end, whether or not it is a whole sentence."""
        return self._kept.strip()

    def _closes(self, end: re.Match[str], start: int) -> bool:
        sign = end["sign"]
        if sign is None:
            return True
        goes_on = self._kept[end.end() :].lstrip()[:1].islower()
        if goes_on and (sign.strip("?!") or end[0] != sign):
            return False  # "well ... perhaps", and what was quoted inside a sentence
        return sign != "." or not _SHORT.search(self._kept[start : end.start() + 1])


def whole_sentences(text: str) -> list[str]:
    """The sentences of a text that is all there."""
    sentences = Sentences()
    found = [*sentences.more(text), sentences.rest()]
    return [sentence for sentence in found if sentence]


def without_tags(sentence: str) -> Tagged:
    """The sentence as it is shown, and what stood in square brackets. Two ids may share a pair."""
    found = [tag.strip() for group in _TAG.findall(sentence) for tag in re.split(r"[,;]", group)]
    bare = " ".join(_TAG.sub("", sentence).split())
    return Tagged(re.sub(r"([.!?])\s*\1$", r"\1", bare) if found else bare, tuple(tag for tag in found if tag))
