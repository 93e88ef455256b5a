"""Past attempts under a draft, as the page shows them: rows, counts and the drawing of the points."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from coach.domain.certification import Kind
from coach.domain.history import Entry
from coach.domain.rubric import Rubric
from coach.domain.studio.shift import Move, Shift, Side, sorted_shifts, tally, totals
from coach.domain.studio.study import ACTIVE, Study
from coach.errors import CoachError
from coach.web.rendering import OUTCOMES, when
from coach.web.reporting.wording import span

if TYPE_CHECKING:
    from coach.wiring import Workshop

SHOWN = 60
"""So many rows are open at once; the others are one click away."""

BINS = 10
"""Bars of the drawing: ten points each."""

HEIGHT, TOP, BOTTOM = 200.0, 34.0, 26.0
LEFT, RIGHT = 3.0, 97.0

MOVES = (
    (Move.GAINS, "Better", "their outcome gets better"),
    (Move.LOSES, "Worse", "their outcome gets worse"),
    (Move.SAME, "Same outcome", "their outcome stays"),
    (Move.NOT_SCORED, "Not scored", "nothing to compare"),
)


class Shifts:
    """Makes the rows of the page. Who may see an attempt gets a way to it."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop

    def named(self, who: str, viewer: str) -> str:
        """What a person is called on the page of another."""
        return "You" if who == viewer else self._workshop.people.find(who).name

    def choice(self, entries: Sequence[Entry], viewer: str) -> list[dict[str, Any]]:
        """What can be chosen."""
        names = {who: self.named(who, viewer) for who in {entry.who for entry in entries}}
        lines = [self._line(entry, names[entry.who]) for entry in entries]
        # Whoever only chooses may still grade what others handed in, so what came of that stays unsaid here.
        return [{**line, "theirs": entry.who == viewer} for line, entry in zip(lines, entries, strict=True)]

    def result(self, study: Study, viewer: str, show: str, address: str) -> dict[str, Any]:
        """What came out of a study; `show` names the one move that is wanted, or none for all.

        Counts and drawing are of all of them, so the viewer has seen the scores of all, whichever rows are wanted.
        """
        shifts = self._workshop.changing.shifts(study)
        counts = tally(shifts)
        figures = {
            Move.GAINS: counts.gains,
            Move.LOSES: counts.loses,
            Move.SAME: counts.same,
            Move.NOT_SCORED: counts.not_scored,
        }
        wanted = [shift for shift in sorted_shifts(shifts) if show in ("", shift.move.value)]
        entries = self._workshop.changing.past.lines([shift.attempt for shift in wanted])
        if study.state not in ACTIVE:  # until then the page shows how far it is
            compared = self._workshop.changing.past.lines([shift.attempt for shift in shifts if shift.before])
            self._workshop.grading.saw_attempts(compared.values(), viewer, "what would change")
        rows = [self._row(shift, entries.get(shift.attempt), viewer) for shift in wanted]
        before, after = totals(shifts)
        return {
            "counts": counts,
            "tiles": [
                (move.value, title, told, figures[move], f"{address}&show={move.value}#rows")
                for move, title, told in MOVES
            ],
            "show": show,
            "rows": rows[:SHOWN],
            "more": rows[SHOWN:],
            "drawing": drawing(before, after, self._pass_mark(study)) if before else None,
            "others": sorted({shift.recorded_by for shift in shifts if shift.other_judge and shift.recorded_by}),
            "by_another": sum(shift.other_judge for shift in shifts),
            "failed": [shift.attempt for shift in shifts if shift.failed],
        }

    def _line(self, entry: Entry, name: str) -> dict[str, Any]:
        label, tone = OUTCOMES[entry.outcome] if entry.outcome else ("", "none")
        return {
            "id": entry.id,
            "who": name,
            "when": when(entry.at),
            "kind": entry.kind.value,
            "situation": entry.situation,
            "outcome": label,
            "tone": tone,
            "points": span(entry.score, entry.score_best),
        }

    def _row(self, shift: Shift, entry: Entry | None, viewer: str) -> dict[str, Any]:
        named: dict[str, Any] = {"who": "", "when": "", "kind": "", "situation": ""}
        return {
            **(self._line(entry, self.named(entry.who, viewer)) if entry else named),
            "href": _way(entry, viewer),
            "gone": entry is None or entry.deleted,
            "move": shift.move.value,
            "before": _side(shift.before),
            "after": _side(shift.after),
            "moved": f"{shift.points:+g}".replace("-", "−") if shift.points else "±0",
            "why": shift.why,
            "hint": shift.hint,
            "turns": [turn.text for turn in shift.turns],
            "decided": shift.after.decided if shift.after else (),
            "recorded": _recorded(shift, entry),
        }

    def _pass_mark(self, study: Study) -> float | None:
        source = self._workshop.attempts.source(study.rubric_version or "")
        try:
            return Rubric.model_validate(source).pass_mark if source else None
        except (CoachError, ValueError):
            return None


