"""The routes beside the pages: hand-in, status, recordings and reports, for their owner only."""

import io
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fixtures.processes import Worker
from polling import finished

from coach.adapters.leases import hold
from coach.domain.attempt import Problem, State
from coach.domain.certification import Decision, Outcome, Result
from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))
REST = ["", "/media", "/report", "/report.html", "/record.json"]
QUERY = {"rubric": "first_call", "situation": "first_call"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    home = tmp_path_factory.mktemp("home")
    return Workshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True, max_megabytes=1))


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    home, limit = workshop.settings.home, "1"
    with (
        Worker(home, COACH_MAX_MEGABYTES=limit),
        TestClient(build_app(workshop), base_url="http://127.0.0.1:7860") as client,
    ):
        yield client


def hand_in(client: TestClient, content: bytes, filename: str, **query: str) -> str:
    answer = client.post("/attempts", params={**QUERY, "filename": filename, **query}, content=content)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


@pytest.fixture(scope="module")
def heard(client: TestClient) -> str:
    attempt_id = hand_in(client, UTTERANCE.read_bytes(), UTTERANCE.name)
    assert finished(client, attempt_id)["state"] == "done"
    return attempt_id


def test_a_recording_is_kept_before_anything_is_done_with_it(client: TestClient, workshop: Workshop) -> None:
    attempt_id = hand_in(client, UTTERANCE.read_bytes(), "C:\\pitches\\mine.ogg")
    attempt = workshop.coach().attempts.get(attempt_id)
    assert attempt.recording is not None
    assert attempt.recording.filename == "mine.ogg"
    kept = workshop.settings.home / "media" / attempt.recording.sha256[:2] / attempt.recording.sha256
    assert kept.read_bytes() == UTTERANCE.read_bytes()
    assert not list((workshop.settings.home / "web" / "incoming").iterdir())
    finished(client, attempt_id)


