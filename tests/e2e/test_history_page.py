"""The history in a real browser: choosing, comparing, listening and deleting, with and without script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.processes import Served
from looks import LOOKS, looks_right
from pages import calm
from pasts import live_through
from playwright.sync_api import Browser, Page, expect
from waiting import until

from coach.settings import Settings
from coach.wiring import Workshop

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "golden_pitches" / "first_call" / "golden.ogg"
PAGES = {
    "the list": "/history",
    "a comparison": "/history/compare?a=t1&b=t4",
    "with a deleted take": "/history/compare?a=gone&b=t7",
    "deleting": "/history/t4/delete",
    "a refusal": "/history/compare?a=t2&b=t10",
}
SLOW_MS = 30_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    workshop = Workshop(Settings(home=home, library=ROOT))
    live_through(workshop, recording=workshop.recordings.put(GOLDEN))
    workshop.database.close()
    with Served(home) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with calm(browser, address, console=True) as page:
        yield page


def first_pitch(page: Page):
    return page.locator(".ph-pitch").first


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with calm(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        for path in PAGES.values():
            page.goto(path)
            looks_right(page)


def test_two_takes_are_chosen_and_compared_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/history")
    chosen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('input[name=take]')") and chosen < 2:
            page.keyboard.press("Space")
            chosen += 1
        if page.evaluate("document.activeElement.textContent") == "Compare the two":
            break
    expect(first_pitch(page).get_by_role("status")).to_have_text("Two takes chosen.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?a=t8&b=t7"))


def test_a_third_tick_lets_go_of_the_first(page: Page) -> None:
    page.goto("/history")
    ticks = first_pitch(page).locator("input[name=take]")
    for number in (0, 1, 2):
        ticks.nth(number).check()
    expect(ticks.nth(0)).not_to_be_checked()
    expect(ticks.nth(1)).to_be_checked()
    expect(ticks.nth(2)).to_be_checked()


def test_too_few_ticks_are_told_in_the_page(page: Page) -> None:
    page.goto("/history")
    first_pitch(page).get_by_role("button", name="Compare the two").click()
    expect(first_pitch(page).get_by_role("status")).to_have_text("Tick two takes first.")
    expect(page).to_have_url(re.compile("/history$"))


def test_a_quote_plays_in_the_take_that_it_is_from_and_only_one_take_speaks(page: Page) -> None:
    page.goto("/history/compare?a=t1&b=t4")
    quotes = {which: page.locator(f"[data-ph-play={which}]").first for which in ("earlier", "later")}
    playing = "document.querySelector('[data-ph-player={}]').paused === {}"
    quotes["later"].click()
    until(page, playing.format("later", "false"))
    assert page.evaluate("document.querySelector('[data-ph-player=later]').currentTime") >= float(
        quotes["later"].get_attribute("data-start") or "nan"
    )
    quotes["earlier"].click()
    until(page, playing.format("earlier", "false"))
    until(page, playing.format("later", "true"))
    expect(page).to_have_url(re.compile("/history/compare"))


def test_without_script_takes_are_compared_and_deleted_too(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto("/history", timeout=SLOW_MS)
    for number in (0, 1):
        first_pitch(page).locator("input[name=take]").nth(number).check()
    first_pitch(page).get_by_role("button", name="Compare the two").click()
    expect(page.get_by_role("heading", name="What changed")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("link", name="Back to your history").click()
    first_pitch(page).get_by_role("link", name=re.compile("Delete the take of 10 Mar 2026")).click()
    expect(page.get_by_role("heading", name="What is removed for good")).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Delete it for good").click()
    expect(page.get_by_role("status")).to_contain_text("Deleted.", timeout=SLOW_MS)
    expect(first_pitch(page)).to_contain_text("Words and recording removed")
    context.close()
