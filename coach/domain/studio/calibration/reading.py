"""The figures of a calibration in plain words, with the threshold that each is read by and where it comes from."""

from collections.abc import Iterator, Sequence

from coach.domain.studio.calibration.agreement import (
    ENOUGH,
    ENOUGH_FOR_KAPPA,
    Figure,
    Humans,
    Judged,
    Part,
    Reading,
    Report,
    Spread,
)
from coach.domain.studio.calibration.rating import JUDGE
from coach.domain.studio.calibration.thresholds import (
    ALPHA_RELIABLE,
    ALPHA_TENTATIVE,
    BLAND_ALTMAN,
    DEGRADATION_ALLOWED,
    ENOUGH_DEGREES,
    ETS,
    KAPPA_NEEDED,
    KRIPPENDORFF,
    LANDIS_KOCH,
    MANY_MATCH,
    MEASURED,
    PARADOX,
    SMD_ALLOWED,
    TOO_FEW,
    agreement_word,
)


def readings(report: Report) -> tuple[Reading, ...]:
    """What there is to say, first about all, then about the total, then criterion by criterion."""
    parts = (report.total, *report.criteria)
    return (*_on_all(report), *(reading for part in parts for reading in _on_part(part)))


def _on_all(report: Report) -> Iterator[Reading]:
    yield _graders(report)
    yield _sample(report)
    if report.left_out:
        text = f"{_count(report.left_out, 'rating was', 'ratings were')} given under another version of the rubric"
        yield _of(None, "left_out", "mid", f"{text} and left out.")
    if report.spread is not None:
        yield _spread(report.spread, report.band)


def _graders(report: Report) -> Reading:
    ceiling = "One person is no measure: where 15 people rated 631 speeches, one of them agreed with the mean of all "
    ceiling += "at a kappa of only .45."
    if report.n_raters == 0:
        return _of(None, "graders", "quiet", "No person has graded a pitch yet.")
    if report.n_raters == 1:
        text = f"One grader: how far people agree cannot be told. {ceiling} Ask a second and, better, a third."
        return _of(None, "graders", "bad", text, MEASURED)
    if report.n_raters == 2:
        text = "Two graders: where they differ nobody knows who is off. A third settles it, and the mean of three is "
        text += "much nearer to what most people would say than one grader is."
        return _of(None, "graders", "mid", text, MEASURED)
    return _of(None, "graders", "good", f"{report.n_raters} graders, as many as are recommended.", MEASURED)


def _sample(report: Report) -> Reading:
    double, judged = report.double_scored, report.judged
    if all(part.judge is None for part in (report.total, *report.criteria)):
        text = f"{_count(double, 'pitch was', 'pitches were')} scored by two graders or more; no judge's scores yet."
        low = double
    else:
        text = f"{_count(double, 'pitch was', 'pitches were')} scored by two graders or more, "
        text += f"{judged} by a grader and the judge."
        low = min(double, judged)
    if low < ENOUGH:
        text += f" Too few: with fewer than {ENOUGH} every figure could be far off. Read the intervals, decide nothing."
        return _of(None, "sample", "bad", text, MEASURED)
    if low < ENOUGH_FOR_KAPPA:
        text += f" With fewer than {ENOUGH_FOR_KAPPA} look at the difference of the means rather than at kappa, "
        text += "whose interval is still some ±0.2 wide."
        return _of(None, "sample", "mid", text, MEASURED)
    return _of(None, "sample", "good", text, MEASURED)


def _spread(spread: Spread, band: float) -> Reading:
    text = f"Scored again, the same pitch moves by a standard deviation of {spread.sd:.1f} points "
    text += f"({_count(spread.n_pitches, 'pitch', 'pitches')}, {spread.n_scores} scores). Nearer to the pass mark than "
    text += f"twice that, one more run may say the opposite: a band of {spread.band:g} points follows, "
    text += f"the rubric has {band:g}."
    if spread.degrees < ENOUGH_DEGREES:
        text += " That is a guess from few scores: score again until there are at least "
        text += f"{ENOUGH_DEGREES} more scores than pitches."
        return _of(None, "spread", "quiet", text, MEASURED)
    return _of(None, "spread", "good" if spread.band <= band else "mid", text, MEASURED)


def _on_part(part: Part) -> Iterator[Reading]:
    yield from _on_agreement(part, part.humans, "humans", "Graders agree with each other")
    judge = part.judge
    if judge is None:
        return
    yield from _on_agreement(part, judge, "judge", "The judge agrees with a grader")
    yield from _on_degradation(part, judge)
    yield _qwk_mean(part, judge)
    yield _smd(part, judge)
    yield _bias(part, judge)


