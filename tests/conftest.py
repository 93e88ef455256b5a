"""Fixtures that several kinds of tests share."""

import gc
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fixtures.llm_server import LlmServer
from hypothesis import settings

# How long one example takes says more about what else the machine does than about the code.
settings.register_profile("coach", deadline=None)
settings.load_profile("coach")

# Some hundred thousand objects of imported libraries live to the end. Looking through them for garbage again and
# again took half the time of collecting the tests and a third of building an app.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.fixture
def llm_server() -> Iterator[LlmServer]:
    """A local server that speaks Chat Completions; set `behaviour` to what a test needs."""
    from coach.adapters.openai_model import forget_servers

    forget_servers()
    with LlmServer() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of the server at COACH_TEST_POSTGRES_URL, as any database on it is reached."""
    server = os.environ.get("COACH_TEST_POSTGRES_URL")
    if not server:
        pytest.skip("no PostgreSQL: COACH_TEST_POSTGRES_URL is not set (see .ci/postgres.sh)")
    return server


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A fresh database without any table, gone after the test."""
    with _postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """A fresh database with nothing in its tables, gone after the test."""
    with _postgres_database(postgres_server, postgres_template) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """The name of a database with our tables: a copy of it is made far sooner than the tables."""
    from coach.adapters.database import open_database

    with _postgres_database(postgres_server) as url:
        open_database(url).close()
        yield url.rpartition("/")[2]


@contextmanager
def _postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    import sqlalchemy as sa

    address = sa.make_url(server).set(drivername="postgresql+psycopg")
    name = f"coach_test_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("COACH_TEST_LONG") == "1":
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="long: COACH_TEST_LONG=1 runs it"))
