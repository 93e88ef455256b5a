"""Databases to test against: SQLite always, PostgreSQL where one answers."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.adapters.database import Database, open_database, sqlite_url


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """A fresh database on the server at COACH_TEST_POSTGRES_URL, gone after the test."""
    server = os.environ.get("COACH_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("no PostgreSQL: COACH_TEST_POSTGRES_URL is not set (see .ci/postgres.sh)")
    import sqlalchemy as sa

    address = sa.make_url(server).set(drivername="postgresql+psycopg")
    name = f"coach_test_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield address.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "home" / "coach.db")
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = open_database(database_url)
    yield opened
    opened.close()
