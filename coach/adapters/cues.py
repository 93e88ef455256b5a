"""Captions with times: WebVTT and SubRip, read into words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import unescape

from coach.adapters.speakers import without_labels
from coach.adapters.word_times import check_order, check_span, spread
from coach.domain.transcript import Word
from coach.errors import TranscriptError

_ARROW = re.compile(r"\s*(\S.*?)\s*-->\s*(\S+)(.*)")
_TIME = re.compile(r"(-?)(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?")
_TAG = re.compile(r"(<[^<>]*>)")
_SOUND_NOTE = re.compile(
    r"\[[^\]\n]{0,60}\]|\([^)\n]{0,40}(?:music|applause|laughter)[^)\n]{0,40}\)|[♪♫♬]", re.IGNORECASE
)
_SPEAKER_MARK = re.compile(r"^\s*(?:>>+|[-–—])\s*", re.MULTILINE)
_LANGUAGE = re.compile(r"language:\s*([a-z]{2,3})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Cue:
    """One caption: seconds, and its text with tags."""

    start: float
    end: float
    text: str


def is_captions(text: str) -> bool:
    """Whether a text is WebVTT or has caption times in it."""
    return text.lstrip().startswith("WEBVTT") or any(_times(line) is not None for line in text.splitlines())


def read_captions(text: str) -> tuple[list[Word], str | None]:
    """The words with times and the language the file names. Raises TranscriptError.

    Both kinds are made into clean WebVTT first: people's files lack numbers, blank lines and the header, and
    write commas for points.
    """
    import webvtt

    lines = re.split(r"\r\n|\r|\n", text.strip("\ufeff \t\r\n"))
    checked = _clean(lines, keep_blocks=lines[0].startswith("WEBVTT"))
    captions = webvtt.WebVTT.from_string("\n".join(checked))
    cues = [
        Cue(
            start=caption.start_time.in_milliseconds() / 1000,
            end=caption.end_time.in_milliseconds() / 1000,
            text=caption.raw_text,
        )
        for caption in captions.captions
    ]
    named = _LANGUAGE.search("\n".join(captions.metadata))
    return _words(_in_turn(_unrolled(cues))), named[1].lower() if named else None


def _clean(lines: Sequence[str], *, keep_blocks: bool) -> list[str]:
    """The lines as WebVTT, with every time checked. Raises TranscriptError naming the line."""
    clean = [] if keep_blocks else ["WEBVTT"]
    spans: list[tuple[str, float, float]] = []
    for number, line in enumerate(lines, start=1):
        if "-->" not in line:
            # A blank line inside a SubRip caption would end it; in WebVTT it ends notes and styles.
            clean += [line] if keep_blocks or line.strip() else []
            continue
        times = _times(line)
        if times is None:
            raise TranscriptError(
                f"Line {number}: the times “{line.strip()[:60]}” cannot be read.",
                hint="Write them as 00:01:02.500 --> 00:01:05.000.",
            )
        check_span(f"Line {number}", *times)
        spans.append((f"Line {number}", *times))
        if len(clean) > 1 and clean[-1].strip().isdigit():  # the caption's number
            clean.pop()
        clean += ["", f"{_stamp(times[0])} --> {_stamp(times[1])}"]
    check_order(spans)
    return clean


def _times(line: str) -> tuple[float, float] | None:
    arrow = _ARROW.fullmatch(line)
    if arrow is None:
        return None
    start, end = _seconds(arrow[1]), _seconds(arrow[2])
    return None if start is None or end is None else (start, end)


def _seconds(text: str) -> float | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    sign, hours, minutes, seconds, fraction = found.groups(default="0")
    value = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + int(fraction.ljust(3, "0")) / 1000
    return -value if sign == "-" else value


def _stamp(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"


def _unrolled(cues: Sequence[Cue]) -> list[Cue]:
    """Without the repeats of captions that roll: each repeats the last line of the one before it.

    Only files with times inside captions do that; elsewhere a repeated line was said twice.
    """
    if not any(_seconds(tag[1:-1]) is not None for cue in cues for tag in _TAG.findall(cue.text)):
        return list(cues)
    kept: list[Cue] = []
    last_line = ""
    for cue in cues:
        lines = [line for line in cue.text.split("\n") if _plain(line).strip()]
        fresh = lines[1:] if lines and _plain(lines[0]).strip() == last_line else lines
        if lines:
            last_line = _plain(lines[-1]).strip()
        if fresh:
            kept.append(replace(cue, text="\n".join(fresh)))
    return kept


def _in_turn(cues: Sequence[Cue]) -> list[Cue]:
    """No overlaps: a caption ends where the next begins, and those that begin together are one."""
    turns: list[Cue] = []
    for cue in cues:
        if turns and cue.start <= turns[-1].start:
            last = turns.pop()
            cue = Cue(last.start, max(last.end, cue.end), f"{last.text}\n{cue.text}")
        elif turns and cue.start < turns[-1].end:
            turns.append(replace(turns.pop(), end=cue.start))
        turns.append(cue)
    return turns


def _words(cues: Sequence[Cue]) -> list[Word]:
    plain = without_labels([_SPEAKER_MARK.sub("", _spoken(cue.text)).strip() for cue in cues])
    words: list[Word] = []
    for cue, text in zip(cues, plain, strict=True):
        pieces = _timed_pieces(cue)
        if pieces:
            words += [word for start, end, piece in pieces for word in spread(piece, start, end)]
        else:
            words += spread(text, cue.start, cue.end)
    return words


def _timed_pieces(cue: Cue) -> list[tuple[float, float, str]]:
    """A caption cut at the times inside it (`<00:01.500>`); empty where it has none, or none that can be."""
    pieces: list[tuple[float, str]] = [(cue.start, "")]
    for token in _TAG.split(cue.text):
        time = _seconds(token[1:-1]) if token.startswith("<") else None
        if time is not None:
            pieces.append((time, ""))
        else:
            pieces[-1] = (pieces[-1][0], pieces[-1][1] + token)
    times = [time for time, _ in pieces] + [cue.end]
    if len(pieces) == 1 or times != sorted(times):
        return []
    return [(start, end, _spoken(text)) for (start, text), end in zip(pieces, times[1:], strict=True)]


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text)).replace("\u200e", "").replace("\u200f", "").replace("\xa0", " ")


def _spoken(text: str) -> str:
    return _SOUND_NOTE.sub(" ", _plain(text))
