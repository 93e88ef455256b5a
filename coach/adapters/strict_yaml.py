"""YAML read more strictly than YAML: what could be misread is refused, with its line.

People who do not program write these files. YAML lets a key given twice silently win, makes `no` a
truth value and `1:30` ninety; here each of that is a slip with a sentence that says what to do.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from coach.adapters.yaml_scalars import in_seconds, invisible, number, other_reading
from coach.adapters.yaml_sheet import Sheet, Spot, Where
from coach.adapters.yaml_syntax import GUIDE, QUOTE, Slip, syntax_slip

DEEPEST = 12
"""No format here nests deeper than 5; far beyond that something is wrong."""

LONGEST_REMEMBERED = 100_000
"""Characters of a text that is not read a second time; the largest real one has some twenty thousand."""


def read_yaml(text: str, *, first_line: int = 1) -> Sheet:
    """Read one mapping. `first_line` is the line of the file on which `text` begins."""
    read = _read_once if len(text) <= LONGEST_REMEMBERED else _read_once.__wrapped__
    sheet = read(text, first_line)
    return Sheet(  # one of the caller's own: slips are added while the data is made a value
        data=_copy(sheet.data),
        lines=dict(sheet.lines),
        slips=list(sheet.slips),
        doubtful=dict(sheet.doubtful),
        spots=sheet.spots,
        told=set(sheet.told),
    )


@lru_cache(maxsize=64)
def _read_once(text: str, first_line: int) -> Sheet:
    """By the text and nothing else, so that what is remembered is never out of date."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    sheet = Sheet()
    reader = _Reader(text, first_line, sheet)
    if reader.refuses_characters():
        return sheet
    try:
        events = YAML(typ="safe", pure=True).parse(text)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        reader.read(iter(events))  # pyright: ignore[reportUnknownArgumentType]
    except _GiveUp:
        pass
    except MarkedYAMLError as error:
        sheet.slips.append(syntax_slip(error, text.split("\n"), first_line))
    except YAMLError:
        sheet.slips.append(Slip(None, "this file cannot be read.", GUIDE))
    return sheet


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(each) for name, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return [_copy(each) for each in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


class _GiveUp(Exception):
    """What follows cannot be understood; the slip is already noted."""


class _Reader:
    """Builds the data of a `Sheet` from the events of a YAML parser."""

    def __init__(self, text: str, first_line: int, sheet: Sheet) -> None:
        self._text = text
        self._rows = text.split("\n")
        self._first = first_line
        self._sheet = sheet

    def refuses_characters(self) -> bool:
        """Note tabs in the indentation and invisible characters, which no author means."""
        for position, row in enumerate(self._rows):
            indent = row[: len(row) - len(row.lstrip())]
            if "\t" in indent:
                self._note(position, "a tab stands at the beginning of this line.", "Replace the tab by spaces.")
            elif bad := invisible(row):
                hint = "Delete the line and type it again: text that was copied can bring such characters along."
                self._note(position, f"an invisible character ({bad}) stands in this line.", hint)
        return bool(self._sheet.slips)

    def read(self, events: Iterator[Any]) -> None:
        """Read the one document of the file into the sheet. Raises _GiveUp and the parser's errors."""
        event = next(events)
        while type(event).__name__ in ("StreamStartEvent", "DocumentStartEvent"):
            if getattr(event, "version", None) or getattr(event, "tags", None):
                row = next((n for n, text in enumerate(self._rows) if text.startswith("%")), 0)
                self._note(row, "a line that begins with % is for programs.", "Delete it.")
                raise _GiveUp
            event = next(events)
        if type(event).__name__ == "StreamEndEvent" or (_is(event, "Scalar") and not event.value.strip()):
            self._sheet.slips.append(Slip(None, "the file is empty.", GUIDE))
            return
        if not _is(event, "MappingStart"):
            what = "a list" if _is(event, "SequenceStart") else "just text"
            self._give_up(event, f"this file is {what}.", "It must be made of lines like `title: First call`.")
        start = int(event.start_mark.index)
        self._sheet.data = self._node(event, events, (), _Place(start, start))
        for event in events:
            if _is(event, "DocumentStart"):
                self._give_up(event, "a second document begins here (`---` or `...`).", "Delete those marks.")

    def _node(self, event: Any, events: Iterator[Any], where: Where, place: "_Place") -> Any:
        self._refuse_tricks(event, where)
        self._sheet.lines.setdefault(where, self._first + int(event.start_mark.line))
        start = int(event.start_mark.index)
        if _is(event, "Scalar"):
            value = self._scalar(event, where)
            end, style = self._scalar_end(event), event.style or "plain"
            if style == "plain" and not event.value:
                start = end = place.behind
                style = "empty"
        else:
            content = self._mapping if _is(event, "MappingStart") else self._list
            value, last, closed = content(events, where, _Inside(start, bool(event.flow_style)))
            end, style = (closed, "flow") if event.flow_style else (last, "block")
        self._sheet.spots[where] = Spot(place.mark, place.behind, start, end, style, place.inline)
        return value

    def _mapping(self, events: Iterator[Any], where: Where, inside: "_Inside") -> tuple[dict[str, Any], int, int]:
        """The content, where its last part ends, and where the brace is closed."""
        content: dict[str, Any] = {}
        last = inside.start
        while not _is(event := next(events), "MappingEnd"):
            key = self._key(event, where)
            line = self._first + int(event.start_mark.line)
            if key in content:
                first = self._sheet.lines[(*where, key)]
                text = f"`{key}` is given twice here: it already stands in line {first}."
                self._sheet.slips.append(Slip(line, text, "Keep one of the two.", (*where, key)))
                _skip(next(events), events)
                continue
            self._sheet.lines[(*where, key)] = line
            place = _Place(int(event.start_mark.index), self._behind_key(event), inline=inside.flow)
            content[key] = self._node(next(events), events, (*where, key), place)
            last = self._sheet.spots[(*where, key)].end
        return content, last, int(event.end_mark.index)

    def _behind_key(self, event: Any) -> int:
        end = colon = int(event.end_mark.index)
        while self._text[colon : colon + 1] in (" ", "\t"):
            colon += 1
        return colon + 1 if self._text[colon : colon + 1] == ":" else end

    def _key(self, event: Any, where: Where) -> str:
        if not _is(event, "Scalar"):
            self._give_up(event, "a name is missing before the colon, or a brace { stands where none belongs.", QUOTE)
        self._refuse_tricks(event, where)
        key = str(event.value)
        if key == "<<":
            self._give_up(event, "`<<` (taking over from elsewhere) is not used here.", "Write the lines out in full.")
        if bad := invisible(key):
            self._give_up(event, f"a name holds an invisible character ({bad}).", "Type the name again.")
        if not event.style and (kind := other_reading(key)):
            text = f"the name `{key}` can be read as {kind}."
            self._note(event.start_mark.line, text, f'Put it in quotes: "{key}".', (*where, key))
        return key

    def _list(self, events: Iterator[Any], where: Where, inside: "_Inside") -> tuple[list[Any], int, int]:
        """The content, where its last part ends, and where the bracket is closed."""
        content: list[Any] = []
        last = inside.start
        while not _is(event := next(events), "SequenceEnd"):
            start = int(event.start_mark.index)
            dash = self._dash(last)
            place = _Place(start, start, inline=True) if inside.flow else _Place(dash, dash + 1)
            content.append(self._node(event, events, (*where, len(content)), place))
            last = self._sheet.spots[(*where, len(content) - 1)].end
        return content, last, int(event.end_mark.index)

    def _dash(self, at: int) -> int:
        """The next dash; between two entries of a list stand only blanks and remarks."""
        while at < len(self._text) and self._text[at] != "-":
            at = self._text.find("\n", at) if self._text[at] == "#" else at + 1
            at = len(self._text) if at < 0 else at
        return at

    def _scalar_end(self, event: Any) -> int:
        end = int(event.end_mark.index)
        # Below > and | the parser goes on to the next content; what ends there is the last line with words.
        return len(self._text[:end].rstrip()) if event.style in (">", "|") else end

    def _scalar(self, event: Any, where: Where) -> Any:
        text = str(event.value)
        line = int(event.start_mark.line)
        if bad := invisible(text):
            text = "".join(letter for letter in text if not invisible(letter))
            self._sheet.told.add(where)
            self._note(line, f"{_named(where)} holds an invisible character ({bad}).", "Type the text again.", where)
            return text
        if not text.strip() or (not event.style and text in ("~", "null", "Null", "NULL")):
            hint = "Write something there, or delete the line."
            self._sheet.told.add(where)
            self._sheet.slips.append(Slip(self._sheet.line(where), f"{_named(where)} is empty.", hint, where))
            return ""
        if event.style:
            return text.strip()
        if kind := other_reading(text):
            hint = f'If you mean the words, put them in quotes: "{text}".'
            if kind == "a time or a number":
                hint += f" If you mean a number, write it as one: {in_seconds(text)}."
            self._sheet.doubtful[where] = Slip(self._first + line, f"`{text}` can be read as {kind}.", hint, where)
            return text
        value = number(text)
        if value is None:
            self._refuse_lost_text(event, where)
        return text if value is None else value

    def _refuse_lost_text(self, event: Any, where: Where) -> None:
        # "our #1 reason" without quotes: everything from " #" on is a comment, and silently gone
        row = self._rows[int(event.end_mark.line)] if event.end_mark.line < len(self._rows) else ""
        if re.match(r"\s+#\w", row[int(event.end_mark.column) :]):
            text = f"{_named(where)} stops before the sign #, and the rest of the line is lost."
            hint = "Put the whole text in quotes. If the rest is a remark, leave a space after the #."
            self._note(event.end_mark.line, text, hint, where)

    def _refuse_tricks(self, event: Any, where: Where) -> None:
        if len(where) > DEEPEST:
            self._give_up(event, "this is indented far too deep.", GUIDE)
        if _is(event, "Alias"):
            self._give_up(event, f"a text may not begin with * (`*{event.anchor}`).", QUOTE)
        if event.anchor:
            self._give_up(event, f"a text may not begin with & (`&{event.anchor}`).", QUOTE)
        if event.tag:
            self._give_up(event, "a text may not begin with an exclamation mark.", QUOTE)

    def _note(self, row: int, text: str, hint: str, where: Where | None = None) -> None:
        self._sheet.slips.append(Slip(self._first + int(row), text, hint, where))

    def _give_up(self, event: Any, text: str, hint: str) -> None:
        self._note(event.start_mark.line, text, hint)
        raise _GiveUp


class _Place(NamedTuple):
    """Where a value is announced; see `Spot`."""

    mark: int
    behind: int
    inline: bool = False


class _Inside(NamedTuple):
    """The list or mapping that is being read: where it begins, and whether it stands in brackets."""

    start: int
    flow: bool


def _is(event: Any, kind: str) -> bool:
    return type(event).__name__ == f"{kind}Event"


def _skip(event: Any, events: Iterator[Any]) -> None:
    """Read over one whole node."""
    depth = 0
    while True:
        name = type(event).__name__
        depth += name in ("MappingStartEvent", "SequenceStartEvent")
        depth -= name in ("MappingEndEvent", "SequenceEndEvent")
        if depth == 0:
            return
        event = next(events)


def _named(where: Where) -> str:
    names = [part for part in where if isinstance(part, str)]
    if where and isinstance(where[-1], int):
        return f"entry {where[-1] + 1} of `{names[-1]}`" if names else f"entry {where[-1] + 1}"
    return f"`{names[-1]}`" if names else "this"
