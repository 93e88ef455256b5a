"""The people's table on both engines."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from coach.adapters.database import Database
from coach.adapters.people_store import SqlPeopleStore
from coach.adapters.tables import PERSON
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


def test_somebody_whom_a_former_version_kept_by_another_form_of_the_name_is_found(database: Database) -> None:
    store = SqlPeopleStore(database)
    before = person("Zoë \u2764\ufe0f")
    store.keep(before)
    with database.write() as connection:
        connection.execute(sa.update(PERSON).values(folded="zoë \u2764\ufe0f"))
    assert store.named("ZOË \u2764\ufe0f") == store.named("Zoë \u2764") == before
    with pytest.raises(UsageError, match="already"):
        store.keep(person("Zoë \u2764"))


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