def _on_agreement(part: Part, agreement: Humans, side: str, who: str) -> Iterator[Reading]:
    few = agreement.n_pitches < ENOUGH
    yield _qwk(part, f"{side}.qwk", agreement, who, few=few)
    yield _alpha(part.id, f"{side}.alpha", agreement, few=few)
    yield _shares(part, f"{side}.exact", agreement)
    if agreement.same_side is not None:
        yield _same_side(part.id, f"{side}.same_side", agreement.same_side)


def _qwk(of: Part, figure: str, agreement: Humans, who: str, *, few: bool) -> Reading:
    part, kappa = of.id, agreement.qwk
    if kappa.value is None:
        return _missing(part, figure, kappa)
    if agreement.by_construction:
        return _by_construction(part, figure, agreement, "Kappa is then 0", few=few)
    text = f"{who}: {agreement_word(kappa.value)} ({kappa.value:.2f})."
    if few:
        return _of(part, figure, "quiet", f"{text} {TOO_FEW}", LANDIS_KOCH)
    # Two totals are hardly ever the same to the point, however well people agree.
    match = (agreement.adjacent if part is None else agreement.exact).value or 0.0
    if kappa.value < KAPPA_NEEDED and match >= MANY_MATCH:
        alike = f"at most {of.scale.near} points apart" if part is None else "the same"
        text += f" But {match:.0%} of the pairs of scores are {alike}: where nearly all pitches get nearly the same "
        text += "score, kappa is low although people agree. Grade pitches that differ more."
        return _of(part, figure, "mid", text, PARADOX)
    reaches = kappa.value >= KAPPA_NEEDED
    if agreement.constant and not reaches:
        text += f" {_all_the_same(agreement.constant)} That makes kappa 0 in each of their pairs."
        return _of(part, figure, "mid", text, PARADOX)
    text += f" It {'reaches' if reaches else 'stays below'} the .70 that is asked of a score that counts."
    if reaches and kappa.low is not None and kappa.low < KAPPA_NEEDED:
        text += f" That may be luck: the interval goes down to {kappa.low:.2f}."
    tone = "good" if reaches else "mid" if kappa.value > 0.40 else "bad"
    return _of(part, figure, tone, text, f"{ETS}; {LANDIS_KOCH}")


def _by_construction(part: str | None, figure: str, agreement: Humans, then: str, *, few: bool) -> Reading:
    text = f"{_all_the_same(agreement.constant)} {then}, whatever the other one gave: it tells nothing about how far "
    text += f"they agree. {TOO_FEW if few else 'Grade pitches that differ more.'}"
    return _of(part, figure, "quiet" if few else "mid", text, PARADOX)


def _all_the_same(constant: Sequence[str]) -> str:
    if not constant:
        return "In every pair one of the two gave all pitches that they share the same score."
    names = ["the judge" if name == JUDGE else name for name in constant]
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    return f"{listed[0].upper()}{listed[1:]} gave every pitch the same score."


def _alpha(part: str | None, figure: str, agreement: Humans, *, few: bool) -> Reading:
    alpha = agreement.alpha
    if alpha.value is None:
        return _missing(part, figure, alpha)
    if agreement.by_construction:
        return _by_construction(part, figure, agreement, "Alpha is then about 0 or less", few=few)
    if few:
        return _of(part, figure, "quiet", TOO_FEW, KRIPPENDORFF)
    if alpha.value >= ALPHA_RELIABLE:
        return _of(part, figure, "good", "At .800 or more: these scores can be relied on.", KRIPPENDORFF)
    if alpha.value >= ALPHA_TENTATIVE:
        text = "Between .667 and .800: good for tentative conclusions only."
        return _of(part, figure, "mid", text, KRIPPENDORFF)
    text = "Below .667: too much of these scores is chance to draw conclusions from them."
    return _of(part, figure, "bad", text, KRIPPENDORFF)


def _shares(part: Part, figure: str, agreement: Humans) -> Reading:
    exact, adjacent = agreement.exact, agreement.adjacent
    if exact.value is None or adjacent.value is None:
        return _missing(part.id, figure, exact)
    near = f"at most {part.scale.near} points apart" if part.id is None else "at most one step apart"
    text = f"In {exact.value:.0%} of the pairs of scores both are the same, in {adjacent.value:.0%} they are {near}. "
    text += "Some of that is chance, which kappa takes off."
    return _of(part.id, figure, "quiet", text)


