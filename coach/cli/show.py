"""Attempts as text for a terminal."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from coach.domain.attempt import Attempt
from coach.domain.certification import Code, Outcome, Result
from coach.domain.judging import Finding, Verdict

HEADLINES = {
    Outcome.CERTIFIED: "Certified",
    Outcome.NEEDS_REVIEW: "A person should look at this",
    Outcome.READY: "Ready",
    Outcome.UNCLEAR: "Unclear",
    Outcome.NOT_YET: "Not yet",
    Outcome.NOT_SCORED: "Not scored",
}
MARKS = {
    Verdict.MET: "✓",
    Verdict.NOT_MET: "✗",
    Verdict.UNSURE: "?",
    Verdict.NOT_OBSERVED: "–",
    Verdict.NOT_SCORED: "!",
}


def print_json(document: Any) -> None:
    """One JSON document on standard output."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def tell(line: str) -> None:
    """One line on standard error, beside the result."""
    print(line, file=sys.stderr)


def headline(attempt: Attempt) -> str:
    """The outcome in words: what a person reads first."""
    if attempt.decision is None:
        return attempt.problem.message if attempt.problem else attempt.state.value
    if attempt.decision.outcome is Outcome.NEEDS_REVIEW and attempt.decision.result is Result.PASS:
        return "Pass, a person should confirm"
    return HEADLINES[attempt.decision.outcome]


def points(attempt: Attempt) -> str:
    """The score, or the span from worst to best; a dash where there is none."""
    card = attempt.scorecard
    if card is None or card.score is None or card.score_best is None:
        return "–"
    if card.score == card.score_best:
        return f"{card.score:g}"
    return f"{card.score:g}–{card.score_best:g}"


def scorecard_text(attempt: Attempt) -> str:
    """The whole scorecard as text: decision, reasons, criteria with evidence, what to do next."""
    lines = [f"{headline(attempt)}   {points(attempt)} of 100 (pass mark {attempt.pass_mark:g})", ""]
    if attempt.decision:
        lines += [f"  · {reason.text}" for reason in attempt.decision.reasons]
    if attempt.scorecard:
        for criterion in attempt.scorecard.criteria:
            shown = "–" if criterion.score is None else f"{criterion.score:g}"
            lines += ["", f"{criterion.title}: {shown} ({criterion.sum}, weight {criterion.weight:g})"]
            lines += [line for finding in criterion.findings for line in _finding_lines(finding)]
        lines += ["", f"Sum: {attempt.scorecard.arithmetic}"]
    lines += _next(attempt)
    if attempt.engines:
        lines += ["", f"Heard by {attempt.engines.transcriber}; judged by {_judge(attempt)}. Attempt {attempt.id}."]
    return "\n".join(lines)


def side_by_side(attempts: Iterable[tuple[str, Attempt]]) -> str:
    """Several attempts as a table: name, points, result, what it is worth."""
    rows = [
        (name, points(a), a.decision.result.value if a.decision else "–", headline(a), _flags(a))
        for name, a in attempts
    ]
    return table([("", "points", "result", "outcome", "flags"), *rows])


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows of cells in columns as wide as they need."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _flags(attempt: Attempt) -> str:
    if attempt.decision is None:
        return ""
    engines = {Code.EMBEDDED_JUDGE, Code.EMBEDDED_TRANSCRIBER}
    return ", ".join(
        dict.fromkeys(r.code.value for r in attempt.decision.reasons if r.role == "flag" and r.code not in engines)
    )


def _finding_lines(finding: Finding) -> list[str]:
    name = finding.check or "level"
    lines = [f"  {MARKS[finding.verdict]} {name}: {finding.reason}"]
    for quote in finding.quotes:
        moment = f"{_clock(quote.start)} " if quote.start is not None else ""
        lines.append(f"      {moment}“{quote.text}”" + ("" if quote.verified else "  (not found: does not count)"))
    return lines


def _next(attempt: Attempt) -> list[str]:
    lines: list[str] = []
    if attempt.strength:
        lines += ["", f"Strength: {attempt.strength.text}"]
    for number, fix in enumerate(attempt.fixes, start=1):
        lines += ["", f"Fix {number}: {fix.title}", f"  {fix.text}", f"  Better: “{fix.better}”"]
    return lines


def _judge(attempt: Attempt) -> str:
    assert attempt.engines is not None
    return attempt.engines.judge + (f" ({attempt.engines.model})" if attempt.engines.model else "")


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
