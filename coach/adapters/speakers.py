"""Names of speakers in front of what they said."""

import re
from collections.abc import Sequence

_LABEL = re.compile(r"\s*[A-Z][\w.'’-]*(?: [\w.'’()-]+){0,3}\s*:\s+")


def without_labels(parts: Sequence[str]) -> list[str]:
    """The parts without "Anna:" in front, if every part that says anything has such a label.

    Where only some have one, it may be words that were said ("Remember: you pay nothing").
    """
    spoken = [part for part in parts if part.strip()]
    if not spoken or not all(_LABEL.match(part) for part in spoken):
        return list(parts)
    return [_LABEL.sub("", part, count=1) for part in parts]
