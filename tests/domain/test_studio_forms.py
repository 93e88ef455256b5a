"""The forms of the studio against the values that they fill in: no field is missing and no limit invented."""

from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from coach.adapters.golden_files import _GoldenHead, _OtherHead  # pyright: ignore[reportPrivateUsage]
from coach.domain.rubric import PitchKind, Rubric, Us
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.studio.forms.card_form import CARD
from coach.domain.studio.forms.form import Field, Form, Kind
from coach.domain.studio.forms.pitch_form import pitch_form
from coach.domain.studio.forms.rubric_form import RUBRIC
from coach.domain.studio.forms.us_form import US

BY_HAND = {"id", "version"}
"""Of a whole file: its name and the hash of what it says, which nobody writes."""

FORMS = {"rubric": (RUBRIC, Rubric), "card": (CARD, Battlecard), "us": (US, Us)}


def bare(annotation: Any) -> Any:
    """Without `Annotated` and `| None`."""
    if get_origin(annotation) is Annotated:
        return bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return bare(next(each for each in get_args(annotation) if each is not type(None)))
    return annotation


def inner(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds, alone, in a list or under names."""
    kind = bare(annotation)
    if get_origin(kind) in (tuple, dict):
        kind = bare(get_args(kind)[0 if get_origin(kind) is tuple else 1])
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def pairs(
    fields: tuple[Field, ...], model: type[BaseModel], place: str, left_out: frozenset[str] = frozenset()
) -> Iterator[tuple[str, tuple[Field, ...], type[BaseModel], set[str]]]:
    """Every level of a form beside the model that it fills in."""
    yield place, fields, model, set(model.model_fields) - left_out
    for field in fields:
        if field.fields:
            below = inner(model.model_fields[field.name].annotation)
            assert below is not None, f"{place}.{field.name}"
            yield from pairs(field.fields, below, f"{place}.{field.name}")


LEVELS = [
    pytest.param(fields, model, names, id=place)
    for kind, (form, whole) in FORMS.items()
    for place, fields, model, names in pairs(form.fields, whole, kind, frozenset(BY_HAND))
]


@pytest.mark.parametrize(("fields", "model", "names"), LEVELS)
def test_every_name_of_a_file_stands_in_its_form_once(
    fields: tuple[Field, ...], model: type[BaseModel], names: set[str]
) -> None:
    assert sorted(field.name for field in fields) == sorted(names)


@pytest.mark.parametrize(("fields", "model", "names"), LEVELS)
def test_what_a_file_must_have_is_required_in_its_form(
    fields: tuple[Field, ...], model: type[BaseModel], names: set[str]
) -> None:
    for field in fields:
        info = model.model_fields[field.name]
        assert field.required == info.is_required(), field.name


@pytest.mark.parametrize(("fields", "model", "names"), LEVELS)
def test_numbers_beyond_the_limits_of_a_form_are_refused_and_those_at_them_are_not(
    fields: tuple[Field, ...], model: type[BaseModel], names: set[str]
) -> None:
    for field in fields:
        if field.kind is not Kind.NUMBER or field.high is None or field.low is None:
            continue
        info = model.model_fields[field.name]
        adapter = TypeAdapter[Any](Annotated[info.annotation, *info.metadata])  # pyright: ignore[reportInvalidTypeForm]
        step = 1 if field.whole else 0.5
        for fits in (int(field.low), int(field.high)):
            adapter.validate_python(fits)
        for beyond in (field.low - step, field.high + step):
            with pytest.raises(ValidationError):
                adapter.validate_python(int(beyond) if field.whole else beyond)


@pytest.mark.parametrize(("fields", "model", "names"), LEVELS)
def test_a_choice_offers_every_word_that_a_file_may_hold(
    fields: tuple[Field, ...], model: type[BaseModel], names: set[str]
) -> None:
    for field in fields:
        kind = bare(model.model_fields[field.name].annotation)
        if isinstance(kind, type) and issubclass(kind, Enum):
            assert field.kind is Kind.CHOICE
            assert {option.value for option in field.options} == {each.value for each in kind}


@pytest.mark.parametrize(("fields", "model", "names"), LEVELS)
def test_what_is_named_in_a_form_is_there(fields: tuple[Field, ...], model: type[BaseModel], names: set[str]) -> None:
    for field in fields:
        for other in (field.instead_of, field.only_with, field.follows):
            assert not other or other in names
        if field.titled:
            assert field.titled in {each.name for each in field.fields}
        if field.new is not None:
            assert field.new.keys() <= {each.name for each in field.fields}


@pytest.mark.parametrize("part", PitchKind)
def test_the_form_of_a_text_has_the_names_of_its_head_and_what_is_said(part: PitchKind) -> None:
    head = _GoldenHead if part is PitchKind.GOLDEN else _OtherHead
    form = pitch_form(part)
    assert {field.name for field in form.fields} == {*head.model_fields, "body"}
    for field in form.fields[:-1]:
        assert field.required == head.model_fields[field.name].is_required()


@pytest.mark.parametrize("form", [RUBRIC, CARD, US, *map(pitch_form, PitchKind)])
def test_nothing_in_a_form_is_without_a_label(form: Form) -> None:
    def every(fields: tuple[Field, ...]) -> Iterator[Field]:
        for field in fields:
            yield field
            yield from every(field.fields)

    for field in every(form.fields):
        assert field.label.strip()
        assert field.kind is not Kind.CHOICE or field.options or field.source
        assert field.kind in {Kind.LINES, Kind.GROUPS, Kind.NAMED, Kind.GROUP} or field.noun == "entry"
