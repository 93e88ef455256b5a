"""Trying a draft while it is written: the panel beside the editor, and what comes out of a try."""

import threading
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse

from coach.domain.history import Entry
from coach.domain.rubric import PitchKind, Rubric
from coach.domain.studio.manuscript import Address, Bundle, Remark
from coach.domain.value import Value
from coach.errors import CoachError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.studio.trying import Tried
from coach.web.access import Person
from coach.web.bodies import SmallBody
from coach.web.rendering import OUTCOMES, day, number, render
from coach.web.reporting.wording import count
from coach.web.shell import PRIVATE
from coach.web.studio.editing import LONGEST, LONGEST_BYTES, address_of
from coach.web.studio.frame import Frame, Place
from coach.web.studio.outcome import Shown, shown
from coach.web.whereabouts import other_host

if TYPE_CHECKING:
    from coach.wiring import Workshop

SAMPLES = {
    PitchKind.GOLDEN: "The golden pitch",
    PitchKind.OWN_WORDS: "The same in own words",
    PitchKind.NEAR_MISS: "The near miss",
    PitchKind.WEAK: "The weak pitch",
}
PASTED, ATTEMPT = "text", "attempt:"
LOOKS = ("studio_try.css", "studio_try.js")

AT_ONCE = 2
"""So many tries by the embedded judge at once: the longest text keeps a processor busy for ten seconds."""

LONGEST_SAID = 300_000
"""Characters of a pasted text: twenty for each of the 15,000 words that are taken, as captions with times have."""

LETTER_BYTES = 9
"""Bytes that a form without script takes for a letter outside Latin: three of UTF-8, each as `%E4`."""


class TryBody(SmallBody):
    """A route that takes the longest draft, and the longest pasted text in any script."""

    most = LONGEST_BYTES + LETTER_BYTES * LONGEST_SAID


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=20, max_part_size=TryBody.most)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(_fields)]


class Choice(Value):
    """One thing to try on, or one situation."""

    value: str
    label: str


class Problem(Value):
    """Why nothing was tried. `remarks` are the errors of the draft, where it is those."""

    message: str
    hint: str | None
    remarks: tuple[Remark, ...] = ()


class Model(Value):
    """The language model that can be asked, how many questions that takes, and whose computer they go to."""

    name: str
    calls: str
    host: str | None


