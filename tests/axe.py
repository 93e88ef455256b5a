"""What axe finds wrong with a page: the rules of WCAG 2.2 A and AA, and what its makers call best practice."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice")

Found = list[tuple[str, list[str]]]
"""The name of each rule that is broken, and the first places where."""


def axe_finds(page: Page, where: Any = None, **rules: bool) -> Found:
    """Everything that axe finds within `where`: a selector or axe's own context; None: the whole page.

    `rules` switches single ones on or off, by their names with _ for -.
    """
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    if not page.evaluate("'axe' in window"):
        page.evaluate((Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    options = {
        "runOnly": list(TAGS),
        "rules": {name.replace("_", "-"): {"enabled": wanted} for name, wanted in rules.items()},
        "resultTypes": ["violations"],  # the rest is counted and not described, which saves most of the time
        "preload": False,
    }
    found = page.evaluate("([where, options]) => axe.run(where ?? document, options)", [where, options])
    return [(rule["id"], [node["html"][:160] for node in rule["nodes"]][:4]) for rule in found["violations"]]
