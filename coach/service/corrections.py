"""Putting right what the recogniser got wrong, and having that scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from coach.domain.attempt import UNFINISHED, Attempt
from coach.domain.certification import Kind, Outcome
from coach.domain.correction import correct, edition
from coach.errors import UsageError
from coach.service.coach import UNJUDGED, Coach
from coach.service.ports import ReviewStore


@dataclass(frozen=True)
class Corrections:
    """The use cases around corrections. What was heard is kept, and so are pace and fillers, measured on it."""

    coach: Coach
    reviews: ReviewStore

    def refusal(self, attempt: Attempt) -> UsageError | None:
        """Why the words of an attempt cannot be corrected, None when they can.

        Practice as often as one likes. An official attempt once, as long as no person or machine has decided
        that it counts: who corrects until it passes would be writing, not correcting.
        """
        if attempt.source != "recording":
            return UsageError("This transcript was brought along.", hint="Mend the file and hand it in again.")
        if attempt.state in UNFINISHED:
            return UsageError("This attempt is being worked on.", hint="Correct it when its report is there.")
        if attempt.transcript is None or attempt.delivery is None:
            return UsageError("Nothing was heard in this attempt yet.", hint="Try again to have it heard.")
        if attempt.recording is None or not attempt.recording.kept:
            return UsageError("The recording is gone: nobody could hear what was said.", hint="Record it again.")
        if attempt.kind is not Kind.OFFICIAL:
            return None
        if attempt.decision is not None and attempt.decision.outcome is Outcome.CERTIFIED:
            return UsageError("This attempt is certified: its words are final.", hint="Practise to go on.")
        if self.reviews.of(attempt.id):
            return UsageError("A person has decided on this attempt: its words are final.", hint="Practise to go on.")
        if attempt.heard is not None:
            hint = "Tell the reviewer what else was heard wrong; every word can be played there."
            return UsageError("An official attempt is corrected once, and this one was.", hint=hint)
        return None

    def correct(self, attempt_id: str, lines: Mapping[int, str], *, seen: str) -> Attempt:
        """Put these sentences (by number) in place of what was heard, and queue the attempt to be scored again.

        `seen` is the `edition` of the transcript that they were corrected in. Raises UsageError when it is
        another one by now, when nothing would change, and when the words are final.
        """
        with self.coach.leases.take(attempt_id), self.coach.transaction():
            # Held: who decides on these words at this moment comes before this, or is told afterwards.
            attempt = self.coach.attempts.hold(attempt_id)
            if refusal := self.refusal(attempt):
                raise refusal
            current = attempt.transcript
            assert current is not None  # or it would have been refused
            if edition(current) != seen:
                raise UsageError(
                    "The transcript has changed since this page was loaded, perhaps in another tab.",
                    hint="Copy what you typed, load the page again, and correct what is there now.",
                )
            transcript = correct(current, lines)
            if edition(transcript) == seen:
                raise UsageError("Nothing was changed.", hint="Type what you said over what was heard wrong.")
            changes = {**UNJUDGED, "transcript": transcript}
            if attempt.heard is None:
                changes |= {"heard": current, **_as_heard(attempt)}
            return self.coach.requeue(attempt.model_copy(update=changes))


def _as_heard(attempt: Attempt) -> dict[str, Any]:
    """What came out on the words as they were heard: a correction must not be what makes a pass of it."""
    card = attempt.scorecard
    if not attempt.scored or card is None:
        return {}
    return {"heard_decision": attempt.decision, "heard_score": card.score, "heard_score_best": card.score_best}
