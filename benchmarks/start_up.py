"""How long a person waits: `coach --help`, and the app's first page.

    python benchmarks/start_up.py

Both are given beside a plain `python -c pass` of the same run, because machines differ.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 5


def seconds(*command: str) -> float:
    times: list[float] = []
    for _ in range(RUNS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def first_page() -> tuple[float, float]:
    """Seconds from the command to the first answer, and for the whole first page after that."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}/practice/"
    with tempfile.TemporaryDirectory() as home:
        start = time.perf_counter()
        command = [sys.executable, "-m", "coach", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "COACH_HOME": home, "COACH_OFFLINE": "1"})
        try:
            while True:
                try:
                    asked = time.perf_counter()
                    urllib.request.urlopen(url, timeout=10).read()
                    return time.perf_counter() - start, time.perf_counter() - asked
                except urllib.error.URLError:
                    time.sleep(0.05)
        finally:
            server.terminate()
            server.wait(10)


def main() -> None:
    bare = seconds(sys.executable, "-c", "pass")
    helped = seconds(sys.executable, "-m", "coach", "--help")
    files = seconds(sys.executable, "-m", "coach", "check", "--files-only")
    ready, page = first_page()
    print("| what | seconds | times a bare Python start |")
    print("|---|---|---|")
    rows = [
        ("python -c pass", bare),
        ("coach --help", helped),
        ("coach check --files-only", files),
        ("coach serve: command to first page", ready),
        ("the page itself, once it runs", page),
    ]
    for name, value in rows:
        print(f"| {name} | {value:.2f} | {value / bare:.1f} |")


if __name__ == "__main__":
    main()