def drawing(before: Sequence[float], after: Sequence[float], pass_mark: float | None) -> dict[str, Any]:
    """How many attempts have how many points, before and after: across in percent, up in pixels."""
    counted = [_binned(before), _binned(after)]
    most = max(max(each) for each in counted)
    width = (RIGHT - LEFT) / BINS
    bars = [
        {
            "name": name,
            "x": round(LEFT + width * number + width * (0.1 + 0.42 * place), 2),
            "width": round(width * 0.38, 2),
            "y": round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * count / most, 1),
            "height": round((HEIGHT - TOP - BOTTOM) * count / most, 1),
            "count": count,
            "at": round(LEFT + width * number + width * (0.1 + 0.42 * place) + width * 0.19, 2),
        }
        for place, name in enumerate(("before", "after"))
        for number, count in enumerate(counted[place])
        if count
    ]
    return {
        "height": HEIGHT,
        "base": HEIGHT - BOTTOM,
        "bars": bars,
        "ticks": [(round(LEFT + (RIGHT - LEFT) * tick / 100, 2), tick) for tick in (0, 20, 40, 60, 80, 100)],
        "pass_x": None if pass_mark is None else round(LEFT + (RIGHT - LEFT) * pass_mark / 100, 2),
        "pass_mark": pass_mark,
        "label": _label(before, after, pass_mark),
    }


def _binned(points: Sequence[float]) -> list[int]:
    counts = [0] * BINS
    for each in points:
        counts[min(BINS - 1, int(each // (100 / BINS)))] += 1
    return counts


def _label(before: Sequence[float], after: Sequence[float], pass_mark: float | None) -> str:
    means = [sum(points) / len(points) for points in (before, after)]
    text = f"Points of {len(before)} attempts: on average {means[0]:.1f} before and {means[1]:.1f} after"
    if pass_mark is None:
        return f"{text}."
    reach = [sum(point >= pass_mark for point in points) for points in (before, after)]
    return f"{text}; {reach[0]} reached the draft's pass mark of {pass_mark:g} before and {reach[1]} do after."


def _side(side: Side | None) -> dict[str, str] | None:
    if side is None:
        return None
    label, tone = OUTCOMES[side.outcome]
    return {"outcome": label, "tone": tone, "points": span(side.score, side.score_best), "result": side.result.value}


def _way(entry: Entry | None, viewer: str) -> str | None:
    """Where this person may read the attempt's report: their own, or an official one as a reviewer."""
    if entry is None or entry.deleted:
        return None
    if entry.who == viewer:
        return f"/attempts/{entry.id}/report"
    return f"/review/{entry.id}" if entry.kind is Kind.OFFICIAL else None


def _recorded(shift: Shift, entry: Entry | None) -> str | None:
    """What the record says, where that is not what came out again under the rubric of its time."""
    if entry is None or entry.outcome is None or shift.before is None:
        return None
    if (entry.outcome, entry.score) == (shift.before.outcome, shift.before.score):
        return None
    judged = f", judged by {shift.recorded_by}" if shift.recorded_by else ""
    return f"{OUTCOMES[entry.outcome][0]}, {span(entry.score, entry.score_best)} points{judged}"
