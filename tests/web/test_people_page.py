"""Who one is: a name once, a cookie for somebody else, and never the owner by mistake."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from coach.domain.person import STAY
from coach.settings import Settings
from coach.web.access import COOKIE_S
from coach.web.server import build_app
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
PLAIN = {"rubric": "first_call", "situation": "first_call", "filename": "pitch.txt"}
PAGE = {"Accept": "text/html"}
ROUTES = ("/people", "/people/leave", "/people/name")


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(Settings(home=tmp_path, library=ROOT, transcriber="pocketsphinx", offline=True))


@pytest.fixture
def client(workshop: Workshop) -> Iterator[TestClient]:
    with TestClient(build_app(workshop), base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
        yield client


def become(client: TestClient, name: str) -> str:
    answer = client.post("/people", data={"name": name})
    assert answer.status_code == 303, answer.text
    return answer.headers.get("set-cookie", "")


def handed_in(client: TestClient) -> str:
    answer = client.post("/attempts", params=PLAIN, content=b"We cut the wait from eleven weeks to four.")
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_without_a_cookie_one_is_the_owner_whose_name_is_kept_once_given(client: TestClient) -> None:
    attempt = handed_in(client)
    assert client.post("/people/name", data={"name": " Ada  Lovelace "}).headers["location"] == "/practice/"
    assert "Ada Lovelace" in client.get("/people").text
    assert client.get(f"/attempts/{attempt}").status_code == 200


def test_somebody_else_gets_a_cookie_that_scripts_and_other_sites_do_not_get(client: TestClient) -> None:
    cookie = become(client, "Grace").lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    secret = re.search(r"=([^;]+);", cookie)
    assert secret is not None
    assert len(secret.group(1)) >= 43
    assert f"max-age={COOKIE_S}" in cookie
    assert STAY.total_seconds() < COOKIE_S, "or a forgotten browser would become the owner's"


def test_the_secret_of_a_browser_is_nowhere_in_the_home(client: TestClient, workshop: Workshop) -> None:
    become(client, "Grace")
    (secret,) = client.cookies.values()
    held = [
        path for path in workshop.settings.home.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()
    ]
    assert held == []


def test_two_people_do_not_see_each_others_attempts(client: TestClient) -> None:
    mine = handed_in(client)
    become(client, "Grace")
    theirs = handed_in(client)
    assert client.get(f"/attempts/{mine}").status_code == 404
    assert client.get(f"/attempts/{theirs}").status_code == 200
    assert client.post("/people/leave").status_code == 303
    assert client.get(f"/attempts/{mine}").status_code == 200
    assert client.get(f"/attempts/{theirs}").status_code == 404


def test_a_cookie_that_was_given_back_is_worth_nothing(client: TestClient) -> None:
    become(client, "Grace")
    ((name, secret),) = client.cookies.items()
    client.post("/people/leave")
    client.cookies.set(name, secret)
    assert client.get("/attempts/x").status_code == 401


def test_an_unknown_cookie_is_nobody_and_never_the_owner(client: TestClient) -> None:
    mine = handed_in(client)
    for secret in ("", "guessed", "me", "0" * 43):
        client.cookies.set("pitch-coach-7860", secret)
        assert client.get(f"/attempts/{mine}").status_code == 401, secret
        assert client.post("/attempts", params=PLAIN, content=b"Words.").status_code == 401, secret
        assert client.get("/practice/config").status_code == 401, secret
        assert client.post("/people/name", data={"name": "Mallory"}).status_code == 401, secret


def test_a_browser_with_an_unknown_cookie_is_asked_who_it_is_and_comes_back(client: TestClient) -> None:
    client.cookies.set("pitch-coach-7860", "guessed")
    asked = client.get("/practice/?attempt=abc", headers=PAGE)
    assert asked.status_code == 303
    assert asked.headers["location"] == "/people?next=%2Fpractice%2F%3Fattempt%3Dabc"
    page = client.get(asked.headers["location"])
    assert "not known any more whose browser this is" in page.text
    assert 'value="/practice/?attempt=abc"' in page.text
    assert "pn-pages" not in page.text


def test_a_visit_ends_while_the_browser_still_has_its_cookie(client: TestClient, workshop: Workshop) -> None:
    import sqlalchemy as sa

    from coach.adapters.tables import VISIT

    become(client, "Grace")
    assert client.get("/attempts/x").status_code == 404
    with workshop.database.write() as connection:
        connection.execute(sa.update(VISIT).values(at=datetime.now(UTC) - STAY))
    assert client.get("/attempts/x").status_code == 401


def test_nobody_is_sent_to_another_site(client: TestClient) -> None:
    slashes = ("//evil.example", "/\\evil.example", "/\t/evil.example")
    for path, elsewhere in product(ROUTES, (*slashes, "https://evil.example/", "javascript:alert(1)", "evil", "")):
        name = "Ada" if path == "/people/name" else "Grace"
        answer = client.post(path, data={"name": name, "next": elsewhere})
        assert (answer.status_code, answer.headers["location"]) == (303, "/practice/"), (path, elsewhere)
        assert "evil" not in client.get("/people", params={"next": elsewhere}).text, elsewhere


def test_one_comes_back_to_where_one_was(client: TestClient) -> None:
    assert client.post("/people", data={"name": "Grace", "next": "/history?x=1"}).headers["location"] == "/history?x=1"


def test_no_other_site_can_change_who_one_is(client: TestClient) -> None:
    for path in ROUTES:
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert client.post(path, data={"name": "Mallory"}, headers=headers).status_code == 403, path
        assert client.post(path, data={"name": "Mallory"}, headers={"Host": "evil.example"}).status_code == 401, path
    assert client.get("/people", headers={"Host": "evil.example"}).status_code == 401


def test_what_is_no_name_is_told_in_the_page(client: TestClient) -> None:
    for path, name in product(("/people", "/people/name"), ("", "   ", "\u200b", "x" * 61)):
        answer = client.post(path, data={"name": name, "next": "/history"})
        assert answer.status_code == 400, (path, name)
        assert 'role="alert"' in answer.text
        assert 'value="/history"' in answer.text


def test_a_name_that_is_taken_cannot_be_taken_again(client: TestClient) -> None:
    client.post("/people/name", data={"name": "Ada"})
    become(client, "Grace")
    refused = client.post("/people/name", data={"name": "ADA"})
    assert refused.status_code == 400
    assert "There is somebody called Ada already." in refused.text


def test_choosing_the_owners_name_is_going_back_to_the_owner(client: TestClient) -> None:
    client.post("/people/name", data={"name": "Ada"})
    become(client, "Grace")
    become(client, "ada")
    assert not client.cookies
    assert "You are <span" in client.get("/people").text


def test_names_are_text_and_nothing_else(client: TestClient) -> None:
    become(client, "<img src=x onerror=alert(1)>")
    client.post("/people/leave")
    page = client.get("/people").text
    assert "<img" not in page
    assert "&lt;img src=x" in page


def test_a_page_that_is_not_there_says_so_as_a_page(client: TestClient) -> None:
    answer = client.get("/attempts/nope/report", headers=PAGE)
    assert answer.status_code == 404
    assert "<h1>Nothing is here</h1>" in answer.text
    assert client.get("/attempts/nope/report").json()["error"]["message"] == "There is no such attempt."
    for path, told in (
        ("/nothing", "There is no page at this address."),
        ("/people/name", "cannot be used in that way."),
    ):
        assert f"{told} Go back to the practice page" in client.get(path, headers=PAGE).text


def test_forms_of_our_own_pages_tell_their_origin(client: TestClient) -> None:
    """With `no-referrer`, browsers send `Origin: null` with a form, and that is refused."""
    assert '<meta name="referrer" content="same-origin">' in client.get("/people").text


def test_a_page_opened_by_another_name_of_the_machine_is_opened_where_the_cookie_is_known(client: TestClient) -> None:
    """Or somebody who is known at 127.0.0.1 would be the owner under the name that has no cookie of theirs."""
    for path, name in product(
        ("/people?next=%2Fhistory", "/history", "/practice/?attempt=abc"), ("localhost", "[::1]")
    ):
        answer = client.get(path, headers={**PAGE, "Host": f"{name}:9000"})
        assert (answer.status_code, answer.headers["location"]) == (307, f"http://127.0.0.1:9000{path}")
        assert client.get(path, headers=PAGE).status_code == 200


def test_what_is_no_address_of_this_machine_is_refused(client: TestClient) -> None:
    for host in ("127.0.0.1:99999", "127.0.0.1:abc", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "["):
        assert client.get("/people", headers={**PAGE, "Host": host}).status_code == 401
