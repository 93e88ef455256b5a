"""Saying one line of a pitch again: a short recording for one finding, and the two side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.domain.attempt import Attempt, Redo, State
from coach.domain.certification import Kind
from coach.domain.judging import Finding, Verdict, criterion_of
from coach.domain.redo import LONGEST_S, BeforeAfter, before_after
from coach.domain.rubric import Check, Criterion
from coach.domain.take import Take
from coach.errors import StoreError, UsageError
from coach.service.coach import Coach
from coach.service.stages import too_long

_OF_THE_PITCH = {
    "who",
    "rubric_id",
    "rubric_version",
    "rubric_title",
    "golden_id",
    "golden_version",
    "us_version",
    "situation",
    "pass_mark",
}
"""What a redo has of its pitch: the same person, judged by the same frozen content."""


@dataclass(frozen=True)
class Line:
    """What is said again: the criterion, its check (None for levels), and what was found in the pitch."""

    pitch: Attempt
    criterion: Criterion
    check: Check | None
    finding: Finding

    @property
    def golden(self) -> str | None:
        """The passage of the golden pitch that does it, where the author named one."""
        return self.check.golden if self.check else self.criterion.golden


@dataclass(frozen=True)
class Redos:
    """The use cases around one line said again. The pitch it comes from is read and never changed."""

    coach: Coach

    def line(self, pitch: Attempt, criterion: str, check: str | None) -> Line:
        """The finding that is to be said again. Raises UsageError where that has no meaning."""
        if pitch.redo is not None:
            raise UsageError("This is one line already.", hint="Say it again from the report of its pitch.")
        if not pitch.scored or pitch.scorecard is None:
            raise UsageError("This pitch has no score yet.", hint="Wait until its report is there.")
        finding = _finding(pitch, criterion, check)
        if finding is None:
            raise UsageError("This pitch was not judged on that.", hint="Load its report again.")
        if finding.verdict in {Verdict.NOT_OBSERVED, Verdict.NOT_SCORED}:
            raise UsageError("This did not count in your pitch.", hint="Choose a line that is not met or unsure.")
        rubric, _, _ = self.coach.case_of(pitch)
        part = criterion_of(rubric, criterion)
        return Line(pitch, part, next((c for c in part.checks if c.id == check), None), finding)

    def receive(self, line: Line, recording: Path, *, filename: str, key: str | None = None) -> Attempt:
        """Keep a recording of this line, durably, and queue it. The same `key` again is the same redo.

        Raises MediaError for what is no recording, and for one that is longer than a line. What does not say
        how long it is, is refused once it was opened.
        """
        coach, pitch = self.coach, line.pitch
        if known := self._known(pitch.who, key):
            return known
        seconds = coach.media.length(recording)
        if seconds is not None and seconds > LONGEST_S + 1:  # containers round up
            raise too_long(seconds)
        kept = coach.keep(recording, filename)
        redo = Attempt(
            id=coach.new_id(),
            kind=Kind.PRACTICE,
            at=coach.now(),
            redo=Redo(attempt=pitch.id, criterion=line.finding.criterion, check=line.finding.check),
            recording=kept,
            **pitch.model_dump(include=_OF_THE_PITCH),
        )
        try:
            redo = coach.enter(redo, {}, key=key)
        except StoreError:
            # Handed in twice at the same moment? Then the database refused one of the two.
            if known := self._known(pitch.who, key):
                return known
            raise
        if not coach.recordings.holds(kept.sha256):
            coach.recordings.put(recording)  # a deletion of the same bytes came in between
        return redo

    def from_take(self, take: Take, recording: Path) -> Attempt:
        """Hand in what was recorded for one line; twice is once. Raises UsageError for another person's pitch."""
        assert take.redo is not None
        pitch = self.coach.attempts.get(take.redo.attempt)
        if pitch.who != take.who:
            raise UsageError("There is no such attempt.", hint="Say the line again from its report.")
        line = self.line(pitch, take.redo.criterion, take.redo.check)
        return self.receive(line, recording, filename=f"“{line.criterion.title}” said again", key=take.id)

    def pitch_of(self, redo: Attempt) -> Attempt | None:
        """The pitch of which a line was said again; None when it was deleted."""
        assert redo.redo is not None
        try:
            return self.coach.attempts.get(redo.redo.attempt)
        except UsageError:
            return None

    def compare(self, line: Line, redo: Attempt) -> BeforeAfter | None:
        """The pitch's finding beside the redo's; None while there is none."""
        after = found_again(redo)
        return before_after(line.criterion, line.finding, after) if after else None

    def of(self, pitch: Attempt) -> Iterator[Attempt]:
        """All redos of a pitch, the newest first."""
        return self.coach.attempts.redos_of(pitch.id)

    def _known(self, who: str, key: str | None) -> Attempt | None:
        known = self.coach.attempts.handed_in(who, key) if key else None
        return self.coach.attempts.get(known) if known else None


def found_again(redo: Attempt) -> Finding | None:
    """What was found in a redo, None while it is not judged."""
    if redo.state is not State.DONE or redo.scorecard is None:
        return None
    return redo.scorecard.findings()[0]


def _finding(pitch: Attempt, criterion: str, check: str | None) -> Finding | None:
    findings = pitch.scorecard.findings() if pitch.scorecard else ()
    return next((f for f in findings if (f.criterion, f.check) == (criterion, check)), None)
