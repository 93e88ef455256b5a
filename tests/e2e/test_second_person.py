"""Two people at one computer: nothing of one is opened by the other, by any route, id or path."""

import secrets
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from fixtures.processes import Served
from playwright.sync_api import Browser, expect

from coach.settings import Settings
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
UTTERANCE = ROOT / "tests" / "fixtures" / "utterances" / "service.ogg"
PITCH = {"rubric": "first_call", "situation": "first_call"}
HEARD_S = 240
DENIED = {401, 403, 404}

PUBLIC = {"/samples/{golden_id}/{kind}", "/static/{name}"}
"""What takes a name, but gives nothing that is anybody's: refusing in any way will do."""

ENDLESS = {
    "/practice/gradio_api/heartbeat/{session_hash}",
    "/practice/gradio_api/startup-events",
    "/practice/gradio_api/dev/reload",
}
"""Gradio's, and silent: they only tell whether a page is still open, and whether Gradio's own files have changed."""


@dataclass
class Somebody:
    """A person with a practice attempt, a line said again, a take not handed in, a drill, a playbook and a draft."""

    client: httpx.Client
    marker: str
    attempt: str
    redo: str
    take: str
    drill: str
    playbook: str
    draft: str
    record: dict[str, Any]
    media: Path

    @property
    def ids(self) -> dict[str, list[str]]:
        """What can stand in a route for the name of its parameter."""
        return {
            "attempt_id": [self.attempt, self.redo],
            "take_id": [self.take],
            "drill_id": [self.drill],
            "playbook_id": [self.playbook],
            "study_id": [self.draft],
            "number": ["0", "2"],
            "sentence": ["0"],
        }

    @property
    def anything(self) -> list[str]:
        return [
            self.attempt,
            self.redo,
            self.take,
            self.drill,
            self.playbook,
            self.draft,
            self.media.name,
            str(self.media),
            str(self.media).lstrip("/"),
        ]

    @property
    def secret(self) -> list[str]:
        """What nobody else may read: what was said, and the recording's own name."""
        return [self.marker, self.record["transcript"]["text"][:60], self.record["at"]]


def settled(client: httpx.Client, attempt: str) -> None:
    deadline = time.monotonic() + HEARD_S
    while (state := client.get(f"/attempts/{attempt}").json()["state"]) not in {"done", "waiting", "refused"}:
        assert time.monotonic() < deadline, state
        time.sleep(0.3)
    assert state == "done"


def somebody(url: str, home: Path, name: str | None) -> Somebody:
    client = httpx.Client(base_url=url, timeout=60)
    if name:
        assert client.post("/people", data={"name": name}).status_code == 303
        assert client.cookies
    marker = f"plans-of-{name or 'the-owner'}-{secrets.token_hex(4)}"
    # Other bytes for each, so that the two recordings are two files.
    sound = UTTERANCE.read_bytes() + (name or "").encode()
    handed_in = client.post("/attempts", params={**PITCH, "filename": f"{marker}.ogg"}, content=sound)
    assert handed_in.status_code == 201, handed_in.text
    attempt = handed_in.json()["id"]
    settled(client, attempt)
    record = client.get(f"/attempts/{attempt}/record.json").json()
    line = {"criterion": record["criteria"][0]["id"], "check": record["criteria"][0]["findings"][0]["check"]}
    redo = client.post(f"/attempts/{attempt}/redos", params={**line, "filename": f"{marker}.ogg"}, content=sound)
    assert redo.status_code == 201, redo.text
    settled(client, redo.json()["id"])
    take = str(uuid.uuid4())
    assert client.put(f"/takes/{take}", json={"mime": "audio/ogg", **PITCH}).status_code == 204
    assert client.put(f"/takes/{take}/parts/0", content=sound).status_code == 204
    assert client.post(f"/takes/{take}/finish", json={"parts": 1}).status_code == 200
    begun = client.post("/drills", data={"competitor": "castle", "account": marker})
    assert begun.status_code == 303
    drill = begun.headers["location"].rsplit("/", 1)[1]
    assert client.post(f"/drills/{drill}/reply").status_code == 200
    assert client.post(f"/drills/{drill}/answers", json={"text": marker, "after": 1}).status_code == 200
    planned = client.post("/playbooks", data={"competitor": "castle", "account": marker})
    assert planned.status_code == 303
    playbook = planned.headers["location"].rsplit("/", 1)[1]
    drafted = client.post("/studio/draft", data={"title": marker, "text": f"{marker}. We cut the wait by half."})
    assert drafted.status_code == 303, drafted.text
    draft = drafted.headers["location"].rsplit("/", 1)[1]
    media = next(path for path in (home / "media").rglob("*") if path.is_file() and path.read_bytes() == sound)
    return Somebody(client, marker, attempt, redo.json()["id"], take, drill, playbook, draft, record, media)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with Served(home) as server:
        yield server.url


