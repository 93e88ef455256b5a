"""The editor of the studio in a real browser: form and text are one file, and nothing that was typed is lost."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe import axe_finds
from fixtures.processes import Served
from looks import LOOKS
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from waiting import until

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
CONTENT = ("rubrics", "golden_pitches", "battlecards")
RUBRIC = "/studio/edit/rubric/first_call"
SLOW_MS = 30_000
SPOILED = """\
title: A rubric with something to mend
about: Say what the sensor does.
golden_pitch: first_call
pass_mark: 800
situations:
  counter:
    title: At the counter
certifies: [counter, elsewhere]
criteria:
  - id: effect
    title: Says what it does
    weight: 60
    skill: busyness
    checks:
      # A note for whoever goes on here.
      - id: rings
        asks: Is the seller effective and does the seller say that the phone rings?
        says:
          - your phone rings
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[str]:
    fill(library)
    with Served(tmp_path_factory.mktemp("home"), COACH_LIBRARY=str(library)) as server:
        yield server.url


@pytest.fixture
def context(browser: Browser, address: str, library: Path) -> Iterator[BrowserContext]:
    fill(library)
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(SLOW_MS)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(error.stack or str(error)))
    yield page
    assert problems == []


def fill(library: Path) -> None:
    """The library as it ships, without recordings."""
    for name in CONTENT:
        shutil.rmtree(library / name, ignore_errors=True)
        shutil.copytree(ROOT / name, library / name, ignore=shutil.ignore_patterns("*.ogg"))


def visit(page: Page, path: str = RUBRIC) -> Page:
    page.goto(path)
    page.wait_for_selector(".se-editor[data-ready]")
    return page


def state(page: Page):
    return page.locator("[data-se-state]")


def text_of(page: Page) -> str:
    return page.evaluate("window.studioEditor.text()")


def field(page: Page, label: str):
    return page.locator(".se-form").get_by_label(label, exact=False).first


def open_entry(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")


def steps_sent(page: Page) -> None:
    until(page, "window.studioEditor.settled()")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Browser, address: str, library: Path, width: int, scheme: str
) -> None:
    fill(library)
    (library / "rubrics" / "spoiled.yaml").write_text(SPOILED, encoding="utf-8")
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US"
    )
    page = context.new_page()
    for path in ("/studio/edit/rubric/spoiled", "/studio/edit/card/castle", "/studio/edit/pitch/first_call/weak"):
        visit(page, path)
        for toggle in page.locator(".sf-toggle").all()[1:3]:
            toggle.click()
        if width == 390 and scheme == "light":
            page.locator("[data-se-side=text]").click()
        # The rows of a text are alike: those of the short one are looked at.
        page.evaluate("scrollTo(0, 0)")  # half under the bar that stays on top, a button is too small for a moment
        context_of = {"include": ["body"], "exclude": [] if "spoiled" in path else [".se-rows"]}
        assert axe_finds(page, context_of) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()


def test_a_change_in_the_form_stands_in_the_file_with_its_comments_intact(page: Page, library: Path) -> None:
    file = library / "rubrics" / "first_call.yaml"
    before = file.read_text(encoding="utf-8")
    visit(page)
    field(page, "Pass mark").fill("85")
    open_entry(page, "Names the buyer's problem")
    field(page, "Why it counts").fill("They nod before we say our name.")
    expect(state(page)).to_have_text("Unsaved")
    save(page)
    after = file.read_text(encoding="utf-8")
    assert "pass_mark: 85" in after
    assert "They nod before we say our name." in after
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == comments
    assert len(set(before.splitlines()) ^ set(after.splitlines())) == 4


def test_a_change_in_another_editor_shows_up_while_the_page_is_open(page: Page, library: Path) -> None:
    visit(page)
    field(page, "Pass mark").focus()
    file = library / "rubrics" / "first_call.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("pass_mark: 80", "pass_mark: 77"), encoding="utf-8")
    expect(field(page, "Pass mark")).to_have_value("77")
    expect(page.locator("[data-se-area]")).to_have_value(re.compile("pass_mark: 77"))
    expect(page.get_by_role("status").filter(has_text="changed elsewhere")).to_be_visible()
    expect(state(page)).to_have_text("Saved")


