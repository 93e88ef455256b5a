"""The pages of calibration: blind before one has graded, honest about what happened meanwhile, closed to practice."""

import re
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient
from grading_room import RUBRIC, grade, official, verdicts, workshop_at

from coach.adapters.tables import (
    MANAGED_RUBRIC,
    PERSON,
    RATING,
    REVIEW,
    RUBRIC_VERSION,
    SAMPLE,
    SEEN_PITCH,
    STUDY,
    VISIT,
)
from coach.domain.certification import Kind, Outcome
from coach.domain.person import OWNER
from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind, Put
from coach.service.reviews import Ballot
from coach.service.studio.machine import Scored, named
from coach.web.server import build_app
from coach.wiring import Workshop

AS = Callable[[str], TestClient]
HERE = f"/studio/rubrics/{RUBRIC}"
SECRET = "Quillfeather marzipan"
ADDRESS = Address(kind=ManuscriptKind.RUBRIC, id=RUBRIC)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """One official attempt of Dana's that passes, one that fails, and practice."""
    workshop = workshop_at(tmp_path_factory.mktemp("room"))
    dana = workshop.people.named("Dana").key
    names = {"passes": PitchKind.OWN_WORDS, "fails": PitchKind.WEAK}
    workshop.__dict__["ids"] = {name: official(workshop, dana, kind) for name, kind in names.items()}
    workshop.__dict__["practice"] = official(workshop, dana, PitchKind.WEAK, Kind.PRACTICE)
    return workshop


@pytest.fixture(scope="module")
def app(installation: Workshop) -> Iterator[FastAPI]:
    app = build_app(installation)
    with TestClient(app):
        yield app


@pytest.fixture
def workshop(installation: Workshop) -> Iterator[Workshop]:
    """The installation with nothing graded or reviewed, and its rubric as it is shipped."""
    manuscript = installation.manuscripts.open(ADDRESS)
    with installation.database.write() as connection:
        for table in (RATING, REVIEW, SAMPLE, SEEN_PITCH, STUDY, VISIT, PERSON, RUBRIC_VERSION, MANAGED_RUBRIC):
            connection.execute(sa.delete(table))
    yield installation
    now = installation.manuscripts.open(ADDRESS)
    installation.manuscripts.save(ADDRESS, manuscript.text, now.stamp)


@pytest.fixture
def ids(workshop: Workshop) -> dict[str, str]:
    return workshop.__dict__["ids"]


@pytest.fixture
def as_person(app: FastAPI, workshop: Workshop) -> AS:
    def enter(name: str) -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)
        assert client.post("/people", data={"name": name}).status_code == 303
        return client

    return enter


@pytest.fixture
def omar(as_person: AS) -> TestClient:
    return as_person("Omar")


@pytest.fixture
def owner(app: FastAPI, workshop: Workshop) -> TestClient:
    return TestClient(app, base_url="http://127.0.0.1:7860", follow_redirects=False)


def filled(workshop: Workshop, seen: str = "", **more: str) -> dict[str, str]:
    version = workshop.grading.current(RUBRIC).rubric.version
    fields = {f"v.{key}": value for key, value in verdicts(workshop).items()}
    return {"version": version, "seen": seen, "note": SECRET, **fields, **more}


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def retested(workshop: Workshop, pitch: str, points: tuple[float, ...]) -> list[str]:
    """A finished retest of this pitch; what its runs came to, as the page would print them."""
    machine, current = workshop.machine, workshop.grading.current(RUBRIC)
    study = machine.retest(current, [pitch], len(points), "Pia")
    for number, each in enumerate(points):
        given = dict.fromkeys((c.id for c in current.rubric.criteria if c.weight), each)
        scored = Scored(pitch=pitch, judge=named(machine.judge.identity), words="w", scores=given)
        workshop.studies.store.keep(study.id, number, scored.model_dump(mode="json"))
    retest = machine.spread(current)
    assert retest is not None
    return [f"{total:g}" for total in retest.totals[pitch]]


