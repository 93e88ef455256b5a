"""Validation complaints in words for the people who write rubrics and cards, never in pydantic's."""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from coach.adapters.yaml_sheet import Sheet, Where
from coach.adapters.yaml_syntax import GUIDE, Slip
from coach.domain.authoring import nearest
from coach.domain.value import Faults

Model = TypeVar("Model", bound=BaseModel)

ID = re.compile(r"[a-z][a-z0-9_-]{0,59}")
ID_RULE = "Use small letters, digits, - and _, beginning with a letter, 60 characters at most."


def build(model: type[Model], sheet: Sheet, supplied: Mapping[str, Any]) -> Model | None:
    """The value that a sheet describes, or None with the reasons added to `sheet.slips`.

    `supplied` are the fields that no author writes (the id from the file's name, the version).
    """
    if sheet.data is None:
        return None
    for name in sorted(supplied.keys() & sheet.data.keys()):
        hint = "Delete the line: the id is the name of the file." if name == "id" else "Delete the line."
        sheet.slips.append(Slip(sheet.line((name,)), f"`{name}` is not written by hand.", hint, (name,)))
    value: Model | None = None
    try:
        # As JSON, because strict validation takes a list for a tuple and a word for an enumeration only there.
        value = model.model_validate_json(json.dumps(sheet.data | dict(supplied)), strict=True)
    except ValidationError as error:
        _translate(model, sheet, error)
    sheet.slips += sheet.doubtful.values()
    return None if sheet.slips else value


def _translate(model: type[BaseModel], sheet: Sheet, error: ValidationError) -> None:
    entries = error.errors(include_url=False)
    unknown = {e["loc"] for e in entries if e["type"] == "extra_forbidden"}
    for entry in entries:
        where: Where = tuple(part for part in entry["loc"] if part != "[key]")
        sheet.doubtful.pop(where, None)  # what is expected here is said more exactly than "could be misread"
        typed_wrong = entry["type"] == "missing" and any(
            loc[:-1] == where[:-1] and difflib.get_close_matches(str(loc[-1]).casefold(), [str(where[-1])], 1, 0.75)
            for loc in unknown
        )
        # Entries that are wrong in themselves are not counted, so their list can seem empty.
        seems_empty = entry["type"] == "too_short" and any(e["loc"][: len(where)] == where != e["loc"] for e in entries)
        told = where in sheet.told and entry["type"] not in ("missing", "extra_forbidden")
        # `pass_marks` for `pass_mark` is one slip, not an unknown and a missing name.
        if not typed_wrong and not seems_empty and not told:
            sheet.slips += _slips(model, sheet, where, entry)


def _slips(model: type[BaseModel], sheet: Sheet, where: Where, entry: Any) -> Iterator[Slip]:
    kind: str = entry["type"]
    broken = entry["ctx"]["error"] if kind == "value_error" else None
    if isinstance(broken, Faults):
        for fault in broken.faults:
            text = fault.text if fault.text.endswith("?") else f"{fault.text}."
            place = (*where, *fault.where)
            yield Slip(sheet.line(place), text, _way_out(fault.text), place)
    elif broken is not None:
        yield _rule_slip(sheet, where, str(broken))
    else:
        yield _slip(model, sheet, where, entry)


def _slip(model: type[BaseModel], sheet: Sheet, where: Where, entry: Any) -> Slip:
    kind: str = entry["type"]
    name = f"`{where[-1]}`" if where and isinstance(where[-1], str) else _entry(where)
    around = _place(sheet, where[:-1])
    if kind == "missing":
        line = sheet.line(where[:-1])
        hint = f"Add a line `{where[-1]}: …` there. {GUIDE}"
        return Slip(line, f"{around or 'the file'} has no {name}.", hint, where[:-1])
    of = f" of {around}" if around else ""
    line = sheet.line(where)
    if kind == "extra_forbidden":
        known = [str(field) for field in fields_of(model, where[:-1]) if where[:-1] or field not in ("id", "version")]
        close = nearest(str(where[-1]), known)
        hint = f"Correct the name or delete the line. Possible here: {', '.join(known)}."
        return Slip(line, f"I do not know {name}{' in ' + around if around else ''}.{close}", hint, where)
    text, hint = _wrong_value(kind, entry.get("ctx") or {}, entry.get("input"), str(where[-1]) if where else "")
    return Slip(line, f"{name}{of} {text}", hint, where)


def _wrong_value(kind: str, limits: Mapping[str, Any], value: Any, name: str) -> tuple[str, str]:
    """What is wrong with a value and what to do, to follow the name of the field."""
    shown = _shown(value)
    if kind == "string_type":
        if isinstance(value, int | float):
            return f"must be text, and {shown} is a number.", f'Put it in quotes: {name}: "{shown}".'
        return f"must be text, and here it is {shown}.", f"Write the text behind `{name}:`, without a dash before it."
    if kind in ("float_type", "int_type", "int_from_float", "float_parsing", "int_parsing", "finite_number"):
        whole = "a whole number" if kind.startswith("int") else "a number"
        return f"must be {whole}, and here it is {shown}.", f"Write {whole} in digits, without quotes or other signs."
    if kind in _BOUNDS:
        return _out_of_bounds(kind, limits, shown)
    if kind in ("bool_type", "bool_parsing"):
        return f"must be `true` or `false`, and here it is {shown}.", f"Write `{name}: true`, or delete the line."
    if kind == "enum":
        choices = [choice.strip(" '") for choice in re.split(r",| or ", str(limits.get("expected", "")))]
        listed = ", ".join(f"`{choice}`" for choice in choices if choice)
        return f"cannot be {shown}.{nearest(str(value), choices)}", f"Write one of {listed}."
    if kind in ("string_pattern_mismatch", "string_too_long"):
        rule = "Use small letters, digits, - and _, beginning with a letter, 60 characters at most: first_call."
        return f"cannot be {shown}, because it is used as an id.", rule
    if kind == "tuple_type":
        return f"must be a list, and here it is {shown}.", f"Write `{name}:`, and below it each entry after a dash: - …"
    if kind in ("dict_type", "model_type"):
        example = "Give each part its own line of the form `name: text`, indented by two spaces."
        return f"must be made of `name: text` lines, and here it is {shown}.", f"{example} {GUIDE}"
    return f"cannot be {shown}.", GUIDE


