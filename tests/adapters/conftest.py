"""Databases to test against: SQLite always, PostgreSQL where one answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.adapters.database import Database, open_database, sqlite_url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that does not exist yet (SQLite) or holds nothing yet (PostgreSQL)."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "home" / "coach.db")
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()
