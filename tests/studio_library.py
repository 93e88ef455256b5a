"""A library of one's own to write in, and drafts whose gates are closed."""

import shutil
from collections.abc import Collection
from pathlib import Path

from coach.domain.studio.study import Study, StudyState
from coach.domain.studio.version import GateResult, Version
from coach.service.studio.publishing import Order
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[1]
RUBRIC = "first_call"


def workshop_at(home: Path, *, recordings: bool = False) -> Workshop:
    """A workshop over a copy of the samples, without a model."""
    ignored = None if recordings else shutil.ignore_patterns("*.ogg")
    for name in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / name, home / "library" / name, ignore=ignored)
    return Workshop(Settings(home=home, library=home / "library", transcriber="pocketsphinx", offline=True))


def rewrite(workshop: Workshop, old: str, new: str, path: str = f"rubrics/{RUBRIC}.yaml") -> None:
    """Change a file as an author does in an editor of their own."""
    file = workshop.files.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def close_gates(workshop: Workshop, *, broken: Collection[str] = (), rubric_id: str = RUBRIC) -> Study:
    """Have the gates of a draft run to their end, without judging: all hold but those named."""
    study = workshop.publishing.try_gates(rubric_id, who="me")
    ended = study.model_copy(update={"state": StudyState.DONE})
    with workshop.database.write():
        for number, name in enumerate(study.subjects):
            state = "broken" if name in broken else "holds"
            out = GateResult(name=name, state=state, result="fail", score=0, score_best=10, why=f"Because of {name}.")
            workshop.studies.store.keep(study.id, number, out.model_dump(mode="json"))
        workshop.studies.store.save(ended)
    return ended


def order(workshop: Workshop, *, note: str = "Shorter.", reason: str = "", by: str = "me") -> Order:
    """What somebody orders who sees everything as it stands."""
    versions = workshop.versions.versions(RUBRIC)
    mark = workshop.publishing.draft(RUBRIC).mark
    return Order(RUBRIC, by, note, reason, mark, versions[0].number if versions else 0)


def publish(workshop: Workshop, **wanted: str) -> Version:
    """Publish the draft as it stands, every gate closed."""
    close_gates(workshop)
    return workshop.publishing.publish(order(workshop, **wanted))
