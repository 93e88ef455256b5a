"""The people's table on both engines."""

from datetime import UTC, datetime

import pytest

from coach.adapters.database import Database
from coach.adapters.people_store import SqlPeopleStore
from coach.domain.person import Person
from coach.errors import UsageError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def person(name: str, key: str | None = None) -> Person:
    return Person(key=key or name, name=name, at=NOON)


def test_people_are_found_by_key_and_by_name_whatever_the_case(database: Database) -> None:
    store = SqlPeopleStore(database)
    store.keep(person("Ada Lovelace", key="me"))
    assert store.find("me") == person("Ada Lovelace", key="me")
    assert store.named("  ADA  lovelace ") == store.find("me")
    assert store.find("Ada Lovelace") is None


def test_everybody_is_listed_by_name(database: Database) -> None:
    store = SqlPeopleStore(database)
    for name in ("grace", "Ada", "Zoë"):
        store.keep(person(name))
    assert [one.name for one in store.everyone()] == ["Ada", "grace", "Zoë"]


def test_a_kept_person_can_have_another_name_but_not_somebody_elses(database: Database) -> None:
    store = SqlPeopleStore(database)
    store.keep(person("Ada"))
    store.keep(person("Grace"))
    store.keep(person("Grace Hopper", key="Grace"))
    assert store.named("Grace") is None
    with pytest.raises(UsageError, match="somebody called Ada already"):
        store.keep(person("ADA", key="Grace"))
    assert [one.name for one in store.everyone()] == ["Ada", "Grace Hopper"]


def test_a_browser_belongs_to_one_person_until_it_is_dismissed(database: Database) -> None:
    store = SqlPeopleStore(database)
    store.keep(person("Ada"))
    store.admit("secret", "Ada")
    assert store.behind("secret") == person("Ada")
    assert store.behind("secret2") is None
    store.dismiss("secret")
    assert store.behind("secret") is None
