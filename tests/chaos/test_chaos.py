"""Nothing that was acknowledged is lost: web, worker and recogniser are killed at random while recordings come in.

Real programs, real recordings, the real recogniser, and a model server that takes its time, so that kills meet
uploads, listening and judging alike; some who upload go before they are answered. The default is small;
COACH_TEST_LONG=1 takes the full size, and then says that it met all this. COACH_TEST_SEED repeats the
choices of a run, not its timing.
"""

import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fixtures.llm_server import LlmServer, Reply
from fixtures.processes import Served, living_in, processes

from coach.adapters.database import Database, open_database, sqlite_url
from coach.adapters.tables import ATTEMPT, WORK
from coach.domain.attempt import Stage

UTTERANCES = sorted((Path(__file__).parents[1] / "fixtures" / "utterances").glob("*.ogg"))
LONG = os.environ.get("COACH_TEST_LONG") == "1"
PATIENCE_S = 1500 if LONG else 600
AT_ONCE = 3
"""How many people upload at the same time."""

BACKLOG = 5
"""How many wait to be scored, so that uploads arrive until the end."""

PIECES, PIECE_S = 5, 0.02
"""An upload comes in pieces, as over a network: time enough to be cut off in the middle."""

JUDGING_S = 0.1
"""How long the model thinks about each criterion."""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the worker through /proc")


class Thoughtful(LlmServer):
    """The scripted judge, which takes its time."""

    def answer(self, path: str, headers: dict[str, str], body: dict[str, object]) -> Reply:
        time.sleep(JUDGING_S)
        return super().answer(path, headers, body)


@dataclass
class Chaos:
    """One run: a served coach, people who upload, somebody who kills."""

    served: Served
    page: httpx.Client
    database: Database
    dice: random.Random
    uploads: int
    pace_s: float = 1
    """How long one upload takes here until it is scored."""
    kills: Counter[str] = field(default_factory=Counter)
    cut_off: int = 0
    """Uploads whose connection broke."""
    unanswered: int = 0
    """Those that had been kept: only the answer was lost."""
    sending: threading.Event = field(default_factory=threading.Event)

    def hand_in(self, number: int) -> tuple[str, str]:
        """Upload until it is acknowledged, as a page does: the same key each time. Returns key and attempt."""
        eventually(lambda: self.done() >= number - BACKLOG, "the work stands still", PATIENCE_S)
        key, path = f"hand-in-{number}", UTTERANCES[number % len(UTTERANCES)]
        query = {"rubric": "first_call", "situation": "first_call", "filename": path.name, "key": key}
        deadline = time.monotonic() + PATIENCE_S
        patience = httpx.Timeout(30, read=30 if number % 3 else 0.001)  # every third goes before it is answered
        while True:
            try:
                answer = self.page.post("/attempts", params=query, content=self.pieces(path), timeout=patience)
                if answer.status_code == 201:
                    return key, answer.json()["id"]
                assert answer.status_code >= 500, answer.text  # a mistake of ours that no retry mends
            except httpx.ConnectError:
                pass  # it is being started again
            except httpx.TransportError:
                self.cut_off += 1
                time.sleep(0.3)
                self.unanswered += key in dict(attempts_by_key(self.database))
            assert time.monotonic() < deadline, "an upload was never acknowledged"
            patience = httpx.Timeout(30)
            time.sleep(0.3)

    def pieces(self, path: Path) -> Iterator[bytes]:
        content = path.read_bytes()
        size = -(-len(content) // PIECES)
        for start in range(0, len(content), size):
            self.sending.set()
            yield content[start : start + size]
            time.sleep(PIECE_S)

    def scored_undisturbed(self, number: int) -> None:
        self.hand_in(number)
        eventually(lambda: self.done() > number, "it is not scored even while nobody is killed", PATIENCE_S)

    def kill_one(self) -> None:
        """The worker or the web, in the middle of a stage or between two.

        Mostly something ends between two kills: whoever kills faster than anything can end proves nothing, and
        what was begun ten times over is rightly given up.
        """
        which = 1 if self.dice.random() < 0.75 else 0
        before = self.begun_and_ended()[which]
        self.wait_for_work(lambda: self.begun_and_ended()[which] > before)
        time.sleep(self.pace_s * self.dice.random())
        match self.dice.choices(["worker", "web", "recogniser"], weights=[5, 3, 2])[0]:
            case "web":
                self.kill_web()
            case who:
                for pid in self.served.workers if who == "worker" else self.served.recognisers:
                    with suppress(ProcessLookupError):  # it had just ended by itself
                        os.kill(pid, signal.SIGKILL)
                        self.kills[who] += 1

    def kill_web(self) -> None:
        left = self.served.workers
        self.sending.clear()
        self.sending.wait(self.pace_s)  # best while something arrives
        time.sleep(2 * PIECES * PIECE_S * self.dice.random())
        self.served.kill()
        self.kills["web"] += 1
        eventually(lambda: not left & processes(), "the worker outlived its parent")
        self.served.start()

    def wait_for_work(self, holds: Callable[[], bool]) -> None:
        eventually(lambda: holds() or self.done() == self.uploads, "the work stands still", PATIENCE_S)

    def begun_and_ended(self) -> tuple[int, int]:
        """How many stages were begun and ended."""
        with self.database.read() as connection:
            counts = sa.select(sa.func.count(), sa.func.count(WORK.c.ended_at))
            return tuple(connection.execute(counts.select_from(WORK)).one())

    def done(self) -> int:
        with self.database.read() as connection:
            return connection.scalar(
                sa.select(sa.func.count()).select_from(ATTEMPT).where(ATTEMPT.c.outcome.is_not(None))
            )


def eventually(holds, complaint: str, within_s: float = 60) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.2)


