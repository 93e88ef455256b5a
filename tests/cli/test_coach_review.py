"""`coach review` on attempts that `coach certify` made, in a home of its own."""

import csv
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fixtures.processes import settings_env

from coach.adapters.database import open_database, sqlite_url
from coach.adapters.people_store import SqlPeopleStore
from coach.cli import main

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "golden_pitches" / "first_call" / "golden.md"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    for name, value in settings_env(home).items():
        if name.startswith("COACH_"):
            monkeypatch.setenv(name, value)
    return home


@pytest.fixture
def certify(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    text = tmp_path / "golden.txt"
    text.write_text(GOLDEN.read_text(encoding="utf-8").split("---", 2)[2], encoding="utf-8")

    def make(*words: str) -> str:
        main(["certify", "--rubric", "first_call", "--transcript", str(text), "--json", *words])
        return json.loads(capsys.readouterr().out)["id"]

    return make


def decide(attempt: str, by: str = "Omar", *more: str) -> list[str]:
    return ["review", attempt, "--decide", "certified", "--by", by, "--reason", "I heard every point.", *more]


def test_an_attempt_without_a_model_waits_is_confirmed_and_keeps_both_verdicts(
    certify: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    attempt = certify("--official", "--who", "Nadia")
    assert main(["review", "--json"]) == 0
    waiting = json.loads(capsys.readouterr().out)
    assert [(entry["id"], entry["who"], entry["outcome"]) for entry in waiting] == [(attempt, "Nadia", "needs_review")]
    assert "embedded_judge" in waiting[0]["reason_codes"]

    assert main(decide(attempt, "Omar", "--json")) == 0
    record = json.loads(capsys.readouterr().out)

    assert (record["id"], record["outcome"], record["final_outcome"]) == (attempt, "needs_review", "certified")
    review = record["reviews"][0]
    assert (review["by"], review["by_name"], review["decision"]) == ("Omar", "Omar", "certified")
    assert (review["reason"], review["how"], review["rulings"]) == ("I heard every point.", "command", [])
    assert review["at"]
    assert main(["review", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_appeal_stands_above_what_was_decided_before(certify: Any, capsys: pytest.CaptureFixture[str]) -> None:
    attempt = certify("--official", "--who", "Nadia")
    main(decide(attempt))
    main(["review", attempt, "--decide", "not_yet", "--by", "Pia", "--reason", "The date was wrong."])
    capsys.readouterr()

    assert main(["certify", "--again", attempt, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [review["by"] for review in record["reviews"]] == ["Pia", "Omar"]
    assert record["final_outcome"] == "not_yet"


def test_what_a_person_decided_wins_in_everything_that_is_exported(
    certify: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    attempt = certify("--official", "--who", "Nadia")
    main(decide(attempt))
    capsys.readouterr()
    page, sheet = tmp_path / "report.html", tmp_path / "report.csv"
    assert main(["certify", "--again", attempt, "--html", str(page), "--csv", str(sheet), "--strict"]) == 0
    assert capsys.readouterr().out.startswith("Certified, decided by Omar: I heard every point.")
    assert "I heard every point." in page.read_text(encoding="utf-8")
    with sheet.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["outcome"], row["final_outcome"]) == ("needs_review", "certified")


def test_the_queue_is_a_table_and_says_when_nothing_waits(certify: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review"]) == 0
    assert "Nothing waits" in capsys.readouterr().err
    attempt = certify("--official", "--who", "Nadia")
    certify("--who", "Nadia")

    assert main(["review"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["attempt", "waits", "who", "rubric", "why"]
    assert lines[1].endswith("No language model")
    assert [line.split()[0] for line in lines[1:]] == [attempt]


def test_a_reviewer_reads_the_scorecard_what_is_doubtful_and_what_was_decided(
    certify: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    attempt = certify("--official", "--who", "Nadia")
    main(["review", attempt, "--decide", "not_yet", "--by", "Omar", "--reason", "It was read aloud."])
    capsys.readouterr()

    assert main(["review", attempt]) == 0

    out = capsys.readouterr().out
    assert out.index("Why a person is asked") < out.index("Listen to these first") < out.index("of 100")
    assert "Sum: (" in out
    assert "whatever the points" in out
    assert "Not yet, decided by Omar" in out
    assert "It was read aloud." in out
    assert "The machine said: A person should look at this." in out


MISTAKES: dict[str, list[str]] = {
    "one's own attempt": decide("{official}", "Nadia"),
    "one's own attempt in other case": decide("{official}", " nADIA "),
    "one's own attempt by letters that look alike": decide("{official}", "N\u0430dia"),
    "the owner's own": decide("{mine}", "me"),
    "an unknown attempt": decide("nope"),
    "showing an unknown attempt": ["review", "nope"],
    "a practice attempt": decide("{practice}"),
    "showing a practice attempt": ["review", "{practice}"],
    "no reason": ["review", "{official}", "--decide", "certified", "--by", "Omar"],
    "an empty reason": ["review", "{official}", "--decide", "certified", "--by", "Omar", "--reason", " "],
    "no name": ["review", "{official}", "--decide", "certified", "--reason", "I heard it."],
    "an empty name": decide("{official}", " "),
    "no decision": ["review", "{official}", "--by", "Omar", "--reason", "I heard it."],
    "no attempt": ["review", "--decide", "certified", "--by", "Omar", "--reason", "I heard it."],
    "an unknown decision": ["review", "{official}", "--decide", "maybe", "--by", "Omar", "--reason", "x"],
}


@pytest.mark.parametrize("words", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_one_sentence_with_a_next_step_and_decides_nothing(
    certify: Any, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = {
        "{official}": certify("--official", "--who", "Nadia"),
        "{mine}": certify("--official"),
        "{practice}": certify("--who", "Nadia"),
    }
    assert main([*(made.get(word, word) for word in words), "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["message"]
    assert error["hint"]
    assert main(["review", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2


def test_a_refused_decision_adds_nobody(certify: Any, own_home: Path) -> None:
    attempt = certify("--official", "--who", "Nadia")
    command = ["review", attempt, "--decide", "certified", "--by", "Typo", "--reason"]
    assert main([*command, " "]) == 2
    assert main([*command, "x" * 2_001]) == 2
    assert main(decide("nope", "Typo")) == 2
    database = open_database(sqlite_url(own_home / "coach.db"))
    assert "Typo" not in {person.name for person in SqlPeopleStore(database).everyone()}
    database.close()


def test_the_program_decides_as_a_person_calls_it(certify: Any, own_home: Path) -> None:
    attempt = certify("--official", "--who", "Nadia")
    command = [sys.executable, "-m", "coach", *decide(attempt)]
    answer = subprocess.run(command, env=settings_env(own_home), capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith("Certified, decided by Omar")
    assert "Traceback" not in answer.stderr
