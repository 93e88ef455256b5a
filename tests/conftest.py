"""Fixtures that several kinds of tests share."""

import os
import uuid
from collections.abc import Iterator

import pytest
from fixtures.llm_server import LlmServer
from hypothesis import settings

# How long one example takes says more about what else the machine does than about the code.
settings.register_profile("coach", deadline=None)
settings.load_profile("coach")


@pytest.fixture
def llm_server() -> Iterator[LlmServer]:
    """A local server that speaks Chat Completions; set `behaviour` to what a test needs."""
    from coach.adapters.openai_model import forget_servers

    forget_servers()
    with LlmServer() as server:
        yield server


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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("COACH_TEST_LONG") == "1":
        return
    for item in items:
        if item.get_closest_marker("long"):
            item.add_marker(pytest.mark.skip(reason="long: COACH_TEST_LONG=1 runs it"))
