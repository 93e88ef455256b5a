"""What is compared: a criterion or the total, with what each grader and the judge gave, in steps of its scale."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from coach.domain.rubric import Criterion, Rubric
from coach.domain.studio.calibration.agreement import NEAR_POINTS, Confusion, Pitch, Scale
from coach.domain.studio.calibration.measures import Scores
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.value import Value


class Columns(NamedTuple):
    """What is compared: whose each column is, the rows of pitches, and the pairs of columns that meet."""

    raters: Sequence[str]
    rows: Scores
    pairs: Sequence[tuple[int, int]]


class Subject(Value):
    """A criterion, or the total (`id` None). `graders`: percent by pitch, by rater; `judge`: percent by pitch."""

    id: str | None
    title: str
    scale: Scale
    graders: dict[str, dict[str, float]]
    judge: dict[str, float]

    def steps(self, percent: float) -> int:
        """The nearest step; half a step counts up."""
        return int(percent * self.scale.top / 100 + 0.5)

    def between_graders(self) -> "Columns":
        """The pitches that two graders scored, one column a grader, and the pairs of columns that meet."""
        raters = sorted({rater for given in self.graders.values() for rater in given})
        rows = [[given.get(rater) for rater in raters] for given in self.graders.values() if len(given) > 1]
        return Columns(raters, rows, _meeting(rows, combinations(range(len(raters)), 2)))

    def with_judge(self) -> "Columns":
        """The pitches that the judge and a grader scored, the judge in the last column, and the pairs that meet."""
        met = {pitch: given for pitch, given in self.graders.items() if pitch in self.judge}
        raters = sorted({rater for given in met.values() for rater in given})
        rows = [[*(given.get(rater) for rater in raters), self.judge[pitch]] for pitch, given in met.items()]
        pairs = _meeting(rows, [(place, len(raters)) for place in range(len(raters))])
        return Columns([*raters, JUDGE], rows, pairs)

    def means(self) -> list[tuple[float, float]]:
        """The graders' mean and the judge's score of each pitch that has both."""
        met = [(given, self.judge[pitch]) for pitch, given in self.graders.items() if pitch in self.judge]
        return [(sum(given.values()) / len(given), judge) for given, judge in met]

    def in_steps(self, rows: Scores) -> list[list[int | None]]:
        """Percent as steps."""
        return [[None if score is None else self.steps(score) for score in row] for row in rows]


def subject_of(criterion: Criterion, people: Sequence[Rating], machine: Mapping[str, Rating]) -> Subject | None:
    """None for a criterion that holds gates only: it has no points to compare."""
    checks = sum(not check.forbidden for check in criterion.checks)
    top = criterion.top_level if criterion.levels else checks
    if not top:
        return None
    unit = "level" if criterion.levels else "checks met"
    graders: dict[str, dict[str, float]] = {}
    for rating in people:
        if criterion.id in rating.scores:
            graders.setdefault(rating.pitch, {})[rating.rater] = rating.scores[criterion.id]
    judge = {pitch: rating.scores[criterion.id] for pitch, rating in machine.items() if criterion.id in rating.scores}
    scale = Scale(top=top, near=1, unit=unit)
    return Subject(id=criterion.id, title=criterion.title, scale=scale, graders=graders, judge=judge)


def total_of(people: Sequence[Rating], machine: Mapping[str, Rating]) -> Subject:
    """The total, in whole points."""
    graders: dict[str, dict[str, float]] = {}
    for rating in people:
        if rating.total is not None:
            graders.setdefault(rating.pitch, {})[rating.rater] = rating.total
    judge = {pitch: rating.total for pitch, rating in machine.items() if rating.total is not None}
    scale = Scale(top=100, near=NEAR_POINTS, unit="points")
    return Subject(id=None, title="Total", scale=scale, graders=graders, judge=judge)


def pitch_of(pitch: str, people: Sequence[Rating], machine: Mapping[str, Rating]) -> Pitch:
    """One pitch's totals."""
    graders = {r.rater: r.total for r in people if r.pitch == pitch and r.total is not None}
    mean = sum(graders.values()) / len(graders) if graders else None
    judge = machine[pitch].total if pitch in machine else None
    return Pitch(id=pitch, graders=graders, mean=mean, judge=judge)


