"""A spoken answer, from the moment its sound is kept to the turn it becomes."""

from datetime import datetime

from coach.domain.attempt import Problem
from coach.domain.value import Value


class Utterance(Value):
    """`recording` is the SHA-256 of its sound; `text` is what was heard, None until somebody listened.

    `answers` is the number of the rival's turn that it replies to; `turn` is the number of the turn it became.
    """

    id: str
    drill_id: str
    at: datetime
    recording: str
    answers: int
    seconds: float | None = None
    text: str | None = None
    engine: str | None = None
    problem: Problem | None = None
    turn: int | None = None
