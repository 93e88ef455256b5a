"""A second try at one answer beside the first: what it won and what it lost."""

from coach.domain.judging import Verdict
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Step
from coach.domain.value import Value

_RANK = {Verdict.MET: 2, Verdict.UNSURE: 1, Verdict.NOT_MET: 0}


class SecondTry(Value):
    """The steps that moved, in their order. `points` is the difference of the scores, None if one has none.

    `alike` is false where two judges looked at the two tries: then the difference may be theirs.
    """

    won: tuple[Step, ...]
    lost: tuple[Step, ...]
    points: float | None
    fairer: bool
    alike: bool


def second_try(first: Assessment, second: Assessment) -> SecondTry:
    """What changed from one try to the next. A step that one of them did not look at has not moved.

    `fairer`: the first try closed the gate and the second does not.
    """
    moved = {step: _moved(first.verdict(step), second.verdict(step)) for step in Step}
    scores = first.score, second.score
    return SecondTry(
        won=tuple(step for step, by in moved.items() if by > 0),
        lost=tuple(step for step, by in moved.items() if by < 0),
        points=None if scores[0] is None or scores[1] is None else round(scores[1] - scores[0], 1),
        fairer=bool(first.breaches) and not second.breaches and second.problem is None,
        alike=first.judge == second.judge,
    )


def _moved(before: Verdict | None, after: Verdict | None) -> int:
    if before is None or after is None or before not in _RANK or after not in _RANK:
        return 0
    return _RANK[after] - _RANK[before]
