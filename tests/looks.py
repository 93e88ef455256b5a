"""The widths and colour schemes in which pages are looked at, and what every page keeps to in each."""

from typing import Any

import pytest
from axe import axe_finds
from playwright.sync_api import Page

LOOKS = (
    pytest.param(1280, "light", id="1280-light", marks=pytest.mark.long),
    pytest.param(390, "dark", id="390-dark"),
    pytest.param(1280, "dark", id="1280-dark", marks=pytest.mark.long),
    pytest.param(390, "light", id="390-light", marks=pytest.mark.long),
)
"""Width in pixels and scheme. The narrow dark one is where most goes wrong; the others run when long."""


def looks_right(page: Page, where: Any = None) -> None:
    """Axe finds nothing, with everything folded out, and nothing scrolls sideways. `where` as in `axe_finds`."""
    page.evaluate("for (const each of document.querySelectorAll('details:not([hidden])')) each.open = true")
    assert axe_finds(page, where) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url
