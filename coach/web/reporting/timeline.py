"""The same findings along the recording: moments, pauses and lines that speak to a grader."""

from collections.abc import Iterable

from coach.domain.attempt import Attempt
from coach.domain.rubric import Rubric
from coach.domain.value import Value
from coach.web.reporting.found import Found, found_quotes
from coach.web.reporting.wording import Tone, clock, points

LANES = 3
"""So many overlapping moments are drawn under each other; more than that share a lane."""

SHORTEST_DRAWN = 0.004
"""A pause that takes less of the recording is thinner than two pixels, and an hour holds over a thousand."""


class Mark(Value):
    """Something along the recording, in percent of its length; `lane` counts from 0."""

    left: float
    width: float
    label: str
    start: float
    tone: Tone = Tone.QUIET
    lane: int = 0
    first: int | None = None
    last: int | None = None


class Timeline(Value):
    """`lanes` says how many rows `evidence` takes."""

    lanes: int
    evidence: tuple[Mark, ...]
    pauses: tuple[Mark, ...]
    to_grader: tuple[Mark, ...]


def timeline(attempt: Attempt, rubric: Rubric, *, draft: bool) -> Timeline | None:
    """What to draw under the player; None where nothing has a time."""
    transcript = attempt.transcript
    seconds = length_of(attempt)
    if transcript is None or not transcript.timed or not seconds:
        return None
    evidence = _in_lanes(found_quotes(attempt, rubric, draft=draft), seconds)
    pauses = attempt.delivery.pauses if attempt.delivery else ()
    return Timeline(
        lanes=max((mark.lane for mark in evidence), default=0) + 1,
        evidence=evidence,
        pauses=tuple(
            _mark(pause.start, pause.end, seconds, f"Pause of {points(round(pause.seconds, 1))} s")
            for pause in pauses
            if pause.seconds >= SHORTEST_DRAWN * seconds
        ),
        to_grader=tuple(
            _mark(line.start, line.end or line.start, seconds, "Speaks to the grader")
            for line in attempt.grader_lines
            if line.start is not None
        ),
    )


def length_of(attempt: Attempt) -> float | None:
    """How long the recording is, in seconds; None where nobody knows."""
    if attempt.recording and attempt.recording.seconds:
        return attempt.recording.seconds
    return attempt.transcript.duration if attempt.transcript else None


def _in_lanes(found: Iterable[Found], seconds: float) -> tuple[Mark, ...]:
    ends = [0.0] * LANES
    marks: list[Mark] = []
    for item in found:
        if item.start is None:
            continue
        end = item.end or item.start
        lane = next((lane for lane, taken in enumerate(ends) if taken <= item.start), LANES - 1)
        ends[lane] = max(ends[lane], end)
        place = _mark(item.start, end, seconds, f"{item.answer.word}: {item.title}")
        update = {"tone": item.answer.tone, "lane": lane, "first": item.first, "last": item.last}
        marks.append(place.model_copy(update=update))
    return tuple(marks)


def _mark(start: float, end: float, seconds: float, label: str) -> Mark:
    left = min(max(100 * start / seconds, 0.0), 100.0)
    width = min(max(100 * (end - start) / seconds, 0.0), 100.0 - left)
    return Mark(left=round(left, 2), width=round(width, 2), label=f"{clock(start)} {label}", start=start)
