"""Text files as people save them: read with care, and known by a hash of what they say."""

import hashlib
import json
from pathlib import Path
from typing import Any

from coach.adapters.yaml_syntax import Slip

LARGEST = 1_000_000
"""Bytes. The largest real rubric is some ten thousand; beyond this something else was put here."""


def read_text(path: Path) -> tuple[str, Slip | None]:
    """The text of a file with plain line ends, or what keeps it from being read. A BOM is dropped."""
    try:
        if path.stat().st_size > LARGEST:
            hint = "Look whether it is the right file: one million bytes is the limit."
            return "", Slip(None, "this file is far too large.", hint)
        content = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "unknown reason"
        return "", Slip(None, f"this file cannot be opened ({reason}).", "Check that you are allowed to read it.")
    return text_of(content)


def text_of(content: bytes) -> tuple[str, Slip | None]:
    """The same for bytes that were read already."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", Slip(1, "this file is saved as UTF-16.", "Save it again with the encoding UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        hint = "Save the file again with the encoding UTF-8; most editors ask for it under “Save as”."
        return "", Slip(line, "a letter cannot be read, because the file is not saved as UTF-8.", hint)
    return plain_lines(text), None


def plain_lines(text: str) -> str:
    """A text with plain line ends and without a mark of its encoding in front."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def version_of(content: Any) -> str:
    """The first 12 hex digits of the SHA-256 of parsed data as JSON with sorted keys.

    Not of the bytes (comments, line ends) and not of the validated value (defaults change between
    releases): the same content keeps its version.
    """
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