def test_both_sides_are_one_text(page: Page) -> None:
    visit(page)
    area = page.locator("[data-se-area]")
    area.fill(text_of(page).replace("title: First-call pitch", "title: The first call"))
    expect(field(page, "Title")).to_have_value("The first call")
    field(page, "Title").fill("Our first call")
    expect(area).to_have_value(re.compile("title: Our first call"))


def test_the_form_waits_while_the_text_cannot_be_taken_apart_and_then_goes_on(page: Page) -> None:
    visit(page)
    area = page.locator("[data-se-area]")
    good = text_of(page)
    area.fill(good.replace("pass_mark: 80", "pass_mark: @80"))
    expect(page.get_by_text("The text cannot be taken apart")).to_be_visible()
    expect(field(page, "Title")).to_be_disabled()
    line = good[: good.index("pass_mark: 80")].count("\n") + 1
    expect(page.locator(".se-row").nth(line - 1)).to_have_class(re.compile("se-error"))
    area.fill(good.replace("pass_mark: 80", "pass_mark: 81"))
    expect(field(page, "Title")).to_be_enabled()
    expect(field(page, "Pass mark")).to_have_value("81")


def test_a_remark_leads_to_its_field_and_to_its_line(page: Page) -> None:
    visit(page)
    area = page.locator("[data-se-area]")
    good = text_of(page)
    area.fill(good.replace("skill: technical", "skill: technics", 1))
    remarks = page.locator("[data-se-remarks]")
    expect(remarks.get_by_role("heading")).to_have_text("1 to mend")
    remarks.get_by_role("link").first.click()
    until(page, "document.activeElement.closest('[data-sf-name=skill]') !== null")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    said = page.evaluate(
        "document.activeElement.getAttribute('aria-describedby').split(' ')"
        ".map((id) => document.getElementById(id).textContent).join(' ')"
    )
    assert "technics" in said
    line = good[: good.index("skill: technical")].count("\n") + 1
    remarks.get_by_role("button", name=f"Line {line}").click()
    caret = page.evaluate("(a) => a.value.slice(0, a.selectionStart).split('\\n').length", area.element_handle())
    assert caret == line


def test_weights_show_what_is_missing_to_100_as_they_are_typed(page: Page) -> None:
    visit(page)
    rows = page.locator(".sf-weights li")
    expect(rows.filter(has_text="First call")).to_contain_text("100 of 100")
    open_entry(page, "Names the buyer's problem")
    page.locator("[data-sf-name=weight] input").first.fill("20")
    expect(rows.filter(has_text="First call")).to_contain_text("95 of 100: 5 missing")
    expect(rows.filter(has_text="Hallway")).to_contain_text("100 of 100")


def test_entries_are_added_moved_by_keyboard_removed_and_brought_back(page: Page) -> None:
    visit(page)
    page.get_by_role("button", name="Add a criterion").click()
    page.keyboard.type("Listens to the buyer")
    page.keyboard.press("Tab")
    steps_sent(page)
    assert "id: listens_buyer" in text_of(page)
    page.locator(".se-form").get_by_label("Title").last.focus()
    for _ in range(2):
        page.keyboard.press("Alt+ArrowUp")
    steps_sent(page)
    ids = [each["id"] for each in page.evaluate("window.studioEditor.data().criteria")]
    assert ids.index("listens_buyer") == len(ids) - 3
    assert page.evaluate("document.activeElement.value") == "Listens to the buyer"
    before = text_of(page)
    page.get_by_role("button", name="Remove this criterion").first.click()
    steps_sent(page)
    assert "Names the buyer's problem" not in text_of(page)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    until(page, "(before) => window.studioEditor.text() === before", before)
    expect(page.get_by_role("button", name="Names the buyer's problem", exact=True)).to_be_visible()