def test_before_one_has_graded_the_page_holds_nothing_that_anybody_else_found(
    omar: TestClient, as_person: AS, workshop: Workshop, ids: dict[str, str]
) -> None:
    as_person("Pia").post(f"{HERE}/grade/{ids['passes']}", data=filled(workshop))
    measured = retested(workshop, ids["passes"], (58.25, 61.25, 64.25))
    ballot = Ballot(decision=Outcome.CERTIFIED, reason="Zinnober reason", how="page", seen=0, tries=0)
    workshop.reviews.decide(ids["passes"], "Pia", ballot)
    attempt = workshop.attempts.get(ids["passes"])
    card, decision = attempt.scorecard, attempt.decision
    assert card is not None
    assert decision is not None

    here = f"{HERE}/calibrate"
    pages = [
        omar.get(f"{HERE}/grade/{ids['passes']}"),
        omar.get(f"{HERE}/grade"),
        omar.get(here),
        omar.get(f"{here}?figures=1&every=1"),
        omar.post(f"{here}/export"),
        omar.post(f"{here}/report.html"),
        omar.get(f"/studio/try/rubric/{RUBRIC}"),
        omar.get(f"{HERE}/change"),
    ]
    assert workshop.ratings.seen(RUBRIC, "Omar") == frozenset()
    for page in pages:
        assert page.status_code == 200
        main = page.text.split('<main id="main"', 1)[-1]
        if page in pages[-2:]:  # whose attempts there are may be read in these lists, one of which has ticks
            main = main.replace("Dana", "").replace(" checked", "")
        for total in (*measured, f"{card.score:g}<", f"{card.score:g} points", f"· {card.score:g} ·"):
            assert total not in main, (page.url, total)
        words = " ".join(attempt.transcript.text.split()) if attempt.transcript else ""
        assert f">{card.score:g}" not in main
        assert f"{card.score:g} of 100" not in main
        for text in (SECRET, "Zinnober", "Dana", "checked", *(each.reason for each in card.findings() if each.reason)):
            assert text not in main.replace(words, ""), text
        for text in ("Needs review", "Not yet", "Certified", "needs_review", decision.reasons[0].text, "found this"):
            assert text not in main, text