@pytest.fixture(scope="module")
def people(address: str, home: Path) -> dict[str, Somebody]:
    return {"owner": somebody(address, home, None), "visitor": somebody(address, home, "Grace")}


@pytest.fixture(scope="module", params=[("owner", "visitor"), ("visitor", "owner")], ids=["visitor", "owner"])
def pair(request: pytest.FixtureRequest, people: dict[str, Somebody]) -> tuple[Somebody, Somebody]:
    """Whose things they are, and who tries to get them."""
    mine, other = request.param
    return people[mine], people[other]


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, str]]:
    """Every method and path that the app answers, Gradio's among them."""
    settings = Settings(home=tmp_path_factory.mktemp("listing"), library=ROOT, transcriber="pocketsphinx", offline=True)
    app = build_app(Workshop(settings))
    page = next(route for route in app.routes if getattr(route, "path", "") == "/practice")
    listed = [(route, "") for route in iter_route_contexts(app.routes) if route.methods]
    listed += [(route, "/practice") for route in iter_route_contexts(getattr(page, "app").routes)]  # noqa: B009
    found = [(method, f"{prefix}{route.path}") for route, prefix in listed for method in sorted(route.methods or ())]
    assert ("GET", "/attempts/{attempt_id}/media") in found
    assert ("GET", "/practice/gradio_api/file={path_or_url:path}") in found
    return found


def arguments(whose: Somebody) -> dict[str, dict[str, Any]]:
    """What a route needs beside the id, so that it gets as far as asking whose it is."""
    criterion = whose.record["criteria"][0]
    line = {"criterion": criterion["id"], "check": criterion["findings"][0]["check"]}
    return {
        "POST /attempts/{attempt_id}/retry": {"params": {"engine": "configured"}},
        "POST /attempts/{attempt_id}/redos": {"params": {**line, "filename": "a.ogg"}, "content": b"x"},
        "GET /attempts/{attempt_id}/redos/ask": {"params": line},
        "POST /attempts/{attempt_id}/corrections": {"json": {"edition": "x", "lines": [{"number": 1, "text": "x"}]}},
        "POST /drills/{drill_id}/answers": {"json": {"text": "x", "after": 1}},
        "POST /drills/{drill_id}/utterances": {"params": {"after": 1}, "content": b"x"},
        "PUT /takes/{take_id}": {"json": {"mime": "audio/ogg", **PITCH}},
        "PUT /takes/{take_id}/parts/{number}": {"content": b"x"},
        "POST /takes/{take_id}/finish": {"json": {"parts": 1}},
        "POST /takes/{take_id}/submit": {"json": {}},
        "POST /review/{attempt_id}": {"data": {"decision": "certified", "reason": "It is good.", "seen": "0"}},
        **{
            f"POST /studio/{verb}/{file}": {"json": {"text": "x", **more}}
            for verb, more in (("read", {}), ("steps", {"edits": []}), ("save", {"stamp": None}))
            for file in ("{kind}/{name}", "{kind}/{name}/{part}")
        },
    }


def filled(path: str, whose: Somebody) -> list[str]:
    """The path with everything of this person's in the place of its parameters."""
    names = [part.split("}")[0] for part in path.split("{")[1:]]
    values = [whose.ids.get(name.split(":")[0], whose.anything) for name in names]
    addresses: list[str] = []
    for chosen in product(*values) if len(names) < 3 else zip(*values, strict=False):
        address = path
        for name, value in zip(names, chosen, strict=True):
            address = address.replace(f"{{{name}}}", value)
        addresses.append(address)
    return addresses


def asked(client: httpx.Client, method: str, address: str, **more: Any) -> tuple[int, bytes]:
    """The status and the beginning of what comes back; some of Gradio's answers never end."""
    body, deadline = b"", time.monotonic() + 2
    try:
        with client.stream(method, address, timeout=httpx.Timeout(60, read=8), **more) as answer:
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > 500_000 or time.monotonic() > deadline:
                    break
    except (httpx.ReadTimeout, httpx.RemoteProtocolError):  # nothing came, or it broke off
        return 408, body
    return answer.status_code, body


def leaks(body: bytes, whose: Somebody) -> list[str]:
    text = body.decode("utf-8", "replace")
    found = [secret for secret in whose.secret if secret in text]
    return found + (["the recording"] if whose.media.read_bytes()[:200] in body else [])


def test_no_route_of_ours_gives_another_persons_things(
    pair: tuple[Somebody, Somebody], routes: list[tuple[str, str]]
) -> None:
    whose, other = pair
    tried = 0
    for method, path in routes:
        if "{" not in path or path.startswith("/practice") or path in PUBLIC:
            continue
        for address in filled(path, whose):
            status, body = asked(other.client, method, address, **arguments(whose).get(f"{method} {path}", {}))
            assert status in DENIED, f"{method} {address}: {status} {body[:200]!r} (give `arguments` what it needs)"
            assert leaks(body, whose) == [], f"{method} {address}"
            tried += 1
    assert tried > 30


