"""Waiting for what a page's script says.

Playwright's own `wait_for_function` asks again from inside the page, where the page's policy forbids to
evaluate a text as a script; so a page that is slow fails there, and only a quick one passes. Here each
question comes from outside, which no policy touches.
"""

import time
from typing import Any

from playwright.sync_api import Error, Page

WAIT_MS = 60_000
PAUSE_MS = 50


def until(page: Page, script: str, argument: Any = None, *, timeout_ms: float = WAIT_MS) -> None:
    """Wait until a script says something that is true. Raises AssertionError when it never does."""
    end = time.monotonic() + timeout_ms / 1000
    while not _says(page, script, argument):
        assert time.monotonic() < end, f"never came true: {script}"
        page.wait_for_timeout(PAUSE_MS)


def _says(page: Page, script: str, argument: Any) -> Any:
    try:
        return page.evaluate(script, argument)
    except Error as error:
        if "Execution context was destroyed" not in error.message:
            raise
        return None  # the page went elsewhere while it was asked
