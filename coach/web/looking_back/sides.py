"""Two takes side by side: points, criteria, the checks that were won and lost, and how it was said."""

from collections.abc import Iterator, Sequence

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.comparison import Change, CheckChange, Comparison, Difference, Span
from coach.domain.delivery import Delivery
from coach.domain.history import Entry
from coach.domain.judging import Finding
from coach.domain.rubric import Criterion, Rubric
from coach.domain.value import Value
from coach.web.looking_back.cards import reviewed, signed, standing
from coach.web.rendering import when
from coach.web.reporting.found import check_of, finding_answer
from coach.web.reporting.wording import Answer, Spoken, clock, points, span, spoken

_GROUPS = {
    Change.GAINED: ("Gained", "Better in the later take than in the earlier one."),
    Change.LOST: ("Lost", "Better in the earlier take than in the later one."),
    Change.SAME: ("The same in both", ""),
    Change.UNTOLD: ("Cannot be told", "In one of the two this was not looked at, not scored, or left open."),
}


class Take(Value):
    """One side. `media` is None where there is no recording (any more); `why_silent` says which."""

    id: str
    name: str
    when: str
    exact: str
    official: bool
    situation: str
    headline: str
    tone: str
    points: str
    review: str | None
    media: str | None
    video: bool
    why_silent: str
    deleted: bool


class Line(Value):
    """Points of both sides as bars, and the difference in words."""

    title: str
    before: Span | None
    after: Span | None
    before_text: str
    after_text: str
    change: str
    tone: str
    doubtful: bool


class Verdict(Value):
    """What one side was given for a check, why, and the words it rests on."""

    answer: Answer
    reason: str
    quotes: tuple[Spoken, ...]


class Check(Value):
    """One check in both takes."""

    asks: str
    criterion: str
    before: Verdict
    after: Verdict


class Group(Value):
    """Checks with the same change."""

    name: str
    title: str
    about: str
    checks: tuple[Check, ...]


class Measure(Value):
    """One figure of the delivery in both takes."""

    name: str
    before: str
    after: str


class Sides(Value):
    """The page. `words_gone` says that the words of one take are no longer here; `engines` which ones differ."""

    title: str
    before: Take
    after: Take
    total: Line
    criteria: tuple[Line, ...]
    groups: tuple[Group, ...]
    words_gone: bool
    same_rubric: bool
    same_situation: bool
    engines: str | None
    measures: tuple[Measure, ...]


def sides(comparison: Comparison, attempts: dict[str, Attempt], rubrics: dict[str, Rubric]) -> Sides:
    """Both takes; `attempts` and `rubrics` by the attempt's id, where they are still there."""
    before, after = comparison.before, comparison.after
    both = tuple(attempts.get(entry.id) for entry in (before, after))
    rubric = rubrics[after.id]
    titles = {criterion.id: criterion.title for each in (rubrics[before.id], rubric) for criterion in each.criteria}
    return Sides(
        title=after.rubric_title,
        before=_take("Earlier take", before, both[0], rubrics[before.id]),
        after=_take("Later take", after, both[1], rubric),
        total=_line("All in all", comparison.total),
        criteria=tuple(_line(titles.get(change.id, change.id), change) for change in comparison.criteria),
        groups=tuple(_groups(comparison.checks, attempts, comparison, rubrics)),
        words_gone=None in both,
        same_rubric=comparison.same_rubric,
        same_situation=comparison.same_situation,
        engines=_engines(*both),
        measures=_measures(*(each.delivery if each else None for each in both)),
    )


def _engines(before: Attempt | None, after: Attempt | None) -> str | None:
    """What another engine did in one take than in the other, in words; None where none did."""
    if before is None or after is None or before.engines is None or after.engines is None:
        return None
    earlier, later = before.engines, after.engines
    done = [
        what
        for what, same in (
            ("heard", earlier.transcriber == later.transcriber),
            ("judged", (earlier.judge, earlier.model) == (later.judge, later.model)),
        )
        if not same
    ]
    return " and ".join(done) or None


