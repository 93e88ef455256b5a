"""The sparring room in a real browser: with the keyboard alone, over reloads, two tabs and a dead model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from drill_rooms import SlowRival, begun, drill_app, sparring_at
from fixtures.threads import serving
from looks import looks_right
from playwright.sync_api import Browser, Page, expect
from waiting import until

from coach.domain.sparring.levels import Level, Setup
from coach.service.sparring.drills import Answer
from coach.web.shell import static_file
from coach.wiring import Workshop

pytestmark = pytest.mark.browser

SLOW_MS = 60_000
PROOF = (
    "It is fair that you own it already. What your board decides by is the time to go live, and Green Mountain "
    "Medical reduced the time to go live by thirty percent in six months. Does that settle it?"
)
Visit = Callable[..., Page]


@dataclass
class Hall:
    """A server in this process. `rival` is what plays when the configured engine is asked."""

    url: str
    workshop: Workshop
    rival: SlowRival

    def drill(self, *answers: str, **more: object) -> str:
        """The address of a drill by the scripted rival in which this was answered, and the rival has replied."""
        drills = self.workshop.drills
        drill = drills.reply(begun(self.workshop, engine="embedded", **more).id, "me", lambda said: None, "embedded")
        for text in answers:
            drills.answer(drill.id, "me", Answer(text=text, after=len(drill.turns)))
            drill = drills.reply(drill.id, "me", lambda said: None, "embedded")
        return f"/drills/{drill.id}"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    rival = SlowRival()
    workshop = sparring_at(tmp_path_factory.mktemp("home"), rival=rival)
    app = drill_app(workshop)
    app.add_api_route("/static/{name}", static_file)
    with serving(app) as url:
        yield Hall(url, workshop, rival)
        rival.go_on.set()


@pytest.fixture
def visit(browser: Browser, hall: Hall) -> Iterator[Visit]:
    """Opens a page; in the same browser context as `beside`, where that is given."""
    hall.rival.dead = False
    hall.rival.go_on.clear()
    hall.rival.spoke.clear()
    contexts: list[object] = []
    problems: list[str] = []

    def enter(path: str, *, width: int = 1280, beside: Page | None = None, **more: object) -> Page:
        size = {"width": width, "height": 900}
        # Still, so that colours are not looked at half-way.
        more = {"reduced_motion": "reduce", **more}
        context = beside.context if beside else browser.new_context(base_url=hall.url, viewport=size, **more)
        contexts.append(context)
        context.set_default_timeout(SLOW_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(path, timeout=SLOW_MS)
        return page

    yield enter
    hall.rival.go_on.set()
    for context in contexts:
        context.close()
    assert problems == []


def tab_to(page: Page, condition: str, key: str = "Tab") -> None:
    for _ in range(150):
        if page.evaluate(f"(() => {{ const e = document.activeElement; return {condition}; }})()"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"never reached: {condition}")


def mine(page: Page) -> object:
    return page.locator(".pd-your-turn")


def test_a_drill_by_keyboard_alone_from_the_set_up_to_the_lines_for_tomorrow(visit: Visit, hall: Hall) -> None:
    page = visit("/drills")
    tab_to(page, "e.name === 'competitor' && e.value === 'castle'")
    tab_to(page, "e.name === 'account'")
    page.keyboard.type("A machine maker. They own the suite and plan in spreadsheets.")
    tab_to(page, "e.name === 'level'")
    page.keyboard.press("ArrowUp")
    tab_to(page, "e.name === 'engine'")
    page.keyboard.press("ArrowDown")
    tab_to(page, "e.id === 'begin'")
    page.keyboard.press("Enter")

    expect(mine(page)).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("[data-pd-text]")).to_be_focused()
    for _ in range(12):
        page.keyboard.type(PROOF)
        page.keyboard.press("Control+Enter")
        expect(page.locator("[data-pd-text]")).to_have_value("")
        expect(page.locator(".pd-your-turn, [data-pd-over]:visible").first).to_be_visible(timeout=SLOW_MS)
        if page.locator("[data-pd-over]").is_visible():
            break
    expect(page.locator("[data-pd-debrief]").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="lines for tomorrow")).to_be_visible()
    expect(page.locator("[data-pd-unread]")).to_have_count(0, timeout=SLOW_MS)
    expect(page.locator(".pd-tomorrow li")).to_have_count(3)
    tab_to(page, "e.tagName === 'BUTTON' && e.textContent.startsWith('Start:')")


def test_a_reload_in_the_middle_of_a_reply_joins_it_and_what_was_typed_is_still_there(visit: Visit, hall: Hall) -> None:
    page = visit(f"/drills/{begun(hall.workshop).id}")
    expect(page.locator(".pd-line")).to_contain_text(["You own this already."], timeout=SLOW_MS)
    page.locator("[data-pd-text]").fill("I was writing ahead")
    page.keyboard.press("Control+Enter")
    page.reload()
    expect(page.locator(".pd-line").first).to_contain_text("You own this already.", timeout=SLOW_MS)
    expect(page.locator("[data-pd-text]")).to_have_value("I was writing ahead")
    hall.rival.go_on.set()
    expect(page.locator(".pd-line")).to_have_count(2)
    expect(page.locator(".pd-line").last).to_contain_text("unsourced")
    expect(mine(page)).to_be_visible()
    expect(page.locator("[data-pd-live]")).to_contain_text("Castle: Everybody knows that. (unsourced)")
    expect(page.locator("[data-pd-live]")).to_contain_text("Your turn")
    page.locator(".pd-line summary").first.click()
    expect(page.locator(".pd-line").first).to_contain_text("Castle price list, page 4, 01 Oct 2026")


def test_a_second_tab_follows_and_an_old_one_loses_no_words(visit: Visit, hall: Hall) -> None:
    here = hall.drill()
    first = visit(here)
    second = visit(here, beside=first)
    second.evaluate("window.addEventListener('storage', (event) => event.stopImmediatePropagation(), true)")
    second.evaluate("document.addEventListener('visibilitychange', (event) => event.stopImmediatePropagation(), true)")
    hall.workshop.drills.answer(here.removeprefix("/drills/"), "me", Answer(text="From elsewhere.", after=1))
    second.locator("[data-pd-text]").fill("My own words about this.")
    second.locator("[data-pd-send]").click()
    expect(second.locator("[data-pd-trouble]")).to_contain_text("gone on elsewhere")
    expect(second.locator("[data-pd-text]")).to_have_value("My own words about this.")
    expect(second.locator("[data-pd-mine]")).to_contain_text("From elsewhere.")
    expect(mine(second)).to_be_visible(timeout=SLOW_MS)
    second.keyboard.press("Control+Enter")
    expect(second.locator("[data-pd-mine]")).to_contain_text("My own words about this.")
    drill = hall.workshop.drills.own(here.removeprefix("/drills/"), "me")
    assert [turn.text for turn in drill.answers()] == ["From elsewhere.", "My own words about this."]
    first.bring_to_front()
    first.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(first.locator("[data-pd-mine]")).to_contain_text("My own words about this.", timeout=SLOW_MS)


def test_a_dead_model_says_why_and_the_scripted_rival_goes_on(visit: Visit, hall: Hall) -> None:
    hall.rival.dead = True
    hall.rival.go_on.set()
    page = visit(f"/drills/{begun(hall.workshop).id}")
    trouble = page.locator("[data-pd-trouble]")
    expect(trouble).to_contain_text("The model does not answer.", timeout=SLOW_MS)
    expect(trouble.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator(".pd-line")).to_have_count(0)
    looks_right(page)
    trouble.get_by_role("button", name="Go on with the scripted rival").click()
    expect(mine(page)).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("[data-pd-text]")).to_be_focused()


def test_without_a_connection_nothing_is_lost_and_sent_again_it_is_there_once(visit: Visit, hall: Hall) -> None:
    here = hall.drill()
    page = visit(here)
    page.context.set_offline(True)
    page.locator("[data-pd-text]").fill("Said in a tunnel.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-pd-trouble]")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("[data-pd-mine]")).to_contain_text("Said in a tunnel.")
    expect(mine(page)).to_be_visible(timeout=SLOW_MS)
    drill = hall.workshop.drills.own(here.removeprefix("/drills/"), "me")
    assert [turn.text for turn in drill.answers()] == ["Said in a tunnel."]


def test_the_clock_runs_on_over_a_reload_and_lets_late_answers_through(visit: Visit, hall: Hall) -> None:
    page = visit(hall.drill(setup=Setup.RAPID_FIRE, level=Level.HARD))
    seconds = page.locator("[data-pd-seconds]")
    expect(seconds).to_have_text("23", timeout=SLOW_MS)
    page.reload()
    expect(seconds).not_to_have_text("25")
    expect(seconds).not_to_have_text("24")
    page.evaluate("sessionStorage.setItem(`pd-clock-${pitchDrill.state().id}`, JSON.stringify({turn: 1, spent: 30}))")
    page.evaluate("window.stop(); location.reload()")
    expect(page.locator("[data-pd-clock]")).to_contain_text("over: this answer will be late", timeout=SLOW_MS)
    page.locator("[data-pd-text]").fill("Too late, but here it is.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-pd-mine]")).to_contain_text("You said, late:")
    expect(mine(page)).to_be_visible(timeout=SLOW_MS)
    page.get_by_role("button", name="Answer without the clock").click()
    expect(page.locator("[data-pd-clock]")).to_contain_text("no clock for this one")


def test_how_an_answer_was_is_told_when_asked_and_a_second_try_stands_beside_it(visit: Visit, hall: Hall) -> None:
    page = visit(hall.drill("I don't know."))
    expect(page.get_by_text("of 100")).to_have_count(0)
    page.get_by_role("button", name="How was that?").click()
    lately = page.locator("[data-pd-lately]")
    expect(lately).to_contain_text("of 100", timeout=SLOW_MS)
    lately.get_by_text("Try this answer again").click()
    lately.get_by_label("Your answer, once more").fill(PROOF)
    lately.get_by_role("button", name="See before and after").click()
    expect(lately.get_by_role("region", name="After, try 1")).to_contain_text("more", timeout=SLOW_MS)
    looks_right(page)


def test_a_phone_is_not_told_of_keys_that_it_does_not_have(visit: Visit, hall: Hall) -> None:
    here = hall.drill("I don't know.")
    expect(visit(here).get_by_text("Enter sends it.")).to_be_visible()
    phone = visit(here, width=390, has_touch=True, is_mobile=True)
    expect(phone.get_by_role("textbox", name="Your answer")).to_be_visible()
    expect(phone.get_by_text("Enter sends it.")).to_be_hidden()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visit, hall: Hall, width: int, scheme: str) -> None:
    over = hall.drill(PROOF, "I don't know.")
    for number in (2, 4):
        hall.workshop.drills.assess(over.removeprefix("/drills/"), "me", number)
    hall.workshop.drills.retry(over.removeprefix("/drills/"), "me", 4, PROOF)
    hall.workshop.drills.end(over.removeprefix("/drills/"), "me")
    pages = {
        "set-up": "/drills",
        "the rival's turn": f"/drills/{begun(hall.workshop).id}",
        "the seller's turn": hall.drill(PROOF),
        "one play": hall.drill("I don't know.", setup=Setup.ONE_PLAY, level=Level.HARD),
        "over": over,
        "debrief": f"{over}/debrief",
    }
    for name, path in pages.items():
        page = visit(path, width=width, color_scheme=scheme)
        if name == "the rival's turn":
            expect(page.locator(".pd-line")).to_have_count(1, timeout=SLOW_MS)
        looks_right(page)
        page.close()


def test_what_was_typed_leaves_the_browser_with_its_drill(visit: Visit, hall: Hall) -> None:
    deleted, debriefed = (hall.drill(PROOF).removeprefix("/drills/") for _ in range(2))
    for drill in (deleted, debriefed):
        hall.workshop.drills.end(drill, "me")
    keys = [f"pd-{kind}-{drill}" for kind in ("draft", "sent") for drill in (deleted, debriefed)]
    page = visit("/drills")
    page.evaluate("(keys) => { for (const key of keys) localStorage.setItem(key, '1') }", keys)
    form = f"form[action='/drills/{deleted}/delete']"
    page.locator("details", has=page.locator(form)).locator("summary").click()
    with page.expect_navigation():
        page.locator(form).get_by_role("button").click()
    expect(page.locator(form)).to_have_count(0)
    kept = "([keys, left]) => String(keys.filter((key) => localStorage.getItem(key))) === String(left)"
    until(page, kept, [keys, [key for key in keys if debriefed in key]])
    page.goto(f"/drills/{debriefed}/debrief")
    until(page, kept, [keys, []])


def test_the_debrief_can_be_read_and_gone_through_without_script(visit: Visit, hall: Hall) -> None:
    here = hall.drill(PROOF)
    hall.workshop.drills.end(here.removeprefix("/drills/"), "me")
    page = visit(f"{here}/debrief", java_script_enabled=False)
    page.get_by_role("button", name="Look at the next one").click()
    expect(page.get_by_role("heading", name="Three lines for tomorrow")).to_be_visible()
    expect(page.get_by_text("looked at")).to_have_count(0)
    page.locator("#talk > summary").click()
    expect(page.get_by_text("Gave a proof with a source").first).to_be_visible()
