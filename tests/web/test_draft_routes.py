"""The routes of beginning and of drafting: what is sent comes back when something is wrong, and only to its owner."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from coach.domain.studio.drafting.document import LARGEST
from coach.service.stages import ignore
from coach.settings import Settings
from coach.web.access import Door
from coach.web.navigation import Navigation
from coach.web.refusals import Refusals
from coach.web.studio.beginning import BeginningDesk
from coach.web.studio.drafting import DraftDesk
from coach.web.studio.frame import Frame
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
TEXT = "# Opening\nName the cost of a late week.\n\n# Close\nPropose a day and a time.\n"
PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    folder = tmp_path_factory.mktemp("studio")
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, folder / "library" / name)
    return Workshop(Settings(home=folder / "home", library=folder / "library", max_megabytes=1))


@pytest.fixture(scope="module")
def app(workshop: Workshop) -> FastAPI:
    app = FastAPI()
    app.state.door = Door(workshop.people)
    navigation = Navigation(workshop.people, workshop.reviews)
    Refusals(app.state.door, navigation).install(app)
    for desk in (BeginningDesk, DraftDesk):
        app.include_router(desk(workshop, Frame(navigation)).router())
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
        yield client


def begun(client: TestClient, workshop: Workshop, title: str) -> str:
    """The id of a draft that the worker has been through."""
    answer = client.post("/studio/draft", data={"title": title, "text": TEXT}, headers=PAGE)
    assert answer.status_code == 303
    study_id = answer.headers["location"].rsplit("/", 1)[1]
    workshop.studies.work(study_id, 0, ignore)
    return study_id


def test_what_was_typed_comes_back_with_what_is_wrong(client: TestClient) -> None:
    sent = {"title": "<b>Ours", "text": "Some ${words} <script>", "id": "Not An Id", "name": "Guide"}
    answer = client.post("/studio/draft", data=sent, headers=PAGE)
    assert answer.status_code == 400
    for shown in ("cannot be the name of a file", "&lt;b&gt;Ours", "Some ${words} &lt;script&gt;", 'value="Not An Id"'):
        assert shown in answer.text
    answer = client.post("/studio/new", data={"way": "blank", "title": "x", "id": "first_call"}, headers=PAGE)
    assert answer.status_code == 400
    assert "There is a rubric “first_call” already." in answer.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("guide.pdf", b"%PDF-1.7", "is a PDF"),
        ("guide.docx", b"PK\x03\x04rest", "is a Word file"),
        ("guide", b"PK\x03\x04rest", "is a Word file"),
        ("guide.txt", b"\xff\x00\x01", "no text in the encoding UTF-8"),
        ("guide.txt", b"x" * (LARGEST + 1), "larger than 200 kB"),
        ("guide.txt", b"", "no sentences"),
        ("noise.bin", b"\x00\xff\x01" * 50, "not a recording"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_one_sentence(
    client: TestClient, workshop: Workshop, name: str, content: bytes, says: str
) -> None:
    answer = client.post("/studio/draft", data={"title": "T"}, files={"file": (name, content)}, headers=PAGE)
    if answer.status_code == 303:  # kept as a recording first, and told by the worker
        study_id = answer.headers["location"].rsplit("/", 1)[1]
        workshop.studies.work(study_id, 0, ignore)
        study = workshop.studies.store.get(study_id)
        assert study.problem
        assert study.hint
        return
    assert answer.status_code == 400
    assert says in answer.text
    assert "Choose the file" in answer.text


def test_more_than_a_file_may_have_is_not_taken(client: TestClient) -> None:
    answer = client.post("/studio/draft", data={"title": "T"}, files={"file": ("a.wav", bytes(3_000_000))})
    assert answer.status_code == 413
    both = client.post(
        "/studio/draft", data={"title": "T", "text": "A b."}, files={"file": ("a.md", b"c")}, headers=PAGE
    )
    assert "Bring one of the two." in both.text


def test_lines_are_accepted_with_and_without_a_script(client: TestClient, workshop: Workshop) -> None:
    study_id = begun(client, workshop, "By hand")
    page = f"/studio/draft/{study_id}"
    said = {"verdict": "accepted", "text": "Does the seller also gives an engaging cost and names it?"}
    told = client.post(f"{page}/lines/1-1", data=said).json()
    assert told["lines"]["1-1"]["verdict"] == "accepted"
    assert len(told["lines"]["1-1"]["advice"]) == 2
    assert (told["accepted"], told["open"]) == (1, 1)
    answer = client.post(f"{page}/parts/2", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}#part-2")
    shown = client.get(page).text
    assert "<b>2</b> accepted" in shown
    assert "<mark>Name the cost of a late week.</mark>" in shown
    made = client.post(f"{page}/make", data={"title": "By hand", "id": "by_hand"}, headers=PAGE)
    assert made.headers["location"] == "/studio/edit/rubric/by_hand"
    again = client.post(f"{page}/make", data={"title": "By hand", "id": "by_hand", "about": "Kept words"}, headers=PAGE)
    assert again.status_code == 400
    assert "Kept words" in again.text
    for shown in (again.text, client.get(page).text, client.get("/studio/new").text):
        assert '<a href="/studio/edit/rubric/by_hand">' in shown
    second = client.post(f"{page}/make", data={"title": "By hand", "again": "1"}, headers=PAGE)
    assert second.headers["location"] == "/studio/edit/rubric/by_hand_2"


def test_words_sent_without_a_verdict_leave_what_was_decided(client: TestClient, workshop: Workshop) -> None:
    line = f"/studio/draft/{begun(client, workshop, 'Two tabs')}/lines/1-1"
    client.post(line, data={"verdict": "accepted", "text": "Here?"})
    assert client.post(line, data={"text": "There?"}).json()["lines"]["1-1"]["verdict"] == "accepted"
    assert client.post(line, data={"verdict": ""}).json()["lines"]["1-1"]["verdict"] == ""
    assert "There?" in client.get(line.rsplit("/lines", 1)[0]).text


def test_what_is_said_to_no_line_is_refused(client: TestClient, workshop: Workshop) -> None:
    page = f"/studio/draft/{begun(client, workshop, 'Refused')}"
    assert client.post(f"{page}/lines/7-7", data={"verdict": "accepted"}).status_code == 400
    assert client.post(f"{page}/lines/1-1", data={"verdict": "accepted", "text": "x" * 301}).status_code == 400
    assert client.post(f"{page}/parts/9").status_code == 400
    assert client.post(f"{page}/parts/x").status_code == 422
    assert client.post(f"{page}/lines/1-1", data={"text": "x" * 300_000}).status_code == 413
    assert client.get("/studio/draft/nothing").status_code == 404


def test_a_draft_is_its_owners_alone(client: TestClient, workshop: Workshop) -> None:
    study_id = begun(client, workshop, "Mine alone")
    client.cookies.set("pitch-coach-7860", workshop.people.admit("Somebody else") or "")
    page = f"/studio/draft/{study_id}"
    assert client.get(page).status_code == 404
    assert client.get(f"{page}/recording").status_code == 404
    for tail in ("lines/1-1", "parts/1", "make", "skeleton", "discard"):
        assert client.post(f"{page}/{tail}").status_code == 404
    assert "Mine alone" not in client.get("/studio/new").text
