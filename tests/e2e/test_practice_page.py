"""A new hire's first minutes, in a real browser, with real speech recognition."""

import re
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
GOLDEN = ROOT / "golden_pitches" / "first_call" / "golden.ogg"
SCORED_MS = 240_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Served(tmp_path_factory.mktemp("home")) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="en-US")
    page = context.new_page()
    problems: list[str] = []
    outside: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:", "blob:")) else outside.append(request.url),
    )
    yield page
    context.close()
    assert problems == []
    assert outside == []


def test_a_recording_becomes_a_report_whose_evidence_plays(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Practise your pitch")).to_be_visible()
    expect(page.get_by_role("tab", name="What earns points")).to_be_visible()
    page.locator(".pp-file").set_input_files(GOLDEN)
    expect(page.locator(".pp-status")).to_contain_text(re.compile("Sending|safe|Listening"))
    expect(page.locator(".pp-status")).to_contain_text("Your report is below", timeout=SCORED_MS)
    report = page.locator("#report")
    expect(report).to_contain_text("Ready", timeout=20_000)
    expect(report).to_contain_text("Draft, not a certification")
    quote = report.locator(".pc-quote").nth(2)
    before = page.evaluate("document.querySelector('#report audio').currentTime")
    quote.click()
    until(page, f"document.querySelector('#report audio').currentTime > {before}")
    page.reload()
    expect(page.locator("#report")).to_contain_text("Ready", timeout=20_000)


@pytest.mark.long  # the first visit does the same
def test_one_click_on_a_sample_scores_it(page: Page) -> None:
    page.goto("/practice/")
    page.get_by_role("button", name=re.compile("A weak pitch")).click()
    expect(page.locator("#report")).to_contain_text("Not yet", timeout=SCORED_MS)
    expect(page.locator("#recent")).to_contain_text("Not yet")


def test_a_file_that_is_no_recording_is_told_in_the_page(page: Page, tmp_path: Path) -> None:
    broken = tmp_path / "pitch.mp3"
    broken.write_bytes(b"%PDF-1.7 not a recording")
    page.goto("/practice/")
    page.locator(".pp-file").set_input_files(broken)
    problem = page.locator(".pp-status [role=alert]")
    expect(problem).to_be_visible(timeout=SCORED_MS)
    expect(problem).to_contain_text("PDF")


def test_choosing_another_pitch_shows_what_earns_points_there(page: Page) -> None:
    page.goto("/practice/")
    expect(page.locator("#rubric article")).not_to_have_count(0)
    before = page.locator("#rubric").inner_text()
    page.locator("#pitch input").click()
    page.get_by_role("option").nth(1).click()
    expect(page.locator("#rubric")).not_to_have_text(before)
    page.get_by_role("tab", name="The golden pitch").click()
    expect(page.locator("#golden audio")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_on_the_page_with_a_report(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    attempt = httpx.post(
        f"{address}/attempts",
        params={"rubric": "first_call", "situation": "first_call", "filename": "pitch.txt"},
        content=GOLDEN.with_name("weak.md").read_text(encoding="utf-8").split("---", 2)[2].encode(),
    ).json()["id"]
    page.goto(f"/practice/?attempt={attempt}")
    expect(page.locator("#report")).to_contain_text("Not yet", timeout=SCORED_MS)
    expect(page.locator("#rubric article")).not_to_have_count(0)
    assert axe_finds(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_sample_is_scored_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/practice/")
    expect(page.locator(".pp-sample")).to_have_count(4)
    reached: set[str] = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.dataset.kind ?? document.activeElement.className")
        reached.add(name)
        if name == "weak":
            break
    assert {"pp-file", "weak"} <= reached
    page.keyboard.press("Enter")
    expect(page.locator(".pp-status")).to_contain_text(re.compile("safe|Listening|Scoring|Done"))
