"""A battlecard as the file that an author would have written: remarks, folded texts, nothing to be misread."""

import io
import re
from enum import Enum
from typing import Any

from coach.adapters.yaml_scalars import number, other_reading
from coach.domain.sparring.cards.battlecard import Battlecard

WIDTH = 100
LONGEST_PLAIN = 80
"""Characters; longer texts are folded over several lines."""

_PLAIN = re.compile(r"[^\W_][\w ,.;()’“”–…?/+-]*", re.ASCII)

_START = """\
What we know of {name}. This card was made in the program; battlecards/README.md explains every name.
It is temporary: what has no `source` and `date` counts as unsourced wherever it is used.
To make a lasting card of it: give each claim its source and date, or delete it; write answers of
your own with a `proof` of us.yaml; then delete the line `temporary: true`, and run `coach check`."""

_HEAD = ("name", "temporary", "expires", "stale_after_days", "about", "segment", "manner")

_SECTIONS = {
    "claims": "What their rep says. A claim without `source` and `date` is hearsay until you add both.",
    "plays": "How their rep tries to win. Those without `claims` are general ones: put in what really happens.",
    "they_win": "Where they truly win, and we say so.",
    "we_win": "Where we win, with a proof of us.yaml or a source.",
    "landmines": "Neutral questions that the buyer would do well to ask every vendor, us as well.",
    "prices": "What they charge, as far as a source shows it.",
    "never_say": "Words that nobody may say about them.",
    "words": "Names that speech recognition should expect.",
}


def card_yaml(card: Battlecard) -> str:
    """The text of the card's file. Fields that say what would hold anyway are left out."""
    from ruamel.yaml import YAML

    written = card.model_dump(exclude={"id", "version"}, exclude_defaults=True)
    data = {name: written[name] for name in (*_HEAD, *written) if name in written}
    top = node(data)
    for name, remark in _SECTIONS.items():
        if name in data:
            top.yaml_set_comment_before_after_key(name, before=f"\n{remark}")
    writer = YAML()
    writer.width = WIDTH
    writer.indent(mapping=2, sequence=4, offset=2)  # pyright: ignore[reportUnknownMemberType]
    out = io.StringIO()
    if card.temporary:
        remarks = _START.format(name=" ".join(card.name.split())).split("\n")
        out.write("".join(f"# {line}\n" for line in remarks) + "\n")
    writer.dump(top, out)  # pyright: ignore[reportUnknownMemberType]
    return out.getvalue()


def node(value: Any) -> Any:
    """A value in the writer's own kinds, texts in the style in which they cannot be misread."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, dict):
        return CommentedMap({name: node(each) for name, each in value.items()})  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, tuple | list):
        return CommentedSeq([node(each) for each in value])  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, Enum):
        return value.value
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, FoldedScalarString

    if len(text) > LONGEST_PLAIN and text == " ".join(text.split(" ")) == " ".join(text.split()):
        return FoldedScalarString(text)
    plain = _PLAIN.fullmatch(text) and other_reading(text) is None and number(text) is None
    return text if plain and text.casefold() != "null" else DoubleQuotedScalarString(text)
