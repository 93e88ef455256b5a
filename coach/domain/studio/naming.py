"""Ids of new files and entries, made from what people call them."""

import re
import unicodedata
from collections.abc import Collection

from coach.domain.language import FUNCTION_WORDS, normal

LONGEST_ID = 60
RESERVED = "us"
"""The one file of what is true of us."""

_ID = re.compile(r"[a-z][a-z0-9_-]*")
_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
_SAID = frozenset("seller sellers rep say says said name names named ask asks tell tells give gives".split())
"""What every check is about, and so tells no two of them apart."""


def id_from_title(title: str, taken: Collection[str] = (), *, otherwise: str = "rubric") -> str:
    """An id out of a title: “First call, banks” becomes `first_call_banks`; where that is taken, with a number.

    Letters that an id cannot hold are left out; of a title without any other, `otherwise` is made.
    """
    slug = re.sub(r"[^a-z0-9]+", "_", _plain(title)).strip("_")
    slug = slug if slug[:1].isalpha() else f"{otherwise}_{slug}".rstrip("_")
    return unused(slug[: LONGEST_ID - 4].rstrip("_"), {*taken, RESERVED})


def entry_id(text: str, taken: Collection[str], otherwise: str) -> str:
    """A short id for a check or a claim, of the first words that carry its point."""
    words = [word for word in normal(text) if word not in FUNCTION_WORDS | _SAID and _ID.fullmatch(_plain(word))]
    return unused("_".join(_plain(word) for word in words[:3])[:40] or otherwise, taken)


def unused(name: str, taken: Collection[str]) -> str:
    """The name itself, or with the first number that nobody has."""
    number, free = 2, name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def bad_id(name: str) -> str | None:
    """What keeps a name from being an id, in words; None where it is one."""
    if not name:
        return "It is empty."
    if len(name) > LONGEST_ID:
        return f"It has {len(name)} characters, and {LONGEST_ID} are the most."
    if not _ID.fullmatch(name):
        return "Small letters a to z, digits, - and _ are possible, and it begins with a letter."
    if name == RESERVED:
        return "`us` is the file of what is true of your own company."
    return None


def _plain(text: str) -> str:
    bare = "".join(_LETTERS.get(char, char) for char in text.casefold())
    return "".join(char for char in unicodedata.normalize("NFKD", bare) if not unicodedata.combining(char))
