"""Fixtures that several kinds of tests share."""

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
