"""Whether typing in the form of a large rubric feels like typing in a bare field, and what 50 redraws lose.

    python benchmarks/studio_typing.py

Each figure is the time from a key press to the frame that is painted after it, in Chromium without a window. The
form is that of a rubric with twelve criteria of three checks each, all of them open; the bare field is a textarea
on the same page in the same run. `COACH_TEST_CHROMIUM` names another browser.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
CRITERIA = 12
CHECKS = 3
KEYS = 120
REDRAWS = 50
PAUSE_MS = 40
STARTED_S = 120

# From the event of the key to the frame after the one in which its letter is drawn.
WATCH = """() => {
  window.taken = [];
  document.addEventListener("keydown", () => {
    const start = performance.now();
    requestAnimationFrame(() => setTimeout(() => window.taken.push(performance.now() - start)));
  }, true);
}"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        library = Path(folder) / "library"
        for name in ("rubrics", "golden_pitches", "battlecards"):
            shutil.copytree(ROOT / name, library / name, ignore=shutil.ignore_patterns("*.ogg"))
        (library / "rubrics" / "large.yaml").write_text(large(), encoding="utf-8")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        settings = {"COACH_HOME": f"{folder}/home", "COACH_LIBRARY": str(library), "COACH_OFFLINE": "1"}
        command = [sys.executable, "-m", "coach", "serve", "--port", str(port)]
        served = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            url = f"http://127.0.0.1:{port}"
            await_server(url)
            program = os.environ.get("COACH_TEST_CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            measure(browser.new_page(viewport={"width": 1280, "height": 900}), url)
            browser.close()
        finally:
            served.terminate()
            served.wait(20)


def large() -> str:
    """A rubric of twelve criteria, in the size that the studio advises not to go beyond."""
    head = "title: Large\nabout: Everything at once.\ngolden_pitch: first_call\ncertifies: [first_call]\n"
    lines = [head + "situations:\n  first_call:\n    title: First call\ncriteria:"]
    for number in range(CRITERIA):
        lines.append(f"  - id: part_{number}\n    title: Part {number}\n    weight: {100 / CRITERIA:.2f}")
        lines.append("    skill: people\n    checks:")
        for place in range(CHECKS):
            asks = f"Does the seller say what stands in point {number} {place}?"
            lines.append(f"      - id: check_{place}\n        asks: {asks}\n        says:")
            lines += [f"          - way {way} to say point {number} {place}" for way in range(4)]
            lines.append("        golden: You can be up and running in two weeks.")
    return "\n".join(lines) + "\n"


def await_server(url: str) -> None:
    for _ in range(STARTED_S * 5):
        try:
            httpx.get(f"{url}/healthz", timeout=5)
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise SystemExit("the server does not answer")


def measure(page: Page, url: str) -> None:
    page.goto(f"{url}/studio/edit/rubric/large")
    page.wait_for_selector(".se-editor[data-ready]")
    while closed := page.locator(".sf-toggle[aria-expanded=false]").all():
        closed[0].click()
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<textarea id=bare aria-label=bare></textarea>')")
    fields = page.locator(".se-form input, .se-form textarea, .se-form select").count()
    page.evaluate(WATCH)
    bare = typed(page, "#bare")
    form = typed(page, "[data-sf-name=asks] textarea >> nth=1")
    whole = typed(page, "[data-se-area]")
    print(f"{fields} fields, {KEYS} keys each, {PAUSE_MS} ms apart")
    print("| key press to paint | p50 ms | p95 ms | times the bare field (p50) | (p95) |")
    print("|---|---|---|---|---|")
    for name, taken in (("bare field", bare), ("field of the form", form), ("text of the file", whole)):
        p50, p95 = statistics.median(taken), high(taken)
        print(f"| {name} | {p50:.1f} | {p95:.1f} | {p50 / statistics.median(bare):.2f} | {p95 / high(bare):.2f} |")
    redraws(page)


def typed(page: Page, selector: str) -> list[float]:
    page.locator(selector).focus()
    page.keyboard.press("End")
    page.evaluate("window.taken.length = 0")
    for number in range(KEYS):
        page.keyboard.press("abcdefgh"[number % 8])
        page.wait_for_timeout(PAUSE_MS)
    page.wait_for_timeout(200)
    return sorted(page.evaluate("window.taken"))


def redraws(page: Page) -> None:
    """Draw the whole form again after every letter; count what is not there at the end."""
    page.wait_for_timeout(2000)
    field = page.locator("[data-sf-name=criteria] [data-sf-name=about] textarea >> nth=0")
    field.fill("")
    letters = "".join("abcdefghij"[number % 10] for number in range(REDRAWS))
    taken: list[float] = []
    for letter in letters:
        page.keyboard.press(letter)
        taken.append(
            page.evaluate(
                "(() => { const s = performance.now(); studioEditor.redraw(); return performance.now() - s; })()"
            )
        )
    page.evaluate("window.studioEditor.settled()")
    kept = page.evaluate("window.studioEditor.data().criteria[0].about ?? ''")
    lost = len(letters) - sum(one == other for one, other in zip(kept, letters, strict=False))
    print(f"{REDRAWS} redraws while typing: {lost} letters lost, {statistics.median(taken):.1f} ms a redraw (p50)")


def high(taken: list[float]) -> float:
    return taken[int(0.95 * len(taken))]


if __name__ == "__main__":
    main()