def _meeting(rows: Scores, pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs of columns that have at least one row in common."""
    return [(a, b) for a, b in pairs if any(row[a] is not None and row[b] is not None for row in rows)]


def pairs_of(row: Sequence[float | None], pairs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """What two gave the same pitch, for each pair of columns that both have a score there."""
    both = ((row[a], row[b]) for a, b in pairs)
    return [(one, other) for one, other in both if one is not None and other is not None]


def constant_of(raters: Sequence[str], steps: Scores) -> tuple[str, ...]:
    """Who gave all their pitches, two or more, the same step."""
    given = {rater: [row[place] for row in steps if row[place] is not None] for place, rater in enumerate(raters)}
    return tuple(rater for rater, own in given.items() if len(own) > 1 and len(set(own)) == 1)


def by_construction(steps: Scores, pairs: Sequence[tuple[int, int]]) -> bool:
    """Whether kappa is 0 whatever was given: in every pair that has one, one side never varies."""
    shared = [[pair for row in steps for pair in pairs_of(row, [each])] for each in pairs]
    varied = [(len({a for a, _ in each}), len({b for _, b in each}), len({x for pair in each for x in pair}))
              for each in shared]  # fmt: skip
    defined = [(one, other) for one, other, together in varied if together > 1]
    return bool(defined) and all(min(each) == 1 for each in defined)


def double_scored(ratings: Sequence[Rating]) -> set[str]:
    """The pitches of which two graders scored the same: the total, or one criterion."""
    given = {(each.pitch, of, each.rater) for each in ratings for of in _scored(each)}
    often = Counter((pitch, of) for pitch, of, _ in given)
    return {pitch for (pitch, _), people in often.items() if people > 1}


def judged_too(people: Sequence[Rating], machine: Mapping[str, Rating]) -> set[str]:
    """The pitches of which a grader and the judge scored the same: the total, or one criterion."""
    return {each.pitch for each in people if each.pitch in machine and _scored(each) & _scored(machine[each.pitch])}


def _scored(rating: Rating) -> set[str | None]:
    """What somebody scored: criteria, and None for the total."""
    return {*rating.scores, *([] if rating.total is None else [None])}


def limits_of(differences: Sequence[float]) -> tuple[float, float] | None:
    """Bland & Altman (1986): mean ± 1.96 standard deviations of the differences."""
    if len(differences) < 2:
        return None
    mean = sum(differences) / len(differences)
    sd = (sum((each - mean) ** 2 for each in differences) / (len(differences) - 1)) ** 0.5
    return mean - 1.96 * sd, mean + 1.96 * sd


def confusion_of(subject: Subject, rubric: Rubric, means: Sequence[tuple[float, float]]) -> Confusion:
    """Steps of a criterion; for the total below, within and above the band around the pass mark."""
    if subject.id is not None:
        labels = [str(step) for step in range(subject.scale.top + 1)]
        cells = [(subject.steps(graders), subject.steps(judge)) for graders, judge in means]
    else:
        low, high = rubric.pass_mark - rubric.band, rubric.pass_mark + rubric.band
        names = ["clearly below", "within the band", "clearly above"] if rubric.band else ["below", "at or above"]
        edges = [float("-inf"), low, high, float("inf")] if rubric.band else [float("-inf"), low, float("inf")]
        labels = names
        cells = [(_bin(graders, edges), _bin(judge, edges)) for graders, judge in means]
    counts = [[0] * len(labels) for _ in labels]
    for row, column in cells:
        counts[row][column] += 1
    return Confusion(labels=tuple(labels), counts=tuple(tuple(row) for row in counts))


def _bin(score: float, edges: Sequence[float]) -> int:
    return next(place for place, (low, high) in enumerate(pairwise(edges)) if low <= score < high)