def test_checks_become_levels_and_back_and_levels_are_numbered_by_their_place(page: Page) -> None:
    visit(page)
    open_entry(page, "Says what Silver Bridge does")
    page.get_by_role("button", name="Score by levels instead of checks").click()
    levels = page.locator("[data-sf-name=levels]")
    for name in ("Says nothing of it", "Says half of it", "Says all of it"):
        if name == "Says all of it":
            levels.get_by_role("button", name="Add a level").click()
        else:
            levels.locator(".sf-toggle[aria-expanded=false]").first.click()
        levels.locator("textarea").last.fill(name)
    levels.get_by_role("button", name="Move up this level").last.click()
    steps_sent(page)
    criterion = page.evaluate("window.studioEditor.data().criteria[1]")
    assert "checks" not in criterion
    words = ["Says nothing of it", "Says all of it", "Says half of it"]
    assert criterion["levels"] == [{"level": place, "text": text} for place, text in enumerate(words)]


def test_a_situation_is_added_weighed_and_taken_out_everywhere(page: Page) -> None:
    visit(page)
    page.get_by_label("Title of a new situation").fill("Trade show")
    page.keyboard.press("Enter")
    open_entry(page, "Names the buyer's problem")
    page.get_by_role("group", name="Another weight in some situations").first.get_by_label("Trade show").fill("40")
    page.get_by_role("checkbox", name="Trade show").check()
    steps_sent(page)
    data = page.evaluate("window.studioEditor.data()")
    assert data["situations"]["trade_show"] == {"title": "Trade show"}
    assert data["criteria"][0]["weights"]["trade_show"] == 40
    assert data["certifies"] == ["first_call", "trade_show"]
    page.get_by_role("button", name="Remove this situation").last.click()
    steps_sent(page)
    assert "trade_show" not in text_of(page)
    expect(page.locator("[data-se-remarks]")).to_be_hidden()


@pytest.mark.parametrize(
    "text",
    ["", "criteria: words\ncertifies: 7\nsituations: [a]\nlength: long\n", "criteria:\n  - word\n  - [a]\n", "- a\n"],
)
def test_a_form_copes_with_whatever_a_text_holds(page: Page, text: str) -> None:
    visit(page)
    good = text_of(page)
    page.locator("[data-se-area]").fill(text)
    expect(page.locator("[data-se-remarks] li").first).to_be_visible()
    page.locator("[data-se-area]").fill(good)
    expect(field(page, "Title")).to_have_value("First-call pitch")
    expect(page.locator("[data-se-remarks]")).to_be_hidden()


def test_a_golden_passage_is_picked_from_the_golden_pitch(page: Page) -> None:
    visit(page)
    open_entry(page, "Says what Silver Bridge does")
    page.locator(".sf-open .sf-toggle").nth(1).click()
    page.get_by_role("button", name="Choose from the golden pitch").click()
    dialog = page.get_by_role("dialog")
    sentence = dialog.get_by_role("checkbox").nth(2)
    chosen = dialog.locator("label").nth(2).locator("span").first.evaluate("(each) => each.firstChild.textContent")
    sentence.check()
    dialog.get_by_role("button", name="Use this passage").click()
    steps_sent(page)
    passages = json.dumps(page.evaluate("window.studioEditor.data().criteria[1].checks"), ensure_ascii=False)
    assert chosen in passages


def test_unsaved_work_survives_a_reload_and_can_be_discarded(page: Page) -> None:
    visit(page)
    whole = text_of(page)
    field(page, "Title").fill("Work that nobody saved")
    page.reload()
    page.wait_for_selector(".se-editor[data-ready]")
    expect(page.get_by_text(re.compile(r"Unsaved work from .+ was put back\."))).to_be_visible()
    expect(field(page, "Title")).to_have_value("Work that nobody saved")
    page.get_by_role("button", name="Discard it").click()
    expect(field(page, "Title")).to_have_value("First-call pitch")
    until(page, "(whole) => window.studioEditor.text() === whole", whole)
    page.reload()
    page.wait_for_selector(".se-editor[data-ready]")
    expect(field(page, "Title")).to_have_value("First-call pitch")


