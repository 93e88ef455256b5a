"""Guards against likeness: two sentences share their words and yet say different things.

A bag of words cannot tell "it takes three days" from "it does not take three days", nor three days from
three weeks. These guards can, often enough to be worth asking, and not often enough to decide: a guard
that fires may only lower a verdict, never raise one.
"""

import re
from collections.abc import Mapping, Sequence

from coach.domain.language import FUNCTION_WORDS, NEGATIONS, content_words, is_number, normal

NEGATION_REACH = 6
"""How many tokens a negation turns round when nothing ends its clause first (recognisers write no commas)."""

_UNIT_REACH = 3
_CLAUSE_ENDS = frozenset(["but", "because", "instead", "although", "though", "whereas", "while", "unless", "so"])
_NOT_REALLY = (("not", "only"), ("not", "just"), ("no", "matter"), ("no", "doubt"), ("no", "wonder"), ("not", "simply"))
_CLAUSE_MARK = re.compile(r"[,;:!?.()–—]\s+|[.!?;:]$| - ")
_EVERYDAY_ONE = "1"

_OPPOSITES = tuple(
    (frozenset(left.split()), frozenset(right.split()))
    for left, right in (
        ("more increase increases rise rises grow grows longer", "less fewer decrease reduce reduces fall shorter"),
        ("faster quicker sooner", "slower later"),
        ("cheaper lower", "dearer costlier pricier higher"),
        ("always", "never sometimes rarely"),
        ("offline", "online"),
        ("included includes include inclusive free", "excluded excludes extra addon surcharge"),
        ("inside within", "outside beyond"),
        ("same", "different"),
        ("optional voluntary", "required mandatory compulsory"),
        ("easy simple", "hard difficult complicated complex"),
        ("keep keeps stay stays", "replace replaces lose loses leave leaves move moves"),
    )
)


def polarity_differs(a: str, b: str) -> bool:
    """Whether one text denies what the other says, as far as words can tell.

    True when a telling word that both share stands under a negation in one of them only, or when one uses
    a word whose opposite stands in the other ("offline", "online"), both or neither of them negated.
    Negations of manner ("not only") are no denial.
    """
    opposites = _opposites(a, b)
    if opposites:
        # "you keep it" and "you do not have to replace it": the negation is what makes them agree.
        return any(opposites)
    return _negation_differs(a, b)


def number_contradicts(expected: str, said: str) -> bool:
    """Whether `said` gives another number for something that `expected` gives a number for.

    Numbers are compared when they count the same thing (they share a neighbouring word: "30 percent",
    "SOC 2"). A missing number contradicts nothing; neither does a number of something else.
    """
    return bool(contradicting_numbers(expected, said)[0])


def contradicting_numbers(expected: str, said: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers behind `number_contradicts`: those that `expected` gives, and those that `said` gives instead."""
    wanted, given = _numbers(normal(expected)), _numbers(normal(said))
    other = [thing for thing in wanted if thing in given and not wanted[thing] & given[thing]]
    return tuple(dict.fromkeys(n for thing in other for n in sorted(wanted[thing]))), tuple(
        dict.fromkeys(n for thing in other for n in sorted(given[thing]))
    )


def turning_words(a: str, b: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of each text that `polarity_differs` goes by: opposites that face each other, else negations."""
    first, second = normal(a), normal(b)
    for pair in _OPPOSITES:
        for left, right in (pair, pair[::-1]):
            if _one_sided(frozenset(first), left, right) and _one_sided(frozenset(second), right, left):
                return _only(first, left), _only(second, right)
    return _only(first, NEGATIONS), _only(second, NEGATIONS)


def stem(word: str) -> str:
    """A crude stem that joins plural and verb endings: "claims" and "claim", "ended" and "ends"."""
    for ending in ("ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 3 else word


def _negation_differs(a: str, b: str) -> bool:
    shared = {stem(word) for word in content_words(a)} & {stem(word) for word in content_words(b)}
    shared -= {stem(word) for word in NEGATIONS}
    # Commas bound a negation where they are written. Only what differs with them and without them counts:
    # one of the two texts may come from a recogniser that writes none.
    return all((_denied(a, commas=commas) ^ _denied(b, commas=commas)) & shared for commas in (True, False))


def _denied(text: str, *, commas: bool) -> set[str]:
    clauses = _CLAUSE_MARK.split(text) if commas else [text]
    return {stem(word) for clause in clauses for word in _denied_in(normal(clause))}


def _denied_in(tokens: Sequence[str]) -> set[str]:
    denied: set[str] = set()
    for index, token in enumerate(tokens):
        if token not in NEGATIONS or (token, *tokens[index + 1 : index + 2]) in _NOT_REALLY:
            continue
        for word in tokens[index + 1 : index + 1 + NEGATION_REACH]:
            if word in _CLAUSE_ENDS:
                break
            if word not in FUNCTION_WORDS:
                denied.add(word)
    return denied


def _opposites(a: str, b: str) -> list[bool]:
    """For each pair of opposites of which each text uses one side: whether they stay opposed, negations counted."""
    first, second = frozenset(normal(a)), frozenset(normal(b))
    negated = (frozenset(_denied_in(normal(a))), frozenset(_denied_in(normal(b))))
    return [
        _agree(negated, left | right)
        for pair in _OPPOSITES
        for left, right in (pair, pair[::-1])
        if _one_sided(first, left, right) and _one_sided(second, right, left)
    ]


def _one_sided(words: frozenset[str], side: frozenset[str], other: frozenset[str]) -> bool:
    # A text that names both sides ("offline as well as online") opposes nothing.
    return bool(words & side) and not words & other


def _only(tokens: Sequence[str], wanted: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token for token in tokens if token in wanted))


def _agree(negated: tuple[frozenset[str], frozenset[str]], words: frozenset[str]) -> bool:
    return bool(negated[0] & words) == bool(negated[1] & words)


def _numbers(tokens: Sequence[str]) -> Mapping[str, set[str]]:
    """The numbers of a text by what stands beside them: the word before, and the telling words after."""
    beside: dict[str, set[str]] = {}
    for index, token in enumerate(tokens):
        if not is_number(token):
            continue
        after = [w for w in tokens[index + 1 : index + 1 + _UNIT_REACH] if w not in FUNCTION_WORDS and not is_number(w)]
        before = [w for w in tokens[max(0, index - 1) : index] if w not in FUNCTION_WORDS and not is_number(w)]
        if token == _EVERYDAY_ONE and not after and not before:
            continue  # "this one", "one of them"
        for word in (*after[:2], *before):
            beside.setdefault(stem(word), set()).add(token)
    return beside
