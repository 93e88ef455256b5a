"""Take the screenshots in docs/screenshots from the real app: `python docs/take_screenshots.py`.

Needs Chromium and playwright (`make test` installs the latter). Everything shown is computed then and there.
"""

import shutil
import socket
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from coach.web.server import build_app
from coach.wiring import Settings, Workshop

ROOT = Path(__file__).parents[1]
OUT = Path(__file__).parent / "screenshots"
SCORED_MS = 240_000


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        address = serve(Path(home))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=["--no-sandbox"]
        )
        reports = {kind: score(browser, address, kind) for kind in ("own_words", "weak")}
        for name, width in (("desktop", 1280), ("phone", 390)):
            for scheme in ("light", "dark"):
                context = browser.new_context(
                    base_url=address, viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-US"
                )
                page = context.new_page()
                page.goto("/practice/")
                expect(page.locator("#rubric article")).not_to_have_count(0)
                page.wait_for_timeout(800)
                picture = OUT / f"practice-{name}-{scheme}.png"
                page.screenshot(path=picture)
                shrink(picture)
                for kind, report in reports.items():
                    whole_report(page, report, OUT / f"report-{kind}-{name}-{scheme}.png", width)
                context.close()
        browser.close()
    # The one in the README: the top of a report that leaves doubts.
    whole = Image.open(OUT / "report-own_words-desktop-light.png")
    whole.crop((0, 0, 1280, 1180)).save(OUT / "report.png", optimize=True)


def whole_report(page: Page, address: str, path: Path, width: int) -> None:
    page.goto(address)
    expect(page.locator(".pc-report")).to_be_visible()
    # On a sheet as tall as the report nothing has to stick or scroll.
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, 7000)})
    page.wait_for_timeout(800)
    page.screenshot(path=path, scale="css")
    shrink(path)
    page.set_viewport_size({"width": width, "height": 900})


def shrink(path: Path) -> None:
    """A palette is enough for a page, and a third of the size."""
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)


def score(browser: Browser, address: str, kind: str) -> str:
    page = browser.new_page(base_url=address)
    page.goto("/practice/")
    page.locator(f".pp-sample[data-kind={kind}]").click()
    expect(page.locator(".pp-status")).to_contain_text("Your report is below", timeout=SCORED_MS)
    attempt = page.url.split("attempt=")[1]
    page.close()
    return f"/attempts/{attempt}/report"


def serve(home: Path) -> str:
    workshop = Workshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(build_app(workshop), host="127.0.0.1", port=port, log_level="warning")
    threading.Thread(target=uvicorn.Server(config).run, daemon=True).start()
    address = f"http://127.0.0.1:{port}"
    while True:
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=1)
            return address
        except urllib.error.URLError:
            time.sleep(0.1)


if __name__ == "__main__":
    main()
