"""How it was said: figures, a small chart of the pace, and advice. None of it decides."""

from typing import Literal

from coach.domain.attempt import Attempt
from coach.domain.delivery import Delivery, RatePoint
from coach.domain.rubric import LengthTarget, Rubric
from coach.domain.value import Value
from coach.web.reporting.wording import Spoken, clock, count, points

PACE_BAND = (120.0, 165.0)
"""Words a minute that published practice tools call comfortable for a prepared talk. It is drawn behind
the curve for orientation: published bands differ (100 to 165, 140 to 160), and none of them decides."""

WIDTH, HEIGHT = 460.0, 190.0
LEFT, RIGHT, TOP, BOTTOM = 38.0, 8.0, 10.0, 26.0


class Gauge(Value):
    """One figure with what it means."""

    name: str
    value: str
    meaning: str


class Tick(Value):
    """A labelled place on an axis, in drawing units."""

    at: float
    text: str


class Chart(Value):
    """The pace over time in drawing units of a WIDTH by HEIGHT field; `label` says it in words."""

    width: float
    height: float
    left: float
    right: float
    bottom: float
    line: str
    band_top: float
    band_height: float
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    label: str


class Tip(Value):
    """One remark and where its measure comes from."""

    about: str
    tone: Literal["fine", "watch"]
    text: str
    source: str


class Manner(Value):
    """`why_not` stands in place of everything else where there was too little speech."""

    why_not: str | None
    gauges: tuple[Gauge, ...]
    chart: Chart | None
    fillers: tuple[Spoken, ...]
    tips: tuple[Tip, ...]


def manner(attempt: Attempt, rubric: Rubric) -> Manner | None:
    """The delivery of an attempt; None where it was not measured (a pitch without a recording)."""
    delivery = attempt.delivery
    if delivery is None:
        return None
    if not delivery.enough_speech:
        why = delivery.why_not or "There is too little speech to measure."
        return Manner(why_not=why, gauges=(), chart=None, fillers=(), tips=())
    return Manner(
        why_not=None,
        gauges=_gauges(delivery, rubric.length),
        chart=_chart(delivery),
        fillers=tuple(Spoken(text=f.text, at=clock(f.start), start=f.start) for f in delivery.fillers),
        tips=tuple(Tip(about=a.about, tone=a.tone, text=a.text, source=a.source) for a in delivery.advice),
    )


def _gauges(delivery: Delivery, target: LengthTarget | None) -> tuple[Gauge, ...]:
    gauges: list[Gauge] = []
    if delivery.speaking_rate is not None:
        value = f"{delivery.speaking_rate:.0f}"
        gauges.append(Gauge(name="Speaking rate", value=value, meaning="words a minute, pauses included"))
    if delivery.articulation_rate is not None:
        value = f"{delivery.articulation_rate:.0f}"
        gauges.append(Gauge(name="Articulation rate", value=value, meaning="words a minute, pauses left out"))
    if delivery.pause_threshold is not None:
        total = sum(pause.seconds for pause in delivery.pauses)
        meaning = f"of {points(delivery.pause_threshold)} s or more, {total:.1f} s together"
        gauges.append(Gauge(name="Pauses", value=str(len(delivery.pauses)), meaning=meaning))
    gauges.append(_fillers(delivery))
    if delivery.longest_stretch:
        stretch = delivery.longest_stretch
        meaning = f"without a pause, from {clock(stretch.start)}"
        gauges.append(Gauge(name="Longest stretch", value=f"{stretch.seconds:.1f} s", meaning=meaning))
    if delivery.seconds is not None:
        meaning = f"target {clock(target.at_least)} to {clock(target.at_most)}" if target else "no target set"
        gauges.append(Gauge(name="Length", value=clock(delivery.seconds), meaning=meaning))
    return tuple(gauges)


def _fillers(delivery: Delivery) -> Gauge:
    rate = delivery.fillers_per_minute
    meaning = "recognisers leave many out" + (f"; {points(round(rate, 1))} a minute" if rate else "")
    return Gauge(name="Fillers", value=f"at least {len(delivery.fillers)}", meaning=meaning)


def _chart(delivery: Delivery) -> Chart | None:
    rates = delivery.rate_over_time
    if len(rates) < 2:
        return None
    end = max(delivery.seconds or 0.0, rates[-1].end)
    top = max(200.0, max(rate.words_per_minute for rate in rates) + 10)

    def x(seconds: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * seconds / end, 1)

    def y(rate: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - rate / top), 1)

    step = _step(end)
    return Chart(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
        line=" ".join(f"{x((rate.start + rate.end) / 2)},{y(rate.words_per_minute)}" for rate in rates),
        band_top=y(PACE_BAND[1]),
        band_height=round(y(PACE_BAND[0]) - y(PACE_BAND[1]), 1),
        across=tuple(Tick(at=x(at), text=clock(at)) for at in range(0, int(end) + 1, step)),
        up=tuple(Tick(at=y(rate), text=str(rate)) for rate in range(0, int(top) + 1, _rate_step(top))),
        label=_label(rates),
    )


def _step(seconds: float) -> int:
    """Seconds between labels on the time axis: round figures, at most seven labels."""
    return next((step for step in (5, 10, 15, 30, 60, 120, 300, 600) if seconds / step <= 6), 1200)


def _rate_step(top: float) -> int:
    return 50 if top <= 250 else 100


def _label(rates: tuple[RatePoint, ...]) -> str:
    values = [rate.words_per_minute for rate in rates]
    return (
        f"Pace over time in {count(len(values), 'window')}: between {min(values):.0f} and {max(values):.0f} words a "
        f"minute; the shaded band runs from {PACE_BAND[0]:.0f} to {PACE_BAND[1]:.0f}."
    )
