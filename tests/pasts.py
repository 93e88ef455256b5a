"""A past to look back on: takes of one pitch that get better, in every state that a list can show."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cases import US
from examples import FIRST_CALL, GOLDEN, GOOD_TEXT, attempt, finding, good_findings, spoken

from coach.domain.attempt import Attempt, Problem, Recording, Redo, State
from coach.domain.certification import Code as Flag
from coach.domain.certification import Kind, Outcome, Reason, flag
from coach.domain.judging import Finding, Verdict
from coach.domain.person import OWNER
from coach.domain.review import Review

if TYPE_CHECKING:
    from coach.wiring import Workshop

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHORT = FIRST_CALL.model_copy(update={"id": "closing", "version": "c0ffee", "title": "Closing: the next step"})
SOURCES = {
    FIRST_CALL.version: FIRST_CALL.model_dump(mode="json"),
    SHORT.version: SHORT.model_dump(mode="json"),
    "older": FIRST_CALL.model_copy(update={"version": "older"}).model_dump(mode="json"),
    GOLDEN.version: GOLDEN.model_dump(mode="json"),
    US.version: US.model_dump(mode="json"),
}
REVIEWED = Review(
    attempt="t7",
    by="Rita",
    by_name="Rita",
    at=START + timedelta(days=15),
    decision=Outcome.CERTIFIED,
    reason="The next step is clear enough: she names Tuesday <at ten> and waits for the answer.",
    how="page",
)


def take(
    number: int,
    *,
    missed: Collection[str] = (),
    unsure: Collection[str] = (),
    said: Collection[str] = (),
    level: int | None = 3,
    flags: tuple[Reason, ...] = (),
    kind: Kind = Kind.PRACTICE,
    **more: object,
) -> Attempt:
    """The good pitch of the examples, `number` days in; `missed`, `unsure` and `said` name checks."""
    words = spoken(GOOD_TEXT)
    findings = [_changed(each, missed, unsure, said, level) for each in good_findings(words)]
    parts = {"id": f"t{number}", "who": OWNER, "at": START + timedelta(days=2 * number), "us_version": US.version}
    return attempt(words, findings, kind=kind, flags=flags).model_copy(update=parts | more)


def past() -> tuple[Attempt, ...]:
    """Oldest first. `t7` goes with the review REVIEWED; `gone` is the one that `live_through` deletes."""
    unsaid = {"state": State.RECEIVED, "scorecard": None, "decision": None, "transcript": None}
    problem = Problem(message="The judge did not answer.", hint="Try again.", retries=("configured", "embedded"))
    old = {"rubric_version": "older"}
    return (
        take(0, missed=("wait", "cause", "named", "figure", "measured", "dated", "bring"), level=0, **old),
        take(1, missed=("cause", "figure", "measured", "bring"), unsure=("wait", "dated"), level=1, **old),
        take(2, missed=("figure", "bring"), unsure=("cause",), level=2),
        take(3, missed=("named", "measured", "bring"), level=2),
        take(4, missed=("bring",), unsure=("visible", "measured"), level=3),
        take(5, missed=("bring",), level=3, id="gone"),
        take(6, unsure=("bring",), level=4),
        take(7, level=3, kind=Kind.OFFICIAL, flags=(flag(Flag.LOW_CONFIDENCE, "The recogniser was unsure."),)),
        take(8, level=4),
        take(9, id="redo", redo=Redo(attempt="t8", criterion="proof", check="figure")),
        take(10, rubric_id=SHORT.id, rubric_version=SHORT.version, rubric_title=SHORT.title, missed=("bring",)),
        take(11, **(unsaid | {"state": State.REFUSED, "problem": problem})),
        take(12, **(unsaid | {"state": State.WAITING, "problem": problem})),
        take(13, **unsaid),
    )  # fmt: skip


def live_through(workshop: "Workshop", *, recording: str | None = None) -> None:
    """Keep the whole past of the owner; `recording` is a SHA-256 in the media store for all of it."""
    for each in past():
        kept = each
        if recording and each.recording:
            kept = each.model_copy(update={"recording": Recording(sha256=recording, filename="take.ogg", seconds=40)})
        workshop.attempts.add(kept, SOURCES)
    workshop.reviews.store.add(REVIEWED, seen=0)
    workshop.archive.delete("gone", OWNER)


def _changed(
    each: Finding, missed: Collection[str], unsure: Collection[str], said: Collection[str], level: int | None
) -> Finding:
    if each.check is None:
        verdict = Verdict.UNSURE if level is None else Verdict.MET if level else Verdict.NOT_MET
        return each.model_copy(update={"level": level, "verdict": verdict, "spread": ()})
    if each.check in missed:
        return finding(each.criterion, each.check, Verdict.NOT_MET, "It does not come up.")
    if each.check in unsure:
        return finding(each.criterion, each.check, Verdict.UNSURE, "It may be meant, but it is not said.")
    if each.check in said:
        return each.model_copy(update={"verdict": Verdict.MET})
    return each
