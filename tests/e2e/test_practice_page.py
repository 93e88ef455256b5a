"""A new hire's first minutes, in a real browser, with real speech recognition."""

import os
import re
import wave
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe import axe_finds
from fixtures.processes import Served
from looks import LOOKS
from pages import calm
from playwright.sync_api import Browser, Page, expect
from waiting import until

from coach.adapters.media import PyAvMedia
from coach.domain.exchange import SAMPLE_RATE

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "golden_pitches" / "first_call" / "golden.ogg"
SCORED_MS = 240_000

SEEN = """() => {
  for (let at = document.activeElement, up = 0; at && up < 4; at = at.parentElement, up += 1) {
    if (getComputedStyle(at).outlineStyle !== "none") return true;
  }
  return false;
}"""
"""Whether what has the focus, or what it stands in, is outlined."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Served(tmp_path_factory.mktemp("home")) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    outside: list[str] = []
    with calm(browser, address, console=True) as page:
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else outside.append(asked.url),
        )
        yield page
    assert outside == []


@pytest.fixture
def beginning(tmp_path: Path) -> Path:
    """The first half minute of the golden pitch: enough for three quotes."""
    path = tmp_path / "beginning.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(PyAvMedia().decode(GOLDEN).pcm[: 30 * 2 * SAMPLE_RATE])
    return path


def test_a_recording_becomes_a_report_whose_evidence_plays(page: Page, beginning: Path) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Practise your pitch")).to_be_visible()
    expect(page.get_by_role("tab", name="What earns points")).to_be_visible()
    page.locator(".pp-file").set_input_files(beginning)
    expect(page.locator(".pp-status")).to_contain_text(re.compile("Sending|safe|Listening"))
    expect(page.locator(".pp-status")).to_contain_text("Your report is below", timeout=SCORED_MS)
    report = page.locator("#report")
    expect(report).to_contain_text("Not yet")
    expect(report).to_contain_text("Draft, not a certification")
    quote = report.locator(".pc-quote").nth(2)
    before = page.evaluate("document.querySelector('#report audio').currentTime")
    quote.click()
    until(page, f"document.querySelector('#report audio').currentTime > {before}")
    page.reload()
    expect(page.locator("#report")).to_contain_text("Not yet")


def test_an_attempt_is_found_again_without_its_address(browser: Browser, address: str) -> None:
    words = GOLDEN.with_name("weak.md").read_text(encoding="utf-8").split("---", 2)[2]
    about = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.txt"}
    httpx.post(f"{address}/attempts", params=about, content=words.encode())
    # Leaving a page while Gradio still talks to the server makes Gradio complain in the console: not looked at here.
    with calm(browser, address, viewport={"width": 390, "height": 844}) as page:
        report = page.locator("#report")
        page.goto("/practice/")
        # A link of the list on top: what is in work there becomes what it comes to, without anybody's hand.
        page.locator("#recent li").first.get_by_role("link", name="Not yet").click(timeout=SCORED_MS)
        expect(report.locator(".pc-badge")).to_be_in_viewport(timeout=SCORED_MS)
        report.get_by_role("link", name="Transcript", exact=True).press("Enter")
        expect(report.get_by_role("heading", name="Transcript")).to_be_focused()
        page.goto("/history")
        page.get_by_role("link", name="Open the report").first.click()
        expect(report.locator(".pc-badge")).to_be_in_viewport(timeout=SCORED_MS)


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


def test_what_cannot_be_handed_in_is_told_before_anything_is_sent(page: Page, tmp_path: Path) -> None:
    sent: list[str] = []
    page.on(
        "request", lambda asked: sent.append(asked.url) if asked.method == "POST" and "/attempts" in asked.url else None
    )
    page.goto("/practice/")
    expect(page.locator(".pp-drop")).to_be_visible()
    (tmp_path / "folder").mkdir()
    (tmp_path / "big.mp4").touch()
    os.truncate(tmp_path / "big.mp4", 600_000_000)  # takes no room on the disk
    for files, told in (
        ([tmp_path / "folder"], "“folder” cannot be read."),
        ([GOLDEN, GOLDEN.with_name("weak.ogg")], "These are 2 files."),
        ([tmp_path / "big.mp4"], "“big.mp4” is larger than 500 MB."),
    ):
        drop(page, ".pp-drop", files)
        expect(page.locator(".pp-status [role=alert]")).to_contain_text(told)
    drop(page, ".pp-card h2", [GOLDEN])
    page.locator(".pp-paste summary").click()
    page.get_by_role("button", name="Score this text").click()
    assert "Type or paste what you say" in page.locator("#pp-pasted").evaluate("box => box.validationMessage")
    expect(page).to_have_url(re.compile("/practice/$"))
    assert sent == []
    page.locator(".pp-sample[data-kind=weak]").dblclick()
    expect(page.locator(".pp-status")).to_contain_text(re.compile("safe|Listening|Scoring|Done"))
    assert len(sent) == 1, "a second press is no second pitch"


def drop(page: Page, where: str, files: list[Path]) -> None:
    """Drag these from the desktop onto a part of the page, as the browser itself does."""
    page.locator(where).first.scroll_into_view_if_needed()
    box = page.locator(where).first.bounding_box()
    assert box is not None
    there = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in files], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **there, "data": data})


def test_that_nothing_works_on_it_is_read_out_once(page: Page) -> None:
    told = {"kind": "practice", "state": "received", "progress": 0, "place": 0, "idle": True, "problem": None}
    page.route("**/attempts/none", lambda route: route.fulfill(json={**told, "name": "a.wav", "outcome": None}))
    page.goto("/practice/")
    expect(page.locator("#rubric article").first).to_be_visible()
    page.evaluate("pitchPractice.follow('none')")
    problem = page.locator(".pp-status [role=alert]")
    expect(problem).to_contain_text("Nothing is working on it")
    problem.evaluate("alert => { alert.first = true }")
    with page.expect_response("**/attempts/none"):
        page.wait_for_timeout(1500)
    assert problem.evaluate("alert => alert.first")


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
        assert page.evaluate(SEEN), f"nobody sees that the focus is on {name}"
        if name == "weak":
            break
    assert {"pp-file", "weak"} <= reached
    page.keyboard.press("Enter")
    expect(page.locator(".pp-status")).to_contain_text(re.compile("safe|Listening|Scoring|Done"))
