"""What the queue itself costs: jobs that do nothing, from the hand-in to the worker and through it.

    python benchmarks/job_queue.py

Beside each figure stands what the worker's own settings allow: it looks for work every 0.2 s and takes so many
jobs at once. A real job takes seconds to minutes.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from coach.adapters.database import open_database, sqlite_url
from coach.adapters.job_worker import AT_ONCE, POLL_S
from coach.adapters.jobs import DbosJobs, address
from coach.domain.attempt import Stage

ROOT = Path(__file__).parents[1]
JOBS = {Stage.TRANSCRIBE: 60, Stage.SCORE: 200}
ALONE = 15

WORKER = """
import sys, time
from coach.adapters.database import open_database
from coach.adapters.job_worker import run_worker
from coach.domain.attempt import Stage
notes = open(sys.argv[2], "a", buffering=1)
work = lambda stage, attempt_id, tries, allow: print(time.time(), attempt_id, file=notes)
run_worker(open_database(sys.argv[1]), work, name="benchmark", stages=list(Stage))
"""


def begun(notes: Path, count: int) -> dict[str, float]:
    """When each job began, once there are so many."""
    while True:
        lines = [line.split() for line in notes.read_text(encoding="utf-8").splitlines()]
        if len(lines) >= count:
            return {name: float(at) for at, name in lines}
        time.sleep(0.02)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        notes.touch()
        database = open_database(sqlite_url(Path(folder) / "coach.db"))
        jobs = DbosJobs(database)
        jobs.enqueue("first", Stage.SCORE, 0)
        worker = subprocess.Popen([sys.executable, "-c", WORKER, address(database), str(notes)], cwd=ROOT)
        try:
            begun(notes, count := 1)
            waits: list[float] = []
            for number in range(ALONE):
                handed_in = time.time()
                jobs.enqueue(f"alone-{number}", Stage.SCORE, 0)
                waits.append(begun(notes, count := count + 1)[f"alone-{number}"] - handed_in)
            rates: dict[Stage, float] = {}
            for stage, number in JOBS.items():
                start = time.time()
                for each in range(number):
                    jobs.enqueue(f"{stage.value}-{each}", stage, 0)
                rates[stage] = number / (max(begun(notes, count := count + number).values()) - start)
        finally:
            worker.kill()
            worker.wait()
        database.close()
    print("| what | measured | allowed by the settings | share |")
    print("|---|---|---|---|")
    wait = statistics.median(waits)
    print(f"| one job on an idle worker: seconds until it begins | {wait:.2f} | {POLL_S / 2:.2f} | |")
    for stage, rate in rates.items():
        most = AT_ONCE[stage] / POLL_S
        print(
            f"| jobs a second, {stage.value}, {AT_ONCE[stage]} at once | {rate:.1f} | {most:.0f} | {rate / most:.0%} |"
        )


if __name__ == "__main__":
    main()
