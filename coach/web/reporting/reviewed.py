"""What people decided, beside what the machine said."""

from collections.abc import Sequence

from coach.domain.attempt import Attempt
from coach.domain.certification import Outcome
from coach.domain.judging import Finding
from coach.domain.review import Review, differs, result_of, reviewed_card
from coach.domain.rubric import Rubric
from coach.domain.scorecard import Scorecard
from coach.domain.value import Value
from coach.web.rendering import when
from coach.web.reporting.found import check_of, finding_answer
from coach.web.reporting.head import Badge, machine_badge
from coach.web.reporting.wording import Answer, Tone, span

HOW = {
    "page": "On the review page. The name was given on this installation, without a sign-in.",
    "command": "By the command line. The name was given on this installation, without a sign-in.",
}

_OUTCOMES = {
    Outcome.CERTIFIED: Answer(tone=Tone.GOOD, icon="seal", word="Certified"),
    Outcome.NOT_YET: Answer(tone=Tone.BAD, icon="cross", word="Not yet"),
}


class Ruled(Value):
    """One finding that a person answered for themselves."""

    title: str
    asks: str
    machine: Answer
    person: Answer
    reason: str


class Decided(Value):
    """One person's decision. `against` says that the points they left point the other way, None when they do not."""

    name: str
    when: str
    when_exact: str
    answer: Answer
    reason: str
    points: str
    how: str
    against: str | None
    rulings: tuple[Ruled, ...]


class Reviewed(Value):
    """The decision that holds, what the machine said, and decisions before (the newest first)."""

    newest: Decided
    machine: Badge
    machine_points: str
    earlier: tuple[Decided, ...]


def reviewed(attempt: Attempt, rubric: Rubric, reviews: Sequence[Review], *, draft: bool) -> Reviewed | None:
    """Both verdicts of an attempt; None when no person decided. `reviews` stand newest first."""
    card = attempt.scorecard
    if not reviews or card is None:
        return None
    decided = [_decided(review, attempt, card, rubric, draft=draft) for review in reviews]
    return Reviewed(
        newest=decided[0],
        machine=machine_badge(attempt.decision),
        machine_points=span(card.score, card.score_best),
        earlier=tuple(decided[1:]),
    )


def against(card: Scorecard, rubric: Rubric, decision: Outcome) -> str | None:
    """That points and decision point in opposite directions, in a sentence; None when they do not."""
    if not differs(result_of(rubric, card), decision):
        return None
    if decision is Outcome.CERTIFIED:
        return "By the points this would not pass. The person’s decision wins, for the reason given."
    return "By the points this would pass. The person’s decision wins, for the reason given."


def _decided(review: Review, attempt: Attempt, card: Scorecard, rubric: Rubric, *, draft: bool) -> Decided:
    left = reviewed_card(rubric, attempt.situation, card, review.rulings)
    machine = {(finding.criterion, finding.check): finding for finding in card.findings()}
    person = {(finding.criterion, finding.check): finding for finding in left.findings()}
    keys = [(ruling.criterion, ruling.check) for ruling in review.rulings]
    return Decided(
        name=review.by_name,
        when=when(review.at),
        when_exact=review.at.isoformat(),
        answer=_OUTCOMES[review.decision],
        reason=review.reason,
        points=span(left.score, left.score_best),
        how=HOW[review.how],
        against=against(left, rubric, review.decision),
        rulings=tuple(_ruled(machine[key], person[key], rubric, draft=draft) for key in keys),
    )


def _ruled(machine: Finding, person: Finding, rubric: Rubric, *, draft: bool) -> Ruled:
    criterion = next(each for each in rubric.criteria if each.id == machine.criterion)
    check = check_of(machine, criterion)
    return Ruled(
        title=criterion.title,
        asks=check.asks if check else criterion.about or "",
        machine=finding_answer(machine, criterion, draft=draft),
        # A person does not find or miss something: they hear it.
        person=finding_answer(person, criterion, draft=False),
        reason=person.reason,
    )
