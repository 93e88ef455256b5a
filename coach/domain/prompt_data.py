"""What others have written, as it may stand in a prompt: data, and nobody's turn."""

import json
import re
import unicodedata
from typing import Any, cast

_ROLE_MARKERS = re.compile(
    r"<\|[^|<>]{0,40}\|>|</?(?:s|think|system|user|assistant|im_start|im_end|start_of_turn|end_of_turn)>"
    r"|\[/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS)\]|<</?SYS>>",
    re.IGNORECASE,
)
_ROLE_NAMES = re.compile(r"(?:#+\s*)?\b(system|assistant|user|human|developer|instruction|response)\s*:", re.IGNORECASE)


def without_role_markers(text: str) -> str:
    """A line as a model may see it: no chat markup, no invisible characters, nobody's turn."""
    visible = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in text)
    bare = _ROLE_MARKERS.sub(" ", visible)
    return " ".join(_ROLE_NAMES.sub(lambda match: match[1], bare).split())


def plain(value: Any) -> Any:
    """The same data, each text without chat markup and line breaks: cards and accounts are pasted from anywhere."""
    if isinstance(value, str):
        return without_role_markers(value)
    if isinstance(value, dict):
        return {name: plain(each) for name, each in cast(dict[str, Any], value).items()}
    return [plain(each) for each in cast(list[Any], value)] if isinstance(value, list | tuple) else value


def filled_json(value: Any) -> str:
    """The data as plain JSON, one entry a line, without the names of what is empty."""
    return json.dumps(plain(_filled(value)), ensure_ascii=False, indent=0)


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        items = cast(dict[str, Any], value).items()
        return {name: _filled(each) for name, each in items if each not in (None, "", [], ())}
    return [_filled(each) for each in cast(list[Any], value)] if isinstance(value, list | tuple) else value