def test_a_recording_can_be_wound_to_any_moment_by_its_owner(client: TestClient, heard: str) -> None:
    part = client.get(f"/attempts/{heard}/media", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == UTTERANCE.read_bytes()[10:20]
    assert part.headers["content-type"] == "audio/ogg"
    assert part.headers["cache-control"] == "private, no-store"


def test_the_report_opens_as_a_page_and_as_a_file(client: TestClient, heard: str) -> None:
    page = client.get(f"/attempts/{heard}/report")
    assert f"/attempts/{heard}/media" in page.text
    export = client.get(f"/attempts/{heard}/report.html")
    assert "attachment" in export.headers["content-disposition"]
    assert "data:audio/" in export.text
    assert f"/attempts/{heard}" not in export.text


def test_the_record_is_the_one_the_command_line_prints(client: TestClient, heard: str) -> None:
    record = client.get(f"/attempts/{heard}/record.json").json()
    assert record["id"] == heard
    assert record["transcript"]["words"]


@pytest.mark.parametrize("rest", REST)
def test_another_persons_attempt_is_not_there(client: TestClient, workshop: Workshop, heard: str, rest: str) -> None:
    store = workshop.coach().attempts
    other = store.get(heard).model_copy(update={"id": f"other{REST.index(rest)}", "who": "somebody else"})
    store.add(other, {})
    assert client.get(f"/attempts/{other.id}{rest}").status_code == 404
    assert client.post(f"/attempts/{other.id}/retry", params={"engine": "configured"}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/attempts/x", "/practice/", "/practice/config", "/samples/first_call/golden", "/practice/gradio_api/info"]
)
def test_a_page_that_points_its_own_name_here_is_nobody(client: TestClient, path: str) -> None:
    assert client.get(path, headers={"Host": "evil.example"}, follow_redirects=False).status_code == 401


def test_another_sites_page_may_not_hand_anything_in(client: TestClient) -> None:
    answer = client.post(
        "/attempts/sample", params={**QUERY, "kind": "golden"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403


def test_a_sample_is_there_to_listen_to(client: TestClient) -> None:
    answer = client.get("/samples/first_call/golden")
    assert answer.headers["content-type"] == "audio/ogg"


def silence() -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(bytes(64_000))
    return file.getvalue()


REFUSED = {
    "no recording at all": (b"%PDF-1.7 not a recording", "pitch.mp3"),
    "silence": (silence(), "silence.wav"),
}


@pytest.mark.parametrize(("content", "filename"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_no_pitch_is_kept_and_told_in_one_sentence(
    client: TestClient, content: bytes, filename: str
) -> None:
    status = finished(client, hand_in(client, content, filename))
    assert status["state"] == "refused"
    problem = status["problem"]
    assert isinstance(problem, dict)
    assert problem["message"].endswith(".")
    assert problem["hint"]


@pytest.mark.parametrize(
    ("content", "filename", "query"),
    [
        (b"", "pitch.wav", {}),
        (b"WEBVTT\n\nnonsense", "x.vtt", {}),
        (bytes(1_000_001), "long.wav", {}),
        (b"x", "x.wav", {"rubric": "nope"}),
        (b"x", "x.wav", {"situation": "nope"}),
    ],
    ids=["empty", "broken transcript", "too large", "unknown rubric", "unknown situation"],
)
def test_what_cannot_be_taken_is_refused_with_a_next_step(
    client: TestClient, content: bytes, filename: str, query: dict[str, str]
) -> None:
    answer = client.post("/attempts", params={**QUERY, "filename": filename, **query}, content=content)
    assert answer.status_code in {400, 422}
    assert set(answer.json()["error"]) == {"message", "hint"}


def test_a_job_of_a_command_that_was_killed_shows_as_interrupted_and_can_be_taken_up(
    client: TestClient, workshop: Workshop, heard: str
) -> None:
    store = workshop.coach().attempts
    changes = {"id": "left", "scorecard": None, "decision": None, "state": State.SCORING, "queued_at": None}
    store.add(store.get(heard).model_copy(update=changes), {})
    status = client.get("/attempts/left").json()
    assert status["state"] == "interrupted"
    assert client.post("/attempts/left/retry", params={"engine": "configured"}).status_code == 200
    assert finished(client, "left")["state"] == "done"


def test_an_attempt_that_waits_while_no_worker_is_there_says_so(tmp_path: Path) -> None:
    workshop = Workshop(Settings(home=tmp_path, library=ROOT, offline=True))
    with TestClient(build_app(workshop), base_url="http://127.0.0.1:7860") as client:
        waiting = hand_in(client, UTTERANCE.read_bytes(), UTTERANCE.name)
        assert client.get(f"/attempts/{waiting}").json()["idle"] is True
        with hold(tmp_path / "worker.lock"):
            assert client.get(f"/attempts/{waiting}").json()["idle"] is False
    workshop.database.close()


def test_a_retry_waits_in_the_queue_and_no_longer_shows_the_old_problem(
    client: TestClient, workshop: Workshop, heard: str
) -> None:
    coach = workshop.coach()
    problem = Problem(message="It failed.", hint="Try again.", retries=("configured",))
    failed = Decision(result=Result.NOT_SCORED, outcome=Outcome.NOT_SCORED, reasons=())
    changes = {"id": "waits", "state": State.WAITING, "problem": problem, "decision": failed}
    coach.attempts.add(coach.attempts.get(heard).model_copy(update=changes), {})
    told = client.get("/attempts/waits").json()["problem"]
    assert told == {
        "message": "It failed.",
        "hint": "Try again.",
        "retries": [{"name": "configured", "label": "Try again"}],
    }
    client.post("/attempts/waits/retry", params={"engine": "configured"})
    retried = client.get("/attempts/waits").json()
    assert retried["problem"] is None
    assert retried["outcome"] != "not_scored", "that was the last try"
    assert finished(client, "waits")["state"] == "done"


@pytest.mark.parametrize("path", ["/practice/gradio_api/upload", "/practice/gradio_api/queue/join"])
def test_another_sites_page_may_not_use_the_pages_own_routes(client: TestClient, path: str) -> None:
    answer = client.post(path, headers={"Origin": "https://evil.example"}, files={"files": ("x.txt", b"x")})
    assert answer.status_code == 401


def test_a_filename_never_gets_into_a_path(client: TestClient) -> None:
    assert finished(client, hand_in(client, UTTERANCE.read_bytes(), "../a\0.t\0t"))["state"] == "done"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/attempts/nope", 404), ("POST", "/attempts", 422), ("GET", "/samples/first_call/loud", 422)],
)
def test_every_refusal_is_a_message_and_a_hint(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert set(answer.json()["error"]) == {"message", "hint"}


def test_a_hand_in_that_is_sent_again_with_its_key_is_the_same_attempt(client: TestClient) -> None:
    same = {hand_in(client, UTTERANCE.read_bytes(), "a.ogg", key="made-by-the-page") for _ in range(2)}
    another = hand_in(client, UTTERANCE.read_bytes(), "a.ogg", key="made-by-the-page-2")
    assert len(same) == 1
    assert another not in same
