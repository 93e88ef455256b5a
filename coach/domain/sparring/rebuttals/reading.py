"""An answer read by rules alone: quickly, the same each time, and honest about what they cannot tell."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from coach.domain.judging import JudgeIdentity, Verdict
from coach.domain.language import normal
from coach.domain.sparring.rebuttals.better_line import Kept, better_lines
from coach.domain.sparring.rebuttals.claims import Sight, sights
from coach.domain.sparring.rebuttals.fairness import breaches
from coach.domain.sparring.rebuttals.figures import figures
from coach.domain.sparring.rebuttals.heard import MARGIN, WHOLE_LINE, Heard, Line, Place
from coach.domain.sparring.rebuttals.known import Facts
from coach.domain.sparring.rebuttals.moves import Move, Moves
from coach.domain.sparring.rebuttals.on_point import OFF_POINT, on_point, restates
from coach.domain.sparring.rebuttals.rebuttal import (
    FOR_OUR_EYES,
    LET_STAND,
    Assessment,
    Breach,
    ClaimFinding,
    Exchange,
    Standing,
    Step,
    StepFinding,
)

READ_ALOUD = 0.85
"""Share of an answer's words that stand in the card's answer, in order, from which it was read out."""

_READ_LEAST = 12
_STATES = frozenset({"we", "our", "ours", "us"})
_ABOUT, _STATES_LEAST = 4, 5

LONGEST_KEPT = 90
"""Words of an answer that are all kept in a better line."""


def read(exchange: Exchange, facts: Facts, judge: JudgeIdentity) -> Assessment:
    """The assessment of one answer. Every quote is a part of it; the same answer is always read alike.

    A better line is one that these rules would give more for: else there is none.
    """
    said, lines = _read(exchange, facts, judge)
    for line in lines:
        again, _ = _read(exchange.model_copy(update={"answer": line}), facts, judge)
        if (again.score or 0) > (said.score or 0):
            return said.model_copy(update={"better": line})
    return said


def _read(exchange: Exchange, facts: Facts, judge: JudgeIdentity) -> tuple[Assessment, Iterator[str]]:
    heard = Heard(exchange.answer)
    gate = breaches(heard, exchange.card, exchange.us)
    if not heard.is_english(facts.vocabulary):
        unread = _unreadable(exchange, judge).model_copy(update={"breaches": gate})
        return unread, better_lines(exchange, exchange.steps, Kept())
    rival = frozenset(normal(exchange.card.name))
    seen = sights(heard, facts, rival, (exchange.put, exchange.brief.text))
    moves = Moves(heard, exchange, _claimed(heard, exchange, seen), _fouls(heard, gate))
    taken_up, criterion = moves.took_up(), moves.criterion()
    tied = criterion.verdict is Verdict.MET or _really_taken_up(heard, exchange, taken_up)
    proof, given = _proof(heard, exchange, seen, tied=tied)
    found = {
        Step.TOOK_UP: taken_up,
        Step.ASKED: moves.asked(),
        Step.PROOF: proof,
        Step.CRITERION: criterion,
        Step.LED_ON: moves.led_on(),
    }
    claims = tuple(_claims(heard, moves, seen, found[Step.TOOK_UP]))
    nothing = _says_nothing(found, moves, claims, gate_closed=bool(gate))
    stands = all(found[step].verdict is Verdict.NOT_MET for step in (Step.PROOF, Step.CRITERION, Step.ASKED))
    grants = stands and not nothing and not gate and moves.gives_in and not moves.goes_on
    if nothing:
        found = {step: Move(Verdict.NOT_MET, "There was no answer in it.") for step in found}
    elif grants:
        left = Move(Verdict.NOT_MET, LET_STAND)
        found |= {Step.TOOK_UP: left, Step.LED_ON: left}
    steps = tuple(_finding(heard, exchange, step, move, given) for step, move in found.items())
    lacking = exchange.steps if gate else [s for s in exchange.steps if found[s].verdict is not Verdict.MET]
    worth = not gate and any(move.verdict is Verdict.MET for move in found.values())
    kept = _kept(heard, seen, taken_up, proof) if worth else Kept()
    assessment = Assessment(
        steps=steps,
        claims=claims,
        breaches=gate,
        nothing=nothing,
        grants=grants,
        notes=tuple(_notes(heard, exchange)),
        judge=judge,
    )
    return assessment, better_lines(exchange, lacking, kept)


def _unreadable(exchange: Exchange, judge: JudgeIdentity) -> Assessment:
    reason = "I read running English only, and cannot tell what this says."
    return Assessment(
        steps=tuple(
            StepFinding(
                step=step, verdict=Verdict.UNSURE if step in exchange.steps else Verdict.NOT_OBSERVED, reason=reason
            )
            for step in Step
        ),
        notes=("This does not read like running English: another language, or a list of words.",),
        judge=judge,
    )


def _claimed(heard: Heard, exchange: Exchange, seen: Sequence[Sight]) -> int | None:
    """The token from which an answer states something of its own: a fact, or a sentence about us."""
    starts = [sight.place.first for sight in seen if sight.fact.ours and (sight.told or sight.against)]
    us = {*_STATES, *normal(exchange.us.company)[:1]}
    starts += [
        line.place.first
        for line in heard.lines
        if not line.asks and line.closed and us.intersection(heard.tokens_of(line.place)[:3])
    ]
    return min(starts, default=None)


def _fouls(heard: Heard, gate: Sequence[Breach]) -> tuple[Place, ...]:
    """The sentences that close the gate: what is granted in one of them is no fairness."""
    return tuple(line.place for line in heard.lines if any(breach.text in heard.text(line.place) for breach in gate))


def _really_taken_up(heard: Heard, exchange: Exchange, taken_up: Move) -> bool:
    """Whether the sentence that takes the point up says what the point is."""
    lines = [heard.line_of(place.first) for place in taken_up.places]
    near = [Place(line.place.first, min(line.place.last, line.place.first + WHOLE_LINE)) for line in lines]
    return taken_up.verdict is Verdict.MET and any(restates(exchange, heard.text(place)) for place in near)


def _spoilt(heard: Heard, place: Place, seen: Sequence[Sight]) -> bool:
    """Whether a figure or a fact is told wrongly in the same sentence; of a voice answer, in the words around."""
    line = heard.line_of(place.first)
    short = line.closed and line.place.last - line.place.first < WHOLE_LINE
    around = line.place if short else Place(place.first - MARGIN, place.last + MARGIN)
    return any(sight.against and sight.place.overlaps(around) for sight in seen)


def _proof(heard: Heard, exchange: Exchange, seen: Sequence[Sight], *, tied: bool) -> tuple[Move, tuple[str, ...]]:
    """Whether a fact with a source was given that answers the point, and the ids of those that were given.

    `tied`: the answer itself says what the point is, or comes back to what the buyer decides by.
    """
    proofs = [sight for sight in seen if sight.fact.proof and not _in_question(heard, sight.place)]
    told = [sight for sight in proofs if sight.told and not _spoilt(heard, sight.place, seen)]
    wrong = [sight for sight in proofs if sight.against]
    if told and not tied and not on_point(exchange, [sight.fact for sight in told]):
        return Move(Verdict.UNSURE, OFF_POINT, tuple(sight.place for sight in told)), ()
    if told:
        ids = tuple(dict.fromkeys(sight.fact.id for sight in told if sight.fact.id))
        reason = f"You gave a fact with a source: {told[0].fact.source}."
        return Move(Verdict.MET, reason, tuple(sight.place for sight in told)), ids
    if wrong:
        return Move(
            Verdict.NOT_MET, f"You came near “{wrong[0].fact.text}”, but {wrong[0].against}.", (wrong[0].place,)
        ), ()
    near = [sight for sight in proofs if sight.near]
    if near:
        best = max(near, key=lambda sight: sight.strength)
        return Move(
            Verdict.UNSURE, f"This is near “{best.fact.text}”, and I cannot tell: {best.doubt}.", (best.place,)
        ), ()
    return Move(Verdict.NOT_MET, "I found no fact with a source."), ()


def _in_question(heard: Heard, place: Place) -> bool:
    line = heard.line_of(place.first)
    return line.asks and place.last <= line.place.last


def _claims(heard: Heard, moves: Moves, seen: Sequence[Sight], taken_up: Move) -> Iterator[ClaimFinding]:
    told = list(taken_up.places) if taken_up.verdict is Verdict.MET else []
    for sight in seen:
        if not (sight.told or sight.against) or _in_question(heard, sight.place):
            continue
        theirs = not sight.fact.ours
        if sight.told and theirs and moves.repeats(heard.line_of(sight.place.first).place):
            told.append(sight.place)  # the rival's own point, said in order to take it up
            continue
        standing = Standing.SUPPORTED if sight.told else Standing.CONTRADICTED
        reason = f"The card has: “{sight.fact.text}”" + (f" But here {sight.against}." if sight.against else "")
        if sight.told and sight.fact.id is not None and sight.fact.source is None:
            standing, reason = Standing.NOT_ON_CARD, "It is on the card, but without a source."
        internal = sight.told and sight.fact.internal and sight.fact.id not in moves.exchange.facts
        if internal and standing is Standing.SUPPORTED:
            reason = FOR_OUR_EYES
        told.append(sight.place)
        text = heard.evidence(sight.place).text
        yield ClaimFinding(text=text, standing=standing, fact=sight.fact.id, reason=reason, internal=internal)
    for line in heard.lines:
        if not any(place.overlaps(line.place) for place in told) and _states_something(heard, moves, line):
            text = heard.text(line.place)
            yield ClaimFinding(
                text=text, standing=Standing.NOT_ON_CARD, reason="I found no fact on a card that says this."
            )


def _states_something(heard: Heard, moves: Moves, line: Line) -> bool:
    """Whether a sentence states a figure, or something about the competitor, as a fact of the seller's own."""
    place = line.place
    if line.asks or heard.bars(place) or place in moves.fouls:
        return False
    said = heard.tokens_of(place)
    told = normal(moves.exchange.put) + normal(moves.exchange.brief.text)
    if any(not f.loose and not any(f.agrees(other) for other in figures(told)) for f in figures(said)):
        return not moves.echoes(place)
    about = {"they", "their", *normal(moves.exchange.card.name)}.intersection(said[:_ABOUT])
    return bool(about) and len(said) >= _STATES_LEAST and not moves.repeats(place)