def test_no_list_or_search_shows_another_persons_things(
    pair: tuple[Somebody, Somebody], routes: list[tuple[str, str]]
) -> None:
    whose, other = pair
    ids = {
        "a": whose.attempt,
        "b": whose.redo,
        "take": whose.attempt,
        "attempt": whose.attempt,
        "deleted": whose.attempt,
        "again": whose.drill,
        "playbook": whose.playbook,
        "competitor": "-same",
    }
    for method, path in routes:
        if method != "GET" or "{" in path or path in ENDLESS or "/queue/" in path:
            continue
        for more in ({}, {"params": ids}):
            _, body = asked(other.client, method, path, **more)
            assert leaks(body, whose) == [], f"{method} {path} {more}"
            if path in {"/history", "/review", "/takes", "/drills"} and not more:
                assert whose.attempt.encode() not in body
                assert whose.drill.encode() not in body
                assert whose.take.encode() not in body


def test_none_of_gradios_routes_gives_a_file_of_another_person(
    pair: tuple[Somebody, Somebody], routes: list[tuple[str, str]]
) -> None:
    whose, other = pair
    for method, path in routes:
        if "{" not in path or not (path.startswith("/practice") or path in PUBLIC) or path in ENDLESS:
            continue
        for address in filled(path, whose):
            status, body = asked(other.client, method, address)
            assert leaks(body, whose) == [], f"{method} {address}"
            if "/call/" not in path:  # answers with events, an error among them
                assert status >= 400, f"{method} {address}: {status}"


def test_none_of_the_pages_events_shows_another_persons_attempt(pair: tuple[Somebody, Somebody]) -> None:
    whose, other = pair
    events = other.client.get("/practice/config").json()["dependencies"]
    opened: list[str] = []
    for number, event in enumerate(events):
        said = events_of(other.client, number, event, whose.attempt)
        said += events_of(other.client, number, event, whose.redo)
        assert leaks(said.encode(), whose) == [], event
        # The control: one of them shows its owner what is theirs.
        opened += leaks(events_of(whose.client, number, event, whose.attempt).encode(), whose)
    assert opened


def events_of(client: httpx.Client, number: int, event: dict[str, Any], attempt: str) -> str:
    """What the page is told until an event, raised as if for this attempt, is over."""
    session = secrets.token_hex(6)
    raised = {
        "data": ["first_call", "first_call"][: len(event["inputs"])],
        "event_data": {"id": attempt},
        "fn_index": number,
        "session_hash": session,
        "trigger_id": None,
    }
    joined = client.post("/practice/gradio_api/queue/join", json=raised)
    assert joined.status_code == 200, joined.text
    said = ""
    with client.stream("GET", "/practice/gradio_api/queue/data", params={"session_hash": session}) as answer:
        for line in answer.iter_lines():
            said += line + "\n"
            if '"close_stream"' in line:
                break
    assert "process_completed" in said
    return said


def test_the_page_of_another_persons_attempt_says_that_there_is_none(
    browser: Browser, address: str, people: dict[str, Somebody]
) -> None:
    whose, other = people["owner"], people["visitor"]
    context = browser.new_context(base_url=address, locale="en-US")
    context.add_cookies([{"name": n, "value": v, "url": address} for n, v in other.client.cookies.items()])
    page = context.new_page()
    page.goto(f"/practice/?attempt={whose.attempt}")
    expect(page.locator(".pp-status")).to_contain_text("There is no such attempt.", timeout=60_000)
    expect(page.locator("#recent a")).not_to_have_count(0)
    assert leaks(page.content().encode(), whose) == []
    page.goto(f"/attempts/{whose.attempt}/report")
    expect(page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    context.close()


def test_everything_is_still_there_for_its_owner(
    pair: tuple[Somebody, Somebody], routes: list[tuple[str, str]]
) -> None:
    """Last: nothing above changed or removed anything, and the addresses tried are those that work."""
    whose, _ = pair
    assert whose.client.get(f"/attempts/{whose.attempt}/record.json").json() == whose.record
    assert asked(whose.client, "GET", f"/attempts/{whose.attempt}/media")[1] == whose.media.read_bytes()
    for rest in ("", "/debrief"):
        assert whose.marker in whose.client.get(f"/drills/{whose.drill}{rest}").text
    assert whose.client.get(f"/drills/{whose.drill}/state").json()["turn"] == 2
    assert whose.marker in whose.client.get(f"/playbooks/{whose.playbook}").text
    for method, path in routes:
        if method != "GET" or not {"{attempt_id}", "{take_id}"} & set(path.split("/")) or path.startswith("/review"):
            continue
        more = arguments(whose).get(f"{method} {path}", {})
        opened = [asked(whose.client, method, address, **more)[0] for address in filled(path, whose)]
        assert 200 in opened, path
