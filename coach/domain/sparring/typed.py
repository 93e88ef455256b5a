"""What people type, made fit to be kept."""

import unicodedata

from coach.domain.sparring.brief import LABELS, LONGEST_BRIEF, Brief
from coach.domain.sparring.drill import LONGEST_ANSWER
from coach.errors import UsageError

_UNPRINTABLE = {"Cc", "Cs"}
"""Control characters and halves of characters: no database keeps them all. Joiners and marks stay."""

_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that are drawn as nothing."""


def tidy_answer(text: str) -> str:
    """An answer as it is kept. Raises UsageError for none, and for one that is too long."""
    text = plain(text)
    if not any(map(_seen, text)):
        raise UsageError("There is no answer yet.", hint="Write or say what you would answer.")
    if len(text) > LONGEST_ANSWER:
        message = f"This answer has {len(text):,} characters; {LONGEST_ANSWER:,} are the most."
        raise UsageError(message, hint="Nobody listens that long: say the two things that matter.")
    return text


def tidy_brief(brief: Brief) -> Brief:
    """What is said about an account as it is kept. Raises UsageError when it is too long."""
    brief = Brief(**{name: plain(getattr(brief, name)) for name in LABELS})
    if len(brief.text) > LONGEST_BRIEF:
        message = f"What you say about the account has {len(brief.text):,} characters; {LONGEST_BRIEF:,} are the most."
        raise UsageError(message, hint="Keep what decides the deal: people, criteria, pain, what they run today.")
    return brief


def plain(text: str) -> str:
    """The words with their line breaks: no blank lines, no runs of blanks, nothing that cannot be shown."""
    lines = ("".join(char for char in line if char == "\t" or _shown(char)) for line in text.splitlines())
    tidy = (" ".join(line.split()) for line in lines)
    return "\n".join(line for line in tidy if line)


def _seen(char: str) -> bool:
    """Whether anybody sees this character: no blank, joiner or mark by itself."""
    return unicodedata.category(char)[0] in "LNPS" and char not in _BLANKS


def _shown(char: str) -> bool:
    return unicodedata.category(char) not in _UNPRINTABLE