def _says_nothing(found: dict[Step, Move], moves: Moves, claims: Sequence[ClaimFinding], *, gate_closed: bool) -> bool:
    solid = any(found[step].verdict is Verdict.MET for step in (Step.PROOF, Step.CRITERION, Step.ASKED))
    if solid or gate_closed:
        return False
    if moves.promises:
        return False
    perhaps = found[Step.PROOF].verdict is Verdict.UNSURE
    taken_up = found[Step.TOOK_UP].verdict is Verdict.MET
    if moves.shrugs and not perhaps and not claims and not moves.gives_in:
        return True
    return (moves.empty or (moves.only_leads and not taken_up)) and not moves.gives_in


def _finding(heard: Heard, exchange: Exchange, step: Step, move: Move, given: tuple[str, ...]) -> StepFinding:
    if step not in exchange.steps:
        return StepFinding(step=step, verdict=Verdict.NOT_OBSERVED, reason="In one line this is not looked at.")
    quotes = tuple(dict.fromkeys(heard.evidence(place) for place in move.places))
    return StepFinding(
        step=step,
        verdict=move.verdict,
        reason=move.reason,
        quotes=quotes,
        facts=given if step is Step.PROOF and move.verdict is Verdict.MET else (),
    )


def _kept(heard: Heard, seen: Sequence[Sight], taken_up: Move, proof: Move) -> Kept:
    """What a better line keeps: all that was said where that can be said again, else the proof."""
    wrong = any(sight.against or (sight.told and sight.fact.internal) for sight in seen)
    if wrong or heard.barred or len(heard.texts) > LONGEST_KEPT:
        place = proof.places[0] if proof.verdict is Verdict.MET else None
        told = next((sight.fact for sight in seen if sight.place == place and not sight.fact.internal), None)
        return Kept(proof=told.text if told else "")
    first, *more = heard.lines
    if more and not first.asks and taken_up.verdict is Verdict.MET:
        rest = Place(more[0].place.first, more[-1].place.last)
        return Kept(first=heard.text(first.place), rest=heard.text(rest))
    return Kept(rest=heard.text(Place(0, len(heard.texts) - 1)))


def _notes(heard: Heard, exchange: Exchange) -> Iterator[str]:
    for moment in heard.to_grader:
        yield f"Speaks to the grader: “{moment.text}”"
    card = normal(exchange.model.line)
    blocks = SequenceMatcher(None, heard.texts, card, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size > 2)
    if len(heard.texts) >= _READ_LEAST and shared >= READ_ALOUD * len(heard.texts):
        yield "These are the card's own words. Say it in yours: it will sound like you."
