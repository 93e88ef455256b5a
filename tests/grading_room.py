"""An installation with a library of its own, official attempts to grade, and graders who answer as they are told."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from coach.domain.certification import Kind
from coach.domain.rubric import PitchKind
from coach.domain.studio.calibration.sheet import questions
from coach.service.panel import EMBEDDED
from coach.service.submission import Submission
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[1]
RUBRIC = "first_call"


def library_at(folder: Path) -> Path:
    """A copy of the shipped content, which a test may change."""
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.ogg"))
    return folder


def workshop_at(folder: Path, **settings: object) -> Workshop:
    library = library_at(folder / "library")
    return Workshop(
        Settings(home=folder / "home", library=library, transcriber="pocketsphinx", offline=True, **settings)
    )


def official(workshop: Workshop, who: str, text: PitchKind, kind: Kind = Kind.OFFICIAL) -> str:
    """The id of an attempt with the words of one of the golden pitch's texts, scored by the embedded judge."""
    words = workshop.settings.home / "words.txt"
    words.parent.mkdir(parents=True, exist_ok=True)
    words.write_text(workshop.files.golden(RUBRIC).texts[text], encoding="utf-8")
    coach = workshop.coach()
    attempt = coach.receive(Submission(RUBRIC, transcript=words, kind=kind, who=who))
    return coach.run(attempt.id, progress=lambda share: None, judge=EMBEDDED).id


def verdicts(workshop: Workshop, **given: str) -> dict[str, str]:
    """An answer to every question: no, or the lowest level, unless it is given here (`__` stands for the slash)."""
    rubric = workshop.grading.current(RUBRIC).rubric
    said = {key.replace("__", "/"): value for key, value in given.items()}
    return {
        q.key: said.get(q.key, q.choices[0] if q.check is None else q.choices[1])
        for q in questions(rubric, rubric.default_situation)
    }


def grade(workshop: Workshop, pitch: str, who: str, answers: Mapping[str, str], note: str = "") -> None:
    """Open the pitch and submit, as a page does."""
    sheet = workshop.grading.open(RUBRIC, pitch, who)
    seen = sheet.pitch.mine.at.isoformat() if sheet.pitch.mine else ""
    workshop.grading.submit(sheet, who, sheet.current.rubric.version, answers, note, seen)
