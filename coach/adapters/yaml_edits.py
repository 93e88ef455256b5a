"""Steps of a form, made in the text of a YAML file.

The text is not written anew: each step cuts out and puts in what it is about, so that remarks, blank lines,
quotation marks and everything else that was not touched stay as they are, letter for letter. Afterwards the
text is read again, and it must hold exactly what the step was to make of it.
"""

from collections.abc import Callable, Sequence

from coach.adapters.strict_yaml import read_yaml
from coach.adapters.yaml_sheet import Sheet, Where
from coach.adapters.yaml_splices import Page
from coach.adapters.yaml_steps import applied, simpler
from coach.adapters.yaml_values import WIDTH, as_read
from coach.domain.studio.manuscript import Edit
from coach.errors import ContentError, UsageError

Names = Callable[[Where], Sequence[str]]
"""The names that may stand at a place, in the order in which authors write them."""

NEVER_FOLD = 10**9


def edited(text: str, edits: Sequence[Edit], names: Names = lambda where: (), *, first_line: int = 1) -> str:
    """The text after these steps. Raises ContentError (it cannot be taken apart) and UsageError (a misfit).

    `first_line` is the line of the file on which `text` begins.
    """
    for edit in edits:
        for step in list(simpler(_sheet(text).data, edit)):
            text = _stepped(text, step, names, first_line)
    return text


def _sheet(text: str) -> Sheet:
    """What stands in a text, which may be nothing but remarks. Raises ContentError."""
    sheet = read_yaml(text)
    if sheet.data is not None:
        return sheet
    if all(row.lstrip()[:1] in ("", "#") for row in text.split("\n")):
        return Sheet(data={})
    slip = sheet.slips[0]
    line = f" in line {slip.line}" if slip.line else ""
    raise ContentError(f"The text cannot be taken apart{line}: {slip.text}", hint=slip.hint)


def _stepped(text: str, step: Edit, names: Names, first_line: int) -> str:
    sheet = _sheet(text)
    wanted = as_read(applied(sheet.data, step))
    # Without folding too: a remark that is indented far would become a part of a folded text above it.
    for width in (WIDTH, NEVER_FOLD):
        after = Page(text, sheet, width=width).after(step, names(step.where[:-1]))
        if (read_yaml(after).data or {}) == wanted:
            return after
    line = sheet.line(step.where) + first_line - 1
    raise UsageError(
        f"The place in line {line} is written in a way that the form cannot change.",
        hint="Change it on the side of the text, where it can become the usual `name: value`.",
    )
