"""What an answer to the rival is worth: five steps, each shown by words that were really said, and a gate.

The sequence is the one for arguing with a competitor while a buyer listens: take the point up fairly, ask
before answering, answer with a sourced proof, bring it back to what the buyer decides by, check that it is
settled and lead on. Fairness is a gate: whoever insults earns nothing.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from coach.domain.attempt import Problem, Usage
from coach.domain.judging import Evidence, JudgeIdentity, Verdict
from coach.domain.rubric import Us
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer
from coach.domain.value import Value


class Step(StrEnum):
    """The parts of a good rebuttal, in the order in which they are best said."""

    TOOK_UP = "took_up"
    ASKED = "asked"
    PROOF = "proof"
    CRITERION = "criterion"
    LED_ON = "led_on"


POINTS: Mapping[Step, int] = {
    Step.TOOK_UP: 20,
    Step.ASKED: 15,
    Step.PROOF: 30,
    Step.CRITERION: 20,
    Step.LED_ON: 15,
}
"""Out of 100; our own weights. A proof weighs most, because it is what a buyer can check."""

IN_ONE_LINE = (Step.TOOK_UP, Step.PROOF, Step.CRITERION)
"""The steps that are looked at when there is only one line to say."""


FOR_OUR_EYES = "True, but for our own eyes."
LET_STAND = "You let their point stand: nothing here answers it."


class Standing(StrEnum):
    """How a claim of the seller's stands to what the cards say."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_ON_CARD = "not_on_card"


class StepFinding(Value):
    """The verdict on one step, with its quotes. `facts`: for a proof, the ids of the facts that were given."""

    step: Step
    verdict: Verdict
    reason: str
    quotes: tuple[Evidence, ...] = ()
    facts: tuple[str, ...] = ()


class ClaimFinding(Value):
    """A statement of fact by the seller; `fact` is the card's or our own fact that it was compared with.

    `internal`: it is on the card for our own eyes, so that it should not be said to a buyer.
    """

    text: str
    standing: Standing
    fact: str | None = None
    reason: str = ""
    internal: bool = False


class Breach(Value):
    """What closes the gate: words that run the competitor down, or that nobody may say.

    `certain` is false where it could be meant otherwise: a doubt, told as one.
    """

    kind: Literal["disparagement", "never_say"]
    text: str
    reason: str
    certain: bool = True


class Assessment(Value):
    """What one answer was worth, or why that is not known (`problem`; then `steps` is empty).

    `nothing`: there was no answer in it ("I don't know"). `grants`: it leaves the rival's point standing.
    """

    steps: tuple[StepFinding, ...] = ()
    claims: tuple[ClaimFinding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    nothing: bool = False
    grants: bool = False
    better: str = ""
    notes: tuple[str, ...] = ()
    judge: JudgeIdentity
    usage: Usage = Usage()
    problem: Problem | None = None

    @property
    def score(self) -> float | None:
        """The points of the steps that were surely met, 0 to 100; 0 behind a closed gate; None if not scored."""
        return self._share({Verdict.MET}, gate=bool(self.breaches))

    @property
    def score_best(self) -> float | None:
        """The same with every doubt decided for the seller."""
        return self._share({Verdict.MET, Verdict.UNSURE}, gate=any(breach.certain for breach in self.breaches))

    def verdict(self, step: Step) -> Verdict | None:
        return next((finding.verdict for finding in self.steps if finding.step is step), None)

    def met(self, step: Step) -> bool:
        return self.verdict(step) is Verdict.MET

    def _share(self, counts: set[Verdict], *, gate: bool) -> float | None:
        if self.problem is not None:
            return None
        looked_at = [finding for finding in self.steps if finding.verdict is not Verdict.NOT_OBSERVED]
        whole = sum(POINTS[finding.step] for finding in looked_at)
        earned = sum(POINTS[finding.step] for finding in looked_at if finding.verdict in counts)
        return 0.0 if gate or not whole else round(100 * earned / whole, 1)


class Exchange(Value):
    """One answer and what it answers: all that an assessment is made from.

    `put` is what the rival said last, `title` and `facts` name the objection on the table, `model` is the card's
    own answer to it, `steps` are those that are looked at.
    """

    card: Battlecard
    us: Us
    brief: Brief
    title: str
    facts: tuple[str, ...]
    model: CardAnswer
    put: str
    answer: str
    steps: tuple[Step, ...] = tuple(Step)
