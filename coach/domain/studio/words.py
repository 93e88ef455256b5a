"""What became of a text, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from coach.domain.value import Value

_WORD = re.compile(r"\n[^\S\n]*\n\s*|\S+")
_SENTENCE = re.compile(r"[.!?…。！？][\"'”’)]*$")

CLOSEST = 1_000_000
"""So many pairs of words are held against each other; stretches with more are told as taken out and put in."""

BREAK = "\n\n"
"""The break between two paragraphs, which counts as a word."""


class Piece(Value):
    """A run of words that stayed, was taken out (`del`) or was put in (`ins`)."""

    op: Literal["keep", "del", "ins"]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(self.words)


def words(text: str) -> tuple[str, ...]:
    """The words of a text as they stand, punctuation on them; a break between paragraphs is one, too."""
    return tuple(BREAK if word.startswith("\n") else word for word in _WORD.findall(text.strip()))


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """What was taken out of a text and put in, in reading order.

    The words kept and taken out are those of `before`, the words kept and put in are those of `after`.
    """
    old, new = words(before), words(after)
    old_sentences, new_sentences = _sentences(old), _sentences(new)
    pieces: list[Piece] = []
    # Sentence by sentence first: long texts stay quick, and a word does not match one pages away.
    for op, first, last, start, end in SequenceMatcher(
        None, old_sentences, new_sentences, autojunk=False
    ).get_opcodes():
        gone, come = _joined(old_sentences[first:last]), _joined(new_sentences[start:end])
        if op == "equal":
            pieces.append(Piece(op="keep", words=gone))
        elif len(gone) * len(come) > CLOSEST:
            pieces += _replaced(gone, come)
        else:
            for inner, a, b, c, d in SequenceMatcher(None, gone, come, autojunk=False).get_opcodes():
                if inner == "equal":
                    pieces.append(Piece(op="keep", words=gone[a:b]))
                else:
                    pieces += _replaced(gone[a:b], come[c:d])
    return _merged(pieces)


def _sentences(said: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    begun = 0
    for index, word in enumerate(said):
        if word == BREAK or _SENTENCE.search(word):
            found.append(said[begun : index + 1])
            begun = index + 1
    return [*found, said[begun:]] if begun < len(said) else found


def _joined(sentences: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for sentence in sentences for word in sentence)


def _replaced(gone: tuple[str, ...], come: tuple[str, ...]) -> list[Piece]:
    pieces = (Piece(op="del", words=gone), Piece(op="ins", words=come))
    return [piece for piece in pieces if piece.words]


def _merged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one, and between two that stayed what was taken out before what was put in."""
    merged: list[Piece] = []
    gone, come = tuple[str, ...](), tuple[str, ...]()
    for piece in (*pieces, Piece(op="keep", words=())):
        if piece.op == "del":
            gone += piece.words
        elif piece.op == "ins":
            come += piece.words
        else:
            merged += _replaced(gone, come)
            gone, come = (), ()
            if merged and merged[-1].op == "keep":
                merged[-1] = Piece(op="keep", words=merged[-1].words + piece.words)
            elif piece.words:
                merged.append(piece)
    return tuple(merged)
