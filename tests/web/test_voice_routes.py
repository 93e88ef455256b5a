"""The routes of talking in a drill: what is said comes in, the rival's sentences go out, for their owner only."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from fixtures.speech_server import SpeechServer
from recordings import plain, text_of
from sparring_examples import BRIEF, example_card

from coach.domain.exchange import Sound
from coach.domain.retention import Retention
from coach.domain.sparring.drill import Drill, Order
from coach.domain.sparring.turn import Line, Said
from coach.service.sparring.drills import Start
from coach.settings import Settings
from coach.web.server import build_app
from coach.web.sparring import voice
from coach.web.sparring.sounds import Sounds
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
SOUND = (ROOT / "tests" / "fixtures" / "utterances" / "morning.ogg").read_bytes()
OTHER_SOUND = (ROOT / "tests" / "fixtures" / "utterances" / "trial.ogg").read_bytes()
ORIGIN = "http://127.0.0.1:7860"


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    with SpeechServer() as running:
        yield running


@pytest.fixture
def workshop(tmp_path: Path, server: SpeechServer) -> Iterator[Workshop]:
    settings = Settings(
        home=tmp_path / "home",
        library=ROOT,
        transcriber="pocketsphinx",
        offline=True,
        speech_base_url=server.base_url,
    )
    workshop = Workshop(settings)
    yield workshop
    workshop.database.close()


@pytest.fixture
def client(workshop: Workshop) -> Iterator[TestClient]:
    with TestClient(build_app(workshop), base_url=ORIGIN) as client:
        yield client


@pytest.fixture
def drill(workshop: Workshop) -> Drill:
    begun = workshop.drills.start("me", Start(competitor="castle", brief=BRIEF, card=example_card()))
    return workshop.drills.reply(begun.id, "me", lambda said: None)


def test_what_is_said_is_kept_then_heard_and_can_be_played(
    client: TestClient, drill: Drill, workshop: Workshop
) -> None:
    here = f"/drills/{drill.id}/utterances"
    kept = client.post(f"{here}?after=1&seconds=3.4", content=SOUND)
    assert kept.status_code == 201
    waiting = client.get(here).json()
    assert [(each["id"], each["text"], each["answers"]) for each in waiting] == [(kept.json()["id"], None, 1)]
    there = f"{here}/{kept.json()['id']}"
    heard = client.post(f"{there}/hear").json()
    assert len(set(plain(heard["text"])) & set(plain(text_of("morning")))) >= 6
    assert heard["problem"] is None
    played = client.get(there)
    assert (played.content, played.headers["content-type"]) == (SOUND, "audio/ogg")
    assert played.headers["cache-control"] == "private, no-store"
    assert client.delete(there).status_code == 204
    assert client.get(here).json() == []
    assert list((workshop.settings.home / "web" / "incoming").iterdir()) == []


def test_what_cannot_be_heard_is_told_with_what_to_do(client: TestClient, drill: Drill) -> None:
    here = f"/drills/{drill.id}/utterances"
    kept = client.post(f"{here}?after=1", content=b"no sound at all").json()
    heard = client.post(f"{here}/{kept['id']}/hear").json()
    assert heard["text"] is None
    assert heard["problem"]["message"]
    assert heard["problem"]["hint"]
    assert client.post(f"{here}/{kept['id']}/hear?engine=other").status_code == 400


def test_an_answer_without_end_is_not_taken_in(
    client: TestClient, drill: Drill, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "MAX_BYTES", 1000)
    refused = client.post(f"/drills/{drill.id}/utterances?after=1", content=SOUND)
    assert (refused.status_code, client.get(f"/drills/{drill.id}/utterances").json()) == (422, [])
    assert "larger than" in refused.json()["error"]["message"]


def test_a_sentence_is_spoken_once_and_then_remembered(client: TestClient, drill: Drill, server: SpeechServer) -> None:
    said = drill.turns[0].said
    for _ in range(2):
        sound = client.get(f"/drills/{drill.id}/turns/1/speech/0")
        assert (sound.status_code, sound.headers["content-type"]) == (200, "audio/mpeg")
    assert [asked.body["input"] for asked in server.asked] == [said[0].text]
    for missing in (f"1/speech/{len(said)}", "1/speech/-1", "2/speech/0", "0/speech/0"):
        assert client.get(f"/drills/{drill.id}/turns/{missing}").status_code == 404


def test_a_sentence_is_spoken_while_the_next_one_is_still_made(
    workshop: Workshop, drill: Drill, server: SpeechServer
) -> None:
    goes_on, first_out = threading.Event(), threading.Event()

    class Slow:
        identity = workshop.drills.rivals["embedded"].identity

        def reply(self, drill: Drill, order: Order, shown: object) -> Line:
            said = (Said(text="First this."), Said(text="Then that."))
            shown(said[0])  # pyright: ignore
            first_out.set()
            assert goes_on.wait(20)
            shown(said[1])  # pyright: ignore
            return Line(said=said, engine="slow")

    for name in ("configured", "embedded"):
        workshop.drills.rivals[name] = Slow()  # pyright: ignore[reportIndexIssue]
    with TestClient(build_app(workshop), base_url=ORIGIN) as client:
        client.post(f"/drills/{drill.id}/answers", json={"text": "We went live in two weeks.", "after": 1})
        asking = threading.Thread(target=client.post, args=(f"/drills/{drill.id}/reply",))
        asking.start()
        try:
            assert first_out.wait(20)
            assert client.get(f"/drills/{drill.id}/turns/3/speech/0").status_code == 200
            assert client.get(f"/drills/{drill.id}/turns/3/speech/1").status_code == 404
        finally:
            goes_on.set()
            asking.join()
        assert client.get(f"/drills/{drill.id}/turns/3/speech/1").status_code == 200
    assert [asked.body["input"] for asked in server.asked] == ["First this.", "Then that."]


def test_what_another_tab_has_listened_to_is_asked_for_again(
    client: TestClient, workshop: Workshop, drill: Drill
) -> None:
    here = f"/drills/{drill.id}/utterances"
    kept = client.post(f"{here}?after=1", content=SOUND).json()["id"]
    with workshop.drills.leases.take(f"utterance-{kept}"):
        busy = client.post(f"{here}/{kept}/hear")
        answered = client.post(f"/drills/{drill.id}/answers", json={"text": "Yes.", "after": 1, "utterance": kept})
    assert (busy.status_code, answered.status_code) == (409, 409)
    assert "listened to already" in busy.json()["message"]
    assert client.get(here).json()[0]["problem"] is None
    assert client.post(f"{here}/{kept}/hear").json()["text"]


def test_what_retention_removed_is_not_offered_to_be_played(
    client: TestClient, workshop: Workshop, drill: Drill
) -> None:
    here = f"/drills/{drill.id}"
    first, second = (
        client.post(f"{here}/utterances?after=1", content=sound).json()["id"] for sound in (SOUND, OTHER_SOUND)
    )
    client.post(f"{here}/answers", json={"text": "Yes.", "after": 1, "utterance": first})
    retention = Retention.model_validate({"recordings_days": 1})
    later = replace(workshop.archive, retention=retention, now=lambda: datetime.now(UTC) + timedelta(days=2))
    later.purge()
    assert client.get(f"{here}/utterances").json() == []
    for utterance in (first, second):
        assert client.get(f"{here}/utterances/{utterance}").status_code == 404
        for address in (here, f"{here}/debrief", f"{here}/state"):
            assert utterance not in client.get(address).text


def test_a_voice_keeps_what_fits_and_forgets_a_drill() -> None:
    asked: list[str] = []

    def speak(text: str) -> Sound:
        asked.append(text)
        return Sound(content=bytes(40), content_type="audio/wav")

    sounds = Sounds(most=100)
    for text in ("a", "b", "a", "c", "a", "b"):  # "b" makes room for "c", and "c" for "b"
        sounds.get("one", text, speak)
    assert asked == ["a", "b", "c", "b"]
    sounds.forget("one")
    sounds.get("one", "b", speak)
    assert asked[4:] == ["b"]
    Sounds(most=10).get("one", "b", speak)


def test_a_deleted_drill_is_not_spoken_from_memory(
    client: TestClient, workshop: Workshop, drill: Drill, server: SpeechServer
) -> None:
    def ask(drill_id: str) -> int:
        return client.get(f"/drills/{drill_id}/turns/1/speech/0").status_code

    assert ask(drill.id) == 200
    client.post(f"/drills/{drill.id}/delete")
    assert ask(drill.id) == 404
    workshop.drills.store.add(drill)
    assert (ask(drill.id), len(server.asked)) == (200, 2)


def test_a_voice_that_fails_says_why(client: TestClient, drill: Drill, server: SpeechServer) -> None:
    server.behaviour = "401"
    failed = client.get(f"/drills/{drill.id}/turns/1/speech/0")
    assert failed.status_code == 400
    assert failed.json()["error"]["hint"] == "Check COACH_SPEECH_API_KEY."


def test_the_page_is_told_what_speaks_and_what_listens(client: TestClient, server: SpeechServer) -> None:
    host = server.address.removeprefix("http://")
    assert client.get("/voice").json() == {
        "voice": f"tts-1 (alloy) at {host}",
        "first": True,
        "spoken_at": None,
        "hears": "pocketsphinx",
        "heard_at": None,
        "strong": False,
    }


def test_without_a_voice_here_there_is_nothing_to_play(
    drill: Drill, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    silent = Workshop(Settings(home=workshop.settings.home, library=ROOT, transcriber="pocketsphinx", offline=True))
    with TestClient(build_app(silent), base_url=ORIGIN) as client:
        assert client.get("/voice").json()["voice"] is None
        assert client.get(f"/drills/{drill.id}/turns/1/speech/0").status_code == 204
    silent.database.close()


def test_another_persons_drill_is_not_there(client: TestClient, workshop: Workshop, drill: Drill) -> None:
    kept = client.post(f"/drills/{drill.id}/utterances?after=1", content=SOUND).json()["id"]
    assert client.post("/people", data={"name": "Grace"}, follow_redirects=False).status_code == 303
    here = f"/drills/{drill.id}"
    routes = [
        ("GET", f"{here}/utterances"),
        ("POST", f"{here}/utterances?after=1"),
        ("GET", f"{here}/utterances/{kept}"),
        ("DELETE", f"{here}/utterances/{kept}"),
        ("POST", f"{here}/utterances/{kept}/hear"),
        ("GET", f"{here}/turns/1/speech/0"),
    ]
    for method, path in routes:
        assert client.request(method, path, content=SOUND if method == "POST" else None).status_code == 404, path
