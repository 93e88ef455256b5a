"""Fixtures that several kinds of tests share."""

from collections.abc import Iterator

import pytest
from fixtures.llm_server import LlmServer


@pytest.fixture
def llm_server() -> Iterator[LlmServer]:
    """A local server that speaks Chat Completions; set `behaviour` to what a test needs."""
    from coach.adapters.openai_model import forget_servers

    forget_servers()
    with LlmServer() as server:
        yield server
