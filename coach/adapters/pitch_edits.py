"""Steps of a form, made in one of the Markdown texts of a golden pitch."""

from collections.abc import Sequence

from coach.adapters.golden_files import Parts, parts_of
from coach.adapters.yaml_edits import edited
from coach.adapters.yaml_steps import refuse
from coach.adapters.yaml_syntax import Slip
from coach.adapters.yaml_values import cleaned
from coach.domain.studio.manuscript import Edit, Put
from coach.errors import ContentError, UsageError

NAMES = ("title", "product", "audience")


def edited_page(text: str, edits: Sequence[Edit]) -> str:
    """The text after these steps: the front matter's names, and `body`. Raises ContentError and UsageError."""
    for edit in edits:
        parts = parts_of(text.split("\n"))
        if isinstance(parts, Slip):
            message = f"The text cannot be taken apart in line {parts.line}: {parts.text}"
            raise ContentError(message, hint=parts.hint)
        if edit.where != ("body",):
            text = _with_head(text, parts, edit)
        elif isinstance(edit, Put):
            text = _with_body(text, parts, cleaned(edit.value or ""))
        else:
            refuse()
    return text


def _with_head(text: str, parts: Parts, edit: Edit) -> str:
    rows = text.split("\n")
    first, last = parts.head or (0, 0)
    before = "\n".join(rows[first:last])
    after = edited(before, [edit], lambda where: NAMES, first_line=first + 1).rstrip("\n")
    if after == before:
        return text
    head = after.split("\n") if after else []
    return "\n".join((*rows[:first], *head, *rows[last:]) if parts.head else ("---", *head, "---", "", *rows))


def _with_body(text: str, parts: Parts, body: object) -> str:
    if not isinstance(body, str):
        refuse()
    if any(row.rstrip() == "---" for row in body.split("\n")):
        message = "A line of three dashes cannot stand in the text: everything in it counts as spoken."
        raise UsageError(message, hint="Delete that line.")
    rows = text.split("\n")
    head = "".join(f"{row}\n" for row in rows[: parts.body])
    old = "\n".join(rows[parts.body :])
    if not old.strip():
        return f"{head}\n{body}\n" if head else f"{body}\n"
    start, end = len(old) - len(old.lstrip()), len(old.rstrip())
    return head + old[:start] + body + old[end:]
