"""Who is who on this installation. There are no passwords: names keep people apart, they lock nobody out."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from coach.domain.person import MAX_NAME, OWNER, Person, mixes_alphabets, tidy_name
from coach.errors import UsageError
from coach.service.ports import PeopleStore

SECRET_BYTES = 32

NAMES_SHOWN = 20
"""So many names are listed where one was not found."""


@dataclass(frozen=True)
class People:
    """People by key, by name or by the secret that their browser keeps."""

    store: PeopleStore
    now: Callable[[], datetime]

    def find(self, key: str) -> Person:
        """The person with this key; somebody who never gave a name goes by the key."""
        return self.store.find(key) or Person(key=key, name=key, at=self.now())

    def introduced(self, key: str) -> bool:
        """Whether this person ever gave a name."""
        return self.store.find(key) is not None

    def named(self, name: str) -> Person:
        """The person of this name, added if there is none yet. Raises UsageError for what is no name."""
        tidy = _checked(name)
        if tidy.casefold() == OWNER:
            return self.find(OWNER)
        known = self.store.named(tidy)
        if known is None:
            _refuse_look_alike(tidy)  # only somebody new: whoever is here already stays able to come in
            known = Person(key=self._free_key(tidy), name=tidy, at=self.now())
            self.store.keep(known)
        return known

    def known(self, name: str) -> Person:
        """The person of this name. Raises UsageError when there is none; nobody is added."""
        tidy = tidy_name(name)
        person = self.find(OWNER) if tidy.casefold() == OWNER else self.store.named(tidy)
        if person is None:
            raise UsageError(f"There is nobody called “{tidy}” here.", hint=self._who_there_is())
        return person

    def _who_there_is(self) -> str:
        names = [person.name for person in self.store.everyone()][:NAMES_SHOWN]
        if not names:
            return f"Nobody gave a name yet; what is on this installation is kept under “{OWNER}”."
        return f"Give one of these names: {', '.join(names)}."

    def rename(self, key: str, name: str) -> Person:
        """Give somebody this name. Raises UsageError for what is no name and for a name that is taken."""
        before = self.find(key)
        renamed = before.model_copy(update={"name": _checked(name)})
        if renamed.name != tidy_name(before.name):
            _refuse_look_alike(renamed.name)
        if renamed.name.casefold() == OWNER:
            raise UsageError(f"“{renamed.name}” is no name to tell people apart by.", hint="Give your own name.")
        self.store.keep(renamed)
        return renamed

    def behind(self, secret: str | None) -> Person | None:
        """Whose browser has this secret: without one the owner's, with an unknown one nobody's."""
        return self.find(OWNER) if secret is None else self.store.behind(secret)

    def admit(self, name: str) -> str | None:
        """A new secret for the browser of the person of this name, None for the owner, who needs none.

        Somebody new is added. Raises UsageError for what is no name.
        """
        person = self.named(name)
        if person.key == OWNER:
            return None
        secret = secrets.token_urlsafe(SECRET_BYTES)
        self.store.admit(secret, person.key)
        return secret

    def _free_key(self, name: str) -> str:
        """The name itself, unless somebody who is called something else by now once came by it."""
        key, count = name, 1
        while self.store.find(key) is not None:
            count += 1
            key = f"{name} ({count})"
        return key


NO_NAMES = frozenset({"the owner of this computer", "the owner", "nobody"})
"""What pages call somebody who gave no name."""


def _checked(name: str) -> str:
    tidy = tidy_name(name)
    if not any(character.isalnum() for character in tidy) or tidy.casefold() in NO_NAMES:
        raise UsageError("That is no name that can be kept.", hint="Give the name that colleagues know you by.")
    if len(tidy) > MAX_NAME:
        raise UsageError(
            f"That name is longer than {MAX_NAME} characters.", hint="Give the name that colleagues know you by."
        )
    return tidy


def _refuse_look_alike(name: str) -> None:
    if mixes_alphabets(name):
        raise UsageError(
            f"“{name}” mixes letters of alphabets that look alike.", hint="Write each word in one alphabet."
        )
