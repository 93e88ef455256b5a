"""Drills are practice: deleted by hand or by age they go wholly, with playbooks and everything that was spoken."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sparring_examples import BRIEF, SCRIPTED, US, example_card

from coach.domain.retention import Purge, Retention
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.playbooks.playbook import Playbook
from coach.domain.sparring.utterance import Utterance
from coach.errors import UsageError
from coach.service.sparring.drills import Answer, Start
from coach.service.submission import Submission
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
SOUND, OTHER_SOUND = sorted((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))[:2]
SECRET = "Quillfeather marzipan"
ME = "me"


def drilled(workshop: Workshop, sound: Path | None = SOUND) -> Drill:
    """A drill with one answer, spoken if there is a sound."""
    drills, card = workshop.drills, example_card()
    brief = BRIEF.model_copy(update={"people": SECRET})
    drill = drills.start(ME, Start(card.id, brief, card=card))
    drill = drills.reply(drill.id, ME, lambda said: None)
    utterance = None
    if sound is not None:
        sha256 = workshop.recordings.put(sound)
        utterance = Utterance(id=f"u-{drill.id}", drill_id=drill.id, at=drill.at, recording=sha256, answers=1)
        workshop.drill_store.add_utterance(utterance)
        copy = workshop.settings.home / "web" / "playable" / sha256
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(sound.read_bytes())
    return drills.answer(drill.id, ME, Answer(SECRET, after=1, utterance=utterance.id if utterance else None))


def planned(workshop: Workshop) -> Playbook:
    brief = BRIEF.model_copy(update={"people": SECRET})
    at = datetime.now(UTC)
    book = Playbook(id="b1", who=ME, at=at, card=example_card(), us=US, brief=brief, plays=(), author=SCRIPTED)
    workshop.drill_store.add_playbook(book)
    return book


def purged(workshop: Workshop, days: float, dry_run: bool = False, **retention: float) -> Purge:
    archive = replace(
        workshop.archive,
        retention=Retention.model_validate(retention),
        now=lambda: datetime.now(UTC) + timedelta(days=days),
    )
    return archive.purge(dry_run=dry_run)


def swept(purge: Purge) -> dict[str, tuple[int, int]]:
    wanted = {"drills", "playbooks", "spoken_answers", "orphans"}
    return {each.what: (each.count, each.bytes) for each in purge.swept if each.what in wanted and each.count}


def traces(workshop: Workshop) -> list[str]:
    """The files that still hold the words or the sound."""
    home = workshop.settings.home
    wanted = (SECRET.encode(), SOUND.read_bytes()[:200])
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.relative_to(home).as_posix() for path in files if any(each in path.read_bytes() for each in wanted)]


def test_a_deleted_drill_leaves_nothing_of_what_was_said_or_spoken(workshop: Workshop):
    drill = drilled(workshop)
    assert {name.split("/")[0].replace("-wal", "") for name in traces(workshop)} == {"coach.db", "media", "web"}
    with pytest.raises(UsageError):
        workshop.drills.delete(drill.id, "somebody else")
    workshop.drills.delete(drill.id, ME)
    assert traces(workshop) == []


def test_a_sound_that_another_drill_or_an_attempt_uses_stays_until_the_last_of_them_goes(workshop: Workshop):
    first, second = drilled(workshop), drilled(workshop)
    attempt = workshop.coach().receive(Submission("first_call", recording=SOUND, filename="pitch.ogg"))
    assert attempt.recording is not None
    sha256 = attempt.recording.sha256

    workshop.drills.delete(first.id, ME)
    assert workshop.recordings.holds(sha256)
    assert workshop.archive.delete(attempt.id, attempt.who).recordings == 0
    assert workshop.recordings.holds(sha256)
    workshop.drills.delete(second.id, ME)
    assert not workshop.recordings.holds(sha256)


def test_a_spoken_answer_is_no_orphan(workshop: Workshop):
    drill = drilled(workshop)
    sha256 = workshop.drill_store.utterance(f"u-{drill.id}").recording
    path = workshop.recordings.path(sha256)
    os.utime(path, (0, 0))
    assert swept(purged(workshop, 0)) == {}
    assert workshop.recordings.holds(sha256)


def test_past_the_time_for_words_drills_and_playbooks_go_wholly(workshop: Workshop):
    drilled(workshop)
    book = planned(workshop)
    assert swept(purged(workshop, 29, transcripts_days=30)) == {}
    would_be = swept(purged(workshop, 31, dry_run=True, transcripts_days=30))
    assert would_be == {"drills": (1, 0), "playbooks": (1, 0), "spoken_answers": (1, SOUND.stat().st_size)}
    assert len(workshop.drill_store.entries(ME)) == 1

    assert swept(purged(workshop, 31, transcripts_days=30)) == would_be
    assert traces(workshop) == []
    with pytest.raises(UsageError):
        workshop.drill_store.playbook(book.id)


def test_past_the_time_for_sounds_only_what_was_spoken_goes(workshop: Workshop):
    drill, other = drilled(workshop), drilled(workshop, OTHER_SOUND)
    size = SOUND.stat().st_size + OTHER_SOUND.stat().st_size
    would_be = swept(purged(workshop, 8, dry_run=True, recordings_days=7))
    assert would_be == {"spoken_answers": (2, size)}
    assert swept(purged(workshop, 8, recordings_days=7)) == would_be
    assert [workshop.drills.own(each.id, ME) for each in (drill, other)] == [drill, other]
    assert list((workshop.settings.home / "media").glob("??/*")) == []


def test_without_settings_drills_are_kept_for_ever(workshop: Workshop):
    drill = drilled(workshop)
    assert swept(purged(workshop, 10_000)) == {}
    assert workshop.drills.own(drill.id, ME) == drill
