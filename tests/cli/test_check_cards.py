"""`coach check` and battlecards: errors end with 1, advice does not, and each is told under its card."""

import json
import shutil
from pathlib import Path

import pytest

from coach.cli import main

ROOT = Path(__file__).parents[2]
CARD = """\
name: Tower
about: A tool for plans.
segment: Everybody
manner: Friendly.
claims:
  - id: cheap
    text: It costs nothing.
    source: Tower web page
    date: "2020-01-05"
    answer:
      line: It is worth comparing.
      proof: price_list
      question: What does it cost in all?
plays:
  - id: free
    title: Free
    does: Talks about money.
    says: We cost nothing.
    claims: [cheap]
    presses: [And yours?]
    beaten: Fine.
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A library of our own rubrics and pitches, and one card."""
    for folder in ("rubrics", "golden_pitches"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.ogg", "*.wav", "*.flac"))
    (tmp_path / "battlecards").mkdir()
    shutil.copy(ROOT / "battlecards/us.yaml", tmp_path / "battlecards")
    (tmp_path / "battlecards/tower.yaml").write_text(CARD, "utf-8")
    monkeypatch.setenv("COACH_LIBRARY", str(tmp_path))
    return tmp_path


def test_advice_on_a_card_is_told_under_its_name_and_is_no_error(
    library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--files-only"]) == 0
    out = capsys.readouterr().out
    assert "Battlecards: tower\n" in out
    _, _, told = out.partition("\ntower (battlecard)\n")
    assert told.startswith("! battlecards/tower.yaml, line 9: the source of claim `cheap` is ")
    assert "! battlecards/tower.yaml, line 14: there is only 1 play;" in told
    assert out.endswith("\nAll good.\n")


def test_an_error_in_a_card_ends_with_one_and_is_in_the_json(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (library / "battlecards/tower.yaml").write_text(CARD.replace("    source: Tower web page\n", ""), "utf-8")
    (library / "battlecards/other.yaml").write_text(CARD, "utf-8")
    assert main(["check", "--files-only", "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    errors = [problem for problem in printed["problems"] if problem["severity"] == "error"]
    assert printed["ok"] is False
    assert [(problem["path"], "hearsay" in problem["hint"]) for problem in errors] == [("battlecards/tower.yaml", True)]
    assert {problem["path"] for problem in printed["problems"]} == {
        "battlecards/tower.yaml", "battlecards/other.yaml"
    }  # fmt: skip
    assert main(["check", "--files-only"]) == 1
    assert capsys.readouterr().out.endswith("\n1 to mend.\n")


def test_a_card_can_be_named_alone_and_no_pitch_is_tried(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "tower", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["trials"] == []
    assert main(["check", "towre"]) == 2
    assert "The battlecards: tower." in capsys.readouterr().err
