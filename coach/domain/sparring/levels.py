"""How a drill is set up, and how hard the rival is: what each level does is stated here and nowhere else."""

from collections.abc import Mapping
from enum import StrEnum

from coach.domain.sparring.rebuttals.rebuttal import Step
from coach.domain.value import Value

MEETING_OBJECTIONS = 5
"""How many a completed meeting holds, where the card has so many plays."""

MOST_ROUNDS = 6
"""How often one feared play is put again before the drill ends without it being answered."""


class Setup(StrEnum):
    """A meeting with a buyer who listens; one line each against the clock; or the one play you fear."""

    MEETING = "meeting"
    RAPID_FIRE = "rapid_fire"
    ONE_PLAY = "one_play"


class Level(StrEnum):
    """How hard the rival is; see `MANNERS` for what that means."""

    FAIR = "fair"
    FIRM = "firm"
    HARD = "hard"


class Manner(Value):
    """What a level does. `presses`: how often a point is pressed at most. `lets_go_to`: the steps that settle it.

    `seconds`: time for one line in rapid fire. `rounds`: how often one feared play has to be answered.
    """

    presses: int
    press_if_taken_up: bool
    lets_go_to: tuple[tuple[Step, ...], ...]
    seconds: int
    rounds: int
    says: str


MANNERS: Mapping[Level, Manner] = {
    Level.FAIR: Manner(
        presses=1,
        press_if_taken_up=False,
        lets_go_to=((Step.PROOF,), (Step.TOOK_UP, Step.CRITERION)),
        seconds=60,
        rounds=1,
        says="Puts one point at a time and presses only if you do not take it up. Lets go to a proof, or to a fair "
        "answer that comes back to what the buyer decides by.",
    ),
    Level.FIRM: Manner(
        presses=1,
        press_if_taken_up=True,
        lets_go_to=((Step.PROOF,),),
        seconds=40,
        rounds=1,
        says="Presses once what you have not settled, where your answer was weakest. Lets go only to a proof with a "
        "source.",
    ),
    Level.HARD: Manner(
        presses=2,
        press_if_taken_up=True,
        lets_go_to=((Step.TOOK_UP, Step.PROOF),),
        seconds=25,
        rounds=2,
        says="Presses up to twice and picks your weakest words. Lets go only to a proof with a source, after you took "
        "the point up fairly. The play you fear has to be answered twice.",
    ),
}
