"""JSON answers from models on any server: the schema they are asked for, and the object in their reply."""

import json
import re
from typing import Any

from pydantic import BaseModel

_THINKING = re.compile(
    r"<think(?:ing)?>.*?</think(?:ing)?>|<\|channel\|>analysis.*?(?=<\|channel\|>final|\Z)", re.DOTALL | re.IGNORECASE
)
# A template may open the block itself, so that the reply only closes it.
_THINKING_OPENED_BEFORE = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL | re.IGNORECASE)


def strict_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a shape in the subset that all servers take.

    Every property required, no additional ones, no defaults, references resolved, properties in the
    order of the fields: constrained decoders write them in that order.
    """
    schema = shape.model_json_schema()
    return _strict(schema, schema.get("$defs", {}))


def last_object(reply: str) -> str:
    """The last complete JSON object of a reply, without thinking, fences or prose around it.

    The last one, because echoed or injected ones come first. Raises ValueError when there is none.
    """
    text = _THINKING_OPENED_BEFORE.sub("", _THINKING.sub("", reply)).strip()
    decoder = json.JSONDecoder()
    found: str | None = None
    position = text.find("{")
    while position != -1:
        try:
            _, end = decoder.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError):
            end = position + 1
        else:
            found = text[position:end]
        position = text.find("{", end)
    if found is None:
        raise ValueError("There is no complete JSON object in the reply.")
    return found


def _strict(schema: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        return _strict(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    kept = {key: value for key, value in schema.items() if key not in {"$defs", "default", "title", "description"}}
    if "properties" in kept:
        properties: dict[str, dict[str, Any]] = kept["properties"]
        kept["properties"] = {name: _strict(value, definitions) for name, value in properties.items()}
        kept |= {"required": list(properties), "additionalProperties": False}
    if "items" in kept:
        kept["items"] = _strict(kept["items"], definitions)
    if "anyOf" in kept:
        kept["anyOf"] = [_strict(choice, definitions) for choice in kept["anyOf"]]
    return kept
