"""The review pages: for a second person, never for one's own attempt, and never for practice."""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from examples import HOSTILE, passing_official
from fastapi import FastAPI
from fastapi.testclient import TestClient
from review_fixtures import SOUND, furnish, keep, workshop_at

from coach.adapters.tables import ATTEMPT, PERSON, REVIEW, VISIT
from coach.domain.attempt import Recording, State
from coach.domain.certification import Outcome
from coach.domain.judging import Verdict
from coach.web.server import build_app
from coach.wiring import Workshop

AS = Callable[[str], TestClient]
GOOD = {"seen": "0", "tries": "0", "do": "decide", "decision": "certified", "reason": "I heard every point."}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return workshop_at(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def app(installation: Workshop) -> Iterator[FastAPI]:
    """Built once, because the practice page beside these takes seconds."""
    app = build_app(installation)
    with TestClient(app):
        yield app


@pytest.fixture
def workshop(installation: Workshop) -> Workshop:
    """The installation as new, with attempts that wait."""
    with installation.database.write() as connection:
        for table in (REVIEW, VISIT, PERSON, ATTEMPT):
            connection.execute(sa.delete(table))
    furnish(installation)
    return installation


@pytest.fixture
def owner(app: FastAPI, workshop: Workshop) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


@pytest.fixture
def as_person(app: FastAPI, workshop: Workshop) -> AS:
    """Another browser at the same computer, under this name."""

    def enter(name: str) -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)
        assert client.post("/people", data={"name": name}).status_code == 303
        return client

    return enter


@pytest.fixture
def omar(as_person: AS) -> TestClient:
    return as_person("Omar")


def links(page: str) -> list[str]:
    return re.findall(r'class="rv-waiting" href="/review/([^"]+)"', page)


def test_the_queue_lists_what_others_wait_for_and_ones_own_apart(owner: TestClient, omar: TestClient) -> None:
    assert set(links(omar.get("/review").text)) == {"draft", "unclear", "mine"}
    page = owner.get("/review").text
    theirs, own = page.split("rv-h-own", 1)
    assert set(links(theirs)) == {"draft", "unclear"}
    assert links(own) == ["mine"]


def test_the_queue_tells_whose_why_and_how_long_and_no_points(omar: TestClient, workshop: Workshop) -> None:
    queue = omar.get("/review").text.split("<main", 1)[1]
    assert re.search(r"waits <b>\d+ (hour|day)s?</b>|waits <b>less than an hour</b>", queue)
    assert ">Dana</b>" in queue
    assert "Too close to call" in queue
    assert "No language model" in queue
    shown = re.sub(r"<time.*?</time>|<[^>]*>", "", queue)
    for entry in workshop.reviews.store.queue():
        assert f"{entry.score:g}" not in shown


def test_points_and_the_machines_report_stand_below_what_is_decided(omar: TestClient) -> None:
    page = omar.get("/review/draft").text
    places = [page.index(place) for place in ("rv-h-why", "data-pc-player", "Listen to these first", "data-pc-report")]
    assert places == sorted(places)
    assert not re.search(r"\d+ (?:to \d+ )?(?:points|of 100)", page[: places[2]])


def test_after_a_decision_the_next_one_is_one_step_away(omar: TestClient, workshop: Workshop) -> None:
    omar.post("/review/draft", data=GOOD)
    following = workshop.reviews.queue("Omar")[0][0].id
    assert f'href="/review/{following}">Next: ' in omar.get("/review/draft").text


def test_where_nobody_is_asked_the_page_does_not_say_so(omar: TestClient, workshop: Workshop) -> None:
    keep(workshop, passing_official(), id="passing", who=workshop.people.named("Dana").key)
    page = omar.get("/review/passing").text
    assert "Why a person is asked" not in page
    assert "No person is asked here" in page
    assert omar.post("/review/passing", data={**GOOD, "decision": "not_yet"}).status_code == 303


def test_an_empty_queue_says_when_something_will_be_there(owner: TestClient, workshop: Workshop) -> None:
    with workshop.database.write() as connection:
        connection.execute(sa.delete(ATTEMPT))
    assert "Nothing waits for you" in owner.get("/review").text


