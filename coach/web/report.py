"""The report: the face of an attempt, as a fragment for a page and as a file of its own.

    report = view(attempt, rubric, golden, media_url)
    render_fragment(report)   # for a page that brings STYLESHEET and SCRIPT itself
    render_page(report)       # one file: style, script and all; nothing is loaded from elsewhere

A page that embeds the fragment adds the stylesheet, adds the script, and calls
`pitchReport(root, {onSeek})` once on the element around the fragment; `onSeek` gets the new position in
seconds. What the page around it offers to do comes as the DOM event `pc-offer`. Listeners sit on that
element, so the fragment inside may be replaced at any time. Everything said or written by people
reaches HTML through autoescaping only, and never reaches the script.
"""

from base64 import b64encode
from collections.abc import Collection, Sequence
from hashlib import sha256

from coach.domain.attempt import Attempt, State
from coach.domain.certification import Code
from coach.domain.review import Review
from coach.domain.rubric import GoldenPitch, Rubric
from coach.domain.value import Value
from coach.web.rendering import STATIC, render, retry_label
from coach.web.reporting.advice import Advice, advice
from coach.web.reporting.criteria import Card, cards
from coach.web.reporting.golden import Side, golden_side
from coach.web.reporting.head import Head, head, is_scored
from coach.web.reporting.manner import Manner, manner
from coach.web.reporting.origin import Origin, origin
from coach.web.reporting.reasons import Reasons, reasons
from coach.web.reporting.redo import Compared
from coach.web.reporting.reviewed import Reviewed, reviewed
from coach.web.reporting.speech import Speech, speech
from coach.web.reporting.timeline import Timeline, length_of, timeline
from coach.web.reporting.wording import clock, next_step, removed

STYLESHEET = STATIC / "report.css"
SCRIPT = STATIC / "report.js"


class Retry(Value):
    """One retry on offer: `name` is what the service calls it, `label` what people read."""

    name: str
    label: str


class Standstill(Value):
    """Why an attempt is not finished, what to do, and the retries on offer.

    `share` (0..1) is how far the present stage has come, None where nothing is running.
    """

    title: str
    message: str
    hint: str
    retries: tuple[Retry, ...] = ()
    share: float | None = None


class Report(Value):
    """Everything the report shows. Parts are None where an attempt has nothing to show for them.

    `media_url` is None without a recording to play; `recorded` says whether one was handed in at all,
    `removed` that it was removed since;
    `seconds` is its length and `length` the same as a clock time, None where nobody knows it.
    """

    head: Head
    reviewed: Reviewed | None
    scored: bool
    draft: bool
    standstill: Standstill | None
    reasons: Reasons
    advice: Advice | None
    cards: tuple[Card, ...]
    attempt: str
    media_url: str | None
    video: bool
    recorded: bool
    removed: str | None
    seconds: float | None
    length: str | None
    timeline: Timeline | None
    speech: Speech | None
    golden: Side | None
    manner: Manner | None
    origin: Origin


def view(  # noqa: PLR0913  # what a report is made of
    attempt: Attempt,
    rubric: Rubric,
    golden: GoldenPitch,
    media_url: str | None,
    reviews: Sequence[Review] = (),
    *,
    by: str | None = None,
    number: int | None = None,
) -> Report:
    """What the report of an attempt says. `rubric` is the version that the attempt was judged by.

    `media_url` is an address on the same host or a `data:` URI with the recording, None to go without.
    `reviews` are what people decided, the newest first. `by` is the name of the person who made it, where that
    is known to be another than the one it is kept under. `number` is that of the rubric's published version.
    """
    attempt = attempt.model_copy(update={"who": by or attempt.who})
    draft = _is_draft(attempt)
    seconds = length_of(attempt)
    return Report(
        attempt=attempt.id,
        head=head(attempt, rubric, golden, reviews, draft=draft).model_copy(update={"number": number}),
        reviewed=reviewed(attempt, rubric, reviews, draft=draft),
        scored=is_scored(attempt),
        draft=draft,
        standstill=_standstill(attempt),
        reasons=reasons(attempt, rubric, draft=draft),
        advice=advice(attempt, rubric, draft=draft) if attempt.decision else None,
        cards=cards(attempt, rubric, draft=draft),
        media_url=media_url,
        video=bool(attempt.recording and attempt.recording.video) and not (media_url or "").startswith("data:audio"),
        recorded=attempt.recording is not None,
        removed=removed(attempt.recording) if attempt.recording else None,
        seconds=seconds,
        length=clock(seconds) if seconds else None,
        timeline=timeline(attempt, rubric, draft=draft),
        speech=speech(attempt, rubric, draft=draft),
        golden=golden_side(attempt, draft=draft),
        manner=manner(attempt, rubric),
        origin=origin(attempt, draft=draft),
    )


def render_fragment(report: Report, offers: Collection[str] = ()) -> str:
    """The report as one HTML element, with buttons for what the page around it can do (`offers`).

    Known offers: `retry`, `correct`, `redo`. A pressed button tells the page by the event `pc-offer` (see
    report.js). And `play`: the page has put the recording's player elsewhere.
    """
    return render("report.html", report=report, offers=offers)


def render_page(report: Report, redo: Compared | None = None) -> str:
    """The report as one HTML file that loads nothing, apart from a `media_url` that is no `data:` URI.

    With `redo`, the two sides of a line said again stand there in place of the report.

    Its content policy names the one script by hash, so that no other script can run in it.
    """
    script = SCRIPT.read_text("utf-8") + "\npitchReport(document.body);\n"
    inline = bool(report.media_url and report.media_url.startswith("data:"))
    return render(
        "report/page.html",
        report=report,
        redo=redo,
        inside=False,
        offers=(),
        style=STYLESHEET.read_text("utf-8"),
        script=script,
        policy=_policy(script, "data:" if inline or not report.media_url else "'self'"),
    )


def _policy(script: str, media: str) -> str:
    digest = b64encode(sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; "
        f"media-src {media}; img-src data:; base-uri 'none'; form-action 'none'"
    )


def _is_draft(attempt: Attempt) -> bool:
    """Whether the embedded judge decided: its verdicts are worded as finds, and no certification."""
    if attempt.engines is not None and attempt.engines.model is None:
        return True
    reasons = attempt.decision.reasons if attempt.decision else ()
    return any(reason.code is Code.EMBEDDED_JUDGE for reason in reasons)


_STAGES = {
    State.RECEIVED: ("Received", "The recording is safe. It waits for its turn."),
    State.PREPARING: ("Getting ready", "The recording is being read, and the recogniser got ready."),
    State.TRANSCRIBING: ("Transcribing", "The recording is being turned into words."),
    State.SCORING: ("Scoring", "The words are being held against the rubric."),
}


def _standstill(attempt: Attempt) -> Standstill | None:
    if attempt.problem is not None:
        refused = attempt.state is State.REFUSED
        return Standstill(
            title="This cannot be scored as it is" if refused else "Waiting for you",
            message=attempt.problem.message,
            hint=next_step(attempt),
            retries=tuple(Retry(name=name, label=retry_label(name)) for name in attempt.problem.retries),
        )
    if attempt.state in _STAGES:
        title, message = _STAGES[attempt.state]
        return Standstill(title=title, message=message, hint="You can leave this page.", share=attempt.progress)
    return None
