"""What the practice page shows of the library, the engines and past attempts, as HTML."""

from typing import TYPE_CHECKING, Any

from coach.domain.attempt import UNFINISHED
from coach.domain.certification import Kind
from coach.domain.history import Entry
from coach.domain.rubric import PitchKind, SignOff
from coach.domain.value import Value
from coach.errors import CoachError
from coach.web.looking_back.cards import standing
from coach.web.navigation import Navigation
from coach.web.rendering import number, pitch_name, render, when
from coach.web.reporting.wording import span
from coach.web.whereabouts import whereabouts

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

WATCHED = 20
"""Among so many of the newest attempts, those in work are shown wherever they stand."""

ENGINES = {"pocketsphinx": "PocketSphinx", "openai": "the transcription server"}
"""Recognisers as people read them, where that is not the setting's own word."""


class Serving(Value):
    """An engine as the header names it: what it is, why it serves, and whether it may certify alone."""

    name: str
    why: str
    strong: bool


class Sheets:
    """Renders the parts of the page. A broken file shows its own message in place of the part."""

    def __init__(self, workshop: "Workshop") -> None:
        self._workshop = workshop
        self._navigation = Navigation(workshop.people, workshop.reviews)

    def _problem(self, error: CoachError) -> str:
        return render("problem.html", error=error)

    def header(self, who: str) -> str:
        """The top of the page, with the engines that will serve; at the first visit also what one should know."""
        transcriber, judge = self._transcriber(), self._judge()
        drafts = "The results are drafts that a person confirms."
        note = (
            drafts
            if transcriber.strong
            else f"The small recogniser mishears one word in four or five of ordinary speech. {drafts}"
        )
        return render(
            "header.html",
            navigation=self._navigation.bar(who, "practice"),
            first=not self._workshop.people.introduced(who),
            name=self._workshop.people.find(who).name,
            sample=self._first_sample(),
            goes=whereabouts(self._workshop, transcriber.name, judge.name),
            transcriber=transcriber,
            judge=judge,
            note=note,
        )

    def choices(self) -> list[tuple[str, str]]:
        """Titles and ids of the rubrics; one that cannot be read goes by its id, at the end.

        What has most sample recordings comes first: that is where somebody new can try most.
        """
        library = self._workshop.library
        try:
            rubric_ids = library.rubric_ids()
        except CoachError:
            return []  # the rubric's sheet says what is wrong
        found: list[tuple[int, str, str]] = []
        for rubric_id in rubric_ids:
            try:
                rubric = library.rubric(rubric_id)
                samples = len(library.golden_of(rubric).recordings)
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
            return self._empty()
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
            situation=situation,
            certifies=situation in rubric.certifies,
            sign_off=SIGN_OFF[rubric.sign_off],
        )

    def _empty(self) -> str:
        library, problem = self._workshop.library, None
        try:
            library.rubric_ids()
        except CoachError as error:
            problem = error
        return render("empty.html", root=library.root, error=problem)

    def golden(self, rubric_id: str | None) -> str:
        """The golden pitch to read and hear."""
        if rubric_id is None:
            return ""
        try:
            golden = self._workshop.library.golden_of(self._workshop.library.rubric(rubric_id))
        except CoachError as error:
            return self._problem(error)
        paragraphs = [part.strip() for part in golden.text.split("\n\n") if part.strip()]
        recorded = PitchKind.GOLDEN in golden.recordings
        return render("golden.html", golden=golden, paragraphs=paragraphs, recorded=recorded)

    def stakes(self, rubric_id: str | None, situation: str | None, who: str) -> str:
        """The choice between practice and official, and why the latter may not be open."""
        try:
            rubric = self._workshop.library.rubric(rubric_id or "")
        except CoachError:
            return ""  # the rubric's own sheet says what is wrong
        situation = situation or rubric.default_situation
        left = max(0, rubric.official_attempts - self._workshop.attempts.officials(who, rubric.id))
        return render(
            "stakes.html",
            rubric=rubric,
            left=left,
            certifies=situation in rubric.certifies,
            certifying=[rubric.situations[name].title for name in rubric.certifies],
        )

    def intake(self, rubric_id: str | None, situation: str | None, who: str) -> str:
        """Where a recording is handed in, with the samples of this rubric."""
        if rubric_id is None:
            return ""
        try:
            rubric = self._workshop.library.rubric(rubric_id)
            golden = self._workshop.library.golden_of(rubric)
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
            title=pitch_name(rubric, situation or rubric.default_situation),
            who=who,
            samples=samples,
            minutes=number(settings.max_minutes),
            megabytes=number(settings.max_megabytes),
            max_bytes=settings.max_bytes,
        )

    def recorder(self) -> str:
        """Where a pitch is recorded; its script draws the rest."""
        return render("recorder.html", max_seconds=int(self._workshop.settings.max_minutes * 60))

    def recent(self, who: str, limit: int) -> str:
        """Links to the last attempts of one person, and to older ones of the last `WATCHED` that are in work."""
        entries = self._workshop.history.entries(who=who, deleted=False, limit=max(limit, WATCHED))
        shown = [entry for place, entry in enumerate(entries) if place < limit or entry.state in UNFINISHED]
        return render("recent.html", attempts=[_summary(entry) for entry in shown])

    def _first_sample(self) -> dict[str, str] | None:
        """The sample that somebody new is shown: the one that the page's first pitch has."""
        library = self._workshop.library
        for _, rubric_id in self.choices()[:1]:
            try:
                rubric = library.rubric(rubric_id)
                recorded = library.golden_of(rubric).recordings
            except CoachError:
                return None
            for kind in (PitchKind.OWN_WORDS, PitchKind.GOLDEN):
                if kind in recorded:
                    return {"rubric": rubric_id, "situation": rubric.default_situation, "kind": kind.value}
        return None

    def _transcriber(self) -> Serving:
        rung = self._workshop.ladder.serving()
        state = "" if rung.ready else " (fetched at first use)" if rung.fetchable else " (not ready)"
        strong = rung.name != "pocketsphinx" and (rung.ready or rung.fetchable)
        return Serving(name=ENGINES.get(rung.name, rung.name) + state, why=rung.why, strong=strong)

    def _judge(self) -> Serving:
        identity = self._workshop.judge.identity
        if identity.embedded:
            return Serving(name="the embedded judge", why="No language model is configured.", strong=False)
        return Serving(name=identity.model or identity.name, why="Set by COACH_LLM_MODEL.", strong=True)


def _summary(entry: Entry) -> dict[str, Any]:
    headline, tone, _ = standing(entry)
    return {
        "id": entry.id,
        "headline": headline,
        "tone": tone,
        "working": entry.state in UNFINISHED and not entry.interrupted,
        "points": "" if entry.score is None else f"{span(entry.score, entry.score_best)} of 100",
        "title": entry.rubric_title,
        "official": entry.kind is Kind.OFFICIAL,
        "at": entry.at.isoformat(),
        "when": when(entry.at),
    }
