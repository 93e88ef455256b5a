"""Who one is and what counts, in a real browser: the first visit, the name, practice and official."""

import re
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe import axe_finds
from fixtures.processes import Served
from pages import calm
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from waiting import until

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
UTTERANCE = ROOT / "tests" / "fixtures" / "utterances" / "service.ogg"
WAIT_MS, SCORED_MS = 60_000, 240_000
PITCH = {"rubric": "first_call", "situation": "first_call"}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server of its own for each test: a first visit comes once."""
    with Served(tmp_path / "home") as server:
        yield server.url


def opened(browser: Browser, address: str, **options: object) -> BrowserContext:
    size = {"width": 1280, "height": 900}
    context = browser.new_context(**{"base_url": address, "viewport": size, "locale": "en-US", **options})  # pyright: ignore
    context.set_default_timeout(WAIT_MS)
    return context


@pytest.fixture(scope="module")
def unvisited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which nobody says who they are, and whose sample pitch is soon heard."""
    folder = tmp_path_factory.mktemp("unvisited")
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, folder / "library" / name)
    shutil.copy(UTTERANCE, folder / "library" / "golden_pitches" / "first_call" / "golden.ogg")
    with Served(folder / "home", COACH_LIBRARY=str(folder / "library")) as server:
        yield server.url


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which the owner is known as Ada and others come and go."""
    with Served(tmp_path_factory.mktemp("visited")) as server:
        introduce(server.url)
        yield server.url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with calm(browser, address) as page:
        yield page


@pytest.fixture
def stranger(browser: Browser, unvisited: str) -> Iterator[Page]:
    """A page for somebody who never says who they are."""
    with calm(browser, unvisited) as page:
        yield page


@pytest.fixture
def colleague(browser: Browser, visited: str) -> Iterator[Page]:
    """A page for somebody who has said who they are, and whom nobody else is."""
    with calm(browser, visited) as page:
        assert page.context.request.post("/people", form={"name": f"Colleague {uuid.uuid4().hex[:8]}"}).ok
        yield page


def introduce(address: str, name: str = "Ada") -> None:
    assert httpx.post(f"{address}/people/name", data={"name": name}).status_code == 303


def hand_in(page: Page, text: str, kind: str = "practice") -> int:
    """Hand a text in as whoever the page belongs to; the status of the answer."""
    params = {**PITCH, "filename": "pitch.txt", "kind": kind}
    return page.context.request.post("/attempts", params=params, data=text).status


def within_the_first_screen(page: Page, what: Locator) -> bool:
    box = what.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= page.evaluate("innerHeight")


def choose(page: Page, kind: str) -> None:
    page.locator(f".pp-stakes input[value={kind}]").check()
    expect(page.locator(f".pp-intake[data-kind={kind}]")).to_have_count(1)


def test_everything_somebody_new_needs_is_in_the_first_screen(stranger: Page) -> None:
    page = stranger
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for what in (
        page.get_by_label("Who are you?", exact=True),
        page.get_by_role("button", name="Start practising"),
        page.get_by_role("button", name="Score the sample pitch"),
        page.get_by_text("It is kept on this computer"),
        page.get_by_text("Practice is for you alone"),
        page.get_by_text("Nothing is sent anywhere"),
    ):
        expect(what).to_be_visible()
        assert within_the_first_screen(page, what), what


@pytest.mark.long
def test_words_that_leave_the_computer_are_told_before_anything_is_recorded(browser: Browser, tmp_path: Path) -> None:
    model = {"COACH_LLM_BASE_URL": "https://llm.example.com/v1", "COACH_LLM_MODEL": "big-judge"}
    with Served(tmp_path / "home", **model) as server:
        page = opened(browser, server.url).new_page()
        page.goto("/practice/")
        told = page.locator(".pp-leaves")
        expect(told).to_contain_text("The words leave this computer: big-judge at llm.example.com")
        introduce(server.url)
        page.reload()
        expect(page.locator(".pp-engines")).to_contain_text("Words go to llm.example.com")
        page.context.close()


def test_the_sample_is_one_click_away_without_a_name(stranger: Page) -> None:
    page = stranger
    page.goto("/practice/")
    page.get_by_role("button", name="Score the sample pitch").click()
    expect(page.locator("#report")).to_contain_text("Why this decision", timeout=SCORED_MS)
    expect(page).to_have_title("Practice · Pitch Coach")
    # On screen, wherever the browser's own scrolling ended: what follows the report may still be growing.
    until(page, "document.querySelector('#report').getBoundingClientRect().top < innerHeight")


@pytest.mark.long  # the keyboard's test gives a name as well
def test_a_name_is_kept_once_and_asked_for_never_again(page: Page, browser: Browser, address: str) -> None:
    page.goto("/practice/")
    page.get_by_label("Who are you?", exact=True).fill("Ada Lovelace")
    page.keyboard.press("Enter")
    expect(page.locator(".pp-intro")).to_contain_text("Hello, Ada Lovelace.")
    page.reload()
    expect(page.locator(".pn-who")).to_have_text(re.compile("Ada Lovelace"))
    expect(page.locator(".pp-welcome")).to_have_count(0)
    second = opened(browser, address).new_page()
    second.goto("/practice/")
    expect(second.locator(".pp-intro")).to_contain_text("Hello, Ada Lovelace.")
    second.context.close()


def test_somebody_else_at_this_computer_has_a_room_of_their_own(browser: Browser, visited: str) -> None:
    with calm(browser, visited) as page:
        _two_rooms(page)


def _two_rooms(page: Page) -> None:
    hand_in(page, "We cut the wait in half.")
    page.goto("/practice/")
    expect(page.locator("#recent li")).to_have_count(1)
    page.get_by_role("link", name=re.compile("You are Ada")).click()
    page.get_by_label("Their name").fill("Grace")
    page.get_by_role("button", name="Go on as this person").click()
    expect(page.locator(".pp-intro")).to_contain_text("Hello, Grace.")
    expect(page.locator("#recent li")).to_have_count(0)
    page.get_by_role("link", name=re.compile("You are Grace")).click()
    page.get_by_role("button", name="Back to Ada (owner)").click()
    expect(page.locator(".pp-intro")).to_contain_text("Hello, Ada.")
    expect(page.locator("#recent li")).to_have_count(1)


def test_an_official_attempt_is_confirmed_first_and_the_last_one_closes_the_choice(colleague: Page) -> None:
    page = colleague
    text = (ROOT / "golden_pitches" / "first_call" / "own_words.md").read_text(encoding="utf-8").split("---", 2)[2]
    for _ in range(4):
        assert hand_in(page, text, "official") == 201
    page.goto("/practice/")
    expect(page.locator(".pp-stakes")).to_contain_text("1 of 5 left")
    choose(page, "official")
    page.locator(".pp-file").set_input_files(UTTERANCE)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("the last official attempt that you have left at “First-call pitch”")
    dialog.get_by_role("button", name="Not yet").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".pp-stakes")).to_contain_text("1 of 5 left")
    page.locator(".pp-file").set_input_files(UTTERANCE)
    dialog.get_by_role("button", name="Hand in as official").click()
    expect(page.locator(".pp-stakes")).to_contain_text("all 5 attempts are used")
    expect(page.locator(".pp-stakes input[value=official]")).to_be_disabled()
    expect(page.locator(".pp-intake[data-kind=practice]")).to_have_count(1)
    expect(page.locator("#report")).to_contain_text("Official attempt", timeout=SCORED_MS)
    assert hand_in(page, text, "official") == 400


def test_official_is_closed_where_the_situation_does_not_certify(colleague: Page) -> None:
    page = colleague
    page.goto("/practice/")
    choose(page, "official")
    page.get_by_label("Hallway").check()
    expect(page.locator(".pp-stakes")).to_contain_text("not in this situation: First call")
    expect(page.locator(".pp-stakes input[value=practice]")).to_be_checked()
    expect(page.locator(".pp-intake[data-kind=practice]")).to_have_count(1)


def test_a_practice_take_is_submitted_as_it_is_and_only_once(colleague: Page) -> None:
    page = colleague
    page.goto("/practice/")
    page.locator(".pp-file").set_input_files(UTTERANCE)
    submit = page.get_by_role("button", name="Submit this take as official")
    expect(submit).to_contain_text("5 left", timeout=SCORED_MS)
    practice = page.url
    submit.click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in as official").click()
    expect(page.locator("#report")).to_contain_text("Official attempt", timeout=SCORED_MS)
    assert page.url != practice
    expect(page.locator(".pp-stakes")).to_contain_text("4 of 5 left")
    expect(submit).to_have_count(0)
    page.goto(practice)
    expect(page.locator(".pp-after")).to_contain_text("This take was submitted already.")


@pytest.mark.long
def test_a_pasted_transcript_is_scored(colleague: Page) -> None:
    page = colleague
    page.goto("/practice/")
    page.get_by_text("Paste a transcript").click()
    page.get_by_label("What you say, as text").fill("We cut the wait from eleven weeks to four.")
    page.get_by_role("button", name="Score this text").click()
    expect(page.locator("#report")).to_contain_text("We cut the wait", timeout=SCORED_MS)
    expect(page.locator(".pp-after")).to_contain_text("no recording that a reviewer could hear")


@pytest.mark.long
def test_an_upload_that_breaks_off_is_sent_again_without_choosing_the_file_again(colleague: Page) -> None:
    page = colleague
    page.goto("/practice/")
    expect(page.locator(".pp-stakes")).to_be_visible()
    page.route("**/attempts?*", lambda route: route.abort())
    page.locator(".pp-file").set_input_files(UTTERANCE)
    problem = page.locator(".pp-status [role=alert]")
    expect(problem).to_contain_text("The upload broke off.")
    page.unroute("**/attempts?*")
    problem.get_by_role("button", name="Send it again").click()
    expect(page.locator(".pp-status")).to_contain_text("Your report is below", timeout=SCORED_MS)


@pytest.mark.long
def test_a_server_that_is_away_is_told_and_the_page_goes_on_when_it_is_back(browser: Browser, tmp_path: Path) -> None:
    server = Served(tmp_path / "home")
    with server:
        introduce(server.url)
        page = opened(browser, server.url).new_page()
        page.goto("/practice/")
        page.locator(".pp-file").set_input_files(UTTERANCE)
        expect(page.locator(".pp-status")).to_contain_text(re.compile("is safe|Getting ready|Listening"))
        server.stop()
        expect(page.locator(".pp-status")).to_contain_text("Your recording is safe")
        server.start()
        expect(page.locator(".pp-status")).to_contain_text("Your report is below", timeout=SCORED_MS)
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_axe_finds_nothing_on_the_first_visit_nor_on_who_one_is(browser: Browser, unvisited: str, scheme: str) -> None:
    for path, shows in (("/practice/", ".pp-welcome"), ("/people", ".pw-columns"), ("/nothing", ".ps-empty")):
        for width in (1280, 390):
            context = opened(browser, unvisited, viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.goto(path)
            expect(page.locator(shows)).to_be_visible()
            if path == "/practice/":
                expect(page.locator("#rubric article")).not_to_have_count(0)
                page.locator(".pp-paste summary").click()
            assert axe_finds(page) == [], f"{path} at {width}"
            for narrowed in (width, 320):  # the latter is 1280 at four times its size
                page.set_viewport_size({"width": narrowed, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= narrowed, path
            context.close()


def test_the_first_visit_and_the_choice_work_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/practice/")
    expect(page.locator(".pp-stakes")).to_be_visible()
    page.get_by_label("Who are you?", exact=True).focus()
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Start practising"
    page.keyboard.press("Enter")
    expect(page.locator(".pp-intro")).to_contain_text("Hello, Ada.")
    expect(page.locator(".pp-stakes")).to_be_visible()
    page.locator(".pp-stakes input[value=practice]").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".pp-intake[data-kind=official]")).to_have_count(1)
    page.locator(".pp-paste summary").press("Enter")
    page.get_by_label("What you say, as text").fill("We cut the wait from eleven weeks to four.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".pp-status")).to_be_hidden()
    for again in (lambda: page.get_by_label("Hallway").check(), page.reload):
        again()
        expect(page.get_by_label("What you say, as text")).to_have_value(re.compile("^We cut the wait"))
