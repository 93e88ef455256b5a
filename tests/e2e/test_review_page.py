"""Reviewing in a real browser: with the keyboard alone, without script, and readable for everybody."""

from collections.abc import Callable, Iterator

import pytest
from axe import axe_finds
from examples import embedded_draft
from fixtures.processes import Served
from looks import LOOKS
from playwright.sync_api import Browser, Page, expect
from review_fixtures import furnish, keep, workshop_at

from coach.domain.certification import Outcome
from coach.service.reviews import Ballot

pytestmark = pytest.mark.browser

SLOW_MS = 60_000
PAGES = {
    "the queue": ("Omar", "/review"),
    "an attempt": ("Omar", "/review/unclear"),
    "one that was decided": ("Pia", "/review/decided"),
    "one's own": (None, "/review/mine"),
    "the owner's queue": (None, "/review"),
    "nothing there": ("Omar", "/review/nope"),
    "without a name": (None, "/review/unclear"),
}
Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    workshop = workshop_at(home)
    furnish(workshop)
    dana = workshop.people.named("Dana").key
    for name in ("decided", "by-keyboard", "without-script", "with-points", "with-mistakes"):
        keep(workshop, embedded_draft(), id=name, who=dana)
    for seen, name in enumerate(("Omar", "Pia")):
        reason = "She said it all, in her own words."
        ballot = Ballot(decision=Outcome.CERTIFIED, reason=reason, how="page", seen=seen, tries=0)
        workshop.reviews.decide("decided", workshop.people.named(name).key, ballot)
    workshop.database.close()
    with Served(home) as server:
        yield server.url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a page as somebody; None is the owner, who never gave a name."""
    contexts: list[object] = []
    problems: list[str] = []

    def enter(who: str | None, path: str, *, width: int = 1280, **more: object) -> Page:
        context = browser.new_context(
            base_url=address, viewport={"width": width, "height": 900}, locale="en-US", **more
        )
        contexts.append(context)
        context.set_default_timeout(SLOW_MS)
        if who is not None:
            context.request.post("/people", form={"name": who}, timeout=SLOW_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path, timeout=SLOW_MS)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert problems == []


def complaints(page: Page) -> list[object]:
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    return axe_finds(page)


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visit, width: int, scheme: str) -> None:
    for name, (who, path) in PAGES.items():
        page = visit(who, path, width=width, color_scheme=scheme)
        assert complaints(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until the element with the focus fulfils this; a person would do the same."""
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {condition}; }})()"):
            return
    raise AssertionError(f"never reached: {condition}")


def test_a_second_person_confirms_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("Omar", "/review")
    tab_to(page, "e.getAttribute('href') === '/review/by-keyboard'")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Why a person is asked")).to_be_visible()
    tab_to(page, "e.getAttribute('href') === '#decide'")
    page.keyboard.press("Enter")
    tab_to(page, "e.name === 'verdict.contrast.'")
    page.keyboard.press("ArrowDown")
    tab_to(page, "e.name === 'why.contrast.'")
    page.keyboard.type("No contrast at all, and none was needed here.")
    tab_to(page, "e.name === 'decision'")
    page.keyboard.press("Space")
    tab_to(page, "e.name === 'reason'")
    page.keyboard.type("Every point was made; the bill stands at 0:28.")
    tab_to(page, "e.value === 'decide'")
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="Your decision is kept.")).to_be_visible()
    both = page.get_by_role("region", name="Decided by a person")
    expect(both).to_contain_text("Omar")
    expect(both).to_contain_text("Every point was made")
    expect(both).to_contain_text("Level 0 of 4")
    expect(both).to_contain_text("Pass: a person should confirm")
    page.goto("/review")
    expect(page.locator("a[href='/review/by-keyboard']")).to_have_count(0)


def test_a_second_person_decides_without_script(visit: Visit) -> None:
    page = visit("Omar", "/review/without-script", java_script_enabled=False)
    page.locator("[name='verdict.contrast.'][value=level-4]").check()
    page.get_by_role("button", name="Work out the points anew").click()
    expect(page.get_by_role("status", name="The points with your verdicts")).to_contain_text("this passes")
    page.locator("[name='why.contrast.']").fill("Fair, and it says what it costs.")
    page.get_by_label("Not yet They practise on").check()
    page.get_by_label("Why? They will read it.").fill("The price is the old one.")
    page.get_by_role("button", name="Keep this decision").click()

    expect(page.get_by_text("Your decision is kept.")).to_be_visible()
    expect(page.get_by_text("By the points this would pass.")).to_be_visible()


def test_the_points_follow_each_verdict_and_a_contradiction_is_told(visit: Visit) -> None:
    page = visit("Omar", "/review/with-points")
    points = page.get_by_role("status", name="The points with your verdicts")
    expect(page.get_by_role("button", name="Work out the points anew")).to_be_hidden()
    page.locator("[name='verdict.proof.guarantee'][value=met]").check()
    expect(points).to_contain_text("does not pass")
    page.get_by_label("Certified This official attempt counts.").check()
    expect(points).to_contain_text("Your decision wins; say below why.")
    page.locator("[name='verdict.proof.guarantee'][value=agree]").check()
    expect(points).not_to_contain_text("Your decision wins")


def test_what_is_missing_is_named_beside_its_field(visit: Visit) -> None:
    page = visit("Omar", "/review/with-mistakes")
    page.locator("[name='verdict.proof.guarantee'][value=met]").check()
    page.get_by_label("Not yet They practise on").check()
    page.get_by_label("Why? They will read it.").fill("A guarantee was given.")
    page.get_by_role("button", name="Keep this decision").click()

    expect(page.get_by_role("alert")).to_contain_text(
        "“Does it promise a result as guaranteed?” A decision needs a reason."
    )
    why = page.locator("[name='why.proof.guarantee']")
    expect(why).to_have_attribute("aria-invalid", "true")
    assert complaints(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    expect(why).to_be_focused()


def test_a_quote_in_the_form_plays_its_moment(visit: Visit) -> None:
    page = visit("Omar", "/review/unclear")
    pause = page.locator(".rv-player")
    expect(pause).to_be_hidden()
    quote = page.locator(".rv-finding .pc-quote").first
    start = float(quote.get_attribute("data-start") or "nan")
    quote.click()
    page.wait_for_timeout(300)
    at = page.evaluate("document.querySelector('[data-pc-player] audio').currentTime")
    assert start <= at < start + 20
    expect(pause).to_be_visible()


def test_the_owner_learns_how_a_colleague_can_review(visit: Visit) -> None:
    page = visit(None, "/review/mine")
    page.get_by_role("link", name="A colleague reviews now").click()
    page.get_by_label("A name that is not here yet").fill("Quinn")
    page.get_by_role("button", name="Go on as this person").click()
    expect(page.get_by_role("heading", name="Your decision", exact=True)).to_be_visible()
