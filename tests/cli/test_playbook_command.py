"""`coach playbook`: the contract that other things rely on, with and without a model."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fixtures.llm_server import LlmServer

from coach.cli import main

ROOT = Path(__file__).parents[2]
ACCOUNT = "A machine maker. They own Castle and plan in spreadsheets; the finance director signs."


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("COACH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LIBRARY", str(ROOT))
    return tmp_path


def played(capsys: pytest.CaptureFixture[str], *words: str, exits: int = 0) -> dict[str, Any]:
    assert main(["playbook", *words, "--json"]) == exits
    return json.loads(capsys.readouterr().out)


def keeps_the_contract(document: dict[str, Any]) -> None:
    assert len(document["plays"]) == 5
    known = {fact["id"]: fact for fact in document["facts"]}
    for play in document["plays"]:
        assert all(isinstance(play[name], str) and play[name] for name in ("title", "answer", "question", "proof"))
        assert set(play["facts"]) <= known.keys()
        assert play["sourced"] is any(known[name]["sourced"] for name in play["facts"])
    assert {"stand_on", "grant", "landmines", "notes", "author", "id"} <= document.keys()


def test_five_plays_without_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    document = played(capsys, "--competitor", "castle", "--account", ACCOUNT)
    keeps_the_contract(document)
    assert document["plays"][0]["play"] == "you_own_it"
    assert document["plays"][0]["why"] == ["They own Castle and plan in spreadsheets", "the finance director signs."]
    assert document["author"] == {"name": "embedded planner", "model": None, "prompt": None, "embedded": True}


def test_five_plays_by_a_model(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("--competitor", "castle", "--account", ACCOUNT)
    with LlmServer() as server:
        monkeypatch.setenv("COACH_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("COACH_LLM_MODEL", "scripted")
        document = played(capsys, *words)
        keeps_the_contract(document)
        assert document["author"]["model"] == "scripted"
        assert len(document["notes"]) == 1
        server.behaviour = "refusal"
        refused = played(capsys, *words, exits=2)
        assert "--embedded" in refused["error"]["hint"]
        seen = len(server.seen)
        keeps_the_contract(played(capsys, *words, "--embedded"))
        assert len(server.seen) == seen


def test_a_name_and_notes_will_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    notes, account = tmp_path / "notes.txt", tmp_path / "account.txt"
    notes.write_text("- They are free for up to ten users.\n- They call the finance director first.", encoding="utf-8")
    account.write_text("The finance director signs.\n", encoding="utf-8")
    document = played(capsys, "--name", "Paper Moon", "--notes", str(notes), "--account-file", str(account))
    keeps_the_contract(document)
    assert document["competitor"]["temporary"] is True
    assert not any(play["sourced"] for play in document["plays"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--account", "x"], "No competitor was named."),
        (["--competitor", "castle"], "Nothing is said about the account."),
        (["--competitor", "castel", "--account", "x"], "There is no battlecard “castel”"),
        (
            ["--competitor", "castle", "--name", "Castle", "--account", "x"],
            "A competitor has a card or notes, not both.",
        ),
        (["--name", "Paper Moon", "--account", "x"], "No competitor was named."),
        (["--competitor", "castle", "--account-file", "no-such.txt"], "no-such.txt cannot be read"),
        (["--competitor", "castle", "--account", "x", "--html", "no/such/folder.html"], "There is no folder"),
    ],
)
def test_mistakes_are_told_with_a_next_step(capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    error = played(capsys, *words, exits=2)["error"]
    assert told in error["message"]
    assert error["hint"]


def test_for_a_person_it_is_text_and_a_file_to_print(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "playbook.html"
    assert main(["playbook", "--competitor", "castle", "--account", ACCOUNT, "--html", str(out)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("How Castle would try to beat us\n")
    assert "1. You already pay for it" in text
    assert "Grant, before they say it" in text
    assert "(for you, not for the buyer)" in text
    assert max(map(len, text.splitlines())) <= 100
    page = out.read_text(encoding="utf-8")
    assert page.count('<li class="py-play"') == 5
    assert "/drills" not in page


def test_the_program_itself_prints_one_document(home: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "coach",
        "playbook",
        "--competitor",
        "do_it_yourself",
        "--account",
        "Engineers.",
        "--json",
    ]
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | {"COACH_HOME": str(home)})
    assert done.returncode == 0, done.stderr
    keeps_the_contract(json.loads(done.stdout))
