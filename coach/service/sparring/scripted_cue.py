"""What about an answer the scripted rival takes up: what it lacked, and the words that show it."""

from collections.abc import Iterator
from typing import NamedTuple

from coach.domain.judging import Verdict
from coach.domain.sparring.drill import Drill, Order
from coach.domain.sparring.levels import Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Standing, Step
from coach.domain.sparring.rivals.weak_words import LONGEST_QUOTE, excerpt, weak_words
from coach.domain.sparring.turn import Turn
from coach.service.sparring.scripted_leads import Cue

_LONGEST_IN_RAPID_FIRE = 6
"""Words of a quote."""

_CUES = {Step.PROOF: Cue.PROOF, Step.TOOK_UP: Cue.TOOK_UP, Step.ASKED: Cue.ASKED, Step.CRITERION: Cue.CRITERION}
"""A step that is missing, as something to say; that nobody led on is no weakness that a rival would point out."""


class Taken(NamedTuple):
    """What is taken up, in whose words, and where it says otherwise."""

    cue: Cue
    quote: str | None = None
    source: str | None = None


def taken_up(drill: Drill, order: Order, answer: Turn, number: int) -> Taken:
    """What to react to. `number` chooses where several things would do, so that the same answer gets the same."""
    longest, reading = quote_length(drill), answer.reading
    if reading is None:
        return Taken(Cue.PROOF, weak_words(answer.text, None, longest))
    if reading.breaches:
        # Nothing is quoted here: whoever repeats an insult has said it too.
        insult = any(breach.kind == "disparagement" for breach in reading.breaches)
        return Taken(Cue.INSULT if insult else Cue.BIG_WORDS)
    weak = weak_words(answer.text, reading, longest)
    for holds, cue in ((reading.nothing, Cue.NOTHING), (answer.late, Cue.LATE), (reading.grants, Cue.GRANTS)):
        if holds:
            return Taken(cue, weak)
    for found in reading.claims:
        fact = drill.card.fact(found.fact) if found.fact and found.standing is Standing.CONTRADICTED else None
        if fact and fact.source and (quote := excerpt(found.text, longest)):
            return Taken(Cue.CONTRADICTED, quote, fact.source)
    if reading.verdict(Step.PROOF) is Verdict.UNSURE:
        return Taken(Cue.MAYBE, quote_of(reading, Step.PROOF, longest) or weak)
    lacking = list(_lacking(drill, order, reading))
    return Taken(lacking[number % len(lacking)] if lacking else Cue.MAYBE, weak)


def quote_length(drill: Drill) -> int:
    """How many of the seller's words may be taken up."""
    return _LONGEST_IN_RAPID_FIRE if drill.setup is Setup.RAPID_FIRE else LONGEST_QUOTE


def quote_of(reading: Assessment, step: Step, longest: int) -> str | None:
    """The words that show a step, short enough to be said."""
    quotes = (quote.text for finding in reading.steps if finding.step is step for quote in finding.quotes)
    return next((short for quote in quotes if (short := excerpt(quote, longest))), None)


def _lacking(drill: Drill, order: Order, reading: Assessment) -> Iterator[Cue]:
    """What is missing; the weakest step twice, because it is the one to press most often."""
    if order.weakest is not None and order.weakest in _CUES:
        yield _CUES[order.weakest]
    yield from (cue for step, cue in _CUES.items() if step in drill.steps and not reading.met(step))
