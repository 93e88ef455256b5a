"""Calibration: how far people have graded, what their grades say of the judge, and the judge's own spread."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import UploadFile

from coach.domain.studio.manuscript import Address, ManuscriptKind, Put
from coach.errors import CoachError, OvertakenError, UsageError
from coach.service.studio.rounds import Current, Round
from coach.web.access import Person
from coach.web.agreeing.page import render_page
from coach.web.bodies import Fields, SmallBody
from coach.web.shell import PRIVATE
from coach.web.studio.calibration_page import (
    MOST_PITCHES,
    MOST_RUNS,
    PITCH_ENDINGS,
    Asked,
    CalibrationPage,
    Typed,
    graded_pitches,
)
from coach.web.studio.frame import Frame, Place
from coach.web.uploads import shown_name

if TYPE_CHECKING:
    from coach.wiring import Workshop

LOOKS = ("agreement.css", "studio_calibrate.css", "studio_study.js", "studio_calibrate.js")
MOST_FILES = 100


class FilesBody(SmallBody):
    """A route that takes files: a hundred transcripts, or one table."""

    most = 8_000_000


async def _files(request: Request) -> tuple[UploadFile, ...]:
    form = await request.form(max_files=MOST_FILES, max_fields=20)
    return tuple(each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename)


Files = Annotated[tuple[UploadFile, ...], Depends(_files)]


class CalibrationDesk:
    """The routes around `/studio/rubrics/{id}/calibrate`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        self._grading, self._machine = workshop.grading, workshop.machine
        self._sheet = CalibrationPage(workshop)

    def routers(self) -> tuple[APIRouter, APIRouter]:
        here = "/studio/rubrics/{rubric_id}/calibrate"
        router = APIRouter(route_class=SmallBody, prefix=here)
        router.add_api_route("", self.page)
        router.add_api_route("/pitches", self.paste, methods=["POST"])
        router.add_api_route("/pitches/{sample_id}/remove", self.remove, methods=["POST"])
        router.add_api_route("/export", self.export, methods=["POST"])
        router.add_api_route("/report.html", self.download, methods=["POST"])
        router.add_api_route("/figures", self.show, methods=["POST"])
        router.add_api_route("/scores", self.score, methods=["POST"])
        router.add_api_route("/retest", self.retest, methods=["POST"])
        router.add_api_route("/band", self.take_band, methods=["POST"])
        taking = APIRouter(route_class=FilesBody, prefix=here)
        taking.add_api_route("/files", self.bring, methods=["POST"])
        taking.add_api_route("/import", self.bring_table, methods=["POST"])
        return router, taking

    def page(  # noqa: PLR0913  # what a redirect tells, one figure each
        self,
        rubric_id: str,
        who: Person,
        *,
        figures: bool = False,
        added: int = 0,
        kept: int = 0,
        known: int = 0,
        machine: int = 0,
        removed: bool = False,
        band: bool = False,
    ) -> HTMLResponse:
        done = ""
        if added:
            done = f"{added} {'pitch was' if added == 1 else 'pitches were'} added."
        elif kept or known:
            done = _brought(kept, known, machine)
        elif removed:
            done = "The words of the pitch are removed; what people gave it stays as figures."
        return self._page(rubric_id, who, Typed(done=done), Asked(figures, band))

    def paste(self, rubric_id: str, who: Person, fields: Fields) -> Response:
        self._current(rubric_id)
        title, text = fields.get("title", ""), fields.get("text", "")
        try:
            self._workshop.pitch_samples.paste(rubric_id, title, text, who)
        except CoachError as error:
            typed = Typed(problem=error, section="add", title=title, text=text, status=422)
            return self._page(rubric_id, who, typed)
        return self._back(rubric_id, "added=1#add")

    def bring(self, rubric_id: str, who: Person, files: Files) -> Response:
        """Add every file that can be read as a pitch; what cannot be read is named, and nothing of it kept."""
        self._current(rubric_id)
        added, refused = 0, list[CoachError]()
        for file in files:
            try:
                self._bring(rubric_id, file, who)
                added += 1
            except CoachError as error:
                refused.append(error)
        if not files:
            refused.append(
                UsageError("No file was chosen.", hint=f"Choose files that end in {', '.join(PITCH_ENDINGS)}.")
            )
        if not refused:
            return self._back(rubric_id, f"added={added}#add")
        rest = f" {added} other {'file was' if added == 1 else 'files were'} added." if added else ""
        told = " ".join(f"{error.message} {error.hint}" for error in refused[:5])
        more = f" And {len(refused) - 5} more." if len(refused) > 5 else ""
        problem = UsageError(f"{told}{more}", hint=rest.strip())
        return self._page(rubric_id, who, Typed(problem=problem, section="add", status=422))

    def remove(self, rubric_id: str, sample_id: str, who: Person) -> Response:
        try:
            self._workshop.pitch_samples.remove(rubric_id, sample_id)
        except UsageError as error:
            return self._page(rubric_id, who, Typed(problem=error, section="add", status=404))
        self._workshop.archive.settle()
        return self._back(rubric_id, "removed=1#add")

    def bring_table(self, rubric_id: str, who: Person, files: Files) -> Response:
        current = self._current(rubric_id)
        if len(files) != 1:
            error = UsageError("Choose one file.", hint="A table of grades is one CSV file.")
            return self._page(rubric_id, who, Typed(problem=error, section="table", status=422))
        brought = self._workshop.rating_exchange.bring(current, files[0].file.read())
        if brought.faults:
            return self._page(rubric_id, who, Typed(faults=brought.faults, section="table", status=422))
        counts = f"kept={brought.kept}&known={brought.known}&machine={brought.machine}"
        return self._back(rubric_id, f"{counts}#table")

    def export(self, rubric_id: str, who: Person, fields: Fields) -> Response:
        """Grades and the judge's scores as a table. Whoever takes it has seen them: their own grades stay.

        Pitches that they can still grade are left out, unless they ask for those too, which others grade then.
        """
        try:
            round_ = self._locked(rubric_id, who, fields, "table")
        except UsageError as error:
            return self._page(rubric_id, who, Typed(problem=error, section="table", status=403))
        current = round_.current
        judged = self._machine.ratings(current, graded_pitches(self._grading.counting(current)))
        content = self._workshop.rating_exchange.take(current, judged, who=who, without=round_.gradable)
        headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{rubric_id}-ratings.csv"'}
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    def score(self, rubric_id: str, who: Person) -> Response:
        """Have the judge score what it has not scored yet."""
        current = self._current(rubric_id)
        try:
            missing = self._machine.unscored(current, self._grading.scorable(current))
            self._machine.score(current, missing, who)
        except CoachError as error:
            return self._page(rubric_id, who, Typed(problem=error, section="judge", status=400))
        return self._back(rubric_id, "#judge")

    def retest(self, rubric_id: str, who: Person, fields: Fields) -> Response:
        """Have the judge score the same pitches again and again."""
        current = self._current(rubric_id)
        try:
            pitches = _whole(fields.get("pitches", ""), "pitches", 1, MOST_PITCHES)
            runs = _whole(fields.get("runs", ""), "times", 2, MOST_RUNS)
            chosen = self._machine.retestable(current, self._grading.round(rubric_id, who).pitches)[:pitches]
            self._machine.retest(current, chosen, runs, who)
        except CoachError as error:
            return self._page(rubric_id, who, Typed(problem=error, section="spread", status=422))
        return self._back(rubric_id, "#spread")

    def take_band(self, rubric_id: str, who: Person, fields: Fields) -> Response:
        """Write the measured band into the draft, which is then published like any other change.

        It has to be the one that the page showed: the spread may have been measured again since.
        """
        current = self._current(rubric_id)
        retest = self._machine.spread(current)
        try:
            if retest is None or retest.spread is None or not retest.spread.band:
                raise UsageError("There is no measured spread to take over.", hint="Measure it first.")
            value = retest.spread.band
            if fields.get("value", "") != str(value):
                message = f"The spread was measured again meanwhile: the band that follows is ± {value:g} by now."
                raise OvertakenError(message, hint="Look at the new runs below, then take it over.")
            put = Put(where=("band",), value=int(value) if value == int(value) else value)
            address = Address(kind=ManuscriptKind.RUBRIC, id=rubric_id)
            self._workshop.studio.change(address, [put], fields.get("stamp", ""), by=who)
        except CoachError as error:
            status = 409 if isinstance(error, OvertakenError) else 422
            return self._page(rubric_id, who, Typed(problem=error, section="spread", status=status))
        return self._back(rubric_id, "band=1#spread")

    def download(self, rubric_id: str, who: Person) -> Response:
        """The report as one HTML file. Whoever takes it has seen it: their own grades stay as they are."""
        try:
            report = self._sheet.report(self._locked(rubric_id, who, {}, "report"))
        except UsageError as error:
            return self._page(rubric_id, who, Typed(problem=error, section="figures", status=403))
        headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{rubric_id}-calibration.html"'}
        return HTMLResponse(render_page(report), headers=headers)

    def show(self, rubric_id: str, who: Person, fields: Fields) -> Response:
        """Show the figures from now on; one's own grades stay as they are, and with `every` others grade the rest."""
        try:
            self._locked(rubric_id, who, fields, "figures")
        except UsageError as error:
            return self._page(rubric_id, who, Typed(problem=error, section="figures", status=403))
        return self._back(rubric_id, "figures=1#figures")

    def _locked(self, rubric_id: str, who: str, fields: Mapping[str, str], how: str) -> Round:
        """What is theirs to grade once scores are shown to them; with `every` of all pitches that somebody graded."""
        round_ = self._round(rubric_id, who)
        more = graded_pitches(self._grading.counting(round_.current)) if "every" in fields else ()
        return self._grading.lock(round_, more, how, who)

    def _bring(self, rubric_id: str, file: UploadFile, who: str) -> None:
        name = shown_name(file.filename or "")
        ending = Path(name).suffix.lower()
        if ending not in PITCH_ENDINGS:
            message = f"{name}: this is no transcript that can be read."
            raise UsageError(message, hint=f"Bring files that end in {', '.join(PITCH_ENDINGS)}.")
        # The reader of transcripts takes a file; nothing of the name from outside gets into its path.
        handle, path = tempfile.mkstemp(suffix=ending)
        try:
            with os.fdopen(handle, "wb") as copy:
                copy.write(file.file.read())
            self._workshop.pitch_samples.bring(rubric_id, Path(path), name, who)
        finally:
            Path(path).unlink(missing_ok=True)

    def _page(self, rubric_id: str, who: str, typed: Typed, asked: Asked | None = None) -> HTMLResponse:
        round_ = self._round(rubric_id, who)
        rubric, body = round_.current.rubric, self._sheet.draw(round_, typed, asked or Asked())
        place = Place(rubric.id, rubric.title, "calibrate")
        return self._frame.page(f"Calibrate {rubric.title}", body, who, place=place, looks=LOOKS, status=typed.status)

    def _current(self, rubric_id: str) -> Current:
        """Raises HTTPException 404 for a rubric that is not there."""
        try:
            return self._grading.current(rubric_id)
        except UsageError as error:
            raise HTTPException(404, error.message) from error

    def _round(self, rubric_id: str, who: str) -> Round:
        """Raises HTTPException 404 for a rubric that is not there."""
        try:
            return self._grading.round(rubric_id, who)
        except UsageError as error:
            raise HTTPException(404, error.message) from error

    @staticmethod
    def _back(rubric_id: str, told: str) -> RedirectResponse:
        join = "" if told.startswith("#") else "?"
        return RedirectResponse(f"/studio/rubrics/{rubric_id}/calibrate{join}{told}", 303)


def _whole(text: str, what: str, least: int, most: int) -> int:
    number = int(text) if text.isdecimal() and len(text) < 4 else -1
    if not least <= number <= most:
        raise UsageError(f"The number of {what} has to be from {least} to {most}.", hint="Change it and begin again.")
    return number


def _brought(kept: int, known: int, machine: int) -> str:
    parts = [f"{kept} {'grade was' if kept == 1 else 'grades were'} taken from the table"]
    if known:
        parts.append(f"{known} {'was' if known == 1 else 'were'} here already")
    if machine:
        parts.append(f"{machine} of the machine’s own {'was' if machine == 1 else 'were'} left out")
    return f"{'; '.join(parts)}."