def test_two_tabs_keep_their_work_apart_and_the_second_to_save_is_shown_both(
    context: BrowserContext, page: Page, library: Path
) -> None:
    visit(page)
    field(page, "Title").fill("From the first tab")
    steps_sent(page)
    page.wait_for_timeout(300)
    other = visit(context.new_page())
    expect(other.get_by_text("Another window of this browser has unsaved work")).to_be_visible()
    expect(field(other, "Title")).to_have_value("First-call pitch")
    field(other, "Pass mark").fill("70")
    save(other)
    page.bring_to_front()
    expect(state(page)).to_have_text("Two versions")
    expect(field(page, "Title")).to_have_value("From the first tab")
    save_pressed = page.locator("[data-se-save]")
    save_pressed.click()
    table = page.locator(".se-differences")
    expect(table.locator("td + td mark").filter(has_text="70")).to_be_visible()
    expect(table.locator("td:first-child mark").filter(has_text="80")).to_be_visible()
    file = library / "rubrics" / "first_call.yaml"
    assert "From the first tab" not in file.read_text(encoding="utf-8")
    page.get_by_role("button", name="Keep mine").click()
    save(page)
    now = file.read_text(encoding="utf-8")
    assert "From the first tab" in now
    assert "pass_mark: 80" in now


def test_theirs_can_be_taken_and_ones_own_put_back(page: Page, library: Path) -> None:
    visit(page)
    field(page, "Title").fill("Mine")
    steps_sent(page)
    file = library / "rubrics" / "first_call.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("band: 5", "band: 7"), encoding="utf-8")
    expect(state(page)).to_have_text("Two versions")
    page.get_by_role("button", name="Go on writing with theirs beside").click()
    field(page, "Title").fill("Mine and more")
    expect(page.locator(".se-theirs-side td:first-child mark").filter(has_text="Mine and more")).to_be_visible()
    page.get_by_role("button", name="Show both versions").click()
    page.get_by_role("button", name="Take theirs").click()
    expect(field(page, "Title")).to_have_value("First-call pitch")
    expect(field(page, "Doubt on either side")).to_have_value("7")
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(field(page, "Title")).to_have_value("Mine and more")
    expect(state(page)).to_have_text("Unsaved")


def test_a_lost_connection_and_a_full_disk_keep_the_work_and_say_so(page: Page) -> None:
    visit(page)
    lost: list[Route] = []
    page.route("**/studio/*/rubric/first_call*", lambda route: (lost.append(route), route.abort()))
    field(page, "Title").fill("Written without a server")
    expect(state(page)).to_have_text("Not connected, kept in this browser")
    page.unroute("**/studio/*/rubric/first_call*")
    expect(state(page)).to_have_text("Unsaved")
    assert lost
    full = {"error": {"message": "rubrics/first_call.yaml cannot be written: no space.", "hint": "Free some space."}}
    page.route("**/studio/save/**", lambda route: route.fulfill(status=507, json=full))
    page.keyboard.press("Control+s")
    expect(page.get_by_text("no space. Free some space. Your work is kept here.")).to_be_visible()
    page.unroute("**/studio/save/**")
    page.get_by_role("button", name="Try again").click()
    expect(state(page)).to_have_text("Saved")


