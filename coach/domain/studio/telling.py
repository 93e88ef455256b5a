"""A check put to the one who is scored by it: its question turned into what to do, or never to do."""

import re

from coach.domain.rubric import Check

_QUESTION = re.compile(
    r"(?:do|does)\s+(?:the\s+)?(?:seller|speaker|pitch|rep|salesperson|presenter|learner|candidate|they|it)\s+"
    r"(?P<not>not\s+)?(?:ever\s+)?(?P<what>.+?)\s*\?",
    re.IGNORECASE | re.DOTALL,
)
_AGAIN = re.compile(r"\bthe (?:seller|speaker|rep|salesperson|presenter|learner|candidate)\b", re.IGNORECASE)


def told(check: Check) -> str:
    """One sentence to the learner: `Say that ...`, `Never promise that ...`.

    A question of another shape stays as it is: half an order is worse than a whole question.
    """
    match = _QUESTION.fullmatch(check.asks.strip())
    if match is None or _AGAIN.search(match["what"]):
        return f"Never: {check.asks}" if check.forbidden else check.asks
    what = match["what"]
    if check.forbidden:
        # "Does the seller not name a source?" with `never`: what may never happen is that it is missing.
        return f"Always {what}." if match["not"] else f"Never {what}."
    return f"Do not {what}." if match["not"] else f"{what[0].upper()}{what[1:]}."
