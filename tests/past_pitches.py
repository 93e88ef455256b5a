"""Many scored attempts at a sample rubric: a few pitches, really judged, and handed in again and again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from coach.adapters.tables import ATTEMPT
from coach.domain.attempt import Attempt
from coach.domain.certification import Kind, decide
from coach.service.submission import Submission
from coach.wiring import Workshop

RUBRIC = "first_call"
START = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)


def live_through(workshop: Workshop, count: int, scratch: Path, *, practice_of: str = "me") -> list[str]:
    """Keep so many scored attempts, oldest first: every fourth is practice of `practice_of`; returns their ids."""
    texts = _texts(workshop)[:count]
    official = [_judged(workshop, text, scratch) for text in texts]
    judged = {Kind.OFFICIAL: official, Kind.PRACTICE: [_as_practice(workshop, each) for each in official]}
    ids: list[str] = []
    for number in range(count):
        kind = Kind.PRACTICE if number % 4 == 3 else Kind.OFFICIAL
        who = practice_of if kind is Kind.PRACTICE else workshop.people.named(f"Seller {number % 9}").key
        change = {"id": f"past{number:03}", "who": who, "at": START + timedelta(hours=number)}
        kept = judged[kind][number % len(texts)].model_copy(update=change)
        workshop.attempts.add(kept, {})
        ids.append(kept.id)
    with workshop.database.write() as connection:
        connection.execute(sa.delete(ATTEMPT).where(ATTEMPT.c.id.not_in(ids)))
    return ids


def _texts(workshop: Workshop) -> list[str]:
    """The sample's own texts, and its golden one with ever more sentences left out."""
    golden = workshop.files.golden_of(workshop.files.rubric(RUBRIC))
    texts = [" ".join(text.split()) for text in golden.texts.values()]
    lines = " ".join(golden.text.split()).split(". ")
    return [*texts, *(". ".join(line for n, line in enumerate(lines) if n % 5 not in range(cut)) for cut in (1, 3))]


def _as_practice(workshop: Workshop, official: Attempt) -> Attempt:
    rubric, _, _ = workshop.coach().case_of(official)
    assert official.scorecard is not None
    assert official.decision is not None
    flags = [reason for reason in official.decision.reasons if reason.role == "flag"]
    decision = decide(rubric, Kind.PRACTICE, official.scorecard, flags)
    return official.model_copy(update={"kind": Kind.PRACTICE, "decision": decision})


def _judged(workshop: Workshop, text: str, scratch: Path) -> Attempt:
    path = scratch / "pitch.txt"
    path.write_text(text, encoding="utf-8")
    coach = workshop.coach()
    # Official attempts are limited, so everybody makes one.
    received = coach.receive(Submission(rubric_id=RUBRIC, transcript=path, kind=Kind.OFFICIAL, who=str(len(text))))
    return coach.run(received.id, progress=lambda share: None)
