"""What became of a past attempt under a draft: before, after, and what turned.

Both sides are computed by one judge, so that the difference is the draft's and not another judge's. Nothing
that was said is kept here: the sentences are made of the rubric's words and of figures.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from coach.domain.attempt import Attempt, Usage
from coach.domain.certification import Outcome, Result
from coach.domain.value import Value


class Move(StrEnum):
    """Which way an attempt went. `same`: its outcome stays, whatever its points do."""

    GAINS = "gains"
    LOSES = "loses"
    SAME = "same"
    NOT_SCORED = "not_scored"


class Side(Value):
    """What came out under one rubric. `decided` are the reasons of the arithmetic."""

    result: Result
    outcome: Outcome
    score: float
    score_best: float
    decided: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """What is better has more: the outcome first, then the result of the arithmetic."""
        return _OUTCOMES[self.outcome], _RESULTS[self.result]


class Turn(Value):
    """One thing that is otherwise now, in one sentence. `effect`: points of the total that its criterion moved."""

    criterion: str | None
    text: str
    effect: float = 0.0


class Shift(Value):
    """One attempt before and after; both None when `unscored` says why there is nothing to compare.

    `failed`: it is not scored because the judge did not do its work, so trying it again may help.
    `recorded_by` names the judge of the record, `other_judge` says whether it is another one than the one that
    made this comparison. `usage` is what both sides cost.
    """

    attempt: str
    before: Side | None = None
    after: Side | None = None
    turns: tuple[Turn, ...] = ()
    unscored: str | None = None
    hint: str | None = None
    failed: bool = False
    recorded_by: str | None = None
    other_judge: bool = False
    usage: Usage = Usage()

    @property
    def move(self) -> Move:
        if self.before is None or self.after is None:
            return Move.NOT_SCORED
        before, after = self.before.rank, self.after.rank
        return Move.GAINS if after > before else Move.LOSES if after < before else Move.SAME

    @property
    def points(self) -> float:
        """How far the points moved, each doubt counted against the seller; 0 where nothing was scored."""
        if self.before is None or self.after is None:
            return 0.0
        return round(self.after.score - self.before.score, 1)

    @property
    def why(self) -> str:
        """The one sentence that tells most."""
        if self.unscored is not None:
            return self.unscored
        assert self.before is not None
        assert self.after is not None
        same_points = (self.before.score, self.before.score_best) == (self.after.score, self.after.score_best)
        if self.move is Move.SAME and same_points:
            return "Outcome and points stay."
        return self.turns[0].text if self.turns else self.after.decided[0]


class Tally(Value):
    """How many went which way; `up` and `down` are those that keep their outcome with more or fewer points."""

    gains: int
    loses: int
    same: int
    up: int
    down: int
    not_scored: int

    @property
    def compared(self) -> int:
        return self.gains + self.loses + self.same


def tally(shifts: Iterable[Shift]) -> Tally:
    """Count the moves."""
    shifts = tuple(shifts)
    moves = Counter(shift.move for shift in shifts)
    kept = [shift.points for shift in shifts if shift.move is Move.SAME]
    return Tally(
        gains=moves[Move.GAINS],
        loses=moves[Move.LOSES],
        same=moves[Move.SAME],
        up=sum(points > 0 for points in kept),
        down=sum(points < 0 for points in kept),
        not_scored=moves[Move.NOT_SCORED],
    )


_ORDER = {Move.LOSES: 0, Move.GAINS: 1, Move.SAME: 2, Move.NOT_SCORED: 3}


def sorted_shifts(shifts: Iterable[Shift]) -> tuple[Shift, ...]:
    """Those whose outcome changes first, who loses before who gains; within that by how far the points move."""
    return tuple(sorted(shifts, key=lambda shift: (_ORDER[shift.move], -abs(shift.points), shift.attempt)))


def side(judged: Attempt) -> Side | None:
    """What came out of a judged attempt; None when it was not scored."""
    decision, card = judged.decision, judged.scorecard
    if decision is None or card is None or card.score is None or card.score_best is None:
        return None
    return Side(
        result=decision.result,
        outcome=decision.outcome,
        score=card.score,
        score_best=card.score_best,
        decided=tuple(reason.text for reason in decision.reasons if reason.role == "decides"),
    )


def totals(shifts: Sequence[Shift]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The points before and after of those that were compared."""
    both = [(shift.before.score, shift.after.score) for shift in shifts if shift.before and shift.after]
    return tuple(first for first, _ in both), tuple(second for _, second in both)


_OUTCOMES = {
    Outcome.NOT_SCORED: -1,
    Outcome.NOT_YET: 0,
    Outcome.UNCLEAR: 1,
    Outcome.NEEDS_REVIEW: 1,
    Outcome.READY: 2,
    Outcome.CERTIFIED: 2,
}
_RESULTS = {Result.NOT_SCORED: -1, Result.FAIL: 0, Result.UNCLEAR: 1, Result.PASS: 2}
