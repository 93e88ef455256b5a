"""Trying a draft over the routes: on every kind of text, by both judges, and what is refused."""

import html
import re
import shutil
from pathlib import Path

import pytest
from cases import US
from examples import FIRST_CALL, GOLDEN, GOOD_TEXT, attempt, good_findings, spoken
from fastapi import FastAPI
from fastapi.testclient import TestClient
from fixtures.llm_server import LlmServer

from coach.domain.attempt import Attempt, State
from coach.domain.certification import Kind
from coach.domain.person import OWNER
from coach.settings import Settings
from coach.web.access import Door
from coach.web.navigation import Navigation
from coach.web.refusals import Refusals
from coach.web.studio.frame import Frame
from coach.web.studio.trying import TryDesk
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
ADDRESS = "/studio/try/rubric/first_call"
SOURCES = {each.version: each.model_dump(mode="json") for each in (FIRST_CALL, GOLDEN, US)}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("try")
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, home / "library" / name, ignore=shutil.ignore_patterns("*.ogg"))
    return home


@pytest.fixture(scope="module")
def library(home: Path) -> Path:
    return home / "library"


@pytest.fixture(scope="module")
def workshop(home: Path, library: Path) -> Workshop:
    return Workshop(Settings(home=home, library=library, transcriber="pocketsphinx", offline=True))


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> TestClient:
    return opened(workshop)


def opened(workshop: Workshop) -> TestClient:
    """The studio's own routes: what Gradio mounts beside them takes seconds to build."""
    app = FastAPI()
    app.state.door = Door(workshop.people)
    navigation = Navigation(workshop.people, workshop.reviews)
    Refusals(app.state.door, navigation).install(app)
    app.include_router(TryDesk(workshop, Frame(navigation)).router())
    return TestClient(app, base_url="http://127.0.0.1:7860")


def draft(library: Path) -> str:
    return (library / "rubrics" / "first_call.yaml").read_text("utf-8")


