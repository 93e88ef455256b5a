"""What a model's findings still have to keep to, beside each other, whatever it says of one step."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from coach.domain.judging import Verdict
from coach.domain.language import normal
from coach.domain.sparring.rebuttals.known import Facts
from coach.domain.sparring.rebuttals.on_point import OFF_POINT, on_point, restates
from coach.domain.sparring.rebuttals.rebuttal import LET_STAND, Breach, Exchange, Step, StepFinding

HALO = 4
"""Steps that the same words are shown for: one sentence does not do so much at once."""


def without_halo(steps: Mapping[Step, StepFinding]) -> Iterator[tuple[Step, StepFinding]]:
    """The steps; those are doubts whose quotes are shown for nearly everything. A proof was looked up by itself."""
    met = [finding for finding in steps.values() if finding.verdict is Verdict.MET]
    shown = Counter(text for finding in met for text in {quote.text for quote in finding.quotes if quote.verified})
    for step, finding in steps.items():
        own = [quote.text for quote in finding.quotes if quote.verified]
        halo = finding in met and step is not Step.PROOF and all(shown[text] >= HALO for text in own)
        reason = "The judge shows the same words for nearly every step."
        yield step, finding.model_copy(update={"verdict": Verdict.UNSURE, "reason": reason}) if halo else finding


def emptied(finding: StepFinding) -> StepFinding:
    """In an answer that says nothing no step is worth anything: there is nothing to lead on from."""
    if finding.verdict is Verdict.NOT_MET:
        return finding
    return finding.model_copy(update={"verdict": Verdict.NOT_MET, "reason": "There was no answer in it.", "facts": ()})


def let_stand(finding: StepFinding) -> StepFinding:
    """Granting is the first half of an answer; alone it gives the point away."""
    if finding.verdict is not Verdict.MET or finding.step not in (Step.TOOK_UP, Step.LED_ON):
        return finding
    return finding.model_copy(update={"verdict": Verdict.NOT_MET, "reason": LET_STAND})


def answers_the_point(
    exchange: Exchange, facts: Facts, steps: Mapping[Step, StepFinding]
) -> Mapping[Step, StepFinding]:
    """A true proof of something else is a doubt, unless the answer itself ties it to the point or to the buyer."""
    proof = steps.get(Step.PROOF)
    if proof is None or proof.verdict is not Verdict.MET:
        return steps
    given = [fact for fact in facts.known if fact.id in proof.facts]
    criterion, taken_up = steps.get(Step.CRITERION), steps.get(Step.TOOK_UP)
    tied = (criterion is not None and criterion.verdict is Verdict.MET) or (
        taken_up is not None
        and taken_up.verdict is Verdict.MET
        and any(restates(exchange, quote.text) for quote in taken_up.quotes if quote.verified)
    )
    if tied or on_point(exchange, given):
        return steps
    doubt = proof.model_copy(update={"verdict": Verdict.UNSURE, "reason": OFF_POINT, "facts": ()})
    return {**steps, Step.PROOF: doubt}


def without_fouls(steps: Mapping[Step, StepFinding], breaches: Sequence[Breach]) -> dict[Step, StepFinding]:
    """Nothing is granted fairly in words that close the gate."""
    taken_up = steps.get(Step.TOOK_UP)
    if taken_up is None or taken_up.verdict is Verdict.NOT_MET or not taken_up.quotes:
        return dict(steps)
    foul = all(any(holds(quote.text, breach.text) for breach in breaches) for quote in taken_up.quotes)
    update = {"verdict": Verdict.NOT_MET, "reason": "What you grant stands beside an insult."}
    return {**steps, Step.TOOK_UP: taken_up.model_copy(update=update)} if foul else dict(steps)


def holds(one: str, other: str) -> bool:
    """Whether one of two quotes stands in the other."""
    first, second = (f" {' '.join(normal(text))} " for text in (one, other))
    return first in second or second in first
