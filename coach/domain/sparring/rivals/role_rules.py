"""The table of `role_words`, made ready for two companies."""

import re
from functools import lru_cache
from typing import NamedTuple

from coach.domain.sparring.rivals.role_words import PARTS, RULES, Rule


class Compiled(NamedTuple):
    """A rule with the names of both companies in it."""

    rule: Rule
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def breaks(self, sentence: str) -> bool:
        """Whether the sentence is one that this rule is about."""
        return self.pattern.search(sentence) is not None and not (self.unless and self.unless.search(sentence))


@lru_cache(maxsize=64)
def rules_for(rival: str, us: tuple[str, ...]) -> tuple[Compiled, ...]:
    """The rules for two companies; `us` are the names by which ours is called."""
    names = {"RIVAL": re.escape(rival), "US": "|".join(map(re.escape, sorted(us, key=len, reverse=True)))}

    def compiled(lines: str) -> re.Pattern[str]:
        for name, part in PARTS.items():
            lines = re.sub(rf"{name}(?![A-Z])", lambda _, part=part: f"(?:{_joined(part)})", lines)
        for name, words in names.items():
            lines = re.sub(rf"{name}(?![A-Z])", lambda _, words=words: f"(?:{words})", lines)
        return re.compile(_joined(lines), re.IGNORECASE)

    return tuple(
        Compiled(rule, compiled(rule.pattern), compiled(rule.unless) if rule.unless else None) for rule in RULES
    )


def _joined(lines: str) -> str:
    whole = re.sub(r"\\\n\s*", "", lines)
    return "|".join(line.strip() for line in whole.splitlines() if line.strip())
