"""The three lines to say tomorrow: from the card where the seller had none, else what worked."""

from collections.abc import Iterator
from typing import Literal

from coach.domain.judging import Verdict
from coach.domain.language import normal
from coach.domain.sparring.cards.battlecard import CardAnswer, Use
from coach.domain.sparring.debriefs.own_words import fit_to_say, holds, whole_sentence
from coach.domain.sparring.drill import Drill, Objection, State
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Step
from coach.domain.sparring.turn import Turn
from coach.domain.value import Value

LINES = 3


class LineToSay(Value):
    """One line. `by`: the card's, or the seller's own of `turn`. `to` is the title of the point that it answers; of
    a question for every vendor it is why to ask, and may be empty.

    `question` is what to ask with it; `proof` is the id in us.yaml of what it rests on.
    """

    text: str
    by: Literal["card", "you"]
    to: str
    question: str = ""
    proof: str | None = None
    turn: int | None = None


def lines_to_say(drill: Drill) -> tuple[LineToSay, ...]:
    """Three different lines that may be said to a buyer; fewer only where the card has fewer."""
    chosen: list[LineToSay] = []
    seen: set[tuple[str, ...]] = set()
    banned = [words for phrase in (*drill.card.never_say, *drill.us.never_say) if (words := normal(phrase))]
    for line in _in_order(drill):
        words = normal(line.text)
        may_be_said = not any(holds(words, phrase) or holds(normal(line.question), phrase) for phrase in banned)
        if may_be_said and words not in seen:
            seen.add(words)
            chosen.append(line)
        if len(chosen) == LINES:
            break
    return tuple(chosen)


def _in_order(drill: Drill) -> Iterator[LineToSay]:
    """What the seller lacked (the most dangerous first), what worked, then whatever else the card offers."""
    for objection in drill.objections:  # an agenda is in the order of danger
        if drill.state(objection) is not State.ANSWERED:
            yield from _of_card(objection.answer, objection.title)
    yield from _that_worked(drill)
    for objection in drill.objections:
        yield from _of_card(objection.answer, objection.title)
    for play in sorted(drill.card.plays, key=lambda play: -play.danger):
        if answer := drill.card.answer_to(play):
            yield from _of_card(answer, play.title)
    for claim in drill.card.claims:
        if claim.answer:
            yield from _of_card(claim.answer, claim.text)
    for landmine in drill.card.landmines:
        if landmine.use is Use.EXTERNAL:
            yield LineToSay(text=landmine.question, by="card", to=landmine.why or "")


def _of_card(answer: CardAnswer, title: str) -> Iterator[LineToSay]:
    if answer.use is Use.EXTERNAL:
        yield LineToSay(text=answer.line, by="card", to=title, question=answer.question, proof=answer.proof)


def _that_worked(drill: Drill) -> Iterator[LineToSay]:
    """The seller's own words: verified quotes of the proofs in answers that settled a point, the best first."""
    found: list[tuple[float, LineToSay]] = []
    card_lines = list(_card_lines(drill))
    for turn in drill.answers():
        objection = drill.objection(turn.objection)
        tries = [(turn.text, turn.assessment), *((retry.text, retry.assessment) for retry in turn.retries)]
        for said, assessment in tries:
            if objection is None or assessment is None or not assessment.score or not drill.beats(assessment):
                continue
            found += [
                (assessment.score, line)
                for line in _proofs(drill, objection, turn, said, assessment)
                if not any(_alike(normal(line.text), card_line) for card_line in card_lines)
            ]
    yield from (line for _, line in sorted(found, key=lambda pair: -pair[0]))


def _proofs(drill: Drill, objection: Objection, turn: Turn, said: str, assessment: Assessment) -> Iterator[LineToSay]:
    """The proofs of one try in the words in which they were given."""
    for finding in assessment.steps:
        if finding.step is Step.PROOF and finding.verdict is Verdict.MET:
            proof = next((fact for fact in finding.facts if fact in {p.id for p in drill.us.proofs}), None)
            for quote in finding.quotes:
                line = whole_sentence(quote.text, said)
                if quote.verified and fit_to_say(line, said, assessment, drill.card):
                    yield LineToSay(text=line, by="you", to=objection.title, proof=proof, turn=turn.number)


def _card_lines(drill: Drill) -> Iterator[tuple[str, ...]]:
    """What the card has to say; read aloud it is nobody's own words."""
    card = drill.card
    answers = [each.answer for each in (*drill.objections, *card.plays, *card.claims) if each.answer]
    yield from dict.fromkeys(normal(answer.line) for answer in answers)


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return holds(one, other) or holds(other, one)
