"""The text of a YAML file, cut open where a small step changes it and nowhere else."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from coach.adapters.yaml_sheet import Sheet, Spot, Where
from coach.adapters.yaml_values import Manner, Written, inline, item, name_of, pair, written
from coach.domain.studio.manuscript import Edit, Insert, Move, Put, Remove


class Splice(NamedTuple):
    """The text from `start` up to `end` becomes `new`."""

    start: int
    end: int
    new: str


class Page:
    """A text with the spots of its parts. Steps that were never checked against the data are not for it."""

    def __init__(self, text: str, sheet: Sheet, *, width: int) -> None:
        self._text, self._sheet = text, sheet
        self._manner = _manner(text, sheet, width)

    def after(self, step: Edit, names: Sequence[str]) -> str:
        """The text after a small step. `names` is the order in which a new name takes its place."""
        pieces: list[str] = []
        at = 0
        for start, end, new in sorted(self._splices(step, names), key=lambda splice: splice.start):
            pieces += (self._text[at:start], new)
            at = max(at, end)
        return "".join((*pieces, self._text[at:]))

    def _splices(self, step: Edit, names: Sequence[str]) -> list[Splice]:
        where = step.where
        match step:
            case Put(value=value):
                there = where in self._sheet.spots
                return self._replace(where, value) if there else self._add_name(where, value, names)
            case Insert(value=value):
                return self._add_entry(where, value)
            case Remove():
                return self._take_out(where)
            case Move(to=to):
                return self._move(where, to)

    # --- a value in the place of another

    def _replace(self, where: Where, value: Any) -> list[Splice]:
        spot = self._sheet.spots[where]
        if spot.inline:
            return [Splice(spot.start, spot.end, inline(value, brackets=True, quote=_kept_quote(spot, value)))]
        new = self._written(where, value, spot.style)
        rows = "".join(f"\n{row}" for row in new.rows)
        if self._row(spot.start) == self._row(spot.behind):
            return self._replace_beside(spot, new.head, rows)
        # The old value begins on a line of its own.
        old = Splice(self._row(spot.start) - 1, spot.end, "")
        if not new.head:
            return [old._replace(new=rows)]
        end = self._row_end(spot.behind)
        return [old, Splice(spot.behind, spot.behind, f" {new.head}"), Splice(end, end, rows)]

    def _replace_beside(self, spot: Spot, head: str, rows: str) -> list[Splice]:
        """The old value begins right behind its colon or dash; a remark behind it stays."""
        if spot.style in (">", "|"):
            sign = spot.start + len(self._text[spot.start : self._row_end(spot.start)].split(None, 1)[0])
            body = Splice(self._row_end(spot.start), max(spot.end, self._row_end(spot.start)), rows)
            return [Splice(spot.start if head else spot.behind, sign, head), body]
        end = self._row_end(spot.end)
        if spot.style == "empty":
            return [Splice(spot.behind, spot.behind, f" {head}" if head else ""), Splice(end, end, rows)]
        return [Splice(spot.start if head else spot.behind, spot.end, head), Splice(end, end, rows)]

    def _written(self, where: Where, value: Any, like: str) -> Written:
        spot = self._sheet.spots[where]
        room = self._manner.width - (spot.behind - self._row(spot.behind)) - 1
        return written(value, self._column(spot), room, self._manner, entry=isinstance(where[-1], int), like=like)

    # --- something new

    def _add_name(self, where: Where, value: Any, names: Sequence[str]) -> list[Splice]:
        around, name = where[:-1], str(where[-1])
        present: list[str] = list(self._sheet.at(around) or {})
        holder = self._sheet.spots.get(around)
        if holder is None or not present:
            return self._fill(around, {name: value})
        if holder.style == "flow":
            end = self._sheet.spots[(*around, present[-1])].end
            return [Splice(end, end, f", {name_of(name)}: {inline(value, brackets=True)}")]
        spots = {each: self._sheet.spots[(*around, each)] for each in present}
        rows = pair(name, value, self._column(spots[present[0]]), self._manner)
        order = {each: number for number, each in enumerate(names)}
        mine = order.get(name, len(order))
        before = [each for each in present if order.get(each, len(order)) <= mine]
        if before:
            last = max(before, key=lambda each: (order.get(each, len(order)), spots[each].mark))
            at = self._extent_end(spots[last])
            gap = "\n" if self._spaced(list(spots.values())) else ""
            return [Splice(at, at, gap + "".join(f"\n{row}" for row in rows))]
        first = spots[present[0]]
        indent = " " * self._column(first)
        return [Splice(first.mark, first.mark, "\n".join(rows).lstrip(" ") + f"\n{indent}")]

    def _add_entry(self, where: Where, value: Any) -> list[Splice]:
        around, at = where[:-1], where[-1]
        spots = self._entries(around)
        if not spots:
            return self._replace(around, [value])
        if self._sheet.spots[around].style == "flow":
            text = inline(value, brackets=True)
            if at == len(spots):
                return [Splice(spots[-1].end, spots[-1].end, f", {text}")]
            return [Splice(spots[int(at)].start, spots[int(at)].start, f"{text}, ")]
        rows = item(value, self._column(spots[0]), self._manner)
        gap = "\n" if self._spaced(spots) else ""
        if at == len(spots):
            end = self._extent_end(spots[-1])
            return [Splice(end, end, gap + "".join(f"\n{row}" for row in rows))]
        start = self._extent_start(where)
        return [Splice(start, start, "".join(f"{row}\n" for row in rows) + gap)]

    def _fill(self, around: Where, value: dict[str, Any]) -> list[Splice]:
        """The first names of a mapping that has none."""
        if around:
            return self._replace(around, value)
        rows = [row for name, each in value.items() for row in pair(name, each, 0, self._manner)]
        root = self._sheet.spots.get(())
        start, end = (root.start, root.end) if root else (len(self._text), len(self._text))
        line = "" if not self._text[:start] or self._text[:start].endswith("\n") else "\n"
        return [Splice(start, end, line + "\n".join(rows) + ("" if root else "\n"))]

    # --- out, and elsewhere

    def _take_out(self, where: Where) -> list[Splice]:
        around, spot = where[:-1], self._sheet.spots[where]
        holder = self._sheet.spots[around]
        siblings = [key for key in self._sheet.spots if key[:-1] == around and len(key) == len(where)]
        if len(siblings) == 1:
            return self._empty(where, "[]" if isinstance(where[-1], int) else "{}")
        if holder.style == "flow":
            return [self._out_of_brackets(sorted(self._sheet.spots[key] for key in siblings), spot)]
        end = self._extent_end(spot)
        if self._begins_row(spot.mark):
            return [self._whole_rows(self._part_start(where), end)]
        later = min(self._sheet.spots[key].mark for key in siblings if self._sheet.spots[key].mark > spot.mark)
        if not self._text[end:later].strip():
            return [Splice(spot.mark, later, "")]
        return [Splice(len(self._text[: spot.mark].rstrip(" ")), end, "")]

    def _empty(self, where: Where, sign: str) -> list[Splice]:
        """The only part of a list or mapping goes; `sign` shows that there is none."""
        around, spot = where[:-1], self._sheet.spots[where]
        holder = self._sheet.spots[around]
        end = self._extent_end(spot)
        if holder.style == "flow":
            return [Splice(holder.start, holder.end, sign)]
        if not around:
            return [self._whole_rows(self._part_start(where), end)]
        if self._row(holder.start) == self._row(holder.behind):
            return [Splice(holder.start, end, sign)]
        return [Splice(holder.behind, holder.behind, f" {sign}"), self._whole_rows(self._part_start(where), end)]

    def _out_of_brackets(self, spots: list[Spot], spot: Spot) -> Splice:
        at = spots.index(spot)
        if at + 1 < len(spots):
            return Splice(spot.mark, spots[at + 1].mark, "")
        between = self._text[spots[at - 1].end : spot.mark]
        if "#" not in between:
            return Splice(spots[at - 1].end, spot.end, "")
        # A remark stands there: the comma before it may end the list, a second one may not.
        comma = self._text.find(",", spot.end)
        ended = comma >= 0 and not self._text[spot.end : comma].strip()
        return Splice(spot.mark, comma + 1 if ended else spot.end, "")

    def _move(self, where: Where, to: int) -> list[Splice]:
        around, at = where[:-1], int(where[-1])
        spots = self._entries(around)
        if self._sheet.spots[around].style == "flow":
            slots = [(spot.mark, spot.end) for spot in spots]
        else:
            slots = [(self._extent_start((*around, at)), self._extent_end(spot)) for at, spot in enumerate(spots)]
        texts = [self._text[start:end] for start, end in slots]
        texts.insert(to, texts.pop(at))
        return [Splice(start, end, text) for (start, end), text in zip(slots, texts, strict=True)]

    # --- lines

    def _row(self, at: int) -> int:
        return self._text.rfind("\n", 0, max(at, 0)) + 1

    def _row_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        return len(self._text) if end < 0 else end

    def _column(self, spot: Spot) -> int:
        return spot.mark - self._row(spot.mark)

    def _begins_row(self, at: int) -> bool:
        return not self._text[self._row(at) : at].strip()

    def _entries(self, around: Where) -> list[Spot]:
        return [self._sheet.spots[(*around, number)] for number in range(len(self._sheet.at(around)))]

    def _extent_end(self, spot: Spot) -> int:
        """Where the last line of a part ends: remarks below that are indented further than it begins are its own."""
        end = at = self._row_end(spot.end)
        while at < len(self._text):
            row = self._text[at + 1 : self._row_end(at + 1)]
            words = row.lstrip(" ")
            own = words.startswith("#") and len(row) - len(words) > self._column(spot)
            if not own and (words or spot.style != "block"):
                break
            at = self._row_end(at + 1)
            end = at if words else end
        return end

    def _part_start(self, where: Where) -> int:
        """Where the lines that go with a part begin.

        A name with one value on its line comes and goes while somebody types: the remark above it waits for the next.
        """
        spot = self._sheet.spots[where]
        own = isinstance(where[-1], int) or spot.style == "block"
        return self._extent_start(where) if own else self._row(spot.mark)

    def _extent_start(self, where: Where) -> int:
        """Where the first line of a part begins: the remarks right above it, in its column, are its own."""
        spot = self._sheet.spots[where]
        if not self._begins_row(spot.mark):
            return spot.mark
        around = where[:-1]
        siblings = (each for key, each in self._sheet.spots.items() if key[:-1] == around and len(key) == len(where))
        earlier = max((each for each in siblings if each.mark < spot.mark), key=lambda each: each.mark, default=None)
        holder = self._sheet.spots[around]
        least = (self._extent_end(earlier) if earlier else self._row_end(holder.behind)) + 1
        start = self._row(spot.mark)
        while start > least and self._text.startswith(f"{' ' * self._column(spot)}#", self._row(start - 1)):
            start = self._row(start - 1)
        return start

    def _spaced(self, spots: list[Spot]) -> bool:
        """Whether most of these parts have an empty line between them."""
        gaps = [self._text[one.end : other.mark] for one, other in pairwise(spots)]
        return sum("\n\n" in gap.replace(" ", "") for gap in gaps) * 2 > len(gaps)

    def _whole_rows(self, start: int, end: int) -> Splice:
        """These lines go, and one of two empty ones that would stand one below the other."""
        end = min(end + 1, len(self._text))
        above, below = self._text[:start], self._text[end:]
        if (not above or above.endswith("\n\n")) and below.startswith("\n"):
            end += 1
        return Splice(start, end, "")


def _kept_quote(spot: Spot, value: Any) -> str:
    return spot.style if isinstance(value, str) and spot.style in ("'", '"') else ""


def _manner(text: str, sheet: Sheet, width: int) -> Manner:
    """How this author indents: what is most common."""
    names, dashes, entries = Counter[int](), Counter[int](), Counter[int]()
    for where, spot in sheet.spots.items():
        if len(where) < 2 or spot.inline:
            continue
        holder, last, outer_last = sheet.spots[where[:-1]], where[-1], where[-2]
        column = spot.mark - (text.rfind("\n", 0, spot.mark) + 1)
        outer = holder.mark - (text.rfind("\n", 0, holder.mark) + 1)
        if isinstance(last, int):
            if isinstance(outer_last, str):
                dashes[column - outer] += 1
            if spot.style == "plain":
                entries[spot.start - spot.mark] += 1
        elif isinstance(outer_last, int):
            entries[column - outer] += 1
        else:
            names[column - outer] += 1
    usual = Manner()
    indents = _most(names, 1, usual.name), _most(dashes, 0, usual.dash), _most(entries, 2, usual.entry)
    return Manner(*indents, width)


def _most(count: Counter[int], least: int, default: int) -> int:
    found = count.most_common(1)
    return max(found[0][0], least) if found else default
