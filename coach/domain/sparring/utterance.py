"""A spoken answer, from the moment its sound is kept. The turn that it becomes names it."""

from datetime import datetime

from coach.domain.attempt import Problem
from coach.domain.value import Value


class Utterance(Value):
    """`recording` is the SHA-256 of its sound; `text` is what was heard, None until somebody listened.

    `answers` is the number of the rival's turn that it replies to, `seconds` how long was spoken, `engine` what
    heard it, `problem` why nothing was heard the last time.
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
