"""The states of the practice room between its pages, and what stands in the way, as pictures."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fixtures.processes import Served, settings_env  # the tests' way to run the real programs
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[1]
LINE = ROOT / "tests" / "fixtures" / "utterances" / "service.ogg"
NO_JUDGE = {"COACH_LLM_BASE_URL": "http://127.0.0.1:9/v1", "COACH_LLM_MODEL": "judge", "COACH_LLM_DEADLINE": "3"}
"""Settings of a judge that does not answer."""

INTERRUPTED = {
    "message": "The work on this attempt was interrupted.",
    "hint": "Nothing is lost: press “Try again” and it continues where it stopped.",
    "retries": [{"name": "configured", "label": "Try again"}],
}

Act = Callable[[Page], object]
"""What is done on a page before it is looked at."""

Shoot = Callable[..., None]
"""`shoot(name, address, drawn, act)` of take_screenshots.py, for one server."""


def states(shoot: Shoot, home: Path, takes: dict[str, str], official: str) -> None:
    """Everything that happens in the practice room, and the pages that are there only then."""
    in_the_way(partial(shoot, address="/practice/", drawn="#rubric article"))
    at_work(partial(shoot, address="/practice/", drawn="#rubric article"), takes["weak"])
    for kind, attempt in takes.items():
        shoot(f"state-done-{kind}", f"/practice/?attempt={attempt}", "#report .pc-report")
    own = f"/practice/?attempt={takes['weak']}"
    shoot("state-correcting", own, "#report .pc-report", press("Correct wrong words"))
    shoot("state-say-it-again", own, "#report .pc-report", after(say_again, wait(500)))
    decide = ("review", official, "--decide", "certified", "--by", "Nadia", "--reason", "All of it, in her own words.")
    subprocess.run([sys.executable, "-m", "coach", *decide], env=settings_env(home), check=True, capture_output=True)
    for name, address in (
        ("review-decided", f"/review/{official}"),
        ("review-empty", "/review"),
        ("review-own", f"/review/{takes['weak']}"),
        ("incomparable", f"/history/compare?a={takes['weak']}&b={takes['weak']}"),
        ("not-found", "/nothing"),
        ("rubric", "/rubrics/first_call"),
    ):
        shoot(f"state-{name}", address, "main h1")
    shoot("state-no-name", "/people", "main h1", leave_nameless)
    shoot("state-unknown", "/people", "main h1", forget_who)


def in_the_way(practise: Shoot) -> None:
    """Recording and handing in, and what can go wrong with it."""
    record = after(allow("microphone"), press("Record with microphone"), wait(4000))
    practise("state-recording", act=record)
    practise("state-paused", act=after(record, press("Pause")))
    practise("state-recording-offline", act=after(record, disconnect))
    practise("state-recorded", act=after(record, press("Stop"), wait(4000)))
    practise("state-camera", act=after(allow("microphone", "camera"), press("Record with camera"), wait(4000)))
    practise("state-denied", act=after(press("Record with microphone"), wait(1500)))
    practise("state-uploading", act=send_slowly)
    practise("state-upload-broken", act=after(disconnect, choose(LINE), wait(1500)))
    practise("state-refused", act=after(choose(ROOT / "docs" / "screenshots" / "report.png"), wait(8000)))
    practise("state-official-asked", act=after(count_it, choose(LINE), wait(500)))


def at_work(practise: Shoot, attempt: str) -> None:
    """An attempt on its way: these moments pass too quickly to be caught, so the page is told of them."""
    for state, more in (
        ("received", {"place": 3}),
        ("transcribing", {"progress": 0.42}),
        ("scoring", {"progress": 0.6}),
        ("interrupted", {"progress": 0.6, "problem": INTERRUPTED}),
    ):
        standing = {"state": state, "problem": None, **more}
        practise(f"state-{state}", act=after(stand_at(attempt, standing), follow(attempt)))


def bare(shoot: Shoot, folder: Path) -> None:
    """A library without rubrics, and a history without attempts."""
    shutil.copytree(ROOT / "golden_pitches", folder / "library" / "golden_pitches")
    (folder / "library" / "rubrics").mkdir()
    with Served(folder / "bare", COACH_LIBRARY=str(folder / "library")) as server:
        shoot(server.url, "state-no-rubric", "/practice/", "#rubric .pp-problem")
        shoot(server.url, "state-history-empty", "/history", "main h1")


def stuck(shoot: Shoot, attempt: str) -> None:
    """An attempt that waits for its judge."""
    shoot("state-waiting", f"/practice/?attempt={attempt}", ".pp-status .pp-retries button")
    shoot("state-waiting-history", "/history", "main h1")


def after(*acts: Act) -> Act:
    """One thing after the other."""

    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def allow(*devices: str) -> Act:
    return lambda page: page.context.grant_permissions(list(devices))


def press(name: str) -> Act:
    return lambda page: page.get_by_role("button", name=name).first.click()


def wait(milliseconds: int) -> Act:
    return lambda page: page.wait_for_timeout(milliseconds)


def choose(file: Path) -> Act:
    return lambda page: page.locator(".pp-file").set_input_files(file)


def follow(attempt: str) -> Act:
    return lambda page: page.evaluate("id => window.pitchPractice.follow(id)", attempt)


def stand_at(attempt: str, standing: dict[str, object]) -> Act:
    def act(page: Page) -> None:
        told = page.request.get(f"/attempts/{attempt}").json() | standing
        page.route(f"**/attempts/{attempt}", lambda route: route.fulfill(json=told))

    return act


def say_again(page: Page) -> None:
    page.locator("#report [data-pc-offer=redo]").first.click()


def disconnect(page: Page) -> None:
    page.context.set_offline(True)
    page.wait_for_timeout(3000)


def count_it(page: Page) -> None:
    page.locator(".pp-stakes input[value=official]").check()


def send_slowly(page: Page) -> None:
    line = {"offline": False, "latency": 5, "downloadThroughput": -1, "uploadThroughput": 250_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)
    file = {"name": "my pitch.mp4", "mimeType": "video/mp4", "buffer": bytes(4_000_000)}
    page.locator(".pp-file").set_input_files(file)
    expect(page.locator(".pp-say")).to_contain_text("%")
    page.wait_for_timeout(3000)


def leave_nameless(page: Page) -> None:
    page.locator("form[action='/people/name'] input[name=name]").fill("?")
    page.locator("form[action='/people/name'] button").click()
    expect(page.get_by_role("alert")).to_be_visible()


def forget_who(page: Page) -> None:
    port = page.url.split(":")[2].split("/")[0]
    page.context.add_cookies([{"name": f"pitch-coach-{port}", "value": "forgotten", "url": page.url}])
    page.goto("/history")
    expect(page.get_by_role("status")).to_be_visible()
