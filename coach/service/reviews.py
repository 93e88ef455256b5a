"""A person's decision on an official attempt: who may give it, on what, and how it is kept."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coach.domain.attempt import Attempt
from coach.domain.certification import Kind
from coach.domain.doubts import Doubt, doubts
from coach.domain.history import Waiting
from coach.domain.person import Person, same_name
from coach.domain.review import Deciding, Review, Ruling, reviewed_card, tidy_reason
from coach.domain.rubric import Rubric
from coach.domain.scorecard import Scorecard
from coach.errors import UsageError
from coach.service.people import People
from coach.service.ports import AttemptStore, ReviewStore


@dataclass(frozen=True)
class Ballot:
    """What a reviewer hands in.

    `seen`: how many reviews of the attempt they knew of; `tries`: that of the attempt as they saw it scored.
    """

    decision: Deciding
    reason: str
    how: Literal["page", "command"]
    seen: int
    tries: int
    rulings: tuple[Ruling, ...] = ()


@dataclass(frozen=True)
class Opened:
    """What a reviewer works with. `reviews` stand newest first.

    `own`: it is their own attempt, which they cannot decide on. `signed`: they have a name to sign with.
    """

    attempt: Attempt
    rubric: Rubric
    author: Person
    doubts: tuple[Doubt, ...]
    reviews: tuple[Review, ...]
    own: bool
    signed: bool

    def reviewed(self, rulings: Sequence[Ruling]) -> Scorecard:
        """The scorecard with these verdicts in place of the machine's. Raises UsageError for impossible ones."""
        card = self.attempt.scorecard
        assert card is not None  # what is opened was scored
        return reviewed_card(self.rubric, self.attempt.situation, card, rulings)


@dataclass(frozen=True)
class Reviews:
    """The use cases around reviews. Every official attempt that was scored can be reviewed, and reviewed again.

    What is done inside `transaction()` is kept whole or not at all.
    """

    store: ReviewStore
    attempts: AttemptStore
    people: People
    transaction: Callable[[], AbstractContextManager[object]]
    now: Callable[[], datetime]

    def queue(self, who: str) -> tuple[tuple[Waiting, ...], tuple[Waiting, ...]]:
        """What waits for somebody: what this person may decide on, and what is their own. Oldest first."""
        waiting = self.store.queue()
        reviewer = self.people.find(who)
        own = {who for who in {entry.who for entry in waiting} if self._same(who, reviewer)}
        return (
            tuple(entry for entry in waiting if entry.who not in own),
            tuple(entry for entry in waiting if entry.who in own),
        )

    def waiting(self, who: str) -> int:
        """How many attempts wait for this person's decision."""
        reviewer = self.people.find(who)
        return sum(count for author, count in self.store.waiting().items() if not self._same(author, reviewer))

    def of(self, attempt_id: str) -> tuple[Review, ...]:
        """The reviews of an attempt, the newest first."""
        return self.store.of(attempt_id)

    def own(self, author: str, who: str) -> bool:
        """Whether what is kept under `author` is this person's own."""
        return self._same(author, self.people.find(who))

    def open(self, attempt_id: str, who: str) -> Opened:
        """An official attempt as a reviewer needs it. Raises UsageError for what cannot be reviewed."""
        attempt = self.attempts.get(attempt_id)
        if attempt.kind is not Kind.OFFICIAL:
            raise UsageError(
                f"Attempt {attempt_id} is practice, which is private and never reviewed.",
                hint="Name an official attempt; `coach review` lists those that wait.",
            )
        if not attempt.scored:
            raise UsageError(
                f"Attempt {attempt_id} was not scored, so there is nothing to decide on yet.",
                hint="Have it scored first: its own page says what it waits for.",
            )
        rubric = Rubric.model_validate(self.attempts.source(attempt.rubric_version))
        return Opened(
            attempt=attempt,
            rubric=rubric,
            author=self.people.find(attempt.who),
            doubts=doubts(attempt, rubric),
            reviews=self.store.of(attempt_id),
            own=self._same(attempt.who, self.people.find(who)),
            signed=self.people.introduced(who),
        )

    def scored_anew(self, attempt_id: str) -> UsageError | None:
        """Why an official attempt cannot be decided on just now: its words were corrected and wait for a score."""
        try:
            attempt = self.attempts.get(attempt_id)
        except UsageError:
            return None
        if attempt.kind is not Kind.OFFICIAL or attempt.heard is None or attempt.scored:
            return None
        return UsageError(
            "The words of this attempt were corrected while you were at it, and are being scored again.",
            hint="Copy what you wrote, load the attempt again in a moment, and decide then.",
        )

    def decide(self, attempt_id: str, by: str, ballot: Ballot) -> Review:
        """Keep a person's decision beside the machine's.

        Raises UsageError for one's own attempt, a missing name or reason, a verdict that cannot be given, and
        when the words were corrected or somebody decided meanwhile.
        """
        with self.transaction():
            self.attempts.hold(attempt_id)  # from here on nobody corrects the words that are decided on
            return self._decide(self.open(attempt_id, by), by, ballot)

    def _decide(self, opened: Opened, by: str, ballot: Ballot) -> Review:
        if opened.own:
            raise UsageError(
                "Nobody reviews their own attempt.",
                hint="Ask a colleague: on this computer under their own name, or with `coach review --by NAME`.",
            )
        if not opened.signed:
            raise UsageError(
                "A decision is signed with a name.", hint="Give the name that colleagues know you by, and decide then."
            )
        if opened.attempt.tries != ballot.tries:
            raise corrected_meanwhile()
        review = Review(
            attempt=opened.attempt.id,
            by=by,
            by_name=self.people.find(by).name,
            at=self.now(),
            decision=ballot.decision,
            reason=tidy_reason(ballot.reason),
            rulings=tuple(_tidy(ruling) for ruling in ballot.rulings),
            how=ballot.how,
        )
        opened.reviewed(review.rulings)  # refuses what cannot be ruled
        self.store.add(review, seen=ballot.seen)
        return review

    def _same(self, author: str, reviewer: Person) -> bool:
        """Whether an attempt is the reviewer's own. A command may have kept it under the name as it was typed."""
        theirs = {author, self.people.find(author).name}
        return any(same_name(first, second) for first in theirs for second in (reviewer.key, reviewer.name))


def corrected_meanwhile() -> UsageError:
    """The refusal of a decision on words that are others by now."""
    return UsageError(
        "The words of this attempt were corrected, and scored again, while you were at it.",
        hint="Read what they are now, and what came out; then decide.",
    )


def _tidy(ruling: Ruling) -> Ruling:
    return ruling.model_copy(update={"reason": tidy_reason(ruling.reason)})
