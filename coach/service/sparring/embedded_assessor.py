"""What an answer was worth, without a model."""

from coach.domain.judging import Evidence, JudgeIdentity, Verdict
from coach.domain.language import normal
from coach.domain.sparring.rebuttal import Assessment, Exchange, Step, StepFinding
from coach.service.ports import Matcher

IDENTITY = JudgeIdentity(name="embedded assessor", embedded=True)


class EmbeddedAssessor:
    """Satisfies the `Assessor` port. Fast enough to be asked before the rival reacts."""

    parallel = 4

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    @property
    def identity(self) -> JudgeIdentity:
        return IDENTITY

    def assess(self, exchange: Exchange) -> Assessment:
        words = normal(exchange.answer)
        nothing = "know" in words and "not" in words
        found = self._matcher.similarity([proof.text for proof in exchange.us.proofs], [exchange.answer])
        given = [proof.id for proof, row in zip(exchange.us.proofs, found, strict=True) if row[0] > 0.4]
        met = {Step.PROOF: bool(given), Step.ASKED: "?" in exchange.answer}
        return Assessment(
            steps=tuple(
                StepFinding(
                    step=step,
                    verdict=Verdict.MET if met.get(step) else Verdict.NOT_MET,
                    reason="",
                    quotes=(Evidence(text=exchange.answer, verified=True),) if met.get(step) else (),
                    facts=tuple(given) if step is Step.PROOF else (),
                )
                for step in exchange.steps
            ),
            nothing=nothing,
            judge=IDENTITY,
        )
