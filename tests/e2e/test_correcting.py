"""Putting wrong words right on the practice page, by keyboard, over a reload, and readable for everybody."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe import axe_finds
from fixtures.processes import Served
from looks import LOOKS
from playwright.sync_api import Browser, Page, expect
from waiting import until

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))
PATIENT_MS = 240_000
QUERY = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.ogg"}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Served(tmp_path_factory.mktemp("home")) as server:
        yield server.url


@pytest.fixture(scope="module")
def attempt(browser: Browser, address: str) -> str:
    attempt_id = httpx.post(f"{address}/attempts", params=QUERY, content=UTTERANCE.read_bytes()).json()["id"]
    page = browser.new_page(base_url=address)
    page.goto(f"/practice/?attempt={attempt_id}")
    expect(page.locator("[data-pc-report]")).to_be_visible(timeout=PATIENT_MS)
    page.close()
    return attempt_id


def opened(browser: Browser, address: str, attempt: str, **more: object) -> Page:
    page = browser.new_context(base_url=address, locale="en-US", **more).new_page()  # pyright: ignore
    page.set_default_timeout(PATIENT_MS)
    page.goto(f"/practice/?attempt={attempt}")
    expect(correct(page)).to_be_visible(timeout=PATIENT_MS)
    return page


def correct(page: Page):
    return page.get_by_role("button", name="Correct wrong words")


def lines(page: Page):
    return page.locator(".pc-line textarea")


def test_a_word_is_corrected_with_the_keyboard_and_marked_in_the_new_report(
    browser: Browser, address: str, attempt: str
) -> None:
    page = opened(browser, address, attempt)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    correct(page).focus()
    page.keyboard.press("Enter")
    first = page.get_by_role("textbox", name="Line 1", exact=True)
    expect(first).to_be_focused()
    before = first.input_value()
    page.keyboard.press("End")
    page.keyboard.type(" Silver Bridge")  # spaces are the player's key elsewhere in the transcript
    assert first.input_value() == f"{before} Silver Bridge"
    assert page.evaluate("document.querySelector('#report audio').paused")
    expect(page.locator(".pc-was").first).to_contain_text(before)
    expect(page.get_by_text("One line changed.")).to_be_visible()
    with page.expect_response(re.compile("/corrections$")) as saved:
        page.keyboard.press("Control+Enter")
    assert saved.value.ok
    mark = page.locator(".pc-line .pc-fixed")
    expect(mark.first).to_be_visible(timeout=PATIENT_MS)
    assert [word.inner_text() for word in mark.all()] == ["Silver", "Bridge"]
    assert "nothing was heard" in (mark.first.get_attribute("title") or "")
    expect(page.locator(".pc-legend")).to_contain_text(["corrected"])
    expect(page.locator("[data-pc-speech]")).to_contain_text("2 of ")
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('pitch-corrections'))") == []
    assert problems == []
    page.context.close()


def test_what_was_typed_survives_a_reload_and_a_line_plays_while_it_is_corrected(
    browser: Browser, address: str, attempt: str
) -> None:
    page = opened(browser, address, attempt)
    correct(page).click()
    lines(page).first.fill("Something that was never saved")
    page.locator(".pc-line .pc-at").first.click()
    until(page, "document.querySelector('#report audio').currentTime > 0")
    page.reload()
    expect(lines(page).first).to_have_value("Something that was never saved", timeout=PATIENT_MS)
    page.get_by_role("button", name="Cancel").click()
    expect(lines(page)).to_have_count(0)
    expect(correct(page)).to_be_focused()
    expect(page.locator(".pc-line p").first).to_be_visible()
    page.reload()
    expect(correct(page)).to_be_visible(timeout=PATIENT_MS)
    expect(lines(page)).to_have_count(0)
    page.context.close()


@pytest.mark.long
def test_what_another_tab_saved_meanwhile_costs_nothing_of_what_was_typed(
    browser: Browser, address: str, attempt: str
) -> None:
    page = opened(browser, address, attempt)
    correct(page).click()
    lines(page).first.fill("Typed in the slower tab")
    seen = page.locator("[data-pc-speech]").get_attribute("data-edition")
    body = json.dumps({"edition": seen, "lines": [{"number": 1, "text": "From the faster tab"}]})
    headers = {"Content-Type": "application/json"}
    assert httpx.post(f"{address}/attempts/{attempt}/corrections", content=body, headers=headers).status_code == 200
    deadline = time.monotonic() + PATIENT_MS / 1000
    while httpx.get(f"{address}/attempts/{attempt}").json()["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.get_by_role("button", name="Save and score again").click()
    expect(page.get_by_role("alert").filter(has_text="has changed since")).to_be_visible(timeout=20_000)
    expect(lines(page).first).to_have_value("Typed in the slower tab")
    page.reload()
    told = page.get_by_role("alert").filter(has_text="read differently now")
    expect(told).to_contain_text("Typed in the slower tab", timeout=PATIENT_MS)
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_while_a_line_is_corrected(
    browser: Browser, address: str, attempt: str, width: int, scheme: str
) -> None:
    page = opened(browser, address, attempt, viewport={"width": width, "height": 900}, color_scheme=scheme)
    correct(page).click()
    lines(page).first.fill("Something else was said")
    expect(page.locator(".pc-was").first).to_be_visible()
    assert axe_finds(page, "#report") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
