"""One line said again: what was found in the pitch beside what is found now."""

from collections.abc import Sequence

from coach.domain.attempt import Attempt, Redo
from coach.domain.certification import Outcome
from coach.domain.judging import Evidence, Finding, Verdict, criterion_of
from coach.domain.redo import Change, before_after
from coach.domain.rubric import Check, Criterion, Rubric
from coach.domain.transcript import Transcript
from coach.domain.value import Value
from coach.web.reporting.found import finding_answer
from coach.web.reporting.wording import Answer, Spoken, Tone, spoken

BEFORE_S, AFTER_S = 0.4, 0.8
"""How much more than the quote itself is played, so that no word is cut."""


class Run(Value):
    """Some of what was heard; `quoted` where the verdict rests on it."""

    text: str
    quoted: bool


class Half(Value):
    """One of the two sides. `media` plays the moment; `heard` is all that was said, for a line said again."""

    answer: Answer
    reason: str
    quotes: tuple[Spoken, ...]
    media: str | None
    heard: tuple[Run, ...] = ()


class Asked(Value):
    """The question, with what the author gave to it. `check` is None for levels."""

    criterion: str
    check: str | None
    title: str
    asks: str
    forbidden: bool
    condition: str | None
    golden: str | None
    levels: tuple[str, ...]


class Compared(Value):
    """A line said again. `pitch` and `before` are None when its pitch was deleted, `after` while it is not judged."""

    attempt: str
    pitch: str | None
    asked: Asked
    before: Half | None
    after: Half | None
    headline: Answer | None
    promise: str
    notes: tuple[str, ...]


def asked(rubric: Rubric, criterion_id: str, check_id: str | None) -> Asked:
    """What is asked for when a line is said again."""
    criterion = criterion_of(rubric, criterion_id)
    check = _check(criterion, check_id)
    return Asked(
        criterion=criterion.id,
        check=check_id,
        title=criterion.title,
        asks=check.asks if check else criterion.about or criterion.title,
        forbidden=bool(check and check.forbidden),
        condition=check.applies_if if check else None,
        golden=check.golden if check else criterion.golden,
        levels=tuple(level.text for level in criterion.levels),
    )


def can_be_said_again(finding: Finding, criterion: Criterion | None) -> bool:
    """Whether there is anything to gain: a doubt, something missing, something forbidden, or a higher level."""
    if criterion is None or finding.verdict in {Verdict.NOT_OBSERVED, Verdict.NOT_SCORED}:
        return False
    if finding.verdict is Verdict.UNSURE:
        return True
    if criterion.levels:
        return (finding.level or 0) < criterion.top_level
    check = _check(criterion, finding.check)
    return check is not None and (finding.verdict is Verdict.MET) is check.forbidden


def before(pitch: Attempt, criterion: Criterion, finding: Finding) -> Half:
    """What was found in the pitch, with the moment to play."""
    media = f"/attempts/{pitch.id}/media" if pitch.recording and pitch.recording.kept else None
    return _half(pitch, criterion, finding, media=media and _moment(media, finding.quotes))


def compared(redo: Attempt, rubric: Rubric, pitch: Attempt | None, media: str | None) -> Compared:
    """Both sides. `rubric` is the frozen one; `media` plays the redo, None to go without."""
    assert redo.redo is not None
    criterion = criterion_of(rubric, redo.redo.criterion)
    was = _finding(pitch, redo.redo) if pitch else None
    now = _finding(redo, redo.redo) if redo.scored else None
    return Compared(
        attempt=redo.id,
        pitch=pitch.id if pitch else None,
        asked=asked(rubric, criterion.id, redo.redo.check),
        before=before(pitch, criterion, was) if pitch and was else None,
        after=_half(redo, criterion, now, media=media) if now else None,
        headline=_headline(redo, criterion, was, now) if now else None,
        promise=_promise(redo),
        notes=tuple(r.text for r in redo.decision.reasons if r.role == "note") if redo.decision and now else (),
    )


def _half(attempt: Attempt, criterion: Criterion, finding: Finding, *, media: str | None) -> Half:
    draft = attempt.engines is not None and attempt.engines.model is None
    heard = _runs(attempt.transcript, finding.quotes) if attempt.redo and attempt.transcript else ()
    return Half(
        answer=finding_answer(finding, criterion, draft=draft),
        reason=finding.reason,
        quotes=tuple(spoken(quote) for quote in finding.quotes),
        media=media,
        heard=heard,
    )


def _headline(redo: Attempt, criterion: Criterion, was: Finding | None, now: Finding) -> Answer:
    outcome = redo.decision.outcome if redo.decision else None
    check = _check(criterion, now.check)
    forbidden = bool(check and check.forbidden)
    if outcome is Outcome.READY:
        word = "Said without it" if forbidden else "You have it"
        return Answer(tone=Tone.GOOD, icon="check", word=word)
    if outcome is Outcome.UNCLEAR:
        return Answer(tone=Tone.MID, icon="question", word="Not sure yet")
    if was and before_after(criterion, was, now).change is Change.BETTER:
        return Answer(tone=Tone.MID, icon="steps", word="Better, and not there yet")
    return Answer(tone=Tone.BAD, icon="cross", word="It was said again" if forbidden else "Not there yet")


def _promise(redo: Attempt) -> str:
    if redo.decision and redo.decision.outcome is Outcome.READY:
        return "This does not change your score; it shows that you have it. Your next pitch can count it."
    return "This does not change your score."


def _moment(media: str, quotes: Sequence[Evidence]) -> str:
    """The address with the moment in it: players begin there, and stop after it."""
    quote = next((q for q in quotes if q.verified and q.start is not None and q.end is not None), None)
    if quote is None or quote.start is None or quote.end is None:
        return media
    return f"{media}#t={max(quote.start - BEFORE_S, 0):.1f},{quote.end + AFTER_S:.1f}"


def _runs(transcript: Transcript, quotes: Sequence[Evidence]) -> tuple[Run, ...]:
    quoted = [False] * len(transcript.words)
    for quote in quotes:
        if quote.verified and quote.first_word is not None and quote.last_word is not None:
            quoted[quote.first_word : quote.last_word + 1] = [True] * (quote.last_word + 1 - quote.first_word)
    runs: list[Run] = []
    for word, inside in zip(transcript.words, quoted, strict=True):
        if runs and runs[-1].quoted is inside:
            runs[-1] = Run(text=f"{runs[-1].text} {word.text}", quoted=inside)
        else:
            runs.append(Run(text=word.text, quoted=inside))
    return tuple(runs)


def _finding(attempt: Attempt, redo: Redo) -> Finding | None:
    findings = attempt.scorecard.findings() if attempt.scorecard else ()
    return next((f for f in findings if (f.criterion, f.check) == (redo.criterion, redo.check)), None)


def _check(criterion: Criterion, check_id: str | None) -> Check | None:
    return next((check for check in criterion.checks if check.id == check_id), None)
