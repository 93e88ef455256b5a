"""How far graders agree with each other, and the judge with them: the report, as values.

Scales. A criterion is compared in its own steps: checks met (of all that earn points) or levels, because two
people who differ by one check differ by one step, whatever a step is worth. A total is compared in whole points.

Who is compared. Between graders every two who scored the same pitches are a pair, and a figure is the mean over
the pairs, each weighing as many pitches as the two share (Light 1971, for raters who did not all score all).
The judge is compared the same way, with each grader in turn: only so may its figure be held against the one
between graders, as Williamson, Xi & Breyer (2012) do. Against the mean of a pitch's graders, which is nearer to
the truth than any one of them, stand `qwk_mean`, the difference of the means and the table of steps.
"""

from coach.domain.value import Value

ENOUGH = 30
"""With fewer pitches that two have scored the figures say too little (docs/studio.md gives the widths)."""

ENOUGH_FOR_KAPPA = 50
"""With fewer, the bias says more than kappa: its interval is some ±0.2 wide or wider."""

NEAR_POINTS = 5
"""Totals that differ by no more count as adjacent; our own choice, one band of a new rubric."""


class Figure(Value):
    """One figure with its 95 % bootstrap interval (pitches resampled); or, in `missing`, why there is none.

    `low` and `high` may be None beside a value where too few pitches allow no interval.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    missing: str | None = None


class Scale(Value):
    """The steps 0..`top` in which scores are compared; up to `near` steps apart they count as adjacent.

    `unit` is what a step is, in words: `checks met`, `level` or `points`.
    """

    top: int
    near: int
    unit: str


class Confusion(Value):
    """How often what the graders gave (rows, their rounded mean) met what the judge gave (columns)."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class Humans(Value):
    """Agreement between graders, on the `n_pitches` that at least two of them scored.

    `qwk`: quadratic weighted kappa, the mean over pairs of graders. `alpha`: Krippendorff's, interval metric, over
    all of them. `exact`, `adjacent`: shares (0..1) of the pairs of scores; `same_side`: the share of pairs of
    totals that lie on the same side of the pass mark, None for a criterion. `constant`: who gave every one of these
    pitches the same score; `by_construction`: in every pair one of the two did, so that kappa is 0 whatever the other
    one gave.
    """

    n_pitches: int
    n_pairs: int
    qwk: Figure
    alpha: Figure
    exact: Figure
    adjacent: Figure
    same_side: Figure | None = None
    constant: tuple[str, ...] = ()
    by_construction: bool = False


class Judged(Humans):
    """Agreement of the judge with the graders, on the `n_pitches` that it and at least one of them scored.

    The figures of `Humans` are those of the judge with each grader in turn. `qwk_mean`: kappa with the graders'
    rounded mean. `bias`: mean of judge minus graders' mean, in points of 100. `smd`: that difference over the
    standard deviation of the graders' means. `limits`: the 95 % limits of agreement in points (Bland & Altman 1986:
    bias ± 1.96 SD of the differences), None with fewer than two pitches.
    """

    qwk_mean: Figure
    smd: Figure
    bias: Figure
    limits: tuple[float, float] | None
    confusion: Confusion


class Part(Value):
    """One criterion, or the total (`id` None). `n_pitches` were scored by at least one grader."""

    id: str | None
    title: str
    scale: Scale
    n_pitches: int
    humans: Humans
    judge: Judged | None


class Pitch(Value):
    """One pitch's totals, 0..100: each grader's, their mean, and the judge's (None where there is none)."""

    id: str
    graders: dict[str, float]
    mean: float | None
    judge: float | None


class Spread(Value):
    """How much the judge's total moves when it scores the same pitch again.

    `sd` is the pooled within-pitch standard deviation in points, over `degrees` of freedom (scores minus pitches);
    `band` is what follows from it for the pass mark; see `coach.domain.studio.calibration.retest`.
    """

    sd: float
    degrees: int
    n_pitches: int
    n_scores: int
    band: float


class Reading(Value):
    """A figure in plain words. `part` is a criterion's id, None for the total and for what concerns all.

    `figure` is the path of the figure in its part (`judge.qwk`, `humans.alpha`, ...), or `sample`, `graders`,
    `spread`, `degradation`. `tone` is `good`, `mid`, `bad` or `quiet`; `source` says where the threshold comes from.
    """

    part: str | None
    figure: str
    tone: str
    text: str
    source: str | None = None


class Report(Value):
    """Everything that a calibration says about one version of a rubric.

    `double_scored` pitches have the total or one and the same criterion from two graders, `judged` from a grader and
    the judge;
    `enough` says that there are at least ENOUGH of the first, and of the second where a judge took part.
    `left_out` ratings were given under other versions of the rubric.
    """

    rubric_id: str
    rubric_version: str
    title: str
    pass_mark: float
    band: float
    n_pitches: int
    raters: tuple[str, ...]
    double_scored: int
    judged: int
    enough: bool
    left_out: int
    total: Part
    criteria: tuple[Part, ...]
    pitches: tuple[Pitch, ...]
    spread: Spread | None
    readings: tuple[Reading, ...]

    @property
    def n_raters(self) -> int:
        """People only; the judge is no rater here."""
        return len(self.raters)

    def reading(self, part: str | None, figure: str) -> Reading | None:
        """What is said about one figure."""
        return next((each for each in self.readings if each.part == part and each.figure == figure), None)
