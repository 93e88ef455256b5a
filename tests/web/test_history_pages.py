"""The pages of the history: whose they are, what they say, and that deleting is said first."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pasts import SOURCES, START, live_through, take

from coach.domain.attempt import State
from coach.errors import StoreError, UsageError
from coach.settings import Settings
from coach.web.server import build_app
from coach.web.sheets import Sheets
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "golden_pitches" / "first_call" / "golden.ogg"
FIRST, CLOSING = "First call with a head of customer operations", "Closing: the next step"


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(Settings(home=tmp_path, library=ROOT, transcriber="pocketsphinx", offline=True))


@pytest.fixture
def client(workshop: Workshop) -> Iterator[TestClient]:
    with TestClient(build_app(workshop), base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
        yield client


@pytest.fixture
def lived(workshop: Workshop) -> Workshop:
    live_through(workshop, recording=workshop.recordings.put(GOLDEN))
    return workshop


def rows(page: str) -> dict[str, str]:
    """The rows of the lists as plain text, by the attempt that their checkbox or link names."""
    found: dict[str, str] = {}
    for row in re.findall(r'<li class="ph-row.*?</li>', page, re.DOTALL):
        name = re.search(r'value="(\w+)"|attempt=(\w+)', row)
        assert name is not None
        found[name[1] or name[2]] = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    return found


def test_the_page_of_somebody_new_says_how_to_begin(client: TestClient) -> None:
    page = client.get("/history")
    assert page.status_code == 200
    assert "Nothing here yet" in page.text
    assert 'href="/practice/"' in page.text


@pytest.mark.usefixtures("lived")
def test_every_attempt_stands_under_its_pitch_with_what_holds(client: TestClient) -> None:
    page = client.get("/history").text
    assert page.index(FIRST) < page.index(CLOSING), "the pitch practised last is on top"
    found = rows(page)
    assert set(found) == {"t0", "t1", "t2", "t3", "t4", "t6", "t7", "t8", "t10", "t11", "t12", "t13", "gone"}
    assert "Certified 87.9 of 100 Official" in found["t7"]
    assert "The machine said “A person should look”. Rita decided on 17 Mar 2026" in found["t7"]
    assert "62.1 to 80.4 of 100 Practice" in found["t4"]
    assert "Interrupted" in found["t13"]
    assert "Waits for you" in found["t12"]
    assert "Could not be scored" in found["t11"]
    assert "Words and recording removed" in found["gone"]
    assert "Delete" not in found["gone"]


@pytest.mark.usefixtures("lived")
def test_the_trend_says_in_words_what_it_draws(client: TestClient) -> None:
    page = client.get("/history").text
    label = re.search(r'role="img" aria-label="([^"]+)"', page)
    assert label is not None
    assert "9 scored attempts" in label[1]
    assert "20 on 02 Mar 2026, 91.7 on 18 Mar 2026" in label[1]
    assert "pass mark is 80" in label[1]
    assert "18 Mar 2026, 09:30: 91.7 points, practice, Ready" in page
    assert "16 Mar 2026, 09:30: 87.9 points, official, Certified" in page
    assert page.count('class="ph-change" x1') == 1, "where the rubric became another one"
    assert "Not all of these were judged alike: the rubric was changed between them." in page
    assert "points, not judged alike" in page


def test_takes_for_another_situation_are_told_in_the_trend(client: TestClient, workshop: Workshop) -> None:
    workshop.attempts.add(take(1), SOURCES)
    workshop.attempts.add(take(2), SOURCES)
    assert "judged alike" not in client.get("/history").text
    workshop.attempts.add(take(3, situation="hallway"), SOURCES)
    assert "Not all of these were judged alike: they were made for different situations." in client.get("/history").text


@pytest.mark.usefixtures("lived")
def test_what_was_killed_on_the_way_is_not_told_to_be_at_work(client: TestClient, workshop: Workshop) -> None:
    queued = workshop.attempts.get("t13").model_copy(update={"id": "queued", "queued_at": START})
    workshop.attempts.add(queued, {})
    with workshop.coach().leases.take("t13"):
        found = rows(client.get("/history").text)
    assert "In the queue" in found["queued"]
    assert "In the queue" in found["t13"], "somebody is at work on it"
    assert "Interrupted" in rows(client.get("/history").text)["t13"]


def test_a_rubric_that_another_version_wrote_hides_no_attempt(client: TestClient, workshop: Workshop) -> None:
    workshop.attempts.add(take(1, rubric_version="later"), {"later": {"written": "by a later version"}})
    workshop.attempts.add(take(2, rubric_version="later"), {})
    assert len(rows(client.get("/history").text)) == 2
    compared = client.get("/history/compare?a=t1&b=t2")
    assert compared.status_code == 400
    assert "cannot be read any more" in compared.text


def test_one_attempt_is_no_trend_and_offers_no_comparison(client: TestClient, workshop: Workshop) -> None:
    workshop.attempts.add(take(1), SOURCES)
    page = client.get("/history").text
    assert "One scored attempt so far" in page
    assert "<figure" not in page
    assert "Compare the two" not in page


@pytest.mark.usefixtures("lived")
def test_what_people_wrote_is_text_on_the_page(client: TestClient) -> None:
    page = client.get("/history").text
    assert "Tuesday &lt;at ten&gt;" in page
    assert "<at ten>" not in page


@pytest.mark.usefixtures("lived")
def test_two_ticked_takes_lead_to_their_comparison(client: TestClient) -> None:
    answer = client.get("/history/compare", params={"take": ["t8", "t4"]})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/history/compare?a=t8&b=t4"


@pytest.mark.usefixtures("lived")
def test_a_comparison_says_which_points_were_won_and_lost_and_why(client: TestClient) -> None:
    page = client.get("/history/compare?a=t8&b=t4").text
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert text.index("10 Mar 2026") < text.index("18 Mar 2026"), "the older one comes first"
    assert "+29.6" in text
    gained = text[text.index("Gained") : text.index("The same in both")]
    assert "Does it ask the buyer to bring something?" in gained
    assert "Please bring one project that is running late." in gained
    assert 'src="/attempts/t4/media"' in page
    assert re.search(r'href="/attempts/t8/media#t=[\d.]+" data-ph-play="later"', page)
    assert "Advice only" in text


@pytest.mark.usefixtures("lived")
def test_another_version_of_the_rubric_is_told(client: TestClient) -> None:
    assert "The rubric was changed between these takes" in client.get("/history/compare?a=t1&b=t2").text
    assert "The rubric was changed" not in client.get("/history/compare?a=t2&b=t3").text


def test_what_was_judged_by_other_points_or_engines_says_so(client: TestClient, lived: Workshop) -> None:
    t8 = lived.attempts.get("t8")
    assert t8.scorecard is not None
    assert t8.engines is not None
    renamed = [
        each.model_copy(
            update={
                "id": f"new_{each.id}",
                "findings": tuple(found.model_copy(update={"criterion": f"new_{each.id}"}) for found in each.findings),
            }
        )
        for each in t8.scorecard.criteria
    ]
    other = {
        "id": "other",
        "scorecard": t8.scorecard.model_copy(update={"criteria": tuple(renamed)}),
        "engines": t8.engines.model_copy(update={"judge": "openai", "model": "some-model"}),
    }
    lived.attempts.add(t8.model_copy(update=other), {})
    page = client.get("/history/compare?a=other&b=t4").text
    assert "no single point is in both" in page
    assert "were removed" not in page
    assert "The two were judged by different engines." in page
    assert "different engines" not in client.get("/history/compare?a=t8&b=t4").text


@pytest.mark.usefixtures("lived")
def test_a_deleted_take_is_compared_by_its_points_alone(client: TestClient) -> None:
    page = client.get("/history/compare?a=gone&b=t8").text
    assert "+11.3" in page
    assert "were removed" in page
    assert "/attempts/gone/" not in page


@pytest.mark.usefixtures("lived")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("a=t8&b=t10", "are two pitches"),
        ("a=t8&b=t8", "one and the same take"),
        ("a=t8&b=t12", "A take without points"),
        ("take=t8", "Only one take was chosen"),
        ("take=t8&take=t7&take=t6", "3 takes were chosen"),
        ("", "No take was chosen"),
    ],
)
def test_what_cannot_be_compared_is_told_kindly_with_a_way_back(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/history/compare?{query}")
    assert answer.status_code == 400
    assert said in answer.text
    assert "Choose two" in answer.text
    assert 'href="/history"' in answer.text


def test_deleting_says_first_what_goes_and_what_stays_and_then_does_it(client: TestClient, lived: Workshop) -> None:
    page = client.get("/history/t8/delete").text
    assert page.index("What is removed for good") < page.index("What is kept")
    assert lived.attempts.get("t8").id == "t8", "looking deletes nothing"

    answer = client.post("/history/t8/delete")

    assert answer.status_code == 303
    with pytest.raises(UsageError):
        lived.attempts.get("t8")
    after = client.get(answer.headers["location"]).text
    assert "<b>Deleted.</b>" in after
    assert "The file of the recording stays, because another attempt" in after
    assert "Ready 91.7 of 100" in rows(after)["t8"]
    assert client.get("/history/t8/delete").status_code == 404
    assert client.post("/history/t8/delete").status_code == 404


def test_a_file_that_cannot_be_removed_now_is_told_and_the_take_is_deleted(client: TestClient, lived: Workshop) -> None:
    class Stuck:
        def __getattr__(self, name: str) -> object:
            return getattr(lived.recordings, name)

        def remove_unless(self, sha256: str, used: object) -> int:
            raise StoreError("The folder cannot be written.", hint="Wait.")

    vars(lived)["archive"] = replace(lived.archive, recordings=Stuck())  # pyright: ignore

    answer = client.post("/history/t8/delete")

    assert answer.status_code == 303
    after = client.get(answer.headers["location"]).text
    assert "<b>Deleted.</b>" in after
    assert "A file could not be removed at this moment; the daily purge removes it." in after
    assert client.get("/history/t8/delete").status_code == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/history/theirs/delete"),
        ("POST", "/history/theirs/delete"),
        ("GET", "/history/compare?a=theirs&b=t8"),
        ("GET", "/history/compare?a=t8&b=nope"),
        ("GET", "/history/compare?a=t8&b=redo"),
        ("GET", "/history/nope/delete"),
    ],
)
def test_what_is_not_ones_own_is_not_there(client: TestClient, lived: Workshop, method: str, path: str) -> None:
    theirs = lived.attempts.get("t7").model_copy(update={"id": "theirs", "who": "somebody else"})
    lived.attempts.add(theirs, {})
    assert client.request(method, path).status_code == 404
    assert lived.attempts.get("theirs") == theirs
    assert "theirs" not in rows(client.get("/history").text)


def test_the_practice_page_links_the_last_attempts_that_are_still_there(lived: Workshop) -> None:
    recent = Sheets(lived).recent("me", 8)
    assert re.findall(r'data-attempt="(\w+)"', recent) == ["t13", "t12", "t11", "t10", "t8", "t7", "t6", "t4"]
    line = next(line for line in recent.splitlines() if "t7" in line)
    assert "Certified" in line, "what a person decided holds"
    assert "87.9 of 100" in line


def test_the_practice_page_shows_older_attempts_too_while_they_are_in_work(lived: Workshop) -> None:
    attempts = lived.attempts
    working = {"state": State.SCORING, "decision": None, "scorecard": None, "queued_at": datetime.now(UTC)}
    attempts.save(attempts.get("t6").model_copy(update=working))
    recent = Sheets(lived).recent("me", 3)
    assert re.findall(r'data-attempt="(\w+)"( data-working)?', recent)[3:] == [("t6", " data-working")]
    assert "Being worked on" in recent


def test_another_sites_page_deletes_nothing(client: TestClient, lived: Workshop) -> None:
    answer = client.post("/history/t8/delete", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert lived.attempts.get("t8").id == "t8"