def test_one_refused_edit_keeps_no_other_from_the_text_and_stays_in_its_field(page: Page) -> None:
    visit(page)
    sent: list[str] = []
    refused = {"error": {"message": "The word spoilt cannot stand here.", "hint": "Write another one."}}

    def answer(route: Route) -> None:
        body = route.request.post_data or ""
        sent.append(body)
        steps = json.dumps(json.loads(body)["edits"])
        route.fulfill(status=400, json=refused) if "spoilt" in steps else route.continue_()

    page.route("**/studio/steps/**", answer)
    field(page, "Title").fill("Title that is spoilt")
    field(page, "Pass mark").fill("83")
    field(page, "Doubt on either side").fill("4")
    until(page, "/pass_mark: 83\\n/.test(window.studioEditor.text()) && /band: 4\\n/.test(window.studioEditor.text())")
    note = page.locator("[data-se-notes] > div")
    expect(note).to_have_count(1)
    expect(note).to_contain_text("“Title that is spoilt” is not in the text yet. The word spoilt cannot stand here.")
    expect(field(page, "Title")).to_have_value("Title that is spoilt")
    expect(field(page, "Title")).to_have_attribute("aria-invalid", "true")
    steps_sent(page)
    count = len(sent)
    page.wait_for_timeout(1500)
    assert len(sent) == count < 12
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Not saved. The word spoilt")).to_be_visible()
    page.reload()
    page.wait_for_selector(".se-editor[data-ready]")
    expect(field(page, "Pass mark")).to_have_value("83")
    expect(field(page, "Doubt on either side")).to_have_value("4")
    expect(field(page, "Title")).to_have_value("Title that is spoilt")
    expect(field(page, "Title")).to_have_attribute("aria-invalid", "true")
    field(page, "Title").fill("A good title")
    expect(page.locator("[data-se-notes] > div").filter(has_text="spoilt")).to_have_count(0)
    save(page)
    assert "title: A good title" in text_of(page)


def test_what_a_text_cannot_hold_is_told_in_its_field_and_may_be_left_out(page: Page, library: Path) -> None:
    visit(page, "/studio/edit/pitch/first_call/golden")
    before = text_of(page)
    body = page.locator("[data-sf-name=body] textarea")
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n---\nWords that follow")
    expect(page.locator("[data-sf-name=body] .sf-said")).to_contain_text(
        "A line of three dashes cannot stand in the text"
    )
    expect(page.locator("[data-se-notes] > div")).to_have_count(1)
    steps_sent(page)
    assert body.input_value().endswith("Words that follow")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator("[data-se-notes] > div")).to_have_count(0)
    expect(page.locator("[data-sf-name=body] .sf-said")).to_be_empty()
    assert text_of(page) == before
    assert not body.input_value().endswith("Words that follow")
    expect(state(page)).to_have_text("Saved")


def test_a_refused_edit_moves_with_its_entry_and_goes_with_it(page: Page) -> None:
    visit(page)
    refused = {"error": {"message": "Not this word.", "hint": "Write another one."}}
    page.route(
        "**/studio/steps/**",
        lambda route: (
            route.fulfill(status=400, json=refused) if "spoilt" in route.request.post_data else route.fallback()
        ),
    )
    open_entry(page, "Says what Silver Bridge does")
    field(page, "Why it counts").fill("spoilt")
    expect(page.locator("[data-se-notes] > div")).to_have_count(1)
    page.get_by_role("button", name="Remove this criterion").first.click()
    steps_sent(page)
    about = page.locator("[data-sf-name=criteria] .sf-entry").first.get_by_label("Why it counts")
    expect(about).to_have_value("spoilt")
    expect(about).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Remove this criterion").first.click()
    expect(page.locator("[data-se-notes] > div")).to_have_count(0)
    steps_sent(page)
    assert "spoilt" not in json.dumps(page.evaluate("window.studioEditor.data()"))


def test_undo_brings_back_the_very_lines_after_the_text_has_gone_on(page: Page) -> None:
    visit(page)
    before = text_of(page)
    page.get_by_role("button", name="Remove this criterion").first.click()
    steps_sent(page)
    removed = text_of(page)
    assert removed.count("#") < before.count("#")
    field(page, "Title").fill("Gone on")
    steps_sent(page)
    page.get_by_role("button", name=re.compile("^Undo")).click()
    until(page, "(before) => window.studioEditor.text() === before", before.replace("First-call pitch", "Gone on", 1))


