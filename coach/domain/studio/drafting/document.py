"""What an author brings to draft from: a text, read with care, in numbered passages that can be cited."""

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from typing import NamedTuple

from coach.domain.rubric import Text
from coach.domain.transcript import Transcript
from coach.domain.value import Value
from coach.errors import ContentError

LARGEST = 200_000
"""Bytes of a document. A guide to one pitch has some twenty thousand; a whole handbook is no source for one rubric."""

MOST_PASSAGES = 2_000
"""More than that in `LARGEST` bytes are lists of words, and no page could show them."""

LONGEST_PASSAGE = 600
"""Characters; a longer paragraph is cut at the ends of its sentences, so that a citation points at something."""

LONGEST_NAME = 120

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+(?P<text>.*?)\s*#*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})\s*$")
_LABEL = re.compile(r"^(?P<text>[^\s:][^:]{0,58}):$")
_RULE = re.compile(r"^\s*(?:[-*_]\s*){3,}$")
_ITEM = re.compile(r"^\s*(?:[-*+•–—·▪]|\d{1,3}[.)])\s+(?:\[[ xX]?\]\s+)?")
CLOSERS = "”\"’')]"
"""What may stand between the end of a sentence and the space after it, and belongs to the sentence."""

_SENTENCE_END = re.compile(rf"[.!?…][{re.escape(CLOSERS)}]*(?P<gap>\s+)(?=[^\s(])")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|approx|incl|vs|no|dr|mr|mrs|ms|st|inc|ltd|corp|co)\.[)\]]*\Z", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 20
"""Characters before the end of a sentence in which an abbreviation is looked for."""

_KEPT_SIGNS = "\u200c\u200d"
"""Joiners, without which words of some scripts are other words."""


class Passage(Value):
    """One numbered piece of a document, counted from 1: a paragraph, an entry of a list, or a heading."""

    number: int
    text: Text
    heading: bool = False


class Document(Value):
    """What was brought. `name` is what the author calls it; `notes` say what is worth knowing about its reading.

    `pitch`: it is the pitch itself, word for word, and not a text about one. `engine` heard it, if it was spoken.
    """

    name: Text
    passages: tuple[Passage, ...]
    pitch: bool = False
    engine: str | None = None
    notes: tuple[str, ...] = ()

    def passage(self, number: int) -> Passage | None:
        return self.passages[number - 1] if 1 <= number <= len(self.passages) else None

    @property
    def spoken(self) -> str:
        """Its words without headings, in paragraphs: what a golden pitch made of it says."""
        return "\n\n".join(passage.text for passage in self.passages if not passage.heading)


class Decoded(NamedTuple):
    """The text of a file, and what is worth knowing about how it was read."""

    text: str
    notes: tuple[str, ...] = ()


