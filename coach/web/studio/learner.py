"""A rubric as it looks to the one who is scored by it: what earns points, and how it is decided."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from coach.domain.authoring import nearest
from coach.domain.rubric import Check, Criterion, Gate, GoldenPitch, PitchKind, Rubric, SignOff
from coach.domain.scorecard import percent
from coach.domain.studio.telling import told
from coach.domain.studio.version import Version
from coach.domain.studio.worth import worth
from coach.domain.value import Value
from coach.errors import CoachError
from coach.web.access import Person
from coach.web.navigation import Navigation
from coach.web.rendering import day, render
from coach.web.reporting.wording import count, points
from coach.web.shell import page
from coach.web.studio.frame import Frame, Place

if TYPE_CHECKING:
    from coach.wiring import Workshop

STYLES = ("studio_learner.css",)


class Earning(Value):
    """One check as the learner reads it. `worth` is None where it earns nothing by itself."""

    say: str
    asks: str
    worth: str | None
    must: bool
    applies_if: str | None
    says: tuple[str, ...]


class Step(Value):
    """One level of a scale, and what it is worth."""

    text: str
    worth: str


class Section(Value):
    """One criterion; `share` is its worth beside the heaviest, in percent, for a bar."""

    title: str
    about: str | None
    worth: str | None
    share: int
    floor: str | None
    earning: tuple[Earning, ...]
    scale: tuple[Step, ...]


class Side(Value):
    """A situation of the switch."""

    title: str
    about: str | None
    href: str
    here: bool
    certifies: bool


class Decided(Value):
    """How the points become a decision: each line a sentence, what it is about in front."""

    name: str
    text: str


class LearnerDesk:
    """The route `/rubrics`."""

    def __init__(self, workshop: "Workshop", frame: Frame, navigation: Navigation) -> None:
        self._workshop, self._frame, self._navigation = workshop, frame, navigation

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/rubrics/{rubric_id}", self.rubric)
        return router

    def rubric(
        self, rubric_id: str, who: Person, situation: str | None = None, draft: Annotated[bool, Query()] = False
    ) -> HTMLResponse:
        """What is offered under this name; with `draft` what its file says now."""
        place = Place(rubric_id, rubric_id, "learner") if draft else None
        try:
            rubric, golden = self._content(rubric_id, draft=draft)
        except CoachError as error:
            return self._none(rubric_id, who, error, place)
        if situation not in rubric.situations:
            situation = rubric.default_situation
        version = None if draft else self._workshop.versions.in_use().get(rubric_id)
        body = render(
            "studio/learner.html",
            rubric=rubric,
            golden=golden,
            paragraphs=[part.strip() for part in golden.text.split("\n\n") if part.strip()],
            recorded=PitchKind.GOLDEN in golden.recordings,
            draft=draft,
            stand=_stand(rubric, version, draft=draft),
            sides=_sides(rubric, situation, draft=draft),
            situation=rubric.situations[situation],
            sections=[_section(rubric, each, situation) for each in _earning(rubric, situation)],
            never=[told(check) for criterion in rubric.observed(situation) for check in _never(criterion)],
            decided=_decided(rubric, situation),
            asked=_asked(rubric),
            attempts=_attempts(rubric, situation),
            conditional=any(check.applies_if for _, check in rubric.checks()),
            practise=f"/practice/?{urlencode({'pitch': rubric.id, 'situation': situation})}",
        )
        title = f"{rubric.title}: what earns points"
        return self._page(title, body, who, place)

    def _content(self, rubric_id: str, *, draft: bool) -> tuple[Rubric, GoldenPitch]:
        library = self._workshop.files if draft else self._workshop.library
        rubric = library.rubric(rubric_id)
        return rubric, library.golden_of(rubric)

    def _none(self, rubric_id: str, who: str, error: CoachError, place: Place | None) -> HTMLResponse:
        """Why there is nothing to be read: one sentence, and where to go on."""
        message, hint, status = self._refusal(rubric_id, error, draft=place is not None)
        to, name = (f"/studio/edit/rubric/{rubric_id}", "the editor") if place else ("/practice/", "the practice page")
        if place and status == 404:
            place, to, name = None, "/studio", "the studio"
        body = render("refused.html", title="No rubric to read here", message=message, hint=hint, to=to, name=name)
        return self._page("Rubric", body, who, place, status=status)

    def _page(self, title: str, body: str, who: str, place: Place | None, *, status: int = 200) -> HTMLResponse:
        """A draft belongs to the studio, what is in use to the practice page."""
        if place:
            return self._frame.page(title, body, who, place=place, looks=STYLES, status=status)
        bar = self._navigation.bar(who, "practice")
        return page(title, body, navigation=bar, styles=STYLES, status=status)

    def _refusal(self, rubric_id: str, error: CoachError, *, draft: bool) -> tuple[str, str, int]:
        try:
            files = self._workshop.files.rubric_ids()
        except CoachError:
            files = ()
        versions = self._workshop.versions.versions(rubric_id)
        if versions or rubric_id in self._workshop.versions.managed():
            if draft:
                return error.message, error.hint or "Mend it in the editor.", 400
            last = next((each for each in versions if each.retired), None)
            if last is not None and last.retired is not None:
                message = f"“{last.title}” was retired on {day(last.retired.at)}: nobody is scored by it any more."
                return message, "Attempts that it scored keep it. Choose another pitch.", 410
            return "This rubric is not published yet.", "Its author can read the draft in the studio.", 404
        if rubric_id not in files:
            message = f"There is no rubric `{rubric_id}`.{nearest(rubric_id, files)}"
            return message, "Choose a pitch on the practice page.", 404
        if draft:
            return error.message, error.hint or "Mend it in the editor.", 400
        message = "This rubric has a mistake in its file, so nobody can be scored by it at the moment."
        return message, "Its author finds it named in the studio. Choose another pitch meanwhile.", 400


def _stand(rubric: Rubric, version: Version | None, *, draft: bool) -> str:
    """Which text this is: `Version 3, in use since 05 Mar 2026`."""
    if draft:
        return f"Draft, as its file stands now ({rubric.version[:8]}). Learners may be scored by another text."
    if version is None:
        return f"In use as its file stands ({rubric.version[:8]})."
    since = f"as its file stood on {day(version.at)}" if version.baseline else f"in use since {day(version.at)}"
    return f"Version {version.number}, {since} ({version.rubric_version[:8]})."


def _sides(rubric: Rubric, situation: str, *, draft: bool) -> list[Side]:
    first = rubric.default_situation
    ordered = [first, *(name for name in rubric.situations if name != first)]
    more = {"draft": "1"} if draft else {}
    return [
        Side(
            title=rubric.situations[name].title,
            about=rubric.situations[name].about,
            href=f"/rubrics/{rubric.id}?{urlencode({'situation': name, **more})}",
            here=name == situation,
            certifies=name in rubric.certifies,
        )
        for name in ordered
    ]


def _earning(rubric: Rubric, situation: str) -> list[Criterion]:
    """What can be done for points or must be done; a criterion of nothing but `never` stands elsewhere."""
    return [each for each in rubric.observed(situation) if each.levels or any(not c.forbidden for c in each.checks)]


def _never(criterion: Criterion) -> Sequence[Check]:
    return [check for check in criterion.checks if check.forbidden]


def _section(rubric: Rubric, criterion: Criterion, situation: str) -> Section:
    value = worth(rubric, criterion, situation)
    heaviest = max(worth(rubric, each, situation).points for each in rubric.observed(situation)) or 1
    return Section(
        title=criterion.title,
        about=criterion.about,
        worth=_points(value.points) if value.points else None,
        share=round(100 * value.points / heaviest),
        floor=_floor(criterion) if criterion.at_least else None,
        earning=tuple(
            Earning(
                say=told(check),
                asks=check.asks,
                worth=_points(value.each) if value.each else None,
                must=check.gate is not None,
                applies_if=check.applies_if,
                says=check.says,
            )
            for check in criterion.checks
            if not check.forbidden
        ),
        scale=tuple(
            Step(text=level.text, worth=_points(value.points * level.level / criterion.top_level))
            for level in criterion.levels
        ),
    )


def _points(value: float) -> str:
    """`8.3 points`, `1 point`: to one decimal, as points are shown everywhere."""
    shown = f"{value:.1f}".removesuffix(".0")
    return f"{shown} {'point' if shown == '1' else 'points'}"


def _floor(criterion: Criterion) -> str:
    """What a floor asks for, in checks or in a level."""
    end = "or the pitch does not pass, whatever its other points."
    if criterion.levels:
        levels = (each.level for each in criterion.levels)
        least = next(level for level in levels if percent(level, criterion.top_level) >= criterion.at_least)
        return f"At least level {least} of {criterion.top_level}, {end}"
    counting = sum(not check.forbidden for check in criterion.checks)
    least = next(n for n in range(counting + 1) if percent(n, counting) >= criterion.at_least)
    return f"{'All' if least == counting else f'At least {least}'} of these {counting}, {end}"


def _decided(rubric: Rubric, situation: str) -> list[Decided]:
    observed = rubric.observed(situation)
    gates = {check.gate for criterion in observed for check in criterion.checks}
    lines = [*_bands(rubric)]
    if Gate.MUST in gates:
        lines.append(Decided(name="A must", text="that is missing keeps the pitch from passing, whatever its points."))
    if Gate.NEVER in gates:
        lines.append(Decided(name="A never", text="that was said does the same."))
    if any(criterion.at_least for criterion in observed):
        lines.append(Decided(name="A floor", text="is the least that one part needs. It is told beside the part."))
    doubts = "What the judge cannot tell is counted once for you and once against you, and both totals are shown."
    lines.append(Decided(name="Doubts", text=doubts))
    return lines


def _bands(rubric: Rubric) -> Iterator[Decided]:
    mark = rubric.pass_mark
    if not rubric.band:
        yield Decided(name=f"{points(mark)} and more", text="passes.")
        yield Decided(name=f"Less than {points(mark)}", text="does not pass yet.")
        return
    close = "so it does not pass yet." if rubric.sign_off is SignOff.NEVER else "so a person decides."
    low, high = mark - rubric.band, mark + rubric.band
    if high <= 100:
        yield Decided(name=f"{points(high)} and more" if high < 100 else "100", text="passes.")
    about = f"is too close to the pass mark of {points(mark)} to call, {close}"
    upper = f"less than {points(high)}" if high <= 100 else "100"  # exactly as far as the band passes
    yield Decided(name=f"{points(max(low, 0))} to {upper}", text=about)
    if low > 0:
        yield Decided(name=f"Less than {points(low)}", text="does not pass yet.")


def _attempts(rubric: Rubric, situation: str) -> str:
    practice = "Practice is private to you and not limited."
    if situation in rubric.certifies:
        left = count(rubric.official_attempts, "official attempt")
        return f"{practice} You have {left}, and one that passes certifies."
    names = " or ".join(f"“{rubric.situations[name].title}”" for name in rubric.certifies)
    return f"{practice} This situation is for practice only; an official attempt certifies in {names}."


def _asked(rubric: Rubric) -> str:
    return {
        SignOff.NEVER: "Nobody is asked under this rubric: an official attempt with one of these does not pass.",
        SignOff.BORDERLINE: "An official attempt with one of these goes to a person before it can certify.",
        SignOff.ALWAYS: "Every official attempt that passes is confirmed by a person; these they are told about.",
    }[rubric.sign_off]