def test_after_submitting_the_machine_stands_beside_ones_own_and_ones_own_stays(
    omar: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    here = f"{HERE}/grade/{ids['passes']}"
    kept = omar.post(here, data=filled(workshop))
    assert (kept.status_code, kept.headers["location"]) == (303, f"{here}#done")
    page = omar.get(here).text
    assert "Your grades are kept" in page
    assert "differ" not in page
    assert "The machine:" not in page
    assert omar.get(f"{here}?change=1").text.count(" checked") == len(verdicts(workshop))

    assert omar.post(f"{here}/reveal").status_code == 303
    page = omar.get(here).text
    assert re.search(r"You and the machine differ \d+ times", page)
    assert "“" in page  # the words it cites
    assert "Change my grades" not in page
    assert "data-sg-form" not in omar.get(f"{here}?change=1").text
    late = omar.post(here, data=filled(workshop, workshop.ratings.ratings(RUBRIC)[0].at.isoformat(), note="changed"))
    assert late.status_code == 409
    assert "stay as they are" in late.text
    assert [rating.note for rating in workshop.ratings.ratings(RUBRIC)] == [SECRET]


def test_what_is_not_theirs_to_grade_is_not_there(
    omar: TestClient, as_person: AS, workshop: Workshop, ids: dict[str, str]
) -> None:
    told = set[str]()
    for client, pitch, status in (
        (as_person("Dana"), ids["passes"], 403),
        (omar, workshop.__dict__["practice"], 404),
        (omar, "nope", 404),
        (omar, "s-nope", 404),
    ):
        here = f"{HERE}/grade/{pitch}"
        assert client.get(f"{here}/media").status_code == 404
        for answer in (client.get(here), client.post(here, data=filled(workshop)), client.post(f"{here}/reveal")):
            assert answer.status_code == status
            told.update(re.findall(r'role="alert"><b>(.*?)</div>', answer.text))
            assert re.search(
                rf'href="{HERE}/grade(/{ids["fails"]}|/{ids["passes"]}|)">(Next pitch|Pitches)', answer.text
            )
    assert told == {
        "This is your own attempt, so others grade it.</b> Go on with the next pitch.",
        "There is no such pitch to grade here.</b> Choose one from the list.",
    }
    assert omar.get(f"{HERE}/grade/{ids['passes']}/media").status_code == 404  # it came as a text
    for path in ("calibrate", "grade", "grade/nope"):
        assert omar.get(f"/studio/rubrics/nope/{path}").status_code == 404
    for path in ("export", "figures", "report.html", "retest", "band", "scores", "pitches"):
        assert omar.post(f"/studio/rubrics/nope/calibrate/{path}").status_code == 404


def test_what_is_missing_is_named_and_what_was_chosen_stays(
    omar: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    fields = filled(workshop, note="<script>alert(1)</script> ${x}")
    missing = [name for name in fields if name.startswith("v.problem/")][:2]
    page = omar.post(f"{HERE}/grade/{ids['fails']}", data={k: v for k, v in fields.items() if k not in missing})
    assert page.status_code == 422
    assert "2 questions have no answer yet. Nothing is kept so far." in page.text
    assert page.text.count("sg-missing") == 2
    assert page.text.count(" checked") == len(verdicts(workshop)) - 2
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ${x}" in page.text
    assert workshop.ratings.ratings(RUBRIC) == ()


def test_a_second_tab_is_told_keeps_its_choices_and_can_take_the_place(
    omar: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    here = f"{HERE}/grade/{ids['fails']}"
    first, second = (seen_in(omar.get(here).text) for _ in range(2))
    assert omar.post(here, data=filled(workshop, first, note="first")).status_code == 303
    told = omar.post(here, data=filled(workshop, second, note="second"))
    assert told.status_code == 409
    assert "another window" in told.text
    assert "second" in told.text
    assert [rating.note for rating in workshop.ratings.ratings(RUBRIC)] == ["first"]
    assert omar.post(here, data=filled(workshop, seen_in(told.text), note="second")).status_code == 303
    assert [rating.note for rating in workshop.ratings.ratings(RUBRIC)] == ["second"]


def test_a_rubric_that_changed_meanwhile_is_told_and_the_open_version_holds(
    omar: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    here = f"{HERE}/grade/{ids['fails']}"
    omar.get(here)
    fields = filled(workshop)
    manuscript = workshop.manuscripts.open(ADDRESS)
    put = Put(where=("criteria", 0, "checks", 0, "asks"), value="Does the seller say eleven weeks?")
    workshop.manuscripts.save(ADDRESS, workshop.manuscripts.edit(ADDRESS, manuscript.text, [put]), manuscript.stamp)
    kept = omar.post(here, data=fields)
    assert kept.headers["location"] == f"{here}?moved=1#done"
    page = omar.get(f"{here}?moved=1").text
    assert "The rubric was changed while you graded." in page
    assert "Does the seller say eleven weeks?" in page
    assert workshop.ratings.ratings(RUBRIC)[0].rubric_version == fields["version"]
    assert "1 grade was given under versions that asked other questions" in omar.get(f"{HERE}/calibrate").text


def test_without_a_name_one_can_look_and_not_submit(owner: TestClient, workshop: Workshop, ids: dict[str, str]) -> None:
    assert "Give your name" in owner.get(f"{HERE}/grade").text
    page = owner.post(f"{HERE}/grade/{ids['fails']}", data=filled(workshop))
    assert page.status_code == 400
    assert "Grades are kept under a name." in page.text
    assert workshop.ratings.ratings(RUBRIC) == ()


def test_pitches_are_pasted_uploaded_and_removed(omar: TestClient, workshop: Workshop) -> None:
    here = f"{HERE}/calibrate"
    assert omar.post(f"{here}/pitches", data={"title": "<b>Monday", "text": "We help you."}).status_code == 303
    again = omar.post(f"{here}/pitches", data={"title": "Tuesday", "text": "We  help you."})
    assert again.status_code == 422
    assert "This pitch is there already, as “&lt;b&gt;Monday”." in again.text
    nothing = omar.post(f"{here}/pitches", data={"title": "Kept", "text": " "})
    assert (nothing.status_code, 'value="Kept"' in nothing.text) == (422, True)
    files = [
        ("files", ("a.txt", b"Dana: Hello there. We help.")),
        ("files", ("b.vtt", b"WEBVTT\n\n00:00.000 --> 00:02.000\nGood morning to you.\n")),
        ("files", ("../c.md", b"---\ntitle: X\n---\n# Hello\n\nWe **help** you a lot.\n")),
    ]
    assert omar.post(f"{here}/files", files=files).headers["location"] == f"{here}?added=3#add"
    bad = omar.post(f"{here}/files", files=[("files", ("x.pdf", b"%PDF")), ("files", ("d.txt", b"One more pitch."))])
    assert bad.status_code == 422
    assert "x.pdf: this is no transcript that can be read." in bad.text
    assert "1 other file was added." in bad.text
    assert omar.post(f"{here}/files", files=[("files", ("e.txt", b"\xff\xfe\x00"))]).status_code == 422
    assert omar.post(f"{here}/files", files=[("files", ("f.txt", b"a" * 8_100_000))]).status_code == 413
    samples = {sample.title: sample for sample in workshop.ratings.samples(RUBRIC)}
    assert samples.keys() == {"<b>Monday", "a", "b", "c", "d"}
    assert samples["c"].text.split() == ["Hello", "We", "help", "you", "a", "lot."]
    assert "<b>Monday" not in omar.get(here).text

    gone = samples["a"].id
    assert omar.post(f"{here}/pitches/{gone}/remove").status_code == 303
    assert omar.post(f"{here}/pitches/{gone}/remove").status_code == 404
    assert omar.get(f"{HERE}/grade/{gone}").status_code == 404


def test_the_figures_wait_for_the_grader_and_lock_what_was_given(
    omar: TestClient, as_person: AS, workshop: Workshop, ids: dict[str, str]
) -> None:
    here, pia = f"{HERE}/calibrate", as_person("Pia")
    pitches = [workshop.pitch_samples.paste(RUBRIC, f"P{n}", f"Pitch {n} helps.", OWNER).id for n in range(2)]
    for who in ("Omar", "Pia"):
        for pitch in pitches:
            grade(workshop, pitch, who, verdicts(workshop))
    page = omar.get(here).text
    assert "pa-report" not in page
    assert "Show the figures, and lock my grades" in page
    assert omar.post(f"{here}/figures").status_code == 303
    page = omar.get(f"{here}?figures=1").text
    assert "pa-report" in page
    assert "Too few" in page
    assert workshop.ratings.seen(RUBRIC, "Omar") == set(pitches)
    assert workshop.ratings.seen(RUBRIC, "Pia") == frozenset()
    late = pia.get(here).text
    assert "pa-report" not in late
    assert omar.get(f"{here}/report.html").status_code == 405
    report = omar.post(f"{here}/report.html")
    assert "attachment" in report.headers["content-disposition"]
    assert "http" not in report.text.split("</style>", 1)[1]


def test_a_table_goes_out_and_comes_back_and_a_bad_one_says_where(
    omar: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    here = f"{HERE}/calibrate"
    grade(workshop, ids["fails"], "Omar", verdicts(workshop))
    table = omar.post(f"{here}/export")
    assert "attachment" in table.headers["content-disposition"]
    assert f"{ids['fails']},judge," in table.text
    assert workshop.ratings.seen(RUBRIC, "Omar") == {ids["fails"]}
    back = omar.post(f"{here}/import", files={"files": ("x.csv", table.content)})
    assert back.headers["location"] == f"{here}?kept=0&known=1&machine=1#table"
    assert "1 was here already; 1 of the machine’s own was left out." in omar.get(back.headers["location"]).text

    bad = omar.post(f"{here}/import", files={"files": ("x.csv", b"pitch,rater,problem\np1,Nadia,110\n")})
    assert bad.status_code == 422
    assert "Line 2, column “problem”:" in bad.text
    assert "not between 0 and 100" in bad.text
    assert omar.post(f"{here}/import", data={}).status_code == 422
    good = omar.post(f"{here}/import", files={"files": ("x.csv", b"pitch,rater,problem\np1,Omar,90\n")})
    assert "kept=1" in good.headers["location"]
    assert "Omar (imported)" in omar.get(here).text


def test_pitches_without_a_score_are_handed_to_the_judge_first(
    omar: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    workshop.pitch_samples.paste(RUBRIC, "One", "A new customer waits eleven weeks.", OWNER)
    page = omar.get(f"{HERE}/calibrate").text
    assert "1 of 1 pitch has no score by the judge that serves" in page
    assert "always answers the same: its spread is 0" in page
    assert "Use ±" not in page
    assert omar.post(f"{HERE}/calibrate/scores").status_code == 303
    assert "data-study" in omar.get(f"{HERE}/calibrate").text
    assert omar.post(f"{HERE}/calibrate/retest", data={"pitches": "99", "runs": "5"}).status_code == 422
    refused = omar.post(f"{HERE}/calibrate/band", data={"stamp": "x"})
    assert (refused.status_code, "no measured spread" in refused.text) == (422, True)


def test_the_measured_spread_becomes_the_drafts_band_and_its_remarks_stay(omar: TestClient, workshop: Workshop) -> None:
    machine, current = workshop.machine, workshop.grading.current(RUBRIC)
    study = machine.retest(current, ["text:golden"], 3, "Omar")
    for number, points in enumerate((60.0, 66.0, 66.0)):
        given = dict.fromkeys((c.id for c in current.rubric.criteria if c.weight), points)
        scored = Scored(pitch="text:golden", judge=named(machine.judge.identity), words="w", scores=given)
        workshop.studies.store.keep(study.id, number, scored.model_dump(mode="json"))
    retest = machine.spread(current)
    assert retest is not None
    assert retest.spread is not None
    band = retest.spread.band
    before = workshop.manuscripts.open(ADDRESS)
    here = f"{HERE}/calibrate"

    for other in (f"{band + 0.5}", "", "NaN"):  # measured again after the page was drawn
        again = omar.post(f"{here}/band", data={"stamp": before.stamp, "value": other})
        assert (again.status_code, f"± {band:g} by now" in again.text) == (409, True)
    taken = omar.post(f"{here}/band", data={"stamp": before.stamp, "value": str(band)})
    assert taken.headers["location"] == f"{here}?band=1#spread"
    after = workshop.manuscripts.open(ADDRESS).text
    assert f"band: {band:g}" in after
    remarks = [line for line in before.text.splitlines() if line.lstrip().startswith("#")]
    assert remarks
    assert [line for line in after.splitlines() if line.lstrip().startswith("#")] == remarks
    assert "The draft has the measured band now." in omar.get(f"{here}?band=1").text
    assert workshop.library.rubric(RUBRIC).band == current.rubric.band  # until it is published

    late = omar.post(f"{here}/band", data={"stamp": before.stamp, "value": str(band)})
    assert late.status_code == 409
    assert "was changed meanwhile" in late.text


def test_the_page_is_drawn_for_exactly_one_grader_of_one_pitch(
    omar: TestClient, as_person: AS, workshop: Workshop, ids: dict[str, str]
) -> None:
    here, quinn = f"{HERE}/calibrate", as_person("Quinn")
    grade(workshop, ids["passes"], "Omar", verdicts(workshop), SECRET)
    page = quinn.get(f"{here}?figures=1")
    assert "at least 2, better 3" in page.text
    assert "pa-report" not in page.text  # figures of one pitch are its scores
    assert quinn.post(f"{here}/export").text.count("\n") == 1
    assert "pa-report" not in omar.get(f"{here}?figures=1").text
    assert omar.post(f"{here}/figures").status_code == 303
    page = omar.get(f"{here}?figures=1").text
    assert "pa-report" in page
    assert "No pitch was scored by two graders." in page


def test_who_wants_to_see_all_scores_leaves_those_pitches_to_others(
    omar: TestClient, as_person: AS, owner: TestClient, workshop: Workshop, ids: dict[str, str]
) -> None:
    here, quinn = f"{HERE}/calibrate", as_person("Quinn")
    grade(workshop, ids["passes"], "Omar", verdicts(workshop), SECRET)
    page = quinn.get(here).text
    assert "and leave it to other graders" in page
    assert "1 graded pitch that you have not graded is left out" in page
    refused = owner.post(f"{here}/figures", data={"every": "1"})
    assert (refused.status_code, "Give your name before you look at scores." in refused.text) == (403, True)

    table = quinn.post(f"{here}/export", data={"every": "1"}).text
    assert f"{ids['passes']},judge," in table
    assert SECRET not in table
    assert SECRET in omar.post(f"{here}/export").text  # one's own
    assert "pa-report" in quinn.get(f"{here}?figures=1").text
    closed = quinn.get(f"{HERE}/grade/{ids['passes']}")
    assert closed.status_code == 403
    assert "You have seen its score, so others grade it." in closed.text
    assert f'href="{HERE}/grade/{ids["fails"]}">Next pitch' in closed.text
    assert quinn.post(f"{HERE}/grade/{ids['passes']}", data=filled(workshop)).status_code == 403
    assert "You have seen the score of 1 more pitch, so others grade it." in quinn.get(f"{HERE}/grade").text
    assert [rating.rater for rating in workshop.ratings.ratings(RUBRIC)] == ["Omar"]


@pytest.mark.parametrize("way", ["queue", "review", "try", "change"])
def test_whoever_sees_a_score_elsewhere_leaves_that_attempt_to_others(
    omar: TestClient, workshop: Workshop, ids: dict[str, str], way: str
) -> None:
    pitch = ids["fails"]
    if way == "queue":
        assert 'class="rv-waiting"' in omar.get("/review").text
        assert workshop.ratings.seen(RUBRIC, "Omar") == set(), "the queue tells no score"
        return
    if way == "review":
        assert omar.get(f"/review/{pitch}").status_code == 200
    elif way == "try":
        page = omar.get(f"/studio/try/rubric/{RUBRIC}").text
        assert f'value="attempt:{pitch}"' in page
        assert "others <a" in page
        assert "points" in omar.post(f"/studio/try/rubric/{RUBRIC}", data={"on": f"attempt:{pitch}"}).text
    else:
        begun = omar.post(f"{HERE}/change", data={"take": pitch, "judge": "embedded"})
        study = begun.headers["location"].partition("study=")[2]
        omar.get(begun.headers["location"])
        assert workshop.ratings.seen(RUBRIC, "Omar") == frozenset()  # it shows no scores yet
        workshop.studies.work(study, 0, lambda seconds: None)
        assert 'class="sc-row' in omar.get(begun.headers["location"]).text
    assert workshop.ratings.seen(RUBRIC, "Omar") == {pitch}
    assert omar.get(f"{HERE}/grade/{pitch}").status_code == 403