def decoded(content: bytes, name: str) -> Decoded:
    """The text of a file that was brought. Raises ContentError for what is no plain text, or too much of it."""
    if len(content) > LARGEST:
        message = f"“{name}” is larger than {LARGEST // 1000} kB."
        raise ContentError(message, hint="Bring the chapter that is about this pitch, as text of its own.")
    _refuse_formats(content, name)
    for mark, encoding in ((BOM_UTF16_LE, "utf-16-le"), (BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            note = "It is saved as UTF-16 and was read as that; UTF-8 is what most other programs expect."
            return Decoded(_text(content[len(mark) :], encoding, name), (note,))
    return Decoded(_text(content.removeprefix(BOM_UTF8), "utf-8", name))


def document_of(text: str, name: str, *, pitch: bool = False, notes: tuple[str, ...] = ()) -> Document:
    """A text in numbered passages. Raises ContentError when nothing, or far too much, is in it."""
    if len(text.encode(errors="replace")) > LARGEST:
        message = f"This text is larger than {LARGEST // 1000} kB."
        raise ContentError(message, hint="Bring the chapter that is about this pitch.")
    pieces = list(_pieces(visible(text)))
    if not any(not heading and any(char.isalnum() for char in piece) for piece, heading in pieces):
        raise ContentError("There are no sentences in this document.", hint="Paste the text that the draft is for.")
    if len(pieces) > MOST_PASSAGES:
        message = f"This document falls into {len(pieces)} pieces, and {MOST_PASSAGES} are the most."
        raise ContentError(message, hint="Bring the chapter that is about this pitch.")
    passages = tuple(Passage(number=n, text=piece, heading=heading) for n, (piece, heading) in enumerate(pieces, 1))
    return Document(name=name_of(name), passages=passages, pitch=pitch, notes=notes)


def heard_document(transcript: Transcript, name: str) -> Document:
    """A recording that was transcribed: each line of the transcript is a passage."""
    passages = tuple(Passage(number=line.number, text=line.text) for line in transcript.sentences)
    notes: tuple[str, ...] = ()
    if transcript.low_accuracy:
        notes = (
            f"It was heard by {transcript.engine}, which gets about every fifth word of natural speech wrong: "
            "read each cited line against the recording.",
        )
    return Document(name=name_of(name), passages=passages, pitch=True, engine=transcript.engine, notes=notes)


def name_of(name: str) -> str:
    """What a document is called, in one line that can be shown anywhere."""
    return " ".join(visible(name).split())[:LONGEST_NAME].strip() or "a pasted text"


def visible(text: str) -> str:
    """A text without characters that show nothing; every kind of line end is a plain one."""
    plain = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return "".join(char for char in plain if char in "\n\t" + _KEPT_SIGNS or unicodedata.category(char)[0] != "C")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text starts and ends; between two there is white space and nothing else."""
    start, last = len(text) - len(text.lstrip()), len(text.rstrip())
    for found in _SENTENCE_END.finditer(text, start):
        end = found.start("gap")
        if not _ABBREVIATION.search(text, max(start, end - _LONGEST_ABBREVIATION), end):
            yield start, end
            start = found.end()
    if start < last:
        yield start, last


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, closing quotes and brackets included."""
    return (text[start:end] for start, end in sentence_spans(text))


def _refuse_formats(content: bytes, name: str) -> None:
    for mark, kind in ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a Word file or another packed one")):
        if content.startswith(mark):
            message = f"“{name}” is {kind}, and only plain text is read here."
            raise ContentError(message, hint="Open it, copy its text and paste it, or save it as .txt or .md.")
    if content.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        message = f"“{name}” is a word processor's file, and only plain text is read here."
        raise ContentError(message, hint="Open it, copy its text and paste it, or save it as .txt.")


def _text(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        message = f"“{name}” is no text in the encoding UTF-8."
        raise ContentError(message, hint="Save it as .txt or .md with the encoding UTF-8, or paste it.") from error
    if "\0" in text:
        message = f"“{name}” is no text file: there are bytes in it that no text has."
        raise ContentError(message, hint="Bring a .txt or .md file, or paste the text.")
    return text


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Headings, list entries and paragraphs, in order; whether each is a heading."""
    paragraph: list[str] = []
    lines = _body(text).split("\n")
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if index and _UNDERLINE.match(line) and lines[index - 1].strip() and not paragraph:
            continue  # the line under a heading that was told already
        heading = _heading(line, following, alone=not paragraph)
        if heading is not None or not line.strip() or _RULE.match(line) or _ITEM.match(line):
            yield from _cut(" ".join(paragraph))
            paragraph = []
        if heading:
            yield heading, True
        elif line.strip() and heading is None and not _RULE.match(line):
            paragraph.append(_ITEM.sub("", line).strip())
    yield from _cut(" ".join(paragraph))


def _body(text: str) -> str:
    """The text without front matter, which is about the file."""
    return re.sub(r"\A\s*---\n(?:[^\n]*\n){0,40}?---\n", "", text)


def _heading(line: str, following: str, *, alone: bool) -> str | None:
    """The words of a heading; None for a line that is none."""
    if found := _HEADING.match(line):
        return " ".join(_without_marks(found["text"]).split())
    if alone and line.strip() and not _ITEM.match(line) and not _RULE.match(line):
        if _UNDERLINE.match(following) and len(line) <= 80:
            return " ".join(line.split())
        if found := _LABEL.match(_without_marks(line).strip()):
            return " ".join(found["text"].split())
    return None


def _cut(paragraph: str) -> Iterator[tuple[str, bool]]:
    plain = " ".join(_without_marks(paragraph).split())
    if not any(char.isalnum() for char in plain):
        return
    first = last = 0
    for start, end in sentence_spans(plain):
        if last > first and end - first > LONGEST_PASSAGE:
            yield plain[first:last], False
            first = start
        last = end
    yield plain[first:last], False


def _without_marks(text: str) -> str:
    """The words without Markdown's marks for bold and code: a citation is of words."""
    return re.sub(r"\*\*|__|`", "", text)
