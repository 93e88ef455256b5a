"""Do the scores agree with people? Ratings in, a report out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from coach.domain.attempt import Attempt
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.agreement import ENOUGH, Figure, Humans, Judged, Part, Report, Spread
from coach.domain.studio.calibration.measures import Estimate
from coach.domain.studio.calibration.rating import JUDGE, Rating
from coach.domain.studio.calibration.reading import readings
from coach.domain.studio.calibration.sheet import answers, points
from coach.domain.studio.calibration.subject import (
    Columns,
    Subject,
    by_construction,
    confusion_of,
    constant_of,
    double_scored,
    judged_too,
    limits_of,
    pairs_of,
    pitch_of,
    subject_of,
    total_of,
)
from coach.domain.value import Value
from coach.service.studio.ports import Statistics

NOBODY = "No pitch was scored by two graders."
NO_MEETING = "No pitch was scored by a grader and by the judge."
ONE_PITCH = "Cannot be computed from one pitch."
ALL_THE_SAME = "Cannot be computed: everybody gave the same."
NO_SPREAD = "Cannot be computed: the graders gave every pitch the same."

MOST_REPORTS = 8
"""So many are remembered; the bootstrap of 300 pitches and four raters takes a second or more at every view."""


class Reports:
    """The reports that were asked for last, by what they were made of; several threads may ask at once."""

    def __init__(self) -> None:
        self._lock, self._kept = Lock(), dict[str, Report]()

    def get(self, made_of: Iterable[Value], make: Callable[[], Report]) -> Report:
        """What was made of the same before, or what `make` makes of it now."""
        whole = sha256()
        for each in made_of:
            whole.update(f"{type(each).__name__} {each.model_dump_json()}\n".encode())
        key = whole.hexdigest()
        with self._lock:
            found = self._kept.pop(key, None)
        report = found or make()
        with self._lock:
            self._kept[key] = report
            while len(self._kept) > MOST_REPORTS:
                del self._kept[next(iter(self._kept))]
        return report


@dataclass(frozen=True)
class Calibration:
    """The use cases around agreement."""

    statistics: Statistics
    reports: Reports = field(default_factory=Reports, repr=False, compare=False)

    def report(
        self, rubric: Rubric, ratings: Sequence[Rating], judged: Sequence[Rating] = (), *, spread: Spread | None = None
    ) -> Report:
        """What the ratings under this version of the rubric say; those of other versions are counted and left out.

        The judge's scores are the rows of the rater JUDGE among the ratings, and for pitches that have none, what
        `judged` says of them; `spread` is what a retest measured.
        """
        # Ratings and what was judged stand side by side, so what divides them is said too.
        made_of = (rubric, *ratings, rubric, *judged, *([spread] if spread else []))
        return self.reports.get(made_of, lambda: self._report(rubric, ratings, judged, spread))

    def _report(
        self, rubric: Rubric, ratings: Sequence[Rating], judged: Sequence[Rating], spread: Spread | None
    ) -> Report:
        own = [rating for rating in ratings if rating.rubric_version == rubric.version]
        people = [rating for rating in own if rating.rater != JUDGE]
        machine = {rating.pitch: rating for rating in judged if rating.rubric_version == rubric.version}
        machine |= {rating.pitch: rating for rating in own if rating.rater == JUDGE}
        raters = tuple(sorted({rating.rater for rating in people}))
        pitches = sorted({rating.pitch for rating in people} | machine.keys())
        total = self._part(total_of(people, machine), rubric)
        criteria = [subject_of(criterion, people, machine) for criterion in rubric.criteria]
        double, both = len(double_scored(people)), len(judged_too(people, machine))
        report = Report(
            rubric_id=rubric.id,
            rubric_version=rubric.version,
            title=rubric.title,
            pass_mark=rubric.pass_mark,
            band=rubric.band,
            n_pitches=len(pitches),
            raters=raters,
            double_scored=double,
            judged=both,
            enough=double >= ENOUGH and (both >= ENOUGH or not machine),
            left_out=len(ratings) - len(own),
            total=total,
            criteria=tuple(self._part(subject, rubric) for subject in criteria if subject is not None),
            pitches=tuple(pitch_of(pitch, people, machine) for pitch in pitches),
            spread=spread,
            readings=(),
        )
        return report.model_copy(update={"readings": readings(report)})

    def _part(self, subject: Subject, rubric: Rubric) -> Part:
        mark = rubric.pass_mark if subject.id is None else None
        columns = subject.between_graders()
        everybody = [tuple(range(len(columns.raters)))] if columns.rows else []
        return Part(
            id=subject.id,
            title=subject.title,
            scale=subject.scale,
            n_pitches=len(subject.graders),
            humans=self._compared(subject, columns, everybody, mark),
            judge=self._judged(subject, rubric) if subject.judge else None,
        )

    def _judged(self, subject: Subject, rubric: Rubric) -> Judged:
        mark = rubric.pass_mark if subject.id is None else None
        columns = subject.with_judge()
        means = subject.means()
        steps = [(subject.steps(graders), subject.steps(judge)) for graders, judge in means]
        differences = [judge - graders for graders, judge in means]
        count, take = len(means), self.statistics
        return Judged(
            **dict(self._compared(subject, columns, columns.pairs, mark, nobody=NO_MEETING)),
            qwk_mean=_figure(take.kappa(steps, [(0, 1)], subject.scale.top), count, NO_MEETING, ALL_THE_SAME),
            smd=_figure(take.smd(means), count, NO_MEETING, NO_SPREAD),
            bias=_figure(take.mean(differences), count, NO_MEETING, one_will_do=True),
            limits=limits_of(differences),
            confusion=confusion_of(subject, rubric, means),
        )

    def _compared(
        self,
        subject: Subject,
        columns: Columns,
        groups: Sequence[Sequence[int]],
        mark: float | None,
        nobody: str = NOBODY,
    ) -> Humans:
        """The figures of some pairs of columns; alpha takes groups of them."""
        raters, rows, pairs = columns
        steps, count = subject.in_steps(rows), len(rows)
        near = subject.scale.near
        met = [pairs_of(row, pairs) for row in steps]
        totals = [pairs_of(row, pairs) for row in rows]
        sides = [[(a >= (mark or 0)) == (b >= (mark or 0)) for a, b in each] for each in totals]
        kappa = self.statistics.kappa(steps, pairs, subject.scale.top)
        alpha = self.statistics.alpha(steps, groups)

        def share(hits: Sequence[Sequence[bool]]) -> Figure:
            estimate = self.statistics.share([(sum(each), len(each)) for each in hits])
            return _figure(estimate, count, nobody, one_will_do=True)

        return Humans(
            n_pitches=count,
            n_pairs=sum(len(each) for each in met),
            qwk=_figure(kappa, count, nobody, ALL_THE_SAME),
            alpha=_figure(alpha, count, nobody, ALL_THE_SAME),
            exact=share([[a == b for a, b in each] for each in met]),
            adjacent=share([[abs(a - b) <= near for a, b in each] for each in met]),
            same_side=share(sides) if mark is not None else None,
            constant=constant_of(raters, steps),
            by_construction=by_construction(steps, pairs),
        )


def rating_of(attempt: Attempt) -> Rating | None:
    """What the judge said of an attempt, as a rating of the pitch of this id; None where it was not scored.

    Every doubt counts against the seller, as in the score that the report prints first.
    """
    card = attempt.scorecard
    if card is None or card.score is None:
        return None
    return Rating(
        rubric_id=attempt.rubric_id,
        rubric_version=attempt.rubric_version,
        pitch=attempt.id,
        rater=JUDGE,
        at=attempt.at,
        scores=points(card),
        total=card.score,
        verdicts=answers(card),
    )


def _figure(
    estimate: Estimate | None, pitches: int, nobody: str, undefined: str = "", *, one_will_do: bool = False
) -> Figure:
    if not pitches:
        return Figure(missing=nobody)
    if pitches == 1 and not one_will_do:
        return Figure(missing=ONE_PITCH)
    if estimate is None:
        return Figure(missing=undefined or nobody)
    return Figure(value=estimate.value, low=estimate.low, high=estimate.high)
