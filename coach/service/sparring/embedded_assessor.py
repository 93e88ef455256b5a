"""What an answer was worth, without a model."""

from coach.domain.judging import JudgeIdentity
from coach.domain.sparring.rebuttals.known import FactsKept
from coach.domain.sparring.rebuttals.reading import read
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Exchange


class EmbeddedAssessor:
    """Satisfies the `Assessor` port by rules (see `coach.domain.sparring.rebuttals.reading`).

    Deterministic, and fast enough to be asked before the rival reacts.
    """

    identity = JudgeIdentity(name="embedded assessor", embedded=True)
    parallel = 4

    def __init__(self) -> None:
        self._facts = FactsKept()

    def assess(self, exchange: Exchange) -> Assessment:
        """Read one answer. Never fails."""
        return read(exchange, self._facts.of(exchange.card, exchange.us), self.identity)
