"""What the documents say is there is there: paths, commands, settings, decisions."""

import re
import tomllib
from pathlib import Path

import pytest

from coach.cli import main

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "docs" / "settings.md",
    ROOT / "rubrics" / "README.md",
]
PATHS = re.compile(r"(?<![\w/.])((?:coach|tests|rubrics|golden_pitches|battlecards|benchmarks|docs|\.ci)/[\w./-]*\w)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_a_document_names_exists(document: Path) -> None:
    named = set(PATHS.findall(document.read_text(encoding="utf-8")))
    examples = {name for name in named if document.parent.name == "rubrics" and not (ROOT / name).exists()}
    missing = {name for name in named - examples if not (ROOT / name).exists()}
    assert missing == set()


def test_the_readme_links_to_files_that_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_the_readme_shows_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    shown = set(re.findall(r"^coach (\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert shown >= {"demo", "certify", "check", "doctor"}
    for command in shown:
        assert main([command, "--help"]) == 0
    capsys.readouterr()


def test_every_setting_is_documented() -> None:
    readers = ("coach/settings.py", "coach/adapters/library_places.py")
    text = " ".join((ROOT / each).read_text(encoding="utf-8") for each in readers)
    read = set(re.findall(r"COACH_[A-Z_]+", text))
    documented = set(re.findall(r"`(COACH_[A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    assert read == documented


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    notes = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md")).lower()
    names = [re.split(r"[\[<>=~ ]", line)[0] for line in project["dependencies"]]
    assert [name for name in names if name.removesuffix(".yaml").lower() not in notes] == []


def test_constraints_pin_names_to_versions_and_name_no_address() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").split("\n")
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!_-]+", line) for line in lines if line)


def test_nothing_committed_names_a_folder_of_one_machine() -> None:
    import subprocess

    found = subprocess.run(
        ["git", "grep", "-InE", r"(^|[^A-Za-z0-9_.])/(root|work|home/[a-z]+)/", "--", ".", ":!tests/docs/test_docs.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.stdout == ""
