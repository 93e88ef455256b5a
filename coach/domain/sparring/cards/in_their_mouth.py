"""A note about a competitor, turned into what the competitor's rep would say: “they” become “we”, and we go by name.

Word by word, without grammar: good enough to rehearse with, and an author can put it better in the saved card.
"""

import re

_SAID = (
    r"(?:says?|claims?|argues?|states?|insists?|promises?|tells? (?:everybody|everyone|buyers|them|customers|people))"
)
_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_FIRST = {
    "they": "we",
    "them": "us",
    "their": "our",
    "theirs": "ours",
    "themselves": "ourselves",
    "they're": "we're",
    "they've": "we've",
    "they'll": "we'll",
}
_BUYER = re.compile(r"^they ((?:already |currently )?(?:own|use|pay|run on|bought)\b)", re.IGNORECASE)
"""“They already own it” says something about the account, not about the competitor."""

_OTHERS = re.compile(r"\b(?:customers|buyers|clients|users|people|companies|teams)\b", re.IGNORECASE)
"""After one of these, “they” are most likely these."""

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


def in_their_mouth(note: str, name: str, us: str) -> str:
    """The note as a line of the rep of `name`; `us` is our own company's name."""
    line = _without_said(note, name)
    line = _by_name(line, us)
    line = _BUYER.sub(lambda found: f"you {found[1]}", line)
    line = _WORD.sub(_first_person, line)
    line = line[:1].upper() + line[1:]
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."


def _first_person(found: re.Match[str]) -> str:
    old = found[0]
    new = _FIRST.get(old.lower().replace("’", "'"))
    if new is None or _OTHERS.search(found.string, 0, found.start()):
        return old
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def _without_said(note: str, name: str) -> str:
    """“They say that it is free” -> “it is free”; “Castle claims to be first” -> “they claim to be first” stays."""
    who = rf"(?:they|their (?:rep|reps|people|sales team)|{re.escape(name)}(?:'s reps?)?)"
    found = re.match(rf"{who}\s+(?:always |often |usually )?{_SAID}(?:\s+that\b|\s*:)?\s+(?!to\b)", note, re.IGNORECASE)
    rest = note[found.end() :] if found else note
    return rest if rest.strip() else note


def _by_name(line: str, us: str) -> str:
    """We, our and us of the person who took the notes, as the rival would put it: by our company's name."""
    line = re.sub(
        r"\bwe (are|were|have|do)\b",
        lambda found: f"{us} {next(one for one, many in _PLURAL.items() if many == found[1].lower())}",
        line,
        flags=re.IGNORECASE,
    )
    line = re.sub(r"\bwe're\b", lambda _: f"{us} is", line, flags=re.IGNORECASE)
    line = re.sub(r"\b(?:we|us)\b", lambda _: us, line, flags=re.IGNORECASE)
    return re.sub(r"\bours?\b", lambda _: f"{us}’s", line, flags=re.IGNORECASE)
