"""An answer as it comes in, and when it is none: too late, or spoken to another line."""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from coach.domain.sparring.drill import Drill
from coach.domain.sparring.turn import Speaker
from coach.domain.sparring.utterance import Utterance
from coach.errors import OvertakenError, UsageError
from coach.service.ports import Leases


@dataclass(frozen=True)
class Answer:
    """One answer. `after` is the number of the rival's turn that it replies to: an old page answers nothing new.

    `key` is the page's own name for it, so that one sent twice is kept once.
    """

    text: str
    after: int
    key: str | None = None
    seconds: float | None = None
    utterance: str | None = None


def refuse_late(drill: Drill, answer: Answer) -> None:
    """Raises OvertakenError unless the drill waits for this answer."""
    if drill.ended is not None:
        raise OvertakenError(
            "This drill is over; your answer was not added.", hint="Try that turn again in the debrief, or drill anew."
        )
    if drill.whose_turn is not Speaker.SELLER or len(drill.turns) != answer.after:
        raise OvertakenError(
            "This drill has gone on elsewhere meanwhile; your answer was not added.",
            hint="Load the page again, and answer what is on the table now.",
        )


def refuse_misplaced(drill: Drill, answer: Answer, spoken: Utterance) -> None:
    """Raises OvertakenError unless this was said to the line that it answers, and was not sent before."""
    if spoken.answers != answer.after or any(turn.utterance == spoken.id for turn in drill.answers()):
        raise OvertakenError(
            "This was said to an earlier line; your answer was not added.", hint="Answer what is on the table now."
        )


@contextmanager
def alone(leases: Leases, name: str, message: str, hint: str) -> Generator[None]:
    """Hold what has that name; where somebody else does, an OvertakenError says so."""
    with ExitStack() as stack:
        try:
            stack.enter_context(leases.take(name))
        except UsageError:
            raise OvertakenError(message, hint=hint) from None
        yield


def utterance_lease(utterance_id: str) -> str:
    """What whoever listens to a spoken answer, sends or discards it holds meanwhile."""
    return f"utterance-{utterance_id}"
