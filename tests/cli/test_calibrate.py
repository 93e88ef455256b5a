"""`coach calibrate`: from a table, with and without a folder that is scored first."""

import json
from pathlib import Path
from typing import Any

import pytest
from fixtures.processes import settings_env
from gradings import gradings, sample_rubric

from coach.adapters.ratings_csv import CsvRatings
from coach.cli import main

ROOT = Path(__file__).parents[2]
PITCHES = ROOT / "golden_pitches" / "first_call"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings_env(tmp_path / "home").items():
        if name.startswith("COACH_"):
            monkeypatch.setenv(name, value)


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    rubric = sample_rubric()
    path = tmp_path / "ratings.csv"
    path.write_bytes(CsvRatings().write(gradings(rubric, 35), rubric))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three transcripts, and a table in which two people graded two of them."""
    made = tmp_path / "pitches"
    made.mkdir()
    for kind in ("golden", "weak", "near_miss"):
        words = (PITCHES / f"{kind}.md").read_text(encoding="utf-8").split("---", 2)[2]
        (made / f"{kind}.txt").write_text(words, encoding="utf-8")
    table = "pitch,rater,total\ngolden,Ana,95\ngolden,Ben,90\nweak,Ana,20\nweak,Ben,5\nlost,Ana,50\n"
    (tmp_path / "people.csv").write_text(table, encoding="utf-8")
    return made


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_the_json_has_the_promised_names_and_figures(ratings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--rubric", "first_call", str(ratings), "--json"]) == 0
    report = told(capsys)
    assert list(report)[:5] == ["rubric", "version", "title", "n_pitches", "n_raters"]
    assert (report["rubric"], report["version"]) == ("first_call", sample_rubric().version)
    assert (report["n_pitches"], report["n_raters"], report["double_scored"], report["enough"]) == (35, 3, 35, True)
    assert [part["id"] for part in report["criteria"]] == ["problem", "value", "proof", "difference", "next_step"]
    for part in (report["total"], *report["criteria"]):
        assert {"title", "scale", "n_pitches", "humans", "judge"} <= part.keys()
        for side in (part["humans"], part["judge"]):
            for name in ("qwk", "alpha", "exact", "adjacent"):
                figure = side[name]
                assert figure["low"] <= figure["value"] <= figure["high"], (part["title"], name)
        assert part["judge"]["smd"]["value"] is not None
        assert sum(sum(row) for row in part["judge"]["confusion"]["counts"]) == 35
    assert report["spread"] is None
    assert {"part", "figure", "tone", "text", "source"} == report["readings"][0].keys()


def test_the_table_for_people_names_every_criterion(ratings: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--rubric", "first_call", str(ratings)]) == 0
    out = capsys.readouterr().out
    for criterion in sample_rubric().criteria[:5]:
        assert criterion.title in out
    assert "Williamson" in out
    lines = out.partition("About the total:")[2].strip().splitlines()
    for which in (
        "Graders – Quadratic weighted kappa",
        "Judge – Krippendorff's alpha",
        "Judge – Held against the graders",
    ):
        assert sum(line[2:].startswith(f"{which}: ") for line in lines) == 1, which
    assert len({line.partition(": ")[0][2:] for line in lines}) == len(lines)


@pytest.mark.parametrize(
    "outs",
    [
        ["--csv", "ratings.csv"],
        ["--html", "pitches/../ratings.csv"],
        ["--html", "link.html"],
        ["--csv", "hard.csv"],
        ["--csv", "new.html", "--html", "pitches/../new.html"],
        ["--csv", "new.html", "--html", "to_new.html"],
    ],
    ids=["itself", "another spelling", "a link", "a hard link", "each other", "each other by a link"],
)
def test_what_people_gave_is_never_overwritten(
    outs: list[str], ratings: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder.parent)
    Path("link.html").symlink_to(ratings)
    Path("to_new.html").symlink_to("new.html")
    Path("hard.csv").hardlink_to(ratings)
    before = ratings.read_bytes()
    assert main(["calibrate", "--rubric", "first_call", "ratings.csv", *outs, "--json"]) == 2
    assert "would be overwritten" in told(capsys)["error"]["message"]
    assert ratings.read_bytes() == before
    assert not Path("new.html").exists()


def test_a_missed_threshold_is_no_failure_and_the_help_says_so(
    ratings: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rubric = sample_rubric()
    ratings.write_bytes(CsvRatings().write(gradings(rubric, 35, bias=-1.5), rubric))
    assert main(["calibrate", "--rubric", "first_call", str(ratings)]) == 0
    assert "✗" in capsys.readouterr().out
    main(["calibrate", "--help"])
    assert "Ends with 0 also where a threshold is missed" in " ".join(capsys.readouterr().out.split())


def test_a_folder_is_scored_first_and_never_twice(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, back, page = tmp_path / "people.csv", tmp_path / "back.csv", tmp_path / "report.html"
    words = ["calibrate", "--rubric", "first_call", str(table), "--score", str(folder), "--json"]
    assert main([*words, "--csv", str(back), "--html", str(page)]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert "There is no file of one pitch: lost." in captured.err
    judged = {pitch["id"]: pitch["judge"] for pitch in report["pitches"]}
    assert judged["golden"] > 90
    assert judged["weak"] < 30
    assert judged["lost"] is None
    assert "near_miss" not in judged  # nobody graded it, so nothing is spent on it
    assert "<svg" in page.read_text("utf-8")

    assert main(words) == 0
    assert told(capsys) == report
    assert main(["history", "--who", "Calibration", "--json"]) == 0
    assert len(told(capsys)) == 2

    # What was written has the judge's rows, so nothing needs to be scored.
    assert main(["calibrate", "--rubric", "first_call", str(back), "--json"]) == 0
    again = told(capsys)
    assert again["total"]["judge"]["bias"] == report["total"]["judge"]["bias"]


def test_the_draft_is_another_rubric_than_what_is_published(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import shutil

    from coach.domain.studio.manuscript import Address, ManuscriptKind
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    library = tmp_path / "library"
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, library / name)
    monkeypatch.setenv("COACH_LIBRARY", str(library))
    workshop = Workshop(settings_from(environment()))
    draft = workshop.manuscripts.open(Address(kind=ManuscriptKind.RUBRIC, id="first_call"))
    changed = draft.text.replace("pass_mark: 80", "pass_mark: 70")
    assert changed != draft.text
    workshop.studio.save(draft.address, changed, draft.stamp, by="me")

    words = ["calibrate", "--rubric", "first_call", str(tmp_path / "people.csv"), "--json"]
    assert main(words) == 0
    published = told(capsys)
    assert main([*words, "--draft", "--score", str(folder)]) == 0
    drafted = told(capsys)
    assert (published["pass_mark"], drafted["pass_mark"]) == (80, 70)
    assert published["version"] != drafted["version"]
    assert drafted["judged"] == 2


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["people.csv"], "No rubric was named"),
        (["people.csv", "--rubric", "first_cal"], "Did you mean `first_call`?"),
        (["people.csv", "--rubric", "first_cal", "--draft"], "first_cal"),
        (["nothing.csv", "--rubric", "first_call"], "cannot be read"),
        (["bad.csv", "--rubric", "first_call"], "Line 2, column “total”: 120 is not between 0 and 100."),
        (["people.csv", "--rubric", "first_call", "--html", "no/where.html"], "There is no folder"),
        (["people.csv", "--rubric", "first_call", "--score", "nowhere"], "is no folder"),
        (["people.csv", "--rubric", "first_call", "--score", "empty"], "No file in"),
        (["people.csv", "--rubric", "first_call", "--times", "3"], "nothing to score several times"),
        (["people.csv", "--rubric", "first_call", "--score", "pitches", "--times", "0"], "--times takes 1 to"),
        (["people.csv", "--rubric", "first_call", "--score", "pitches", "--times", "3"], "The embedded judge"),
    ],
)
def test_a_mistake_is_one_sentence_with_the_next_step(
    words: list[str],
    says: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad.csv").write_text("pitch,rater,total\na,Ana,120\nb,Ben,-1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_LIBRARY", str(ROOT))
    assert main(["calibrate", *words, "--json"]) == 2
    error = told(capsys)["error"]
    assert says in error["message"]
    assert error["hint"]
