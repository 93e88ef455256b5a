"""New YAML as an author would write it: remarks where they help, texts in a style in which nothing is misread.

Texts that are there already are changed by `Manuscripts.edit`; this writes files that are not there yet.
"""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, cast

from coach.domain.studio.manuscript import Where

WIDTH = 100
LONGEST_PLAIN = 80
"""Characters; longer texts are folded over several lines."""

_PLAIN = re.compile(r"[A-Za-z][\w ,.;()'’“”–…?!/+-]*", re.ASCII)
_ID = re.compile(r"[a-z][a-z0-9]*[_-][a-z0-9_-]*|[a-z]{4,}")
_OTHERS = frozenset({"true", "false", "null", "none"})


def yaml_text(data: Mapping[str, Any], remarks: Mapping[Where, str], *, head: str = "") -> str:
    """A mapping of texts, numbers, lists and mappings as the text of a file.

    `remarks` stand above the entry at their place, `head` above everything. Texts must be free of characters
    that no YAML may hold (see `coach.domain.studio.drafting.document.visible`).
    """
    lines = [*_remark(head, 0), "", *_mapping(data, remarks, (), 0)] if head else [*_mapping(data, remarks, (), 0)]
    return "\n".join(lines) + "\n"


def scalar(value: Any) -> str:
    """A single value on one line."""
    if isinstance(value, str):
        words = " " in value and _PLAIN.fullmatch(value) and value == " ".join(value.split())
        plain = words or (_ID.fullmatch(value) and value not in _OTHERS)
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value)


def _mapping(data: Mapping[str, Any], remarks: Mapping[Where, str], where: Where, indent: int) -> Iterator[str]:
    pad = " " * indent
    for name, value in data.items():
        here = (*where, name)
        if not where and here in remarks and name != next(iter(data)):
            yield ""
        yield from _remark(remarks.get(here, ""), indent)
        if isinstance(value, Mapping) and value:
            yield f"{pad}{name}:"
            yield from _mapping(cast(Mapping[str, Any], value), remarks, here, indent + 2)
        elif isinstance(value, list | tuple) and value:
            yield f"{pad}{name}:"
            yield from _list(cast(list[Any], value), remarks, here, indent + 2)
        elif isinstance(value, str) and len(value) > LONGEST_PLAIN and value == " ".join(value.split()):
            yield f"{pad}{name}: >-"
            yield from _folded(value, indent + 2)
        elif isinstance(value, Mapping | list | tuple):
            yield f"{pad}{name}: {'{}' if isinstance(value, Mapping) else '[]'}"
        else:
            yield f"{pad}{name}: {scalar(value)}"


def _list(entries: list[Any], remarks: Mapping[Where, str], where: Where, indent: int) -> Iterator[str]:
    pad = " " * indent
    for number, entry in enumerate(entries):
        here = (*where, number)
        yield from _remark(remarks.get(here, ""), indent)
        if isinstance(entry, Mapping):
            lines = list(_mapping(cast(Mapping[str, Any], entry), remarks, here, indent + 2))
            yield f"{pad}- {lines[0].lstrip()}"
            yield from lines[1:]
            if where == ("criteria",) and number < len(entries) - 1:
                yield ""
        elif isinstance(entry, str) and len(entry) > LONGEST_PLAIN and entry == " ".join(entry.split()):
            yield f"{pad}- >-"
            yield from _folded(entry, indent + 2)
        else:
            yield f"{pad}- {scalar(entry)}"


def _folded(text: str, indent: int) -> Iterator[str]:
    # A text of one paragraph comes back as it was: each line break is read as one space.
    for line in textwrap.wrap(text, WIDTH - indent, break_long_words=False, break_on_hyphens=False):
        yield " " * indent + line


def _remark(text: str, indent: int) -> list[str]:
    return [f"{' ' * indent}# {line}".rstrip() for line in text.split("\n")] if text else []