def test_nothing_is_saved_while_a_step_of_the_form_cannot_be_sent(page: Page, library: Path) -> None:
    visit(page)
    file = library / "rubrics" / "first_call.yaml"
    before = file.read_text(encoding="utf-8")
    page.route("**/studio/steps/**", lambda route: route.abort())
    field(page, "Pass mark").fill("84")
    expect(state(page)).to_have_text("Not connected, kept in this browser")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Not saved. Pitch Coach cannot be reached.").last).to_be_visible()
    assert file.read_text(encoding="utf-8") == before
    page.unroute("**/studio/steps/**")
    page.get_by_role("button", name="Try again").click()
    expect(state(page)).to_have_text("Saved")
    assert "pass_mark: 84" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("written", ["0x10", "1e3", "7000000000000000"])
def test_a_number_in_other_than_plain_digits_is_told_in_its_field(page: Page, written: str) -> None:
    visit(page)
    field(page, "Pass mark").fill(written)
    expect(field(page, "Pass mark")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-se-notes] > div")).to_have_count(0)
    assert page.evaluate("window.studioEditor.data().pass_mark") == written


def test_half_an_emoji_that_was_pasted_becomes_a_letter_that_a_file_can_hold(page: Page) -> None:
    visit(page)
    title = field(page, "Title")
    title.evaluate("(each) => { each.value = 'Half \\ud83d an emoji'; each.dispatchEvent(new Event('input')); }")
    save(page)
    assert "Half \ufffd an emoji" in text_of(page)


def test_fifty_redraws_while_typing_lose_no_letter_no_caret_and_no_focus(page: Page) -> None:
    visit(page)
    open_entry(page, "Names the buyer's problem")
    about = field(page, "Why it counts")
    about.fill("<> end")
    about.evaluate("(each) => { each.setSelectionRange(1, 1); window.typedInto = each; }")
    words = "the buyer's own week ${x} <b>ok</b> čeština 日本語 "
    said = ""
    for number in range(50):
        piece = words[number % len(words)]
        said += piece
        page.keyboard.insert_text(piece)
        page.evaluate("window.studioEditor.redraw()")
    assert page.evaluate("document.activeElement === window.typedInto")
    assert page.evaluate("window.typedInto.selectionStart") == 1 + len(said.encode("utf-16-le")) // 2
    steps_sent(page)
    wanted = f"<{said}> end"
    expect(about).to_have_value(wanted)
    assert page.evaluate("window.studioEditor.data().criteria[0].about") == wanted


def test_a_card_with_something_to_mend_is_not_saved_and_says_so_before(page: Page, library: Path) -> None:
    visit(page, "/studio/edit/card/castle")
    file = library / "battlecards" / "castle.yaml"
    before = file.read_text(encoding="utf-8")
    field(page, "Name").fill("")
    expect(page.locator("[data-se-version]")).to_have_text("1 to mend before it can be saved")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Not saved: 1 to mend first")).to_be_visible()
    assert file.read_text(encoding="utf-8") == before
    field(page, "Name").fill("Castle & Sons")
    save(page)
    assert "Castle & Sons" in file.read_text(encoding="utf-8")


def test_the_numbers_of_the_lines_stand_beside_their_lines(page: Page) -> None:
    for path in (RUBRIC, "/studio/edit/pitch/first_call/golden"):
        visit(page, path)
        heights = page.evaluate(
            "['[data-se-area]', '[data-se-rows]'].map((each) => document.querySelector(each).scrollHeight)"
        )
        assert heights[0] == heights[1], path


def test_a_file_that_is_not_there_shows_the_way_on(page: Page) -> None:
    answer = page.goto("/studio/edit/rubric/nobody_wrote_this")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("There is no file rubrics/nobody_wrote_this.yaml.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="the studio")).to_be_visible()
