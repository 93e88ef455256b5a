"""Calibration in a real browser: two people grade the same pitches blind, and see what that is worth so far."""

from collections.abc import Iterator

import pytest
from examples import embedded_draft
from fixtures.processes import Served
from grading_room import RUBRIC, grade, official, verdicts, workshop_at
from looks import LOOKS, looks_right
from pages import Visit, visiting
from playwright.sync_api import Browser, Page, expect
from review_fixtures import keep
from waiting import until

from coach.domain.person import OWNER
from coach.domain.rubric import PitchKind

pytestmark = pytest.mark.browser

HERE = f"/studio/rubrics/{RUBRIC}"
RECORDED = "/studio/rubrics/competitive_call/grade/recorded"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two official attempts of Dana's; Rosa has graded one of them and looked at the machine's answer."""
    folder = tmp_path_factory.mktemp("room")
    workshop = workshop_at(folder)
    dana = workshop.people.named("Dana").key
    ids = [official(workshop, dana, kind) for kind in (PitchKind.OWN_WORDS, PitchKind.WEAK)]
    rosa = workshop.people.named("Rosa").key
    grade(workshop, ids[0], rosa, verdicts(workshop), "Rather short.")
    workshop.grading.reveal(workshop.grading.open(RUBRIC, ids[0], rosa), rosa)
    workshop.pitch_samples.paste("competitive_call", "Brought", "We help. It costs little.", OWNER)
    keep(workshop, embedded_draft(), id="recorded", who=dana, rubric_id="competitive_call")
    workshop.database.close()
    with Served(workshop.settings.home, COACH_LIBRARY=str(folder / "library")) as server:
        yield server.url


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    with visiting(browser, address) as visit:
        yield visit


def answer_all(page: Page, key: str) -> None:
    """Press one digit after the other, from the first question on."""
    page.locator("[data-sg-form] input[type=radio]").first.focus()
    for _ in range(page.locator(".sg-asked").count()):
        page.keyboard.press(key)


def test_two_people_grade_two_pitches_blind_and_see_that_it_is_too_few(visit: Visit) -> None:
    for who, key in (("Omar", "1"), ("Pia", "2")):
        page = visit(who, f"{HERE}/calibrate")
        page.get_by_role("link", name="Grade", exact=True).click()
        for number in range(2):
            expect(page.get_by_text(f"{number} of 2 graded by you")).to_be_visible()
            for secret in ("The machine:", "You and the machine", "Rather short.", "Dana", "Rosa"):
                assert secret not in page.content()
            answer_all(page, key)
            page.keyboard.type("What I heard.")
            page.get_by_role("button", name="Submit my grades").click()
            expect(page.get_by_role("status").filter(has_text="Your grades are kept")).to_be_visible()
            if not number:
                page.get_by_role("link", name="Next pitch").click()
        page.get_by_role("button", name="Show it, and lock my grades").click()
        expect(page.get_by_role("heading", name="You and the machine")).to_be_visible()
        expect(page.get_by_role("link", name="Change my grades")).to_have_count(0)
        page.get_by_role("link", name="To the figures").click()
        page.get_by_role("button", name="Show the figures, and lock my grades").click()
        expect(page.get_by_role("heading", name="Do the scores agree with people?")).to_be_visible()
    expect(page.get_by_text("too few: 30 are needed")).to_be_visible()
    expect(page.get_by_text("Too few: with fewer than 30")).to_be_visible()
    expect(page.get_by_role("heading", name="Agreement at a glance")).to_be_visible()


def test_what_is_chosen_survives_a_reload_and_goes_once_it_is_kept(visit: Visit) -> None:
    page = visit("Quinn", f"{HERE}/grade")
    page.get_by_role("link", name="Begin").click()
    here = page.url
    page.locator("[data-sg-form] input[type=radio]").nth(1).check()
    page.get_by_label("A note, if you like").fill("half a thought")
    page.reload()
    until(page, "document.querySelectorAll('[data-sg-form] input:checked').length === 1")
    expect(page.get_by_label("A note, if you like")).to_have_value("half a thought")

    page.get_by_role("button", name="Submit my grades").click()
    expect(page.get_by_role("alert")).to_contain_text("questions have no answer yet")
    page.get_by_role("alert").get_by_role("link").first.click()
    assert page.evaluate("document.activeElement.classList.contains('sg-asked')")
    answer_all(page, "2")
    page.get_by_role("button", name="Submit my grades").click()
    expect(page.get_by_text("Your grades are kept")).to_be_visible()
    until(page, "Object.keys(localStorage).every((key) => !key.startsWith('grade '))")  # the words come before scripts
    page.goto(f"{here}?change=1")
    expect(page.get_by_label("A note, if you like")).to_have_value("half a thought")


def test_a_recording_plays_from_any_sentence(visit: Visit) -> None:
    page = visit("Sam", RECORDED)
    page.get_by_role("button", name="play from sentence 2").click()
    until(page, "document.querySelector('[data-sg-player]').currentTime > 0")
    page.goto("/studio/rubrics/competitive_call/calibrate")
    assert "Dana" not in page.content()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visit, width: int, scheme: str) -> None:
    rosa = visit("Rosa", f"{HERE}/grade", width=width, color_scheme=scheme)
    graded = rosa.locator(".sg-pitch:has(.ps-good)").get_attribute("href")
    new = rosa.locator(".sg-pitch:not(:has(.ps-good))").get_attribute("href")
    other = "/studio/rubrics/competitive_call/calibrate"
    for path in (f"{HERE}/grade", graded, new, RECORDED, f"{HERE}/calibrate?figures=1", other):
        rosa.goto(str(path))
        looks_right(rosa)
