"""What the steps of a form do to plain data, and how large steps are made of small ones."""

import copy
import difflib
import json
from collections.abc import Iterator
from typing import Any, NoReturn

from coach.adapters.yaml_sheet import Where
from coach.adapters.yaml_values import cleaned
from coach.domain.studio.manuscript import Edit, Insert, Move, Put, Remove
from coach.errors import UsageError


def refuse() -> NoReturn:
    """A step that does not fit the text, most often because somebody changed the text meanwhile."""
    raise UsageError("The form and the text do not fit together any more.", hint="Load the page again.")


def simpler(data: Any, edit: Edit) -> Iterator[Edit]:
    """Steps that come to the same and touch as little as can be, one after the other.

    A list or mapping that takes the place of another is changed entry by entry, what is around a missing place
    is made with it, and taking out is a step of its own. Raises UsageError.
    """
    match edit:
        case Put(where=(), value=_):
            refuse()
        case Put(where=where, value=None):
            if _is_there(data, where):
                yield Remove(where=where)
        case Put(where=where, value=value):
            yield from _put(data, where, cleaned(value))
        case Insert(where=where, value=value):
            yield from _insert(data, where, cleaned(value))
        case Remove() | Move():
            yield edit


def applied(data: Any, step: Edit) -> Any:
    """The data after a small step. Raises UsageError."""
    changed = copy.deepcopy(data)
    holder, last = _at(changed, step.where[:-1]), step.where[-1] if step.where else refuse()
    if isinstance(holder, dict) and isinstance(last, str):
        match step:
            case Put(value=value):
                holder[last] = value
            case Remove() if last in holder:
                del holder[last]
            case _:
                refuse()
    elif isinstance(holder, list) and isinstance(last, int):
        _apply_to_list(holder, last, step)  # pyright: ignore[reportUnknownArgumentType]
    else:
        refuse()
    return changed


def _apply_to_list(entries: list[Any], at: int, step: Edit) -> None:
    if not 0 <= at < len(entries) + isinstance(step, Insert):
        refuse()
    match step:
        case Put(value=value):
            entries[at] = value
        case Insert(value=value):
            entries.insert(at, value)
        case Remove():
            del entries[at]
        case Move(to=to):
            if to >= len(entries):
                refuse()
            entries.insert(to, entries.pop(at))


def _put(data: Any, where: Where, value: Any) -> Iterator[Edit]:
    if _is_there(data, where):
        yield from _changed(where, _at(data, where), value)
        return
    known = where[:-1]
    while known and (not _is_there(data, known) or _at(data, known) == ""):
        known = known[:-1]
    for part in reversed(where[len(known) + 1 :]):
        value = {part: value} if isinstance(part, str) else [value] if part == 0 else refuse()
    place, holder = where[: len(known) + 1], _at(data, known)
    yield Insert(where=place, value=value) if isinstance(holder, list) else Put(where=place, value=value)


def _insert(data: Any, where: Where, value: Any) -> Iterator[Edit]:
    if not where or not isinstance(where[-1], int):
        refuse()
    if not _is_there(data, where[:-1]) or _at(data, where[:-1]) == "":
        yield from _put(data, where, value)
    else:
        yield Insert(where=where, value=value)


def _changed(where: Where, old: Any, new: Any) -> Iterator[Edit]:
    """The steps from an old value to a new one, so that whatever is alike in both is not touched."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        gone: list[str] = [name for name in old if name not in new]  # pyright: ignore[reportUnknownVariableType]
        for name, value in new.items():  # pyright: ignore[reportUnknownVariableType]
            place = (*where, str(name))  # pyright: ignore[reportUnknownArgumentType]
            yield from _changed(place, old[name], value) if name in old else [Put(where=place, value=value)]  # pyright: ignore[reportUnknownArgumentType]
        for name in gone:
            yield Remove(where=(*where, name))
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _changed_list(where, old, new)  # pyright: ignore[reportUnknownArgumentType]
    else:
        yield Put(where=where, value=new)


def _changed_list(where: Where, old: list[Any], new: list[Any]) -> Iterator[Edit]:
    matcher = difflib.SequenceMatcher(None, [_name(each) for each in old], [_name(each) for each in new], False)
    # From the end: what is taken out or put in there moves nothing that is still to come.
    for _, i1, i2, j1, j2 in reversed(matcher.get_opcodes()):
        common = min(i2 - i1, j2 - j1)
        for at in reversed(range(i1 + common, i2)):
            yield Remove(where=(*where, at))
        for at in reversed(range(j1 + common, j2)):
            yield Insert(where=(*where, i1 + common), value=new[at])
        for step in reversed(range(common)):
            yield from _changed((*where, i1 + step), old[i1 + step], new[j1 + step])


def _name(entry: Any) -> str:
    """What an entry of a list is known by: its id, where it has one."""
    own: Any = entry["id"] if isinstance(entry, dict) and "id" in entry else None  # pyright: ignore[reportUnknownVariableType]
    return f"id {own}" if own else json.dumps(entry, sort_keys=True)


def _is_there(data: Any, where: Where) -> bool:
    for part in where:
        if not _has(data, part):
            return False
        data = data[part]
    return True


def _has(value: Any, part: str | int) -> bool:
    if isinstance(part, str):
        return isinstance(value, dict) and part in value
    return isinstance(value, list) and 0 <= part < len(value)  # pyright: ignore[reportUnknownArgumentType]


def _at(data: Any, where: Where) -> Any:
    if not _is_there(data, where):
        refuse()
    for part in where:
        data = data[part]
    return data
