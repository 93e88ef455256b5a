"""How the report says things: verdicts in words, times, points, and moments that can be played."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from coach.domain.attempt import Attempt, Recording, State
from coach.domain.certification import Kind
from coach.domain.judging import Evidence, Verdict
from coach.domain.transcript import Moment
from coach.domain.value import Value


class Tone(StrEnum):
    """The colour family of a statement. Words and icons always say the same."""

    GOOD = "good"
    MID = "mid"
    BAD = "bad"
    QUIET = "quiet"


class Answer(Value):
    """A verdict as people read it; `icon` names a drawing in the template."""

    tone: Tone
    icon: str
    word: str


class Spoken(Value):
    """Words that were said, or were claimed to be.

    `start` (seconds) plays them and is None where the transcript has no times; `first` and `last` are
    word numbers from 0; `at` is the start as a clock time. `found` is false for a quote that is not in
    the transcript: it is shown and does not count.
    """

    text: str
    at: str | None = None
    start: float | None = None
    first: int | None = None
    last: int | None = None
    found: bool = True


_VERDICTS = {
    Verdict.MET: Answer(tone=Tone.GOOD, icon="check", word="Met"),
    Verdict.NOT_MET: Answer(tone=Tone.BAD, icon="cross", word="Not met"),
    Verdict.UNSURE: Answer(tone=Tone.MID, icon="question", word="Unsure"),
    Verdict.NOT_OBSERVED: Answer(tone=Tone.QUIET, icon="dash", word="Not observed"),
    Verdict.NOT_SCORED: Answer(tone=Tone.QUIET, icon="pause", word="Not scored"),
}
_EMBEDDED = {Verdict.MET: "Found", Verdict.NOT_MET: "Not found"}
_FORBIDDEN = {
    Verdict.MET: Answer(tone=Tone.BAD, icon="cross", word="Said"),
    Verdict.NOT_MET: Answer(tone=Tone.GOOD, icon="check", word="Not said"),
    Verdict.UNSURE: Answer(tone=Tone.MID, icon="question", word="Possibly said"),
}


def removed(recording: Recording) -> str | None:
    """That a recording was removed by retention, None while it is kept."""
    if recording.kept:
        return None
    days = recording.kept_days
    after = "" if days is None else f" after {days:g} day{'' if days == 1 else 's'}"
    return f"The recording was removed{after}."


def next_step(attempt: Attempt) -> str:
    """What to do about an attempt's problem, and whether it counts meanwhile; nothing where there is none."""
    if attempt.problem is None or attempt.kind is not Kind.OFFICIAL:
        return attempt.problem.hint if attempt.problem else ""
    if attempt.state is State.REFUSED:
        return f"{attempt.problem.hint} It uses up no official attempt."
    return f"{attempt.problem.hint} It stays the same official attempt: trying again uses up no other."


def answer(verdict: Verdict, *, forbidden: bool = False, embedded: bool = False) -> Answer:
    """The verdict in words. The embedded judge only ever found something or did not."""
    if forbidden and verdict in _FORBIDDEN:
        return _FORBIDDEN[verdict]
    plain = _VERDICTS[verdict]
    word = _EMBEDDED.get(verdict) if embedded else None
    return plain.model_copy(update={"word": word}) if word else plain


def level_answer(level: int, top: int) -> Answer:
    """A level in words. Only the top level is plainly good, and the lower half plainly bad."""
    word = f"Level {level} of {top}"
    if level == top:
        return Answer(tone=Tone.GOOD, icon="check", word=word)
    low = 2 * level < top
    return Answer(tone=Tone.BAD if low else Tone.MID, icon="cross" if low else "steps", word=word)


def spoken(quote: Moment | Evidence) -> Spoken:
    """A moment or a piece of evidence, ready to be shown and played."""
    found = quote.verified if isinstance(quote, Evidence) else True
    start = quote.start if found else None
    return Spoken(
        text=quote.text,
        at=None if start is None else clock(start),
        start=start,
        first=quote.first_word if found else None,
        last=quote.last_word if found else None,
        found=found,
    )


def clock(seconds: float) -> str:
    """`m:ss`, or `h:mm:ss` from one hour on. Fractions are cut, as players do."""
    whole = int(seconds)
    minutes, rest = divmod(whole, 60)
    return f"{minutes}:{rest:02d}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def points(value: float | Fraction) -> str:
    """A figure to two decimals at most, without idle zeros: `66.7`, `80`, `1667.5`."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def span(low: float | Fraction | None, high: float | Fraction | None) -> str:
    """One figure, or `33.3 to 66.7` where doubts leave two; a dash where there is none."""
    if low is None:
        return "–"
    return points(low) if high is None or high == low else f"{points(low)} to {points(high)}"


def percent(share: float) -> str:
    """A share of 0..1 in whole percent."""
    return f"{share:.0%}"


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 check`, `3 checks`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Words in quotes, as a sentence lists them: “one”, “two” and “three”; nothing for none."""
    quoted = [f"“{word}”" for word in words]
    return " and ".join(filter(None, (", ".join(quoted[:-1]), *quoted[-1:])))
