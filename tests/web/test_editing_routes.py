"""What the script of the editor asks for: the file, its parts, steps in it, and saving without treading on anybody."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Iterator[FastAPI]:
    fill(library)
    app = build_app(Workshop(Settings(home=tmp_path_factory.mktemp("home"), library=library)))
    with TestClient(app):
        yield app


@pytest.fixture
def client(app: FastAPI, library: Path) -> TestClient:
    fill(library)
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


def fill(library: Path) -> None:
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.rmtree(library / name, ignore_errors=True)
        shutil.copytree(ROOT / name, library / name, ignore=shutil.ignore_patterns("*.ogg"))


@pytest.mark.parametrize(
    "tail", ["rubric/first_call", "card/castle", "us/us", "pitch/first_call/golden", "pitch/first_call/near_miss"]
)
def test_every_kind_of_file_has_its_page(client: TestClient, tail: str) -> None:
    page = client.get(f"/studio/edit/{tail}", headers=HTML)
    assert page.status_code == 200
    assert "data-se-form" in page.text
    assert client.get(f"/studio/text/{tail}").json()["data"]


def test_a_golden_pitch_without_a_part_leads_to_its_model_answer(client: TestClient) -> None:
    answer = client.get("/studio/edit/pitch/first_call", headers=HTML)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/studio/edit/pitch/first_call/golden"


@pytest.mark.parametrize(
    "tail", ["rubric/nothing", "card/..%2fus", "us/first_call", "poem/first_call", "pitch/nobody/weak", "rubric/UPPER"]
)
def test_what_is_not_there_is_a_page_with_the_way_on(client: TestClient, tail: str) -> None:
    page = client.get(f"/studio/edit/{tail}", headers=HTML)
    assert page.status_code == 404
    assert "<a" in page.text


def test_a_text_that_a_golden_pitch_lacks_can_be_written_in_the_page(client: TestClient, library: Path) -> None:
    weak = library / "golden_pitches" / "first_call" / "weak.md"
    weak.unlink()
    assert client.get("/studio/edit/pitch/first_call/weak", headers=HTML).status_code == 200
    saved = client.post("/studio/save/pitch/first_call/weak", json={"text": "Nice weather.\n", "stamp": None})
    assert saved.status_code == 200
    assert weak.read_text(encoding="utf-8") == "Nice weather.\n"


def test_a_file_that_has_not_changed_is_answered_by_its_stamp_alone(client: TestClient, library: Path) -> None:
    first = client.get("/studio/text/rubric/first_call").json()
    again = client.get(f"/studio/text/rubric/first_call?since={first['stamp']}").json()
    assert again == {"stamp": first["stamp"]}
    (library / "rubrics" / "first_call.yaml").unlink()
    assert client.get("/studio/text/rubric/first_call").status_code == 404


def test_names_keep_the_order_in_which_the_author_wrote_them(client: TestClient) -> None:
    situations = list(client.get("/studio/text/rubric/first_call").json()["data"]["situations"])
    page = client.get("/studio/edit/rubric/first_call", headers=HTML).text
    held = page[page.index("data-se-start") :]
    places = [held.index(f'"{name}": {{') for name in situations]
    assert places == sorted(places)


def test_whoever_saves_second_gets_the_other_text_and_overwrites_nothing(client: TestClient, library: Path) -> None:
    file = library / "rubrics" / "first_call.yaml"
    start = client.get("/studio/text/rubric/first_call").json()
    theirs = start["text"].replace("band: 5", "band: 6")
    file.write_text(theirs, encoding="utf-8")
    mine = {"text": start["text"].replace("band: 5", "band: 7"), "stamp": start["stamp"]}
    answer = client.post("/studio/save/rubric/first_call", json=mine)
    assert answer.status_code == 409
    assert answer.json()["theirs"]["text"] == theirs
    assert file.read_text(encoding="utf-8") == theirs
    file.unlink()
    gone = client.post("/studio/save/rubric/first_call", json=mine)
    assert gone.status_code == 409
    assert gone.json()["theirs"] is None


@pytest.mark.parametrize(("tail", "spoil"), [("card/castle", "name: Castle"), ("us/us", "company: Silver Bridge")])
def test_a_file_that_is_used_as_it_stands_is_not_saved_with_errors(
    client: TestClient, library: Path, tail: str, spoil: str
) -> None:
    start = client.get(f"/studio/text/{tail}").json()
    body = {"text": start["text"].replace(spoil, ""), "stamp": start["stamp"]}
    answer = client.post(f"/studio/save/{tail}", json=body)
    assert answer.status_code == 400
    assert "is used as soon as it is saved, and has a mistake in line " in answer.json()["error"]["message"]
    assert client.get(f"/studio/text/{tail}").json()["text"] == start["text"]


def test_a_rubric_may_be_saved_with_errors(client: TestClient) -> None:
    start = client.get("/studio/text/rubric/first_call").json()
    body = {"text": start["text"].replace("pass_mark: 80", "pass_mark: high"), "stamp": start["stamp"]}
    answer = client.post("/studio/save/rubric/first_call", json=body)
    assert answer.status_code == 200
    assert any(each["severity"] == "error" for each in answer.json()["remarks"])


@pytest.mark.parametrize(
    ("address", "body", "status"),
    [
        ("read", {"text": "x" * 200_001}, 400),
        ("read", {"text": 7}, 422),
        ("read", {}, 422),
        ("steps", {"text": "title: A\n", "edits": [{"do": "burn", "where": []}]}, 422),
        ("steps", {"text": "title: A\n", "edits": [{"do": "remove", "where": ["criteria", 3]}]}, 400),
        ("steps", {"text": "title: [", "edits": [{"do": "put", "where": ["title"], "value": "B"}]}, 400),
        ("save", {"text": "é" * 900_000, "stamp": None}, 413),
    ],
)
def test_hostile_bodies_get_one_sentence_and_a_next_step(
    client: TestClient, address: str, body: dict[str, object], status: int
) -> None:
    answer = client.post(f"/studio/{address}/rubric/first_call", json=body)
    assert answer.status_code == status
    told = answer.json()["error"]
    assert told["message"]
    assert told["hint"]


def test_what_authors_write_is_never_markup_in_the_page(client: TestClient, library: Path) -> None:
    file = library / "rubrics" / "first_call.yaml"
    hostile = "</script><script>alert(1)</script>${x}"
    file.write_text(file.read_text(encoding="utf-8").replace("First-call pitch", hostile), encoding="utf-8")
    page = client.get("/studio/edit/rubric/first_call", headers=HTML).text
    assert "<script>alert(1)" not in page


def test_a_text_of_the_longest_in_any_script_fits_into_a_request(client: TestClient) -> None:
    text = client.get("/studio/text/rubric/first_call").json()["text"]
    note = "# " + "你好" * 45 + "\n"
    long = text + note * ((199_000 - len(text)) // len(note))
    assert len(long.encode()) > 400_000
    steps = {"text": long, "edits": [{"do": "put", "where": ["title"], "value": "Longest"}]}
    for route, body in (("read", {"text": long}), ("steps", steps)):
        raw = json.dumps(body, ensure_ascii=False).encode()  # as a browser writes it
        answer = client.post(
            f"/studio/{route}/rubric/first_call", content=raw, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 200, answer.text[:200]


def test_a_draft_says_the_same_as_its_version_only_with_the_golden_pitch_of_then(
    client: TestClient, library: Path
) -> None:
    start = client.get("/studio/text/rubric/closing").json()
    saved = client.post("/studio/save/rubric/closing", json={"text": start["text"], "stamp": start["stamp"]}).json()
    in_use = saved["standing"]["in_use"]
    assert (in_use["number"], in_use["version"], in_use["alike"]) == (1, saved["version"], True)
    golden = library / "golden_pitches" / "closing" / "golden.md"
    golden.write_text(golden.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    now = client.get("/studio/text/rubric/closing").json()
    assert now["version"] == in_use["version"]
    assert now["standing"] == {"managed": True, "in_use": in_use | {"alike": False}}
    assert client.get("/studio/text/card/castle").json()["standing"] is None


def test_a_text_that_is_too_long_is_told_in_characters(client: TestClient) -> None:
    answer = client.post("/studio/read/rubric/first_call", json={"text": "ж" * 200_001})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("This text has 200,001 characters, and 200,000 can be edited")
    assert answer.json()["error"]["hint"] == "Shorten it."
