"""The pages of the drill through their routes: set-up, the room, answers, the debrief. For their owner only."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drill_rooms import DeadAssessor, Enter, SlowRival, begun, drill_app, entering, sparring_at
from examples import HOSTILE
from fastapi.testclient import TestClient
from sparring_examples import example_card

from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.domain.sparring.drill import Ending
from coach.domain.sparring.levels import Setup
from coach.domain.sparring.turn import Speaker
from coach.service.sparring.drills import Answer
from coach.web.bodies import MOST_BYTES
from coach.wiring import Workshop

JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html"}
PROOF = "Green Mountain Medical reduced the time to go live by thirty percent in six months. Does that help?"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return sparring_at(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def as_person(workshop: Workshop) -> Enter:
    app = drill_app(workshop)
    return entering(app, workshop)


@pytest.fixture(scope="module")
def client(as_person: Enter) -> Iterator[TestClient]:
    with as_person(None) as client:
        yield client


def reply(client: TestClient, drill_id: str, engine: str | None = None) -> list[dict[str, Any]]:
    answer = client.post(f"/drills/{drill_id}/reply", params={"engine": engine} if engine else {})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines() if line]


def say(client: TestClient, drill_id: str, text: str, after: int, **more: Any) -> Any:
    return client.post(f"/drills/{drill_id}/answers", json={"text": text, "after": after, **more})


def talked(client: TestClient, workshop: Workshop, *answers: str, **more: Any) -> str:
    """A drill in which the rival opened and these answers were given, each replied to."""
    drill_id = begun(workshop, **more).id
    turn = len(reply(client, drill_id)[-1]["state"]["turns"])
    for text in answers:
        assert say(client, drill_id, text, turn).status_code == 200
        turn = reply(client, drill_id)[-1]["state"]["turn"]
    return drill_id


def test_a_drill_is_set_up_with_one_form_and_waits_for_the_rivals_first_line(client: TestClient) -> None:
    assert "fixed lines from the card, no language model" in client.get("/drills").text
    fields = {"competitor": "castle", "account": "They own Castle.", "company": "Blue Hill", "setup": "meeting"}
    begun = client.post("/drills", data=fields)
    assert begun.status_code == 303
    room = client.get(begun.headers["location"])
    assert "Blue Hill</span> listens" in room.text
    assert 'id="pd-voice"' in room.text
    assert room.headers["cache-control"] == "private, no-store"
    state = client.get(f"{begun.headers['location']}/state").json()
    assert (state["whose_turn"], state["turn"], state["to_come"]) == ("rival", 0, 5)


MISTAKES = {
    "no competitor": ({}, "No competitor is chosen yet."),
    "one that is not there": ({"competitor": "castel"}, "Did you mean"),
    "an endless account": ({"competitor": "castle", "account": "x" * 6001}, "6,000 are the most"),
    "a play of another card": (
        {"competitor": "castle", "setup": "one_play", "play.castle": "nothing"},
        "has no play “nothing”",
    ),
    "no name on a new card": ({"competitor": "-notes", "notes": "They are cheap."}, "needs a name"),
    "an earlier drill of nobody's": ({"competitor": "-same", "again": "x"}, "There is no such drill."),
}


@pytest.mark.parametrize(("fields", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_what_cannot_be_begun_is_told_and_what_was_typed_stays(
    client: TestClient, fields: dict[str, str], words: str
) -> None:
    answer = client.post("/drills", data={"pain": "Too <slow>", **fields})
    assert answer.status_code == 400
    assert words in answer.text.replace("&#39;", "'")
    assert 'value="Too &lt;slow&gt;"' in answer.text


def test_the_reply_comes_sentence_by_sentence_with_its_sources_and_then_the_state(
    client: TestClient, workshop: Workshop
) -> None:
    drill = begun(workshop)
    *said, last = reply(client, drill.id)
    assert next(each["said"]["sources"] for each in said if each["said"]["claim"])[0] == {
        "text": "You already pay for Castle, and its project module is included.",
        "source": "Castle price list, page 4",
        "date": "01 Oct 2026",
        "iso": "2026-10-01",
    }
    assert last["state"]["whose_turn"] == "seller"
    assert [each["text"] for each in last["state"]["turns"][0]["said"]] == [each["said"]["text"] for each in said]
    assert reply(client, drill.id) == [last], "asked again, nothing new is said"


def test_what_has_not_been_put_stays_secret(client: TestClient, workshop: Workshop) -> None:
    drill = begun(workshop)
    reply(client, drill.id)
    shown = client.get(f"/drills/{drill.id}/state").text + client.get(f"/drills/{drill.id}").text
    on_table, *others = [objection.title for objection in drill.objections]
    assert on_table in shown
    assert not any(title in shown for title in others)
    state = client.get(f"/drills/{drill.id}/state").json()
    assert (len(state["board"]), state["to_come"]) == (1, 4)


def test_nobody_is_told_how_an_answer_was_until_the_drill_is_over_or_they_ask(
    client: TestClient, workshop: Workshop
) -> None:
    drill_id = talked(client, workshop, "I don't know.", "I don't know.")
    state = client.get(f"/drills/{drill_id}/state").json()
    assert {card["state"] for card in state["board"]} == {"Done", "On the table"}
    assert "score" not in json.dumps(state)
    client.post(f"/drills/{drill_id}/end")
    assert "Done" not in {card["state"] for card in client.get(f"/drills/{drill_id}/state").json()["board"]}


def test_an_answer_sent_twice_is_kept_once(client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop)
    first, second = (say(client, drill_id, PROOF, 1, key="page-1") for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["turn"] == 2
    reply(client, drill_id)
    assert say(client, drill_id, PROOF, 1, key="page-1").json()["turn"] == 3


def test_an_old_tab_answers_nothing_new_and_learns_where_the_drill_is(client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop, PROOF)
    late = say(client, drill_id, "Something else.", 1)
    assert late.status_code == 409
    assert "gone on elsewhere" in late.json()["message"]
    assert late.json()["state"]["turn"] == 3
    empty = say(client, drill_id, "  ", 3)
    assert (empty.status_code, empty.json()["message"]) == (400, "There is no answer yet.")


def test_an_answer_is_looked_at_on_demand_and_tried_again_beside_the_first(
    client: TestClient, workshop: Workshop
) -> None:
    drill_id = talked(client, workshop, "I don't know.")
    here = f"/drills/{drill_id}/answers/2"
    assert "How was that?" in client.get(here).text
    assert client.post(f"{here}/assess", headers=JSON).json()["turns"][1]["assessed"] == "yes"
    looked_at = client.get(here).text
    assert "of 100" in looked_at
    assert "Gave a proof with a source" in looked_at
    tried = client.post(f"{here}/retry", json={"text": PROOF}, headers=JSON)
    assert tried.json()["turns"][1]["retries"] == 1
    both = client.get(here).text
    assert both.index("Before") < both.index("After") < both.index("more</span>")
    assert PROOF in both
    assert re.search(r"<b>Better:</b> [^<]*Gave a proof with a source[;.]", both)


def test_looking_and_trying_again_work_without_script(client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop, "I don't know.")
    here = f"/drills/{drill_id}/answers/2"
    for what, fields in (("assess", {}), ("retry", {"text": PROOF})):
        answer = client.post(f"{here}/{what}", data=fields, headers=PAGE)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/drills/{drill_id}/debrief#answer-2")
    assert PROOF in client.get(f"/drills/{drill_id}/debrief").text


@pytest.mark.parametrize("number", [1, 9])
def test_what_is_no_answer_of_theirs_cannot_be_looked_at(client: TestClient, workshop: Workshop, number: int) -> None:
    drill_id = talked(client, workshop)
    assert client.post(f"/drills/{drill_id}/answers/{number}/assess").status_code == 404
    assert client.post(f"/drills/{drill_id}/answers/{number}/retry", json={"text": "x"}).status_code == 404
    assert client.get(f"/drills/{drill_id}/answers/{number}").status_code == 404


def test_the_debrief_says_what_became_of_each_point_and_what_to_say_tomorrow(
    client: TestClient, workshop: Workshop
) -> None:
    drill_id = talked(client, workshop, PROOF, "I don't know.")
    page = client.get(f"/drills/{drill_id}/debrief").text
    assert "This drill still goes on." in page
    assert "0 of 2 looked at" in page
    assert client.post(f"/drills/{drill_id}/end").headers["location"] == f"/drills/{drill_id}/debrief"
    for number in (2, 4):
        client.post(f"/drills/{drill_id}/answers/{number}/assess")
    page = client.get(f"/drills/{drill_id}/debrief").text
    assert "looked at</b>" not in page
    assert "Three lines for tomorrow" in page
    assert "Not put" in page
    assert "You ended this drill." in page
    assert re.search(r'name="setup" value="\w+"', page)
    assert "castle-1" in page


def test_the_next_drill_of_a_debrief_is_one_click(client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop, "I don't know.", "I don't know.")
    client.post(f"/drills/{drill_id}/end")
    page = client.get(f"/drills/{drill_id}/debrief").text.split('class="pd-next', 1)[1]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    location = client.post("/drills", data={**fields, "competitor": "-same"}).headers["location"]
    again = workshop.drills.own(location.rsplit("/", 1)[1], "me")
    assert again.setup is Setup.ONE_PLAY
    assert again.brief.account == "They plan in spreadsheets."


def test_an_earlier_drill_fills_the_form_and_another_persons_does_not(
    client: TestClient, workshop: Workshop, as_person: Enter
) -> None:
    drill = begun(workshop, setup=Setup.RAPID_FIRE)
    page = client.get("/drills", params={"again": drill.id}).text
    assert "They plan in spreadsheets.</textarea>" in page
    assert re.search(r'value="rapid_fire" checked', page)
    assert "They plan in spreadsheets." not in as_person("Dana").get("/drills", params={"again": drill.id}).text


def test_a_name_and_notes_are_enough_and_the_card_can_be_kept_afterwards(
    client: TestClient, workshop: Workshop, tmp_path: Path
) -> None:
    fields = {"competitor": "-notes", "name": "Paper Boat", "notes": "They are free of charge.\nThey answer at night."}
    location = client.post("/drills", data=fields).headers["location"]
    assert "Card made of notes" in client.get(location).text
    drill_id = location.rsplit("/", 1)[1]
    assert any(said["said"]["unsourced"] for said in reply(client, drill_id)[:-1])
    assert "Keep it as a card" in client.get(f"{location}/debrief").text
    (tmp_path / "battlecards").mkdir()
    (tmp_path / "battlecards" / "us.yaml").write_bytes(Path(workshop.library.root, "battlecards/us.yaml").read_bytes())
    usual = workshop.cards
    workshop.__dict__["cards"] = FileCards(FileLibrary(tmp_path))
    try:
        assert client.post(f"{location}/card").status_code == 303
        assert [path.stem for path in (tmp_path / "battlecards").glob("paper*.yaml")]
        assert "It is kept as" in client.get(f"{location}/debrief").text
        assert client.post(f"{location}/card", headers=PAGE).status_code == 303  # again, from another tab
        (written,) = (tmp_path / "battlecards").glob("paper*.yaml")
        written.write_text(written.read_text(encoding="utf-8").replace("free", "cheap"), encoding="utf-8")
        assert client.post(f"{location}/card", headers=PAGE).status_code == 400  # an author went on in it
    finally:
        workshop.__dict__["cards"] = usual


def test_drills_of_a_competitor_stand_together_with_what_was_answered(as_person: Enter, workshop: Workshop) -> None:
    client = as_person("Robin")
    who = workshop.people.named("Robin").key
    for _ in range(2):
        drill_id = begun(workshop, who).id
        reply(client, drill_id)
        workshop.drills.answer(drill_id, who, Answer(text=PROOF, after=1))
        workshop.drills.end(drill_id, who, Ending.STOPPED)
    open_ = begun(workshop, who).id
    page = client.get("/drills").text
    assert "2 drills" in page
    assert page.count('class="pd-bar"') == 2
    assert f'class="pd-resume" href="/drills/{open_}"' in page
    assert client.post(f"/drills/{drill_id}/delete").status_code == 303
    assert client.get(f"/drills/{drill_id}").status_code == 404
    assert drill_id not in client.get("/drills").text


def test_what_people_and_models_said_is_shown_as_text(client: TestClient, workshop: Workshop) -> None:
    card = example_card().model_copy(update={"name": HOSTILE, "segment": HOSTILE, "temporary": True})
    drill_id = talked(client, workshop, HOSTILE, card=card)
    client.post(f"/drills/{drill_id}/answers/2/assess")
    client.post(f"/drills/{drill_id}/answers/2/retry", json={"text": HOSTILE})
    client.post(f"/drills/{drill_id}/end")
    for address in ("", "/debrief", "/answers/2"):
        page = client.get(f"/drills/{drill_id}{address}").text
        assert "<img" not in page, address
        assert "<script>" not in page, address


def test_a_drill_is_not_there_for_anybody_else(as_person: Enter, client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop, "For my eyes only.")
    other = as_person("Dana")
    for route in drill_app(workshop).routes:
        path = getattr(route, "path", "")
        if "{drill_id}" not in path:
            continue
        address = path.replace("{drill_id}", drill_id).replace("{number}", "2")
        for method in getattr(route, "methods", ()):
            answer = other.request(method, address, json={"text": "x", "after": 3} if method == "POST" else None)
            assert answer.status_code == 404, f"{method} {address}"
    assert "For my eyes only." not in other.get("/drills").text
    turns = workshop.drills.own(drill_id, "me").turns
    assert sum(turn.speaker is Speaker.SELLER for turn in turns) == 1


def test_another_sites_page_may_not_answer_for_anybody(client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop)
    for path in ("answers", "reply", "end", "delete", "answers/2/assess"):
        evil = client.post(f"/drills/{drill_id}/{path}", headers={"Origin": "https://evil.example"}, json={})
        assert evil.status_code == 403, path


def test_with_a_dead_model_the_room_offers_another_try_or_the_scripted_rival(tmp_path: Path) -> None:
    rival = SlowRival()
    rival.dead = True
    rival.go_on.set()
    workshop = sparring_at(tmp_path, rival=rival)
    with TestClient(drill_app(workshop), base_url="http://127.0.0.1:7860") as client:
        drill = begun(workshop)
        state = reply(client, drill.id)[-1]["state"]
        assert (state["whose_turn"], state["turn"]) == ("rival", 0)
        assert [each["label"] for each in state["problem"]["retries"]] == ["Try again", "Go on with the scripted rival"]
        state = reply(client, drill.id, "embedded")[-1]["state"]
        assert (state["whose_turn"], state["problem"], state["engine"]) == ("seller", None, "embedded")
        assert client.post(f"/drills/{drill.id}/reply", params={"engine": "nobody"}).status_code == 400


def test_what_cannot_be_assessed_is_not_scored_and_says_how_to_go_on(tmp_path: Path) -> None:
    workshop = sparring_at(tmp_path, rival=SlowRival(), assessor=DeadAssessor())
    with TestClient(drill_app(workshop), base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
        drill_id = begun(workshop).id
        reply(client, drill_id, "embedded")
        say(client, drill_id, PROOF, 1)
        client.post(f"/drills/{drill_id}/answers/2/assess")
        page = client.get(f"/drills/{drill_id}/debrief").text
        assert "One answer is not scored" in page
        assert "The judge does not answer." in page
        assert "No answer is scored yet." in page
        assert "Look at it with the embedded assessor" in page
        client.post(f"/drills/{drill_id}/answers/2/assess", params={"engine": "embedded"})
        assert "not scored" not in client.get(f"/drills/{drill_id}/debrief").text


def test_every_play_of_a_card_can_be_the_one_that_is_feared(client: TestClient, workshop: Workshop) -> None:
    card = workshop.cards.card("castle")
    fields = {"competitor": "castle", "setup": "one_play", "play.castle": card.plays[-1].id}
    drill_id = client.post("/drills", data=fields).headers["location"].rsplit("/", 1)[1]
    state = reply(client, drill_id)[-1]["state"]
    assert state["table"]["title"] == card.plays[-1].title
    assert state["table"]["rounds"] == {"now": 1, "most": 6, "let_go": 0, "needed": 1}


def test_an_answer_that_nobody_could_read_is_told_as_that_everywhere(client: TestClient, workshop: Workshop) -> None:
    german = "Das ist ein sehr guter Punkt, und unsere Kunden sind damit in zwei Wochen fertig geworden."
    drill_id = talked(client, workshop, german, german)
    assert client.post(f"/drills/{drill_id}/end").status_code == 303
    assert client.get(f"/drills/{drill_id}/state").json()["board"][0]["state"] == "Could not tell"
    debriefed = client.get(f"/drills/{drill_id}/debrief").text
    assert "Could not tell</span>" in debriefed
    assert "0 of 2 points answered" in debriefed
    assert "One point counts neither as answered nor as dodged: I could not tell." in debriefed
    assert "Dodged" not in debriefed


def test_more_than_anybody_types_is_not_taken_in(client: TestClient, workshop: Workshop) -> None:
    drill_id = talked(client, workshop, PROOF)
    much = b"{" + b" " * MOST_BYTES

    def dribbled() -> Iterator[bytes]:  # without a length, and one that never ends were it read on
        for _ in range(100):
            yield b" " * 50_000

    for path in (f"/drills/{drill_id}/answers", f"/drills/{drill_id}/answers/2/retry", "/drills"):
        for content in (much, dribbled()):
            kind = "application/json" if drill_id in path else "application/x-www-form-urlencoded"
            refused = client.post(path, content=content, headers={"Content-Type": kind, **JSON})
            assert refused.status_code == 413, path
            assert "more than 256 kB" in refused.json()["error"]["message"]
    assert say(client, drill_id, "ж" * 4000, 3).status_code == 200


def test_a_page_that_is_not_there_leads_back_to_where_one_was(client: TestClient) -> None:
    for path, way in (
        ("/drills/nothing", "/drills"),
        ("/drills/nothing/debrief", "/drills"),
        ("/elsewhere", "/practice/"),
    ):
        answer = client.get(path, headers=PAGE)
        assert answer.status_code == 404
        assert f'<a class="ps-button ps-primary" href="{way}">' in answer.text


@pytest.mark.parametrize("text", ["\u200b", "\u200d\ufe0f", "\u3164 \u2800", "\u0301", "\u2060\n\u00ad"])
def test_what_nobody_can_see_is_no_answer(client: TestClient, workshop: Workshop, text: str) -> None:
    drill_id = talked(client, workshop)
    refused = say(client, drill_id, text, 1)
    assert (refused.status_code, refused.json()["message"]) == (400, "There is no answer yet.")
    assert say(client, drill_id, f"{text}Да.{text}", 1).status_code == 200


def test_notes_about_a_namesake_of_a_card_do_not_pass_for_that_card(client: TestClient) -> None:
    fields = {"competitor": "-notes", "name": "CASTLE", "notes": "They are free of charge."}
    location = client.post("/drills", data=fields).headers["location"]
    page = client.get(f"{location}/debrief").text
    assert "It is kept as" not in page
    assert '<input type="hidden" name="competitor" value="-same">' in page


def test_a_play_that_they_let_go_of_ends_with_its_own_words(client: TestClient) -> None:
    fields = {"competitor": "castle", "setup": "one_play", "play.castle": "you_own_it"}
    drill_id = client.post("/drills", data=fields).headers["location"].rsplit("/", 1)[1]
    reply(client, drill_id)
    say(client, drill_id, f"That is fair, you own it already. {PROOF}", 1)
    assert reply(client, drill_id)[-1]["state"]["ended_says"] == "They have let go of this play: you have it."
    assert "Every point was put" not in client.get(f"/drills/{drill_id}/debrief").text
