"""One line of a weak pitch, said again in the report: with the keyboard, with a file, with a microphone."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from axe import axe_finds
from fixtures.media_files import write
from fixtures.processes import Served
from looks import LOOKS
from playwright.sync_api import Browser, Locator, Page, expect

from coach.adapters.media import PyAvMedia
from coach.domain.exchange import SAMPLE_RATE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PITCHES = ROOT / "golden_pitches" / "first_call"
SCORED_MS = 240_000
ELEVEN_WEEKS_S = (10.8, 16.5)
"""Where the sample recording of the golden pitch says the line about eleven weeks."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Served(tmp_path_factory.mktemp("home")) as server:
        yield server.url


@pytest.fixture(scope="module")
def pitch(address: str) -> str:
    """A weak pitch, handed in as a transcript."""
    query = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.txt"}
    words = (PITCHES / "weak.md").read_text(encoding="utf-8").split("---", 2)[2]
    return httpx.post(f"{address}/attempts", params=query, content=words.encode()).json()["id"]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The line alone, cut from the golden pitch's recording."""
    sound = np.frombuffer(PyAvMedia().decode(PITCHES / "golden.ogg").pcm, np.int16).astype(np.float32) / 32768
    first, last = (int(at * SAMPLE_RATE) for at in ELEVEN_WEEKS_S)
    path = tmp_path_factory.mktemp("line") / "line.ogg"
    return write(path, sound[first:last], kind="ogg", codec="libopus", rate=SAMPLE_RATE)


def opened(browser: Browser, address: str, pitch: str, **context: object) -> Page:
    page = browser.new_context(base_url=address, locale="en-US", **context).new_page()  # pyright: ignore
    page.goto(f"/practice/?attempt={pitch}")
    expect(page.locator("#report")).to_contain_text("Not yet", timeout=SCORED_MS)
    return page


@pytest.fixture
def page(browser: Browser, address: str, pitch: str) -> Iterator[Page]:
    page = opened(browser, address, pitch, viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.context.close()
    assert problems == []


def offer(page: Page) -> Locator:
    return page.locator('#report .pc-cards [data-pc-offer="redo"][data-check="eleven_weeks"]')


def test_a_missing_line_is_said_again_with_the_keyboard_and_found(page: Page, line: Path) -> None:
    offer(page).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("waits eleven weeks")
    expect(dialog).to_contain_text("A line that does it")
    assert page.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    dialog.locator("[data-rd-file]").set_input_files(line)
    expect(dialog).to_contain_text("You have it", timeout=SCORED_MS)
    expect(dialog).to_contain_text("In your pitch")
    expect(dialog.locator("mark")).to_contain_text("eleven weeks")
    expect(dialog).to_contain_text("This does not change your score")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(offer(page)).to_be_focused()
    expect(page.locator("#report .pc-cards .rd-said")).to_have_text("Said again: You have it")
    page.reload()
    expect(page.locator("#report .pc-cards .rd-said")).to_have_text("Said again: You have it", timeout=30_000)


@pytest.mark.long
def test_what_is_no_recording_is_told_in_the_dialog_and_may_be_tried_once_more(page: Page, tmp_path: Path) -> None:
    broken = tmp_path / "line.mp3"
    broken.write_bytes(b"%PDF-1.7 not a recording")
    offer(page).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[data-rd-file]").set_input_files(broken)
    expect(dialog).to_contain_text("PDF", timeout=SCORED_MS)
    dialog.get_by_role("button", name="Try once more").click()
    expect(dialog.locator("[data-rd-file]")).to_be_visible()


def test_a_line_opened_by_its_address_is_shown_as_a_line(page: Page, address: str, pitch: str) -> None:
    said = httpx.get(f"{address}/attempts/{pitch}/redos").json()
    ready = next(redo["id"] for redo in said if redo["outcome"] == "ready")
    page.goto(f"/practice/?attempt={ready}")
    report = page.locator("#report .rd-report")
    expect(report).to_contain_text("You have it", timeout=30_000)
    expect(page.locator("#report")).not_to_contain_text("of 100")
    report.get_by_role("button", name="Try once more").click()
    expect(page.get_by_role("dialog").locator("[data-rd-file]")).to_be_visible()


@pytest.mark.long
def test_a_line_is_said_into_the_microphone(studio: Browser, address: str, pitch: str) -> None:
    page = opened(studio, address, pitch, permissions=["microphone"])
    offer(page).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Record", exact=True).click()
    page.wait_for_timeout(5000)
    dialog.get_by_role("button", name="Stop", exact=True).click()
    dialog.get_by_role("button", name="Check this line").click(timeout=30_000)
    expect(dialog.locator(".rd-headline")).to_be_visible(timeout=SCORED_MS)
    expect(dialog).to_contain_text("Said again")
    page.context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_in_the_dialog(
    browser: Browser, address: str, pitch: str, line: Path, width: int, scheme: str
) -> None:
    page = opened(browser, address, pitch, viewport={"width": width, "height": 900}, color_scheme=scheme)
    offer(page).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-rd-file]")).to_be_visible()
    assert violations(page) == []
    dialog.locator("[data-rd-file]").set_input_files(line)
    expect(dialog).to_contain_text("You have it", timeout=SCORED_MS)
    assert violations(page) == []
    assert page.evaluate("(d => d.scrollWidth - d.clientWidth)(document.querySelector('dialog'))") <= 0
    page.context.close()


def violations(page: Page) -> list[object]:
    return axe_finds(page)
