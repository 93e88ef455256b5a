"""Prove and publish: the draft against the version in use, the gates, and every version there ever was."""

from typing import TYPE_CHECKING, Any, NamedTuple

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from coach.domain.studio.changes import changes
from coach.domain.studio.manuscript import Address, Bundle, ManuscriptKind
from coach.domain.studio.study import ACTIVE
from coach.domain.studio.version import LONGEST_NOTE, Version
from coach.errors import CoachError, OvertakenError
from coach.service.studio.gates import judge_name
from coach.service.studio.publishing import Draft, Order
from coach.service.studio.reverting import mark_of
from coach.web.access import Person
from coach.web.bodies import Fields, SmallBody
from coach.web.rendering import day, render, when
from coach.web.studio.differences import shown
from coach.web.studio.frame import Frame, Place
from coach.web.studio.trials import counted, groups, title_of

if TYPE_CHECKING:
    from coach.wiring import Workshop

LOOKS = ("studio_versions.css", "studio_study.js")
FEW = 6
"""So many changes are shown at once; the rest unfolds."""


class Typed(NamedTuple):
    """What somebody wrote into the forms, kept when it is refused. `retire` is the version it was about, if one."""

    note: str = ""
    reason: str = ""
    retire: int | None = None


class PublishDesk:
    """The routes `/studio/rubrics/{id}`, its versions, and two of them side by side."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        self._publishing = workshop.publishing

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody)
        here = "/studio/rubrics/{rubric_id}"
        router.add_api_route(here, self.page)
        router.add_api_route(f"{here}/gates", self.try_gates, methods=["POST"])
        router.add_api_route(f"{here}/publish", self.publish, methods=["POST"])
        router.add_api_route(f"{here}/retire", self.retire, methods=["POST"])
        router.add_api_route(f"{here}/versions/{{number}}", self.version)
        router.add_api_route(f"{here}/versions/{{number}}/draft", self.revert, methods=["POST"])
        router.add_api_route(f"{here}/forget", self.forget, methods=["POST"])
        router.add_api_route(f"{here}/compare", self.compare)
        return router

    def page(self, rubric_id: str, who: Person, published: str = "") -> HTMLResponse:
        return self._page(rubric_id, who, published=published)

    def try_gates(self, rubric_id: str, who: Person) -> Response:
        """Hand the draft to the worker."""
        try:
            self._publishing.try_gates(rubric_id, who=who)
        except CoachError as error:
            return self._page(rubric_id, who, error=error)
        return RedirectResponse(f"/studio/rubrics/{rubric_id}#gates", 303)

    def publish(self, rubric_id: str, who: Person, given: Fields) -> Response:
        typed = Typed(given.get("note", ""), given.get("reason", ""))
        last = given.get("last", "")
        order = Order(
            rubric_id=rubric_id,
            by=who,
            note=typed.note,
            reason=typed.reason,
            mark=given.get("mark", ""),
            last=int(last) if last.isdecimal() and len(last) < 10 else -1,
        )
        try:
            version = self._publishing.publish(order)
        except CoachError as error:
            return self._page(rubric_id, who, error=error, typed=typed)
        return RedirectResponse(f"/studio/rubrics/{rubric_id}?published={version.number}", 303)

    def retire(self, rubric_id: str, who: Person, given: Fields) -> Response:
        number = given.get("number", "")
        number = int(number) if number.isdecimal() and len(number) < 10 else 0
        typed = Typed(reason=given.get("why", ""), retire=number)
        try:
            self._publishing.retire(rubric_id, number, by=who, why=typed.reason)
        except CoachError as error:
            return self._page(rubric_id, who, error=error, typed=typed)
        return RedirectResponse(f"/studio/rubrics/{rubric_id}#versions", 303)

    def forget(self, rubric_id: str, who: Person) -> Response:
        """Take a name off the shelf of which nothing is left."""
        self._workshop.studio.forget(rubric_id)
        return RedirectResponse("/studio", 303)

    def version(self, rubric_id: str, number: str, who: Person) -> HTMLResponse:
        """A published version, as it was and will be."""
        return self._version(rubric_id, number, who)

    def revert(self, rubric_id: str, number: str, who: Person, given: Fields) -> Response:
        """Make a version the draft again."""
        version = _numbered(self._workshop.versions.versions(rubric_id), number)
        try:
            self._workshop.reverting.revert(version, given.get("mark", ""), by=who)
        except CoachError as error:
            return self._version(rubric_id, number, who, error=error)
        return RedirectResponse(f"/studio/rubrics/{rubric_id}", 303)

    def _version(self, rubric_id: str, number: str, who: str, *, error: CoachError | None = None) -> HTMLResponse:
        versions = self._workshop.versions.versions(rubric_id)
        version = _numbered(versions, number)
        bundle = self._workshop.versions.bundle(version)
        body = render(
            "studio/version.html",
            rubric_id=rubric_id,
            line=self._line(version, who),
            bundle=bundle,
            texts=[(kind.value.replace("_", " "), text) for kind, text in bundle.golden.texts.items()],
            text=version.text,
            judge=version.judge,
            groups=groups(version.gates),
            counted=counted(version.gates),
            scored=self._workshop.versions.scored(version),
            others=[each.number for each in versions if each is not version],
            has_draft=self._publishing.draft(rubric_id).bundle is not None,
            back=self._way_back(version, bundle),
            error=error,
        )
        status = 409 if isinstance(error, OvertakenError) else 400 if error else 200
        return self._frame.page(
            f"{version.title}, version {version.number}",
            body,
            who,
            place=Place(rubric_id, version.title, ""),
            looks=LOOKS,
            status=status,
        )

    def compare(self, rubric_id: str, who: Person, a: str = "", b: str = "draft") -> HTMLResponse:
        """Two states of a rubric, word by word: numbers of versions, or `draft`."""
        versions = self._workshop.versions.versions(rubric_id)
        draft = self._publishing.draft(rubric_id)
        if not versions and draft.text is None:
            raise HTTPException(404, "There is no such rubric.")
        a = a or next(
            (str(each.number) for each in versions if each.in_use), str(versions[0].number) if versions else "draft"
        )
        error: CoachError | None = None
        found: tuple[Any, ...] = ()
        same_text = False
        try:
            before, after = (self._state(name, versions, draft) for name in (a, b))
            found = shown(changes(before[0], after[0]))
            same_text = before[1] == after[1]
        except CoachError as refusal:
            error = refusal
        title = draft.title or (versions[0].title if versions else rubric_id)
        body = render(
            "studio/compare.html",
            rubric_id=rubric_id,
            title=title,
            a=a,
            b=b,
            names=[("draft", "The draft"), *((str(each.number), f"Version {each.number}") for each in versions)],
            changes=found,
            same_text=same_text,
            error=error,
        )
        place = Place(rubric_id, title, "")
        return self._frame.page(
            f"What changed: {title}", body, who, place=place, looks=LOOKS, status=400 if error else 200
        )

    def _way_back(self, version: Version, bundle: Bundle) -> dict[str, Any]:
        """What it takes to make a version the draft again: the files, whom else it is about, what stays."""
        try:
            rewrites = self._workshop.reverting.rewrites(version)
        except CoachError as error:
            return {"refusal": error, "files": ()}
        files = self._workshop.manuscripts
        pitch = any(each.address.kind is ManuscriptKind.PITCH for each in rewrites)
        return {
            "refusal": None,
            "files": [each.address.path for each in rewrites],
            "mark": mark_of(rewrites),
            "shared": [each for each in self._workshop.studio.users(bundle.golden.id) if each != version.rubric_id]
            if pitch
            else [],
            "draft_there": Address(kind=ManuscriptKind.RUBRIC, id=version.rubric_id) in files.addresses(),
        }

    def _state(self, name: str, versions: tuple[Version, ...], draft: Draft) -> tuple[Bundle, str]:
        """One side of a comparison. Raises HTTPException 404, and CoachError for what cannot be compared."""
        if name == "draft":
            return self._publishing.usable(draft), draft.text or ""
        version = _numbered(versions, name)
        return self._workshop.versions.bundle(version), version.text

    def _page(
        self,
        rubric_id: str,
        who: str,
        *,
        error: CoachError | None = None,
        typed: Typed = Typed(),  # noqa: B008  # frozen
        published: str = "",
    ) -> HTMLResponse:
        draft = self._publishing.draft(rubric_id)
        versions = self._workshop.versions.versions(rubric_id)
        managed = rubric_id in self._workshop.versions.managed()
        if draft.text is None and not draft.mistakes and not versions and not managed:
            raise HTTPException(404, "There is no such rubric.")
        in_use = next((each for each in versions if each.in_use), None)
        before = self._workshop.versions.bundle(in_use) if in_use else None
        same = draft.bundle is not None and in_use is not None and draft.bundle.hashes == in_use.hashes
        found = shown(changes(before, draft.bundle)) if before and draft.bundle and not same else ()
        title = draft.title or (versions[0].title if versions else rubric_id)
        body = render(
            "studio/publish.html",
            rubric_id=rubric_id,
            title=title,
            here=f"/studio/rubrics/{rubric_id}",
            draft=draft,
            managed=managed,
            in_use=self._line(in_use, who) if in_use else None,
            same=same,
            changes=found,
            few=FEW,
            gates=self._gates(draft),
            judge=judge_name(self._workshop.gates.serving),
            judge_embedded=self._workshop.gates.serving.embedded,
            last=versions[0].number if versions else 0,
            versions=[self._line(each, who) for each in versions],
            typed=typed,
            longest=LONGEST_NOTE,
            published=in_use.number if in_use and published == str(in_use.number) else None,
            error=error,
        )
        status = 409 if isinstance(error, OvertakenError) else 400 if error else 200
        place = Place(rubric_id, title, "publish")
        return self._frame.page(f"Prove and publish: {title}", body, who, place=place, looks=LOOKS, status=status)

    def _gates(self, draft: Draft) -> dict[str, Any]:
        """What is known of the draft's trials: those under way, or those that were run to their end."""
        study = self._workshop.gates.latest(draft.bundle) if draft.bundle else None
        refusal: CoachError | None = None
        results = ()
        try:
            if draft.bundle:
                results = self._workshop.gates.passed_through(draft.bundle)
        except CoachError as error:
            refusal = error
        so_far = self._workshop.gates.results(study) if study else ()
        results = results or so_far
        return {
            "study": study,
            "active": study is not None and study.state in ACTIVE,
            "done": len(so_far),
            "refusal": refusal,
            "groups": groups(results),
            "counted": counted(results),
            "open": [title_of(gate.name) for gate in results if gate.state == "broken"],
            "undecided": [title_of(gate.name) for gate in results if gate.state == "undecided"],
            "when": when(study.at) if study else "",
        }

    def _line(self, version: Version, who: str) -> dict[str, Any]:
        by = self._name(version.author, who)
        return {
            "version": version,
            "number": version.number,
            "hash": version.rubric_version,
            "by": by,
            "published": f"as the file stood on {when(version.at)}"
            if version.baseline
            else f"{when(version.at)}, {by}",
            "day": day(version.at),
            "open": [title_of(gate.name) for gate in version.open_gates],
            "retired_when": when(version.retired.at) if version.retired else "",
            "retired_by": self._name(version.retired.by, who) if version.retired else "",
        }

    def _name(self, key: str, who: str) -> str:
        return "you" if key == who else self._workshop.people.find(key).name


def _numbered(versions: tuple[Version, ...], number: str) -> Version:
    """The version of that number. Raises HTTPException 404."""
    version = next((each for each in versions if str(each.number) == number), None)
    if version is None:
        raise HTTPException(404, "There is no such version.")
    return version
