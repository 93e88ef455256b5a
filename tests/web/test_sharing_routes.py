"""Export and import through their routes: looked at first, kept on a word, never over what is there."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drill_rooms import ROOT, Enter, drill_app, entering
from fastapi.testclient import TestClient
from made_zips import YAML, bomb, listed, packed, swapped, with_entry

from coach.domain.rubric import PitchKind
from coach.errors import UsageError
from coach.settings import Settings
from coach.web.navigation import Navigation
from coach.web.studio.frame import Frame
from coach.web.studio.sharing import SharingDesk
from coach.wiring import Workshop

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    root = tmp_path_factory.mktemp("library")
    for folder in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / folder, root / folder)
    settings = Settings(home=tmp_path_factory.mktemp("home"), library=root, offline=True, max_megabytes=20)
    workshop = Workshop(settings)
    yield workshop
    workshop.database.close()


@pytest.fixture(scope="module")
def enter(workshop: Workshop) -> Enter:
    app = drill_app(workshop)
    frame = Frame(Navigation(workshop.people, workshop.reviews))
    app.include_router(SharingDesk(workshop, frame).router())

    return entering(app, workshop, headers=PAGE)


@pytest.fixture(scope="module")
def client(enter: Enter) -> TestClient:
    return enter(None)


@pytest.fixture(scope="module")
def exported(client: TestClient) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(client.get("/studio/rubrics/first_call/export").content)) as parcel:
        return listed({name: parcel.read(name) for name in parcel.namelist() if "own_words.ogg" not in name})


def brought(client: TestClient, content: bytes, name: str = "first_call.zip") -> str:
    """Where the zip that was sent waits to be taken in."""
    answer = client.post("/studio/import", files={"file": (name, content, "application/zip")})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def library_of(workshop: Workshop) -> set[Path]:
    return {path for path in workshop.files.root.rglob("*") if path.is_file()}


def test_an_exported_rubric_comes_back_as_a_draft_under_a_free_id(workshop: Workshop, client: TestClient) -> None:
    answer = client.get("/studio/rubrics/first_call/export")
    assert answer.headers["content-disposition"] == 'attachment; filename="rubric-first_call.zip"'
    offer = brought(client, answer.content)
    page = client.get(offer).text
    assert "First-call pitch" in page
    assert "recordings of golden, weak, own words, near miss" in page
    assert 'value="first_call_2"' in page
    taken = client.post(offer, data={"id": "first_call_2"})
    assert (taken.status_code, taken.headers["location"]) == (303, "/studio/edit/rubric/first_call_2")
    assert workshop.library.rubric_ids() == ("closing", "competitive_call", "first_call")
    with pytest.raises(UsageError, match="Nothing is published"):
        workshop.library.rubric("first_call_2")
    draft = workshop.manuscripts.bundle("first_call_2")
    assert draft.rubric.golden_pitch == draft.golden.id == "first_call_2"
    assert draft.golden.texts == workshop.files.golden("first_call").texts
    assert set(draft.golden.recordings) == set(PitchKind)
    mine = (workshop.files.root / "rubrics/first_call_2.yaml").read_text("utf-8")
    assert mine == (ROOT / YAML).read_text("utf-8").replace("golden_pitch: first_call", "golden_pitch: first_call_2")
    assert client.get(offer).status_code == 404, "it is taken in once"
    assert list((workshop.settings.home / "web" / "incoming").iterdir()) == []


def test_what_is_there_already_is_never_written_over(
    workshop: Workshop, client: TestClient, exported: dict[str, bytes]
) -> None:
    offer = brought(client, packed(exported))
    before = {path: path.read_bytes() for path in library_of(workshop)}
    for wanted, told in (
        ("closing", "There is a rubric “closing” already, and it stays as it is."),
        ("../closing", "cannot be the name of a file"),
        ("Closing", "cannot be the name of a file"),
        ("us", "cannot be the name of a file"),
    ):
        answer = client.post(offer, data={"id": wanted})
        assert answer.status_code == 400
        assert told in answer.text
        assert f'value="{wanted}"' in answer.text, "what was typed stays"
    assert {path: path.read_bytes() for path in library_of(workshop)} == before
    assert client.post(offer, data={"id": "third"}).status_code == 303


def test_a_rubric_that_is_gone_keeps_its_id_while_versions_of_it_were_published(
    workshop: Workshop, client: TestClient, exported: dict[str, bytes]
) -> None:
    workshop.versions.manage("visit", "somebody")
    page = client.get(brought(client, packed(listed(_named(exported, "visit"), id="visit")))).text
    assert 'value="visit_2"' in page


def _named(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {path.replace(YAML, f"rubrics/{name}.yaml"): content for path, content in files.items()}


def test_a_card_counts_at_once_and_is_taken_in_alone(workshop: Workshop, client: TestClient) -> None:
    content = client.get("/studio/cards/castle/export").content
    offer = brought(client, content, "castle.zip")
    assert "it counts in drills as soon as it is taken in" in client.get(offer).text
    assert client.post(offer, data={"id": "fort"}).headers["location"] == "/studio/edit/card/fort"
    assert workshop.cards.card("fort").version == workshop.cards.card("castle").version


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (bomb, "“rubrics/bomb.yaml” would grow to 100.0 MB"),
        (lambda files: with_entry(files, "../../escaped.yaml"), "it leads out of its folder (..)"),
        (lambda files: b"<script>alert(1)</script>", "This file is no zip."),
        (lambda files: b"", "This file is empty."),
        (lambda files: packed(swapped(files, YAML, "band: 5", "bnad: 5")), "Did you mean `band`?"),
        (lambda files: packed(files | {"<script>.yaml": b""}), "“&lt;script&gt;.yaml”, which is no part"),
    ],
)
def test_a_zip_that_is_wrong_is_refused_on_the_page(
    make: Callable[[dict[str, bytes]], bytes],
    told: str,
    workshop: Workshop,
    client: TestClient,
    exported: dict[str, bytes],
) -> None:
    before = library_of(workshop)
    answer = client.post("/studio/import", files={"file": ("<b>.zip", make(exported), "application/zip")})
    assert answer.status_code == 400
    assert re.search(r'role="alert"', answer.text)
    assert told in answer.text
    assert "&lt;b&gt;.zip" in answer.text
    assert library_of(workshop) == before
    assert not list(workshop.settings.home.rglob("escaped*"))


def test_nothing_chosen_and_too_much_sent_are_told(client: TestClient) -> None:
    assert "No file was chosen." in client.post("/studio/import", files={"file": ("", b"")}).text
    answer = client.post("/studio/import", files={"file": ("large.zip", bytes(22_000_000))})
    assert answer.status_code == 413
    assert "larger than 20 MB" in answer.text


def test_a_zip_that_waits_is_its_bringers_alone(enter: Enter, client: TestClient, exported: dict[str, bytes]) -> None:
    offer = brought(enter("Kim"), packed(exported))
    assert client.get(offer).status_code == 404
    assert client.post(offer, data={"id": "theirs"}).status_code == 404
    assert client.get("/studio/import/" + "0" * 18).status_code == 404
    assert client.get("/studio/import/../../etc").status_code == 404


def test_what_is_not_there_or_broken_is_not_exported(workshop: Workshop, client: TestClient) -> None:
    assert client.get("/studio/rubrics/..%2f..%2fetc/export").status_code == 404
    assert client.get("/studio/rubrics/nothing/export").status_code == 404
    (workshop.files.root / "rubrics/broken.yaml").write_text("title: [\n", "utf-8")
    answer = client.get("/studio/rubrics/broken/export")
    assert answer.status_code == 400
    assert "rubrics/broken.yaml, line 1" in answer.text
    (workshop.files.root / "rubrics/broken.yaml").unlink()
