"""The routes of talking in a drill: spoken answers come in, the rival's sentences go out as sound. Owners only."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse
from starlette.concurrency import run_in_threadpool

from coach.domain.sparring.drill import Drill
from coach.domain.sparring.utterance import Utterance
from coach.errors import OvertakenError, UsageError
from coach.service.panel import CONFIGURED
from coach.service.sparring.spoken import SMALL, SpokenAnswers
from coach.web.access import Person
from coach.web.rendering import retry_label
from coach.web.shell import PRIVATE
from coach.web.sparring.sounds import Sounds
from coach.web.uploads import receive_upload
from coach.web.whereabouts import other_host

if TYPE_CHECKING:
    from coach.wiring import Workshop

MAX_BYTES = 12_000_000
"""Five minutes as a browser records them are 2 MB; as plain WAV, 10."""

LISTENS_AT_ONCE = 6
SPEAKS_AT_ONCE = 16
"""How much of that goes on side by side; the rest waits without a thread, which the other pages need."""

UnderWay = Callable[[str], tuple[str, ...]]
"""The sentences of the reply that is being made in a drill at this moment."""


class VoiceDesk:
    """The routes over spoken answers and the server's voice.

    `sounds` keeps what was spoken, `private` is a folder for uploads and copies.
    """

    def __init__(self, workshop: "Workshop", under_way: UnderWay, sounds: Sounds, private: Path) -> None:
        self._workshop, self._under_way, self._sounds = workshop, under_way, sounds
        self._incoming, self._copies = private / "incoming", private / "playable"
        self._voice = workshop.voices.choose()
        self._listening, self._speaking = CapacityLimiter(LISTENS_AT_ONCE), CapacityLimiter(SPEAKS_AT_ONCE)

    @property
    def _answers(self) -> SpokenAnswers:
        return self._workshop.spoken_answers

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/voice", self.ladder)
        router.add_api_route("/drills/{drill_id}/utterances", self.receive, methods=["POST"], status_code=201)
        router.add_api_route("/drills/{drill_id}/utterances", self.waiting)
        router.add_api_route("/drills/{drill_id}/utterances/{utterance_id}", self.recording)
        router.add_api_route(
            "/drills/{drill_id}/utterances/{utterance_id}", self.discard, methods=["DELETE"], status_code=204
        )
        router.add_api_route("/drills/{drill_id}/utterances/{utterance_id}/hear", self.hear, methods=["POST"])
        router.add_api_route("/drills/{drill_id}/turns/{number}/speech/{sentence}", self.speech)
        return router

    def ladder(self, who: Person) -> JSONResponse:
        """What speaks and what listens. `first`: the server's voice goes before the browser's own."""
        settings, rung = self._workshop.settings, self._workshop.ladder.serving()
        sound_goes_to = settings.transcribe_base_url or "https://api.openai.com"
        return JSONResponse(
            {
                "voice": self._voice.name if self._voice else None,
                "first": settings.speech_base_url is not None,
                "spoken_at": other_host(settings.speech_base_url),
                "hears": rung.name,
                "heard_at": other_host(sound_goes_to) if rung.name == "openai" else None,
                "strong": rung.name != SMALL,
            },
            headers=PRIVATE,
        )

    async def receive(
        self,
        request: Request,
        drill_id: str,
        who: Person,
        after: Annotated[int, Query(ge=0)],
        seconds: Annotated[float | None, Query(ge=0, le=36_000)] = None,
    ) -> dict[str, str]:
        await run_in_threadpool(self._own, drill_id, who)
        path = await receive_upload(request.stream(), self._incoming, "", MAX_BYTES)
        try:
            utterance = await run_in_threadpool(self._answers.receive, drill_id, who, path, after, seconds)
        finally:
            path.unlink(missing_ok=True)
        return {"id": utterance.id}

    def waiting(self, drill_id: str, who: Person) -> JSONResponse:
        """What was said and not sent yet."""
        self._own(drill_id, who)
        return JSONResponse([_described(each) for each in self._answers.waiting(drill_id, who)], headers=PRIVATE)

    async def hear(self, drill_id: str, utterance_id: str, who: Person, engine: str = CONFIGURED) -> JSONResponse:
        await run_in_threadpool(self._own_utterance, drill_id, utterance_id, who)
        if engine not in {CONFIGURED, SMALL}:
            raise UsageError("That recogniser is not on offer.", hint="Choose one of the buttons shown.")
        work = partial(self._answers.hear, drill_id, who, utterance_id, engine)
        try:
            heard = await to_thread.run_sync(work, limiter=self._listening)
        except OvertakenError as error:  # the page asks again
            return JSONResponse({"message": error.message, "hint": error.hint}, status_code=409, headers=PRIVATE)
        return JSONResponse(_described(heard), headers=PRIVATE)

    def recording(self, drill_id: str, utterance_id: str, who: Person) -> FileResponse:
        self._own_utterance(drill_id, utterance_id, who)
        media = self._workshop.media
        path = media.playable(self._answers.sound(drill_id, who, utterance_id), self._copies)
        return FileResponse(
            path,
            media_type=media.content_type(path),
            content_disposition_type="inline",
            headers={**PRIVATE, "Content-Security-Policy": "sandbox; default-src 'none'; media-src 'self'"},
        )

    def discard(self, drill_id: str, utterance_id: str, who: Person) -> None:
        self._own_utterance(drill_id, utterance_id, who)
        self._answers.discard(drill_id, who, utterance_id)

    async def speech(self, drill_id: str, number: int, sentence: int, who: Person) -> Response:
        """One sentence of the rival's as sound; nothing (204) where the server has no voice."""
        text = await run_in_threadpool(self._text, drill_id, number, sentence, who)
        if self._voice is None:
            return Response(status_code=204, headers=PRIVATE)
        work = partial(self._sounds.get, drill_id, text, self._voice.speak)
        sound = await to_thread.run_sync(work, limiter=self._speaking)
        return Response(sound.content, media_type=sound.content_type, headers=PRIVATE)

    def _text(self, drill_id: str, number: int, sentence: int, who: str) -> str:
        # What is being made is asked for first: at its end it goes from there into the drill.
        coming = self._under_way(drill_id)
        drill = self._own(drill_id, who)
        turn = drill.turn(number)
        texts = tuple(said.text for said in turn.said) if turn else coming if number == len(drill.turns) + 1 else ()
        if not 0 <= sentence < len(texts):
            raise HTTPException(404, "There is no such sentence.")
        return texts[sentence]

    def _own(self, drill_id: str, who: str) -> Drill:
        try:
            return self._workshop.drills.own(drill_id, who)
        except UsageError:
            _not_there()

    def _own_utterance(self, drill_id: str, utterance_id: str, who: str) -> None:
        try:
            self._answers.own(drill_id, who, utterance_id)
        except UsageError:
            _not_there()


def _described(utterance: Utterance) -> dict[str, Any]:
    problem = utterance.problem
    return {
        "id": utterance.id,
        "answers": utterance.answers,
        "seconds": utterance.seconds,
        "text": utterance.text,
        "problem": problem
        and {
            "message": problem.message,
            "hint": problem.hint,
            "retries": [{"name": name, "label": retry_label(name)} for name in problem.retries],
        },
    }


def _not_there() -> NoReturn:
    raise HTTPException(404, "There is no such drill.")
