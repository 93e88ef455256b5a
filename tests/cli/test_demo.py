"""`coach demo`: the shipped recordings, heard and scored then and there."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from coach.cli import main

ROOT = Path(__file__).parents[2]
UTTERANCES = ROOT / "tests" / "fixtures" / "utterances"


def demo(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["demo", "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(autouse=True)
def nothing_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No model, no network; the home is named so that the demo can be seen to leave it alone."""
    for name in ("COACH_LLM_BASE_URL", "COACH_LLM_MODEL", "COACH_TRANSCRIBER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LIBRARY", str(ROOT))
    return tmp_path / "home"


def test_the_four_samples_come_out_as_the_product_promises(
    capsys: pytest.CaptureFixture[str], nothing_configured: Path
) -> None:
    found = demo(capsys)
    golden, weak = found["golden"], found["weak"]
    assert golden["result"] != "fail"
    assert golden["score"] >= 70
    assert weak["result"] == "fail"
    assert found["own_words"]["result"] != "fail"
    assert found["near_miss"]["result"] != "pass"
    assert golden["score"] - weak["score"] >= 30
    assert {attempt["engines"]["judge"] for attempt in found.values()} == {weak["engines"]["judge"]}
    assert not nothing_configured.exists(), "a demo enters no history"


def test_replacing_a_recording_changes_what_the_demo_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "library"
    for folder in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / folder, library / folder)
    recordings = library / "golden_pitches" / "first_call"
    for name in ("golden", "weak", "own_words", "near_miss"):  # short ones: only the change is looked at
        shutil.copy(UTTERANCES / "morning.ogg", recordings / f"{name}.ogg")
    monkeypatch.setenv("COACH_LIBRARY", str(library))
    before = demo(capsys)
    shutil.copy(UTTERANCES / "service.ogg", recordings / "golden.ogg")
    after = demo(capsys)
    assert after["golden"]["transcript"]["text"] != before["golden"]["transcript"]["text"]
    assert after["golden"]["engines"]["audio_sha256"] != before["golden"]["engines"]["audio_sha256"]
    assert after["weak"]["transcript"]["text"] == before["weak"]["transcript"]["text"]
