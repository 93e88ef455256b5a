"""A pitch in the history: its figures, its trend, its criteria, and every attempt at it."""

from collections.abc import Callable, Sequence

from coach.domain.attempt import State
from coach.domain.certification import Kind
from coach.domain.history import Entry, Progress, Trend, by_pitch, progress, trend
from coach.domain.rubric import Rubric
from coach.domain.value import Value
from coach.web.looking_back.chart import Chart, Spark, alike, chart, spark
from coach.web.rendering import OUTCOMES, day, when
from coach.web.reporting.wording import count, points, span

SHOWN, LISTED = 8, 500
"""So many attempts of a pitch are listed at once, and so many with those that fold out: more only slow a page down."""

_UNSCORED = {
    State.RECEIVED: ("In the queue", "Follow it"),
    State.PREPARING: ("Being worked on", "Follow it"),
    State.TRANSCRIBING: ("Being worked on", "Follow it"),
    State.SCORING: ("Being worked on", "Follow it"),
    State.WAITING: ("Waits for you", "See why, and try again"),
    State.REFUSED: ("Could not be scored", "See why"),
}


class Figure(Value):
    """One figure under the title; `note` says more in small."""

    name: str
    value: str
    note: str = ""


class Row(Value):
    """One attempt. `review` is what a person decided and what the machine had said, `open` the link's text."""

    id: str
    when: str
    exact: str
    official: bool
    situation: str
    headline: str
    tone: str
    points: str | None
    review: str | None
    open: str | None
    comparable: bool
    deleted: bool


class CriterionCard(Value):
    """How one criterion went. Without a trend the bar from `low` to `high` shows the one attempt there is."""

    title: str
    now: str
    before: str | None
    spark: Spark | None
    low: float
    high: float


class PitchCard(Value):
    """Everything about one pitch."""

    id: str
    title: str
    figures: tuple[Figure, ...]
    chart: Chart | None
    scored: int
    criteria: tuple[CriterionCard, ...]
    rows: tuple[Row, ...]
    earlier: tuple[Row, ...]
    comparable: int
    attempts: int
    left_out: int


def pitch_cards(entries: Sequence[Entry], rubric_of: Callable[[str], Rubric | None]) -> tuple[PitchCard, ...]:
    """One card a pitch, the one practised last on top. `rubric_of` gives a rubric by its version."""
    return tuple(_card(pitch, rubric_of) for pitch in by_pitch(entries).values())


def _card(entries: tuple[Entry, ...], rubric_of: Callable[[str], Rubric | None]) -> PitchCard:
    ran = trend(entries)
    rubric = rubric_of(ran.latest.rubric_version) if ran else None
    rows = tuple(_row(entry, rubric_of(entry.rubric_version)) for entry in entries[:LISTED])
    return PitchCard(
        id=entries[0].rubric_id,
        title=entries[0].rubric_title,
        figures=_figures(entries, ran),
        chart=chart(ran, rubric.pass_mark if rubric else None) if ran else None,
        scored=len(ran.entries) if ran else 0,
        criteria=_criteria(ran, rubric) if ran else (),
        rows=tuple(row for place, row in enumerate(rows) if place < SHOWN or row.official),
        earlier=tuple(row for place, row in enumerate(rows) if place >= SHOWN and not row.official),
        comparable=sum(row.comparable for row in rows),
        attempts=len(entries),
        left_out=len(entries) - len(rows),
    )


def _figures(entries: Sequence[Entry], ran: Trend | None) -> tuple[Figure, ...]:
    officials = sum(entry.kind is Kind.OFFICIAL for entry in entries)
    note = f"{officials} official" if officials else "all practice"
    figures = [Figure(name="Attempts", value=str(len(entries)), note=note)]
    if ran:
        latest, best = ran.latest, ran.best
        figures.insert(0, Figure(name="Latest", value=span(latest.score, latest.score_best), note=day(latest.at)))
        figures.insert(1, Figure(name="Best", value=span(best.score, best.score_best), note=day(best.at)))
        if ran.gained is not None:
            note = "points" if alike(ran) else "points, not judged alike"
            figures.insert(2, Figure(name="Since the first", value=signed(ran.gained), note=note))
    return tuple(figures)


def signed(value: float) -> str:
    """A difference: `+12.5`, `−3`, `±0`."""
    return f"+{points(value)}" if value > 0 else f"−{points(-value)}" if value < 0 else "±0"


def _criteria(ran: Trend, rubric: Rubric | None) -> tuple[CriterionCard, ...]:
    titles = {criterion.id: criterion.title for criterion in rubric.criteria} if rubric else {}
    order = {criterion_id: place for place, criterion_id in enumerate(titles)}
    ordered = sorted(progress(ran), key=lambda each: (order.get(each.id, len(order)), each.id))
    return tuple(_criterion(each, titles.get(each.id, each.id)) for each in ordered)


def _criterion(each: Progress, title: str) -> CriterionCard:
    latest, several = each.latest, len(each.points) > 1
    before = f"first {points(each.first.score or 0)}, best {points(each.best.score or 0)}" if several else None
    low = latest.score or 0.0
    return CriterionCard(
        title=title,
        now=span(latest.score, latest.score_best),
        before=before,
        spark=spark(each.points),
        low=low,
        high=low if latest.score_best is None else latest.score_best,
    )


def _row(entry: Entry, rubric: Rubric | None) -> Row:
    headline, tone, opens = standing(entry)
    situation = rubric.situations.get(entry.situation) if rubric else None
    return Row(
        id=entry.id,
        when=when(entry.at),
        exact=entry.at.isoformat(),
        official=entry.kind is Kind.OFFICIAL,
        situation=situation.title if situation else entry.situation,
        headline=headline,
        tone=tone,
        points=None if entry.score is None else span(entry.score, entry.score_best),
        review=reviewed(entry),
        open=None if entry.deleted else opens,
        comparable=entry.score is not None,
        deleted=entry.deleted,
    )


def standing(entry: Entry) -> tuple[str, str, str]:
    """What holds in a word, its tone, and what its link is called."""
    if entry.final is not None:
        return (*OUTCOMES[entry.final], "Open the report")
    if entry.deleted:
        return ("Deleted before it was scored", "none", "")
    if entry.interrupted:
        return ("Interrupted", "none", "Go on with it")
    headline, opens = _UNSCORED.get(entry.state, ("Not scored", "Open the report"))
    return (headline, "none", opens)


def reviewed(entry: Entry) -> str | None:
    """What people decided and what the machine had said; None where nobody did."""
    if not entry.reviews:
        return None
    newest = entry.reviews[0]
    machine = f"The machine said “{OUTCOMES[entry.outcome][0]}”. " if entry.outcome else ""
    more = f" ({count(len(entry.reviews), 'review')})" if len(entry.reviews) > 1 else ""
    return f"{machine}{newest.by_name} decided on {day(newest.at)}{more}: {newest.reason}"
