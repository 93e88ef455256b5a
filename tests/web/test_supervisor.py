"""The one worker beside the pages, with a small program in its place."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from coach.web.supervisor import PATIENCE_S, Supervisor

ROOT = Path(__file__).parents[2]

STANDS_IN = "import os, sys; print(os.getpid(), file=open(sys.argv[1], 'a'), flush=True); os.read(0, 1)"
"""Writes down its process id and stays until its standard input is closed, as a supervised worker does."""

KEEPS_ONE = """
import sys, time
from coach.web.supervisor import Supervisor
Supervisor([sys.executable, "-c", sys.argv[1], sys.argv[2]]).start()
time.sleep(300)
"""


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """The file with the process ids of all that were started, a line each."""
    file = tmp_path / "started"
    file.touch()
    return file


@pytest.fixture
def supervisor(started: Path) -> Iterator[Supervisor]:
    made = Supervisor([sys.executable, "-c", STANDS_IN, str(started)])
    made.start()
    yield made
    made.close()


def pids(started: Path) -> list[int]:
    return [int(line) for line in started.read_text(encoding="utf-8").splitlines()]


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # killed, and not yet noticed by whoever started it
    return not (stat.exists() and stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z")


def eventually(holds: Callable[[], bool], within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_that_was_killed_is_started_again(supervisor: Supervisor, started: Path) -> None:
    eventually(lambda: len(pids(started)) == 1)
    os.kill(pids(started)[0], 9)

    eventually(lambda: len(pids(started)) == 2)
    assert runs(pids(started)[1])


def test_a_worker_ends_with_the_pages_and_is_not_started_again(supervisor: Supervisor, started: Path) -> None:
    eventually(lambda: len(pids(started)) == 1)

    supervisor.close()

    assert not runs(pids(started)[0])
    time.sleep(1)
    assert len(pids(started)) == 1


def test_a_worker_that_will_not_go_is_killed(started: Path) -> None:
    deaf = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {STANDS_IN}"
    supervisor = Supervisor([sys.executable, "-c", deaf, str(started)])
    supervisor.start()
    eventually(lambda: len(pids(started)) == 1)

    supervisor.close()

    eventually(lambda: not runs(pids(started)[0]))


def test_a_program_that_cannot_start_is_tried_again_more_and_more_slowly(started: Path) -> None:
    fails = "import sys, time; print(time.monotonic_ns(), file=open(sys.argv[1], 'a'), flush=True); sys.exit(2)"
    supervisor = Supervisor([sys.executable, "-c", fails, str(started)])
    supervisor.start()
    eventually(lambda: len(pids(started)) >= 3)
    supervisor.close()

    first, second, third, *_ = pids(started)  # moments here
    assert second - first >= PATIENCE_S[1] * 1e9
    assert third - second >= PATIENCE_S[2] * 1e9


def test_a_worker_does_not_outlive_pages_that_were_killed(started: Path) -> None:
    pages = subprocess.Popen([sys.executable, "-c", KEEPS_ONE, STANDS_IN, str(started)], cwd=ROOT)
    eventually(lambda: len(pids(started)) == 1)

    pages.kill()
    pages.wait()

    eventually(lambda: not runs(pids(started)[0]))
