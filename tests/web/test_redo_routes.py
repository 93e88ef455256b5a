"""The routes for one line said again, with a real worker and real speech recognition."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fixtures.media_files import voice_like, write
from fixtures.processes import Worker
from polling import finished

from coach.domain.rubric import PitchKind
from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))
LINE = {"criterion": "problem", "check": "eleven_weeks"}
REDO = {**LINE, "filename": "again.ogg"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    home = tmp_path_factory.mktemp("home")
    return Workshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True))


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    with (
        Worker(workshop.settings.home),
        TestClient(build_app(workshop), base_url="http://127.0.0.1:7860") as client,
    ):
        yield client


@pytest.fixture(scope="module")
def pitch(client: TestClient, workshop: Workshop) -> str:
    """The weak pitch, as a transcript: it says nothing of eleven weeks."""
    words = workshop.library.golden("first_call").texts[PitchKind.WEAK].encode()
    query = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.txt"}
    attempt_id = client.post("/attempts", params=query, content=words).json()["id"]
    assert finished(client, attempt_id)["outcome"] == "not_yet"
    return attempt_id


def say_again(client: TestClient, pitch: str, content: bytes | None = None, **query: str) -> str:
    sound = UTTERANCE.read_bytes() if content is None else content
    answer = client.post(f"/attempts/{pitch}/redos", params={**REDO, **query}, content=sound)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture(scope="module")
def said(client: TestClient, pitch: str) -> str:
    redo = say_again(client, pitch)
    assert finished(client, redo)["state"] == "done"
    return redo


def test_the_panel_shows_the_question_and_what_was_found(client: TestClient, pitch: str) -> None:
    page = client.get(f"/attempts/{pitch}/redos/ask", params=LINE)
    assert "waits eleven weeks" in page.text
    assert "On average, it takes eleven weeks" in page.text
    assert page.headers["cache-control"] == "private, no-store"


def test_a_line_said_again_stands_beside_the_pitch(client: TestClient, pitch: str, said: str) -> None:
    page = client.get(f"/attempts/{said}/before-after").text
    assert "In your pitch" in page
    assert "Said again" in page
    assert f'src="/attempts/{said}/media"' in page
    assert "This does not change your score" in page
    assert f'data-attempt="{pitch}" data-criterion="problem" data-check="eleven_weeks"' in page


def test_the_list_holds_both_findings(client: TestClient, pitch: str, said: str) -> None:
    listed = {redo["id"]: redo for redo in client.get(f"/attempts/{pitch}/redos").json()}
    assert listed[said]["before"]["verdict"] == "not_met"
    assert listed[said]["after"]["check"] == "eleven_weeks"
    assert listed[said]["change"] in {"same", "better", "open"}


def test_a_line_that_no_longer_counts_in_the_pitch_hides_no_other(
    client: TestClient, workshop: Workshop, pitch: str, said: str
) -> None:
    redo = workshop.attempts.get(said)
    assert redo.redo is not None
    uncounted = redo.redo.model_copy(update={"check": "uncounted"})
    workshop.attempts.add(redo.model_copy(update={"id": "uncounted", "redo": uncounted}), {})
    answer = client.get(f"/attempts/{pitch}/redos")
    assert answer.status_code == 200
    listed = {line["id"] for line in answer.json()}
    assert said in listed
    assert "uncounted" not in listed


def test_the_report_of_a_line_is_no_report_of_a_pitch(client: TestClient, said: str) -> None:
    for page in ("report", "report.html"):
        text = client.get(f"/attempts/{said}/{page}").text
        assert "Said again" in text
        assert "of 100" not in text
        assert "Certified" not in text


def test_the_file_of_a_line_loads_nothing(client: TestClient, said: str) -> None:
    text = client.get(f"/attempts/{said}/report.html").text
    assert "data:audio/" in text
    assert "/attempts/" not in text


def test_a_line_said_again_is_no_pitch_to_submit(client: TestClient, said: str) -> None:
    assert client.post(f"/attempts/{said}/submit").status_code == 400


def test_the_same_key_hands_in_once(client: TestClient, pitch: str) -> None:
    first = say_again(client, pitch, key="k1")
    assert say_again(client, pitch, key="k1") == first


def test_more_than_a_minute_is_refused_at_once_and_in_words(client: TestClient, pitch: str, tmp_path: Path) -> None:
    long = write(tmp_path / "long.ogg", voice_like(65), kind="ogg", codec="libopus").read_bytes()
    answer = client.post(f"/attempts/{pitch}/redos", params=REDO, content=long)
    assert answer.status_code == 422
    assert "65 seconds long" in answer.json()["error"]["message"]


def test_silence_is_told_in_the_panel(client: TestClient, pitch: str, tmp_path: Path) -> None:
    quiet = write(tmp_path / "quiet.ogg", 0 * voice_like(3), kind="ogg", codec="libopus").read_bytes()
    redo = say_again(client, pitch, quiet)
    assert finished(client, redo)["state"] == "refused"
    page = client.get(f"/attempts/{redo}/before-after").text
    assert "The recording is silent from beginning to end." in page
    assert "Try once more" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"check": "gone"}, "not judged on that"),
        ({"criterion": "gone"}, "not judged on that"),
        ({"filename": "again.txt"}, "said, not written"),
    ],
)
def test_what_has_no_meaning_is_refused(client: TestClient, pitch: str, query: dict[str, str], words: str) -> None:
    answer = client.post(f"/attempts/{pitch}/redos", params={**REDO, **query}, content=UTTERANCE.read_bytes())
    assert answer.status_code == 400
    assert words in answer.json()["error"]["message"]


def test_another_persons_pitch_cannot_be_said_again(client: TestClient, workshop: Workshop, pitch: str) -> None:
    store = workshop.attempts
    theirs = store.get(pitch).model_copy(update={"id": "theirs", "who": "somebody else"})
    store.add(theirs, {})
    sound = UTTERANCE.read_bytes()
    assert client.post("/attempts/theirs/redos", params=REDO, content=sound).status_code == 404
    assert client.get("/attempts/theirs/redos").status_code == 404
    assert client.get("/attempts/theirs/redos/ask", params=LINE).status_code == 404


def test_another_persons_line_is_not_there(client: TestClient, workshop: Workshop, said: str) -> None:
    store = workshop.attempts
    store.add(store.get(said).model_copy(update={"id": "their-line", "who": "somebody else"}), {})
    assert client.get("/attempts/their-line/before-after").status_code == 404


def test_a_whole_pitch_has_no_before_and_after(client: TestClient, pitch: str) -> None:
    assert client.get(f"/attempts/{pitch}/before-after").status_code == 404


def test_another_sites_page_may_not_say_anything_again(client: TestClient, pitch: str) -> None:
    answer = client.post(
        f"/attempts/{pitch}/redos", params=REDO, content=b"x", headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
