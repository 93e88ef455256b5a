"""Single values in YAML: numbers, and texts that some reader takes for something else."""

import math
import re
import unicodedata

_DOUBTS = (
    (re.compile(r"(?i:y|n|yes|no|on|off|true|false)"), "yes or no (a truth value)"),
    (re.compile(r"[-+]?[0-9]+(?::[0-5]?[0-9])+(?:\.[0-9]*)?"), "a time or a number"),
    (re.compile(r"[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt ].*)?"), "a date"),
    (re.compile(r"(?i:[-+]?\.inf|\.nan)"), "a number without a value"),
    (
        re.compile(r"[-+]?0[0-9xob_][0-9a-fA-F_]*|[-+]?[0-9][0-9_]*_[0-9_]*|[-+]?[0-9]{16,}"),
        "several different numbers",
    ),
)
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+)(?:[eE][-+]?[0-9]+)?")


def other_reading(text: str) -> str | None:
    """What else YAML readers could take an unquoted text for, in words; None where it is plain."""
    for pattern, kind in _DOUBTS:
        if pattern.fullmatch(text):
            return kind
    if _DECIMAL.fullmatch(text) and not math.isfinite(float(text)):
        return "a number without a value"
    return None


def number(text: str) -> int | float | None:
    """The number that an unquoted text is, if it is one and `other_reading` finds nothing."""
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else None


def in_seconds(text: str) -> str:
    """`1:30` as the number that some YAML readers make of it: 90."""
    total = 0.0
    for part in text.lstrip("+-").split(":"):
        total = total * 60 + float(part)
    return f"{total:g}"


def invisible(text: str) -> str | None:
    """The code of the first character that shows nothing and is no space or line break."""
    for character in text:
        if character in "\n\t":
            continue
        # Cf (joiners, soft hyphens) belongs to real writing systems and emoji; the rest is damage
        if unicodedata.category(character) in ("Cc", "Cs") or character in "\ufeff\ufffe\uffff\u2028\u2029":
            return f"U+{ord(character):04X}"
    return None
