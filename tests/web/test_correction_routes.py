"""The route for corrections: the owner's words only, and never over what another tab has saved."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fixtures.processes import Worker

from coach.domain.attempt import Attempt
from coach.domain.correction import edition
from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    home = tmp_path_factory.mktemp("home")
    return Workshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True))


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    app = build_app(workshop)
    with Worker(workshop.settings.home), TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.fixture(scope="module")
def heard(client: TestClient, workshop: Workshop) -> Attempt:
    query = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.ogg"}
    attempt_id = client.post("/attempts", params=query, content=UTTERANCE.read_bytes()).json()["id"]
    return finished(client, workshop, attempt_id)


def finished(client: TestClient, workshop: Workshop, attempt_id: str) -> Attempt:
    deadline = time.monotonic() + 180
    while client.get(f"/attempts/{attempt_id}").json()["state"] != "done":
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return workshop.coach().attempts.get(attempt_id)


def copy(workshop: Workshop, heard: Attempt, attempt_id: str, **changes: object) -> Attempt:
    other = heard.model_copy(update={"id": attempt_id, **changes})
    workshop.coach().attempts.add(other, {})
    return other


def typed(attempt: Attempt, text: str) -> dict[str, object]:
    assert attempt.transcript is not None
    return {"edition": edition(attempt.transcript), "lines": [{"number": 1, "text": text}]}


def test_a_correction_is_scored_again_and_shown(client: TestClient, workshop: Workshop, heard: Attempt) -> None:
    attempt = copy(workshop, heard, "corrected")
    markup = "<b>Silver</b> & Bridge"
    answer = client.post(f"/attempts/{attempt.id}/corrections", json=typed(attempt, markup))
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"id": attempt.id}
    after = finished(client, workshop, attempt.id)
    assert after.tries == attempt.tries + 1
    told = client.get(f"/attempts/{attempt.id}/record.json").json()["transcript"]
    assert told["heard_text"] == heard.transcript.text  # pyright: ignore
    assert told["text"].startswith(markup)
    page = client.get(f"/attempts/{attempt.id}/report").text
    assert 'class="pc-fixed"' in page
    assert "&lt;b&gt;Silver&lt;/b&gt;" in page
    assert markup not in page


def test_what_another_tab_saved_is_not_written_over(client: TestClient, workshop: Workshop, heard: Attempt) -> None:
    attempt = copy(workshop, heard, "tabs")
    other = {**typed(attempt, "Something else."), "edition": "0" * 16}
    answer = client.post(f"/attempts/{attempt.id}/corrections", json=other)
    assert answer.status_code == 400
    assert "has changed" in answer.json()["error"]["message"]
    assert workshop.coach().attempts.get(attempt.id) == attempt


def test_nobody_corrects_another_persons_words(client: TestClient, workshop: Workshop, heard: Attempt) -> None:
    attempt = copy(workshop, heard, "theirs", who="somebody else")
    answer = client.post(f"/attempts/{attempt.id}/corrections", json=typed(attempt, "Something else."))
    assert answer.status_code == 404
    assert workshop.coach().attempts.get(attempt.id) == attempt


def test_another_sites_page_corrects_nothing(client: TestClient, heard: Attempt) -> None:
    foreign = {"Origin": "https://evil.example"}
    answer = client.post(f"/attempts/{heard.id}/corrections", json=typed(heard, "Mine."), headers=foreign)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", [{}, {"edition": "x"}, {"edition": "x", "lines": [{"number": 1, "text": "a" * 10_001}]}, {"lines": "x"}]
)
def test_what_is_no_correction_is_told_in_words(client: TestClient, heard: Attempt, body: dict[str, object]) -> None:
    answer = client.post(f"/attempts/{heard.id}/corrections", json=body)
    assert answer.status_code == 422
    assert set(answer.json()["error"]) == {"message", "hint"}
