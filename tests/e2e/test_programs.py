"""The real programs beside and after one another: worker, served app and command line in one home."""

import json
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fixtures.processes import ROOT, Program, Served, Worker, living_in
from recordings import recording

from coach.domain.attempt import Attempt, State
from coach.domain.exchange import SAMPLE_RATE
from coach.service.coach import Coach
from coach.service.submission import Submission
from coach.settings import Settings
from coach.wiring import Workshop

SHORT = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))
ABOUT = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.ogg"}

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for processes in /proc")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def long(tmp_path: Path) -> Path:
    """A recording that takes long enough to be met in the middle of it."""
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(recording(*["morning", 0.6, "trial", 0.6, "service", 0.6] * 2).pcm)
    return path


@pytest.fixture
def coach(home: Path) -> Iterator[Coach]:
    """A coach of the test's own in the same home: it hands in, and looks."""
    workshop = Workshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True))
    yield workshop.coach(queued=True)
    workshop.database.close()


def eventually(holds: Callable[[], bool], within_s: float = 240) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def the_one(coach: Coach, state: State) -> Attempt:
    """The newest attempt, once it has come to this state."""
    eventually(lambda: any(attempt.state is state for attempt in coach.attempts.recent(limit=1)))
    return next(coach.attempts.recent(limit=1))


def certify(home: Path, *words: str) -> Program:
    return Program(home, "certify", *words, "--json")


def shown(app: Served, attempt_id: str) -> dict[str, object]:
    return httpx.get(f"{app.url}/attempts/{attempt_id}", timeout=60).json()


@linux
@pytest.mark.parametrize(
    "end", [pytest.param(Program.stop, id="stopped", marks=pytest.mark.long), pytest.param(Program.kill, id="killed")]
)
def test_a_worker_leaves_no_process_and_its_work_to_the_next_one(home: Path, coach: Coach, long: Path, end) -> None:
    attempt = coach.receive(Submission("first_call", recording=long))
    worker = Worker(home).start()
    eventually(lambda: coach.attempts.get(attempt.id).state is State.TRANSCRIBING and len(living_in(home)) > 1)

    began = time.monotonic()
    end(worker)
    assert time.monotonic() - began < 10  # far less than the recording takes
    eventually(lambda: living_in(home) == set())

    assert coach.attempts.get(attempt.id).state is State.TRANSCRIBING
    with Worker(home):
        eventually(lambda: coach.attempts.get(attempt.id).state is State.DONE)


@linux
@pytest.mark.long
def test_an_app_that_was_killed_leaves_no_process(home: Path, coach: Coach, long: Path) -> None:
    app = Served(home).start()
    coach.receive(Submission("first_call", recording=long))
    the_one(coach, State.TRANSCRIBING)

    app.kill()

    eventually(lambda: living_in(home) == set())


@pytest.mark.long
def test_a_second_worker_of_a_home_waits_for_the_first_one(home: Path, coach: Coach) -> None:
    with Worker(home) as first, Worker(home):
        attempt = coach.receive(Submission("first_call", recording=SHORT))
        eventually(lambda: coach.attempts.get(attempt.id).state is State.DONE)
        first.kill()
        attempt = coach.receive(Submission("first_call", recording=SHORT))
        eventually(lambda: coach.attempts.get(attempt.id).state is State.DONE)


def test_doctor_tells_whether_a_worker_is_at_work(home: Path) -> None:
    def at_work() -> bool:
        (line,) = json.loads(Program(home, "doctor", "--json").output())["queue"]
        return line["ready"]

    with Worker(home):
        eventually(at_work)
    assert not at_work()


def test_a_command_and_the_app_work_side_by_side(home: Path, coach: Coach, long: Path) -> None:
    with Served(home) as app:
        answer = httpx.post(f"{app.url}/attempts", params=ABOUT, content=long.read_bytes(), timeout=60)
        record = json.loads(certify(home, str(SHORT), "--rubric", "first_call").output())

        assert record["result"]
        eventually(lambda: shown(app, answer.json()["id"])["state"] == "done")
        assert shown(app, record["id"])["state"] == "done"


def test_a_command_that_was_killed_shows_as_interrupted_and_the_page_goes_on_with_it(
    home: Path, coach: Coach, long: Path
) -> None:
    with Served(home) as app:  # before the command: it could be finished by the time a server has started
        command = certify(home, str(long), "--rubric", "first_call").start()
        attempt = the_one(coach, State.TRANSCRIBING)
        assert shown(app, attempt.id)["state"] in {"transcribing", "scoring", "done"}
        command.kill()
        eventually(lambda: shown(app, attempt.id)["state"] == "interrupted")

        answer = httpx.post(f"{app.url}/attempts/{attempt.id}/retry", params={"engine": "configured"}, timeout=60)

        assert answer.status_code == 200, answer.text
        eventually(lambda: shown(app, attempt.id)["state"] == "done")


@pytest.mark.long
def test_a_command_that_was_killed_goes_on_with_again(home: Path, coach: Coach, long: Path) -> None:
    command = certify(home, str(long), "--rubric", "first_call").start()
    attempt = the_one(coach, State.TRANSCRIBING)
    command.kill()

    record = json.loads(certify(home, "--again", attempt.id).output())

    assert (record["id"], coach.attempts.get(attempt.id).state) == (attempt.id, State.DONE)
