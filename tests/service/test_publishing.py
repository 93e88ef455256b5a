"""Publishing: what has to hold, what is told when it does not, and what learners are scored by afterwards."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from studio_library import RUBRIC, close_gates, order, publish, rewrite, workshop_at

from coach.adapters.tables import RUBRIC_VERSION, SOURCE
from coach.domain.attempt import Attempt, Recording
from coach.domain.delivery import measure
from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind, Put
from coach.domain.studio.version import BASELINE_NOTE
from coach.errors import CoachError, ContentError, OvertakenError, StoreError, UnreadableError, UsageError
from coach.service.officials import Officials
from coach.service.submission import Submission
from coach.wiring import Workshop

FILE = Address(kind=ManuscriptKind.RUBRIC, id=RUBRIC)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = workshop_at(tmp_path)
    yield workshop
    workshop.database.close()


def save(workshop: Workshop, old: str, new: str, address: Address = FILE) -> None:
    """Change a file as the studio does."""
    manuscript = workshop.manuscripts.open(address)
    assert old in manuscript.text
    workshop.studio.save(address, manuscript.text.replace(old, new, 1), manuscript.stamp, by="me")


def hand_in(workshop: Workshop, text: str = "Good morning. " * 20) -> Attempt:
    path = workshop.settings.home / "pitch.txt"
    path.write_text(text, encoding="utf-8")
    coach = workshop.coach()
    return coach.run(coach.receive(Submission(RUBRIC, transcript=path)).id, progress=lambda share: None)


def offered(workshop: Workshop) -> float:
    """The pass mark that learners are scored by."""
    return workshop.library.rubric(RUBRIC).pass_mark


def test_a_change_counts_once_it_is_published_and_old_attempts_keep_their_version(workshop: Workshop) -> None:
    before = hand_in(workshop)
    save(workshop, "pass_mark: 80", "pass_mark: 60")
    baseline = workshop.versions.in_use()[RUBRIC]
    assert (baseline.number, baseline.note) == (1, BASELINE_NOTE)
    assert offered(workshop) == 80
    between = hand_in(workshop)
    version = publish(workshop, note="Easier to begin with.")
    after = hand_in(workshop)
    assert (version.number, offered(workshop)) == (2, 60)
    assert [each.pass_mark for each in (before, between, after)] == [80, 80, 60]
    assert [workshop.library.number_of(each) for each in (before, between, after)] == [1, 1, 2]
    assert workshop.coach().case_of(before)[0].pass_mark == 80
    assert workshop.versions.scored(baseline.model_copy(update={"retired": None})) >= 2


@pytest.mark.parametrize(
    ("name", "stamp"), [(RUBRIC, "what it said long ago"), (RUBRIC, None), ("con", None), ("phantom", "never there")]
)
def test_a_save_that_is_refused_takes_no_rubric_over(workshop: Workshop, name: str, stamp: str | None) -> None:
    with pytest.raises(UsageError):
        workshop.studio.save(Address(kind=ManuscriptKind.RUBRIC, id=name), "title: Mine\n", stamp, by="me")
    assert workshop.versions.managed() == frozenset()
    assert workshop.versions.versions(name) == ()


def test_a_save_that_cannot_be_written_takes_no_rubric_over(workshop: Workshop) -> None:
    shutil.rmtree(workshop.files.root / "rubrics")
    (workshop.files.root / "rubrics").write_text("a file where a folder belongs", encoding="utf-8")
    with pytest.raises(StoreError):
        workshop.studio.save(Address(kind=ManuscriptKind.RUBRIC, id="fresh"), "title: Mine\n", None, by="me")
    assert workshop.versions.managed() == frozenset()


@pytest.mark.parametrize("path", ["golden_pitches/first_call/weak.md", "battlecards/us.yaml"])
def test_what_cannot_be_opened_at_this_moment_takes_no_rubric_from_learners(workshop: Workshop, path: str) -> None:
    manuscript = workshop.manuscripts.open(FILE)
    golden = Address(kind=ManuscriptKind.PITCH, id=RUBRIC, part=PitchKind.GOLDEN)
    pitch = workshop.manuscripts.open(golden)
    file = workshop.files.root / path
    content = file.read_bytes()
    file.unlink()
    file.symlink_to(file.name)  # a link in a circle is there, and cannot be opened by anybody
    for address, text, stamp in ((FILE, "title: Mine\n", manuscript.stamp), (golden, "Mine.\n", pitch.stamp)):
        with pytest.raises(StoreError, match="cannot be opened"):
            workshop.studio.save(address, text, stamp, by="me")
    assert workshop.versions.managed() == frozenset()
    file.unlink()
    file.write_bytes(content)
    save(workshop, "pass_mark: 80", "pass_mark: 60")
    assert offered(workshop) == 80


def test_a_name_of_which_nothing_is_left_can_be_forgotten_and_nothing_else_can(workshop: Workshop) -> None:
    new = Address(kind=ManuscriptKind.RUBRIC, id="second_call")
    workshop.studio.save(new, "title: To be written\n", None, by="me")
    save(workshop, "pass_mark: 80", "pass_mark: 60")
    for kept in (new.id, RUBRIC):
        with pytest.raises(UsageError, match="not empty"):
            workshop.studio.forget(kept)
    (workshop.files.root / new.path).unlink()
    workshop.studio.forget(new.id)
    (workshop.files.root / FILE.path).unlink()
    with pytest.raises(UsageError, match="not empty"):
        workshop.studio.forget(RUBRIC)
    assert workshop.versions.managed() == {RUBRIC}


@pytest.mark.parametrize(("kind", "name"), [(ManuscriptKind.CARD, "castle"), (ManuscriptKind.US, "us")])
def test_what_counts_at_once_is_refused_with_errors_whoever_saves_it(
    workshop: Workshop, kind: ManuscriptKind, name: str
) -> None:
    address = Address(kind=kind, id=name)
    manuscript = workshop.manuscripts.open(address)
    for wanted, stamp in ((address, manuscript.stamp), (Address(kind=ManuscriptKind.CARD, id="fresh"), None)):
        with pytest.raises(UsageError, match="is used as soon as it is saved, and has a mistake"):
            workshop.studio.save(wanted, "name: [\n", stamp, by="me")
    with pytest.raises(UsageError, match="is used as soon as it is saved, and has a mistake"):
        workshop.studio.change(address, [Put(where=("abuot",), value="x")], manuscript.stamp, by="me")
    assert workshop.manuscripts.open(address) == manuscript


def test_what_was_published_keeps_the_file_as_it_was_with_author_gates_and_judge(workshop: Workshop) -> None:
    rewrite(workshop, "pass_mark: 80", "pass_mark: 60  # for the spring term")
    version = publish(workshop, note="  Easier.  ", by="omar")
    assert version == workshop.versions.versions(RUBRIC)[0]
    assert "pass_mark: 60  # for the spring term" in version.text
    assert (version.author, version.note, version.judge) == ("omar", "Easier.", "the embedded judge")
    assert {gate.state for gate in version.gates} == {"holds"}
    assert version.reason is None


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"note": "  "}, "The note is missing"),
        ({"note": "x" * 501}, "The note has 501 characters"),
        ({"mark": "something else"}, "The draft has changed since this page was loaded"),
        ({"mark": ""}, "The draft has changed since this page was loaded"),
        ({"last": 7}, "Version 0 was published since this page was loaded"),
    ],
)
def test_what_is_missing_is_told(workshop: Workshop, wanted: dict[str, object], told: str) -> None:
    close_gates(workshop)
    with pytest.raises(UsageError, match=told):
        workshop.publishing.publish(replace(order(workshop), **wanted))  # type: ignore[arg-type]
    assert workshop.versions.versions(RUBRIC) == ()


def test_a_draft_with_mistakes_is_not_published_and_every_mistake_is_named(workshop: Workshop) -> None:
    rewrite(workshop, "pass_mark: 80", "pass_mark: high")
    rewrite(workshop, "product:", "produkt:", "golden_pitches/first_call/golden.md")
    draft = workshop.publishing.draft(RUBRIC)
    named = {each.address.path for each in draft.mistakes if each.address}
    assert named == {"rubrics/first_call.yaml", "golden_pitches/first_call/golden.md"}
    with pytest.raises(UsageError, match=f"The draft has {len(draft.mistakes)} mistakes"):
        workshop.publishing.try_gates(RUBRIC, who="me")
    with pytest.raises(UsageError, match="The draft has"):
        workshop.publishing.publish(order(workshop))


def test_without_gates_nothing_is_published_and_with_gates_on_another_draft_neither(workshop: Workshop) -> None:
    with pytest.raises(UsageError, match="The gates were not run on this draft yet"):
        workshop.publishing.publish(order(workshop))
    workshop.publishing.try_gates(RUBRIC, who="me")
    with pytest.raises(UsageError, match="not run to their end"):
        workshop.publishing.publish(order(workshop))
    close_gates(workshop)
    rewrite(workshop, "pass_mark: 80", "pass_mark: 60")
    with pytest.raises(UsageError, match="The draft has changed since the gates were run"):
        workshop.publishing.publish(order(workshop))


@pytest.mark.parametrize(
    ("path", "old"), [("golden_pitches/first_call/weak.md", "Hey"), ("battlecards/us.yaml", "company: Silver")]
)
def test_gates_are_void_when_the_golden_pitch_or_the_facts_about_us_change(
    workshop: Workshop, path: str, old: str
) -> None:
    close_gates(workshop)
    rewrite(workshop, old, f"{old}er", path)
    with pytest.raises(UsageError, match="The draft has changed since the gates were run"):
        workshop.publishing.publish(order(workshop))


def test_an_open_gate_needs_a_reason_which_is_kept_with_the_version(workshop: Workshop) -> None:
    close_gates(workshop, broken={"weak", "off topic"})
    for reason, told in (("", "2 gates are open: weak, off topic"), ("ok", "too short"), ("x" * 501, "501 characters")):
        with pytest.raises(UsageError, match=told):
            workshop.publishing.publish(order(workshop, reason=reason))
    version = workshop.publishing.publish(order(workshop, reason="The trial is on Monday; weak is rewritten then."))
    assert version.reason == "The trial is on Monday; weak is rewritten then."
    assert [gate.name for gate in version.open_gates] == ["weak", "off topic"]


def test_a_reason_is_not_kept_where_no_gate_is_open(workshop: Workshop) -> None:
    close_gates(workshop)
    assert workshop.publishing.publish(order(workshop, reason="Just so.")).reason is None


def test_what_is_in_use_already_is_not_published_again_and_a_note_in_the_file_is_no_change(workshop: Workshop) -> None:
    publish(workshop)
    rewrite(workshop, "pass_mark: 80", "pass_mark: 80  # as before")
    with pytest.raises(UsageError, match="says the same as version 1, which is in use"):
        publish(workshop)


def test_whoever_comes_second_is_told_and_overwrites_nothing(workshop: Workshop) -> None:
    close_gates(workshop)
    first, second = order(workshop, note="Mine."), order(workshop, note="Theirs.", by="omar")
    workshop.publishing.publish(first)
    rewrite(workshop, "pass_mark: 80", "pass_mark: 60")
    close_gates(workshop)
    second = replace(second, mark=workshop.publishing.draft(RUBRIC).mark)
    with pytest.raises(OvertakenError, match="Version 1 was published since this page was loaded"):
        workshop.publishing.publish(second)
    assert [each.note for each in workshop.versions.versions(RUBRIC)] == ["Mine."]


def test_retiring_takes_it_from_learners_and_publishing_brings_it_back(workshop: Workshop) -> None:
    publish(workshop)
    attempt = hand_in(workshop)
    with pytest.raises(UsageError, match="The reason is missing"):
        workshop.publishing.retire(RUBRIC, 1, by="me", why=" ")
    workshop.publishing.retire(RUBRIC, 1, by="omar", why="The product is sold no more.")
    assert RUBRIC not in workshop.library.rubric_ids()
    with pytest.raises(UsageError, match="Nothing is published of the rubric"):
        hand_in(workshop)
    with pytest.raises(UsageError, match="Nothing is published of the rubric"):
        Officials(workshop.coach()).submit(_with_recording(workshop, attempt).id)
    assert workshop.coach().case_of(attempt)[0].id == RUBRIC, "the report of an old attempt needs nothing published"
    assert publish(workshop).number == 2
    assert hand_in(workshop).rubric_version == attempt.rubric_version
    with pytest.raises(UsageError, match="not in use"):
        workshop.publishing.retire(RUBRIC, 1, by="omar", why="Once more.")


def _with_recording(workshop: Workshop, attempt: Attempt) -> Attempt:
    assert attempt.transcript is not None
    recording = Recording(sha256="0" * 64, filename="take.ogg", seconds=40)
    timed = attempt.model_copy(update={"recording": recording, "delivery": measure(attempt.transcript, None, None)})
    workshop.attempts.save(timed)
    return timed


def test_versions_stay_readable_when_the_files_are_gone_and_learners_go_on(workshop: Workshop) -> None:
    version = publish(workshop)
    (workshop.files.root / "rubrics" / f"{RUBRIC}.yaml").unlink()
    shutil.rmtree(workshop.files.root / "golden_pitches" / RUBRIC)
    (workshop.files.root / "battlecards" / "us.yaml").unlink()
    assert workshop.versions.bundle(version).golden.texts[PitchKind.WEAK].startswith("Hey")
    assert workshop.library.rubric(RUBRIC).version == version.rubric_version
    assert workshop.library.golden_of(workshop.library.rubric(RUBRIC)).recordings == {}
    assert hand_in(workshop).rubric_version == version.rubric_version
    assert workshop.publishing.draft(RUBRIC).text is None


def test_the_golden_texts_and_the_facts_about_us_stay_those_of_the_version(workshop: Workshop) -> None:
    publish(workshop)
    weak = Address(kind=ManuscriptKind.PITCH, id=RUBRIC, part=PitchKind.WEAK)
    save(workshop, "Hey, good", "Hi, good", weak)
    rewrite(workshop, "company: Silver Bridge", "company: Silver Bridge Inc", "battlecards/us.yaml")
    rubric = workshop.library.rubric(RUBRIC)
    assert workshop.library.golden_of(rubric).texts[PitchKind.WEAK].startswith("Hey")
    assert workshop.library.us_of(rubric).company == "Silver Bridge"
    other = workshop.library.rubric("closing")
    assert workshop.library.us_of(other).company == "Silver Bridge Inc", "nobody published this one yet"


def test_a_rubric_made_in_the_studio_is_not_offered_before_it_is_published(workshop: Workshop) -> None:
    text = workshop.manuscripts.open(FILE).text
    new = Address(kind=ManuscriptKind.RUBRIC, id="second_call")
    workshop.studio.save(new, text, None, by="me")
    assert "second_call" not in workshop.library.rubric_ids()
    with pytest.raises(UsageError, match="Nothing is published of the rubric “second_call”"):
        workshop.library.rubric("second_call")


def test_a_damaged_row_takes_down_its_own_rubric_and_nothing_else(workshop: Workshop) -> None:
    version = publish(workshop)
    with workshop.database.write() as connection:
        connection.execute(sa.update(RUBRIC_VERSION).values(document="{}"))
    assert workshop.library.rubric(RUBRIC).version == version.rubric_version, "its content is all there"
    with workshop.database.write() as connection:
        connection.execute(sa.update(SOURCE).where(SOURCE.c.version == version.rubric_version).values(content="{}"))
    fresh = Workshop(workshop.settings)
    assert set(fresh.library.rubric_ids()) == {"closing", "competitive_call", RUBRIC}
    with pytest.raises(UnreadableError, match="cannot be read"):
        fresh.library.rubric(RUBRIC)
    assert fresh.library.rubric("closing").id == "closing"


def test_a_broken_file_is_not_offered_but_a_published_version_of_it_is(workshop: Workshop) -> None:
    publish(workshop)
    rewrite(workshop, "pass_mark: 80", "pass_mark: [")
    assert offered(workshop) == 80
    rewrite(workshop, "pass_mark", "pas_mark", "rubrics/closing.yaml")
    with pytest.raises(ContentError):
        workshop.library.rubric("closing")
    with pytest.raises(CoachError):
        workshop.publishing.try_gates(RUBRIC, who="me")
