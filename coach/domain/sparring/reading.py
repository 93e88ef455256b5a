"""An answer read by rules alone: quickly, the same each time, and honest about what they cannot tell."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from coach.domain.judging import JudgeIdentity, Verdict
from coach.domain.language import normal
from coach.domain.sparring.better_line import better_line
from coach.domain.sparring.claims import Sight, sights
from coach.domain.sparring.fairness import breaches
from coach.domain.sparring.figures import figures
from coach.domain.sparring.heard import WHOLE_LINE, Heard, Line, Place
from coach.domain.sparring.known import Facts
from coach.domain.sparring.moves import Move, Moves
from coach.domain.sparring.rebuttal import Assessment, ClaimFinding, Exchange, Standing, Step, StepFinding

READ_ALOUD = 0.85
"""Share of an answer's words that stand in the card's answer, in order, from which it was read out."""

_READ_LEAST = 12
_STATES = frozenset({"we", "our", "ours", "us"})


def read(exchange: Exchange, facts: Facts, judge: JudgeIdentity) -> Assessment:
    """The assessment of one answer. Every quote is a part of it; the same answer is always read alike."""
    heard = Heard(exchange.answer)
    gate = breaches(heard, exchange.card, exchange.us)
    if not heard.is_english:
        return _unreadable(exchange, judge).model_copy(update={"breaches": gate})
    rival = frozenset(normal(exchange.card.name))
    seen = sights(heard, facts, rival, (exchange.put, exchange.brief.text))
    moves = Moves(heard, exchange, _claimed(heard, exchange, seen))
    proof, given = _proof(heard, seen)
    found = {
        Step.TOOK_UP: moves.took_up(),
        Step.ASKED: moves.asked(),
        Step.PROOF: proof,
        Step.CRITERION: moves.criterion(),
        Step.LED_ON: moves.led_on(),
    }
    claims = tuple(_claims(heard, moves, seen, found[Step.TOOK_UP]))
    nothing = _says_nothing(found, moves, claims, gate_closed=bool(gate))
    if nothing:
        found = {step: _nothing(step, move) for step, move in found.items()}
    open_steps = (Step.PROOF, Step.CRITERION, Step.ASKED)
    stands = all(found[step].verdict is Verdict.NOT_MET for step in open_steps)
    steps = tuple(_finding(heard, exchange, step, move, given) for step, move in found.items())
    lacking = [step for step in exchange.steps if found[step].verdict is not Verdict.MET]
    return Assessment(
        steps=steps,
        claims=claims,
        breaches=gate,
        nothing=nothing,
        grants=stands and not nothing and not gate and moves.gives_in,
        better=better_line(exchange, exchange.steps if gate else lacking, _own_proof(heard, proof, seen)),
        notes=tuple(_notes(heard, exchange)),
        judge=judge,
    )


def _unreadable(exchange: Exchange, judge: JudgeIdentity) -> Assessment:
    reason = "I read running English only, and cannot tell what this says."
    return Assessment(
        steps=tuple(
            StepFinding(
                step=step, verdict=Verdict.UNSURE if step in exchange.steps else Verdict.NOT_OBSERVED, reason=reason
            )
            for step in Step
        ),
        better=better_line(exchange, exchange.steps, ""),
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


def _proof(heard: Heard, seen: Sequence[Sight]) -> tuple[Move, tuple[str, ...]]:
    """Whether a fact with a source was given, and the ids of those that were."""
    proofs = [sight for sight in seen if sight.fact.proof and not _in_question(heard, sight.place)]
    told = [sight for sight in proofs if sight.told]
    wrong = [sight for sight in proofs if sight.against]
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
        if sight.told and theirs and moves.echoes(heard.line_of(sight.place.first).place):
            told.append(sight.place)  # the rival's own point, said in order to take it up
            continue
        standing = Standing.SUPPORTED if sight.told else Standing.CONTRADICTED
        reason = f"The card has: “{sight.fact.text}”" + (f" But here {sight.against}." if sight.against else "")
        if sight.told and sight.fact.id is not None and sight.fact.source is None:
            standing, reason = Standing.NOT_ON_CARD, "It is on the card, but without a source."
        told.append(sight.place)
        text = heard.evidence(sight.place).text
        yield ClaimFinding(text=text, standing=standing, fact=sight.fact.id, reason=reason)
    for line in heard.lines:
        if not any(place.overlaps(line.place) for place in told) and _states_something(heard, moves, line):
            text = heard.text(line.place)
            yield ClaimFinding(
                text=text, standing=Standing.NOT_ON_CARD, reason="I found no fact on a card that says this."
            )


def _states_something(heard: Heard, moves: Moves, line: Line) -> bool:
    """Whether a sentence states a figure, or something about the competitor, as a fact of the seller's own."""
    place = line.place
    if line.asks or moves.echoes(place) or heard.bars(place):
        return False
    said = heard.tokens_of(place)
    told = normal(moves.exchange.put) + normal(moves.exchange.brief.text)
    new = [f for f in figures(said) if not f.loose and not any(f.agrees(other) for other in figures(told))]
    about = {"they", "their", *normal(moves.exchange.card.name)}.intersection(said[:4])
    verbs = {
        "is",
        "are",
        "has",
        "have",
        "can",
        "needs",
        "need",
        "takes",
        "take",
        "costs",
        "cost",
        "do",
        "does",
        "will",
        "was",
    }
    return bool(new) or bool(about and verbs.intersection(said[:6]) and len(said) >= 5)


def _says_nothing(found: dict[Step, Move], moves: Moves, claims: Sequence[ClaimFinding], *, gate_closed: bool) -> bool:
    solid = any(found[step].verdict is Verdict.MET for step in (Step.PROOF, Step.CRITERION, Step.ASKED))
    if solid or gate_closed:
        return False
    perhaps = found[Step.PROOF].verdict is Verdict.UNSURE
    if moves.shrugs and not perhaps and not claims and not moves.gives_in:
        return True
    return moves.empty and not moves.gives_in


def _nothing(step: Step, move: Move) -> Move:
    """In an answer that says nothing, only an offer to come back with one is worth something."""
    if step is Step.LED_ON and move.verdict is Verdict.MET:
        return move
    return Move(Verdict.NOT_MET, "There was no answer in it.")


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


def _own_proof(heard: Heard, proof: Move, seen: Sequence[Sight]) -> str:
    """The seller's own sentence with the proof; where they said all in one breath, the fact."""
    if proof.verdict is not Verdict.MET:
        return ""
    place = proof.places[0]
    line = heard.line_of(place.first)
    told = next(sight for sight in seen if sight.place == place)
    return heard.text(line.place) if line.closed and line.place.last - line.place.first < WHOLE_LINE else told.fact.text


def _notes(heard: Heard, exchange: Exchange) -> Iterator[str]:
    for moment in heard.to_grader:
        yield f"Speaks to the grader: “{moment.text}”"
    card = normal(exchange.model.line)
    blocks = SequenceMatcher(None, heard.texts, card, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size > 2)
    if len(heard.texts) >= _READ_LEAST and shared >= READ_ALOUD * len(heard.texts):
        yield "These are the card's own words. Say it in yours: it will sound like you."
