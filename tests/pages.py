"""Pages of a browser of their own, on which nothing may go wrong unseen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

PATIENT_MS = 60_000
"""How long a step may take on a machine that does a lot beside."""


@contextmanager
def calm(browser: Browser, address: str, *, console: bool = False, **options: Any) -> Iterator[Page]:
    """A page whose scripts may not fail, and with `console` may not complain either.

    `options` are those of a browser's context; the usual ones are a desktop's width and English.
    """
    usual = {"base_url": address, "viewport": {"width": 1280, "height": 900}, "locale": "en-US"}
    context = browser.new_context(**(usual | options))
    context.set_default_timeout(PATIENT_MS)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.stack or str(error)))
    if console:
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert problems == []
