"""A drill as text for a terminal."""

import textwrap
from collections.abc import Iterator

from coach.cli.show import MARKS
from coach.domain.sparring.debriefs.debrief import Debrief, debrief
from coach.domain.sparring.debriefs.tomorrow import LineToSay
from coach.domain.sparring.drill import Drill, State
from coach.domain.sparring.levels import MANNERS, Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment
from coach.domain.sparring.turn import Said, Turn
from coach.web.sparring.wording import BREACHES, ENDINGS, LEVELS, SETUPS, STANDINGS, STATES, STEPS

WIDTH = 100

MARKS_OF_STATES = {
    State.ANSWERED: "✓",
    State.CONCEDED: "✗",
    State.DODGED: "✗",
    State.UNCLEAR: "?",
    State.PUT: "·",
    State.NOT_PUT: "–",
}


def opening(drill: Drill) -> Iterator[str]:
    """What a seller should know before the first line."""
    rival, level = drill.rival, LEVELS[drill.level].lower()
    by = f"played by {rival.model or rival.name}"
    if rival.embedded:
        by = "scripted: it speaks from the card, without a language model"
    yield f"{drill.card.name}’s rep, {by}. {SETUPS[drill.setup][0]}, {level}."
    rapid = drill.setup is Setup.RAPID_FIRE  # nothing is pressed there, at any level
    yield from folded(SETUPS[drill.setup][1] if rapid else MANNERS[drill.level].says)


def said_text(said: Said) -> str:
    """One sentence; what the rival claims without a source is told as their opinion."""
    return f"{said.text} [no source]" if said.claim and not said.facts else said.text


def turn_end(drill: Drill, turn: Turn) -> Iterator[str]:
    """What stands below the rival's words: where their facts come from."""
    for fact in (drill.card.fact(fact_id) for fact_id in turn.facts):
        if fact is not None:
            where = f"{fact.source}, {fact.date}" if fact.sourced else "no source"
            yield from folded(f"[{fact.id}] {where}", "  ")


def table_text(drill: Drill) -> str:
    """Whose turn it is, what is on the table, and how much is left."""
    about = drill.on_table
    assert about is not None
    put = sum(drill.was_put(objection) for objection in drill.objections)
    if drill.setup is Setup.ONE_PLAY:
        where = f"round {sum(turn.press == 0 for turn in drill.turns)}"
    else:
        where = f"{put} of {len(drill.objections)}, {len(drill.objections) - put} to come"
    clock = f" {drill.clock_s} seconds." if drill.clock_s else ""
    return f"Your turn.{clock} On the table: {about.title} ({where})."


def assessment_text(turn: Turn) -> Iterator[str]:
    """What one answer was worth, with its further tries."""
    for name, text, assessment in _tries(turn):
        yield ""
        yield from folded(f"{name}: “{text}”")
        yield from _assessment(assessment) if assessment else ("  Not assessed yet.",)


def _tries(turn: Turn) -> Iterator[tuple[str, str, Assessment | None]]:
    yield f"Answer {turn.number}", turn.text, turn.assessment
    for number, retry in enumerate(turn.retries, start=2):
        yield f"Try {number}", retry.text, retry.assessment


def _assessment(assessment: Assessment) -> Iterator[str]:
    if assessment.problem is not None:
        yield from folded(f"Not scored: {assessment.problem.message} {assessment.problem.hint}", "  ")
        return
    yield f"  {_points(assessment.score, assessment.score_best)} of 100"
    for breach in assessment.breaches:
        doubt = "" if breach.certain else " (perhaps)"
        yield from folded(f"! {BREACHES[breach.kind]}{doubt}: “{breach.text}”. {breach.reason}", "  ", "    ")
    for finding in assessment.steps:
        quotes = " ".join(f"“{quote.text}”" for quote in finding.quotes if quote.verified)
        yield from folded(f"{MARKS[finding.verdict]} {STEPS[finding.step]}: {finding.reason} {quotes}", "  ", "    ")
    for claim in assessment.claims:
        yield from folded(f"· {STANDINGS[claim.standing][0]}: “{claim.text}” {claim.reason}", "  ", "    ")
    if assessment.better:
        yield from folded(f"Better: “{assessment.better}”", "  ", "    ")


def debrief_text(drill: Drill) -> Iterator[str]:
    """What a drill comes to."""
    found = debrief(drill)
    yield ""
    yield f"Debrief: {drill.card.name}. {ENDINGS[drill.ended] if drill.ended else 'It is not over yet.'}"
    yield f"{_points(found.score, found.score_best)} of 100, mean of {len(found.scored)} scored answers."
    if found.not_scored or found.unread:
        yield f"Not scored: {_turns((*found.not_scored, *found.unread))}."
    yield ""
    for outcome in found.objections:
        yield from folded(f"{MARKS_OF_STATES[outcome.state]} {outcome.title}: {STATES[outcome.state][0].lower()}", "  ")
    yield from _learned(found)
    yield from ("", "Say tomorrow")
    for line in found.tomorrow:
        yield from folded(f"+ “{line.text}”{_by(line)}", "  ", "    ")
        if line.question:
            yield from folded(f"Ask: {line.question}", "    ")
    yield ""
    play = f" --play {found.next.play}" if found.next.play else ""
    yield from folded(
        f"Next: --setup {found.next.setup.value} --level {found.next.level.value}{play}. {found.next.why}"
    )
    judged = {turn.assessment.judge.name for turn in drill.answers() if turn.assessment}
    yield from ("", f"Assessed by {', '.join(sorted(judged)) or 'nobody yet'}. Drill {drill.id}.")


def _learned(found: Debrief) -> Iterator[str]:
    if found.best:
        yield from ("", "Best line")
        yield from folded(f"“{found.best.text}” (turn {found.best.turn})", "  ")
    for number, fix in enumerate(found.fixes, start=1):
        times = f" (in {fix.times} answers)" if fix.times > 1 else ""
        yield from ("", f"Fix {number}: {fix.what}{times}")
        yield from folded(f"Turn {fix.turn}: “{fix.words}” {fix.why}", "  ")
        yield from folded(f"Better: “{fix.better}”", "  ")
    if found.avoid:
        yield from ("", "Do not say again")
        for each in found.avoid:
            yield from folded(f"– “{each.text}” (turn {each.turn}): {each.why}", "  ", "    ")
    if found.improved:
        yield ""
        for each in found.improved:
            yield f"Turn {each.turn} went from {each.before:g} to {each.after:g} when you tried again."


def _by(line: LineToSay) -> str:
    return f" (yours, turn {line.turn})" if line.by == "you" else f" (to: {line.to})" if line.to else ""


def _turns(numbers: tuple[int, ...]) -> str:
    return f"turn{'s' if len(numbers) > 1 else ''} {', '.join(map(str, sorted(numbers)))}"


def _points(score: float | None, best: float | None) -> str:
    if score is None or best is None:
        return "–"
    return f"{score:g}" if score == best else f"{score:g}–{best:g}"


def folded(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """A text in lines that fit a terminal."""
    after = first if rest is None else rest
    return [
        line
        for part in text.splitlines()
        for line in textwrap.wrap(part, WIDTH, initial_indent=first, subsequent_indent=after)
    ]
