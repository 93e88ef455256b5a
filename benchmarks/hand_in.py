"""How long from the first byte sent to “received”, for one person and for eight at once.

    python benchmarks/hand_in.py

“Received” means that recording, attempt and job are on the disk. Every upload holds new bytes, as large as a
pitch of a minute. No worker runs beside: what is measured is the way in.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

UPLOADS = 80
BYTES = 250_000
ABOUT = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.webm"}

PAGES = """
import sys
import uvicorn
from coach.web.server import build_app
from coach.settings import environment, settings_from
from coach.wiring import Workshop
uvicorn.run(build_app(Workshop(settings_from(environment()))), port=int(sys.argv[1]), log_level="warning")
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def milliseconds(url: str, people: int) -> list[float]:
    def hand_in(number: int) -> float:
        content = os.urandom(BYTES)
        start = time.perf_counter()
        httpx.post(f"{url}/attempts", params=ABOUT, content=content, timeout=60).raise_for_status()
        return (time.perf_counter() - start) * 1000

    with ThreadPoolExecutor(people) as pool:
        return sorted(pool.map(hand_in, range(UPLOADS)))


def main() -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as home:
        pages = subprocess.Popen([sys.executable, "-c", PAGES, str(port)], env={**os.environ, "COACH_HOME": home})
        try:
            while True:
                try:
                    httpx.get(f"{url}/healthz", timeout=5)
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            milliseconds(url, 1)  # the first ones open files and load code
            times = {people: milliseconds(url, people) for people in (1, 8)}
        finally:
            pages.terminate()
            pages.wait(20)
    print(f"{UPLOADS} uploads of {BYTES / 1000:.0f} kB each, milliseconds to “received”")
    print("| at once | p50 | p95 | longest | times one alone (p50) |")
    print("|---|---|---|---|---|")
    alone = statistics.median(times[1])
    for people, taken in times.items():
        p50, p95 = statistics.median(taken), taken[int(0.95 * len(taken))]
        print(f"| {people} | {p50:.0f} | {p95:.0f} | {taken[-1]:.0f} | {p50 / alone:.1f} |")


if __name__ == "__main__":
    main()
