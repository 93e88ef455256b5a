"""Changes as a page shows them: long runs of words that stayed are cut in the middle."""

from collections.abc import Sequence
from typing import NamedTuple

from coach.domain.studio.changes import Change
from coach.domain.studio.words import BREAK, Piece

AROUND = 10
"""Words that are shown on each side of a change."""

CUT = 2 * AROUND + 6
"""A run of fewer words that stayed is shown whole."""

SIGNS = {"added": "new", "removed": "gone", "changed": "changed", "moved": "moved", "renamed": "renamed"}


class Shown(NamedTuple):
    """One change: where, what kind in a word, what happened, and the words with `keep`, `del`, `ins` or `cut`."""

    place: str
    kind: str
    sign: str
    told: str
    parts: tuple[tuple[str, str], ...]


def shown(changes: Sequence[Change]) -> tuple[Shown, ...]:
    """Changes ready to be drawn, in their order."""
    return tuple(Shown(each.place, each.kind, SIGNS[each.kind], each.told, _parts(each.pieces)) for each in changes)


def _parts(pieces: Sequence[Piece]) -> tuple[tuple[str, str], ...]:
    parts: list[tuple[str, str]] = []
    for number, piece in enumerate(pieces):
        if piece.op != "keep" or len(piece.words) <= CUT:
            parts.append((piece.op, _text(piece.words)))
            continue
        if number > 0:
            parts.append(("keep", _text(piece.words[:AROUND])))
        parts.append(("cut", f"{len(piece.words) - AROUND * (1 if number in {0, len(pieces) - 1} else 2)} words more"))
        if number < len(pieces) - 1:
            parts.append(("keep", _text(piece.words[-AROUND:])))
    return tuple(parts)


def _text(words: Sequence[str]) -> str:
    return " ".join(words).replace(f" {BREAK} ", BREAK)
