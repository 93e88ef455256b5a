"""What a grader works with: what is asked at the moment, the pitches there are for them, and one of them opened."""

from dataclasses import dataclass
from datetime import datetime

from coach.domain.attempt import Recording
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.rating import Rating
from coach.domain.studio.manuscript import Bundle
from coach.domain.transcript import Transcript

IMPORTED = " (imported)"
"""After the name of a rater who came in a table: nobody here is taken for them, or they for anybody here."""


@dataclass(frozen=True)
class Current:
    """What graders are asked at this moment: what is in use, or else the file as it stands.

    `number`: of the published version. `draft`: the studio looks after it and nothing is published.
    """

    bundle: Bundle
    number: int | None
    draft: bool

    @property
    def rubric(self) -> Rubric:
        return self.bundle.rubric


@dataclass(frozen=True)
class Pitch:
    """Something that can be graded. `title` is that of a sample, None for an attempt: whose it is stays unsaid.

    `people` is how many have graded it, `mine` what the one who asks said of it. `seen`: they were shown a score of
    it since, so that what they said stays.
    """

    id: str
    title: str | None
    at: datetime
    situation: str
    people: int
    mine: Rating | None
    seen: bool = False


@dataclass(frozen=True)
class Round:
    """The pitches of a rubric for one grader, the next one first, those they have graded at the end.

    `own` and `seen` are how many are not theirs to grade: their own attempts, and what they saw a score of before.
    """

    current: Current
    pitches: tuple[Pitch, ...]
    own: int
    seen: int
    signed: bool

    @property
    def graded(self) -> int:
        return sum(pitch.mine is not None for pitch in self.pitches)

    @property
    def gradable(self) -> frozenset[str]:
        """What they can grade, or change their grades of: of nothing else may anybody's score be shown to them."""
        return frozenset(pitch.id for pitch in self.pitches if not pitch.seen)

    @property
    def unlocked(self) -> frozenset[str]:
        """What they have graded and can still change."""
        return frozenset(pitch.id for pitch in self.pitches if pitch.mine is not None and not pitch.seen)

    @property
    def next(self) -> Pitch | None:
        return next((pitch for pitch in self.pitches if pitch.mine is None), None)


@dataclass(frozen=True)
class Sheet:
    """One pitch as its grader needs it: its words, and its recording where one is kept."""

    current: Current
    pitch: Pitch
    transcript: Transcript
    recording: Recording | None


@dataclass(frozen=True)
class Submitted:
    """What came of a submission. `moved_on`: the rubric asks something else by now, so it does not count there."""

    rating: Rating
    moved_on: bool


def situation_in(rubric: Rubric, situation: str | None) -> str:
    """The situation that a pitch is graded in: its own, or the rubric's first where it does not know that one."""
    return situation if situation in rubric.situations else rubric.default_situation
