"""English words made comparable: case, contractions and spelled-out numbers.

The same sentence reaches us as "We've cut it by 30%" from one recogniser and "we have cut it by thirty
percent" from another. Both become the tokens `we have cut it by 30 percent`.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from coach.domain.value import Value

NEGATIONS = frozenset(
    ["not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "hardly", "barely"]
)
"""Words that turn a sentence round. A quote that drops or adds one is a different statement."""

FUNCTION_WORDS = frozenset(
    """a an the and or but so of to in on at by for from with as is are was were be been being am do does did have has
    had will would can could should shall may might must i you he she it we they me him her us them my your his its our
    their this that these those there here then than just also very really too about into over up out if when what
    which who how all any some more most other such own same well""".split()
)
"""Words too common to carry a point."""

_CONTRACTIONS = {
    "can't": "can not", "won't": "will not", "shan't": "shall not", "cannot": "can not", "let's": "let us",
    "ain't": "is not", "gonna": "going to", "wanna": "want to", "i'm": "i am",
}  # fmt: skip
_ENDINGS = (("n't", " not"), ("'re", " are"), ("'ve", " have"), ("'ll", " will"))

_UNITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*|%|[$€£]")
_SIGNS = {"%": "percent", "$": "dollars", "€": "euros", "£": "pounds"}


class Token(Value):
    """One comparable token and the index of the word (first and last) it came from."""

    text: str
    word: int
    last_word: int


def tokens(words: Iterable[str]) -> tuple[Token, ...]:
    """The comparable tokens of a run of words, each with the word it came from."""
    pieces = [
        Token(text=piece, word=index, last_word=index) for index, word in enumerate(words) for piece in _split(word)
    ]
    for index in range(1, len(pieces)):  # "$2 million": the sign is read after the scale
        if pieces[index].text in _SCALES and pieces[index - 1].text in _SIGNS.values():
            pieces[index - 1], pieces[index] = pieces[index], pieces[index - 1]
    return tuple(_join_numbers(pieces))


def normal(text: str) -> tuple[str, ...]:
    """The comparable tokens of a text: `normal("Don't lose 30%")` is `do not lose 30 percent`."""
    return tuple(token.text for token in tokens(text.split()))


def is_number(token: str) -> bool:
    """Whether a comparable token is a figure: `30`, `2.5`."""
    return _FIGURE.fullmatch(token) is not None


def content_words(text: str) -> frozenset[str]:
    """The tokens that carry a point: no function words. Negations are kept."""
    return frozenset(normal(text)) - FUNCTION_WORDS


@lru_cache(maxsize=20_000)  # sliding windows read the same words hundreds of times
def _split(word: str) -> tuple[str, ...]:
    plain = word.lower().replace("’", "'").replace("‘", "'")
    found: list[str] = []
    currency: str | None = None
    for piece in _PIECE.findall(plain):
        if piece in "$€£":
            currency = _SIGNS[piece]
            continue
        found += _expand(piece)
        if currency:
            found.append(currency)
            currency = None
    return tuple(found)


def _expand(piece: str) -> list[str]:
    if piece in _SIGNS:
        return [_SIGNS[piece]]
    if piece[0].isdigit():
        figure = piece.replace(",", "")
        return [figure.rstrip("0").rstrip(".") if "." in figure and figure.count(".") == 1 else figure]
    if piece in _CONTRACTIONS:
        return _CONTRACTIONS[piece].split()
    for ending, full in _ENDINGS:
        if piece.endswith(ending):
            return (piece.removesuffix(ending) + full).split()
    return [piece.removesuffix("'s").replace("'", "")]


def _join_numbers(pieces: Sequence[Token]) -> list[Token]:
    """Spelled-out numbers as figures: `twenty four` -> `24`, `three hundred and fifty` -> `350`."""
    joined: list[Token] = []
    index = 0
    while index < len(pieces):
        length, value = _read_number([piece.text for piece in pieces[index : index + 12]])
        if length:
            last = pieces[index + length - 1].last_word
            joined.append(Token(text=str(value), word=pieces[index].word, last_word=last))
            index += length
        else:
            joined.append(pieces[index])
            index += 1
    return joined


def _read_number(texts: Sequence[str]) -> tuple[int, int]:
    """How many texts form one spelled-out number, and its value. (0, 0) when the first is no number."""
    total, group, used = 0, 0, 0
    room = 0  # what may still be added to the present group: below 100 after "hundred", below 10 after tens
    for position, text in enumerate(texts):
        if (
            text == "and"
            and used == position
            and room >= 100
            and position + 1 < len(texts)
            and _small(texts[position + 1])
        ):
            continue
        value = _small(text)
        if value is not None and (position == 0 or 0 < value < room):
            group += value
            room = 10 if value >= 20 else 0
        elif text == "hundred" and 0 < group < 100 and used:
            group, room = group * 100, 100
        elif text in _SCALES and group and used:
            total, group, room = total + group * _SCALES[text], 0, 1000
        elif text in _SCALES and position == 1 and is_number(texts[0]):
            return 2, int(float(texts[0]) * _SCALES[text])
        else:
            if position == 0 and is_number(text) and len(texts) > 1 and texts[1] in _SCALES:
                continue
            break
        used = position + 1
    return (used, total + group) if used else (0, 0)


def _small(text: str) -> int | None:
    return _UNITS.get(text, _TENS.get(text))
