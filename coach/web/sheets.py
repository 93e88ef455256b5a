"""What the practice page shows of the library, the engines and past attempts, as HTML."""

from typing import TYPE_CHECKING, Any

from coach.domain.attempt import Attempt, State
from coach.domain.rubric import PitchKind, SignOff
from coach.domain.value import Value
from coach.errors import CoachError
from coach.service.coach import Coach
from coach.web.rendering import OUTCOMES, number, render, when

if TYPE_CHECKING:
    from coach.wiring import Workshop

SAMPLES = {
    PitchKind.GOLDEN: ("The golden pitch", "every point, word for word"),
    PitchKind.OWN_WORDS: ("In own words", "the same points, said differently"),
    PitchKind.NEAR_MISS: ("A near miss", "the right topic, the wrong facts"),
    PitchKind.WEAK: ("A weak pitch", "friendly, and about nothing"),
}
SIGN_OFF = {
    SignOff.NEVER: "nobody: what is unclear does not pass",
    SignOff.BORDERLINE: "a person, when it is close or flagged",
    SignOff.ALWAYS: "a person, always",
}


class Serving(Value):
    """An engine as the header names it: what it is, why it serves, and whether it may certify alone."""

    name: str
    why: str
    strong: bool


class Sheets:
    """Renders the parts of the page. A broken file shows its own message in place of the part."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop

    def _problem(self, error: CoachError) -> str:
        return render("problem.html", error=error)

    def header(self) -> str:
        """The top of the page, with the engines that will serve."""
        transcriber, judge = self._transcriber(), self._judge()
        drafts = "The results are drafts that a person confirms."
        note = drafts if transcriber.strong else f"The small recogniser mishears about one word in ten. {drafts}"
        return render("header.html", transcriber=transcriber, judge=judge, note=note)

    def choices(self) -> list[tuple[str, str]]:
        """Titles and ids of the rubrics; one that cannot be read goes by its id, at the end.

        What has most sample recordings comes first: that is where somebody new can try most.
        """
        library = self._workshop.library
        found: list[tuple[int, str, str]] = []
        for rubric_id in library.rubric_ids():
            try:
                rubric = library.rubric(rubric_id)
                samples = len(library.golden(rubric.golden_pitch).recordings)
                found.append((-samples, rubric.title, rubric_id))
            except CoachError:
                found.append((1, f"{rubric_id} (has a mistake)", rubric_id))
        return [(title, rubric_id) for _, title, rubric_id in sorted(found)]

    def situations(self, rubric_id: str | None) -> list[tuple[str, str]]:
        try:
            rubric = self._workshop.library.rubric(rubric_id or "")
        except CoachError:
            return []
        first = rubric.default_situation
        ordered = [first, *(name for name in rubric.situations if name != first)]
        return [(rubric.situations[name].title, name) for name in ordered]

    def rubric(self, rubric_id: str | None, situation: str | None) -> str:
        """What earns points in this situation."""
        if rubric_id is None:
            return render("empty.html", root=self._workshop.library.root)
        try:
            rubric = self._workshop.library.rubric(rubric_id)
        except CoachError as error:
            return self._problem(error)
        situation = situation or rubric.default_situation
        heaviest = max(criterion.weight_in(situation) for criterion in rubric.criteria) or 1
        criteria = [
            {**criterion.model_dump(), "weight": weight, "share": round(100 * weight / heaviest)}
            for criterion in rubric.observed(situation)
            for weight in (criterion.weight_in(situation),)
        ]
        return render(
            "rubric.html",
            rubric=rubric,
            criteria=criteria,
            certifies=situation in rubric.certifies,
            sign_off=SIGN_OFF[rubric.sign_off],
        )

    def golden(self, rubric_id: str | None) -> str:
        """The golden pitch to read and hear."""
        if rubric_id is None:
            return ""
        try:
            golden = self._workshop.library.golden(self._workshop.library.rubric(rubric_id).golden_pitch)
        except CoachError as error:
            return self._problem(error)
        paragraphs = [part.strip() for part in golden.text.split("\n\n") if part.strip()]
        recorded = PitchKind.GOLDEN in golden.recordings
        return render("golden.html", golden=golden, paragraphs=paragraphs, recorded=recorded)

    def intake(self, rubric_id: str | None, situation: str | None) -> str:
        """Where a recording is handed in, with the samples of this rubric."""
        if rubric_id is None:
            return ""
        try:
            rubric = self._workshop.library.rubric(rubric_id)
            golden = self._workshop.library.golden(rubric.golden_pitch)
        except CoachError:
            return ""  # the rubric's own sheet says what is wrong
        samples = [
            {"kind": kind.value, "title": title, "about": about}
            for kind, (title, about) in SAMPLES.items()
            if kind in golden.recordings
        ]
        settings = self._workshop.settings
        return render(
            "intake.html",
            rubric=rubric,
            situation=situation or rubric.default_situation,
            samples=samples,
            minutes=number(settings.max_minutes),
            megabytes=number(settings.max_megabytes),
            max_bytes=int(settings.max_megabytes * 1_000_000),
        )

    def recent(self, coach: Coach, who: str, limit: int) -> str:
        """Links to the last attempts of one person."""
        attempts = [_summary(attempt) for attempt in coach.attempts.recent(who=who, limit=limit)]
        return render("recent.html", attempts=attempts)

    def _transcriber(self) -> Serving:
        rung = self._workshop.ladder.serving()
        state = "" if rung.ready else " (fetched at first use)" if rung.fetchable else " (not ready)"
        strong = rung.name != "pocketsphinx" and (rung.ready or rung.fetchable)
        return Serving(name=rung.name + state, why=rung.why, strong=strong)

    def _judge(self) -> Serving:
        identity = self._workshop.judge.identity
        if identity.embedded:
            return Serving(name="the embedded judge", why="No language model is configured.", strong=False)
        return Serving(name=identity.model or identity.name, why="Set by COACH_LLM_MODEL.", strong=True)


def _summary(attempt: Attempt) -> dict[str, Any]:
    headline, tone = ("In progress", "none")
    if attempt.decision is not None:
        headline, tone = OUTCOMES[attempt.decision.outcome]
    elif attempt.state in {State.WAITING, State.REFUSED}:
        headline = "Could not be scored"
    card = attempt.scorecard
    return {
        "id": attempt.id,
        "headline": headline,
        "tone": tone,
        "points": "" if card is None or card.score is None else f"{number(card.score)} of 100",
        "title": attempt.rubric_title,
        "at": attempt.at.isoformat(),
        "when": when(attempt.at),
    }
