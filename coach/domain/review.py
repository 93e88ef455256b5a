"""What a person decided about an official attempt. The machine's scorecard stays beside it, untouched."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from unicodedata import category

from coach.domain.certification import Code, Kind, Outcome, Reason, Result, decide
from coach.domain.judging import Finding, Verdict, criterion_of
from coach.domain.rubric import Rubric
from coach.domain.scorecard import Scorecard, score
from coach.domain.value import Value
from coach.errors import UsageError

MAX_REASON = 2_000
"""Characters of a reason: a page of text, and no essay."""


WHY: dict[Code, str] = {
    Code.TOO_LITTLE_OBSERVED: "Too little to go by",
    Code.TOTAL_UNCLEAR: "Too close to call",
    Code.FLOOR_UNCLEAR: "A floor is in doubt",
    Code.GATE_UNCLEAR: "A gate is in doubt",
    Code.SPEAKS_TO_GRADER: "Speaks to the grader",
    Code.READ_ALOUD: "Read aloud?",
    Code.RECITES_RUBRIC: "Recites the rubric",
    Code.WORD_LIST: "A list of words?",
    Code.LOW_CONFIDENCE: "Hard to understand",
    Code.EMBEDDED_TRANSCRIBER: "Small recogniser",
    Code.EMBEDDED_JUDGE: "No language model",
    Code.NO_RECORDING: "No recording",
    Code.TRANSCRIPT_DISAGREES: "Transcript and recording differ",
    Code.TRANSCRIPT_UNCHECKED: "Transcript not checked",
    Code.CORRECTED: "Words corrected",
    Code.SAMPLES_DISAGREE: "The judge disagrees with itself",
    Code.HALO: "The same verdict everywhere",
    Code.TOO_SHORT: "Hardly any words",
    Code.SIGN_OFF: "Always signed off by a person",
}
"""Why a person is asked, in a few words and without points: whoever listens first hears more."""

_INSTEAD = {
    Code.TOTAL_UNCLEAR: "Too close to call: the doubts decide.",
    Code.FLOOR_UNCLEAR: "A criterion could be below its floor.",
    Code.CORRECTED: "Words were corrected, and the corrections matter: the transcript shows what was heard.",
}
"""For reasons whose own sentence may hold points."""

Deciding = Literal[Outcome.CERTIFIED, Outcome.NOT_YET]
"""What a person can decide."""


class Ruling(Value):
    """A reviewer's verdict on one finding, in place of the machine's, with the reason."""

    criterion: str
    check: str | None
    verdict: Verdict
    level: int | None = None
    reason: str


class Review(Value):
    """One person's decision. The newest one of an attempt wins; earlier ones are kept.

    `by` is the reviewer's key and `by_name` the name at that time. `how` says what stands behind the
    name: `command` and `page` both mean a name given on this installation, without a sign-in.
    """

    attempt: str
    by: str
    by_name: str
    at: datetime
    decision: Deciding
    reason: str
    rulings: tuple[Ruling, ...] = ()
    how: Literal["page", "command"]


def asked_because(reasons: Sequence[Reason], *, briefly: bool = False) -> tuple[str, ...]:
    """Why a person is asked, without any points: in sentences, or `briefly` in a few words each."""
    asking = [reason for reason in reasons if reason.code in WHY]
    texts = (WHY[each.code] if briefly else _INSTEAD.get(each.code, each.text) for each in asking)
    return tuple(dict.fromkeys(texts))


def waited(time: timedelta) -> str:
    """How long something waits, in the largest unit: "3 days"."""
    minutes = max(int(time.total_seconds()) // 60, 0)
    for unit, size in (("day", 24 * 60), ("hour", 60)):
        if number := minutes // size:
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "less than an hour"


def final_outcome(machine: Outcome | None, reviews: Sequence[Review]) -> Outcome | None:
    """What holds: the decision of the newest review, or else the machine's outcome. `reviews` newest first."""
    return reviews[0].decision if reviews else machine


def tidy_reason(reason: str) -> str:
    """A reason as it is kept. Raises UsageError for none, and for one that is too long."""
    # What bytes that are no UTF-8 become on a command line, and what nothing can store, is replaced.
    text = reason.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n")
    # A terminal would obey control characters.
    tidy = "".join(letter for letter in text if letter in "\n\t" or category(letter) != "Cc").strip()
    if not tidy:
        raise UsageError("A decision needs a reason.", hint="Say in a sentence or two what you heard that decides it.")
    if len(tidy) > MAX_REASON:
        raise UsageError(
            f"This reason has {len(tidy):,} characters; {MAX_REASON:,} are kept.", hint="Say it more shortly."
        )
    return tidy


def reviewed_card(rubric: Rubric, situation: str, card: Scorecard, rulings: Sequence[Ruling]) -> Scorecard:
    """The scorecard with a person's verdicts in place of the machine's, added up by the same rules.

    Raises UsageError for a ruling on what is no finding of this card, for two on the same one, and for a
    verdict that a person cannot give: met or not met on a check, a level of the scale on levels.
    """
    ruled = {(ruling.criterion, ruling.check): ruling for ruling in rulings}
    known = {
        (finding.criterion, finding.check)
        for criterion in card.criteria
        if criterion.observed
        for finding in criterion.findings
    }
    if len(ruled) < len(rulings) or not ruled.keys() <= known:
        raise UsageError(
            "A verdict was given on something that this attempt was not judged by, or twice.",
            hint="Load the page again; it lists what can be ruled on.",
        )
    for ruling in rulings:
        _refuse_impossible(rubric, ruling)
    findings = [_ruled(finding, ruled.get((finding.criterion, finding.check))) for finding in card.findings()]
    return score(rubric, situation, findings)


def result_of(rubric: Rubric, card: Scorecard) -> Result:
    """What the arithmetic of a card says, without any flag."""
    return decide(rubric, Kind.OFFICIAL, card).result


def differs(result: Result, decision: Outcome) -> bool:
    """Whether the arithmetic and a person's decision point in opposite directions. `unclear` points nowhere."""
    opposite = {Result.PASS: Outcome.NOT_YET, Result.FAIL: Outcome.CERTIFIED}
    return opposite.get(result) is decision


def _refuse_impossible(rubric: Rubric, ruling: Ruling) -> None:
    criterion = criterion_of(rubric, ruling.criterion)
    if criterion.levels:
        possible = ruling.level is not None and 0 <= ruling.level <= criterion.top_level
        verdicts = {Verdict.MET if ruling.level else Verdict.NOT_MET}
    else:
        possible = ruling.level is None
        verdicts = {Verdict.MET, Verdict.NOT_MET}
    if not possible or ruling.verdict not in verdicts:
        kind = f"a level from 0 to {criterion.top_level}" if criterion.levels else "met or not met"
        raise UsageError(f"“{criterion.title}” cannot be answered like that.", hint=f"Choose {kind}.")


def _ruled(finding: Finding, ruling: Ruling | None) -> Finding:
    if ruling is None:
        return finding
    return finding.model_copy(
        update={"verdict": ruling.verdict, "level": ruling.level, "reason": ruling.reason, "notes": (), "spread": ()}
    )
