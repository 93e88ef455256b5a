"""The shelf, proving and publishing, and versions over the routes: what they say, and what they refuse."""

import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from studio_library import RUBRIC, close_gates, publish, rewrite, workshop_at

from coach.adapters.tables import RUBRIC_VERSION
from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.study import StudyState
from coach.web.access import Door
from coach.web.navigation import Navigation
from coach.web.refusals import Refusals
from coach.web.studio.frame import Frame
from coach.web.studio.heading import Headings
from coach.web.studio.learner import LearnerDesk
from coach.web.studio.publishing import PublishDesk
from coach.web.studio.shelf import ShelfDesk, unwritable
from coach.wiring import Workshop

HERE = f"/studio/rubrics/{RUBRIC}"
WEAK = "golden_pitches/first_call/weak.md"


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = workshop_at(tmp_path)
    yield workshop
    workshop.database.close()


@pytest.fixture
def client(workshop: Workshop) -> TestClient:
    """The studio's own routes: what Gradio mounts beside them takes seconds to build."""
    app = FastAPI()
    app.state.door = Door(workshop.people)
    navigation = Navigation(workshop.people, workshop.reviews)
    Refusals(app.state.door, navigation).install(app)
    frame = Frame(navigation)
    for desk in (PublishDesk(workshop, frame), ShelfDesk(workshop, frame), LearnerDesk(workshop, frame, navigation)):
        app.include_router(desk.router())
    return TestClient(app, base_url="http://127.0.0.1:7860", headers={"accept": "text/html"}, follow_redirects=False)


