"""How it was said: pace, pauses, fillers, length. Advice only; nothing here decides."""

from typing import Literal

from coach.domain.value import Value


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
