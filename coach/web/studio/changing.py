"""What would change? Past attempts are chosen, scored again under the draft, and set side by side."""

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from coach.domain.certification import Kind
from coach.domain.studio.manuscript import Bundle, ManuscriptKind
from coach.domain.studio.study import ACTIVE, Study, StudyKind
from coach.errors import CoachError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.studio.changing import MOST
from coach.web.access import Person
from coach.web.bodies import SmallBody
from coach.web.rendering import render, when
from coach.web.shell import PRIVATE
from coach.web.studio.frame import Frame, Place
from coach.web.studio.shifts import Shifts
from coach.web.studio.studies import duration

if TYPE_CHECKING:
    from coach.wiring import Workshop

LAST = (10, 25, 50, 100, 200, MOST)
"""How many of the newest attempts one can have listed."""

USUAL = 50

KINDS = {"all": "All I may see", "official": "Official attempts", "practice": "My own practice"}

LOOKS = ("studio_change.css", "studio_study.js", "studio_change.js")


class Chosen(NamedTuple):
    """What the form says. `again` names a study whose attempts and judge are taken once more."""

    take: tuple[str, ...]
    judge: str
    do: str
    again: str | None


async def _chosen(request: Request) -> Chosen:
    form = await request.form(max_files=0, max_fields=MOST + 20)
    take = tuple(value for value in form.getlist("take") if isinstance(value, str))
    judge, do, again = (form.get(name) for name in ("judge", "do", "again"))
    return Chosen(take, str(judge or CONFIGURED), str(do or "begin"), str(again) if again else None)


class Asked(BaseModel):
    """Attempts whose cost is asked for, by id."""

    take: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=MOST)]
    judge: Annotated[str, Field(max_length=40)]


