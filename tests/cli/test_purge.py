"""`coach purge` as people start it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fixtures.processes import settings_env

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "golden_pitches" / "first_call" / "golden.md").read_text(encoding="utf-8").split("---", 2)[2]


def coach(home: Path, *words: str, code: int = 0, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "coach", *words]
    done = subprocess.run(command, env=settings_env(home, **env), capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    return done


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with one scored attempt, a recording that nobody knows and an upload that broke off."""
    home = tmp_path / "home"
    transcript = tmp_path / "pitch.txt"
    transcript.write_text(TEXT, encoding="utf-8")
    coach(home, "certify", "--rubric", "first_call", "--transcript", str(transcript), "--json")
    for path in (home / "media" / "ab" / ("ab" + "0" * 62), home / "web" / "incoming" / "x"):
        path.parent.mkdir(parents=True)
        path.write_bytes(b"0" * 1_500_000)
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    return home


def test_a_purge_says_what_it_would_remove_and_then_removes_it(home: Path) -> None:
    planned = coach(home, "purge", "--dry-run")
    lines = {line.split("  ")[0]: line.split()[-3:] for line in planned.stdout.splitlines()}
    assert lines["recordings without an attempt"] == ["1", "1.5", "MB"]
    assert lines["broken-off uploads"] == ["1", "1.5", "MB"]
    assert lines["all together"] == ["together", "3.0", "MB"]
    assert planned.stdout.startswith("would be removed")
    assert "neither COACH_KEEP_RECORDINGS_DAYS nor COACH_KEEP_TRANSCRIPTS_DAYS is set" in planned.stderr
    assert (home / "web" / "incoming" / "x").exists()

    done = coach(home, "purge")
    assert done.stdout.startswith("removed")
    assert not (home / "web" / "incoming" / "x").exists()
    assert list((home / "media").glob("ab/*")) == []
    assert len(json.loads(coach(home, "history", "--json").stdout)) == 1


def test_with_json_a_purge_prints_one_object(home: Path) -> None:
    done = coach(home, "purge", "--dry-run", "--json", COACH_KEEP_TRANSCRIPTS_DAYS="30", COACH_KEEP_BACKUPS="0")
    purge = json.loads(done.stdout)
    assert purge["dry_run"] is True
    assert purge["settings"] == {"recordings_days": None, "transcripts_days": 30, "takes_days": 30, "backups": 0}
    assert purge["removed"]["orphans"] == {"count": 1, "bytes": 1_500_000}
    assert purge["removed"]["transcripts"] == {"count": 0, "bytes": 0}
    assert purge["notes"] == []


def test_a_retention_that_is_no_number_of_days_is_refused(home: Path) -> None:
    done = coach(home, "purge", "--json", code=2, COACH_KEEP_RECORDINGS_DAYS="0")
    assert "COACH_KEEP_RECORDINGS_DAYS" in json.loads(done.stdout)["error"]["message"]