def tried(client: TestClient, **fields: str) -> str:
    """The result of a try as a page's script gets it, as plain text."""
    files = {name: (None, value) for name, value in ({"part": "1"} | fields).items()}
    answer = client.post(ADDRESS, files=files, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return plain(answer.text)


def plain(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def kept(workshop: Workshop, name: str, who: str, kind: Kind, **more: object) -> Attempt:
    words = spoken(GOOD_TEXT)
    parts = {"id": name, "who": who, "us_version": US.version, **more}
    made = attempt(words, good_findings(words), kind=kind).model_copy(update=parts)
    workshop.attempts.add(made, SOURCES)
    return made


@pytest.mark.parametrize("kind", ["golden", "own_words", "near_miss", "weak"])
def test_each_of_the_four_texts_is_tried_with_what_it_should_come_to(client: TestClient, kind: str) -> None:
    page = tried(client, on=kind)
    wish = "must not fail" if kind in {"golden", "own_words"} else "must not pass"
    assert f"This text {wish}, and it does not." in page
    assert "pass mark 80" in page
    assert "÷ 100 =" in page, "the arithmetic"


def test_the_draft_in_the_page_counts_and_not_the_file(client: TestClient, library: Path) -> None:
    before = draft(library)
    text = "Our clients wait for ages until they may begin."
    on = {"on": "text", "text": text}
    assert "0 of 3 checks found" in tried(client, **on)
    changed = before.replace("          - the average wait is eleven weeks\n", f"          - {text}\n")
    assert changed != before
    assert "1 of 3 checks found" in tried(client, draft=changed, **on)
    assert draft(library) == before


def test_nothing_is_kept_of_a_try(client: TestClient, workshop: Workshop) -> None:
    before = list(workshop.attempts.recent())
    tried(client, on="golden")
    assert list(workshop.attempts.recent()) == before
    assert workshop.versions.managed() == frozenset()


def test_why_it_did_not_count_names_the_sentence_the_words_and_the_guard(client: TestClient) -> None:
    page = tried(client, on="text", text="Hello. They reduced the time to go live by forty percent. Bye.")
    assert "It gives another number: “forty”, where" in page
    assert "What came nearest, line 2:" in page


def test_errors_of_the_draft_are_named_with_their_lines_and_nothing_is_tried(client: TestClient, library: Path) -> None:
    broken = draft(library).replace("pass_mark: 80", "pass_mrk: 80")
    line = broken.split("\n").index("pass_mrk: 80") + 1
    page = tried(client, on="golden", draft=broken)
    assert "so it cannot be tried yet" in page
    assert f"Line {line}:" in page
    assert "pass_mark" in page
    assert "This would" not in page


@pytest.mark.parametrize("text", ["", "   \n\t ", "… — !"])
def test_a_text_without_words_is_refused_in_one_sentence(client: TestClient, text: str) -> None:
    assert "There is no word in this text. Paste what was said" in tried(client, on="text", text=text)


def test_one_word_is_tried(client: TestClient) -> None:
    assert "1 word ·" in tried(client, on="text", text="Hello.")


def test_too_many_words_are_told_and_more_than_a_request_holds_too(client: TestClient) -> None:
    page = tried(client, on="text", text="word " * 15_001)
    assert "The text has 15,001 words, more than the limit of 15,000." in page
    assert "characters; 300,000 are taken" in tried(client, on="text", text="word " * 60_001)
    answer = client.post(ADDRESS, files={"text": (None, "word " * 800_000)}, headers={"Accept": "application/json"})
    assert answer.status_code == 413
    assert "Send less text" in answer.json()["error"]["message"]


def test_what_may_be_tried_fits_into_a_request_in_any_script(client: TestClient, library: Path) -> None:
    fields = {"on": "text", "text": "спасибо " * 15_001, "part": "1"}
    answer = client.post(ADDRESS, data=fields)
    assert "The text has 15,001 words" in plain(answer.text)
    note = "# 你好\n" * 30_000
    assert "0 of 3 checks found" in tried(client, on="text", text="Hello.", draft=draft(library) + note)


def test_the_golden_pitch_itself_is_no_recital_and_a_pasted_one_is(client: TestClient, library: Path) -> None:
    assert "Read aloud?" not in tried(client, on="golden")
    golden = (library / "golden_pitches" / "first_call" / "golden.md").read_text("utf-8").split("---")[-1]
    assert "Read aloud?" in tried(client, on="text", text=golden)


def test_a_sentence_is_offered_as_a_phrasing_where_only_its_wording_differs(client: TestClient) -> None:
    said = "Your clients wait for ages until they may begin. They reduced the time to go live by forty percent."
    files = {name: (None, value) for name, value in {"part": "1", "on": "text", "text": said}.items()}
    offered = re.findall(
        r'data-sy-count="([^"]*)" data-criterion="(\w+)" data-check="(\w+)"', client.post(ADDRESS, files=files).text
    )
    assert ("Your clients wait for ages until they may begin.", "eleven_weeks") in {
        (text, check) for text, _, check in offered
    }
    assert "thirty_percent" not in {check for _, _, check in offered}
    wrong = client.post(ADDRESS, files={"part": (None, "1"), "on": (None, "near_miss")}).text
    assert "Why did this not count?" in wrong
    assert "data-sy-count" not in wrong


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "${7*7} {{7*7}}", "你好，我们周二十点见面。", "\x00\x07 bell"]
)
def test_hostile_text_stays_text(client: TestClient, text: str) -> None:
    files = {"on": (None, "text"), "text": (None, text), "part": (None, "1")}
    answer = client.post(ADDRESS, files=files)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "49" not in plain(answer.text).split()


