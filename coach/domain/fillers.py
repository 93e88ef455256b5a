"""Fillers that a recogniser wrote down: sounds, and phrases where the words around them leave no doubt.

It is a lower bound twice over: recognisers leave most hesitations out, and a phrase counts only in a
pattern where it can hardly mean anything ("it is kind of slow", not "a kind of contract"). Words like
"like", "so" and "right" are never counted: too often they are meant.
"""

import re
from collections.abc import Sequence

from coach.domain.transcript import Moment, Transcript

SOUNDS = frozenset("um umm uhm uh uhh er err erm hm hmm mhm ah ahh eh".split())
"""Listeners mind these more than filler words (Laske & DiGennaro Reed 2024, doi 10.1002/jaba.1093)."""

_HEDGED_AFTER = frozenset(
    """i we you they he she it is are was were be been am and but just so really feel felt feels do does did to
    can could would will might may i'm we're you're they're it's that's he's she's um uh er erm""".split()
)
"""Before "kind of" and "sort of": a verb or a pronoun. After an article they name a kind."""

_MEANT_BEFORE = frozenset(
    """do did does don't didn't if as when because that what how let would should might may will can could to who
    everyone all already than which""".split()
)
_MEANT_AFTER = frozenset(
    """that what how why who whose where when which whether if the a an your our my his her their its this these
    those it about of me him us them any all better more everything nothing something someone anything anyone
    exactly i'm by business well no not""".split()
)
_NO_LETTERS = re.compile(r"[^\w']|_")


def fillers(transcript: Transcript) -> tuple[Moment, ...]:
    """The fillers in the transcript, in order, as moments."""
    plain = [_NO_LETTERS.sub("", word.text.lower().replace("’", "'")) for word in transcript.words]
    ends = [word.text.rstrip("\"')]”’").endswith((".", "!", "?", ",", ";", ":", "–", "—")) for word in transcript.words]
    found: list[Moment] = []
    index = 0
    while index < len(plain):
        length = _length(plain, ends, index)
        if length:
            found.append(transcript.moment(index, index + length - 1))
        index += length or 1
    return tuple(found)


def _length(plain: Sequence[str], ends: Sequence[bool], index: int) -> int:
    """How many words the filler at `index` has; 0 where there is none."""
    if plain[index] in SOUNDS:
        return 1
    if index + 1 == len(plain) or ends[index]:
        return 0
    before = "" if index == 0 or ends[index - 1] else plain[index - 1]
    after = "" if index + 2 >= len(plain) or ends[index + 1] else plain[index + 2]
    pair = (plain[index], plain[index + 1])
    if pair in {("kind", "of"), ("sort", "of")}:
        meant = before not in _HEDGED_AFTER or after in {"you", "them", "him", "her", "us", "me", ""}
        return 0 if meant else 2
    if pair in {("you", "know"), ("i", "mean")}:
        closes = before and not after  # "the best tool that you know."
        return 0 if closes or before in _MEANT_BEFORE or after in _MEANT_AFTER else 2
    return 0