def _same_side(part: str | None, figure: str, share: Figure) -> Reading:
    if share.value is None:
        return _missing(part, figure, share)
    text = f"In {share.value:.0%} of the pairs both totals lie on the same side of the pass mark."
    return _of(part, figure, "quiet", text)


def _on_degradation(part: Part, judge: Judged) -> Iterator[Reading]:
    human, machine = part.humans.qwk.value, judge.qwk.value
    if human is None or machine is None:
        return
    if part.humans.by_construction or judge.by_construction:
        text = "One side gave every pitch the same score, so there is no agreement that could be held against another."
        yield _of(part.id, "degradation", "quiet", text, PARADOX)
        return
    lost = human - machine
    within, agreed = lost <= DEGRADATION_ALLOWED, human >= KAPPA_NEEDED
    if lost <= 0:
        text = "The judge agrees with graders as well as they agree with each other."
        text += " No judge can be asked for more." if agreed else ""
    else:
        text = f"The judge agrees with a grader {lost:.2f} less than graders agree with each other; "
        text += "up to .10 is allowed." if within else "up to .10 is allowed, so people score this better."
    if within and not agreed:
        text += " But graders stay below .70 with each other: they do not agree enough for this to mean anything."
    few = min(part.humans.n_pitches, judge.n_pitches) < ENOUGH
    tone = "quiet" if few else "bad" if not within else "good" if agreed else "mid"
    yield _of(part.id, "degradation", tone, f"{text} {TOO_FEW}" if few else text, ETS)


def _qwk_mean(part: Part, judge: Judged) -> Reading:
    if judge.qwk_mean.value is None:
        return _missing(part.id, "judge.qwk_mean", judge.qwk_mean)
    if judge.by_construction:
        return _by_construction(part.id, "judge.qwk_mean", judge, "Kappa is then 0", few=True)
    text = f"With the mean of a pitch's graders: {agreement_word(judge.qwk_mean.value)} ({judge.qwk_mean.value:.2f}). "
    text += "A mean has fewer slips than one person, so this may not be held against the figure between graders."
    return _of(part.id, "judge.qwk_mean", "quiet", text, LANDIS_KOCH)


def _smd(part: Part, judge: Judged) -> Reading:
    smd = judge.smd
    if smd.value is None:
        return _missing(part.id, "judge.smd", smd)
    within = abs(smd.value) <= SMD_ALLOWED
    more = "higher" if smd.value > 0 else "lower"
    text = f"The judge's scores lie {abs(smd.value):.2f} standard deviations {more} than the graders'; "
    text += "up to .15 either way is allowed."
    if judge.n_pitches < ENOUGH:
        return _of(part.id, "judge.smd", "quiet", f"{text} {TOO_FEW}", ETS)
    if within:
        return _of(part.id, "judge.smd", "good", text, ETS)
    if smd.low is not None and smd.high is not None and smd.low <= SMD_ALLOWED and smd.high >= -SMD_ALLOWED:
        text += " That can be chance: the interval reaches into what is allowed."
        return _of(part.id, "judge.smd", "mid", text, ETS)
    return _of(part.id, "judge.smd", "bad", f"{text} Look for the criterion that is off.", ETS)


def _bias(part: Part, judge: Judged) -> Reading:
    bias = judge.bias
    if bias.value is None:
        return _missing(part.id, "judge.bias", bias)
    if judge.limits == (0.0, 0.0):
        return _of(part.id, "judge.bias", "quiet", "The judge gave every pitch just what the graders' mean gave it.")
    text = f"On average the judge gives {abs(bias.value):.1f} points {'more' if bias.value >= 0 else 'less'} of 100."
    if bias.low is not None and bias.high is not None and bias.low <= 0 <= bias.high:
        text += " That can be chance: the interval holds 0."
    if judge.limits is not None:
        low, high = judge.limits
        if round(low, 1) == round(high, 1):
            return _of(part.id, "judge.bias", "quiet", f"{text} So it does with nearly every pitch.", BLAND_ALTMAN)
        text += f" One score in twenty lies further off than between {low:+.1f} and {high:+.1f} points."
    return _of(part.id, "judge.bias", "quiet", text.replace("-", "−"), BLAND_ALTMAN)


def _missing(part: str | None, figure: str, missing: Figure) -> Reading:
    return _of(part, figure, "quiet", missing.missing or "There is no figure.")


def _of(part: str | None, figure: str, tone: str, text: str, source: str | None = None) -> Reading:
    return Reading(part=part, figure=figure, tone=tone, text=text, source=source)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
