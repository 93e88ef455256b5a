"""One finding said again: the one question that is asked, the decision on it alone, and the two side by side.

A redo shows that somebody has a line now. It is no attempt at the pitch: nothing is added up, and the
score of the pitch it came from stays as it is.
"""

from collections.abc import Sequence
from enum import StrEnum

from coach.domain.attempt import Redo
from coach.domain.certification import Code, Decision, Outcome, Reason, Result
from coach.domain.judging import Case, Finding, Verdict, criterion_of
from coach.domain.rubric import Check, Criterion, Rubric
from coach.domain.scorecard import Scorecard, points_text, score
from coach.domain.value import Value

TARGET_S = 20
"""What one line takes, with a breath before it."""

LONGEST_S = 60
"""Longer than this is no line but half a pitch."""

_TOLD = frozenset(
    {
        Code.SPEAKS_TO_GRADER,
        Code.READ_ALOUD,
        Code.WORD_LIST,
        Code.LOW_CONFIDENCE,
        Code.CORRECTED,
        Code.EMBEDDED_TRANSCRIBER,
        Code.EMBEDDED_JUDGE,
    }
)
"""Flags that say something about one line too. The others are about a whole pitch: one line is always short,
and whoever says a check's own phrasing does what was asked."""

_EMBEDDED = "Judged without a language model, by likeness: good lines in other words are missed."

_RESULTS = {
    Result.PASS: (Outcome.READY, Code.CHECK_MET),
    Result.FAIL: (Outcome.NOT_YET, Code.CHECK_NOT_MET),
    Result.UNCLEAR: (Outcome.UNCLEAR, Code.CHECK_UNCLEAR),
}
_SAID = {
    Result.PASS: "It was found this time.",
    Result.FAIL: "It was not found this time.",
    Result.UNCLEAR: "Whether it was said this time could not be decided.",
}
_FORBIDDEN = {
    Result.PASS: "It was not said this time.",
    Result.FAIL: "It was said again, and it may never be said.",
    Result.UNCLEAR: "It was possibly said again, and it may never be said.",
}


class Change(StrEnum):
    """What became of a finding. `open`: at least one of the two is no clear answer."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    OPEN = "open"


class BeforeAfter(Value):
    """The finding of the pitch and the one of the redo."""

    before: Finding
    after: Finding
    change: Change


def redo_line(rubric: Rubric, redo: Redo) -> Criterion:
    """The criterion with nothing in it but what is said again. Raises KeyError for what the rubric lacks.

    A condition falls away: whoever says a line again takes it that it applies. So do floors, and weights
    by situation.
    """
    criterion = criterion_of(rubric, redo.criterion)
    checks = () if redo.check is None else (_check(criterion, redo.check).model_copy(update={"applies_if": None}),)
    return Criterion(
        id=criterion.id,
        title=criterion.title,
        about=criterion.about,
        weight=0 if any(check.forbidden for check in checks) else 100,
        skill=criterion.skill,
        checks=checks,
        levels=criterion.levels,
        golden=criterion.golden,
    )


def redo_scorecard(case: Case, line: Criterion, findings: Sequence[Finding]) -> Scorecard:
    """The scorecard of a redo. It has no total, whatever was found."""
    alone = case.rubric.model_copy(update={"criteria": (line,)})
    card = score(alone, case.situation, findings)
    return card.model_copy(update={"score": None, "score_best": None, "arithmetic": "One line is not added up."})


def redo_decision(rubric: Rubric, line: Criterion, card: Scorecard, flags: Sequence[Reason]) -> Decision:
    """The decision on a redo. Flags turn into notes, where they fit one line."""
    (finding,) = card.findings()
    notes = tuple(_note(flag) for flag in flags if flag.code in _TOLD)
    if finding.verdict is Verdict.NOT_SCORED:
        text = f"This was not judged: {finding.reason}"
        failed = Reason(code=Code.NOT_SCORED, text=text, role="decides")
        return Decision(result=Result.NOT_SCORED, outcome=Outcome.NOT_SCORED, reasons=(failed, *notes))
    result = _result(rubric, line, finding)
    outcome, code = _RESULTS[result]
    why = Reason(code=code, text=_why(rubric, line, finding, result), role="decides")
    return Decision(result=result, outcome=outcome, reasons=(why, *notes))


def before_after(criterion: Criterion, before: Finding, after: Finding) -> BeforeAfter:
    """Both findings, and whether the second one is better. Doubts on either side leave that open."""
    was, now = _rank(criterion, before), _rank(criterion, after)
    if was is None or now is None:
        change = Change.OPEN
    else:
        change = Change.SAME if was == now else Change.BETTER if now > was else Change.WORSE
    return BeforeAfter(before=before, after=after, change=change)


def _note(flag: Reason) -> Reason:
    # Nobody confirms a line, so this one is not told in the words that stand on a whole pitch.
    text = _EMBEDDED if flag.code is Code.EMBEDDED_JUDGE else flag.text
    return Reason(code=flag.code, text=text, role="note")


def _result(rubric: Rubric, line: Criterion, finding: Finding) -> Result:
    if finding.verdict not in {Verdict.MET, Verdict.NOT_MET}:
        return Result.UNCLEAR
    if line.levels:
        enough = 100 * (finding.level or 0) / line.top_level >= rubric.pass_mark
    else:
        enough = (finding.verdict is Verdict.MET) is not line.checks[0].forbidden
    return Result.PASS if enough else Result.FAIL


def _why(rubric: Rubric, line: Criterion, finding: Finding, result: Result) -> str:
    if not line.levels:
        return (_FORBIDDEN if line.checks[0].forbidden else _SAID)[result]
    if result is Result.UNCLEAR or finding.level is None:
        return "The level could not be decided this time."
    text = f"Level {finding.level} of {line.top_level} this time"
    mark = points_text(rubric.pass_mark)
    return f"{text}." if result is Result.PASS else f"{text}; the pass mark is {mark} percent of the scale."


def _rank(criterion: Criterion, finding: Finding) -> int | None:
    if finding.verdict not in {Verdict.MET, Verdict.NOT_MET}:
        return None
    if criterion.levels:
        return finding.level
    forbidden = finding.check is not None and _check(criterion, finding.check).forbidden
    return int((finding.verdict is Verdict.MET) is not forbidden)


def _check(criterion: Criterion, check_id: str) -> Check:
    for check in criterion.checks:
        if check.id == check_id:
            return check
    raise KeyError(check_id)
