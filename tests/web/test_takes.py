"""The recorder's routes: what was said is kept second by second, for its owner only."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from coach.domain.attempt import Attempt, Redo
from coach.domain.certification import Kind
from coach.domain.take import Take
from coach.errors import StoreError
from coach.service.coach import Coach
from coach.service.submission import Submission
from coach.service.takes import MAX_PART_BYTES, MAX_UNFINISHED
from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
SOUND = next((ROOT / "tests" / "fixtures" / "utterances").glob("*.ogg")).read_bytes()
BEGUN = {"mime": "audio/ogg", "rubric": "first_call", "situation": "first_call"}
ORIGIN = "http://127.0.0.1:7860"


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = Workshop(
        Settings(home=tmp_path / "home", library=ROOT, transcriber="pocketsphinx", offline=True, max_megabytes=1)
    )
    yield workshop
    workshop.database.close()


@pytest.fixture
def client(workshop: Workshop) -> Iterator[TestClient]:
    with TestClient(build_app(workshop), base_url=ORIGIN) as client:
        yield client


def begin(client: TestClient, **fields: object) -> str:
    take_id = str(uuid.uuid4())
    answer = client.put(f"/takes/{take_id}", json={**BEGUN, **fields})
    assert answer.status_code == 204, answer.text
    return take_id


def send(client: TestClient, take_id: str, numbers: list[int], count: int = 4) -> None:
    """Some of the parts of the utterance, cut into `count`."""
    size = len(SOUND) // count + 1
    for number in numbers:
        part = SOUND[number * size : (number + 1) * size]
        answer = client.put(f"/takes/{take_id}/parts/{number}", content=part)
        assert answer.status_code == 204, answer.text


def recorded(client: TestClient, **fields: object) -> str:
    take_id = begin(client, **fields)
    send(client, take_id, [0, 1, 2, 3])
    assert client.post(f"/takes/{take_id}/finish", json={"parts": 4}).status_code == 200
    return take_id


def folder(workshop: Workshop, take_id: str) -> Path:
    return workshop.settings.home / "takes" / take_id


def message(answer: object) -> str:
    return answer.json()["error"]["message"]  # pyright: ignore


def test_parts_in_any_order_become_one_recording_that_can_be_wound(client: TestClient) -> None:
    take_id = begin(client)
    send(client, take_id, [2, 0, 3, 1])
    done = client.post(f"/takes/{take_id}/finish", json={"parts": 4}).json()
    assert 1 < done["seconds"] < 20
    assert client.get(done["url"]).content == SOUND
    some = client.get(done["url"], headers={"Range": "bytes=10-19"})
    assert (some.status_code, some.content) == (206, SOUND[10:20])
    assert some.headers["content-type"] == "audio/ogg"
    assert some.headers["cache-control"] == "private, no-store"


def test_what_is_missing_is_named_and_can_follow(client: TestClient) -> None:
    take_id = begin(client)
    send(client, take_id, [0, 2])
    answer = client.post(f"/takes/{take_id}/finish", json={"parts": 4})
    assert (answer.status_code, answer.json()) == (409, {"missing": [1, 3]})
    assert client.post(f"/takes/{take_id}/submit").status_code == 400
    send(client, take_id, [1, 3])
    assert client.post(f"/takes/{take_id}/finish", json={"parts": 4}).status_code == 200


def test_a_take_goes_on_after_it_was_listened_to(client: TestClient) -> None:
    take_id = begin(client)
    send(client, take_id, [0, 1])
    assert client.post(f"/takes/{take_id}/finish", json={"parts": 2}).status_code == 200
    send(client, take_id, [2, 3])
    assert client.post(f"/takes/{take_id}/finish", json={"parts": 4}).status_code == 200
    assert client.get(f"/takes/{take_id}/media").content == SOUND


def test_a_take_handed_in_twice_is_one_attempt_and_its_parts_are_gone(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    first = client.post(f"/takes/{take_id}/submit")
    assert first.status_code == 201
    assert client.post(f"/takes/{take_id}/submit").json() == first.json()
    known = client.get(f"/takes/{take_id}").json()
    assert (known["attempt"], known["handed"]) == (first.json()["id"], 4)
    attempt = workshop.attempts.get(first.json()["id"])
    assert attempt.recording is not None
    assert workshop.recordings.path(attempt.recording.sha256).read_bytes() == SOUND
    assert attempt.recording.filename.startswith("Recording of ")
    assert (attempt.kind, attempt.who) == (Kind.PRACTICE, "me")
    assert not folder(workshop, take_id).exists()
    assert client.get("/takes").json()["takes"] == []
    assert [found.id for found in workshop.attempts.recent()] == [attempt.id]


def test_a_crash_between_attempt_and_note_still_gives_one_attempt(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    takes = workshop.takes(workshop.coach(queued=True))
    before = takes.own(take_id, "me")
    first = takes.submit(before)
    takes.store.save(before)  # the row as it was before the crash
    for number in range(4):
        takes.store.put_part(take_id, number, SOUND)
    takes.store.assemble(take_id, 4)
    assert client.post(f"/takes/{take_id}/submit").json() == {"id": first}


def test_a_second_tab_gets_the_attempt_that_the_first_one_made(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    takes = workshop.takes(workshop.coach(queued=True))
    open_in_both = takes.own(take_id, "me")
    first = takes.submit(open_in_both)
    assert takes.submit(open_in_both) == first


def test_two_tabs_that_hand_in_at_the_same_moment_get_one_attempt(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    takes = workshop.takes(workshop.coach(queued=True))

    class OneTabIsQuicker:
        quicker: str | None = None

        def __getattr__(self, name: str) -> object:
            return getattr(takes.store, name)

        def assembled(self, take_id: str) -> Path | None:
            self.quicker = takes.submit(takes.own(take_id, "me"))
            return takes.store.assembled(take_id)

    store = OneTabIsQuicker()
    assert replace(takes, store=store).submit(takes.own(take_id, "me")) == store.quicker  # pyright: ignore
    assert [found.id for found in workshop.attempts.recent()] == [store.quicker]


def test_many_hand_ins_at_once_are_one_attempt_and_none_is_refused(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: client.post(f"/takes/{take_id}/submit"), range(6)))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert {answer.json()["id"] for answer in answers} == {found.id for found in workshop.attempts.recent()}
    assert not folder(workshop, take_id).exists()


def test_a_folder_that_another_tab_cleared_refuses_nobody(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    takes = workshop.takes(workshop.coach(queued=True))

    class ClearedMeanwhile:
        def __getattr__(self, name: str) -> object:
            return getattr(takes.store, name)

        def clear(self, take_id: str) -> None:
            takes.store.clear(take_id)
            raise StoreError("The folder cannot be written: No such file.", hint="Free some space.")

    attempt = replace(takes, store=ClearedMeanwhile()).submit(takes.own(take_id, "me"))  # pyright: ignore
    assert takes.own(take_id, "me").attempt == attempt


def test_what_was_handed_in_as_practice_is_not_official_by_being_sent_again(
    client: TestClient, workshop: Workshop
) -> None:
    take_id = recorded(client)
    practice = client.post(f"/takes/{take_id}/submit", json={"kind": "practice"}).json()["id"]
    answer = client.post(f"/takes/{take_id}/submit", json={"kind": "official"})
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        {
            "message": "It was handed in as practice already.",
            "hint": "Open its report to submit it as official.",
        },
    )
    assert client.get(f"/takes/{take_id}").json()["attempt"] == practice
    assert client.post(f"/takes/{take_id}/submit", json={"kind": "practice"}).json()["id"] == practice
    assert [found.kind for found in workshop.attempts.recent()] == [Kind.PRACTICE]


def test_what_counts_is_not_practice_by_being_sent_again(client: TestClient) -> None:
    take_id = recorded(client)
    client.post(f"/takes/{take_id}/submit", json={"kind": "official"})
    answer = client.post(f"/takes/{take_id}/submit", json={"kind": "practice"})
    assert answer.status_code == 400
    assert message(answer) == "It was handed in as an official attempt already."


def test_an_unfinished_take_is_named_by_its_pitch_and_its_owner(client: TestClient, workshop: Workshop) -> None:
    recorded(client)
    recorded(client, rubric="no_such_rubric")
    answer = client.get("/takes").json()
    assert [take["title"] for take in answer["takes"]] == [None, "First-call pitch · First call"]
    assert answer["name"] is None
    workshop.people.rename("me", "Ada")
    assert client.get("/takes").json()["name"] == "Ada"


def test_what_it_counts_as_is_said_at_the_beginning_or_the_end(client: TestClient, workshop: Workshop) -> None:
    official = client.post(f"/takes/{recorded(client, kind='official')}/submit").json()["id"]
    practice = client.post(f"/takes/{recorded(client, kind='official')}/submit", json={"kind": "practice"}).json()["id"]
    assert workshop.attempts.get(official).kind is Kind.OFFICIAL
    assert workshop.attempts.get(practice).kind is Kind.PRACTICE


def test_a_refused_hand_in_keeps_the_recording(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client, rubric="no_such_rubric")
    answer = client.post(f"/takes/{take_id}/submit")
    assert answer.status_code == 400
    assert "no_such_rubric" in message(answer)
    assert client.get(f"/takes/{take_id}/media").content == SOUND


def test_unfinished_takes_are_offered_again_after_a_restart(client: TestClient, workshop: Workshop) -> None:
    take_id = begin(client)
    send(client, take_id, [0, 1, 2])
    begin(client)  # nothing of it arrived: nothing to offer
    again = Workshop(workshop.settings)
    with TestClient(build_app(again), base_url=ORIGIN) as restarted:
        answer = restarted.get("/takes").json()
        assert answer["owner"] == "me"
        assert [(take["id"], take["count"], take["rubric"]) for take in answer["takes"]] == [(take_id, 3, "first_call")]
        assert restarted.get(f"/takes/{take_id}").json()["parts"] == [0, 1, 2]
    again.database.close()


def test_a_deleted_take_is_gone_with_its_sound(client: TestClient, workshop: Workshop) -> None:
    take_id = recorded(client)
    client.get(f"/takes/{take_id}/media")
    assert client.delete(f"/takes/{take_id}").status_code == 204
    assert not folder(workshop, take_id).exists()
    assert client.get(f"/takes/{take_id}").status_code == 404
    assert client.delete(f"/takes/{take_id}").status_code == 404


def test_what_was_handed_in_stays_known_when_two_tabs_do_it_at_once(
    client: TestClient, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_id = recorded(client)
    other = workshop.takes(workshop.coach(queued=True))
    receive = Coach.receive

    def after_the_other_tab(coach: Coach, submission: Submission) -> Attempt:
        monkeypatch.setattr(Coach, "receive", receive)
        other.submit(other.store.get(take_id))
        return receive(coach, submission)

    monkeypatch.setattr(Coach, "receive", after_the_other_tab)
    answer = client.post(f"/takes/{take_id}/submit")
    known = client.get(f"/takes/{take_id}").json()
    assert (known["attempt"], known["handed"]) == (answer.json()["id"], 4)


def test_a_take_that_was_handed_in_takes_nothing_more(client: TestClient) -> None:
    take_id = recorded(client)
    client.post(f"/takes/{take_id}/submit")
    assert client.put(f"/takes/{take_id}/parts/4", content=b"more").status_code == 400
    assert client.delete(f"/takes/{take_id}").status_code == 400
    assert client.get(f"/takes/{take_id}/media").status_code == 400


def test_every_route_hides_another_persons_take(client: TestClient, workshop: Workshop) -> None:
    take_id = str(uuid.uuid4())
    store = workshop.takes(workshop.coach()).store
    now = workshop.coach().now()
    store.add(Take(id=take_id, who="Mallory", at=now, mime="", rubric_id="first_call", situation="first_call"))
    store.put_part(take_id, 0, SOUND)
    store.assemble(take_id, 1)
    assert client.get("/takes").json()["takes"] == []
    answers = [
        client.put(f"/takes/{take_id}", json=BEGUN),
        client.put(f"/takes/{take_id}/parts/1", content=b"x"),
        client.get(f"/takes/{take_id}"),
        client.post(f"/takes/{take_id}/finish", json={"parts": 1}),
        client.get(f"/takes/{take_id}/media"),
        client.post(f"/takes/{take_id}/submit"),
        client.delete(f"/takes/{take_id}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert store.get(take_id).who == "Mallory"
    assert store.parts(take_id) == {0: len(SOUND)}


@pytest.mark.parametrize(
    "take_id",
    [
        "..", "%2e%2e", "..%2f..%2fcoach.db", "0", "x" * 36, "00000000-0000-0000-0000-00000000000g",
        "0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5b-d9cb-469f-a165-70867728950e%0a",
    ],
)  # fmt: skip
def test_a_hostile_name_of_a_take_reaches_no_file(client: TestClient, workshop: Workshop, take_id: str) -> None:
    def files() -> list[Path]:
        return sorted(path for path in workshop.settings.home.rglob("*") if not path.name.startswith("coach.db"))

    before = files()
    answers = [
        client.put(f"/takes/{take_id}", json=BEGUN),
        client.put(f"/takes/{take_id}/parts/0", content=b"x"),
        client.get(f"/takes/{take_id}/media"),
        client.delete(f"/takes/{take_id}"),
    ]
    assert all(answer.status_code in {404, 405, 422} for answer in answers)
    assert files() == before


@pytest.mark.parametrize("number", ["-1", "20000", "999999999999", "..", "1.5"])
def test_a_hostile_number_of_a_part_reaches_no_file(client: TestClient, workshop: Workshop, number: str) -> None:
    take_id = begin(client)
    assert client.put(f"/takes/{take_id}/parts/{number}", content=b"x").status_code in {400, 404, 405, 422}
    assert not folder(workshop, take_id).exists()


def test_parts_and_recordings_have_a_largest_size(client: TestClient) -> None:
    take_id = begin(client)
    assert client.put(f"/takes/{take_id}/parts/0", content=bytes(MAX_PART_BYTES + 1)).status_code == 422
    assert client.put(f"/takes/{take_id}/parts/0", content=b"").status_code == 422
    assert client.put(f"/takes/{take_id}/parts/0", content=bytes(600_000)).status_code == 204
    answer = client.put(f"/takes/{take_id}/parts/1", content=bytes(600_000))
    assert answer.status_code == 422
    assert "1 MB" in message(answer)
    assert client.put(f"/takes/{take_id}/parts/0", content=bytes(600_000)).status_code == 204


def test_a_person_cannot_leave_takes_lying_about_without_end(client: TestClient, workshop: Workshop) -> None:
    store = workshop.takes(workshop.coach()).store
    one_check = Redo(attempt="a1", criterion="opening", check="hook").model_dump()
    for _ in range(MAX_UNFINISHED):
        begin(client)  # nothing of it ever came: it is listed nowhere, so it stands in nobody's way
        store.put_part(begin(client, redo=one_check), 0, SOUND)
    known = [begin(client) for _ in range(MAX_UNFINISHED)]
    for take_id in known:
        store.put_part(take_id, 0, SOUND)
    answer = client.put(f"/takes/{uuid.uuid4()}", json=BEGUN)
    assert answer.status_code == 400
    assert str(MAX_UNFINISHED) in message(answer)
    assert client.put(f"/takes/{known[0]}", json=BEGUN).status_code == 204


def test_a_take_of_one_check_goes_to_whoever_was_given_for_that(workshop: Workshop, client: TestClient) -> None:
    redo = Redo(attempt="a1", criterion="opening", check="hook")
    take_id = recorded(client, redo=redo.model_dump())
    coach = workshop.coach(queued=True)

    def judged_alone(take: Take, recording: Path) -> Attempt:
        return coach.receive(Submission(take.rubric_id, recording=recording, who=take.who, key=take.id))

    somebody = replace(workshop.takes(coach), redo=judged_alone)
    attempt_id = somebody.submit(somebody.own(take_id, "me"))
    assert somebody.own(take_id, "me").attempt == attempt_id
    assert somebody.own(take_id, "me").redo == redo


def test_another_sites_page_may_not_record_here(client: TestClient) -> None:
    foreign = {"Origin": "https://evil.example"}
    assert client.put(f"/takes/{uuid.uuid4()}", json=BEGUN, headers=foreign).status_code == 403
    assert client.get("/takes", headers={"Host": "evil.example"}).status_code == 401