_BOUNDS = {
    "greater_than_equal": "at least",
    "less_than_equal": "at most",
    "greater_than": "more than",
    "too_short": "",
    "too_long": "",
}


def _out_of_bounds(kind: str, limits: Mapping[str, Any], shown: str) -> tuple[str, str]:
    """A number that is too large or too small, a list that is too long or empty."""
    if kind == "too_short":
        return "is empty.", f"Write at least one entry. {GUIDE}"
    if kind == "too_long":
        most = limits.get("max_length")
        return f"has {limits.get('actual_length')} entries, and at most {most} are possible.", "Keep the best ones."
    bound = limits.get("ge", limits.get("le", limits.get("gt")))
    words = f"{_BOUNDS[kind]} {bound:g}"
    return f"is {shown}, and must be {words}.", f"Write a number that is {words}."


def _rule_slip(sheet: Sheet, where: Where, text: str) -> Slip:
    """A rule between several fields. The names in its text tell which line to show."""
    place = where
    depth = len(where)
    for named in re.findall(r"`([^`]+)`", text):
        for candidate in sheet.lines:
            if candidate[: len(where)] == where and len(candidate) >= depth and _stands_for(sheet, candidate, named):
                place, depth = candidate, len(candidate)
    around = _place(sheet, where)
    return Slip(sheet.line(place), f"{around + ': ' if around else ''}{text}.", _way_out(text), place)


def _way_out(text: str) -> str:
    """The next step for a broken rule between several fields."""
    return next((hint for words, hint in _RULES if words in text), GUIDE)


# By words in the messages of the validators of coach.domain.rubric and coach.domain.sparring.cards.battlecard.
_RULES = (
    ("not under `situations`", "Correct the name here, or add the situation under `situations`."),
    ("each needs its own", "Rename one of the two."),
    ("and not both", "Keep `checks` for yes/no questions or `levels` for descriptions, and delete the other."),
    ("without a gap", "Number the levels from 0 (worst) upwards, in order."),
    ("one level alone", "Add the missing description."),
    ("earns nothing", "Write `weight: 0` there, or add a check that earns points."),
    ("every weight there is 0", "Give at least one criterion a weight above 0 in that situation."),
    ("not under `claims`", "Correct the name here, or add the claim under `claims`."),
    ("has no answer", "Give the play an `answer`, or add one to a claim that it leans on."),
    ("must be shorter", "Write the smaller number of seconds after `at_least`."),
)


def _stands_for(sheet: Sheet, where: Where, named: str) -> bool:
    return sheet.at(where) == named or (bool(where) and where[-1] == named)


def _place(sheet: Sheet, where: Where) -> str:
    """`criterion `opening`, check `name``, from the ids where there are any."""
    words: list[str] = []
    for depth, part in enumerate(where):
        if isinstance(part, int):
            continue
        following = where[depth + 1] if depth + 1 < len(where) else None
        if not isinstance(following, int):
            words.append(f"`{part}`")
            continue
        own = sheet.at((*where[: depth + 2], "id"))
        if part not in _SINGULAR:
            words.append(f"entry {following + 1} of `{part}`")
        else:
            words.append(f"{_SINGULAR[part]} " + (f"`{own}`" if isinstance(own, str) else str(following + 1)))
    return ", ".join(words)


_SINGULAR = {
    "criteria": "criterion",
    "checks": "check",
    "proofs": "proof",
    "claims": "claim",
    "plays": "play",
    "they_win": "`they_win` entry",
    "we_win": "`we_win` entry",
    "landmines": "landmine",
    "prices": "price",
}


def _entry(where: Where) -> str:
    if len(where) < 2:
        return "the file"
    number, name = where[-1], where[-2]
    return f"{_SINGULAR.get(str(name), 'entry')} {int(number) + 1}"


def fields_of(model: type[BaseModel], where: Where) -> list[str]:
    """The names that may stand at a place, in the order in which the value has them."""
    kind: Any = model
    for part in where:
        if _is_model(kind):
            kind = _inner(kind.model_fields[str(part)].annotation)
        elif get_origin(kind) in (tuple, dict):
            kind = _inner(get_args(kind)[0 if get_origin(kind) is tuple else 1])
    return list(kind.model_fields) if _is_model(kind) else []


def _inner(annotation: Any) -> Any:
    """The annotation without its `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return _inner(get_args(annotation)[0])
    options = [option for option in get_args(annotation) if option is not type(None)]
    if len(options) == 1 and get_origin(annotation) not in (tuple, dict):
        return _inner(options[0])
    return annotation


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "made of `name: text` lines"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Enum | bool) or value is None:
        return str(value)
    if isinstance(value, str):
        return f"“{value if len(value) <= 40 else value[:39] + '…'}”"
    return f"{value:g}" if isinstance(value, float) else str(value)
