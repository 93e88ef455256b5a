"""Who is who on this installation. There are no passwords: names keep people apart, they lock nobody out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from coach.domain.person import MAX_NAME, OWNER, Person, tidy_name
from coach.errors import UsageError
from coach.service.ports import PeopleStore


@dataclass(frozen=True)
class People:
    """People by key or by name."""

    store: PeopleStore
    now: Callable[[], datetime]

    def find(self, key: str) -> Person:
        """The person with this key; somebody who never gave a name goes by the key."""
        return self.store.find(key) or Person(key=key, name=key, at=self.now())

    def named(self, name: str) -> Person:
        """The person of this name, added if there is none yet. Raises UsageError for what is no name."""
        tidy = tidy_name(name)
        if not tidy or len(tidy) > MAX_NAME:
            raise UsageError(
                "That is no name that can be kept." if not tidy else f"That name is longer than {MAX_NAME} characters.",
                hint="Give the name that colleagues know you by.",
            )
        if tidy.casefold() == OWNER:
            return self.find(OWNER)
        known = self.store.named(tidy)
        if known is None:
            known = Person(key=tidy, name=tidy, at=self.now())
            self.store.keep(known)
        return known
