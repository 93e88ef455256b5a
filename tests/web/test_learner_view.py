"""A rubric as the learner reads it: what is offered, the draft for authors, and what cannot be read."""

import html
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.version import Retirement
from coach.settings import Settings
from coach.web.access import Door
from coach.web.navigation import Navigation
from coach.web.refusals import Refusals
from coach.web.studio.frame import Frame
from coach.web.studio.learner import LearnerDesk
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
RUBRIC = Address(kind=ManuscriptKind.RUBRIC, id="first_call")


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, tmp_path / "library" / name, ignore=shutil.ignore_patterns("*.ogg"))
    return Workshop(Settings(home=tmp_path, library=tmp_path / "library", transcriber="pocketsphinx", offline=True))


@pytest.fixture
def client(workshop: Workshop) -> TestClient:
    app = FastAPI()
    app.state.door = Door(workshop.people)
    navigation = Navigation(workshop.people, workshop.reviews)
    Refusals(app.state.door, navigation).install(app)
    app.include_router(LearnerDesk(workshop, Frame(navigation), navigation).router())
    return TestClient(app, base_url="http://127.0.0.1:7860")


def read(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == status
    main = answer.text.partition("<main")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rewritten(workshop: Workshop, old: str, new: str) -> None:
    """Change the file in the studio, as an author does."""
    manuscript = workshop.manuscripts.open(RUBRIC)
    assert old in manuscript.text
    workshop.studio.save(RUBRIC, manuscript.text.replace(old, new), manuscript.stamp, by="owner")


def test_each_check_is_told_as_what_to_do_with_what_it_earns(client: TestClient) -> None:
    page = read(client, "/rubrics/first_call")
    assert "Say that a new customer waits eleven weeks on average before they can use the product. 8.3 points" in page
    assert "Propose a further meeting on a named day at a named time. must 6.7 points" in page
    assert "Never speak badly of another vendor or its product." in page
    assert "At least 2 of these 3, or the pitch does not pass, whatever its other points." in page
    assert (
        "85 and more passes. 75 to less than 85 is too close to the pass mark of 80 to call, so a person decides."
        in page
    )
    assert "Length: 60 to 120 seconds." in page
    assert "In use as its file stands" in page
    assert "Good morning, and thank you for your time." in page, "the golden pitch"


def test_another_situation_has_other_points_and_leaves_parts_out(client: TestClient) -> None:
    page = read(client, "/rubrics/first_call?situation=hallway")
    assert "What earns points: Hallway" in page
    assert "eleven weeks on average before they can use the product. 16.7 points" in page
    assert "Name Green Mountain Medical" not in page
    assert "This situation is for practice only; an official attempt certifies in “First call”." in page
    assert "What earns points: First call" in read(client, "/rubrics/first_call?situation=moon")


def test_what_is_in_use_stays_while_the_draft_shows_what_is_written(client: TestClient, workshop: Workshop) -> None:
    rewritten(workshop, "title: First-call pitch", "title: Opening pitch")
    offered = read(client, "/rubrics/first_call")
    assert offered.startswith('id="main"') or "First-call pitch" in offered
    assert "Version 1, as its file stood on" in offered
    assert "Opening pitch" not in offered
    draft = read(client, "/rubrics/first_call?draft=1")
    assert "Opening pitch" in draft
    assert "Draft: not what learners are scored by" in draft
    assert "Practice it" not in draft


def test_a_draft_with_a_mistake_is_told_and_what_is_in_use_can_still_be_read(
    client: TestClient, workshop: Workshop
) -> None:
    rewritten(workshop, "pass_mark: 80", "pass_mark: many")
    assert "pass_mark" in read(client, "/rubrics/first_call?draft=1", 400)
    assert "75 to less than 85 is too close to the pass mark of 80" in read(client, "/rubrics/first_call")


def test_what_cannot_be_read_says_why_in_one_sentence(client: TestClient, workshop: Workshop) -> None:
    assert "There is no rubric `frist_call`. Did you mean `first_call`?" in read(client, "/rubrics/frist_call", 404)
    assert "There is no rubric" in read(client, "/rubrics/nothing?draft=1", 404)
    path = workshop.files.root / "rubrics" / "first_call.yaml"
    whole = path.read_text("utf-8")
    path.write_text("title: [", "utf-8")
    assert "This rubric has a mistake in its file" in read(client, "/rubrics/first_call", 400)
    path.write_text(whole, "utf-8")
    rewritten(workshop, "pass_mark: 80", "pass_mark: 81")
    gone = Retirement(at=datetime(2026, 3, 5, tzinfo=UTC), by="owner", why="Replaced.")
    workshop.versions.retire("first_call", 1, gone)
    retired = read(client, "/rubrics/first_call", 410)
    assert "“First-call pitch” was retired on 05 Mar 2026: nobody is scored by it any more." in retired
    assert "pass mark of 81" in read(client, "/rubrics/first_call?draft=1")


def test_a_rubric_made_in_the_studio_is_not_read_before_it_is_published(client: TestClient, workshop: Workshop) -> None:
    text = workshop.manuscripts.open(RUBRIC).text
    workshop.studio.save(Address(kind=ManuscriptKind.RUBRIC, id="fresh"), text, None, by="owner")
    assert "This rubric is not published yet." in read(client, "/rubrics/fresh", 404)
    assert "First-call pitch" in read(client, "/rubrics/fresh?draft=1")


def test_without_sign_off_and_band_the_decision_reads_accordingly(client: TestClient, workshop: Workshop) -> None:
    rewritten(workshop, "band: 5\n", "band: 0\n")
    rewritten(workshop, "sign_off: borderline", "sign_off: never")
    page = read(client, "/rubrics/first_call?draft=1")
    assert "80 and more passes. Less than 80 does not pass yet." in page
    assert "Nobody is asked under this rubric" in page


@pytest.mark.parametrize(
    ("floor", "told"),
    [("66.7", "At least 2 of these 3, or"), ("66.8", "All of these 3, or"), ("33.4", "At least 2 of")],
)
def test_a_floor_is_told_as_it_is_held_against_the_printed_score(
    client: TestClient, workshop: Workshop, floor: str, told: str
) -> None:
    rewritten(workshop, "    at_least: 60\n", f"    at_least: {floor}\n")
    assert told in read(client, "/rubrics/first_call?draft=1")


def test_a_band_up_to_the_highest_total_and_beyond_it_is_told(client: TestClient, workshop: Workshop) -> None:
    rewritten(workshop, "band: 5\n", "band: 20\n")
    assert "100 passes. 60 to less than 100 is too close" in read(client, "/rubrics/first_call?draft=1")
    rewritten(workshop, "band: 20\n", "band: 21\n")
    assert "59 to 100 is too close" in read(client, "/rubrics/first_call?draft=1")


def test_hostile_names_are_refused_and_hostile_words_stay_words(client: TestClient, workshop: Workshop) -> None:
    assert read(client, "/rubrics/%3Cscript%3E", 404)
    assert client.get("/rubrics/..%2F..%2Fetc").status_code == 404
    rewritten(workshop, "title: First-call pitch", 'title: "<script>alert(1)</script> ${x} 你好"')
    answer = client.get("/rubrics/first_call?draft=1")
    assert "<script>alert" not in answer.text
    assert "${x} 你好" in answer.text
