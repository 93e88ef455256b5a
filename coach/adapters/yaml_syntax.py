"""What a YAML parser complains about, in words for people who do not program."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple


class Slip(NamedTuple):
    """One thing wrong in a file. `line` counts from 1; None where the whole file is meant.

    `where` is the place in the data, as names and list positions; None where no one place is meant.
    """

    line: int | None
    text: str
    hint: str
    where: tuple[str | int, ...] | None = None


GUIDE = "The guides, rubrics/README.md and battlecards/README.md, explain every name and show examples."
QUOTE = 'Put the whole text in double quotes: "…".'
INDENT = "Lines that belong together begin in the same column, two spaces further in than the line they belong to."


def syntax_slip(error: Any, rows: Sequence[str], first_line: int) -> Slip:
    """Translate a `MarkedYAMLError` of ruamel.yaml; `rows` are the lines that were parsed."""
    problem, context = str(error.problem or ""), str(error.context or "")
    at = error.problem_mark or error.context_mark
    opened = error.context_mark or error.problem_mark
    line = min(int(at.line), len(rows) - 1) if at else 0
    if (open_row := _open_quote(rows[: line + 1])) is not None:
        return Slip(first_line + open_row, _NEVER_CLOSED, "Close it at the end of the text.")
    if "mapping values" in problem:
        return Slip(first_line + line, *_colon(rows[line]))
    if "cannot start any token" in problem:
        sign = problem.partition("'")[2].partition("'")[0]
        sign = "a tab" if sign.startswith("\\t") else sign or "this sign"
        return Slip(first_line + line, f"a text may not begin with {sign}.", QUOTE)
    for in_context, in_problem, from_opening, text, hint in _WORDS:
        if in_context in context and in_problem in problem:
            if in_context == "flow":
                line = _open_bracket(rows, line)
            elif from_opening and opened:
                line = min(int(opened.line), len(rows) - 1)
            return Slip(first_line + line, text, hint)
    return Slip(first_line + line, "the indentation is off.", INDENT)


_NEVER_CLOSED = "a quotation mark opens here and is never closed."
_QUOTED = re.compile(r"""\s*(?:- +)*(?:[\w-]+:\s+)?(?:"(?!(?:[^"\\]|\\.)*")|'(?!(?:[^']|'')*'))""")
_BEGINS = re.compile(r"\s*(?:- |[\w-]+:(?:\s|$)|#|$)")


def _open_quote(rows: Sequence[str]) -> int | None:
    """The first line with a text that opens a quotation mark, does not close it, and is followed by a new line of
    its own: the parser goes on to the next mark of that kind, often far below, and complains about that one."""
    for number, row in enumerate(rows):
        if _QUOTED.match(row) and all(_BEGINS.match(next_row) for next_row in rows[number + 1 : number + 2]):
            return number
    return None


def _open_bracket(rows: Sequence[str], otherwise: int) -> int:
    """The line of the innermost bracket that is still open where the parser gave up."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    lines: list[int] = []
    try:
        for token in YAML(typ="safe", pure=True).scan("\n".join(rows)):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            kind = type(token).__name__  # pyright: ignore[reportUnknownArgumentType]
            if kind in ("FlowMappingStartToken", "FlowSequenceStartToken"):
                lines.append(int(token.start_mark.line))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
            elif kind in ("FlowMappingEndToken", "FlowSequenceEndToken") and lines:
                lines.pop()
    except YAMLError:
        pass
    return lines[-1] if lines else otherwise


def _colon(row: str) -> tuple[str, str]:
    if re.match(r"\s*(?:- )*[\w-]+:(?:\s|$)", row) and row.count(": ") <= 1:
        return "this line is indented too far, or the line above it has text that belongs elsewhere.", INDENT
    return "a colon followed by a space stands inside a text.", QUOTE


# Found in the context, found in the problem, whether the opening mark's line is meant, text, hint. The
# wording of the parser was tried out with ruamel.yaml 0.18 and 0.19; the first row that fits counts.
_WORDS = (
    (
        "simple key",
        "expected ':'",
        True,
        "this line is not of the form `name: text`.",
        "Put a colon and a space after the name, or indent the line if it continues the text above.",
    ),
    (
        "quoted scalar",
        "escape",
        False,
        "a backslash stands inside double quotes.",
        "Delete it, or use single quotes instead.",
    ),
    (
        "quoted scalar",
        "",
        True,
        _NEVER_CLOSED,
        "Close it at the end of the text.",
    ),
    (
        "flow",
        "",
        True,
        "a bracket [ or { opens here and is not closed properly.",
        "Close it; if it is part of a text, put the whole text in quotes.",
    ),
    (
        "block scalar",
        "",
        False,
        "text stands on the same line as the sign > or |.",
        "Begin the text on the next line, or put all of it in quotes.",
    ),
    (
        "",
        "'<scalar>'",
        False,
        "something stands after a closing quotation mark.",
        "Put the whole text in one pair of double quotes, and look whether a quote above was left open.",
    ),
    ("anchor", "", False, "a text may not begin with &.", QUOTE),
    ("alias", "", False, "a text may not begin with *.", QUOTE),
    ("tag", "", False, "a text may not begin with an exclamation mark.", QUOTE),
    (
        "",
        "sequence entries",
        False,
        "a dash stands on the same line as a name.",
        "Begin the list on the next line, or put the text in quotes if the dash belongs to it.",
    ),
    (
        "directive",
        "",
        False,
        "a line may not begin with %.",
        QUOTE,
    ),
)
