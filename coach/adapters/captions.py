"""Transcripts that people bring: WebVTT, SubRip, plain text, and our own JSON."""

import codecs
import re
from pathlib import Path

from coach.adapters.containers import HEAD_BYTES, container_of, other_file
from coach.adapters.cues import is_captions, read_captions
from coach.adapters.speakers import without_labels
from coach.adapters.transcript_json import read_json
from coach.adapters.word_times import has_speech, spread
from coach.domain.transcript import TRANSCRIPT_ENDINGS, Transcript
from coach.errors import TranscriptError

MAX_BYTES = 5_000_000
"""A hundred hours of speech: what is larger is no transcript of a pitch."""

_KINDS = "Bring it as .vtt, .srt, .txt or .json, saved as UTF-8 text."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
MAX_WORDS = 15_000
"""An hour and a half of quick speech; more takes the embedded judge minutes."""

_CONTROL_SHARE = 0.001


def read_transcript(path: Path) -> Transcript:
    """Read a transcript that a person brought. Raises TranscriptError, one sentence and the next step.

    Words get times where the file has them; the time of a caption is shared out among its words by their
    lengths. The language is the one that the file names, else `en`.
    """
    if path.suffix.lower() not in TRANSCRIPT_ENDINGS and not path.is_dir():
        ending = f"ends in {path.suffix}" if path.suffix else "has no ending"
        raise TranscriptError(f"This file {ending}, so it is not known to be a transcript.", hint=_KINDS)
    text = _decoded(_content(path))
    transcript = _read(path.suffix.lower(), text)
    _refuse_long(transcript, "transcript")
    if not has_speech(transcript.words):
        raise TranscriptError("The transcript has no words in it.", hint="Check that it is the right file.")
    return transcript


def read_pasted(text: str) -> Transcript:
    """Read a text that a person pasted: plain words, or captions as they stand in a file. Raises TranscriptError."""
    nothing = TranscriptError("There is no word in this text.", hint="Paste what was said, as text.")
    if not text.strip():
        raise nothing
    transcript = _read(".txt", text)
    _refuse_long(transcript, "text")
    if not has_speech(transcript.words):
        raise nothing
    return transcript


def _refuse_long(transcript: Transcript, what: str) -> None:
    if len(transcript.words) > MAX_WORDS:
        raise TranscriptError(
            f"The {what} has {len(transcript.words):,} words, more than the limit of {MAX_WORDS:,}.",
            hint="Bring the words of the pitch alone, not of a whole day.",
        )


def _read(ending: str, text: str) -> Transcript:
    if ending == ".json":
        return read_json(text)
    if not is_captions(text):
        if ending != ".txt" and "-->" not in text and text.strip():
            raise TranscriptError(
                "The file has no captions with times in it.", hint="If it is plain text, rename it to end in .txt."
            )
        if ending == ".txt":
            return Transcript(words=tuple(spread(_said(text), None, None)), engine="brought: plain text", brought=True)
    words, language = read_captions(text)
    kind = "WebVTT" if text.lstrip().startswith("WEBVTT") else "SubRip"
    return Transcript(words=tuple(words), language=language or "en", engine=f"brought: {kind}", brought=True)


def _said(text: str) -> str:
    """Plain text without the names of speakers, on each line or on each paragraph."""
    lines = text.splitlines()
    unnamed = without_labels(lines)
    if unnamed == lines:
        unnamed = without_labels(re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    return "\n".join(unnamed)


def _content(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise TranscriptError(f"{path} is a folder, not a transcript.", hint="Name the file inside it.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise TranscriptError(
                f"The transcript is {size / 1e6:,.1f} MB, more than the limit of {MAX_BYTES / 1e6:.0f} MB.",
                hint="Bring the transcript of this one pitch.",
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise TranscriptError(f"There is no file {path}.", hint="Check the name and the folder.") from error
    except (OSError, ValueError) as error:
        raise TranscriptError(f"{path} may not be read.", hint="Give your account permission to read it.") from error


def _decoded(content: bytes) -> str:
    """The content as text, whatever it was saved as. Raises TranscriptError."""
    if not content.strip():
        raise TranscriptError("The transcript is empty.", hint="Export it again.")
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding)
    head = content[:HEAD_BYTES]
    binary = b"\0" in content or len(_CONTROL.findall(content)) > _CONTROL_SHARE * len(content)
    if binary and container_of(head) is not None:
        raise TranscriptError("The file is a recording, not a transcript.", hint="Hand it in as the recording.")
    name = other_file(head)
    if name is not None and not name.startswith(("a text file", "a transcript")):
        raise TranscriptError(f"The file is {name}, not a transcript.", hint=_KINDS)
    if binary:
        raise TranscriptError("The file is not text.", hint=_KINDS)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")  # what Windows programs write when they do not write UTF-8


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise TranscriptError(
            "The transcript is not saved as UTF-8, so its letters cannot be read.",
            hint="Open it in an editor and save it again as UTF-8.",
        ) from error
