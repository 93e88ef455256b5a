"""“What would change?” in a real browser, with a real worker: choosing, following, stopping, going on, reading."""

import shutil
from collections.abc import Iterator
from itertools import count

import pytest
from fixtures.processes import ROOT, Served
from looks import LOOKS, looks_right
from pages import calm
from past_pitches import RUBRIC, live_through
from playwright.sync_api import Browser, Page, expect

from coach.domain.person import OWNER
from coach.service.panel import EMBEDDED
from coach.settings import Settings
from coach.wiring import Workshop

pytestmark = pytest.mark.browser

COUNT = 7
EARLIER: list[str] = []
"""A comparison that was done and one that was stopped, before the server was started."""

PAGE = f"/studio/rubrics/{RUBRIC}/change"
SLOW_MS = 60_000
WORK_MS = 600_000
"""The worker is nice to everybody else; on a busy machine that takes a while."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    library = home / "library"
    for folder in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / folder, library / folder)
    workshop = Workshop(Settings(home=home, library=library, transcriber="pocketsphinx", offline=True))
    chosen = live_through(workshop, COUNT, home)
    path = library / "rubrics" / f"{RUBRIC}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("pass_mark: 80", "pass_mark: 40"), encoding="utf-8")
    bundle = workshop.manuscripts.bundle(RUBRIC)
    for stop_after in (COUNT, 2):
        study = workshop.changing.begin(bundle, chosen, who=OWNER, judge=EMBEDDED)
        EARLIER.append(study.id)
        told = count(1)

        def allow(seconds: float, study_id: str = study.id, told: Iterator[int] = told, last: int = stop_after) -> None:
            if next(told) > last:
                workshop.studies.stop(study_id)

        workshop.studies.work(study.id, 0, allow)
    workshop.database.close()
    with Served(home, COACH_LIBRARY=str(library)) as server:
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with calm(browser, address, console=True) as page:
        yield page


def test_attempts_are_chosen_with_the_keyboard_followed_stopped_and_read(page: Page) -> None:
    page.goto(PAGE)
    expect(page.locator("[data-chosen]")).to_have_text(f"{COUNT} of {COUNT} listed attempts ticked")
    page.get_by_role("button", name="Tick none").press("Enter")
    expect(page.locator("[data-cost]")).to_have_text("Choose at least one attempt.")
    expect(page.get_by_role("button", name="Score them")).to_be_disabled()
    page.locator("input[name=take]").first.press("Space")
    expect(page.locator("[data-cost]")).to_contain_text("One attempt is scored twice")
    page.get_by_role("button", name="Tick all").press("Enter")
    expect(page.locator("[data-cost]")).to_contain_text(f"{COUNT} attempts are scored twice")
    page.get_by_role("button", name="Score them").press("Enter")
    page.wait_for_url("**/change?study=*")

    stop = page.get_by_role("button", name="Stop")
    if stop.count():  # a quick machine may be done by now
        stop.press("Enter")
        expect(page.locator("[data-state=stopped], .sc-tiles").first).to_be_visible(timeout=SLOW_MS)
    on = page.get_by_role("button", name="Go on")
    if on.count():
        expect(page.locator("[data-words]")).to_contain_text("Stopped at")
        on.press("Enter")
    # Nobody loads the page again: it does so by itself.
    expect(page.locator("main:not(:has([data-study])) .sc-tiles")).to_be_visible(timeout=WORK_MS)
    expect(page.locator(".sc-row")).to_have_count(COUNT)
    expect(page.locator(".sc-gains b").first).not_to_have_text("0")
    page.locator(".sc-tiles .sc-gains a").press("Enter")
    page.wait_for_url("**show=gains*")
    gains = page.locator(".sc-row").count()
    assert 0 < gains < COUNT
    assert page.locator(".sc-row.sc-gains").count() == gains


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    with calm(browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        for path in (PAGE, *(f"{PAGE}?study={study_id}" for study_id in EARLIER)):
            page.goto(path)
            looks_right(page)


def test_without_script_it_is_chosen_estimated_and_begun(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()
    page.goto(PAGE)
    page.locator("input[name=take]").first.uncheck()
    page.get_by_role("button", name="Estimate again").click()
    expect(page.locator("[data-cost]")).to_contain_text(f"{COUNT - 1} attempts are scored twice")
    page.get_by_role("button", name="Score them").click()
    page.wait_for_url("**/change?study=*")
    expect(page.locator("h2").first).to_contain_text(f"{COUNT - 1} attempts under the draft")
    context.close()