def words(client: TestClient, path: str, status: int = 200) -> str:
    """A page as plain text."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return plain(answer.text)


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def form(client: TestClient, action: str) -> dict[str, str]:
    """The hidden fields of a form on the page."""
    found = re.search(rf'<form[^>]*action="{action}".*?</form>', client.get(HERE).text, re.DOTALL)
    assert found is not None, "no such form"
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found[0]))


def test_a_rubric_that_nobody_touched_is_in_use_as_it_stands(client: TestClient) -> None:
    page = words(client, HERE)
    assert "Learners are scored by the file as it stands" in page
    assert "It has no mistakes, and can be tried and published." in page
    assert "No version yet" in page
    assert "The gates were not run on this draft yet." in page
    assert "in use as it stands" in words(client, "/studio")


def test_the_way_from_gates_over_a_note_to_a_version_that_is_in_use(client: TestClient, workshop: Workshop) -> None:
    assert client.post(f"{HERE}/gates").headers["location"] == f"{HERE}#gates"
    assert "waiting for its turn" in words(client, HERE)
    close_gates(workshop)
    page = words(client, HERE)
    assert "25 hold" in page
    assert "Speaking to the grader" in page
    answer = client.post(f"{HERE}/publish", data=form(client, f"{HERE}/publish") | {"note": "As it was agreed. <b>"})
    assert answer.headers["location"] == f"{HERE}?published=1"
    page = words(client, f"{HERE}?published=1")
    assert "Version 1 is in use." in page
    assert "As it was agreed. <b>" in page
    assert "There is nothing to publish" in page
    assert "published v1" in words(client, "/studio")


def test_an_open_gate_asks_for_a_reason_and_keeps_what_was_typed(client: TestClient, workshop: Workshop) -> None:
    close_gates(workshop, broken={"weak"})
    page = words(client, HERE)
    assert "A gate is open: The weak pitch." in page
    assert "It must not pass." in page
    fields = form(client, f"{HERE}/publish") | {"note": "For the trial."}
    refused = client.post(f"{HERE}/publish", data=fields)
    assert refused.status_code == 400
    assert "One gate is open: weak." in plain(refused.text)
    assert "For the trial.</textarea>" in refused.text
    client.post(f"{HERE}/publish", data=fields | {"reason": "The trial is on Monday."})
    assert "Published with The weak pitch open: The trial is on Monday." in words(client, HERE)
    assert "Published with The weak pitch open The trial is on Monday." in words(client, f"{HERE}/versions/1")


def test_a_change_by_somebody_else_is_told_and_nothing_is_published(client: TestClient, workshop: Workshop) -> None:
    close_gates(workshop)
    fields = form(client, f"{HERE}/publish") | {"note": "Mine."}
    rewrite(workshop, "pass_mark: 80", "pass_mark: 60")
    answer = client.post(f"{HERE}/publish", data=fields)
    assert answer.status_code == 409
    assert "The draft has changed since this page was loaded." in plain(answer.text)
    assert workshop.versions.versions(RUBRIC) == ()


@pytest.mark.parametrize(
    "fields", [{}, {"note": "x", "last": "9" * 40, "mark": "\0"}, {"last": "-1"}, {"note": "x" * 9999}]
)
def test_a_form_that_makes_no_sense_is_refused_in_one_sentence(
    client: TestClient, workshop: Workshop, fields: dict[str, str]
) -> None:
    close_gates(workshop)
    for action in ("publish", "retire"):
        answer = client.post(f"{HERE}/{action}", data=fields)
        assert answer.status_code in {400, 409}
        assert 'role="alert"' in answer.text


def test_a_draft_with_mistakes_names_each_with_its_file_and_line(client: TestClient, workshop: Workshop) -> None:
    publish(workshop)
    rewrite(workshop, "pass_mark: 80", "pas_mark: 80")
    (workshop.files.root / WEAK).unlink()
    page = client.get(HERE).text
    assert "It has 2 mistakes" in plain(page)
    assert "rubrics/first_call.yaml, line" in plain(page)
    assert f"There is no file {WEAK}." in plain(page)
    assert 'href="/studio/edit/pitch/first_call/weak"' in page
    assert "Learners are scored by version 1" in plain(page)
    refused = client.post(f"{HERE}/gates")
    assert refused.status_code == 400
    shelf = words(client, "/studio")
    assert "has mistakes 1 mistake" in shelf
    assert "It cannot be published as it is. Version 1 is in use" in shelf
    assert "Weak: is missing" in shelf


def test_what_changed_since_the_version_in_use_is_shown_word_by_word(client: TestClient, workshop: Workshop) -> None:
    publish(workshop)
    rewrite(workshop, "title: Leaves with a next step", "title: Leaves with <script>alert(1)</script> a date")
    rewrite(workshop, "how was the trip?", "how was your trip?", WEAK)
    page = client.get(HERE).text
    assert "2 changes since version 1" in plain(page)
    assert "<del>the</del>" in page
    assert "<ins>your</ins>" in page
    assert "<script>alert" not in page
    assert "published v1 · draft has changes" in words(client, "/studio")
    compared = client.get(f"{HERE}/compare?a=1&b=draft").text
    assert "Golden pitch, the weak text" in plain(compared)
    assert "Both say the same" in words(client, f"{HERE}/compare?a=1&b=1")
    words(client, f"{HERE}/compare?a=1&b=7", status=404)
    rewrite(workshop, "pass_mark: 80", "pass_mark: [")
    assert "The draft has a mistake" in words(client, f"{HERE}/compare?a=1", status=400)


def test_retiring_asks_why_and_says_so_everywhere(client: TestClient, workshop: Workshop) -> None:
    publish(workshop)
    refused = client.post(f"{HERE}/retire", data={"number": "1", "why": "x"})
    assert "The reason is too short." in plain(refused.text)
    client.post(f"{HERE}/retire", data={"number": "1", "why": "Nobody sells it any more."})
    page = words(client, HERE)
    assert "Learners are not offered this rubric: version 1 was retired." in page
    assert "Nobody sells it any more." in page
    assert "Nobody sells it any more." in words(client, f"{HERE}/versions/1")
    assert "retired" in words(client, "/studio")


def test_a_version_stays_readable_when_its_files_are_gone(client: TestClient, workshop: Workshop) -> None:
    publish(workshop, note="The first one.")
    (workshop.files.root / "rubrics" / f"{RUBRIC}.yaml").unlink()
    page = words(client, f"{HERE}/versions/1")
    assert "The first one." in page
    assert "No attempt was scored by it." in page
    assert "Does the seller name Green Mountain Medical as a customer?" in page
    assert "# A complete rubric, with notes for authors." in page
    assert "Hey, good to see you" in page
    assert "There is no file rubrics/first_call.yaml any more." in words(client, HERE)
    assert "Its file is gone." in words(client, "/studio")
    words(client, f"{HERE}/versions/2", status=404)
    words(client, "/studio/rubrics/nothing_here", status=404)
    words(client, "/studio/rubrics/%2e%2e", status=404)


def test_what_nobody_published_is_signed_by_nobody(client: TestClient, workshop: Workshop) -> None:
    rubric = Address(kind=ManuscriptKind.RUBRIC, id=RUBRIC)
    manuscript = workshop.manuscripts.open(rubric)
    workshop.studio.save(rubric, manuscript.text.replace("band: 5", "band: 6"), manuscript.stamp, by="owner")
    pages = [words(client, each) for each in (HERE, f"{HERE}/versions/1", "/studio", f"/rubrics/{RUBRIC}")]
    for page in pages:
        assert re.search(r"as (the|its) file stood on \d\d \w+ \d{4}", page)
        assert not re.search(r"published on \d|\d{4}(, \d\d:\d\d)?,? (by )?you\b", page), page
    assert "in use v1 · draft has changes" in pages[2]


def test_facts_about_us_that_changed_name_the_rubrics_that_wait_to_be_published(
    client: TestClient, workshop: Workshop
) -> None:
    assert "because of it" not in words(client, "/studio")
    publish(workshop)
    rewrite(workshop, "company: Silver Bridge", "company: Silver Bridge Inc", "battlecards/us.yaml")
    assert "First-call pitch has changes in the draft because of it." in words(client, "/studio")
    us = Address(kind=ManuscriptKind.US, id="us")
    heading = Headings(workshop).of(us, workshop.manuscripts.read(us, workshop.manuscripts.open(us).text))
    assert "published rubrics keep what they were published with until you publish again" in heading.lead
    assert "First-call pitch has changes in the draft because of it." in heading.lead


def test_a_name_of_which_nothing_is_left_goes_from_the_shelf(client: TestClient, workshop: Workshop) -> None:
    workshop.versions.manage("ghost", "me")
    assert "Take it off the shelf : ghost" in words(client, "/studio")
    assert client.post("/studio/rubrics/ghost/forget").headers["location"] == "/studio"
    assert "ghost" not in words(client, "/studio")
    assert client.post(f"{HERE}/forget").status_code == 400


@pytest.mark.parametrize("number", ["abc", "0", "-1", "1.0", "9" * 40, "%31%30"])
def test_a_version_that_is_not_there_is_told_whatever_was_typed(
    client: TestClient, workshop: Workshop, number: str
) -> None:
    publish(workshop)
    assert "There is no such version." in words(client, f"{HERE}/versions/{number}", status=404)
    words(client, f"{HERE}?published={number}")


def test_a_version_becomes_the_draft_again_with_its_golden_pitch(client: TestClient, workshop: Workshop) -> None:
    version = publish(workshop)
    page = f"{HERE}/versions/1"
    assert "The draft says just this." in words(client, page)
    rewrite(workshop, "pass_mark: 80", "pass_mark: 60  # tried")
    rewrite(workshop, "how was the trip?", "how was your trip?", WEAK)
    (workshop.files.root / "golden_pitches" / RUBRIC / "golden.md").unlink()
    told = words(client, page)
    for path in (WEAK, "golden_pitches/first_call/golden.md", "rubrics/first_call.yaml"):
        assert path in told.split("written anew:")[1].split("is not kept")[0]
    mark = re.search(r'name="mark" value="([^"]*)"', client.get(page).text)
    assert mark is not None
    file = workshop.files.root / "rubrics" / f"{RUBRIC}.yaml"
    rewrite(workshop, "# tried", "# tried twice")
    overtaken = client.post(f"{page}/draft", data={"mark": unescape(mark[1])})
    assert overtaken.status_code == 409
    assert "The draft has changed since this page was loaded." in plain(overtaken.text)
    assert "# tried twice" in file.read_text(encoding="utf-8")
    mark = re.search(r'name="mark" value="([^"]*)"', overtaken.text)
    assert mark is not None
    assert client.post(f"{page}/draft", data={"mark": unescape(mark[1])}).headers["location"] == HERE
    assert file.read_text(encoding="utf-8") == version.text
    assert workshop.manuscripts.bundle(RUBRIC).hashes == version.hashes
    assert "The draft says just this." in words(client, page)
    assert client.post(f"{HERE}/versions/abc/draft").status_code == 404


def test_one_broken_thing_never_hides_the_others(client: TestClient, workshop: Workshop) -> None:
    publish(workshop)
    (workshop.files.root / "rubrics" / "closing.yaml").write_bytes(b"\xff\xfe\x00 title")
    (workshop.files.root / "battlecards" / "castle.yaml").write_text("- not\n- a card\n", encoding="utf-8")
    with workshop.database.write() as connection:
        connection.execute(sa.update(RUBRIC_VERSION).values(document="{}"))
    shelf = words(client, "/studio")
    for name in ("closing", "Competitive call", "First-call pitch", "Copper Kite", "Silver Bridge"):
        assert name in shelf
    assert "Version 1 of the rubric “first_call” cannot be read" in shelf
    refused = client.get(HERE)
    assert refused.status_code == 507
    assert "Upgrade Pitch Coach" in plain(refused.text)


def test_an_empty_library_says_how_to_begin(client: TestClient, workshop: Workshop) -> None:
    for path in (workshop.files.root / "rubrics").glob("*.yaml"):
        path.unlink()
    assert "No rubric yet" in words(client, "/studio")


def test_gates_that_broke_off_are_told_and_can_be_gone_on_with(client: TestClient, workshop: Workshop) -> None:
    study = workshop.publishing.try_gates(RUBRIC, who="me")
    failed = {"state": StudyState.FAILED, "problem": "The model does not answer.", "hint": "Go on later."}
    workshop.studies.store.save(study.model_copy(update=failed))
    page = words(client, HERE)
    assert "The model does not answer. Go on later." in page
    assert "Go on" in page
    assert "The gates were not run to their end on this draft." in page


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_that_may_not_be_written_is_told(client: TestClient, workshop: Workshop) -> None:
    root = workshop.files.root
    assert unwritable(root) == ()
    (root / "rubrics").chmod(0o500)
    assert unwritable(root) == (str(root / "rubrics"),)
    root.chmod(0o500)
    assert unwritable(root) == (str(root),)
    assert "Nothing can be saved here." in words(client, "/studio")
    for place in (root, root / "rubrics"):
        place.chmod(0o700)
