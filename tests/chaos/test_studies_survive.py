"""A comparison goes on after kill -9: the real `coach worker` is killed while it scores past attempts again.

The default is small; COACH_TEST_LONG=1 takes two hundred attempts and more kills.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from fixtures.processes import ROOT, Worker, living_in
from past_pitches import RUBRIC, live_through

from coach.adapters.tables import ATTEMPT, STUDY_RESULT
from coach.domain.person import OWNER
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.shift import tally
from coach.domain.studio.study import StudyState
from coach.service.panel import EMBEDDED
from coach.settings import Settings
from coach.wiring import Workshop

LONG = os.environ.get("COACH_TEST_LONG") == "1"
ATTEMPTS, KILLS = (200, 5) if LONG else (24, 2)
PATIENCE_S = 1500 if LONG else 600

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the worker through /proc")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.long])])
def workshop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workshop]:
    url = None if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    home = tmp_path / "home"
    workshop = Workshop(Settings(home=home, library=ROOT, offline=True, database_url=url))
    home.mkdir()
    yield workshop
    eventually(lambda: not living_in(home), "processes were left over")
    workshop.database.close()


def eventually(holds: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, complaint
        time.sleep(0.05)


def rows(workshop: Workshop) -> list[tuple[object, ...]]:
    with workshop.database.read() as connection:
        return [tuple(row) for row in connection.execute(sa.select(ATTEMPT).order_by(ATTEMPT.c.id))]


def easier_and_harder(bundle: Bundle) -> Bundle:
    """A draft with a lower pass mark, and with the highest floor under one criterion."""
    criteria = tuple(
        each.model_copy(update={"at_least": 100.0}) if each.id == "proof" else each for each in bundle.rubric.criteria
    )
    rubric = bundle.rubric.model_copy(update={"version": "the draft", "pass_mark": 40.0, "criteria": criteria})
    return bundle.model_copy(update={"rubric": rubric})


def test_every_attempt_is_compared_once_whoever_is_killed(workshop: Workshop, tmp_path: Path) -> None:
    chosen = live_through(workshop, ATTEMPTS, tmp_path)
    record = rows(workshop)
    draft = easier_and_harder(workshop.manuscripts.bundle(RUBRIC))
    study = workshop.changing.begin(draft, chosen, who=OWNER, judge=EMBEDDED)
    database = {"COACH_DATABASE_URL": workshop.settings.database_url} if workshop.settings.database_url else {}

    def done() -> int:
        return workshop.studies.store.kept(study.id, 0)[0]

    dice = random.Random(ATTEMPTS)
    started, killed_at = time.monotonic(), []
    for kill in range(1, KILLS + 1):
        with Worker(workshop.settings.home, **database) as worker:
            eventually(lambda least=ATTEMPTS * kill // (KILLS + 2): done() > least, "the work stands still")
            time.sleep(0.2 * dice.random())
            worker.kill()
        killed_at.append(done())
        assert workshop.studies.store.get(study.id).state is StudyState.RUNNING
    with Worker(workshop.settings.home, **database):
        eventually(lambda: workshop.studies.store.get(study.id).state is StudyState.DONE, "it was not ended")

    shifts = workshop.changing.shifts(study)
    counts = tally(shifts)
    sys.stdout.write(f"{ATTEMPTS} attempts, killed after {killed_at}, {time.monotonic() - started:.0f} s, {counts}\n")
    assert Counter(shift.attempt for shift in shifts) == Counter(chosen)
    with workshop.database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(STUDY_RESULT)) == ATTEMPTS
    assert counts.not_scored == 0
    assert min(counts.gains, counts.loses, counts.same) > 0
    assert rows(workshop) == record
