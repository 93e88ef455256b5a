"""An installation with official attempts that wait for a person, and the people around them."""

from pathlib import Path

from cases import US
from examples import FIRST_CALL, GOLDEN, embedded_draft, unclear_official

from coach.domain.attempt import Attempt, Recording
from coach.domain.certification import Kind
from coach.domain.person import OWNER
from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[1]
SOUND = ROOT / "golden_pitches" / "first_call" / "golden.ogg"


def workshop_at(home: Path) -> Workshop:
    return Workshop(Settings(home=home, library=ROOT, transcriber="pocketsphinx", offline=True))


def keep(workshop: Workshop, attempt: Attempt, **changes: object) -> str:
    """Keep an attempt with a recording that really plays, and everything that it was judged by."""
    seconds = attempt.transcript.duration if attempt.transcript else None
    recording = Recording(sha256=workshop.recordings.put(SOUND), filename="take-3.ogg", seconds=seconds)
    kept = attempt.model_copy(update={"recording": recording, "us_version": US.version, **changes})
    sources = {part.version: part.model_dump(mode="json") for part in (FIRST_CALL, GOLDEN, US)}
    workshop.attempts.add(kept, sources)
    return kept.id


def furnish(workshop: Workshop) -> None:
    """Two attempts by Dana, one by the owner, and a practice attempt of the owner's."""
    dana = workshop.people.named("Dana").key
    keep(workshop, embedded_draft(), id="draft", who=dana)
    keep(workshop, unclear_official(), id="unclear", who=dana)
    keep(workshop, embedded_draft(), id="mine", who=OWNER)
    keep(workshop, embedded_draft(), id="practice", who=OWNER, kind=Kind.PRACTICE)
