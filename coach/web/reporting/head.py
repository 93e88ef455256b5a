"""The head of the report: whose pitch, the score ring, the decision in one word."""

from collections.abc import Sequence
from datetime import datetime

from coach.domain.attempt import Attempt
from coach.domain.certification import Decision, Kind, Outcome, Result
from coach.domain.coverage import Covered
from coach.domain.judging import Verdict
from coach.domain.review import Review
from coach.domain.rubric import GoldenPitch, Rubric
from coach.domain.scorecard import Scorecard
from coach.domain.value import Value
from coach.web.rendering import when
from coach.web.reporting.wording import Tone, clock, percent, points


class Ring(Value):
    """The score ring. `score`, `best` and `mark` are points of 100; `best` is None when no doubt is left."""

    score: float
    best: float | None
    mark: float
    tone: Tone
    label: str
    explained: str


class Badge(Value):
    """The outcome in a word with its icon, and in a sentence what that means."""

    tone: Tone
    icon: str
    word: str
    meaning: str


class Figure(Value):
    """One figure of the row under the title."""

    name: str
    value: str


class Head(Value):
    """`ring` is None on an attempt without a score: then no number of points is shown anywhere.

    `number` is that of the published version it was scored by, None where there is none.
    """

    title: str
    number: int | None = None
    golden: str
    who: str
    when: str
    when_exact: str
    kind: str
    situation: str
    ring: Ring | None
    badge: Badge
    draft: bool
    figures: tuple[Figure, ...]


_BADGES = {
    Outcome.CERTIFIED: (Tone.GOOD, "seal", "Certified", "This official attempt counts."),
    Outcome.READY: (Tone.GOOD, "check", "Ready", "An official attempt like this one would pass."),
    Outcome.UNCLEAR: (Tone.MID, "question", "Unclear", "The doubts decide: this could pass or fail."),
    Outcome.NOT_YET: (Tone.BAD, "cross", "Not yet", "The reasons and what to work on stand below."),
    Outcome.NOT_SCORED: (Tone.QUIET, "pause", "Not scored", "Nothing is guessed in place of a missing judgement."),
}


def head(attempt: Attempt, rubric: Rubric, golden: GoldenPitch, reviews: Sequence[Review] = (), *, draft: bool) -> Head:
    """What stands above everything else. The newest of `reviews` decides; the points stay the machine's."""
    situation = rubric.situations.get(attempt.situation)
    return Head(
        title=attempt.rubric_title,
        golden=golden.title,
        who=attempt.who,
        when=_when(attempt.at),
        when_exact=attempt.at.isoformat(),
        kind="Official attempt" if attempt.kind is Kind.OFFICIAL else "Practice",
        situation=situation.title if situation else attempt.situation,
        ring=_ring(attempt),
        badge=_badge_of(reviews[0]) if reviews else machine_badge(attempt.decision),
        draft=draft and not reviews,
        figures=_figures(attempt, rubric, draft=draft),
    )


def is_scored(attempt: Attempt) -> bool:
    """Whether there is a total. Without one, no points are shown anywhere."""
    return attempt.decision is not None and attempt.scorecard is not None and attempt.scorecard.score is not None


def _ring(attempt: Attempt) -> Ring | None:
    card, decision = attempt.scorecard, attempt.decision
    if card is None or decision is None or card.score is None:
        return None
    best = card.score_best if card.score_best != card.score else None
    if best is None:
        label = f"Score {points(card.score)} of 100, pass mark {points(attempt.pass_mark)}"
        explained = ""
    else:
        label = f"Score {points(card.score)} to {points(best)} of 100, pass mark {points(attempt.pass_mark)}"
        explained = (
            f"{points(card.score)} if every doubt counts against you, {points(best)} if every doubt counts for you."
        )
    return Ring(
        score=card.score,
        best=best,
        mark=attempt.pass_mark,
        tone=machine_badge(decision).tone,
        label=label,
        explained=explained,
    )


def _badge_of(review: Review) -> Badge:
    tone, icon, word, _ = _BADGES[review.decision]
    meaning = f"Decided by {review.by_name} on {when(review.at)}. The points here are the machine’s."
    return Badge(tone=tone, icon=icon, word=word, meaning=meaning)


def machine_badge(decision: Decision | None) -> Badge:
    """The machine's outcome, whatever a person decided since."""
    if decision is None:
        meaning = "There is no decision on this attempt yet."
        return Badge(tone=Tone.QUIET, icon="pause", word="No decision yet", meaning=meaning)
    if decision.outcome is Outcome.NEEDS_REVIEW:
        if decision.result is Result.PASS:
            meaning = "The points are enough. A person confirms it because of the flags below."
            return Badge(tone=Tone.MID, icon="person", word="Pass: a person should confirm", meaning=meaning)
        meaning = "Too close to call from here. A person listens and decides."
        return Badge(tone=Tone.MID, icon="person", word="A person decides", meaning=meaning)
    tone, icon, word, meaning = _BADGES[decision.outcome]
    if decision.outcome is Outcome.READY and any(reason.role == "flag" for reason in decision.reasons):
        meaning = "The points are enough. An official attempt like this one would still go to a person: see the flags."
    if decision.outcome is Outcome.NOT_YET and decision.result is not Result.FAIL:
        # A rubric with `sign_off: never` asks nobody, so a doubt or a flag ends here.
        meaning = "Not a clear fail, but this rubric asks no person to settle what is open."
    return Badge(tone=tone, icon=icon, word=word, meaning=meaning)


def _figures(attempt: Attempt, rubric: Rubric, *, draft: bool) -> tuple[Figure, ...]:
    figures: list[Figure] = []
    seconds = attempt.recording.seconds if attempt.recording else None
    if seconds is not None:
        figures.append(Figure(name="length", value=clock(seconds)))
    elif attempt.transcript:
        figures.append(Figure(name="words", value=f"{len(attempt.transcript.words):,}"))
    if attempt.scorecard and is_scored(attempt):
        figures.append(Figure(name="pass mark", value=points(attempt.pass_mark)))
        figures += _checks_met(attempt.scorecard, rubric, "checks found" if draft else "checks met")
    if attempt.coverage and attempt.coverage.passages and is_scored(attempt):
        passages = attempt.coverage.passages
        touched = attempt.coverage.count(Covered.COVERED) + attempt.coverage.count(Covered.OTHER_WORDS)
        figures.append(Figure(name="golden passages", value=f"{touched} of {len(passages)}"))
        figures.append(Figure(name="your own words", value=percent(attempt.coverage.own_words_share)))
    return tuple(figures)


def _checks_met(card: Scorecard, rubric: Rubric, name: str) -> list[Figure]:
    # What may never be said is no part of the share, and levels are no yes or no.
    forbidden = {(criterion.id, check.id) for criterion, check in rubric.checks() if check.forbidden}
    answered = [
        finding
        for finding in card.findings()
        if finding.check
        and finding.verdict is not Verdict.NOT_OBSERVED
        and (finding.criterion, finding.check) not in forbidden
    ]
    met = sum(finding.verdict is Verdict.MET for finding in answered)
    return [Figure(name=name, value=f"{met} of {len(answered)}")] if answered else []


def _when(at: datetime) -> str:
    zone = at.tzname()
    return f"{at.day} {at:%b %Y, %H:%M}" + (f" {zone}" if zone else "")