class ChangeDesk:
    """The routes around `/studio/rubrics/{id}/change`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        self._shifts = Shifts(workshop)

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        router.add_api_route("/studio/rubrics/{rubric_id}/change", self.page)
        router.add_api_route("/studio/rubrics/{rubric_id}/change", self.begin, methods=["POST"])
        router.add_api_route("/studio/rubrics/{rubric_id}/change/cost", self.cost, methods=["POST"])
        return router

    def page(
        self,
        rubric_id: str,
        who: Person,
        kind: str = "all",
        last: int = USUAL,
        study: str | None = None,
        show: str = "",
    ) -> HTMLResponse:
        """What can be chosen, and what came out of one study."""
        shown = self._study(rubric_id, study, who) if study else None
        return self._page(rubric_id, who, kind=kind, last=last, study=shown, show=show)

    def begin(self, rubric_id: str, who: Person, chosen: Annotated[Chosen, Depends(_chosen)]) -> Response:
        """Hand the chosen attempts to the worker; or, pressed for that, only say what it takes."""
        self._title(rubric_id)
        take, judge = chosen.take, chosen.judge
        if chosen.again:
            earlier = self._study(rubric_id, chosen.again, who)
            take, judge = take or earlier.subjects, earlier.judge
        if chosen.do == "cost":
            return self._page(rubric_id, who, take=take, judge=judge, last=MOST)
        try:
            bundle = self._workshop.manuscripts.bundle(rubric_id)
            study = self._workshop.changing.begin(bundle, take, who=who, judge=judge)
        except CoachError as error:
            return self._page(rubric_id, who, take=take, judge=judge, last=MOST, error=error)
        return RedirectResponse(f"/studio/rubrics/{rubric_id}/change?study={study.id}", 303)

    def cost(self, rubric_id: str, who: Person, asked: Asked) -> JSONResponse:
        """What scoring these attempts again would take, in words."""
        bundle = self._workshop.manuscripts.bundle(rubric_id)
        return JSONResponse({"words": self._cost(bundle, tuple(asked.take), asked.judge, who)}, headers=PRIVATE)

    def _page(  # noqa: PLR0913  # the states that one page can be in
        self,
        rubric_id: str,
        who: str,
        *,
        kind: str = "all",
        last: int = USUAL,
        take: tuple[str, ...] | None = None,
        judge: str = CONFIGURED,
        study: Study | None = None,
        show: str = "",
        error: CoachError | None = None,
    ) -> HTMLResponse:
        title = self._title(rubric_id)
        bundle, broken = self._draft(rubric_id)
        judges = self._judges()
        judge = judge if judge in {name for name, _, _ in judges} else judges[0][0]
        kind = kind if kind in KINDS else "all"
        entries = self._workshop.changing.candidates(
            rubric_id, who, kind=None if kind == "all" else Kind(kind), limit=max(1, min(last, MOST))
        )
        ticked = {entry.id for entry in entries} if take is None else set(take)
        chosen = tuple(entry.id for entry in entries if entry.id in ticked)
        body = render(
            "studio/change.html",
            rubric_id=rubric_id,
            here=f"/studio/rubrics/{rubric_id}/change",
            broken=broken,
            error=error,
            unchanged=bundle is not None and self._in_use(bundle),
            rows=self._shifts.choice(entries, who),
            ticked=ticked,
            kinds=KINDS,
            kind=kind,
            lasts=LAST,
            last=last,
            judges=judges,
            judge=judge,
            cost=self._cost(bundle, chosen, judge, who) if bundle and chosen else None,
            result=self._result(study, bundle, who, show) if study else None,
            earlier=self._earlier(rubric_id, who, study),
        )
        place = Place(rubric_id, title, "change")
        status = 400 if error else 200
        return self._frame.page(f"What would change: {title}", body, who, place=place, looks=LOOKS, status=status)

    def _result(self, study: Study, bundle: Bundle | None, who: str, show: str) -> dict[str, Any]:
        address = f"/studio/rubrics/{study.rubric_id}/change?study={study.id}"
        done, _ = self._workshop.studies.store.kept(study.id, 0)
        return {
            "study": study,
            "done": done,
            "address": address,
            "active": study.state in ACTIVE,
            "when": when(study.at),
            "by": self._shifts.named(study.who, who),
            "judge": study.options.get("named", study.judge),
            "outdated": bundle is not None and not _same(study, bundle),
            **self._shifts.result(study, who, show, address),
        }

    def _earlier(self, rubric_id: str, who: str, shown: Study | None) -> list[dict[str, Any]]:
        found = self._workshop.studies.store.of(rubric_id, StudyKind.CHANGE)
        return [
            {"study": each, "when": when(each.at), "by": self._shifts.named(each.who, who)}
            for each in found
            if each.shown_to(who) and (shown is None or each.id != shown.id)
        ]

    def _judges(self) -> list[tuple[str, str, str]]:
        """Name, title and what it means, of each judge that can be chosen."""
        embedded = (EMBEDDED, "The embedded judge", "Works on this machine. Misses many paraphrases; levels stay open.")
        if self._workshop.model is None:
            return [embedded]
        name = self._workshop.changing.named(CONFIGURED)
        return [(CONFIGURED, name, f"The words of each attempt go to {self._host()}."), embedded]

    def _cost(self, bundle: Bundle, take: tuple[str, ...], judge: str, who: str) -> str:
        cost = self._workshop.changing.cost(bundle, take, who=who, judge=judge)
        if not cost.attempts:
            return "Choose at least one attempt."
        many = "One attempt is" if cost.attempts == 1 else f"{cost.attempts} attempts are"
        then = "its" if cost.attempts == 1 else "their"
        parts = [f"{many} scored twice: under the rubric of {then} time and under the draft."]
        if cost.calls:
            source = "from what the server reported before" if cost.reported else "from the length of the texts"
            parts.append(
                f"{cost.calls:,} calls to {self._workshop.changing.named(judge)} at {self._host()}: about "
                f"{_rounded(cost.prompt_tokens)} tokens read and {_rounded(cost.completion_tokens)} written, {source}."
            )
        else:
            parts.append("Nothing leaves this machine, and it costs nothing.")
        if cost.seconds is None:
            parts.append("How long it takes shows once it runs.")
        else:
            parts.append(f"It takes {duration(cost.seconds)}; nobody has to wait for it.")
        return " ".join(parts)

    def _host(self) -> str:
        from urllib.parse import urlsplit

        return urlsplit(self._workshop.settings.llm_base_url or "").hostname or "the configured server"

    def _draft(self, rubric_id: str) -> tuple[Bundle | None, CoachError | None]:
        try:
            return self._workshop.manuscripts.bundle(rubric_id), None
        except CoachError as error:
            return None, error

    def _in_use(self, bundle: Bundle) -> bool:
        """Whether the draft says just what learners are scored by."""
        version = self._workshop.versions.in_use().get(bundle.rubric.id)
        return version is not None and _same(version, bundle)

    def _title(self, rubric_id: str) -> str:
        """What a rubric is called. Raises HTTPException 404 when there is none."""
        manuscripts = self._workshop.manuscripts
        address = next(
            (each for each in manuscripts.addresses() if (each.kind, each.id) == (ManuscriptKind.RUBRIC, rubric_id)),
            None,
        )
        if address is None:
            raise HTTPException(404, "There is no such rubric.")
        return _title_in(manuscripts.read(address, manuscripts.open(address).text).data) or rubric_id

    def _study(self, rubric_id: str, study_id: str, who: str) -> Study:
        try:
            study = self._workshop.studies.store.get(study_id)
        except UsageError as error:
            raise HTTPException(404, "There is no such comparison.") from error
        if study.kind is not StudyKind.CHANGE or study.rubric_id != rubric_id or not study.shown_to(who):
            raise HTTPException(404, "There is no such comparison.")
        return study


def _title_in(data: dict[str, Any] | None) -> str | None:
    title = (data or {}).get("title")
    return title if isinstance(title, str) else None


def _same(kept: Any, bundle: Bundle) -> bool:
    """Whether a study or a version was made of just this content."""
    now = (bundle.rubric.version, bundle.golden.version, bundle.us.version)
    return (kept.rubric_version, kept.golden_version, kept.us_version) == now


def _rounded(count: int) -> str:
    """A figure that is only about right: two digits."""
    digits = max(0, len(str(count)) - 2)
    return f"{round(count, -digits):,}"
