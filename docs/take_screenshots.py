"""Take the screenshots in docs/screenshots from the real app: `python docs/take_screenshots.py [FOLDER]`.

Needs Chromium and playwright (`make test` installs the latter). Everything shown is computed then and there. Into a
FOLDER go also the states of the practice room (`practice_states.py`); with `--practice-room`, nothing of the others.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from fixtures.processes import Served, settings_env  # noqa: E402  # the tests' way to run the real programs
from practice_states import NO_JUDGE, Act, bare, states, stuck  # noqa: E402
from studio_library import workshop_at  # noqa: E402

GIVEN = [Path(word) for word in sys.argv[1:] if not word.startswith("-")]
OUT = GIVEN[0] if GIVEN else Path(__file__).parent / "screenshots"
EVERYTHING = "--practice-room" not in sys.argv
SCORED_MS = 900_000
SIZES = (("desktop", 1280), ("phone", 390))
SCHEMES = ("light", "dark")
RUBRIC_FILE, RUBRIC_PAGE = "/studio/edit/rubric/first_call", "/studio/rubrics/first_call"
ACCOUNT = "A machine maker, 300 people. They own Castle already and plan in spreadsheets; finance decides."
ANSWERS = (
    "We are simply better than that.",
    "That is true, you own it already, and for selling I would keep it. What finance decides by is when a customer "
    "can be billed: Green Mountain Medical reduced the time to go live by thirty percent in six months, measured by "
    "their own finance team. What would a month sooner be worth to you?",
)


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder) / "home"
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--use-fake-device-for-media-stream"],
        )
        with Served(home) as server:
            shoot(browser, server.url, "first-visit", "/practice/", ".pp-welcome")
            takes = {kind: score(browser, server.url, kind) for kind in ("weak", "own_words", "golden")}
            introduce(browser, server.url, "Nadia")
            official = certify(home, "Tom")
            shoot(browser, server.url, "practice", "/practice/", "#rubric article")
            recording(browser, server.url)
            for kind in ("own_words", "weak"):
                shoot(browser, server.url, f"report-{kind}", f"/attempts/{takes[kind]}/report", ".pc-report")
            shoot(browser, server.url, "history", "/history", "main h1")
            compare = f"/history/compare?a={takes['weak']}&b={takes['own_words']}"
            shoot(browser, server.url, "compare", compare, "main h1")
            shoot(browser, server.url, "delete", f"/history/{takes['weak']}/delete", "main h1")
            shoot(browser, server.url, "review-queue", "/review", "main h1")
            shoot(browser, server.url, "review", f"/review/{official}", "main h1")
            shoot(browser, server.url, "people", "/people", "main h1")
            if GIVEN:
                states(partial(shoot, browser, server.url), home, takes, official)
            if EVERYTHING:
                sparring(browser, server.url)
        if GIVEN:
            bare(partial(shoot, browser), Path(folder))
            with Served(Path(folder) / "waiting", **NO_JUDGE) as server:
                introduce(browser, server.url, "Nadia")
                stuck(partial(shoot, browser, server.url), score(browser, server.url, ends="pp-retries button"))
        if EVERYTHING:
            studio(browser, Path(folder) / "studio")
        browser.close()
    # The one in the README: the top of a report that leaves doubts.
    whole = Image.open(OUT / "report-own_words-desktop-light.png")
    whole.crop((0, 0, 1280, 1180)).save(OUT / "report.png", optimize=True)
    if not EVERYTHING:
        return
    shutil.copyfile(OUT / "room-desktop-light.png", OUT / "drill.png")
    Image.open(OUT / "editor-desktop-light.png").crop((0, 0, 1280, 1000)).save(OUT / "studio.png", optimize=True)


def shoot(browser: Browser, url: str, name: str, address: str, drawn: str, act: Act | None = None) -> None:
    """One page at both widths, light and dark, on a sheet as tall as the page: nothing sticks or scrolls.

    `act` is what is done on it before it is looked at.
    """
    for size, width in SIZES:
        for scheme in SCHEMES:
            context = at(browser, url, width, scheme)
            context.set_default_timeout(60_000)
            for take in context.request.get("/takes").json()["takes"]:  # of the picture before
                context.request.delete(f"/takes/{take['id']}")
            page = context.new_page()
            page.goto(address)
            expect(page.locator(drawn).first).to_be_visible(timeout=60_000)
            page.wait_for_timeout(800)
            if act:
                act(page)
                page.wait_for_timeout(800)
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": min(max(height, 900), 7000)})
            page.wait_for_timeout(800)
            save(page, f"{name}-{size}-{scheme}")
            context.close()


def sparring(browser: Browser, url: str) -> None:
    """A drill from the set-up to the debrief, and a playbook."""
    shoot(browser, url, "drills", "/drills", "main h1")
    page = browser.new_page(base_url=url)
    page.set_default_timeout(60_000)
    page.goto("/drills")
    page.locator("textarea[name=account]").fill(ACCOUNT)
    page.get_by_role("button", name="Begin the drill").click()
    for answer in ANSWERS:
        page.get_by_label("Your answer", exact=True).fill(answer)
        with page.expect_response("**/reply*"):
            page.keyboard.press("Control+Enter")
        expect(page.get_by_label("Your answer", exact=True)).to_be_editable()
        page.wait_for_timeout(3000)
    drill = page.url.removeprefix(url)
    shoot(browser, url, "room", drill, ".pd-stage")
    page.locator("summary", has_text="End drill").click()
    page.get_by_role("button", name="End it").click()
    page.wait_for_timeout(8000)
    shoot(browser, url, "debrief", f"{drill}/debrief", "main h1")
    page.goto("/playbooks/new")
    page.locator("textarea[name=account]").fill(ACCOUNT)
    page.locator("main form button.ps-primary, main form button").last.click()
    page.wait_for_url(re.compile(r"/playbooks/(?!new)"))
    shoot(browser, url, "playbook", page.url.removeprefix(url), "main h1")
    page.close()


def studio(browser: Browser, home: Path) -> None:
    """The pages of the studio, on a library of its own: a draft that differs from what is in use."""
    workshop = workshop_at(home)
    with Served(home, COACH_LIBRARY=str(workshop.files.root)) as server:
        for who in ("Nadia", "Tom"):
            hand_in_texts(home, workshop.files.root, who)
        page = browser.new_page(base_url=server.url)
        page.set_default_timeout(SCORED_MS)
        for draft, note in (
            (lambda text: text.replace("pass_mark: 80", "pass_mark: 78"), "A little lower."),
            (soften, ""),
        ):
            page.goto(f"{RUBRIC_FILE}")
            page.wait_for_selector(".se-editor[data-ready]")
            area = page.locator("[data-se-area]")
            area.fill(draft(area.input_value()))
            page.keyboard.press("Control+s")
            expect(page.locator("[data-se-state]")).to_have_text("Saved")
            page.goto(RUBRIC_PAGE)
            page.get_by_role("button", name=re.compile("Run the gates")).click()
            expect(page.get_by_text("Run on exactly this draft")).to_be_visible(timeout=SCORED_MS)
            if note:
                page.get_by_label("What is new, and why").fill(note)
                page.get_by_role("button", name="Publish version 2").click()
                expect(page.get_by_text("Version 2 is in use.")).to_be_visible()
        page.goto(f"{RUBRIC_PAGE}/change")
        page.get_by_role("button", name=re.compile("^Score")).first.click()
        expect(page.get_by_text("Same outcome")).to_be_visible(timeout=SCORED_MS)
        for name, address, drawn in (
            ("shelf", "/studio", "main h1"),
            ("editor", RUBRIC_FILE, ".se-editor[data-ready]"),
            ("pitch-editor", "/studio/edit/pitch/first_call/weak", ".se-editor[data-ready]"),
            ("card-editor", "/studio/edit/card/castle", ".se-editor[data-ready]"),
            ("prove-and-publish", RUBRIC_PAGE, "main h1"),
            ("versions-compared", f"{RUBRIC_PAGE}/compare?a=1&b=draft", "main h1"),
            ("what-would-change", page.url.removeprefix(server.url), "main h1"),
            ("calibrate", f"{RUBRIC_PAGE}/calibrate", "main h1"),
            ("grade", f"{RUBRIC_PAGE}/grade", "main h1"),
            ("new-rubric", "/studio/new", "main h1"),
            ("from-a-document", "/studio/draft", "main h1"),
            ("import", "/studio/import", "main h1"),
            ("learners-view", "/rubrics/first_call", "main h1"),
        ):
            shoot(browser, server.url, name, address, drawn)
        page.close()


def soften(text: str) -> str:
    """A draft with something to see in it: another weight, other words."""
    return text.replace("weight: 25", "weight: 30", 1).replace("waits eleven weeks on average", "waits eleven weeks", 1)


def hand_in_texts(home: Path, library: Path, who: str) -> None:
    """Official attempts of somebody, by transcript: the four texts of the first-call pitch."""
    for kind in ("golden", "own_words", "near_miss", "weak"):
        text = (library / "golden_pitches" / "first_call" / f"{kind}.md").read_text(encoding="utf-8")
        file = home / f"{kind}.txt"
        file.write_text(text.split("---", 2)[-1], encoding="utf-8")
        words = ("certify", "--rubric", "first_call", "--transcript", str(file), "--official", "--who", who)
        env = settings_env(home, COACH_LIBRARY=str(library))
        subprocess.run([sys.executable, "-m", "coach", *words], env=env, check=True, capture_output=True)


def recording(browser: Browser, url: str) -> None:
    """The recorder while somebody speaks."""
    for size, width in SIZES:
        context = at(browser, url, width, "light")
        context.grant_permissions(["microphone"])
        page = context.new_page()
        page.goto("/practice/")
        page.get_by_role("button", name="Record with microphone").click()
        page.wait_for_timeout(6000)
        save(page, f"recording-{size}-light")
        page.get_by_role("button", name="Stop").click()
        page.wait_for_timeout(3000)
        save(page, f"recorded-{size}-light")
        context.close()


def at(browser: Browser, url: str, width: int, scheme: str) -> BrowserContext:
    return browser.new_context(
        base_url=url, viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US"
    )


def save(page: Page, name: str) -> None:
    path = OUT / f"{name}.png"
    page.screenshot(path=path, scale="css")
    # A palette is enough for a page, and a third of the size.
    Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def score(browser: Browser, url: str, kind: str = "weak", ends: str = "pp-read") -> str:
    """The id of a sample's attempt, once the page shows what it ends with."""
    page = browser.new_page(base_url=url)
    page.goto("/practice/")
    page.locator(f".pp-sample[data-kind={kind}]").click()
    expect(page.locator(f".pp-status .{ends}").first).to_be_visible(timeout=SCORED_MS)
    attempt = page.url.split("attempt=")[1]
    page.close()
    return attempt


def introduce(browser: Browser, url: str, name: str) -> None:
    page = browser.new_page(base_url=url)
    page.goto("/people")
    page.locator("form[action='/people/name'] input[name=name]").fill(name)
    page.locator("form[action='/people/name'] button").click()
    page.close()


def certify(home: Path, who: str) -> str:
    """An official attempt of somebody else, for a review."""
    words = ("certify", str(ROOT / "golden_pitches" / "first_call" / "own_words.ogg"), "--rubric", "first_call")
    command = [sys.executable, "-m", "coach", *words, "--official", "--who", who, "--json"]
    done = subprocess.run(command, env=settings_env(home), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["id"]


if __name__ == "__main__":
    main()