class TryDesk:
    """The routes around `/studio/try`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame
        self._room = threading.BoundedSemaphore(AT_ONCE)

    def router(self) -> APIRouter:
        router = APIRouter(route_class=TryBody)
        router.add_api_route("/studio/try/rubric/{rubric_id}", self.panel)
        router.add_api_route("/studio/try/rubric/{rubric_id}", self.run, methods=["POST"])
        return router

    def panel(self, rubric_id: str, who: Person, part: bool = False) -> HTMLResponse:
        """The form; with `part` without a page around it."""
        address = self._there(rubric_id)
        form = self._form(address, who, {}, self._usable(address, None))
        return self._answer(address, who, form, "", part=part)

    def run(self, rubric_id: str, who: Person, given: Fields) -> HTMLResponse:
        """Try the draft as it is sent (or, without one, as its file stands); nothing of it is kept."""
        address = self._there(rubric_id)
        part = "part" in given
        draft = given.get("draft")
        usable = self._usable(address, draft)
        if isinstance(usable, Problem):
            result = self._render(usable, None, None, given)
        else:
            try:
                before = self._attempt(rubric_id, who, given)
                tried = self._try(usable, who, given)
                if before is not None:  # the draft's own score of it sways as much as the one on record
                    self._workshop.grading.saw_attempts([before], who, "try")
                result = self._render(None, tried, before, given)
            except CoachError as error:
                result = self._render(Problem(message=error.message, hint=error.hint), None, None, given)
        form = "" if part else self._form(address, who, given, usable)
        return self._answer(address, who, form, self._heard(usable) + result if part else result, part=part)

    def _there(self, rubric_id: str) -> Address:
        """The address of a rubric that has a file. Raises HTTPException 404."""
        address = address_of("rubric", rubric_id, None)
        try:
            self._workshop.manuscripts.open(address)
        except UsageError as error:
            raise HTTPException(404, error.message) from error
        return address

    def _usable(self, address: Address, draft: str | None) -> Bundle | Problem:
        manuscripts = self._workshop.manuscripts
        if draft is not None and len(draft) > LONGEST:
            message = f"The draft has {len(draft):,} characters; {LONGEST:,} are taken."
            return Problem(message=message, hint="Shorten it.")
        try:
            text = manuscripts.open(address).text if draft is None else draft
            errors = tuple(each for each in manuscripts.read(address, text).remarks if each.severity == "error")
            if errors:
                message = f"The draft has {count(len(errors), 'error')}, so it cannot be tried yet."
                return Problem(message=message, hint="Mend what is named here, then try it.", remarks=errors)
            return manuscripts.bundle(address.id, text)
        except CoachError as error:
            return Problem(message=error.message, hint=error.hint)

    def _try(self, bundle: Bundle, who: str, given: dict[str, str]) -> Tried:
        if given.get("judge") == CONFIGURED:  # waits for the model, and not for this machine
            return self._try_on(bundle, who, given, CONFIGURED)
        with self._room:
            return self._try_on(bundle, who, given, EMBEDDED)

    def _try_on(self, bundle: Bundle, who: str, given: dict[str, str], judge: str) -> Tried:
        trying, on = self._workshop.trying, given.get("on", PitchKind.GOLDEN.value)
        situation = given.get("situation") or None
        if on == PASTED:
            return trying.on_text(bundle, _said(given.get("text", "")), situation, judge)
        if on.startswith(ATTEMPT):
            attempt = trying.attempt(on.removeprefix(ATTEMPT), bundle.rubric.id, who)
            return trying.on_attempt(bundle, attempt, situation, judge)
        if on not in set(PitchKind):
            raise UsageError("It is not said what to try the draft on.", hint="Choose one of the texts.")
        return trying.on_sample(bundle, PitchKind(on), situation, judge)

    def _attempt(self, rubric_id: str, who: str, given: dict[str, str]) -> Entry | None:
        """The attempt that it is tried on, as it came out then."""
        on = given.get("on", "")
        if not on.startswith(ATTEMPT):
            return None
        attempt = self._workshop.trying.attempt(on.removeprefix(ATTEMPT), rubric_id, who)
        return self._workshop.history.entry(attempt.id)

    def _render(self, problem: Problem | None, tried: Tried | None, before: Entry | None, given: dict[str, str]) -> str:
        view: Shown | None = shown(tried, given.get("on", ""), before) if tried else None
        return render("studio/tried.html", problem=problem, tried=view, judge=given.get("judge", EMBEDDED))

    def _heard(self, usable: Bundle | Problem) -> str:
        """What the form of a page that is open already has to follow: the situations, the calls."""
        if isinstance(usable, Problem):
            return ""
        return render("studio/try_follow.html", situations=_situations(usable.rubric), model=self._model(usable.rubric))

    def _form(self, address: Address, who: str, given: dict[str, str], usable: Bundle | Problem) -> str:
        rubric = None if isinstance(usable, Problem) else usable.rubric
        entries = self._workshop.trying.offered(address.id, who)
        return render(
            "studio/try_form.html",
            address=f"/studio/try/rubric/{address.id}",
            grade=f"/studio/rubrics/{address.id}/grade",
            who=who,
            samples=[Choice(value=kind.value, label=label) for kind, label in SAMPLES.items()],
            attempts=[Choice(value=f"{ATTEMPT}{entry.id}", label=self._label(entry, who)) for entry in entries],
            situations=_situations(rubric) if rubric else [],
            model=self._model(rubric),
            chosen=given.get("on", PitchKind.GOLDEN.value),
            situation=given.get("situation", ""),
            text=given.get("text", ""),
            judge=given.get("judge", EMBEDDED),
        )

    def _label(self, entry: Entry, who: str) -> str:
        if entry.who != who:  # whoever reads the list may still grade these
            return f"{day(entry.at)} · {entry.kind.value}, {self._workshop.people.find(entry.who).name}"
        outcome = OUTCOMES[entry.final][0] if entry.final else "no outcome"
        points = "" if entry.score is None else f" · {number(entry.score)}"
        return f"{day(entry.at)} · {entry.kind.value}, yours{points} · {outcome}"

    def _model(self, rubric: Rubric | None) -> Model | None:
        if self._workshop.model is None:
            return None
        calls = self._workshop.trying.calls(rubric, rubric.default_situation) if rubric else None
        return Model(
            name=self._workshop.model.name,
            calls="one call a criterion" if calls is None else count(calls, "call"),
            host=other_host(self._workshop.settings.llm_base_url),
        )

    def _answer(self, address: Address, who: str, form: str, result: str, *, part: bool) -> HTMLResponse:
        if part:
            return HTMLResponse(form + result, headers=PRIVATE)
        body = render("studio/try.html", address=address, form=form, result=result)
        return self._frame.page(
            f"Try {address.id}", body, who, place=Place(address.id, address.id, "edit"), looks=LOOKS
        )


def _said(text: str) -> str:
    if len(text) > LONGEST_SAID:
        message = f"The text has {len(text):,} characters; {LONGEST_SAID:,} are taken."
        raise UsageError(message, hint="Paste the words of the pitch alone.")
    return text


def _situations(rubric: Rubric) -> list[Choice]:
    """The situations, the usual one first."""
    first = rubric.default_situation
    ordered = [first, *(name for name in rubric.situations if name != first)]
    return [Choice(value=name, label=rubric.situations[name].title) for name in ordered]