def test_a_second_person_confirms_and_the_page_shows_both_verdicts(
    omar: TestClient, as_person: AS, workshop: Workshop
) -> None:
    answer = omar.post("/review/draft", data=GOOD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/review/draft#done")

    page = omar.get("/review/draft").text
    assert "Your decision is kept." in page
    assert "The decision that holds" in page
    assert "The machine’s verdict" in page
    assert "I heard every point." in page
    assert "without a sign-in" in page
    review = workshop.reviews.of("draft")[0]
    assert (review.by, review.how, review.decision) == ("Omar", "page", Outcome.CERTIFIED)
    assert "draft" not in links(omar.get("/review").text)

    learner = as_person("Dana")
    for address in ("/attempts/draft/report", "/attempts/draft/report.html"):
        assert "I heard every point." in learner.get(address).text
    record = learner.get("/attempts/draft/record.json").json()
    assert (record["outcome"], record["final_outcome"]) == ("needs_review", "certified")
    assert record["reviews"][0]["by_name"] == "Omar"


def test_verdicts_on_findings_are_kept_with_their_reasons(omar: TestClient, workshop: Workshop) -> None:
    fields = {
        **GOOD,
        "verdict.problem.wait": "agree",
        "why.problem.wait": "typed, and then agreed after all",
        "verdict.proof.guarantee": "met",
        "why.proof.guarantee": "“We guarantee it”, at the end.",
        "verdict.contrast.": "level-2",
        "why.contrast.": "One difference, and true.",
    }
    assert omar.post("/review/draft", data=fields).status_code == 303
    review = workshop.reviews.of("draft")[0]
    assert [(ruling.criterion, ruling.check, ruling.verdict, ruling.level) for ruling in review.rulings] == [
        ("proof", "guarantee", Verdict.MET, None),
        ("contrast", None, Verdict.MET, 2),
    ]
    page = omar.get("/review/draft").text
    assert "“We guarantee it”, at the end." in page
    assert "By the points this would not pass." in page


def test_the_points_can_be_worked_out_before_anything_is_kept(omar: TestClient, workshop: Workshop) -> None:
    before = omar.get("/review/draft").text
    assert "too close to call" in before
    fields = {"do": "sum", "seen": "0", "verdict.contrast.": "level-4", "decision": "not_yet", "reason": "half typed"}
    page = omar.post("/review/draft", data=fields).text
    assert "By the points this passes." in page
    assert "You decide the other way." in page
    assert "half typed" in page
    assert re.search(r'name="verdict.contrast." value="level-4" checked', page)
    assert workshop.reviews.of("draft") == ()


MISSING = {
    "no decision": ({"decision": ""}, "#decision"),
    "no reason": ({"reason": " "}, "#reason"),
    "an override without a reason": ({"verdict.proof.guarantee": "met"}, "#why.proof.guarantee"),
    "a reason that is too long": ({"reason": "x" * 2_001}, "#reason"),
}


@pytest.mark.parametrize(("fields", "place"), MISSING.values(), ids=MISSING.keys())
def test_what_is_missing_is_told_where_it_is_missing_and_nothing_is_lost(
    omar: TestClient, workshop: Workshop, fields: dict[str, str], place: str
) -> None:
    answer = omar.post("/review/draft", data={**GOOD, **fields})
    assert answer.status_code == 422
    assert f'href="{place}"' in answer.text
    assert f'id="{place[1:]}"' in answer.text
    assert workshop.reviews.of("draft") == ()
    if "reason" not in fields:
        assert "I heard every point.</textarea>" in answer.text


def test_whoever_decides_on_what_was_decided_meanwhile_sees_it_and_keeps_what_they_wrote(
    omar: TestClient, as_person: AS, workshop: Workshop
) -> None:
    omar.post("/review/draft", data=GOOD)
    pia = as_person("Pia")
    late = pia.post("/review/draft", data={**GOOD, "decision": "not_yet", "reason": "It was read aloud."})
    assert late.status_code == 409
    alert = late.text.split('role="alert"', 1)[1].split("</div>", 1)[0]
    assert "while you were at it" in alert
    assert "Omar" in alert
    assert "I heard every point." in alert
    assert late.text.index('role="alert"') < late.text.index("data-pc-report"), "not below a page of report"
    assert "It was read aloud.</textarea>" in late.text
    assert 'name="seen" value="1"' in late.text

    again = {**GOOD, "seen": "1", "decision": "not_yet", "reason": "It was read aloud."}
    assert pia.post("/review/draft", data=again).status_code == 303
    assert [review.by for review in workshop.reviews.of("draft")] == ["Pia", "Omar"]


@pytest.mark.parametrize("pressed", ["decide", "sum"])
def test_a_page_from_before_a_correction_decides_nothing_and_keeps_what_was_written(
    omar: TestClient, workshop: Workshop, pressed: str
) -> None:
    draft = workshop.attempts.get("draft")
    workshop.attempts.save(draft.model_copy(update={"tries": 1, "heard": draft.transcript}))
    fields = {**GOOD, "do": pressed, "verdict.proof.guarantee": "met", "why.proof.guarantee": "At the end."}
    late = omar.post("/review/draft", data=fields)
    assert late.status_code == 409
    assert "were corrected" in late.text
    assert "I heard every point.</textarea>" in late.text
    assert 'value="At the end."' in late.text
    assert 'name="tries" value="1"' in late.text
    assert workshop.reviews.of("draft") == ()
    assert omar.post("/review/draft", data={**GOOD, "tries": "1"}).status_code == 303


def test_while_corrected_words_are_scored_again_nothing_is_decided_and_what_was_written_is_shown(
    omar: TestClient, workshop: Workshop
) -> None:
    draft = workshop.attempts.get("draft")
    lost = {"tries": 1, "heard": draft.transcript, "state": State.RECEIVED, "decision": None, "scorecard": None}
    workshop.attempts.save(draft.model_copy(update=lost))
    late = omar.post("/review/draft", data={**GOOD, "why.proof.guarantee": "At the <end>."})
    assert late.status_code == 409
    assert "being scored again" in late.text
    assert "I heard every point." in late.text
    assert "At the &lt;end&gt;." in late.text
    assert workshop.reviews.of("draft") == ()


def test_ones_own_attempt_explains_itself_and_cannot_be_decided(owner: TestClient, workshop: Workshop) -> None:
    page = owner.get("/review/mine").text
    assert "so somebody else decides" in page
    assert 'href="/people?next=/review/mine"' in page
    assert "<textarea" not in page
    answer = owner.post("/review/mine", data=GOOD)
    assert answer.status_code == 400
    assert workshop.reviews.of("mine") == ()


def test_somebody_without_a_name_is_asked_for_one_first(owner: TestClient, workshop: Workshop) -> None:
    page = owner.get("/review/draft").text
    assert "Give your name" in page
    assert "<textarea" not in page
    assert owner.post("/review/draft", data=GOOD).status_code == 400
    assert workshop.reviews.of("draft") == ()


@pytest.mark.parametrize("attempt", ["practice", "nope"])
def test_practice_is_not_there_whoever_asks(owner: TestClient, omar: TestClient, attempt: str) -> None:
    for client in (owner, omar):
        pages = [client.get(f"/review/{attempt}"), client.post(f"/review/{attempt}", data=GOOD)]
        assert [page.status_code for page in pages] == [404, 404]
        assert "practice" not in pages[0].text.split("<main", 1)[1].lower()
        assert client.get(f"/review/{attempt}/media").status_code == 404


def test_a_reviewer_can_wind_the_recording_to_any_moment(omar: TestClient) -> None:
    part = omar.get("/review/draft/media", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206
    assert part.content == SOUND.read_bytes()[10:20]
    assert omar.get("/attempts/draft/media").status_code == 404


def test_a_recording_that_was_removed_leaves_the_page_without_a_player(omar: TestClient, workshop: Workshop) -> None:
    attempt = workshop.attempts.get("draft")
    assert attempt.recording is not None
    gone: Recording = attempt.recording.model_copy(update={"kept": False})
    workshop.attempts.save(attempt.model_copy(update={"recording": gone}))
    assert "data-pc-player" not in omar.get("/review/draft").text
    assert omar.get("/review/draft/media").status_code == 404


def test_another_sites_page_may_not_decide(omar: TestClient, workshop: Workshop) -> None:
    answer = omar.post("/review/draft", data=GOOD, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert workshop.reviews.of("draft") == ()


def test_what_people_wrote_is_shown_as_text(omar: TestClient, as_person: AS, workshop: Workshop) -> None:
    keep(workshop, workshop.attempts.get("draft"), id="hostile", who=HOSTILE, rubric_title=HOSTILE)
    fields = {**GOOD, "reason": HOSTILE, "verdict.proof.guarantee": "met", "why.proof.guarantee": HOSTILE}
    assert omar.post("/review/hostile", data=fields).status_code == 303
    page = omar.get("/review/hostile").text + omar.get("/review").text + as_person("Pia").get("/review/hostile").text
    assert "<img" not in page
    assert "<script>" not in page
