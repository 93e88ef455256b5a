"""Drills, playbooks and spoken answers on both databases."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sparring_examples import AT, BRIEF, EMBEDDED_ASSESSOR, SCRIPTED, US, example_card, example_drill

from coach.adapters.archive_store import SqlArchiveStore
from coach.adapters.database import Database
from coach.adapters.drill_store import SqlDrillStore
from coach.adapters.tables import DRILL
from coach.domain.sparring.course import next_order, with_answer, with_end, with_line, with_turn
from coach.domain.sparring.drill import Drill, Ending
from coach.domain.sparring.playbooks.playbook import PlannedPlay, Playbook
from coach.domain.sparring.rebuttals.rebuttal import Assessment
from coach.domain.sparring.turn import Line, Said, Speaker, Turn
from coach.domain.sparring.utterance import Utterance
from coach.errors import OvertakenError, UnreadableError, UsageError

SOUND, OTHER_SOUND = "ab" * 32, "cd" * 32


@pytest.fixture
def store(database: Database) -> SqlDrillStore:
    return SqlDrillStore(database)


def a_drill(drill_id: str = "drill-1", **changes: object) -> Drill:
    return example_drill().model_copy(update={"id": drill_id, **changes})


def spoken(drill: Drill) -> Drill:
    order = next_order(drill)
    return with_line(drill, Line(said=(Said(text="“Größe” & 50 %? 👩‍🚀"),), left=order.left, engine="test"), AT)


def answered(drill: Drill, score: bool = False) -> Drill:
    drill = with_answer(drill, Turn(number=0, speaker=Speaker.SELLER, text="We do.\nTwo weeks.", at=AT, key="k"))
    assessment = Assessment(judge=EMBEDDED_ASSESSOR) if score else None
    return with_turn(drill, drill.turns[-1].model_copy(update={"assessment": assessment}))


def an_utterance(utterance_id: str, drill_id: str = "drill-1", recording: str = SOUND, **changes: object) -> Utterance:
    utterance = Utterance(id=utterance_id, drill_id=drill_id, at=AT, recording=recording, answers=1, seconds=2.5)
    return utterance.model_copy(update=changes)


def a_playbook(playbook_id: str = "book-1", **changes: object) -> Playbook:
    play = PlannedPlay(title="Free", does="Gives it away.", answer="Ask.", question="Why?", proof="The letter.")
    book = Playbook(
        id=playbook_id,
        who="me",
        at=AT,
        card=example_card(),
        us=US,
        brief=BRIEF,
        plays=(play,) * 5,
        author=SCRIPTED,
    )
    return book.model_copy(update=changes)


def touched(database: Database, drill_id: str, days_ago: float) -> None:
    with database.write() as connection:
        moved = sa.update(DRILL).where(DRILL.c.id == drill_id).values(updated_at=AT - timedelta(days=days_ago))
        connection.execute(moved)


def test_a_drill_comes_back_as_it_was_kept_with_each_change_counted(store: SqlDrillStore):
    drill = a_drill()
    store.add(drill)
    assert store.get("drill-1") == (drill, 1)
    opened = spoken(drill)
    assert store.save(opened, 1) == 2
    said = answered(opened)
    assert store.save(said, 2) == 3
    assert store.get("drill-1") == (said, 3)
    assert store.owner("drill-1") == "me"
    assert store.owner("another") is None
    with pytest.raises(UsageError, match="no such drill"):
        store.get("another")


def test_whoever_comes_second_is_told_and_overwrites_nothing(store: SqlDrillStore):
    store.add(a_drill())
    opened = spoken(a_drill())
    store.save(opened, 1)
    with pytest.raises(OvertakenError, match="gone on elsewhere"):
        store.save(with_end(a_drill(), Ending.STOPPED, AT), 1)
    assert store.get("drill-1") == (opened, 2)
    store.delete("drill-1")
    with pytest.raises(OvertakenError):
        store.save(opened, 2)


RACES = """
import sys
from coach.adapters.database import open_database
from coach.adapters.drill_store import SqlDrillStore
from coach.errors import OvertakenError
store = SqlDrillStore(open_database(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
won = 0
for _ in range(20):
    drill, revision = store.get("drill-1")
    try:
        store.save(drill, revision)
        won += 1
    except OvertakenError:
        pass
print(won)
"""


def test_processes_that_change_a_drill_at_once_never_share_a_revision(store: SqlDrillStore, database_url: str):
    store.add(a_drill())
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    command = [sys.executable, "-c", RACES, database_url]
    processes = [subprocess.Popen(command, cwd=Path(__file__).parents[2], **pipes) for _ in range(3)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    won = [int(process.communicate("go\n", timeout=120)[0]) for process in processes]
    assert sum(won) > 0
    assert store.get("drill-1").revision == 1 + sum(won)


def test_lists_show_somebodys_own_drills_the_newest_first_by_their_columns(store: SqlDrillStore):
    store.add(a_drill("old"))
    scored = answered(spoken(a_drill("new", at=AT + timedelta(days=1))), score=True)
    store.add(with_end(scored, Ending.STOPPED, AT))
    store.add(a_drill("theirs", who="other"))
    castle = a_drill("other_rival", at=AT - timedelta(days=1))
    store.add(castle.model_copy(update={"card": castle.card.model_copy(update={"id": "copper"})}))

    entries = store.entries("me")
    assert [entry.id for entry in entries] == ["new", "old", "other_rival"]
    new = entries[0]
    assert (new.competitor_name, new.ended, new.put, new.answered, new.score) == ("Castle", Ending.STOPPED, 1, 0, 0.0)
    assert (entries[1].put, entries[1].score, entries[1].at) == (0, None, AT)
    assert [entry.id for entry in store.entries("me", limit=1)] == ["new"]
    assert [entry.id for entry in store.entries("me", competitor="copper")] == ["other_rival"]
    assert store.entries("nobody") == ()


def test_what_another_version_wrote_is_an_error_in_words(store: SqlDrillStore, database: Database):
    store.add(a_drill())
    with database.write() as connection:
        connection.execute(sa.update(DRILL).values(document='{"from": "the future"}'))
    with pytest.raises(UnreadableError, match="another version"):
        store.get("drill-1")
    assert len(store.entries("me")) == 1


def test_a_deleted_drill_takes_its_spoken_answers_along_and_says_which_sounds_they_were(store: SqlDrillStore):
    store.add(a_drill())
    store.add(a_drill("drill-2"))
    first, second = an_utterance("u1"), an_utterance("u2", recording=OTHER_SOUND)
    for utterance in (first, second, an_utterance("u3"), an_utterance("u4", "drill-2")):
        store.add_utterance(utterance)
    heard = second.model_copy(update={"text": "Two weeks."})
    store.save_utterance(heard)
    assert store.utterances("drill-1") == (first, heard, an_utterance("u3"))

    assert sorted(store.delete("drill-1")) == sorted((SOUND, OTHER_SOUND))
    with pytest.raises(UsageError, match="no such spoken answer"):
        store.utterance("u1")
    assert store.utterance("u4").drill_id == "drill-2"
    assert store.delete("drill-1") == ()


def test_a_playbook_comes_back_as_it_was_kept(store: SqlDrillStore):
    store.add_playbook(a_playbook())
    assert store.playbook("book-1") == a_playbook()
    with pytest.raises(UsageError, match="no such playbook"):
        store.playbook("book-2")


def test_the_sound_of_a_spoken_answer_counts_as_used(store: SqlDrillStore, database: Database):
    store.add(a_drill())
    store.add_utterance(an_utterance("u1"))
    archive = SqlArchiveStore(database)
    assert archive.recordings() == {SOUND}
    assert (archive.users(SOUND), archive.users(OTHER_SOUND)) == ({"u1"}, frozenset())


def test_what_is_past_its_time_goes_and_nothing_else(store: SqlDrillStore, database: Database):
    archive = SqlArchiveStore(database)
    for drill_id, days_ago in (("old", 40), ("new", 1)):
        store.add(a_drill(drill_id))
        store.add_utterance(an_utterance(f"of_{drill_id}", drill_id, at=AT - timedelta(days=days_ago)))
        touched(database, drill_id, days_ago)
        store.add_playbook(a_playbook(f"book_{drill_id}", at=AT - timedelta(days=days_ago)))
    store.add_utterance(an_utterance("long_ago", "new", OTHER_SOUND, at=AT - timedelta(days=20)))

    words, sounds = AT - timedelta(days=30), AT - timedelta(days=10)
    nothing = archive.retire_drills(words=None, sounds=None, dry_run=False)
    assert (nothing.drills, nothing.playbooks, nothing.utterances, nothing.recordings) == (0, 0, (), ())
    planned = archive.retire_drills(words=words, sounds=sounds, dry_run=True)
    assert (planned.drills, planned.playbooks, set(planned.utterances)) == (1, 1, {"of_old", "long_ago"})
    assert set(planned.recordings) == {SOUND, OTHER_SOUND}
    assert len(store.entries("me")) == 2

    assert archive.retire_drills(words=words, sounds=sounds, dry_run=False) == planned
    assert [entry.id for entry in store.entries("me")] == ["new"]
    assert store.utterance("of_new")
    assert store.playbook("book_new")
    for gone in ("of_old", "long_ago"):
        with pytest.raises(UsageError):
            store.utterance(gone)
    with pytest.raises(UsageError):
        store.playbook("book_old")
