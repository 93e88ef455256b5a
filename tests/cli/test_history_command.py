"""`coach history`, by the program itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pasts import live_through

from coach.domain.attempt import State
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    workshop = Workshop(Settings(home=home, library=ROOT))
    live_through(workshop)
    nadia = workshop.people.named("Nadia")
    hers = workshop.attempts.get("t8").model_copy(update={"id": "hers", "who": nadia.key})
    workshop.attempts.add(hers, {})
    unnamed = hers.model_copy(update={"id": "unnamed", "who": "Old Name"})
    workshop.attempts.add(unnamed, {})
    unscored = {"who": "Killed", "state": State.SCORING, "scorecard": None, "decision": None}
    for name in ("killed", "taken_back"):
        workshop.attempts.add(hers.model_copy(update={"id": name, **unscored}), {})
    workshop.archive.delete("taken_back", "Killed")
    workshop.database.close()
    return home


def coach(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    environment |= {"COACH_HOME": str(home), "COACH_LIBRARY": str(ROOT)}
    command = [sys.executable, "-m", "coach", "history", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


def listed(home: Path, *words: str) -> list[dict[str, object]]:
    done = coach(home, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_attempt_is_a_document_with_all_that_is_known_of_it(home: Path) -> None:
    attempts = {str(each["id"]): each for each in listed(home)}
    assert len(attempts) == 17
    official = attempts["t7"]
    assert official["rubric"] == {
        "id": "first_call",
        "title": "First call with a head of customer operations",
        "version": "5f2c9a41d07e",
    }
    names = ("who", "kind", "situation", "state", "result", "outcome", "final_outcome", "score", "deleted")
    assert [official[name] for name in names] == [
        "me", "official", "first_call", "done", "pass", "needs_review", "certified", 87.9, False,
    ]  # fmt: skip
    assert str(official["at"]).startswith("2026-03-16T09:30:00")
    assert {"id", "weight", "score", "score_best"} == set(official["criteria"][0])  # type: ignore[index]
    assert official["reviews"][0]["by_name"] == "Rita"  # type: ignore[index]
    assert attempts["gone"]["deleted"] is True
    assert (attempts["t13"]["outcome"], attempts["t13"]["score"]) == (None, None)
    assert (attempts["killed"]["state"], attempts["taken_back"]["state"]) == ("interrupted", "scoring")


def test_the_list_can_be_narrowed_and_is_newest_first(home: Path) -> None:
    assert [each["id"] for each in listed(home, "--rubric", "closing")] == ["t10"]
    assert [each["id"] for each in listed(home, "--who", "nadia")] == ["hers"]
    assert [each["id"] for each in listed(home, "--who", "me", "--limit", "2")] == ["t13", "t12"]


def test_attempts_from_before_anybody_gave_a_name_are_found(home: Path) -> None:
    assert [each["id"] for each in listed(home, "--who", "Old Name")] == ["unnamed"]


def test_the_table_says_what_holds_and_what_the_machine_said(home: Path) -> None:
    done = coach(home, "--who", "me", "--rubric", "first_call")
    assert done.returncode == 0
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "Certified, decided by Rita (machine: A person should look at this)" in lines["t7"]
    assert "62.1–80.4" in lines["t4"]
    assert lines["gone"].endswith("[deleted]")
    assert "waits for a retry" in lines["t12"]
    stopped = {line.split()[0]: line for line in coach(home, "--who", "Killed").stdout.splitlines()}
    assert stopped["killed"].endswith("interrupted, run again")
    assert stopped["taken_back"].endswith("not scored [deleted]")


def test_what_is_left_out_is_told(home: Path) -> None:
    assert "--limit" in coach(home, "--limit", "3").stderr
    assert coach(home, "--limit", "17").stderr == ""


@pytest.mark.parametrize(
    ("words", "message"),
    [(("--who", "Nobody"), "nobody called “Nobody”"), (("--limit", "0"), "--limit is “0”")],
    ids=["unknown name", "no number"],
)
def test_what_cannot_be_listed_is_the_users_mistake(home: Path, words: tuple[str, ...], message: str) -> None:
    done = coach(home, *words, "--json")
    assert done.returncode == 2
    assert message in json.loads(done.stdout)["error"]["message"]
    assert "Traceback" not in done.stderr
    assert [each["id"] for each in listed(home, "--who", "nadia")] == ["hers"], "asking for a name adds nobody"


def test_where_there_is_nothing_it_says_what_to_do(tmp_path: Path) -> None:
    done = coach(tmp_path / "home")
    assert (done.returncode, done.stdout) == (0, "")
    assert "coach certify" in done.stderr
    assert coach(tmp_path / "home", "--json").stdout.strip() == "[]"


def test_help_has_an_example(home: Path) -> None:
    assert "Example: coach history" in coach(home, "--help").stdout
