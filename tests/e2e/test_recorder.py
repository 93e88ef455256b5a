"""A pitch recorded in a real browser: nothing that was said is lost, and every obstacle is told in plain words."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from axe import axe_finds
from fixtures.processes import Served
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from recordings import plain, text_of
from waiting import until

pytestmark = pytest.mark.browser

WAIT_MS = 60_000
SCORED_MS = 240_000
ALLOWED = ["microphone", "camera"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("home")) as server:
        yield server


@contextmanager
def visit(browser: Browser, address: str, allowed: list[str], **options: object) -> Iterator[Page]:
    context = browser.new_context(
        base_url=address, permissions=allowed, viewport={"width": 1280, "height": 1000}, locale="en-US", **options
    )  # pyright: ignore
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    delete_takes(context)
    context.close()
    assert problems == []


def delete_takes(context: BrowserContext) -> None:
    """The next test begins with nothing unfinished."""
    for take in context.request.get("/takes").json()["takes"]:
        context.request.delete(f"/takes/{take['id']}")


@pytest.fixture
def page(studio: Browser, served: Served) -> Iterator[Page]:
    with visit(studio, served.url, ALLOWED) as page:
        yield page


def recorder(page: Page) -> Locator:
    return page.locator("#recorder .pr")


def press(page: Page, name: str) -> None:
    recorder(page).get_by_role("button", name=name, exact=True).click()


def ready(page: Page) -> None:
    page.goto("/practice/")
    expect(page.locator(".pp-intake")).to_be_visible(timeout=WAIT_MS)
    expect(recorder(page).get_by_role("button", name="Record with microphone")).to_be_visible(timeout=WAIT_MS)


def saved(page: Page, seconds: int) -> None:
    """Wait until so many seconds are on the server."""
    until(
        page,
        "n => Number(/Saved: (\\d+)/.exec(document.querySelector('#recorder .pr-saved')?.textContent)?.[1]) >= n",
        seconds,
    )


def speak(page: Page, seconds: int, button: str = "Record with microphone") -> None:
    press(page, button)
    expect(recorder(page)).to_have_attribute("data-state", "recording", timeout=WAIT_MS)
    saved(page, seconds)


def heard(page: Page) -> list[str]:
    """The words of the attempt that the page follows, once its report is there."""
    expect(page.locator(".pp-status")).to_contain_text("Your report is below", timeout=SCORED_MS)
    attempt = re.search(r"attempt=(\w+)", page.url)
    assert attempt
    record = page.context.request.get(f"/attempts/{attempt[1]}/record.json").json()
    return plain(word["text"] for word in record["transcript"]["words"])


def length(page: Page) -> float:
    player = recorder(page).locator(".pr-player :is(audio, video)")
    expect(player).to_be_visible(timeout=WAIT_MS)
    until(page, "document.querySelector('#recorder .pr-player :is(audio, video)')?.duration > 0")
    return player.evaluate("player => player.duration")


def test_what_is_said_into_the_microphone_becomes_a_report(page: Page, served: Served) -> None:
    ready(page)
    speak(page, 5)
    expect(recorder(page)).to_contain_text("Sound arrives.")
    expect(recorder(page).get_by_role("timer")).to_have_text(re.compile(r"0:0[4-9]|0:[1-9]\d"))
    expect(recorder(page)).to_contain_text("to go to the target of 1:00 to 2:00")
    press(page, "Stop")
    assert length(page) > 4.5
    press(page, "Hand it in")
    words = heard(page)
    assert len(set(words) & set(plain(text_of("morning")))) >= 4
    expect(page.locator("#report audio")).to_have_count(1)
    assert httpx.get(f"{served.url}/takes").json()["takes"] == []
    page.reload()
    expect(page.locator("#report")).to_contain_text("Not yet", timeout=WAIT_MS)
    expect(recorder(page)).not_to_contain_text("was not handed in")


def test_a_camera_recording_is_seen_and_scored(page: Page) -> None:
    ready(page)
    speak(page, 3, "Record with camera")
    expect(recorder(page).locator("video")).to_be_visible()
    press(page, "Stop")
    assert length(page) > 2
    assert recorder(page).locator("video").evaluate("video => video.videoWidth") > 0
    press(page, "Hand it in")
    assert heard(page)
    expect(page.locator("#report video")).to_have_count(1)
    attempt = re.search(r"attempt=(\w+)", page.url)
    assert attempt
    media = page.context.request.get(f"/attempts/{attempt[1]}/media", headers={"Range": "bytes=0-9"})
    assert (media.status, media.headers["content-type"]) == (206, "video/webm")


@pytest.mark.long
def test_a_pause_is_not_recorded(page: Page) -> None:
    ready(page)
    speak(page, 2)
    press(page, "Pause")
    shown = recorder(page).get_by_role("timer").inner_text()
    page.wait_for_timeout(3000)
    assert recorder(page).get_by_role("timer").inner_text() == shown
    press(page, "Go on")
    expect(recorder(page)).not_to_contain_text("nothing is recorded")
    expect(recorder(page).get_by_role("timer")).not_to_have_text(shown)
    timer = recorder(page).get_by_role("timer").inner_text()
    press(page, "Stop")
    minutes, seconds = timer.split(":")
    assert length(page) == pytest.approx(60 * int(minutes) + int(seconds), abs=2)


def test_a_reload_in_mid_take_loses_nothing(page: Page) -> None:
    ready(page)
    speak(page, 5)
    page.reload()
    offer = recorder(page).locator(".pr-offer")
    named = r"“First-call pitch · First call” from .+, [4-9] seconds long, was not handed in"
    expect(offer).to_contain_text(re.compile(named), timeout=WAIT_MS)
    press(page, "Listen")
    assert length(page) > 4


def test_a_server_that_is_killed_and_restarted_in_mid_take_loses_nothing(
    studio: Browser, tmp_path: Path
) -> None:  # fmt: skip
    server = Served(tmp_path / "home")
    with server, visit(studio, server.url, ALLOWED) as page:
        ready(page)
        speak(page, 2)
        server.kill()
        expect(recorder(page)).to_contain_text("Everything is kept on this device", timeout=WAIT_MS)
        page.wait_for_timeout(1500)
        expect(recorder(page)).to_have_attribute("data-state", "recording")
        server.start()
        expect(recorder(page).locator(".pr-link")).to_be_hidden(timeout=WAIT_MS)
        saved(page, 6)
        press(page, "Stop")
        assert length(page) > 5.5
        press(page, "Hand it in")
        assert len(set(heard(page)) & set(plain(text_of("morning")))) >= 4


def test_a_lost_connection_is_told_and_caught_up_by_itself(page: Page) -> None:
    ready(page)
    speak(page, 1)
    page.route("**/takes/**", lambda route: route.abort())
    expect(recorder(page).locator(".pr-link")).to_contain_text("Connection lost", timeout=WAIT_MS)
    page.wait_for_timeout(1500)
    press(page, "Stop")
    expect(recorder(page)).to_contain_text("Played from this device", timeout=WAIT_MS)
    until(page, "document.querySelector('#recorder audio').readyState >= 2")
    page.unroute("**/takes/**")
    expect(recorder(page)).not_to_contain_text("Played from this device", timeout=WAIT_MS)
    expect(recorder(page).locator(".pr-link")).to_be_hidden()
    assert length(page) > 2.5


@pytest.mark.long
def test_a_reload_while_the_connection_is_lost_loses_nothing(page: Page) -> None:
    ready(page)
    page.route("**/takes/**", lambda route: route.abort())
    press(page, "Record with microphone")
    until(page, "document.querySelector('#recorder .pr-time')?.textContent >= '0:04'")
    page.reload()
    page.unroute("**/takes/**")
    expect(recorder(page)).to_contain_text("was not handed in", timeout=WAIT_MS)
    expect(recorder(page)).not_to_contain_text("not known whose")
    assert page.context.request.get("/takes").json()["takes"] == []
    press(page, "Listen")
    assert length(page) > 2.5


@pytest.mark.long
def test_what_was_begun_before_the_server_named_anybody_is_offered_as_nobodys(page: Page) -> None:
    away = re.compile(r"/takes(/|$)")
    page.route(away, lambda route: route.abort())
    ready(page)
    press(page, "Record with microphone")
    until(page, "document.querySelector('#recorder .pr-time')?.textContent >= '0:03'")
    page.reload()
    page.unroute(away)
    expect(recorder(page)).to_contain_text("it is not known whose it is", timeout=WAIT_MS)

    press(page, "Listen")
    assert length(page) > 1.5
    press(page, "Not now")

    expect(recorder(page)).to_contain_text("was not handed in", timeout=WAIT_MS)
    expect(recorder(page)).not_to_contain_text("not known whose")
    owners = """new Promise((done) => { indexedDB.open("pitch-coach").onsuccess = ({ target }) => {
      target.result.transaction("takes").objectStore("takes").getAll().onsuccess = ({ target }) =>
        done(target.result.map((take) => take.owner)); }; })"""
    assert page.evaluate(owners) == ["me"]


@pytest.mark.long
def test_a_browser_that_keeps_nothing_still_records_to_the_server(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('private window'); }})")
    ready(page)
    speak(page, 3)
    expect(recorder(page)).to_contain_text("keeps nothing on this device")
    page.route("**/takes/**", lambda route: route.abort())
    until(page, "document.querySelector('#recorder .pr-time')?.textContent >= '0:06'")
    press(page, "Stop")
    press(page, "Not now")  # the last seconds are in this page alone, and still go to the server
    page.unroute("**/takes/**")
    press(page, "Listen")
    assert length(page) > 4.5


@pytest.mark.long
def test_a_take_that_is_being_recorded_is_left_alone_by_another_tab(page: Page) -> None:
    ready(page)
    speak(page, 2)
    other = page.context.new_page()
    ready(other)
    expect(recorder(other)).to_contain_text("open in another tab", timeout=WAIT_MS)
    expect(recorder(other).get_by_role("button", name="Delete")).to_have_count(0)
    press(page, "Stop")
    length(page)
    press(page, "Not now")
    expect(recorder(other)).to_contain_text("was not handed in", timeout=WAIT_MS)
    other.close()


@pytest.mark.long
def test_a_take_can_be_deleted_after_being_asked_once_more(page: Page) -> None:
    ready(page)
    speak(page, 2)
    press(page, "Stop")
    press(page, "Delete")
    press(page, "Keep it")
    press(page, "Delete")
    press(page, "Really delete")
    expect(recorder(page)).to_contain_text("Deleted.")
    with page.expect_response(lambda answer: answer.url.endswith("/takes")):
        page.reload()
    expect(recorder(page).get_by_role("button", name="Record with microphone")).to_be_visible(timeout=WAIT_MS)
    expect(recorder(page)).not_to_contain_text("was not handed in")
    assert page.context.request.get("/takes").json()["takes"] == []


def test_the_hand_in_button_says_what_the_switch_says(page: Page) -> None:
    ready(page)
    speak(page, 1)
    press(page, "Stop")
    expect(recorder(page)).to_contain_text("First-call pitch · First call")
    stakes = page.locator(".pp-stakes")
    stakes.get_by_text("Official", exact=True).click()
    expect(recorder(page).get_by_role("button", name="Hand it in as official", exact=True)).to_be_visible()
    stakes.get_by_text("Practice", exact=True).click()
    expect(recorder(page).get_by_role("button", name="Hand it in", exact=True)).to_be_visible()
    expect(recorder(page)).not_to_contain_text("Another pitch")

    stakes.get_by_text("Official", exact=True).click()
    page.locator("#situation").get_by_text("Hallway", exact=True).click()
    expect(recorder(page).get_by_role("button", name="Hand it in as practice", exact=True)).to_be_visible()
    expect(recorder(page)).to_contain_text("handed in as practice for “First-call pitch · First call”")
    press(page, "Not now")
    offer = recorder(page).locator(".pr-offer")
    expect(offer).to_contain_text("A recording of “First-call pitch · First call” from", timeout=WAIT_MS)
    expect(offer.get_by_role("button", name="Hand in as practice", exact=True)).to_be_visible()
    page.locator("#situation").get_by_text("First call", exact=True).click()
    expect(offer.get_by_role("button", name="Hand in", exact=True)).to_be_visible()
    stakes.get_by_text("Official", exact=True).click()
    offer.get_by_role("button", name="Hand in as official", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in as official").click()
    expect(recorder(page)).to_contain_text("Handed in.", timeout=WAIT_MS)
    attempt = re.search(r"attempt=(\w+)", page.url)
    assert attempt
    assert page.context.request.get(f"/attempts/{attempt[1]}").json()["kind"] == "official"


@pytest.mark.long
def test_what_another_tab_handed_in_is_not_handed_in_again(page: Page) -> None:
    ready(page)
    speak(page, 1)
    press(page, "Stop")
    length(page)
    press(page, "Not now")
    stale = page.context.new_page()
    ready(stale)
    expect(recorder(stale)).to_contain_text("was not handed in", timeout=WAIT_MS)
    press(page, "Hand in")
    expect(recorder(page)).to_contain_text("Handed in.", timeout=WAIT_MS)

    press(stale, "Hand in")
    expect(recorder(stale).get_by_role("alert")).to_contain_text("Handed in already", timeout=WAIT_MS)
    expect(recorder(stale)).not_to_contain_text("keeps nothing")
    expect(recorder(stale).get_by_role("button", name=re.compile("^Hand"))).to_have_count(0)
    recorder(stale).get_by_role("link", name="Open its report").click()
    expect(stale.locator(".pp-status")).to_be_visible(timeout=WAIT_MS)
    assert stale.url.split("attempt=")[1] == page.url.split("attempt=")[1]
    stale.close()


@pytest.mark.long
def test_what_was_deleted_elsewhere_can_be_handed_in_from_this_device(page: Page) -> None:
    ready(page)
    speak(page, 1)
    press(page, "Stop")
    length(page)
    delete_takes(page.context)
    press(page, "Hand it in")
    expect(recorder(page).get_by_role("alert")).to_contain_text("deleted in another window", timeout=WAIT_MS)
    expect(recorder(page)).not_to_contain_text("Saved")
    press(page, "Hand it in from this device")
    expect(recorder(page)).to_contain_text("Handed in.", timeout=WAIT_MS)
    expect(recorder(page).locator(".pr-offer")).to_have_count(0)


@pytest.mark.long
def test_a_browser_that_became_somebody_elses_in_mid_take_keeps_it_and_says_so(page: Page) -> None:
    ready(page)
    speak(page, 1)
    page.context.request.post("/people", form={"name": "Tom"})
    told = "This browser is now somebody else’s. The recording is kept on this device: go back to being"
    expect(recorder(page).locator(".pr-link")).to_contain_text(told, timeout=WAIT_MS)
    press(page, "Stop")
    alert = recorder(page).get_by_role("alert")
    expect(alert).to_contain_text("go back to being the owner of this computer", timeout=WAIT_MS)
    expect(alert.get_by_role("link")).to_have_attribute("href", re.compile("^/people"))
    page.context.request.post("/people/leave")
    press(page, "Hand it in")
    expect(recorder(page)).to_contain_text("Handed in.", timeout=WAIT_MS)


@pytest.mark.long
def test_a_second_take_leaves_the_first_one_to_choose(page: Page) -> None:
    ready(page)
    speak(page, 2)
    press(page, "Stop")
    length(page)
    press(page, "Record again")
    saved(page, 2)
    press(page, "Stop")
    length(page)
    press(page, "Not now")
    expect(recorder(page).locator(".pr-offer")).to_have_count(2)


@pytest.mark.long
def test_a_recording_ends_by_itself_at_its_longest_length(studio: Browser, tmp_path: Path) -> None:
    with Served(tmp_path / "home", COACH_MAX_MINUTES="0.1") as server, visit(studio, server.url, ALLOWED) as page:
        ready(page)
        press(page, "Record with microphone")
        expect(recorder(page)).to_contain_text("It ends by itself in 0:0")
        expect(recorder(page)).to_contain_text("longest length, 0:06, and ended by itself", timeout=WAIT_MS)
        assert 5 < length(page) < 8


def test_a_refused_microphone_says_what_to_do(studio: Browser, served: Served) -> None:
    with visit(studio, served.url, []) as page:
        ready(page)
        press(page, "Record with microphone")
        problem = recorder(page).get_by_role("alert")
        expect(problem).to_contain_text("blocks the microphone on this page")
        expect(problem).to_contain_text("to the left of the page's address")
        expect(recorder(page).get_by_role("button", name="Record with microphone")).to_be_enabled()


@pytest.mark.long
def test_a_refused_camera_still_lets_one_record_the_sound(studio: Browser, served: Served) -> None:
    with visit(studio, served.url, ["microphone"]) as page:
        ready(page)
        press(page, "Record with camera")
        expect(recorder(page).get_by_role("alert")).to_contain_text("blocks the camera")
        press(page, "Record the sound only")
        saved(page, 2)
        press(page, "Stop")


def test_a_computer_without_a_microphone_is_told(browser: Browser, served: Served) -> None:
    with visit(browser, served.url, ALLOWED) as page:
        ready(page)
        press(page, "Record with microphone")
        expect(recorder(page).get_by_role("alert")).to_contain_text("No microphone was found")


def test_a_microphone_that_cannot_be_opened_is_explained(page: Page) -> None:
    ready(page)
    for why, told in [
        ("'', 'NotReadableError'", "Another program, often a video call"),
        ("'by system', 'NotAllowedError'", "privacy settings"),
    ]:
        page.evaluate(f"void (navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException({why}); }})")
        press(page, "Record with microphone")
        expect(recorder(page).get_by_role("alert")).to_contain_text(told)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "needs a secure address"),
        ("delete window.MediaRecorder", "This browser cannot record"),
    ],
)
def test_where_nothing_can_be_recorded_that_is_said_at_once(page: Page, script: str, told: str) -> None:
    page.add_init_script(script)
    page.goto("/practice/")
    expect(recorder(page).get_by_role("alert")).to_contain_text(told, timeout=WAIT_MS)
    expect(recorder(page).get_by_role("button")).to_have_count(0)
    expect(page.locator(".pp-drop")).to_be_visible()


@pytest.mark.long
def test_silence_is_noticed(page: Page) -> None:
    page.add_init_script(
        """const now = performance.now.bind(performance);
        performance.now = () => 3 * now();  // so that five seconds pass sooner
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await open(wanted);
          stream.getAudioTracks()[0].enabled = false;
          return stream;
        };"""
    )
    ready(page)
    press(page, "Record with microphone")
    expect(recorder(page)).to_contain_text("No sound has arrived for 5 seconds", timeout=WAIT_MS)
    press(page, "Stop")


@pytest.mark.long
def test_the_microphone_and_the_camera_are_let_go(page: Page) -> None:
    page.add_init_script(
        """window.tracks = [];
        const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await open(wanted);
          tracks.push(...stream.getTracks());
          return stream;
        };"""
    )
    ready(page)
    speak(page, 1, "Record with camera")
    assert page.evaluate("tracks.map((track) => track.readyState)") == ["live", "live"]
    press(page, "Stop")
    until(page, "tracks.every((track) => track.readyState === 'ended')")


def test_a_take_is_recorded_with_the_keyboard_alone(page: Page) -> None:
    ready(page)
    recorder(page).get_by_role("button", name="Record with microphone").focus()
    page.keyboard.press("Enter")
    expect(recorder(page).get_by_role("button", name="Stop")).to_be_focused(timeout=WAIT_MS)
    saved(page, 2)
    page.keyboard.press("Enter")
    expect(recorder(page).get_by_role("button", name="Hand it in")).to_be_focused(timeout=WAIT_MS)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_axe_finds_nothing_in_any_state(studio: Browser, served: Served, scheme: str) -> None:

    def look(page: Page) -> None:
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert axe_finds(page, "#recorder") == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width

    with visit(studio, served.url, ALLOWED, color_scheme=scheme) as page:
        ready(page)
        look(page)
        speak(page, 1)
        look(page)
        press(page, "Pause")
        look(page)
        press(page, "Stop")
        length(page)
        look(page)
        press(page, "Not now")
        expect(recorder(page)).to_contain_text("was not handed in")
        look(page)


def test_nothing_is_recorded_before_the_page_knows_for_which_pitch(page: Page) -> None:
    held: list[Route] = []
    page.route("**/queue/join*", lambda route: held.append(route))
    page.goto("/practice/")
    expect(recorder(page)).to_contain_text("as soon as a pitch is chosen", timeout=WAIT_MS)
    expect(recorder(page).get_by_role("button")).to_have_count(0)
    for route in held:
        route.continue_()
    page.unroute("**/queue/join*")
    speak(page, 1)  # as soon as there is a button
    press(page, "Stop")
    expect(recorder(page).locator(".pr-for")).to_have_text("First-call pitch · First call")
    expect(recorder(page)).not_to_contain_text("Another pitch")


def mount_anew(page: Page) -> None:
    page.evaluate("pitchRecorder.mount(document.querySelector('#recorder .pr').parentElement)")


def test_whoever_thinks_better_of_it_while_the_browser_asks_can_begin_again(page: Page) -> None:
    ready(page)
    page.evaluate(
        """window.answers = [];
        window.opened = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = () => new Promise((done) => answers.push(done));
        void 0;"""
    )
    for leave in (lambda: press(page, "Cancel"), lambda: mount_anew(page)):
        press(page, "Record with microphone")
        expect(recorder(page)).to_contain_text("Choose “Allow”")
        leave()
    page.evaluate(  # the answers come after all: nobody waits for them any more
        """(async () => {
          window.late = [];
          for (const yes of answers) {
            const stream = await opened({ audio: true });
            late.push(...stream.getTracks());
            yes(stream);
          }
        })()"""
    )
    until(page, "late.length === 2 && late.every((track) => track.readyState === 'ended')")
    page.evaluate("void (navigator.mediaDevices.getUserMedia = opened)")
    speak(page, 1)

    mount_anew(page)  # in mid-take: what was recorded is kept
    offer = recorder(page).locator(".pr-offer")
    expect(offer.get_by_role("button", name="Listen")).to_be_visible(timeout=WAIT_MS)


TRACKS = """window.tracks = [];
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  const stream = await open(wanted);
  tracks = stream.getTracks();
  return stream;
};"""


def test_a_microphone_that_is_taken_away_or_unplugged_is_told(page: Page) -> None:
    page.add_init_script(TRACKS)
    ready(page)
    speak(page, 2)
    page.evaluate("Object.defineProperty(tracks[0], 'muted', { value: true, configurable: true })")
    expect(recorder(page)).to_contain_text("was taken away, by a call for example")
    page.evaluate("void delete tracks[0].muted")
    expect(recorder(page)).not_to_contain_text("was taken away")
    page.evaluate("tracks[0].stop(); void tracks[0].dispatchEvent(new Event('ended'))")
    expect(recorder(page)).to_contain_text("The microphone was disconnected. Everything until then is kept.")
    assert length(page) > 1.5


@pytest.mark.long
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("tracks[0].stop()", "The browser ended the recording by itself"),
        (
            "machines[0].onerror(Object.assign(new Event('error'), { error: new Error('disk full') }))",
            "could not go on recording: disk full",
        ),
    ],
)
def test_a_recording_that_the_browser_ends_is_kept_and_says_so(page: Page, script: str, told: str) -> None:
    page.add_init_script(
        TRACKS
        + """window.machines = [];
        window.MediaRecorder = class extends MediaRecorder {
          constructor(...all) { super(...all); machines.push(this); }
        };"""
    )
    ready(page)
    speak(page, 2)
    page.evaluate(f"void {script}")
    expect(recorder(page)).to_contain_text(told)
    assert length(page) > 1.5


@pytest.mark.long
def test_a_recording_begun_while_an_earlier_one_is_fetched_goes_on(page: Page) -> None:
    ready(page)
    speak(page, 1)
    press(page, "Stop")
    length(page)
    press(page, "Not now")
    held: list[Route] = []
    one_take = re.compile(r"/takes/[^/]+$")
    page.route(one_take, lambda route: held.append(route) if route.request.method == "GET" else route.continue_())
    press(page, "Listen")
    expect(recorder(page).get_by_role("button", name="Listen")).to_be_disabled()
    press(page, "Record with microphone")
    expect(recorder(page)).to_have_attribute("data-state", "recording", timeout=WAIT_MS)
    until(page, "document.querySelector('#recorder .pr-time')?.textContent >= '0:03'")
    for route in held:
        route.continue_()
    page.unroute(one_take)
    saved(page, 5)
    press(page, "Stop")
    assert length(page) > 4


@pytest.mark.long
def test_what_goes_on_after_it_was_handed_in_elsewhere_is_kept(page: Page) -> None:
    ready(page)
    speak(page, 2)
    parts = re.compile(r"/takes/[^/]+/parts/")
    page.route(parts, lambda route: route.abort())
    expect(recorder(page).locator(".pr-link")).to_contain_text("Connection lost", timeout=WAIT_MS)
    (take,) = page.context.request.get("/takes").json()["takes"]
    path = f"/takes/{take['id']}"
    page.context.request.post(f"{path}/finish", data={"parts": take["count"]})
    first = page.context.request.post(f"{path}/submit").json()["id"]
    page.wait_for_timeout(2000)
    page.unroute(parts)
    expect(recorder(page).locator(".pr-link")).to_contain_text("handed in already", timeout=WAIT_MS)

    page.reload()
    press(page, "Listen")
    told = f"Only its first {take['count']} seconds were handed in, in another window."
    expect(recorder(page).get_by_role("alert")).to_contain_text(told, timeout=WAIT_MS)
    press(page, "Hand it in from this device")
    expect(recorder(page)).to_contain_text("Handed in.", timeout=WAIT_MS)
    assert page.url.split("attempt=")[1] != first
    expect(recorder(page).locator(".pr-offer")).to_have_count(0)


@pytest.mark.long
def test_the_rest_of_what_was_handed_in_elsewhere_can_be_deleted(page: Page) -> None:
    ready(page)
    speak(page, 2)
    parts = re.compile(r"/takes/[^/]+/parts/")
    page.route(parts, lambda route: route.abort())
    expect(recorder(page).locator(".pr-link")).to_contain_text("Connection lost", timeout=WAIT_MS)
    (take,) = page.context.request.get("/takes").json()["takes"]
    path = f"/takes/{take['id']}"
    page.context.request.post(f"{path}/finish", data={"parts": take["count"]})
    page.context.request.post(f"{path}/submit")
    page.wait_for_timeout(2000)
    page.unroute(parts)
    expect(recorder(page).locator(".pr-link")).to_contain_text("handed in already", timeout=WAIT_MS)

    page.reload()
    press(page, "Delete")
    press(page, "Really delete")
    expect(recorder(page)).to_contain_text("Deleted from this device.", timeout=WAIT_MS)
    page.reload()
    expect(recorder(page).get_by_role("button", name="Record with microphone")).to_be_visible(timeout=WAIT_MS)
    page.wait_for_timeout(2000)
    expect(recorder(page).locator(".pr-offer")).to_have_count(0)


@pytest.mark.long
def test_the_keyboard_stays_in_the_recorder_while_the_server_is_slow(page: Page) -> None:
    ready(page)
    speak(page, 1)
    press(page, "Stop")
    length(page)
    press(page, "Not now")
    listen = recorder(page).get_by_role("button", name="Listen")
    expect(listen).to_be_visible(timeout=WAIT_MS)
    held: list[Route] = []
    one_take = re.compile(r"/takes/[^/]+$")
    page.route(one_take, lambda route: held.append(route) if route.request.method == "GET" else route.continue_())
    listen.press("Enter")
    expect(listen).to_be_disabled()
    page.wait_for_timeout(500)
    for route in held:
        route.continue_()
    page.unroute(one_take)
    expect(recorder(page).get_by_role("button", name="Hand it in", exact=True)).to_be_focused(timeout=WAIT_MS)


@pytest.mark.long
def test_a_part_that_is_lost_everywhere_ends_the_recording_there_and_that_is_told(page: Page) -> None:
    ready(page)
    page.route("**/takes/**", lambda route: route.abort())
    press(page, "Record with microphone")
    until(page, "document.querySelector('#recorder .pr-time')?.textContent >= '0:06'")
    page.reload()
    lose = """new Promise((done) => { indexedDB.open("pitch-coach").onsuccess = ({ target }) => {
      const on = target.result.transaction("parts", "readwrite");
      on.objectStore("parts").openCursor().onsuccess = ({ target }) => {
        if (target.result?.value.number === 3) target.result.delete();
        target.result?.continue();
      };
      on.oncomplete = () => done(true);
    }; })"""
    assert page.evaluate(lose)
    page.unroute("**/takes/**")
    expect(recorder(page)).to_contain_text("was not handed in", timeout=WAIT_MS)
    press(page, "Listen")
    assert 1.5 < length(page) < 4.5
    expect(recorder(page)).to_contain_text("It ends where a part was lost")
