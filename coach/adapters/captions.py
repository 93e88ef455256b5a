"""Transcripts that people bring: WebVTT, SubRip, plain text, and our own JSON."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from coach.adapters.brought_json import read_json
from coach.adapters.brought_words import Line, spread, too_few_words, without_labels
from coach.adapters.containers import HEAD_BYTES, container_of, other_file
from coach.domain.transcript import Transcript, Word
from coach.errors import TranscriptError

MAX_BYTES = 5_000_000
"""Two days of speech. What is larger is no transcript of a pitch."""

MAX_OVERLAP_S = 5.0
"""Captions of people who talk at once overlap by a moment. More than this, and the times are wrong."""

BACKWARDS_S = 0.1
"""A caption that starts earlier than the one before it by more than rounding is out of order."""

KINDS_HINT = "Bring it as .vtt, .srt, .txt or .json, saved as UTF-8 text."

_ARROW = re.compile(r"\s*([^\s>]+)\s*-->\s*(\S+)(.*)", re.DOTALL)
_TIME = re.compile(r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?")
_TAG_OR_TEXT = re.compile(r"<[^<>]*>|[^<]+|<")
_SOUND_NOTE = re.compile(r"\[[^\]\n]{1,60}\]|[♪♫♬]|&lrm;|&rlm;")


def read_transcript(path: Path) -> Transcript:
    """Read a transcript that a person brought. Raises TranscriptError, one sentence and the next step.

    Words get times where the file has them; times inside a caption are spread by the words' lengths.
    The language is that of the file where it says one, else `en`.
    """
    text = _text(path)
    kind = _kind(path, text)
    words, language = _READERS[kind](text)
    if too_few_words(words):
        raise TranscriptError("The transcript has no words in it.", hint="Check that it is the right file.")
    if kind == "JSON":
        return read_json(text)
    return Transcript(words=tuple(words), language=language, engine=f"brought: {kind}", brought=True)


def _text(path: Path) -> str:
    """The file as text, whatever it was saved as. Raises TranscriptError."""
    try:
        if path.is_dir():
            raise TranscriptError(f"{path} is a folder, not a transcript.", hint="Name the file inside it.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TranscriptError(
                f"The transcript is {size / 1e6:,.0f} MB; no pitch has more than {MAX_BYTES / 1e6:.0f} MB of words.",
                hint="Bring the transcript of this one pitch.",
            )
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise TranscriptError(f"There is no file {path}.", hint="Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise TranscriptError(f"{path} may not be read.", hint="Give your account permission to read it.") from error
    return _decoded(content)
