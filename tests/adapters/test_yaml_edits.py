"""Steps of a form in the text of a YAML file: what was not touched stays as it is, letter for letter."""

import copy
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.adapters.strict_yaml import read_yaml
from coach.adapters.yaml_edits import edited
from coach.domain.studio.manuscript import Insert, Move, Put, Remove, Where
from coach.errors import UsageError

ROOT = Path(__file__).parents[2]
SHIPPED = {
    path.name: path.read_text("utf-8")
    for folder in ("rubrics", "battlecards")
    for path in sorted((ROOT / folder).glob("*.yaml"))
}
AWKWARD = {
    "two spaces.yaml": """\
title: A
criteria:
- id: a
  says:
  - one   # first
  - 'it''s two'
# between
- id: b
""",
    "four spaces.yaml": """\
criteria:
    -   id: a
        weight: 5 # five

    # second
    -   id: b
        weight: 6
""",
    "brackets.yaml": """\
a: [one, "two, three", {x: 1, y: [2]}]
b: {c: 1, d: "e"}  # both
e: [
  f, # about f
  g,
]
""",
    "scalars.yaml": """\
a: >-  # folded
  one two
  three

# next
b: |
  kept
   as it is
c: plain
  goes on
d: 'q'
""",
    "remarks.yaml": """\
# one

# two
a: 1

  # three

b:
  # four
  c: 2
  # five
 # six
# seven
""",
    "other script.yaml": "название: «Мост»  # мост\nliste:\n  - 日本語\n  - عربي\n",
    "no end.yaml": "a: 1\nb:\n  - c",
}
TEXTS = SHIPPED | AWKWARD


def places(data: Any, where: Where = ()) -> list[Where]:
    """Every place in parsed data."""
    found: list[Where] = [where] if where else []
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for part, value in parts:
        found += places(value, (*where, part))
    return found


def some_places(name: str) -> list[Where]:
    """Every place in the awkward texts and in all texts when long, else every so many in the shipped ones."""
    found = places(read_yaml(TEXTS[name]).data)
    every = len(found) // 12 if name in SHIPPED and os.environ.get("COACH_TEST_LONG") != "1" else 1
    return found[:: max(every, 1)]


def at(data: Any, where: Where) -> Any:
    for part in where:
        data = data[part]
    return data


def remarks(text: str) -> list[str]:
    """The lines that are nothing but a remark, without their indentation."""
    return [row.strip() for row in text.split("\n") if row.lstrip().startswith("#")]


def extent(text: str, where: Where) -> tuple[int, int]:
    """The first and the last line of a part, counted from 0."""
    spot = read_yaml(text).spots[where]
    return text.count("\n", 0, spot.mark), text.count("\n", 0, spot.end)


def own_remarks(text: str, where: Where) -> list[str]:
    """The remarks right below a part that are indented further than it is: they go where it goes."""
    spot = read_yaml(text).spots[where]
    column = spot.mark - text.rfind("\n", 0, spot.mark) - 1
    found: list[str] = []
    for row in text[spot.end :].split("\n")[1:]:
        if row.lstrip().startswith("#") and len(row) - len(row.lstrip()) > column:
            found.append(row.strip())
        elif row.strip():
            break
    return found


def remarks_above(text: str, where: Where) -> list[str]:
    """The remarks right above an entry, or above a name with lines of its own: they go where it goes."""
    spot = read_yaml(text).spots[where]
    rows = text[: spot.mark].split("\n")
    found: list[str] = []
    if not rows[-1].strip() and (isinstance(where[-1], int) or spot.style == "block"):
        for row in reversed(rows[:-1]):
            if not row.startswith(f"{rows[-1]}#"):
                break
            found.append(row.strip())
    return found


def words(text: str) -> list[str]:
    """The lines that are not empty."""
    return [row for row in text.split("\n") if row.strip()]


ANY_TEXT = st.text(min_size=1, max_size=300).filter(lambda text: bool(text.strip()))
MISREAD = st.sampled_from(
    "no|Yes|1:30|2026-03-12|# not a remark|a: b|- x|null|~|007|1e5|'|\"|\\|{x|*a|&b|!c|>|%|@|x #y".split("|")
)
PROSE = st.lists(st.sampled_from(["word", "longer words", "—", "#1", "a:", "日本語", "x\ny"]), min_size=1, max_size=40)
VALUES = st.one_of(ANY_TEXT, MISREAD, PROSE.map(" ".join), st.integers(0, 1000), st.floats(0, 100, width=16))
NODES = st.recursive(
    VALUES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3),
        st.dictionaries(st.sampled_from(["id", "text", "no", "w x"]), inner, min_size=1, max_size=3),
    ),
    max_leaves=5,
)


