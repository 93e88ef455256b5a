"""Trying a draft beside the editor, and the rubric as its learner reads it, in a real browser."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.processes import Served
from looks import LOOKS, looks_right
from pages import calm
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from waiting import until

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
EDITOR, PANEL = "/studio/edit/rubric/first_call", "/studio/try/rubric/first_call"
SAID = "Your clients wait for ages until they may begin."
SLOW_MS = 60_000


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("library")
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, library / name, ignore=shutil.ignore_patterns("*.ogg"))
    return library


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[str]:
    with Served(tmp_path_factory.mktemp("home"), COACH_LIBRARY=str(library)) as server:
        yield server.url


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(SLOW_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


def try_on_text(page: Page, text: str, *, wait: bool = True) -> None:
    page.select_option("[name=on]", "text")
    page.get_by_label("What was said").fill(text)
    press(page, wait=wait)


def press(page: Page, *, wait: bool = True) -> None:
    page.locator("[data-sy-run][value=embedded]").click()
    if wait:
        settle(page)


def settle(page: Page) -> None:
    """Wait for the try that is under way: the first one of a server loads what it needs."""
    until(page, "() => document.querySelector('[data-try]').getAttribute('aria-busy') === 'false'")


def row(page: Page, asks: str):
    return page.locator(".sy-row").filter(has_text=asks)


def test_a_check_turns_from_not_found_to_found_by_a_phrase_that_is_not_saved_yet(page: Page, library: Path) -> None:
    file = library / "rubrics" / "first_call.yaml"
    before = file.read_text("utf-8")
    page.goto(EDITOR)
    page.wait_for_selector(".se-editor[data-ready]")
    page.locator("[data-se-side=try]").click()
    try_on_text(page, f"Good morning. {SAID} Goodbye.")
    waiting = row(page, "waits eleven weeks on average")
    expect(waiting.locator(".sy-verdict")).to_have_text("Not found")
    waiting.get_by_text("Why did this not count?").click()
    expect(waiting.locator(".sy-because")).to_be_visible()

    page.locator("[data-se-side=text]").click()
    area = page.locator("[data-se-area]")
    area.fill(before.replace("          - the average wait is eleven weeks\n", f"          - {SAID}\n"))
    until(page, "(said) => window.studioEditor.text().includes(said)", SAID)
    page.locator("[data-se-side=try]").click()
    expect(page.get_by_text("This is from before your last change.")).to_be_visible()
    page.get_by_role("button", name="Try it again").click()
    settle(page)
    expect(row(page, "waits eleven weeks on average").locator(".sy-verdict")).to_have_text("Found")
    expect(page.locator(".sy-stale")).to_have_count(0)
    assert file.read_text("utf-8") == before


def test_why_it_did_not_count_is_told_with_the_keyboard_alone(page: Page) -> None:
    page.goto(PANEL)
    try_on_text(page, "They reduced the time to go live by forty percent.")
    told = row(page, "fell by thirty percent")
    told.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(told.locator("blockquote mark")).to_be_visible()
    expect(told).to_contain_text("It gives another number: “forty”")


def test_errors_of_the_draft_stand_where_the_result_would(page: Page) -> None:
    page.goto(EDITOR)
    page.wait_for_selector(".se-editor[data-ready]")
    page.locator("[data-se-side=text]").click()
    page.locator("[data-se-area]").fill("title: only a title\n")
    page.locator("[data-se-side=try]").click()
    press(page)
    expect(page.locator(".sy-problem")).to_contain_text("so it cannot be tried yet")


def test_a_newer_try_is_shown_whatever_an_older_one_brings(page: Page) -> None:
    page.goto(PANEL)
    held: list[Route] = []
    page.route(f"**{PANEL}", lambda route: held.append(route) if not held else route.continue_())
    try_on_text(page, "one two three four", wait=False)
    until(page, "() => document.querySelector('[data-sy-status]').textContent.startsWith('Trying')")
    try_on_text(page, "one two")
    expect(page.locator(".sy-about")).to_contain_text("2 words")
    held[0].fulfill(status=200, content_type="text/html", body="<p class=late>late</p>")
    expect(page.locator("[data-sy-status]")).to_have_text("")
    expect(page.locator(".late")).to_have_count(0)


def test_a_server_that_is_away_is_told_and_what_was_pasted_stays_even_over_a_reload(page: Page) -> None:
    page.goto(PANEL)
    page.route(f"**{PANEL}", lambda route: route.abort())
    try_on_text(page, SAID)
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    page.unroute(f"**{PANEL}")
    page.reload()
    expect(page.get_by_label("What was said")).to_have_value(SAID)
    press(page)
    expect(page.locator(".sy-about")).to_contain_text("9 words")


def test_what_one_person_pasted_is_not_shown_to_the_next_one_in_the_same_tab(page: Page) -> None:
    page.goto(PANEL)
    page.select_option("[name=on]", "text")
    page.get_by_label("What was said").fill("A thing for my eyes")
    page.route(f"**{PANEL}", lambda route: as_another(route))
    page.reload()
    page.select_option("[name=on]", "text")
    expect(page.get_by_label("What was said")).to_have_value("")
    page.unroute(f"**{PANEL}")
    page.reload()
    expect(page.get_by_label("What was said")).to_have_value("A thing for my eyes")


def as_another(route: Route) -> None:
    """The page as the server makes it for somebody else."""
    answer = route.fetch()
    route.fulfill(response=answer, body=re.sub(r'data-sy-who="[^"]*"', 'data-sy-who="another"', answer.text()))


def test_the_nearest_sentence_becomes_a_phrasing_by_one_click_and_can_be_taken_out_again(page: Page) -> None:
    page.goto(EDITOR)
    page.wait_for_selector(".se-editor[data-ready]")
    before = page.evaluate("window.studioEditor.text()")
    page.locator("[data-se-side=try]").click()
    try_on_text(page, f"Good morning. {SAID} Goodbye.")
    waiting = row(page, "waits eleven weeks on average")
    waiting.get_by_text("Why did this not count?").click()
    waiting.get_by_role("button", name="Count this sentence too").click()
    expect(waiting.get_by_text("It is one of the accepted phrasings now")).to_be_focused()
    until(page, "(said) => window.studioEditor.text().includes(said)", SAID)
    page.get_by_role("button", name="Try it again").click()
    settle(page)
    expect(row(page, "waits eleven weeks on average").locator(".sy-verdict")).to_have_text("Found")
    page.locator("[data-se-undo]").click()
    until(page, "(text) => window.studioEditor.text() === text", before)
    expect(page.locator("[data-se-told]")).to_have_text("The added sentence is taken out again.")
    page.goto(PANEL)
    try_on_text(page, f"Good morning. {SAID} Goodbye.")
    row(page, "waits eleven weeks on average").get_by_text("Why did this not count?").click()
    expect(page.get_by_role("button", name="Count this sentence too")).to_have_count(0)


def test_an_editor_that_cannot_settle_ends_the_try_and_the_one_who_judged_is_asked_again(page: Page) -> None:
    page.goto(EDITOR)
    page.wait_for_selector(".se-editor[data-ready]")
    page.locator("[data-se-side=try]").click()
    page.evaluate("() => (window.studioEditor.settled = () => Promise.reject(new Error('away')))")
    press(page)
    expect(page.locator("#st-try").get_by_role("alert")).to_be_visible()
    expect(page.locator("[data-sy-status]")).to_have_text("")
    # As on a server with a language model: its button stands beside the other one.
    page.evaluate(
        """() => document.querySelector('[data-sy-run]').insertAdjacentHTML('afterend',
        '<button name=judge value=configured data-sy-run data-sy-model>Ask <span dir=auto>big</span>: '
        + '<span data-sy-calls>6 calls</span></button>')"""
    )
    page.locator("[data-sy-model]").click()
    expect(page.locator("#st-try").get_by_role("alert")).to_be_visible()
    page.select_option("[name=on]", "weak")
    expect(page.get_by_role("button", name="Ask big again: 6 calls")).to_be_visible()


def test_without_script_a_draft_is_tried_all_the_same(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(PANEL, timeout=SLOW_MS)
    page.select_option("[name=on]", "weak")
    page.get_by_role("button", name="Try it").click(timeout=SLOW_MS)
    expect(page.locator(".sy-head")).to_contain_text("This would not pass", timeout=SLOW_MS)
    context.close()


def test_practice_leads_to_the_learners_view_and_back_to_the_same_pitch(page: Page) -> None:
    page.goto("/practice/")
    page.get_by_role("link", name="All of it in plain words").click()
    page.get_by_role("link", name="Closing").click()
    expect(page.get_by_role("heading", name="What earns points: Closing")).to_be_visible()
    page.goto("/rubrics/closing")
    title = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Practice it").click()
    expect(page.get_by_label("Pitch", exact=True)).to_have_value(title)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with calm(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        for path in ("/rubrics/first_call", "/rubrics/first_call?draft=1&situation=hallway", "/rubrics/nothing", PANEL):
            page.goto(path)
            if path == PANEL:
                try_on_text(page, f"{SAID} {'unbroken' * 30} They reduced the time to go live by forty percent.")
                expect(page.locator(".sy-head")).to_be_visible()
            looks_right(page)
