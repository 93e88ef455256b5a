"""How it was said: pace, pauses, fillers, length. Advice only; nothing here decides."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from coach.domain.fillers import fillers
from coach.domain.rubric import LengthTarget
from coach.domain.transcript import Transcript
from coach.domain.value import Value

PAUSE_S = 0.25
"""Shorter silences belong to articulation (N. H. de Jong & H. R. Bosker 2013, "Choosing a threshold for silent
pauses to measure second language fluency")."""

LONG_PAUSE_S = 2.0
"""Pauses from here on are listed with their moments. Our choice: long enough for a listener to notice."""

WINDOW_S = 15.0
"""Rate over time is taken over windows of this length: about 35 words, so that one word moves it by 3 %."""

ENOUGH_SPEECH_S = 30.0
ENOUGH_WORDS = 40
"""Below either, rates say nothing: rate depends on the length of a turn (Yuan, Liberman & Cieri 2006)."""

PACE_BAND = (120.0, 165.0)
"""Words a minute, pauses included. Advisory: published bands differ, and none is right for everybody."""

FILLERS_A_MINUTE = 5.0
"""Up to here fillers did not hurt (Laske & DiGennaro Reed 2024)."""

LONG_STRETCH_S = 20.0
"""Several breaths' worth. Our choice; no study behind it."""

PACE_SOURCE = "An advisory band (Articulated, State of speaking practice 2026); published bands differ."
FILLER_SOURCE = "Laske & DiGennaro Reed 2024, doi 10.1002/jaba.1093: 5 a minute did not hurt, 12 did."
PAUSE_SOURCE = "Silences of 0.25 s or more, heard in the audio (de Jong & Bosker 2013); 2 s is our choice."
LENGTH_SOURCE = "The length that the rubric asks for."
STRETCH_SOURCE = "Our choice; there is no study behind this figure."
NO_RECORDING = "There is no recording, so pace, pauses and fillers were not measured."


class Stretch(Value):
    """A span of the recording in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start


class RatePoint(Stretch):
    """Speaking rate in one window, words a minute."""

    words_per_minute: float


class Filler(Stretch):
    """One filler that the recogniser wrote down."""

    text: str


class Advice(Value):
    """One remark: what was measured, the band it is held against, where the band comes from."""

    about: Literal["pace", "pauses", "fillers", "length", "stretch"]
    tone: Literal["fine", "watch"]
    text: str
    source: str


class Delivery(Value):
    """Measures of one recording. Rates are words a minute; None where there is too little speech.

    `speaking_rate` counts pauses in, `articulation_rate` leaves them out. `pauses` are silences of at
    least `pause_threshold` seconds between the first and last speech, heard in the audio, not in the
    recogniser's word times. `fillers` is a lower bound: recognisers leave many out. When
    `enough_speech` is false, only `seconds`, `speech_seconds` and `words` are measured and `why_not`
    says why.
    """

    enough_speech: bool
    why_not: str | None = None
    seconds: float | None
    speech_seconds: float | None = None
    words: int
    speaking_rate: float | None = None
    articulation_rate: float | None = None
    rate_over_time: tuple[RatePoint, ...] = ()
    pause_threshold: float | None = None
    pauses: tuple[Stretch, ...] = ()
    fillers: tuple[Filler, ...] = ()
    fillers_per_minute: float | None = None
    longest_stretch: Stretch | None = None
    advice: tuple[Advice, ...] = ()

    @property
    def long_pauses(self) -> tuple[Stretch, ...]:
        return tuple(pause for pause in self.pauses if pause.seconds >= LONG_PAUSE_S)


def measure(transcript: Transcript, speech: Sequence[Stretch] | None, length: LengthTarget | None) -> Delivery:
    """Measure one recording. `speech` is where somebody speaks (None without a recording), in seconds.

    Speaking rate is words over the time from first to last speech; articulation rate is words over
    phonation time, which is that time without pauses of `PAUSE_S` or more (de Jong & Bosker 2013).
    """
    words = len(transcript.words)
    if speech is None:
        return Delivery(enough_speech=False, why_not=NO_RECORDING, seconds=transcript.duration, words=words)
    runs = _runs(speech)
    speech_seconds = round(sum(run.seconds for run in runs), 2)
    if speech_seconds < ENOUGH_SPEECH_S or words < ENOUGH_WORDS:
        return Delivery(
            enough_speech=False,
            why_not=_too_little(speech_seconds, words),
            seconds=transcript.duration,
            speech_seconds=speech_seconds,
            words=words,
        )
    found = _fillers(transcript)
    span = Stretch(start=runs[0].start, end=runs[-1].end)
    measured = Delivery(
        enough_speech=True,
        seconds=transcript.duration,
        speech_seconds=speech_seconds,
        words=words,
        speaking_rate=_rate(words, span.seconds),
        articulation_rate=_rate(words, speech_seconds),
        rate_over_time=_rate_over_time(transcript, span),
        pause_threshold=PAUSE_S,
        pauses=tuple(Stretch(start=one.end, end=two.start) for one, two in pairwise(runs)),
        longest_stretch=max(runs, key=lambda run: run.seconds),
        fillers=found,
        fillers_per_minute=_rate(len(found), span.seconds) if transcript.timed else None,
    )
    return measured.model_copy(update={"advice": tuple(_advice(measured, span, length))})


def _runs(speech: Sequence[Stretch]) -> list[Stretch]:
    """The stretches of speech with gaps too short to be pauses closed."""
    runs: list[Stretch] = []
    for stretch in speech:
        if runs and stretch.start - runs[-1].end < PAUSE_S:
            runs.append(Stretch(start=runs.pop().start, end=stretch.end))
        else:
            runs.append(stretch)
    return runs


def _too_little(speech_seconds: float, words: int) -> str:
    if speech_seconds < ENOUGH_SPEECH_S:
        return f"There are {speech_seconds:.0f} seconds of speech; below {ENOUGH_SPEECH_S:.0f}, rates say nothing."
    return f"There are {words} words; below {ENOUGH_WORDS}, rates say nothing."


def _rate(count: int, seconds: float) -> float:
    return round(count / seconds * 60, 1)


def _rate_over_time(transcript: Transcript, span: Stretch) -> tuple[RatePoint, ...]:
    """Equal windows of about `WINDOW_S`, so that no short rest is left at the end."""
    if not transcript.timed:
        return ()
    windows = max(1, round(span.seconds / WINDOW_S))
    width = span.seconds / windows
    counts = [0] * windows
    for word in transcript.words:
        middle = ((word.start or 0.0) + (word.end or word.start or 0.0)) / 2
        counts[min(windows - 1, max(0, int((middle - span.start) / width)))] += 1
    return tuple(
        RatePoint(
            start=round(span.start + number * width, 2),
            end=round(span.start + (number + 1) * width, 2),
            words_per_minute=_rate(count, width),
        )
        for number, count in enumerate(counts)
    )


def _fillers(transcript: Transcript) -> tuple[Filler, ...]:
    return tuple(
        Filler(text=moment.text, start=moment.start, end=moment.end)
        for moment in fillers(transcript)
        if moment.start is not None and moment.end is not None
    )


def _advice(found: Delivery, span: Stretch, length: LengthTarget | None) -> Iterator[Advice]:
    yield _on_pace(found)
    yield _on_pauses(found)
    if found.fillers_per_minute is not None:
        yield _on_fillers(found, found.fillers_per_minute)
    if found.longest_stretch is not None:
        yield _on_stretch(found.longest_stretch)
    if length is not None:
        yield _on_length(span.seconds, length)


def _on_pace(found: Delivery) -> Advice:
    rate, slowest, fastest = found.speaking_rate or 0.0, *PACE_BAND
    text = f"You spoke {rate:.0f} words a minute, pauses included ({found.articulation_rate or 0.0:.0f} without them)"
    if rate < slowest:
        text += f"; {slowest:.0f} to {fastest:.0f} is a usual pace, so this was slow"
    elif rate > fastest:
        text += f"; {slowest:.0f} to {fastest:.0f} is a usual pace, so this was fast"
    tone = "fine" if slowest <= rate <= fastest else "watch"
    return Advice(about="pace", tone=tone, text=f"{text}.", source=PACE_SOURCE)


def _on_pauses(found: Delivery) -> Advice:
    text = f"{_count(len(found.pauses), 'pause')} of {PAUSE_S} s or more"
    listed = [f"{_clock(pause.start)} ({pause.seconds:.1f} s)" for pause in found.long_pauses]
    if not listed:
        return Advice(about="pauses", tone="fine", text=f"{text}, none as long as 2 s.", source=PAUSE_SOURCE)
    text += f", {len(listed)} of 2 s or more: at {', '.join(listed)}. Were these meant?"
    return Advice(about="pauses", tone="watch", text=text, source=PAUSE_SOURCE)


def _on_fillers(found: Delivery, rate: float) -> Advice:
    text = f"At least {_count(len(found.fillers), 'filler')} ({rate:g} a minute)" if rate else "No fillers recognised"
    text += "; recognisers leave many out."
    tone = "fine" if rate <= FILLERS_A_MINUTE else "watch"
    return Advice(about="fillers", tone=tone, text=text, source=FILLER_SOURCE)


def _on_stretch(stretch: Stretch) -> Advice:
    text = f"The longest stretch without a pause was {stretch.seconds:.0f} s, from {_clock(stretch.start)}."
    tone = "fine" if stretch.seconds < LONG_STRETCH_S else "watch"
    return Advice(about="stretch", tone=tone, text=text, source=STRETCH_SOURCE)


def _on_length(seconds: float, length: LengthTarget) -> Advice:
    text = f"It took {_clock(seconds)} from first to last word; {_clock(length.at_least)} to "
    text += f"{_clock(length.at_most)} is asked for"
    fits = length.at_least <= seconds <= length.at_most
    text += "." if fits else ", so it was too short." if seconds < length.at_least else ", so it was too long."
    return Advice(about="length", tone="fine" if fits else "watch", text=text, source=LENGTH_SOURCE)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
