"""Somebody who uses this installation."""

from datetime import datetime, timedelta
from unicodedata import normalize

from coach.domain.value import Value

OWNER = "me"
"""The key of whoever runs the installation: what attempts are kept under before anybody gave a name."""

MAX_NAME = 60
"""Characters of a name; longer ones are cut off in lists anyway."""

STAY = timedelta(days=365)
"""How long a browser stays somebody's. Then it is asked whose it is."""


class Person(Value):
    """`key` is what attempts and reviews are kept under; `name` is what people read.

    The owner's key is `OWNER`; everybody else's is made of the name they first gave, and stays.
    """

    key: str
    name: str
    at: datetime


def tidy_name(name: str) -> str:
    """A name as it is kept: printable characters, composed, single spaces, none around."""
    printable = "".join(character for character in name if character.isprintable() or character.isspace())
    return " ".join(normalize("NFC", printable).split())


def folded(name: str) -> str:
    """What two names share that are the same to people: case, spaces and forms of a letter do not count."""
    return " ".join(normalize("NFKC", tidy_name(name)).casefold().split())


def same_name(first: str, second: str) -> bool:
    """Whether two names are the same to people."""
    return folded(first) == folded(second)
