"""A golden pitch on disk: four Markdown files with front matter, and recordings beside them."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from coach.adapters.author_words import build
from coach.adapters.strict_yaml import read_yaml
from coach.adapters.text_files import read_text, version_of
from coach.adapters.yaml_syntax import Slip
from coach.domain.rubric import GoldenPitch, PitchKind, Text
from coach.domain.value import Value

RECORDING_ENDINGS = (".ogg", ".wav", ".mp3", ".m4a", ".flac", ".webm")
"""Accepted endings of recordings beside the texts; where there are several, the first of these counts."""

PURPOSE = {
    PitchKind.GOLDEN: "the model answer",
    PitchKind.WEAK: "a pitch that must not pass",
    PitchKind.OWN_WORDS: "the same points in other words, which must not fail",
    PitchKind.NEAR_MISS: "the right topic, but denied, with wrong numbers or beside the point, which must not pass",
}


class _GoldenHead(Value):
    title: Text
    product: Text
    audience: Text


class _OtherHead(Value):
    title: Text | None = None


class Page(NamedTuple):
    """One Markdown file: what its front matter says, the words below it, and the line they begin on."""

    head: dict[str, Any]
    body: str
    first_line: int


@dataclass
class GoldenFolder:
    """What was read of one folder. `slips` go by file name; `content` is what the version is made of."""

    pages: dict[PitchKind, Page] = field(default_factory=dict[PitchKind, Page])
    slips: dict[str, list[Slip]] = field(default_factory=dict[str, list[Slip]])

    @property
    def content(self) -> dict[str, Any]:
        """The parsed data: title, product, audience and the four texts, as `GoldenPitch` names them."""
        texts = {kind.value: page.body for kind, page in self.pages.items()}
        return self.pages[PitchKind.GOLDEN].head | {"texts": texts}


def read_folder(folder: Path) -> GoldenFolder:
    """Read all four texts of a golden pitch, noting everything that is wrong with them."""
    found = GoldenFolder()
    for kind in PitchKind:
        name = f"{kind.value}.md"
        page, slips = _read_page(folder / name, kind)
        if slips:
            found.slips[name] = slips
        elif page:
            found.pages[kind] = page
    return found


def to_pitch(golden_id: str, folder: GoldenFolder, recordings: Mapping[PitchKind, str]) -> GoldenPitch:
    """The value, from a folder without slips."""
    content = folder.content
    return GoldenPitch.model_validate(
        content | {"id": golden_id, "version": version_of(content), "recordings": recordings}
    )


def find_recording(folder: Path, kind: PitchKind) -> Path | None:
    """The recording of one text, or None where there is none."""
    for ending in RECORDING_ENDINGS:
        path = folder / f"{kind.value}{ending}"
        if path.is_file():
            return path
    return None


def passage_slip(passage: str, page: Page, line: int, named: str, file: str) -> Slip | None:
    """What is wrong with a `golden` passage: nothing, or that it does not stand in the golden pitch."""
    wanted = _plain(passage)
    if (wanted.rstrip(" .,;:") or wanted) in _plain(page.body):  # a part of a sentence may end with a full stop
        return None
    sentences = _sentences(page)
    closeness = [difflib.SequenceMatcher(None, wanted, _plain(text)).ratio() for _, text in sentences]
    at, closest = sentences[closeness.index(max(closeness))]
    shown = passage if len(passage) <= 150 else passage[:149] + "…"
    return Slip(
        line,
        f"the golden passage of {named} does not stand in {file}: “{shown}”",
        f"Copy it from there word for word. The nearest sentence is in line {at}: “{closest}”",
    )


def _read_page(path: Path, kind: PitchKind) -> tuple[Page | None, list[Slip]]:
    if not path.is_file():
        hint = f"Write it: it holds {PURPOSE[kind]}. See rubrics/README.md, “Golden pitches”."
        return None, [Slip(None, "this file is missing.", hint)]
    text, slip = read_text(path)
    return (None, [slip]) if slip else read_page(text, kind)


class Parts(NamedTuple):
    """Where a Markdown file is parted: the lines of its front matter, and the line on which the rest begins.

    `head` is None where there is no block at the top. Lines count from 0.
    """

    head: tuple[int, int] | None
    body: int


def parts_of(rows: Sequence[str]) -> Parts | Slip:
    """The parts of a file, or what keeps it from being taken apart."""
    marks = [number for number, row in enumerate(rows) if row.rstrip() == "---"]
    parts = Parts(None, 0)
    if marks[:1] == [0]:
        if len(marks) < 2:
            hint = "Put a line of three dashes `---` below the last `name: text` line."
            return Slip(1, "the block that opens with `---` is never closed.", hint)
        parts = Parts((1, marks[1]), marks[1] + 1)
        marks = marks[2:]
    if marks:
        hint = "Delete it: everything below the first block counts as spoken."
        return Slip(marks[0] + 1, "a line of three dashes stands in the text.", hint, ("body",))
    return parts


def read_page(text: str, kind: PitchKind) -> tuple[Page | None, list[Slip]]:
    """One of the four texts as it stands in its file, and what is wrong with it.

    There is no page where the text cannot be taken apart; a page with slips cannot be used either.
    """
    rows = text.split("\n")
    parts = parts_of(rows)
    if isinstance(parts, Slip):
        return None, [parts]
    head: dict[str, Any] | None = {}
    slips: list[Slip] = []
    if parts.head:
        head, slips = _read_head("\n".join(rows[slice(*parts.head)]), kind)
    elif kind is PitchKind.GOLDEN:
        hint = "Begin the file with a line `---`, then `title: …`, `product: …`, `audience: …`, then `---` again."
        slips.append(Slip(1, "the block with title, product and audience is missing at the top.", hint))
    body = "\n".join(rows[parts.body :])
    if not body.strip():
        hint = f"Write here {PURPOSE[kind]}, as it is spoken."
        slips.append(Slip(None, "no words stand in this file.", hint, ("body",)))
    start = parts.body + len(body[: len(body) - len(body.lstrip())].split("\n"))
    return None if head is None else Page(head, body.strip(), start), slips


def _read_head(text: str, kind: PitchKind) -> tuple[dict[str, Any] | None, list[Slip]]:
    if not text.strip() and kind is not PitchKind.GOLDEN:
        return {}, []
    sheet = read_yaml(text, first_line=2)
    build(_GoldenHead if kind is PitchKind.GOLDEN else _OtherHead, sheet, {})
    return sheet.data, sheet.slips


def _plain(text: str) -> str:
    """Quotes, dashes, case and white space made alike, for finding a passage again."""
    for signs, plain in (("“”„«»", '"'), ("‘’‚`", "'"), ("–—‑", "-")):
        text = re.sub(f"[{signs}]", plain, text)
    return " ".join(text.split()).casefold()


def _sentences(page: Page) -> list[tuple[int, str]]:
    """The sentences of a page with the line each begins on."""
    pieces: list[tuple[int, str]] = []
    for match in re.finditer(r"\S.*?(?:[.!?]+[\"”’']?(?=\s)|\n\s*\n|\Z)", page.body, re.DOTALL):
        line = page.first_line + page.body.count("\n", 0, match.start())
        pieces.append((line, " ".join(match.group().split())))
    return pieces
