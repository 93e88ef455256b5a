"""What is shown of a line said again: the panel to say it, and the two sides afterwards."""

from collections.abc import Collection

from coach.domain.attempt import Attempt
from coach.domain.redo import TARGET_S
from coach.service.redos import Line, Redos, found_again
from coach.web.rendering import OUTCOMES, render
from coach.web.report import view
from coach.web.reporting.redo import Compared, asked, before, compared

EARLIER = 3
"""How many earlier recordings of the same line the panel lists."""


def ask_fragment(redos: Redos, line: Line, max_bytes: int) -> str:
    """The panel in which a line is said again: the question, what was found, and where to record."""
    rubric, _, _ = redos.coach.case_of(line.pitch)
    mine = [redo for redo in redos.of(line.pitch) if redo.redo and redo.redo.check == line.finding.check]
    judged = [redo for redo in mine if redo.redo and redo.redo.criterion == line.criterion.id and found_again(redo)]
    return render(
        "redo/ask.html",
        asked=asked(rubric, line.criterion.id, line.finding.check),
        half=before(line.pitch, line.criterion, line.finding),
        seconds=TARGET_S,
        max_bytes=max_bytes,
        earlier=[{"id": redo.id, "at": redo.at, "word": _word(redo)} for redo in judged[:EARLIER]],
    )


def redo_view(redos: Redos, redo: Attempt, media_url: str | None) -> Compared:
    """What is shown of a line said again. A `media_url` that is a `data:` URI stands in a file: there the pitch
    cannot be played."""
    rubric, _, _ = redos.coach.case_of(redo)
    shown = compared(redo, rubric, redos.pitch_of(redo), media_url)
    if shown.before and media_url and media_url.startswith("data:"):
        shown = shown.model_copy(update={"before": shown.before.model_copy(update={"media": None})})
    return shown


def redo_fragment(redos: Redos, redo: Attempt, offers: Collection[str] = (), *, inside: bool = False) -> str:
    """Both sides of a line said again, in place of a report; also while it waits, and when it was refused.

    `inside`: in the panel, over the report of its pitch.
    """
    rubric, golden, _ = redos.coach.case_of(redo)
    media = f"/attempts/{redo.id}/media" if redo.recording and redo.recording.kept else None
    return render(
        "redo/compared.html",
        redo=redo_view(redos, redo, media),
        report=view(redo, rubric, golden, None),
        offers=offers,
        inside=inside,
    )


def _word(redo: Attempt) -> str:
    assert redo.decision is not None
    return OUTCOMES[redo.decision.outcome][0]
