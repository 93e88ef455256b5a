"""Pages of a browser of their own, on which nothing may go wrong unseen."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from playwright.sync_api import Browser, Page

PATIENT_MS = 60_000
"""How long a step may take on a machine that does a lot beside."""

LEFT = ("signal is aborted", "Connection errored out")
"""What Gradio's script says of its own streams when a page is left in the middle of one, as it is on a slow machine."""


Visit = Callable[..., Page]
"""Opens a page: `visit("Omar", "/review", width=390)`. None is the owner, who never gave a name."""


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
    assert [each for each in problems if not any(left in each for left in LEFT)] == []


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Visit]:
    """Several people at once, each page in a browser of its own."""
    with ExitStack() as opened:

        def enter(who: str | None, path: str, *, width: int = 1280, **options: Any) -> Page:
            page = opened.enter_context(calm(browser, address, viewport={"width": width, "height": 900}, **options))
            if who is not None:
                page.context.request.post("/people", form={"name": who}, timeout=PATIENT_MS)
            page.goto(path)
            return page

        yield enter
