"""The report of one attempt as the practice page shows it, with what its maker can do next."""

from typing import TYPE_CHECKING

from coach.domain.attempt import Attempt, State
from coach.domain.certification import Kind
from coach.errors import CoachError
from coach.service.officials import Officials
from coach.service.redos import Redos
from coach.web.access import own_attempt
from coach.web.redo_report import redo_fragment
from coach.web.rendering import render
from coach.web.report import render_fragment, view

if TYPE_CHECKING:
    from coach.wiring import Workshop

OFFERS = frozenset({"retry", "submit", "redo"})
"""What a report on this page can be told to do: its buttons, see `render_fragment`."""


class Results:
    """Renders attempts for the people whose they are."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop
        self._coach = workshop.coach()
        self._redos = Redos(self._coach)
        self._officials = Officials(self._coach)
        self._corrections = workshop.corrections()

    def of(self, attempt_id: str, who: str) -> str:
        """The report as safe HTML; 404 for what is not this person's."""
        attempt = own_attempt(self._coach, attempt_id, who)
        if attempt.redo is not None:
            return redo_fragment(self._redos, attempt, OFFERS)
        rubric, golden, _ = self._coach.case_of(attempt)
        media = f"/attempts/{attempt.id}/media" if attempt.recording and attempt.recording.kept else None
        offers = OFFERS if self._corrections.refusal(attempt) else OFFERS | {"correct"}
        name = self._workshop.people.find(who).name
        reviews, number = self._workshop.reviews.of(attempt.id), self._coach.library.number_of(attempt)
        report = view(attempt, rubric, golden, media, reviews, by=name, number=number)
        return self._submission(attempt) + render_fragment(report, offers)

    def _submission(self, attempt: Attempt) -> str:
        """What a practice take can become: official as it is, or why not."""
        if attempt.kind is Kind.OFFICIAL or attempt.state is not State.DONE:
            return ""
        left, refusal = 0, None
        try:
            refusal = self._officials.refusal(attempt)
            rubric = self._workshop.library.rubric(attempt.rubric_id)
            left = rubric.official_attempts - self._workshop.attempts.officials(attempt.who, rubric.id)
        except CoachError as error:  # the rubric's file is gone or has a mistake
            refusal = error
        return render("afterwards.html", attempt=attempt, refusal=refusal, left=left)
