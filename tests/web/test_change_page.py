"""The page “What would change?” and the routes of studies: whose they are, what they say, where they lead back."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from past_pitches import RUBRIC, live_through

from coach.adapters.leases import hold
from coach.domain.certification import Outcome, Result
from coach.domain.studio.shift import Shift, Side, Turn
from coach.domain.studio.study import Study, StudyState
from coach.service.panel import EMBEDDED
from coach.settings import Settings
from coach.web.server import build_app
from coach.web.studio.studies import duration, here
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
PAGE = f"/studio/rubrics/{RUBRIC}/change"
COUNT = 6
HTML = {"accept": "text/html"}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    home = tmp_path_factory.mktemp("past")
    library = home / "library"
    for folder in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / folder, library / folder)
    workshop = Workshop(Settings(home=home, library=library, transcriber="pocketsphinx", offline=True))
    live_through(workshop, COUNT, home)
    yield workshop
    workshop.database.close()


@pytest.fixture(scope="module")
def client(workshop: Workshop) -> Iterator[TestClient]:
    with TestClient(build_app(workshop), base_url="http://127.0.0.1:7860", follow_redirects=False) as client:
        yield client


@pytest.fixture
def other(client: TestClient, workshop: Workshop) -> Iterator[TestClient]:
    """Somebody else's browser."""
    with TestClient(client.app, base_url="http://127.0.0.1:7860", follow_redirects=False) as browser:
        browser.post("/people", data={"name": "Seller 1"})
        yield browser


def ids(workshop: Workshop) -> list[str]:
    return [entry.id for entry in workshop.changing.candidates(RUBRIC, "me")]


def begun(workshop: Workshop, *chosen: str, who: str = "me") -> Study:
    bundle = workshop.manuscripts.bundle(RUBRIC)
    return workshop.changing.begin(bundle, chosen or ids(workshop), who=who, judge=EMBEDDED)


def side(outcome: Outcome, result: Result, score: float) -> Side:
    return Side(outcome=outcome, result=result, score=score, score_best=score, decided=("Because <b>so</b>.",))


def done(workshop: Workshop, *shifts: Shift) -> Study:
    """A study as the worker leaves it, with these results."""
    study = begun(workshop, *(shift.attempt for shift in shifts))
    for number, attempt in enumerate(study.subjects):
        shift = next(each for each in shifts if each.attempt == attempt)
        workshop.studies.store.keep(study.id, number, shift.model_dump(mode="json"))
    workshop.studies.store.save(study.model_copy(update={"state": StudyState.DONE}))
    return study


def gained(attempt: str, **more: object) -> Shift:
    return Shift(
        attempt=attempt,
        before=side(Outcome.NOT_YET, Result.FAIL, 40.0),
        after=side(Outcome.NEEDS_REVIEW, Result.UNCLEAR, 77.5),
        turns=(Turn(criterion="One", text="“<script>” was not found and is now found.", effect=37.5),),
    ).model_copy(update=more)


def lost(attempt: str) -> Shift:
    after = side(Outcome.NOT_YET, Result.FAIL, 60.0)
    return Shift(attempt=attempt, before=side(Outcome.READY, Result.PASS, 90.0), after=after)


def unscored(attempt: str) -> Shift:
    return Shift(attempt=attempt, unscored="The judge did not answer.", hint="Try again.", failed=True)


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_offers_what_one_may_see_and_says_what_it_takes(client: TestClient, other: TestClient) -> None:
    page = client.get(PAGE)
    assert page.status_code == 200
    assert page.text.count('name="take"') == COUNT
    assert "Nothing leaves this machine" in page.text
    theirs = other.get(PAGE).text
    assert 0 < theirs.count('name="take"') < COUNT
    assert "practice," not in theirs
    assert client.get(f"{PAGE}?kind=practice&last=1").text.count('name="take"') == 1


@pytest.mark.parametrize("path", ["/studio/rubrics/nothing/change", f"{PAGE}?study=nothing", "/studio/studies/nothing"])
def test_what_is_not_there_is_not_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["hint"]


