"""The pages of the playbook through their routes: what is typed is never lost, and it is its maker's alone."""

import re
from collections.abc import Iterator

import pytest
from drill_rooms import ROOT, Enter, drill_app, entering
from examples import HOSTILE
from fastapi.testclient import TestClient
from fixtures.llm_server import LlmServer
from sparring_examples import example_card

from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Claim, Use
from coach.service.panel import EMBEDDED
from coach.settings import Settings
from coach.web.navigation import Navigation
from coach.web.sparring.playbook_page import playbook_file
from coach.web.sparring.playbooks import PlaybookDesk
from coach.wiring import Workshop

PAGE = {"Accept": "text/html"}
ACCOUNT = "They own Castle & plan in <spreadsheets>. The finance director signs."


@pytest.fixture(scope="module")
def server() -> Iterator[LlmServer]:
    with LlmServer() as server:
        yield server


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory, server: LlmServer) -> Workshop:
    home = tmp_path_factory.mktemp("home")
    return Workshop(Settings(home=home, library=ROOT, offline=True, llm_base_url=server.base_url, llm_model="scripted"))


@pytest.fixture(scope="module")
def enter(workshop: Workshop) -> Enter:
    app = drill_app(workshop)
    app.include_router(PlaybookDesk(workshop, Navigation(workshop.people, workshop.reviews)).router())

    return entering(app, workshop, headers=PAGE)


@pytest.fixture(scope="module")
def client(enter: Enter) -> TestClient:
    return enter(None)


def made(client: TestClient, **fields: str) -> str:
    """The address of a new playbook, without a model unless it is asked for."""
    answer = client.post("/playbooks", data={"competitor": "castle", "account": ACCOUNT, "engine": EMBEDDED, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_playbook_is_made_and_shown(client: TestClient) -> None:
    address = made(client, pain="Too many overdue steps")
    page = client.get(address).text
    assert page.count('<li class="py-play"') == 5
    assert "They own Castle &amp; plan in &lt;spreadsheets&gt;." in page
    assert "Castle price list for autumn 2026, page 4" in page
    assert "Too many overdue steps" in page
    assert f'href="/drills?playbook={address.rpartition("/")[2]}"' in page
    assert "for you, not for the buyer" in page
    assert "embedded planner: no language model" in page
    assert ACCOUNT.partition(" & ")[0] in client.get("/playbooks/new").text, "it is listed"


def test_the_drill_page_takes_over_competitor_and_account(client: TestClient) -> None:
    page = client.get(re.findall(r'href="(/drills\?playbook=[^"]+play=you_own_it)"', client.get(made(client)).text)[0])
    assert "They own Castle &amp; plan in &lt;spreadsheets&gt;." in page.text
    assert re.search(r'name="competitor" value="castle"[^>]*checked', page.text)


def test_a_card_made_of_notes_goes_on_into_the_drill(client: TestClient, workshop: Workshop) -> None:
    notes = "They are free for up to ten users.\nTheir support answers within a day (Their help pages, 2026-10-01)"
    address = made(client, competitor="-notes", name="Paper Moon", notes=notes)
    page = client.get(address).text
    assert "Made of notes" in page
    assert "unsourced</span><span" in page
    begun = client.get("/drills", params={"playbook": address.rpartition("/")[2]}).text
    assert re.search(r'name="competitor" value="-same"[^>]*checked', begun)
    fields = {"competitor": "-same", "playbook": address.rpartition("/")[2], "engine": EMBEDDED, "setup": "meeting"}
    started = client.post("/drills", data=fields)
    assert started.status_code == 303, started.text
    assert workshop.drills.own(started.headers["location"].rpartition("/")[2], "me").card.name == "Paper Moon"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"competitor": ""}, "No competitor is chosen yet."),
        ({"competitor": "castel"}, "There is no battlecard"),
        ({"competitor": "-notes", "name": "", "notes": "x"}, "The competitor needs a name."),
        ({"competitor": "castle", "account": "x" * 7000}, "6,000 are the most"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_typed_is_lost(
    client: TestClient, fields: dict[str, str], told: str
) -> None:
    answer = client.post("/playbooks", data={"account": ACCOUNT, "champion": "Head of <ops>", **fields})
    assert answer.status_code == 400
    assert told in answer.text
    assert "Head of &lt;ops&gt;" in answer.text
    assert fields.get("account", "They own Castle &amp; plan") in answer.text


def test_a_dead_model_offers_the_embedded_planner_by_name(client: TestClient, server: LlmServer) -> None:
    server.behaviour = "refusal"
    fields = {"competitor": "copper_kite", "account": ACCOUNT, "engine": "configured"}
    answer = client.post("/playbooks", data=fields)
    assert answer.status_code == 503
    assert "Make it with the embedded planner instead" in answer.text
    assert "They own Castle &amp; plan in &lt;spreadsheets&gt;." in answer.text
    assert re.search(r'value="copper_kite"[^>]*checked', answer.text)
    assert client.post("/playbooks", data={**fields, "engine": EMBEDDED}).status_code == 303


def test_what_the_model_made_up_is_told_apart(client: TestClient, server: LlmServer) -> None:
    server.behaviour = "good"
    page = client.get(made(client, engine="configured")).text
    assert "What the model wrote and no card bears out (1)" in page
    assert "fact_of_my_own" in page
    assert "language model, scripted" in page


def test_more_than_anybody_types_is_not_taken_in(client: TestClient) -> None:
    assert client.post("/playbooks", data={"account": "x" * 300_000}).status_code == 413


def test_a_playbook_is_its_makers_alone(enter: Enter, client: TestClient) -> None:
    address = made(client)
    nadia = enter("Nadia")
    for answer in (nadia.get(address), nadia.post(f"{address}/delete"), client.get("/playbooks/no-such")):
        assert answer.status_code == 404
    assert "own Castle" not in nadia.get("/playbooks/new").text
    taken_over = nadia.get("/drills", params={"playbook": address.rpartition("/")[2]}).text
    assert "own Castle" not in taken_over
    assert client.post(f"{address}/delete").status_code == 303
    assert client.get(address).status_code == 404
    stranger = TestClient(client.app, base_url="http://evil.example", follow_redirects=False)
    for method, path in (("GET", "/playbooks/new"), ("POST", "/playbooks"), ("GET", address)):
        assert stranger.request(method, path).status_code == 401


def test_whatever_people_and_cards_say_is_only_text(client: TestClient, workshop: Workshop) -> None:
    card = example_card(1)
    claim = Claim(id="evil", text=HOSTILE, source=HOSTILE, date="2020-01-01", use=Use.INTERNAL)
    play = card.plays[0].model_copy(
        update={"title": HOSTILE, "does": HOSTILE, "claims": ("evil", *card.plays[0].claims)}
    )
    card = card.model_copy(update={"name": HOSTILE, "claims": (claim, *card.claims), "plays": (play,)})
    playbook = workshop.playbooks.make("me", card, Brief(account=HOSTILE), EMBEDDED)
    for page in (
        client.get(f"/playbooks/{playbook.id}").text,
        playbook_file(playbook),
        client.get("/playbooks/new").text,
    ):
        assert HOSTILE not in page
    assert "(old)" in client.get(f"/playbooks/{playbook.id}").text, "the source is years old"
    alone = playbook_file(playbook)
    assert "<script" not in alone
    assert not re.search(r'(?:href|src)="(?!#)|url\(', alone), "a file loads nothing"
