"""What the pages say of an attempt that was deleted, and of a recording that was removed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import FakeTranscriber
from fastapi.testclient import TestClient

from coach.domain.attempt import Attempt
from coach.domain.retention import Retention
from coach.service.panel import EMBEDDED
from coach.service.stages import Chosen
from coach.service.submission import Submission
from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg"))


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(Settings(home=tmp_path_factory.mktemp("home"), library=ROOT, offline=True))


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    with TestClient(build_app(workshop), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.fixture
def attempt(workshop: Workshop) -> Attempt:
    heard = Chosen(FakeTranscriber(workshop.library.golden("first_call").text), "for this test")
    coach = replace(workshop.coach(), choose_transcriber=lambda name, fetching: heard)
    received = coach.receive(Submission("first_call", recording=UTTERANCE))
    return coach.run(received.id, progress=lambda share: None, judge=EMBEDDED)


def paths_of(client: TestClient, attempt: Attempt) -> list[tuple[str, str]]:
    """Every route below /attempts/{attempt_id}, with its method."""
    return [
        (method.upper(), path.replace("{attempt_id}", attempt.id))
        for path, methods in client.app.openapi()["paths"].items()
        if path.startswith("/attempts/{attempt_id}")
        for method in methods
    ]


def ask(client: TestClient, method: str, path: str) -> int:
    return client.request(method, path, params={"engine": "configured"}, json={}, follow_redirects=False).status_code


def test_nothing_below_a_deleted_attempt_is_there_any_more(
    client: TestClient, workshop: Workshop, attempt: Attempt
) -> None:
    paths = paths_of(client, attempt)
    assert len(paths) > 6
    before = {path: ask(client, method, path) for method, path in paths if method == "GET"}
    assert [path for path, code in before.items() if code == 200] != []

    workshop.archive.delete(attempt.id, attempt.who)

    left = {(method, path): ask(client, method, path) for method, path in paths}
    assert {asked: code for asked, code in left.items() if code not in {404, 422}} == {}
    assert [path for path, code in before.items() if code == 200 and left["GET", path] != 404] == []


def test_a_report_says_that_its_recording_was_removed(client: TestClient, workshop: Workshop, attempt: Attempt) -> None:
    with_sound = client.get(f"/attempts/{attempt.id}/report")
    assert f"/attempts/{attempt.id}/media" in with_sound.text
    archive = replace(
        workshop.archive,
        retention=Retention(recordings_days=90),
        now=lambda: datetime.now(UTC) + timedelta(days=91),
    )
    archive.purge()

    for name in ("report", "report.html"):
        page = client.get(f"/attempts/{attempt.id}/{name}")
        assert page.status_code == 200
        assert "The recording was removed after 90 days." in page.text
        assert "<audio" not in page.text
        assert "/media" not in page.text
    media = client.get(f"/attempts/{attempt.id}/media")
    assert media.status_code == 404
    assert media.json()["error"]["message"] == "The recording was removed after 90 days."
    assert client.get(f"/attempts/{attempt.id}/record.json").json()["recording"]["kept"] is False
