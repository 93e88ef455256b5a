"""The command line's contract: one JSON document, exit codes, one clear sentence."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from coach.cli import main
from coach.settings import environment, settings_from
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "golden_pitches" / "first_call"
HEAVY = [
    "gradio", "fastapi", "faster_whisper", "openai", "onnxruntime", "sqlalchemy", "dbos", "sklearn", "av", "numpy",
    "ctranslate2", "pocketsphinx", "huggingface_hub", "jinja2", "ruamel.yaml", "alembic",
]  # fmt: skip


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("COACH_LLM_BASE_URL", "COACH_LLM_MODEL", "COACH_LLM_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_LIBRARY", str(ROOT))
    monkeypatch.setenv("COACH_TRANSCRIBER", "pocketsphinx")
    return tmp_path / "home"


def body(name: str) -> str:
    return (SAMPLES / f"{name}.md").read_text(encoding="utf-8").split("---", 2)[2]


@pytest.fixture
def golden_text(tmp_path: Path) -> Path:
    path = tmp_path / "golden.txt"
    path.write_text(body("golden"), encoding="utf-8")
    return path


def test_importing_the_command_line_loads_nothing_heavy() -> None:
    code = f"import sys, coach.cli; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"


@pytest.mark.parametrize(
    "command", ["serve", "worker", "demo", "certify", "review", "history", "check", "doctor", "purge"]
)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"Example: coach {command}" in capsys.readouterr().out


def test_a_transcript_alone_is_scored_and_printed_as_one_document(
    golden_text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certify", "--rubric", "first_call", "--transcript", str(golden_text), "--json"]) == 0
    attempt = json.loads(capsys.readouterr().out)
    assert attempt["kind"] == "practice"
    assert attempt["result"] in {"pass", "unclear"}
    assert 0 <= attempt["score"] <= attempt["score_best"] <= 100
    assert attempt["engines"]["judge"]
    assert attempt["engines"]["audio_sha256"] is None
    assert "no_recording" in attempt["reason_codes"]
    assert attempt["delivery"]["enough_speech"] is False
    quotes = [q for c in attempt["criteria"] for f in c["findings"] for q in f["quotes"]]
    assert quotes
    assert all(quote["verified"] and quote["text"] in attempt["transcript"]["text"] for quote in quotes)


def test_an_attempt_that_was_printed_can_be_brought_again_as_a_transcript(
    golden_text: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["certify", "--rubric", "first_call", "--transcript", str(golden_text), "--json"])
    first = capsys.readouterr().out
    again = tmp_path / "attempt.json"
    again.write_text(first, encoding="utf-8")
    assert main(["certify", "--rubric", "first_call", "--transcript", str(again), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] == json.loads(first)["score"]


def test_one_word_makes_an_attempt_that_says_it_is_too_short(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = tmp_path / "word.txt"
    word.write_text("Hello", encoding="utf-8")
    assert main(["certify", "--rubric", "first_call", "--transcript", str(word), "--json"]) == 0
    attempt = json.loads(capsys.readouterr().out)
    assert "too_short" in attempt["reason_codes"]
    assert attempt["outcome"] == "not_yet"


def test_strict_exits_with_one_unless_certified_or_ready(tmp_path: Path) -> None:
    weak = tmp_path / "weak.txt"
    weak.write_text(body("weak"), encoding="utf-8")
    assert main(["certify", "--rubric", "first_call", "--transcript", str(weak), "--strict"]) == 1


def test_an_official_attempt_of_the_embedded_judge_waits_for_a_person(
    golden_text: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["certify", "--rubric", "first_call", "--transcript", str(golden_text), "--official", "--json"])
    attempt = json.loads(capsys.readouterr().out)
    assert attempt["outcome"] == "needs_review"
    assert "embedded_judge" in attempt["reason_codes"]


def test_reports_and_tables_are_written_where_asked(golden_text: Path, tmp_path: Path) -> None:
    page, table = tmp_path / "report.html", tmp_path / "scores.csv"
    words = ["certify", "--rubric", "first_call", "--transcript", str(golden_text), "--who", "=cmd()"]
    assert main([*words, "--html", str(page), "--csv", str(table)]) == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    with table.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["who"] == "'=cmd()"
    assert float(row["score"]) > 0


def test_the_owners_name_means_the_owner_and_stands_on_the_report(
    golden_text: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Workshop(settings_from(environment())).people.rename("me", "Ada Lovelace")
    page = tmp_path / "report.html"
    words = ["certify", "--rubric", "first_call", "--transcript", str(golden_text), "--json", "--html", str(page)]
    for who, key in (([], "me"), (["--who", "ada lovelace"], "me"), (["--who", "Grace"], "Grace")):
        assert main([*words, *who]) == 0
        assert json.loads(capsys.readouterr().out)["who"] == key
        name = "Grace" if key == "Grace" else "Ada Lovelace"
        assert f'<span dir="auto">{name}</span>' in page.read_text(encoding="utf-8")


MISTAKES = {
    "no command": [],
    "an unknown command": ["sing"],
    "nothing to score": ["certify", "--rubric", "first_call"],
    "no rubric": ["certify", "x.wav"],
    "an unknown rubric": ["certify", "x.wav", "--rubric", "nope"],
    "an unknown situation": ["certify", "--rubric", "first_call", "--transcript", "{golden}", "--situation", "nope"],
    "an official attempt that cannot certify": [
        "certify", "--rubric", "first_call", "--transcript", "{golden}", "--situation", "hallway", "--official",
    ],
    "a recording that is not there": ["certify", "x.wav", "--rubric", "first_call"],
    "a transcript that is not there": ["certify", "--rubric", "first_call", "--transcript", "x.vtt"],
    "a transcript given as a recording": ["certify", "{golden}", "--rubric", "first_call"],
    "a folder without recordings": ["certify", "{folder}", "--rubric", "first_call"],
    "an attempt that is not there": ["certify", "--again", "feedfacefeedface"],
    "a report that cannot be written": [
        "certify", "--rubric", "first_call", "--transcript", "{golden}", "--html", "{folder}/no/such/report.html",
    ],
    "a folder for reports that is not there": [
        "certify", "--rubric", "first_call", "--transcript", "{golden}", "--csv", "{folder}/no/scores.csv",
    ],
    "an option cut short": ["certify", "--rubric", "first_call", "--transcript", "{golden}", "--js"],
    "a device": ["certify", "/dev/zero", "--rubric", "first_call"],
    "a recogniser without a recording": [
        "certify", "--rubric", "first_call", "--transcript", "{golden}", "--transcriber", "pocketsphinx",
    ],
    "a new recording for an old attempt": ["certify", "x.wav", "--again", "feedface"],
    "a rubric to check that is not there": ["check", "nope"],
    "a demo of a rubric that is not there": ["demo", "--rubric", "nope"],
    "an address others can reach": ["serve", "--host", "0.0.0.0"],
    "an unknown golden pitch": ["certify", "--rubric", "first_call", "--transcript", "{golden}", "--golden", "nope"],
}  # fmt: skip


@pytest.mark.parametrize("words", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_in_one_sentence_with_a_next_step(
    words: list[str], golden_text: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    filled = [word.format(golden=golden_text, folder=folder) for word in words]
    with_json = [*filled, "--json"] if filled[:1] != ["serve"] and filled else filled
    assert main(with_json) == 2
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert "went wrong inside" not in err
    message, hint = err.strip().splitlines()[-2:]
    assert message.endswith((".", "?"))
    assert hint.startswith("→ ")
    if "--json" in with_json:
        assert json.loads(out)["error"] == {"message": message, "hint": hint.removeprefix("→ ")}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_TRANSCRIBER", "ears"),
        ("COACH_MAX_MINUTES", "long"),
        ("COACH_MAX_MEGABYTES", "nan"),
        ("COACH_LLM_BASE_URL", "http://127.0.0.1:9/v1"),
        ("COACH_TRANSCRIBE_BASE_URL", "127.0.0.1"),
        ("COACH_OFFLINE", "maybe"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    name: str, value: str, golden_text: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["certify", "--rubric", "first_call", "--transcript", str(golden_text)]) == 2
    assert name in capsys.readouterr().err


def test_the_four_texts_of_every_sample_rubric_come_out_as_they_must(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ok"] is True
    assert [problem for problem in found["problems"] if problem["severity"] == "error"] == []
    assert len(found["trials"]) == 12
    assert not [trial for trial in found["trials"] if trial["state"] == "broken"]


def test_the_hostile_pitches_do_not_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "first_call", "--judge", "--json"]) == 0
    trials = json.loads(capsys.readouterr().out)["trials"]
    assert len(trials) > 20
    assert not [trial["name"] for trial in trials if trial["state"] == "broken"]


def test_doctor_names_every_engine_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    names = [line["name"] for line in found["transcriber"]]
    assert any("pocketsphinx" in name.lower() for name in names)
    assert all(line["why"] for lines in found.values() for line in lines)