def test_what_is_no_choice_is_refused_in_one_sentence(client: TestClient) -> None:
    assert "It is not said what to try the draft on." in tried(client, on="../../etc/passwd")
    assert "The draft has no situation `moon`." in tried(client, on="golden", situation="moon")
    assert client.post("/studio/try/rubric/First%20Call", files={"on": (None, "golden")}).status_code == 404
    nothing = "/studio/try/rubric/nothing"
    for answer in (client.get(nothing), client.post(nothing, files={"on": (None, "golden")})):
        assert answer.status_code == 404
        assert "There is no file rubrics/nothing.yaml." in plain(answer.text)


def test_a_missing_golden_text_is_told(client: TestClient, library: Path) -> None:
    changed = draft(library).replace("golden_pitch: first_call", "golden_pitch: elsewhere")
    page = tried(client, on="golden", draft=changed)
    assert "elsewhere" in page
    assert "This would" not in page


def test_past_attempts_are_offered_as_reviews_show_them(client: TestClient, workshop: Workshop) -> None:
    ada = "ada"
    kept(workshop, "own", OWNER, Kind.PRACTICE)
    kept(workshop, "theirs", ada, Kind.PRACTICE)
    kept(workshop, "official", ada, Kind.OFFICIAL)
    unscored = {"state": State.RECEIVED, "scorecard": None, "decision": None}
    kept(workshop, "fresh", ada, Kind.OFFICIAL, **unscored)
    form = client.get(ADDRESS, params={"part": 1}).text
    assert [name for name in ("own", "theirs", "official", "fresh") if f"attempt:{name}" in form] == ["own", "official"]
    assert "As it was scored then" in tried(client, on="attempt:own")
    assert "As it was scored then" in tried(client, on="attempt:official")
    for hidden in ("theirs", "fresh", "nowhere"):
        assert "There is no such attempt at this pitch any more." in tried(client, on=f"attempt:{hidden}")


def test_an_attempt_at_another_pitch_is_not_tried(client: TestClient, workshop: Workshop) -> None:
    kept(workshop, "other", OWNER, Kind.PRACTICE, rubric_id="closing")
    assert "There is no such attempt" in tried(client, on="attempt:other")


def test_without_script_the_form_answers_with_a_whole_page_that_keeps_what_was_typed(client: TestClient) -> None:
    fields = {"on": "text", "text": "The average wait is eleven weeks & more.", "judge": "embedded"}
    answer = client.post(ADDRESS, files={name: (None, value) for name, value in fields.items()})
    assert answer.text.startswith("<!doctype html>")
    assert "eleven weeks &amp; more.</textarea>" in answer.text
    assert "1 of 3 checks found" in plain(answer.text)


class TestModel:
    @pytest.fixture
    def workshop(self, home: Path, library: Path, llm_server: LlmServer) -> Workshop:
        return Workshop(Settings(home=home, library=library, llm_base_url=llm_server.base_url, llm_model="scripted"))

    @pytest.fixture
    def client(self, workshop: Workshop) -> TestClient:
        return opened(workshop)

    def test_it_is_asked_only_when_it_is_told_to_and_as_often_as_was_said(
        self, client: TestClient, llm_server: LlmServer
    ) -> None:
        form = plain(client.get(ADDRESS).text)
        calls = re.search(r"Ask scripted : (\d+) calls", form)
        assert calls is not None
        tried(client, on="golden", judge="embedded")
        assert llm_server.seen == []
        page = tried(client, on="golden", judge="configured")
        assert "· scripted" in page
        assert len(llm_server.seen) == int(calls[1])

    def test_a_model_that_fails_makes_no_number(self, client: TestClient, llm_server: LlmServer) -> None:
        llm_server.behaviour = "unauthorized"
        page = tried(client, on="golden", judge="configured")
        assert "Not scored" in page
        assert "Try again" in page
        assert "– of 100 points" in page

    def test_a_quote_that_the_model_made_up_is_told_as_one(self, client: TestClient, llm_server: LlmServer) -> None:
        llm_server.behaviour = "invented_quote"
        page = tried(client, on="golden", judge="configured")
        assert "which was not said, so it does not count" in page
