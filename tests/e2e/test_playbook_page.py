"""The playbook in a real browser: made with the keyboard, waited for, printed, on a phone, in the dark."""

import re
from collections.abc import Iterator

import pytest
from drill_rooms import ROOT, drill_app
from fixtures.llm_server import LlmServer
from fixtures.threads import serving
from looks import looks_right
from pages import calm
from playwright.sync_api import Browser, Page, expect

from coach.settings import Settings
from coach.web.navigation import Navigation
from coach.web.shell import static_file
from coach.web.sparring.playbooks import PlaybookDesk
from coach.wiring import Workshop

pytestmark = pytest.mark.browser

SLOW_MS = 60_000
ACCOUNT = "They own Castle and plan in spreadsheets. The finance director signs; the renewal is due in December. "


@pytest.fixture(scope="module")
def model() -> Iterator[LlmServer]:
    with LlmServer("slow") as server:
        yield server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, model: LlmServer) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    workshop = Workshop(Settings(home=home, library=ROOT, llm_base_url=model.base_url, llm_model="scripted"))
    app = drill_app(workshop)
    app.include_router(PlaybookDesk(workshop, Navigation(workshop.people, workshop.reviews)).router())
    app.add_api_route("/static/{name}", static_file)
    with serving(app) as url:
        yield url
        model.release.set()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    # Still, so that colours are not looked at half-way.
    with calm(browser, address, reduced_motion="reduce") as page:
        yield page


def looks_right_everywhere(page: Page, path: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            looks_right(page)


def test_a_playbook_by_keyboard_with_a_model_that_takes_its_time(page: Page, model: LlmServer) -> None:
    page.goto("/playbooks/new")
    page.get_by_role("radio", name=re.compile("^Castle")).focus()
    page.keyboard.press("Space")
    page.get_by_role("textbox", name="The account in a few words").focus()
    page.keyboard.type(ACCOUNT)
    page.get_by_text("Fill in a form instead").press("Enter")
    page.get_by_label("Decision criteria").fill("Time to go live")
    button = page.get_by_role("button", name="Show me their plays")
    button.focus()
    # While a form is on its way Playwright looks at nothing, so the page itself remembers what it showed.
    page.evaluate(
        "addEventListener('submit', () => (sessionStorage.shown = document.querySelector('.py-go').outerHTML))"
    )
    page.keyboard.press("Enter")
    model.release.set()
    page.wait_for_url(re.compile(r"/playbooks/\w{18}$"))
    expect(page.get_by_role("heading", name="How Castle would try to beat us")).to_be_visible()
    shown = page.evaluate("sessionStorage.shown")
    assert 'aria-disabled="true"' in shown
    assert "Thinking as their rep…" in shown
    assert "This takes up to a minute" in shown
    expect(page.locator(".py-play")).to_have_count(5)
    expect(page.locator(".py-why").first).to_contain_text("castle")
    page.locator(".py-fact summary").first.press("Enter")
    expect(page.locator(".py-fact div").first).to_contain_text("included in every suite contract")
    page.go_back()
    expect(page.get_by_role("button", name="Show me their plays")).to_be_enabled()


@pytest.mark.parametrize("competitor", ["castle", "copper_kite"])
def test_five_plays_fill_one_printed_page_and_positioning_the_next(page: Page, competitor: str) -> None:
    answer = page.request.post(
        "/playbooks", form={"competitor": competitor, "account": ACCOUNT * 8, "engine": "embedded"}
    )
    page.goto(answer.url)
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 2
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1050})
    expect(page.get_by_role("link", name="Drill this", exact=True)).to_be_hidden()
    expect(page.locator(".pn-top")).to_be_hidden()
    assert page.evaluate("document.querySelector('#plays').getBoundingClientRect().bottom") < 1050


def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page) -> None:
    notes = {"competitor": "-notes", "name": "Paper Moon", "notes": "They are free for up to ten users.", "account": ""}
    answer = page.request.post("/playbooks", form={**notes, "engine": "embedded"})
    looks_right_everywhere(page, answer.url)
    looks_right_everywhere(page, "/playbooks/new?pain=Waiting&competitor=-notes")