@pytest.fixture
def dice() -> random.Random:
    seed = int(os.environ.get("COACH_TEST_SEED") or random.SystemRandom().randrange(10**6))
    sys.stdout.write(f"COACH_TEST_SEED={seed}\n")
    return random.Random(seed)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.long])])
def chaos(request: pytest.FixtureRequest, tmp_path: Path, dice: random.Random) -> Iterator[Chaos]:
    home = tmp_path / "home"
    sqlite = request.param == "sqlite"
    url = sqlite_url(home / "coach.db") if sqlite else request.getfixturevalue("postgres_url")
    database = open_database(url)
    with (
        Thoughtful() as model,
        Served(home, COACH_DATABASE_URL=url, COACH_LLM_BASE_URL=model.base_url, COACH_LLM_MODEL="scripted") as served,
        httpx.Client(base_url=served.url, timeout=30) as page,
    ):
        yield Chaos(served, page, database, dice, uploads=(50 if sqlite else 20) if LONG else (5 if sqlite else 3))
    eventually(lambda: not living_in(home), "processes were left over")
    database.close()


def test_whatever_was_acknowledged_is_scored_once_whoever_is_killed(chaos: Chaos) -> None:
    uploads = chaos.uploads
    started = time.monotonic()
    chaos.scored_undisturbed(0)  # waits until everything is loaded
    began = time.monotonic()
    chaos.scored_undisturbed(1)
    chaos.pace_s = time.monotonic() - began

    with ThreadPoolExecutor(AT_ONCE) as people:
        # Two are sent again, as by a page that was loaded again.
        handed_in = [people.submit(chaos.hand_in, number) for number in [0, *range(1, uploads), uploads - 1]]
        while chaos.done() < 0.8 * uploads or len(chaos.kills) < 2:
            chaos.kill_one()
        acknowledged = {upload.result() for upload in handed_in}
    eventually(lambda: chaos.done() == uploads, "not all were scored", PATIENCE_S)

    runs = work_rows(chaos.database)
    broken_off = Counter(run.stage for run in runs if run.ended_at is None)
    sys.stdout.write(
        f"{uploads} uploads, killed {dict(chaos.kills)}; {chaos.cut_off} uploads cut off, {chaos.unanswered} of them "
        f"kept already; {dict(broken_off)} broken off; {time.monotonic() - started:.0f} s\n"
    )
    assert attempts_by_key(chaos.database) == acknowledged  # every one that was promised, and one for each key
    assert standings(chaos.database) == {("done", "scored"): uploads}
    ended = Counter((run.attempt_id, run.stage) for run in runs if run.ended_at)
    assert set(ended.values()) == {1}
    assert len(ended) == 2 * uploads
    heard = {run.attempt_id: run.ended_at for run in runs if run.stage == Stage.TRANSCRIBE and run.ended_at}
    assert [run for run in runs if run.stage == Stage.TRANSCRIBE and run.started_at > heard[run.attempt_id]] == []
    if LONG:  # it met what it was made to meet
        assert min(chaos.unanswered, broken_off[Stage.TRANSCRIBE], broken_off[Stage.SCORE]) > 0


def work_rows(database: Database) -> list[sa.Row]:
    with database.read() as connection:
        return list(connection.execute(sa.select(WORK)))


def attempts_by_key(database: Database) -> set[tuple[str, str]]:
    with database.read() as connection:
        return {tuple(row) for row in connection.execute(sa.select(ATTEMPT.c.handed_in_as, ATTEMPT.c.id))}


def standings(database: Database) -> Counter[tuple[str, str]]:
    """Where the attempts stand, and whether they have a number."""
    with database.read() as connection:
        rows = connection.execute(sa.select(ATTEMPT.c.state, ATTEMPT.c.score))
        return Counter((row.state, "no score" if row.score is None else "scored") for row in rows)
