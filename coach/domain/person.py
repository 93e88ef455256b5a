"""Somebody who uses this installation."""

from datetime import datetime

from coach.domain.value import Value

OWNER = "me"
"""The key of whoever runs the installation: what attempts are kept under before anybody gave a name."""

MAX_NAME = 60
"""Characters of a name; longer ones are cut off in lists anyway."""


class Person(Value):
    """`key` is what attempts and reviews are kept under; `name` is what people read.

    The owner's key is `OWNER`; everybody else's is the name they first gave.
    """

    key: str
    name: str
    at: datetime


def tidy_name(name: str) -> str:
    """A name as it is kept: printable characters, single spaces, none around."""
    return " ".join("".join(character for character in name if character.isprintable()).split())


def same_name(first: str, second: str) -> bool:
    """Whether two names are the same to people: case and spaces do not count."""
    return tidy_name(first).casefold() == tidy_name(second).casefold()
