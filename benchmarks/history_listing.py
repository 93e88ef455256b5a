"""Listing a history of a thousand attempts: from the columns, against reading every attempt whole.

    python benchmarks/history_listing.py

The attempts are copies of one real one, the golden sample text judged by the embedded judge. The page is
everything from the query to HTML.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
ATTEMPTS = 1000
RUNS = 5


def main() -> None:
    from fastapi.testclient import TestClient

    from coach.settings import Settings
    from coach.web.server import build_app
    from coach.wiring import Workshop

    with tempfile.TemporaryDirectory() as home:
        workshop = Workshop(Settings(home=Path(home), library=ROOT, offline=True))
        fill(workshop, Path(home))
        client = TestClient(build_app(workshop), base_url="http://127.0.0.1:7860")
        ways: dict[str, Callable[[], int]] = {
            "every attempt read whole": lambda: len(list(workshop.attempts.recent(limit=ATTEMPTS))),
            "from the columns": lambda: len(workshop.history.entries(limit=ATTEMPTS)),
            "the page /history": lambda: client.get("/history").text.count('<li class="ph-row'),
        }
        print(f"{ATTEMPTS} attempts, median of {RUNS}")
        print("| what | seconds | ratio |")
        print("|---|---|---|")
        whole = None
        for name, way in ways.items():
            assert way() == ATTEMPTS, name  # also loads what is loaded at first use
            seconds = statistics.median(timed(way) for _ in range(RUNS))
            whole = whole or seconds
            print(f"| {name} | {seconds:.3f} | {seconds / whole:.3f} |")
        workshop.database.close()


def fill(workshop, home: Path) -> None:
    from coach.service.submission import Submission

    coach = workshop.coach()
    text = home / "golden.txt"
    text.write_text(coach.library.golden("first_call").text, encoding="utf-8")
    attempt = coach.run(
        coach.receive(Submission(rubric_id="first_call", transcript=text)).id, progress=lambda share: None
    )
    start = datetime.now(UTC) - timedelta(days=ATTEMPTS)
    with workshop.database.write():
        for number in range(ATTEMPTS - 1):
            copy = {"id": f"copy{number}", "at": start + timedelta(days=number)}
            workshop.attempts.add(attempt.model_copy(update=copy), {})


def timed(way: Callable[[], int]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
