"""Values as an author would have written them in a YAML file: folded texts, nothing to be misread."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from coach.adapters.yaml_scalars import invisible, number, other_reading
from coach.errors import UsageError

WIDTH = 112
"""Columns; a text that goes beyond is folded over several lines. The shipped files keep to about as much."""

LONGEST_INLINE = 60
"""Characters of a list or mapping that is written in brackets on one line."""

DEEPEST = 12
"""As deep as files are read; see `coach.adapters.strict_yaml`."""

# A letter or digit of any script, then nothing that YAML reads as more than a letter.
_PLAIN = re.compile(r"[^\W_][^\n\t:#\"\[\]{}\\`&*!|>%@]*")
_SIMPLE = re.compile(r"[^\W_][\w-]*")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


class Manner(NamedTuple):
    """How an author writes: how far things are indented, and how long a line may become.

    `name`: a name below a name; `dash`: a dash below a name; `entry`: an entry behind the beginning of its dash.
    """

    name: int = 2
    dash: int = 2
    entry: int = 2
    width: int = WIDTH


class Written(NamedTuple):
    """A value in a file: what stands behind its colon or dash, and the lines below, without their line ends."""

    head: str
    rows: tuple[str, ...] = ()


def cleaned(value: Any, depth: int = 0) -> Any:
    """A value from outside as a file can hold it: texts without marks that nobody sees, no empty names.

    Raises UsageError for what no file can hold.
    """
    if depth > DEEPEST:
        raise UsageError("What the form sent is nested too deep.", hint="Load the page again.")
    if isinstance(value, str):
        text = _LINE_ENDS.sub("\n", value)
        return "".join(letter for letter in text if not invisible(letter)).strip()
    if isinstance(value, Mapping):
        named: dict[str, Any] = {str(name): each for name, each in value.items() if each is not None}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return {cleaned(name): cleaned(each, depth + 1) for name, each in named.items()}
    if isinstance(value, list | tuple):
        return [cleaned(each, depth + 1) for each in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and math.isfinite(value) and abs(value) < 1e15:
        return int(value) if value == int(value) else value
    shown = str(value)[:40] if value is not None else "nothing"
    raise UsageError(f"A file cannot hold this value: {shown}.", hint="Write a text, or a number in plain digits.")


def as_read(value: Any) -> Any:
    """A cleaned value as the strict reader gives it back: it takes no word for a truth value."""
    if isinstance(value, dict):
        return {name: as_read(each) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [as_read(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return inline(value) if isinstance(value, bool) else value


def inline(value: Any, *, brackets: bool = False, quote: str = "") -> str:
    """A value on one line. `brackets`: it stands inside some, where a comma ends it. `quote`: the mark to keep."""
    if isinstance(value, dict):
        pairs = [f"{name_of(name)}: {inline(each, brackets=True)}" for name, each in value.items()]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(each, brackets=True) for each in value) + "]"  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if quote == "'" and "\n" not in value and "\t" not in value:
        return "'" + value.replace("'", "''") + "'"
    plain = not quote and _is_plain(value) and not (brackets and "," in value)
    return value if plain else json.dumps(value, ensure_ascii=False)


def name_of(name: str) -> str:
    """A name in front of its colon."""
    return inline(name, brackets=True)


def written(value: Any, column: int, room: int, manner: Manner, *, entry: bool = False, like: str = "") -> Written:
    """A value below a name or dash that begins in `column`, with `room` characters left on its line.

    `entry`: it stands behind a dash. `like` is the style of the value in whose place it comes; see `Spot`.
    """
    if isinstance(value, str):
        fold = like in (">", "|") or "\n" in value or len(inline(value, quote=_quote(like))) > room
        if fold and manner.width <= WIDTH and (rows := _folded(value, column + 2)):
            return Written(">-", rows)
    content: Any = value
    if not content or not isinstance(content, dict | list) or (not entry and _fits_inline(value)):
        return Written(inline(value, quote=_quote(like)))
    inner = column + (manner.entry if entry else manner.name)
    if isinstance(value, dict):
        rows = tuple(row for name, each in value.items() for row in pair(name, each, inner, manner))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return Written(rows[0][inner:], rows[1:]) if entry else Written("", rows)
    if entry:
        return Written(inline(value))
    return Written("", tuple(row for each in value for row in item(each, column + manner.dash, manner)))  # pyright: ignore[reportUnknownVariableType]


def pair(name: str, value: Any, column: int, manner: Manner) -> tuple[str, ...]:
    """The lines of a name with its value."""
    start = f"{' ' * column}{name_of(name)}:"
    head, rows = written(value, column, manner.width - len(start) - 1, manner)
    return (f"{start} {head}" if head else start, *rows)


def item(value: Any, column: int, manner: Manner) -> tuple[str, ...]:
    """The lines of one entry of a list whose dash stands in `column`."""
    start = f"{' ' * column}-{' ' * (manner.entry - 1)}"
    head, rows = written(value, column, manner.width - len(start), manner, entry=True)
    return (start + head, *rows)


def _is_plain(text: str) -> bool:
    plain = _PLAIN.fullmatch(text) and other_reading(text) is None and number(text) is None
    return bool(plain) and text.casefold() != "null"


def _quote(style: str) -> str:
    return style if style in ("'", '"') else ""


def _fits_inline(value: Sequence[Any] | Mapping[str, Any]) -> bool:
    """Whether an author would write it in brackets: a few ids, or a number for each of a few names."""
    if len(inline(value)) > LONGEST_INLINE:
        return False
    if isinstance(value, Mapping):
        return all(isinstance(each, int | float) and not isinstance(each, bool) for each in value.values())
    return all(isinstance(each, str) and _SIMPLE.fullmatch(each) and _is_plain(each) for each in value)


def _folded(text: str, column: int) -> tuple[str, ...]:
    """The lines below a `>-`; none where a text would come back changed."""
    paragraphs = text.split("\n")
    if not text or any(each != each.strip() for each in paragraphs) or "\t" in text:
        return ()
    rows: list[str] = []
    for number_, paragraph in enumerate(paragraphs):
        rows += [""] if number_ else []
        # Only a single blank may become a line end: two would come back as one.
        rest = re.split(r"(?<! ) (?! )", paragraph)
        row = ""
        for word in rest:
            if row and column + len(row) + 1 + len(word) > WIDTH:
                rows.append(" " * column + row)
                row = word
            else:
                row = f"{row} {word}" if row else word
        rows += [" " * column + row] if row else []
    return tuple(rows)
