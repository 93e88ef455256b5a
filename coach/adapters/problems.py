"""Slips in files, as the problems that people are shown."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from coach.adapters.yaml_sheet import Sheet
from coach.adapters.yaml_syntax import Slip
from coach.domain.authoring import Advice, FileProblem
from coach.errors import ContentError


def problem(path: str, slip: Slip, *, warning: bool = False) -> FileProblem:
    """One problem; its message begins with the file and, where there is one, the line."""
    place = path if slip.line is None else f"{path}, line {slip.line}"
    severity = "warning" if warning else "error"
    return FileProblem(path=path, message=f"{place}: {slip.text}", hint=slip.hint, severity=severity)


def problems(path: str, slips: Iterable[Slip]) -> tuple[FileProblem, ...]:
    """The problems of one file from top to bottom; what concerns the whole file comes first."""
    return tuple(problem(path, slip) for slip in sorted(slips, key=lambda slip: slip.line or 0))


def warnings(path: str, sheet: Sheet, advice: Iterable[Advice]) -> Iterator[FileProblem]:
    """Advice on a valid file, with the lines that it is about."""
    slips = [Slip(sheet.line(piece.where), piece.message, piece.hint) for piece in advice]
    for slip in sorted(slips, key=lambda slip: slip.line or 0):
        yield problem(path, slip, warning=True)


def misnamed(root: Path, folder: str, pattern: str = "*.yml") -> Iterator[FileProblem]:
    """Files under another ending than ours, which nobody would read."""
    for path in sorted((root / folder).glob(pattern)):
        slip = Slip(None, "only files that end in .yaml are read.", f"Rename it to {path.stem}.yaml.")
        yield problem(f"{folder}/{path.name}", slip)


def refuse(found: Sequence[FileProblem]) -> NoReturn:
    """Raise the first problem as ContentError, and tell how many more there are."""
    first, *others = found
    more = f" (and {len(others)} more)" if others else ""
    hint = f"{first.hint} `coach check` lists every problem." if others else first.hint
    raise ContentError(first.message + more, hint=hint)
