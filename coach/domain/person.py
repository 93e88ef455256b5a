"""Somebody who uses this installation."""

from datetime import datetime, timedelta
from unicodedata import category, normalize
from unicodedata import name as name_of

from coach.domain.value import Value

OWNER = "me"
"""The key of whoever runs the installation: what attempts are kept under before anybody gave a name."""

MAX_NAME = 60
"""Characters of a name; longer ones are cut off in lists anyway."""

STAY = timedelta(days=365)
"""How long a browser stays somebody's. Then it is asked whose it is."""


_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Printable by name, and nothing to see: Unicode's Default_Ignorable_Code_Point, and the blank of Braille."""

_LOOK_ALIKE = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Alphabets with letters that look like one another's (Unicode Technical Standard 39)."""

_PARTING = frozenset({"Pd", "Ps", "Pe"})
"""Unicode's categories of dashes and brackets."""


class Person(Value):
    """`key` is what attempts and reviews are kept under; `name` is what people read.

    The owner's key is `OWNER`; everybody else's is made of the name they first gave, and stays.
    """

    key: str
    name: str
    at: datetime


def tidy_name(name: str) -> str:
    """A name as it is kept: characters that can be seen, composed, single spaces, none around."""
    seen = "".join(each for each in name if (each.isprintable() and each not in _UNSEEN) or each.isspace())
    return " ".join(normalize("NFC", seen).split())


def folded(name: str) -> str:
    """What two names share that are the same to people: case, spaces and forms of a letter do not count."""
    return " ".join(normalize("NFKC", tidy_name(name)).casefold().split())


def same_name(first: str, second: str) -> bool:
    """Whether two names are the same to people, who read over a dot or a dash."""
    return alike(first) == alike(second)


def alike(name: str) -> str:
    """What names share that are the same to people: their letters and digits; of a name without any, all of it."""
    plain = "".join(each if each.isalnum() or category(each).startswith("M") else " " for each in folded(name))
    return " ".join(plain.split()) or folded(name)


def mixes_alphabets(name: str) -> bool:
    """Whether one word of it has letters of two alphabets that look alike: it would pass for another name."""
    # Dashes, brackets and slashes part words too: Anna-Мария, Иван (Ivan).
    words = "".join(" " if category(each) in _PARTING or each == "/" else each for each in folded(name))
    return any(len(_alphabets(word)) > 1 for word in words.split())


def _alphabets(word: str) -> frozenset[str]:
    return _LOOK_ALIKE & {name_of(letter, "").partition(" ")[0] for letter in word}