@pytest.mark.parametrize("query", ["kind=mine", "last=0", "last=-5", "last=99999"])
def test_an_odd_address_still_shows_a_page(client: TestClient, query: str) -> None:
    assert client.get(f"{PAGE}?{query}").status_code == 200


def test_the_form_begins_a_study_and_leads_to_it(client: TestClient, workshop: Workshop) -> None:
    answer = client.post(PAGE, data={"take": ids(workshop)[:3] * 2, "judge": "embedded"}, headers=HTML)
    assert answer.status_code == 303
    study = workshop.studies.store.get(answer.headers["location"].split("study=")[1])
    assert list(study.subjects) == ids(workshop)[:3]
    page = client.get(answer.headers["location"]).text
    assert f'data-study="{study.id}"' in page
    assert "0 of 3, waiting for its turn" in page
    workshop.studies.stop(study.id)


def test_nothing_chosen_is_told_on_the_page(client: TestClient) -> None:
    answer = client.post(PAGE, data={"judge": "embedded"}, headers=HTML)
    assert answer.status_code == 400
    assert "Choose at least one" in answer.text


def test_the_estimate_is_told_without_script_and_to_it(client: TestClient, workshop: Workshop) -> None:
    take = ids(workshop)[:2]
    by_hand = client.post(PAGE, data={"take": take, "judge": "embedded", "do": "cost"}, headers=HTML)
    words = client.post(f"{PAGE}/cost", json={"take": take, "judge": "embedded"}).json()["words"]
    assert by_hand.status_code == 200
    assert by_hand.text.count(" checked") == 2 + 1  # the boxes, and the judge
    assert words.startswith("2 attempts are scored twice")
    assert words in by_hand.text
    assert "Choose" in client.post(f"{PAGE}/cost", json={"take": [], "judge": "?"}).json()["words"]


@pytest.mark.parametrize("body", [{"take": "x", "judge": "y"}, {"take": ["x"] * 501, "judge": "y"}, [], {"judge": 5}])
def test_what_no_page_of_ours_sends_is_refused_in_words(client: TestClient, body: object) -> None:
    answer = client.post(f"{PAGE}/cost", json=body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]


def test_gains_and_losses_are_listed_with_why_and_the_way_there(client: TestClient, workshop: Workshop) -> None:
    mine, official = (
        next(entry for entry in workshop.changing.candidates(RUBRIC, "me") if (entry.who == "me") is own)
        for own in (True, False)
    )
    third = next(each for each in ids(workshop) if each not in {mine.id, official.id})
    study = done(workshop, gained(mine.id), lost(official.id), unscored(third))
    address = f"{PAGE}?study={study.id}"
    page = client.get(address).text
    text = plain(page)
    assert "1 Better" in text
    assert "1 Worse" in text
    assert "1 Not scored" in text
    assert "&lt;script&gt;” was not found and is now found" in page
    assert "+37.5" in text
    assert "−30" in text
    assert "The judge did not answer. Try again." in text
    assert f'href="/attempts/{mine.id}/report"' in page
    assert f'href="/review/{official.id}"' in page
    rows = page[page.index('class="sc-rows"') :]
    assert rows.index(f"/review/{official.id}") < rows.index(f"/attempts/{mine.id}"), "who loses stands first"
    assert 'role="img" aria-label="Points of 2 attempts' in page
    only = client.get(f"{address}&show=gains").text
    assert f"/attempts/{mine.id}/report" in only
    assert f"/review/{official.id}" not in only
    again = client.post(PAGE, data={"again": study.id, "take": [third]}, headers=HTML)
    assert workshop.studies.store.get(again.headers["location"].split("study=")[1]).subjects == (third,)


def test_another_judge_of_that_time_is_told(client: TestClient, workshop: Workshop) -> None:
    study = done(workshop, gained(ids(workshop)[0], other_judge=True, recorded_by="gigantic-9"))
    text = plain(client.get(f"{PAGE}?study={study.id}").text)
    assert "judged by another judge at its time (gigantic-9)" in text


