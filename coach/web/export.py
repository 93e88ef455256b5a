"""The report as one file that can be mailed: style, script and sound inside, nothing loaded from elsewhere."""

from base64 import b64encode
from collections.abc import Sequence

from coach.domain.attempt import Attempt
from coach.domain.review import Review
from coach.service.coach import Coach
from coach.service.redos import Redos
from coach.web.redo_report import redo_view
from coach.web.report import render_page, view


def report_page(
    coach: Coach,
    attempt: Attempt,
    reviews: Sequence[Review] = (),
    *,
    media_url: str | None = None,
    by: str | None = None,
) -> str:
    """The report as a whole page. Without `media_url` a compact copy of the sound is put inside.

    Raises StoreError when the recording is gone and MediaError when it cannot be read.
    """
    if media_url is None and attempt.recording is not None and attempt.recording.kept:
        sound = coach.media.compact_sound(coach.recordings.path(attempt.recording.sha256))
        media_url = f"data:{sound.content_type};base64,{b64encode(sound.content).decode('ascii')}"
    rubric, golden, _ = coach.case_of(attempt)
    redo = redo_view(Redos(coach), attempt, media_url) if attempt.redo else None
    return render_page(
        view(attempt, rubric, golden, media_url, reviews, by=by, number=coach.library.number_of(attempt)), redo
    )
