"""Steps of a form, made in the text of a YAML file: remarks and everything untouched stay as they are."""

import io
from collections.abc import Sequence
from typing import Any

from coach.domain.studio.manuscript import Edit, Insert, Move, Put, Remove, Where
from coach.errors import ContentError, UsageError


def edited(text: str, edits: Sequence[Edit]) -> str:
    """The text after these steps. Raises ContentError (no YAML) and UsageError (a step that does not fit)."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError

    parser = YAML()
    parser.preserve_quotes = True
    parser.width = 10**6
    parser.indent(mapping=2, sequence=4, offset=2)  # pyright: ignore[reportUnknownMemberType]
    try:
        data: Any = parser.load(text)  # pyright: ignore[reportUnknownMemberType]
    except YAMLError as error:
        raise ContentError("The text cannot be taken apart.", hint="Mend the line that is marked first.") from error
    data = CommentedMap() if data is None else data
    for edit in edits:
        _step(data, edit)
    out = io.StringIO()
    parser.dump(data, out)  # pyright: ignore[reportUnknownMemberType]
    return out.getvalue()


def _step(data: Any, edit: Edit) -> None:
    from coach.adapters.card_writer import node

    try:
        holder = _at(data, edit.where[:-1])
        last = edit.where[-1]
        match edit:
            case Put(value=None):
                holder.pop(last, None)
            case Put(value=value):
                holder[last] = node(value)
            case Insert(value=value):
                holder.insert(last, node(value))
            case Remove():
                del holder[last]
            case Move(to=to):
                holder.insert(to, holder.pop(last))
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise UsageError("The form and the text do not fit together any more.", hint="Load the page again.") from error


def _at(data: Any, where: Where) -> Any:
    for part in where:
        data = data[part]
    return data
