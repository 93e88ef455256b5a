"""The golden pitch beside what was said: covered, in other words, missed; and whose words they were."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from coach.domain.transcript import Moment
from coach.domain.value import Value


class Covered(StrEnum):
    COVERED = "covered"
    OTHER_WORDS = "other_words"
    MISSED = "missed"
    UNSURE = "unsure"


class Matcher(Protocol):
    """Likeness of sentences by what they say, without a model."""

    def similarity(self, queries: Sequence[str], sentences: Sequence[str]) -> list[list[float]]:
        """For each query the likeness (0..1) to each sentence; comparable within one query."""
        ...


class Passage(Value):
    """One sentence of the golden pitch and the moment that answers it, if one does.

    `checks` are the ids of the checks whose `golden` passage lies in this sentence.
    """

    golden: str
    state: Covered
    said: Moment | None = None
    checks: tuple[str, ...] = ()


class Coverage(Value):
    """All passages in the golden pitch's order.

    `own_words_share` (0..1) is the share of spoken words outside runs of at least six words shared
    with the golden pitch; `longest_run` is the longest such run, in words. `read_aloud` says that long
    verbatim runs suggest reading from the page.
    """

    passages: tuple[Passage, ...]
    own_words_share: float
    longest_run: int
    read_aloud: bool

    def count(self, state: Covered) -> int:
        return sum(passage.state is state for passage in self.passages)