def _take(name: str, entry: Entry, attempt: Attempt | None, rubric: Rubric) -> Take:
    headline, tone, _ = standing(entry)
    situation = rubric.situations.get(entry.situation)
    recording = attempt.recording if attempt else None
    return Take(
        id=entry.id,
        name=name,
        when=when(entry.at),
        exact=entry.at.isoformat(),
        official=entry.kind is Kind.OFFICIAL,
        situation=situation.title if situation else entry.situation,
        headline=headline,
        tone=tone,
        points=span(entry.score, entry.score_best),
        review=reviewed(entry),
        media=f"/attempts/{entry.id}/media" if recording and recording.kept else None,
        video=recording is not None and recording.video,
        why_silent=_why_silent(entry, attempt),
        deleted=entry.deleted,
    )


def _why_silent(entry: Entry, attempt: Attempt | None) -> str:
    if entry.deleted:
        return "The recording and the words of this take were removed; the points stayed."
    if attempt and attempt.recording:
        return "The recording was removed after its time; the words and the points stayed."
    return "This take was handed in as a transcript, without a recording."


def _line(title: str, change: Difference) -> Line:
    gained = change.points
    return Line(
        title=title,
        before=change.before,
        after=change.after,
        before_text=_span(change.before),
        after_text=_span(change.after),
        change="not comparable" if gained is None else signed(gained),
        tone="quiet" if not gained else "good" if gained > 0 else "bad",
        doubtful=change.doubtful,
    )


def _span(points_of: Span | None) -> str:
    return "no points" if points_of is None else span(points_of.low, points_of.high)


def _groups(
    checks: Sequence[CheckChange], attempts: dict[str, Attempt], comparison: Comparison, rubrics: dict[str, Rubric]
) -> Iterator[Group]:
    for change, (title, about) in _GROUPS.items():
        found = [check for check in checks if check.change is change]
        if found:
            shown = tuple(_check(check, attempts, comparison, rubrics) for check in found)
            yield Group(name=change.value, title=title, about=about, checks=shown)


def _check(
    check: CheckChange, attempts: dict[str, Attempt], comparison: Comparison, rubrics: dict[str, Rubric]
) -> Check:
    before, after = (
        {criterion.id: criterion for criterion in rubrics[entry.id].criteria}.get(check.criterion)
        for entry in (comparison.before, comparison.after)
    )
    asked = check_of(check.after, after)
    title = after.title if after else check.criterion
    return Check(
        asks=asked.asks if asked else (after.about if after and after.about else title),
        criterion=title,
        before=_verdict(check.before, before, attempts[comparison.before.id]),
        after=_verdict(check.after, after, attempts[comparison.after.id]),
    )


def _verdict(finding: Finding, criterion: Criterion | None, attempt: Attempt) -> Verdict:
    draft = attempt.engines is not None and attempt.engines.model is None
    return Verdict(
        answer=finding_answer(finding, criterion, draft=draft),
        reason=finding.reason,
        quotes=tuple(spoken(quote) for quote in finding.quotes if quote.verified),
    )


def _measures(before: Delivery | None, after: Delivery | None) -> tuple[Measure, ...]:
    """What was measured in at least one of the two takes."""
    if before is None or after is None:
        return ()
    rows = zip(_figures(before), _figures(after), strict=True)
    return tuple(
        Measure(name=name, before=earlier or "–", after=later or "–")
        for (name, earlier), (_, later) in rows
        if earlier or later
    )


def _figures(delivery: Delivery) -> tuple[tuple[str, str | None], ...]:
    measured = delivery.pause_threshold is not None
    rate, articulation, fillers = delivery.speaking_rate, delivery.articulation_rate, delivery.fillers_per_minute
    stretch = delivery.longest_stretch
    return (
        ("Length", None if delivery.seconds is None else clock(delivery.seconds)),
        ("Words", str(delivery.words)),
        ("Words a minute", None if rate is None else f"{rate:.0f}"),
        ("Words a minute, pauses left out", None if articulation is None else f"{articulation:.0f}"),
        ("Pauses of 2 s or more", str(len(delivery.long_pauses)) if measured else None),
        ("Fillers a minute, at least", None if fillers is None else points(round(fillers, 1))),
        ("Longest stretch without a pause", None if stretch is None else f"{stretch.seconds:.1f} s"),
    )
