"""Official attempts: they count, they are limited, and a practice take can become one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from fakes import FakeTranscriber

from coach.domain.attempt import Attempt, State
from coach.domain.certification import Kind
from coach.errors import CoachError, UsageError
from coach.service.coach import Coach
from coach.service.officials import Officials
from coach.service.stages import Chosen
from coach.service.submission import Submission
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))
PITCH = Submission("first_call", recording=UTTERANCE)
OFFICIAL = replace(PITCH, kind=Kind.OFFICIAL)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of its own, where one official attempt is allowed."""
    folder = tmp_path / "library"
    for part in ("rubrics", "golden_pitches", "battlecards"):
        copytree(ROOT / part, folder / part)
    rubric = folder / "rubrics" / "first_call.yaml"
    text = rubric.read_text(encoding="utf-8").replace("official_attempts: 5", "official_attempts: 1")
    rubric.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def coach(tmp_path: Path, library: Path) -> Iterator[Coach]:
    workshop = Workshop(Settings(home=tmp_path / "home", library=library, offline=True))
    heard = Chosen(FakeTranscriber(workshop.library.golden("first_call").text), "for this test")
    yield replace(workshop.coach(queued=True), choose_transcriber=lambda name, fetching: heard)
    workshop.database.close()


def practised(coach: Coach) -> Attempt:
    return coach.run(coach.receive(PITCH).id, progress=lambda share: None)


def test_no_more_official_attempts_are_taken_than_the_rubric_gives(coach: Coach) -> None:
    coach.receive(OFFICIAL)
    with pytest.raises(UsageError, match="used up"):
        coach.receive(OFFICIAL)
    coach.receive(PITCH)
    coach.receive(replace(OFFICIAL, who="Tom"))


def test_a_recording_without_speech_uses_up_no_attempt(coach: Coach) -> None:
    attempt = coach.receive(OFFICIAL)
    coach.attempts.save(attempt.model_copy(update={"state": State.REFUSED}))
    coach.receive(OFFICIAL)


def test_a_practice_take_is_submitted_once_and_scored_anew_on_what_was_heard(coach: Coach) -> None:
    take = practised(coach)
    official = Officials(coach).submit(take.id)
    assert (official.kind, official.taken_from, official.transcript) == (Kind.OFFICIAL, take.id, take.transcript)
    assert official.decision is None
    assert coach.attempts.get(take.id) == take
    with pytest.raises(UsageError, match="submitted already"):
        Officials(coach).submit(take.id)


def test_two_presses_at_once_submit_one_take(coach: Coach, library: Path) -> None:
    rubric = library / "rubrics" / "first_call.yaml"
    text = rubric.read_text(encoding="utf-8").replace("official_attempts: 1", "official_attempts: 4")
    rubric.write_text(text, encoding="utf-8")
    take = practised(coach)

    def press(_: int) -> str | None:
        try:
            return Officials(coach).submit(take.id).id
        except UsageError:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = [identity for identity in pool.map(press, range(4)) if identity]
    assert len(made) == 1
    assert coach.attempts.officials(take.who, take.rubric_id) == 1


def test_the_last_attempt_sent_twice_at_once_is_one_and_is_not_refused(coach: Coach) -> None:
    keyed = replace(OFFICIAL, key="the-same-hand-in")
    with ThreadPoolExecutor(4) as pool:
        ids = {attempt.id for attempt in pool.map(lambda _: coach.receive(keyed), range(4))}
    assert len(ids) == 1


def test_the_same_key_is_not_another_kind_or_another_pitch(coach: Coach) -> None:
    keyed = replace(PITCH, key="the-same-hand-in")
    first = coach.receive(keyed)
    with pytest.raises(UsageError, match="handed in as practice already"):
        coach.receive(replace(keyed, kind=Kind.OFFICIAL))
    with pytest.raises(UsageError, match="handed in for “First-call pitch” already"):
        coach.receive(replace(keyed, rubric_id="closing"))
    assert coach.receive(keyed).id == first.id


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rubrics/first_call.yaml", "pass_mark: 80", "pass_mark: 70"),
        ("battlecards/us.yaml", "  - we guarantee\n", "  - we guarantee\n  - we swear\n"),
    ],
)
def test_a_take_under_other_rules_than_todays_cannot_be_submitted(
    coach: Coach, library: Path, file: str, old: str, new: str
) -> None:
    take = practised(coach)
    assert Officials(coach).refusal(take) is None
    path = library / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CoachError, match="has changed since this take"):
        Officials(coach).submit(take.id)
