"""Grading pitches, blind: nothing that anybody else found in one is in the page before its grader has answered."""

from typing import TYPE_CHECKING

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.sheet import questions, same_questions, unanswered
from coach.domain.value import Value
from coach.errors import ClosedError, OvertakenError, UsageError
from coach.service.studio.machine import Scored
from coach.service.studio.rounds import Pitch, Round, Sheet, situation_in
from coach.web.access import Person
from coach.web.bodies import SmallBody
from coach.web.rendering import render, when
from coach.web.reporting.wording import clock
from coach.web.review import Fields
from coach.web.routes import recording_file
from coach.web.studio.frame import Frame, Place
from coach.web.studio.grading_form import given_in, groups, in_words

if TYPE_CHECKING:
    from coach.wiring import Workshop

LOOKS = ("studio_grade.css", "studio_grade.js")
LONGEST_NOTE = 2_000


class Beside(Value):
    """One question with both answers. `quotes` are the words that the judge cites."""

    title: str
    asks: str
    mine: str
    machine: str
    differ: bool
    quotes: tuple[str, ...]


class GradingDesk:
    """The routes around `/studio/rubrics/{id}/grade`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        self._grading, self._machine = workshop.grading, workshop.machine
        self._copies = workshop.settings.home / "web" / "playable"

    def router(self) -> APIRouter:
        router = APIRouter(route_class=SmallBody, prefix="/studio/rubrics/{rubric_id}/grade")
        router.add_api_route("", self.choose)
        router.add_api_route("/{pitch_id}", self.sheet)
        router.add_api_route("/{pitch_id}", self.submit, methods=["POST"])
        router.add_api_route("/{pitch_id}/reveal", self.reveal, methods=["POST"])
        router.add_api_route("/{pitch_id}/media", self.recording)
        return router

    def choose(self, rubric_id: str, who: Person) -> HTMLResponse:
        """What there is to grade, and what is next."""
        round_ = self._round(rubric_id, who)
        body = render("studio/grade/round.html", round=round_, rubric=round_.current.rubric, name=pitch_name)
        return self._page("Grade", body, who, round_.current.rubric)

    def sheet(
        self, rubric_id: str, pitch_id: str, who: Person, *, change: bool = False, moved: bool = False
    ) -> HTMLResponse:
        sheet = self._open(rubric_id, pitch_id, who)
        if isinstance(sheet, HTMLResponse):
            return sheet
        mine = sheet.pitch.mine
        if mine is None or (change and not sheet.pitch.seen):
            seen = mine.at.isoformat() if mine else ""
            note = mine.note if mine else ""
            given = mine.verdicts if mine else {}
            return self._form(sheet, who, sheet.current.rubric, given, note=note, seen=seen, moved=moved)
        return self._kept(sheet, who)

    def submit(self, rubric_id: str, pitch_id: str, who: Person, fields: Fields) -> Response:
        """Keep the answers, under the version that the page was opened with."""
        sheet = self._open(rubric_id, pitch_id, who)
        if isinstance(sheet, HTMLResponse):
            return sheet
        rubric = self._grading.rubric(rubric_id, fields.get("version", ""))
        situation = situation_in(rubric, sheet.pitch.situation)
        verdicts = given_in(rubric, situation, fields)
        note, seen = fields.get("note", "")[:LONGEST_NOTE], fields.get("seen", "")
        if missing := unanswered(rubric, situation, verdicts):
            have = "question has" if len(missing) == 1 else "questions have"
            message = f"{len(missing)} {have} no answer yet. Nothing is kept so far."
            return self._form(sheet, who, rubric, verdicts, note=note, seen=seen, problem=message, status=422)
        try:
            submitted = self._grading.submit(sheet, who, rubric.version, verdicts, note, seen)
        except OvertakenError as error:
            return self._overtaken(sheet, who, rubric, verdicts, note, error)
        except UsageError as error:
            if sheet.pitch.mine is not None and sheet.pitch.seen:
                return self._kept(sheet, who, problem=error, status=409)
            if isinstance(error, ClosedError):  # seen while this was on its way
                return self._refused(rubric_id, who, error, 409)
            message = f"{error.message} {error.hint}"
            return self._form(sheet, who, rubric, verdicts, note=note, seen=seen, problem=message, status=400)
        moved = "?moved=1" if submitted.moved_on else ""
        return RedirectResponse(f"/studio/rubrics/{rubric_id}/grade/{pitch_id}{moved}#done", 303)

    def reveal(self, rubric_id: str, pitch_id: str, who: Person) -> Response:
        """Show the machine's answer from now on; one's own stays as it is."""
        sheet = self._open(rubric_id, pitch_id, who)
        if isinstance(sheet, HTMLResponse):
            return sheet
        if sheet.pitch.mine is None:
            error = ClosedError("Grade this pitch first.", hint="What the machine found is shown after that.")
            return self._refused(rubric_id, who, error, 409)
        if not self._machine.answers(sheet.current, [pitch_id]):
            problem = UsageError("The judge has not scored this pitch yet.", hint="Have it scored, then come back.")
            return self._kept(sheet, who, problem=problem, status=409)
        self._grading.reveal(sheet, who)
        return RedirectResponse(f"/studio/rubrics/{rubric_id}/grade/{pitch_id}#machine", 303)

    def recording(self, rubric_id: str, pitch_id: str, who: Person) -> FileResponse:
        sheet = self._open(rubric_id, pitch_id, who)
        recording = sheet.recording if isinstance(sheet, Sheet) else None
        if recording is None:
            raise HTTPException(404, "There is no recording here.")
        coach = self._workshop.coach()
        return recording_file(coach, coach.recordings.path(recording.sha256), self._copies)

    def _open(self, rubric_id: str, pitch_id: str, who: str) -> Sheet | HTMLResponse:
        """The pitch, or the page that says why it is not theirs to grade and what is next."""
        try:
            return self._grading.open(rubric_id, pitch_id, who)
        except UsageError as error:
            return self._refused(rubric_id, who, error, 403 if isinstance(error, ClosedError) else 404)

    def _refused(self, rubric_id: str, who: str, error: UsageError, status: int) -> HTMLResponse:
        round_ = self._round(rubric_id, who)
        rubric = round_.current.rubric
        body = render("studio/grade/closed.html", rubric=rubric, round=round_, problem=error)
        return self._page("Not yours to grade", body, who, rubric, status=status)

    def _round(self, rubric_id: str, who: str) -> Round:
        """Raises HTTPException 404 for a rubric that is not there."""
        try:
            return self._grading.round(rubric_id, who)
        except UsageError as error:
            raise HTTPException(404, error.message) from error

    def _form(  # noqa: PLR0913  # what the form shows, field by field
        self,
        sheet: Sheet,
        who: str,
        rubric: Rubric,
        verdicts: dict[str, str],
        *,
        note: str,
        seen: str,
        problem: str = "",
        status: int = 200,
        moved: bool = False,
    ) -> HTMLResponse:
        round_ = self._grading.round(sheet.current.rubric.id, who)
        body = render(
            "studio/grade/sheet.html",
            rubric=rubric,
            pitch=sheet.pitch,
            title=pitch_name(sheet.pitch),
            round=round_,
            sentences=_sentences(sheet),
            playable=sheet.recording is not None,
            groups=groups(rubric, situation_in(rubric, sheet.pitch.situation), verdicts, complain=status == 422),
            note=note,
            longest=LONGEST_NOTE,
            seen=seen,
            problem=problem,
            outdated=not same_questions(rubric, sheet.current.rubric),
            moved=moved,
            draft_key=f"{_drafts(sheet, who)}{rubric.version}",
        )
        return self._page("Grade a pitch", body, who, sheet.current.rubric, status=status)

    def _overtaken(
        self, sheet: Sheet, who: str, rubric: Rubric, verdicts: dict[str, str], note: str, error: OvertakenError
    ) -> HTMLResponse:
        """What was chosen stays in the form, which knows by now what was said in the other window."""
        sheet = self._grading.open(sheet.current.rubric.id, sheet.pitch.id, who)
        earlier = self._grading.earlier(sheet, who, rubric)
        seen = earlier.at.isoformat() if earlier else ""
        message = f"{error.message} {error.hint}"
        return self._form(sheet, who, rubric, verdicts, note=note, seen=seen, problem=message, status=409)

    def _kept(self, sheet: Sheet, who: str, *, problem: UsageError | None = None, status: int = 200) -> HTMLResponse:
        mine, rubric = sheet.pitch.mine, sheet.current.rubric
        assert mine is not None  # what is kept was graded
        answer = self._machine.answers(sheet.current, [sheet.pitch.id]).get(sheet.pitch.id)
        scored = answer if sheet.pitch.seen else None
        beside = self._beside(sheet, scored)
        body = render(
            "studio/grade/kept.html",
            rubric=rubric,
            pitch=sheet.pitch,
            title=pitch_name(sheet.pitch),
            mine=mine,
            round=self._grading.round(rubric.id, who),
            beside=beside,
            differ=sum(each.differ for each in beside),
            scored=scored,
            answered=answer is not None,
            problem=problem,
            drafts=_drafts(sheet, who),
        )
        return self._page("Graded", body, who, rubric, status=status)

    def _beside(self, sheet: Sheet, scored: Scored | None) -> list[Beside]:
        mine, rubric = sheet.pitch.mine, sheet.current.rubric
        assert mine is not None  # what is kept was graded
        found: list[Beside] = []
        for question in questions(rubric, sheet.pitch.situation):
            own = mine.verdicts.get(question.key)
            theirs = scored.verdicts.get(question.key) if scored else None
            spans = scored.quotes.get(question.key, ()) if scored else ()
            found.append(
                Beside(
                    title=question.criterion.title,
                    asks=question.check.asks if question.check else "Which level is reached?",
                    mine=in_words(question, own),
                    machine=in_words(question, theirs) if scored else "",
                    differ=scored is not None and own != theirs,
                    quotes=tuple(sheet.transcript.moment(first, last).text for first, last in spans),
                )
            )
        return found

    def _page(self, title: str, body: str, who: str, rubric: Rubric, *, status: int = 200) -> HTMLResponse:
        place = Place(rubric.id, rubric.title, "calibrate")
        return self._frame.page(title, body, who, place=place, looks=LOOKS, status=status)


def _drafts(sheet: Sheet, who: str) -> str:
    """How the names begin under which a browser keeps what this person chose for this pitch."""
    return f"grade {sheet.current.rubric.id} {sheet.pitch.id} {who} "


def pitch_name(pitch: Pitch) -> str:
    """A pitch as its graders know it: whose attempt it is, is not said."""
    return pitch.title or f"Official attempt, {when(pitch.at)}"


def _sentences(sheet: Sheet) -> list[dict[str, object]]:
    return [
        {
            "number": sentence.number,
            "text": sentence.text,
            "start": sentence.start,
            "at": None if sentence.start is None else clock(sentence.start),
        }
        for sentence in sheet.transcript.sentences
    ]