@settings(max_examples=60)
@given(name=st.sampled_from([*AWKWARD, "first_call.yaml", "us.yaml"]), data=st.data())
def test_a_value_that_is_put_changes_its_own_lines_only(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    before = read_yaml(text).data
    where = data.draw(st.sampled_from(places(before)))
    value = data.draw(NODES)
    after = edited(text, [Put(where=where, value=value)])
    first, last = extent(text, where)
    rows = text.split("\n")
    assert after.startswith("".join(f"{row}\n" for row in rows[:first]))
    assert after.endswith("".join(f"\n{row}" for row in rows[last + 1 :]))
    read = read_yaml(after)
    wanted = copy.deepcopy(before)
    at(wanted, where[:-1])[where[-1]] = at(read.data, where)
    assert read.data == wanted


@settings(max_examples=60)
@given(name=st.sampled_from([*AWKWARD, "first_call.yaml", "us.yaml"]), data=st.data())
def test_what_was_put_is_what_is_read(name: str, data: st.DataObject) -> None:
    text = TEXTS[name]
    where = data.draw(st.sampled_from(places(read_yaml(text).data)))
    value = data.draw(st.one_of(ANY_TEXT, MISREAD, PROSE.map(" ".join)))
    after = read_yaml(edited(text, [Put(where=where, value=value)]))
    if set(value) <= set(map(chr, range(0x20, 0x7F))) | {"\n"}:
        assert at(after.data, where) == value.strip()
    assert not after.doubtful.keys() - read_yaml(text).doubtful.keys()


@pytest.mark.parametrize("name", TEXTS)
def test_taking_out_any_one_part_leaves_every_remark_outside_of_it(name: str) -> None:
    text = TEXTS[name]
    before = read_yaml(text).data
    for where in some_places(name):
        after = edited(text, [Remove(where=where)])
        wanted = copy.deepcopy(before)
        del at(wanted, where[:-1])[where[-1]]
        assert (read_yaml(after).data or {}) == wanted, where
        first, last = extent(text, where)
        rows = text.split("\n")
        outside = "\n".join(rows[: first + 1]), "\n".join(rows[last:])
        kept = remarks(after)
        above = remarks_above(text, where)
        assert [each for each in remarks(outside[0]) if each not in kept] == above[::-1], where
        gone = [each for each in remarks(outside[1]) if each not in kept]
        assert gone == own_remarks(text, where)[: len(gone)], where


@pytest.mark.parametrize("name", TEXTS)
def test_moving_any_entry_keeps_every_line_and_comes_back_as_it_was(name: str) -> None:
    text = TEXTS[name]
    before = read_yaml(text).data
    for where in some_places(name):
        entries = at(before, where)
        if isinstance(entries, list) and len(entries) > 1:
            there = edited(text, [Move(where=(*where, 0), to=len(entries) - 1)])
            assert at(read_yaml(there).data, where) == [*entries[1:], entries[0]]
            assert sorted(remarks(there)) == sorted(remarks(text))
            assert edited(there, [Move(where=(*where, len(entries) - 1), to=0)]) == text
            swapped = edited(text, [Move(where=(*where, 1), to=0)])
            assert edited(swapped, [Move(where=(*where, 0), to=1)]) == text


@pytest.mark.parametrize("name", TEXTS)
def test_an_entry_put_in_and_taken_out_leaves_the_text_as_it_was(name: str) -> None:
    text = TEXTS[name]
    before = read_yaml(text).data
    for where in some_places(name):
        entries = at(before, where)
        for position in range(len(entries) + 1) if isinstance(entries, list) else ():
            new = {"id": "new_one", "asks": "Does it hold: yes?"} if isinstance(entries[0], dict) else "a new entry"
            there = edited(text, [Insert(where=(*where, position), value=new)])
            assert at(read_yaml(there).data, where) == [*entries[:position], new, *entries[position:]]
            assert remarks(there) == remarks(text)
            back = edited(there, [Remove(where=(*where, position))])
            assert words(back) == words(text)


@pytest.mark.parametrize("name", TEXTS)
def test_a_name_put_in_and_taken_out_leaves_the_text_as_it_was(name: str) -> None:
    text = TEXTS[name]
    before = read_yaml(text).data
    for where in [(), *some_places(name)]:
        if isinstance(at(before, where), dict):
            there = edited(text, [Put(where=(*where, "a_new_name"), value="Some words")])
            assert at(read_yaml(there).data, where) == at(before, where) | {"a_new_name": "Some words"}
            back = edited(there, [Put(where=(*where, "a_new_name"), value=None)])
            assert words(back) == words(text)


def test_a_place_that_cannot_be_cut_open_is_told_with_its_line_and_the_way_on() -> None:
    text = "title: x\n? about\n: words\n"
    assert edited(text, [Put(where=("title",), value="z")]) == text.replace("x", "z")
    with pytest.raises(UsageError, match=r"place in line 2 .*cannot change") as told:
        edited(text, [Put(where=("about",), value="other words")])
    assert "on the side of the text" in told.value.hint
