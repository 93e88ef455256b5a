"""Reviewing in a real browser: with the keyboard alone, without script, and readable for everybody."""

from collections.abc import Iterator

import pytest
from examples import embedded_draft
from fixtures.processes import Served
from looks import LOOKS, looks_right
from pages import Visit, visiting
from playwright.sync_api import Browser, Page, expect
from review_fixtures import furnish, keep, workshop_at

from coach.domain.certification import Outcome
from coach.service.reviews import Ballot

pytestmark = pytest.mark.browser

PAGES = {
    "the queue": ("Omar", "/review"),
    "an attempt": ("Omar", "/review/unclear"),
    "one that was decided": ("Pia", "/review/decided"),
    "one's own": (None, "/review/mine"),
    "the owner's queue": (None, "/review"),
    "nothing there": ("Omar", "/review/nope"),
    "without a name": (None, "/review/unclear"),
}


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
    with visiting(browser, address) as visit:
        yield visit


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visit, width: int, scheme: str) -> None:
    for who, path in PAGES.values():
        looks_right(visit(who, path, width=width, color_scheme=scheme))


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
    looks_right(page)
    page.get_by_role("alert").get_by_role("link").click()
    expect(why).to_be_focused()


def test_a_quote_in_the_form_plays_its_moment(visit: Visit) -> None:
    page = visit("Omar", "/review/unclear")
    player = page.get_by_role("region", name="Recording")
    quote = page.locator(".rv-finding .pc-quote").first
    start = float(quote.get_attribute("data-start") or "nan")
    quote.click()
    page.wait_for_timeout(300)
    at = page.evaluate("document.querySelector('[data-pc-player] audio').currentTime")
    assert start <= at < start + 20
    # It holds on to the window beside whatever is decided on, and steps through the evidence.
    page.get_by_label("Why? They will read it.").scroll_into_view_if_needed()
    expect(player.get_by_role("button", name="Pause")).to_be_in_viewport()
    player.get_by_role("button", name="Next moment with evidence").click()
    assert page.evaluate("document.querySelector('[data-pc-player] audio').currentTime") > at


def test_a_half_written_decision_is_not_left_without_a_question(visit: Visit) -> None:
    page = visit("Omar", "/review/unclear")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Review", exact=True).first.click()
    page.wait_for_url("**/review")
    page.goto("/review/unclear")
    page.get_by_label("Why? They will read it.").press_sequentially("At the end")
    page.get_by_role("link", name="Review", exact=True).first.click()
    page.wait_for_url("**/review")
    assert asked == ["beforeunload"]


def test_the_owner_learns_how_a_colleague_can_review(visit: Visit) -> None:
    page = visit(None, "/review/mine")
    page.get_by_role("link", name="A colleague reviews now").click()
    page.get_by_label("A name that is not here yet").fill("Quinn")
    page.get_by_role("button", name="Go on as this person").click()
    expect(page.get_by_role("heading", name="Your decision", exact=True)).to_be_visible()
