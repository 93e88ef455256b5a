"""Who is who, with the real database: names, keys that stay, and browsers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coach.adapters.database import open_database, sqlite_url
from coach.adapters.people_store import SqlPeopleStore
from coach.domain.person import OWNER, Person
from coach.errors import UsageError
from coach.service.people import People

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    database = open_database(sqlite_url(tmp_path / "coach.db"))
    yield People(SqlPeopleStore(database), now=lambda: NOON)
    database.close()


def test_the_owner_needs_no_name_until_one_is_given(people: People) -> None:
    assert people.behind(None) == people.find(OWNER)
    assert not people.introduced(OWNER)
    people.rename(OWNER, "Ada")
    assert people.introduced(OWNER)
    assert people.find(OWNER).name == "Ada"


def test_the_owners_name_means_the_owner(people: People) -> None:
    people.rename(OWNER, "Ada")
    assert people.named("ada").key == OWNER
    assert people.named("me").key == OWNER
    assert people.admit("ADA") is None


def test_case_spaces_and_the_way_an_accent_is_written_do_not_make_another_person(people: People) -> None:
    zoe = people.named("Zoë  Ångström")
    assert people.named("zoe\u0308 a\u030angstro\u0308m") == zoe


@pytest.mark.parametrize("name", ["Zo\ufe0fe", "Zoe\u3164", "Z\u034foe", "Zoe\u200b"])
def test_what_nobody_can_see_makes_no_other_name(people: People, name: str) -> None:
    zoe = people.named("Zoe")
    assert people.named(name) == zoe


def test_a_word_in_two_alphabets_that_look_alike_is_no_name(people: People) -> None:
    with pytest.raises(UsageError, match="look alike"):
        people.named("Z\u043ee")
    assert people.named("Zoe \u041f\u0435\u0442\u0440\u043e\u0432\u0430").name.startswith("Zoe")


def test_whoever_has_such_a_name_from_before_comes_in_by_it(people: People) -> None:
    before = Person(key="Z\u043ee", name="Z\u043ee", at=NOON)
    people.store.keep(before)
    assert people.named("z\u043ee") == before
    assert people.rename(before.key, before.name) == before


@pytest.mark.parametrize("name", ["Anna-Мария Müller", "Иван(Ivan)", "О’Ніл", "Оле\u0301г", "山田Taro", "Λ. Smith"])
def test_two_alphabets_side_by_side_are_a_name(people: People, name: str) -> None:
    assert people.named(name) == people.named(name)


def test_a_browser_is_somebodys_until_it_is_dismissed(people: People) -> None:
    secret = people.admit("Grace")
    assert secret is not None
    grace = people.behind(secret)
    assert grace is not None
    assert grace.name == "Grace"
    assert people.behind(secret + "x") is None
    people.store.dismiss(secret)
    assert people.behind(secret) is None


def test_two_browsers_of_one_person_have_secrets_of_their_own(people: People) -> None:
    first, second = people.admit("Grace"), people.admit("Grace")
    assert first and second and first != second  # noqa: PT018  # for the types
    people.store.dismiss(first)
    assert people.behind(second) is not None


def test_a_new_name_keeps_the_key_and_leaves_the_old_name_to_somebody_new(people: People) -> None:
    first = people.named("Kim")
    people.rename(first.key, "Kim Park")
    second = people.named("Kim")
    assert second.key != first.key
    assert people.find(first.key).name == "Kim Park"
    assert people.named("kim park").key == first.key


@pytest.mark.parametrize("name", ["", " \t", "\u202e", "x" * 61])
def test_what_is_no_name_is_refused(people: People, name: str) -> None:
    for give in (people.named, people.admit, lambda name: people.rename(OWNER, name)):
        with pytest.raises(UsageError):
            give(name)


@pytest.mark.parametrize("name", ["me", "ME"])
def test_nobody_can_be_called_what_means_the_owner(people: People, name: str) -> None:
    grace = people.named("Grace")
    with pytest.raises(UsageError, match="no name to tell people apart"):
        people.rename(grace.key, name)