def test_a_draft_that_changed_meanwhile_is_told_and_run_again(client: TestClient, workshop: Workshop) -> None:
    study = done(workshop, gained(ids(workshop)[0]))
    assert "The draft has changed since" not in client.get(f"{PAGE}?study={study.id}").text
    path = workshop.files.root / "rubrics" / f"{RUBRIC}.yaml"
    kept = path.read_text(encoding="utf-8")
    try:
        path.write_text(kept.replace("pass_mark: 80", "pass_mark: 70"), encoding="utf-8")
        page = client.get(f"{PAGE}?study={study.id}").text
        assert "The draft has changed since" in page
        assert f'name="again" value="{study.id}"' in page
        path.write_text(kept.replace("pass_mark: 80", "pass_mark: no"), encoding="utf-8")
        broken = client.get(PAGE)
        assert broken.status_code == 200
        assert "The draft cannot be used as it stands" in broken.text
        assert f"/studio/edit/rubric/{RUBRIC}" in broken.text
        refused = client.post(PAGE, data={"take": ids(workshop), "judge": "embedded"}, headers=HTML)
        assert refused.status_code == 400
    finally:
        path.write_text(kept, encoding="utf-8")


def test_a_comparison_with_practice_is_its_owners_alone(
    client: TestClient, other: TestClient, workshop: Workshop
) -> None:
    practice = next(entry.id for entry in workshop.changing.candidates(RUBRIC, "me") if entry.who == "me")
    private = done(workshop, gained(practice))
    for path in (f"{PAGE}?study={private.id}", f"/studio/studies/{private.id}"):
        assert client.get(path).status_code == 200
        assert other.get(path).status_code == 404
    for act in ("stop", "resume"):
        assert other.post(f"/studio/studies/{private.id}/{act}").status_code == 404
    assert private.id not in other.get(PAGE).text
    assert other.post(PAGE, data={"again": private.id}).status_code == 404


def test_progress_is_told_in_words_stopped_and_gone_on_with(client: TestClient, workshop: Workshop) -> None:
    study = begun(workshop)
    address = f"/studio/studies/{study.id}"
    told = client.get(address).json()
    assert (told["state"], told["done"], told["total"]) == ("queued", 0, COUNT)
    assert "Nothing is working" in told["problem"]
    assert "coach worker" in told["hint"]
    with hold(workshop.settings.home / "worker.lock"):
        assert client.get(address).json()["problem"] is None
    stopped = client.post(f"{address}/stop")
    assert (stopped.json()["state"], stopped.json()["words"]) == ("stopped", f"Stopped at 0 of {COUNT}")
    assert client.get(address).json()["problem"] is None
    page = client.get(f"{PAGE}?study={study.id}").text
    assert f'action="{address}/resume"' in page
    on = client.post(f"{address}/resume", data={"back": f"{PAGE}?study={study.id}"}, headers=HTML)
    assert (on.status_code, on.headers["location"]) == (303, f"{PAGE}?study={study.id}")
    assert workshop.studies.store.get(study.id).state is StudyState.QUEUED
    workshop.studies.stop(study.id)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example/studio",
        "/studio\\evil",
        "/studio/../people",
        "javascript:1",
        "",
        "/studiox",
    ],
)
def test_nobody_is_led_out_of_the_studio(address: str) -> None:
    assert here(address) == "/studio"


def test_addresses_of_the_studio_are_gone_back_to() -> None:
    for address in ("/studio", "/studio/rubrics/x/change?study=1&show=gains#rows", "/studio?x=1"):
        assert here(address) == address


def test_times_are_told_as_people_estimate_them() -> None:
    assert [duration(seconds) for seconds in (3, 50, 200, 7200)] == [
        "less than a minute",
        "about a minute",
        "about 3 minutes",
        "about 2 hours",
    ]
