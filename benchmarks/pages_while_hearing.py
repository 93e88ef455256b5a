"""How quickly the pages answer while a recording is transcribed beside them.

    python benchmarks/pages_while_hearing.py

The worker is a process of its own at a lower rank. Each figure stands beside the same one on the idle server.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
PITCH = ROOT / "golden_pitches" / "first_call" / "golden.ogg"
ABOUT = {"rubric": "first_call", "situation": "first_call", "filename": PITCH.name}
REQUESTS = 40


def milliseconds(client: httpx.Client, path: str, enough: Callable[[int], bool]) -> list[float]:
    taken: list[float] = []
    while not enough(len(taken)):
        start = time.perf_counter()
        client.get(path).raise_for_status()
        taken.append((time.perf_counter() - start) * 1000)
        time.sleep(0.02)
    return sorted(taken)


def main() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        settings = {"COACH_HOME": home, "COACH_TRANSCRIBER": "pocketsphinx", "COACH_OFFLINE": "1"}
        command = [sys.executable, "-m", "coach", "serve", "--port", str(port)]
        served = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                figures = measure(client)
        finally:
            served.terminate()
            served.wait(20)
    print("| milliseconds | idle p50 | p95 | while transcribing p50 | p95 | times idle (p50) |")
    print("|---|---|---|---|---|---|")
    for name, (idle, busy) in figures.items():
        row = [statistics.median(idle), p95(idle), statistics.median(busy), p95(busy)]
        print(f"| {name} | {' | '.join(f'{value:.0f}' for value in row)} | {row[2] / row[0]:.1f} |")


def p95(taken: list[float]) -> float:
    return taken[int(0.95 * len(taken))]


def measure(client: httpx.Client) -> dict[str, tuple[list[float], list[float]]]:
    wait_until_up(client)
    attempt = hand_in(client)
    while state(client, attempt) != "done":
        time.sleep(0.2)
    pages = {"where an attempt stands": f"/attempts/{attempt}", "the practice page": "/practice/"}
    for path in pages.values():
        client.get(path)
    idle = {name: milliseconds(client, path, lambda count: count >= REQUESTS) for name, path in pages.items()}
    busy: dict[str, list[float]] = {}
    for name, path in pages.items():
        other = hand_in(client)
        while state(client, other) != "transcribing":
            time.sleep(0.05)
        # As many as fit into the hearing of one recording, so that all of them meet it.
        busy[name] = milliseconds(
            client,
            path,
            lambda count: count >= REQUESTS or (count % 5 == 0 and state(client, other) != "transcribing"),  # noqa: B023
        )
        while state(client, other) != "done":
            time.sleep(0.2)
    return {name: (idle[name], busy[name]) for name in pages}


def wait_until_up(client: httpx.Client) -> None:
    while True:
        try:
            client.get("/healthz")
            return
        except httpx.TransportError:
            time.sleep(0.1)


def hand_in(client: httpx.Client) -> str:
    return client.post("/attempts", params=ABOUT, content=PITCH.read_bytes()).raise_for_status().json()["id"]


def state(client: httpx.Client, attempt_id: str) -> str:
    return client.get(f"/attempts/{attempt_id}").json()["state"]


if __name__ == "__main__":
    main()
