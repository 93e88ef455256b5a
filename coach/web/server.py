"""Our own FastAPI hosts the pages: one small Blocks per area, behind an access check."""

import gc
import os
import socket
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from coach.errors import UsageError
from coach.service.redos import Redos
from coach.web.access import LOCAL_HOSTS, Door
from coach.web.corrections import CorrectionDesk
from coach.web.history import Past
from coach.web.navigation import Navigation
from coach.web.people import Reception
from coach.web.redos import RedoDesk
from coach.web.refusals import Refusals
from coach.web.rendering import STATIC
from coach.web.review import ReviewDesk
from coach.web.routes import Desk
from coach.web.shell import static_file
from coach.web.sparring.desk import DrillDesk
from coach.web.sparring.playbooks import PlaybookDesk
from coach.web.sparring.voice import VoiceDesk
from coach.web.studio.routers import studio_router
from coach.web.supervisor import Supervisor
from coach.web.takes import TakeDesk

if TYPE_CHECKING:
    from coach.wiring import Workshop

STYLES = "report navigation practice correct recorder redo".split()
SCRIPTS = "report practice intake correct takes capture pieces recorder redo".split()
"""What the practice page is made of, by name; scripts in the order in which they need each other."""


def serve(workshop: "Workshop", *, host: str, port: int) -> None:
    """Run the app until it is stopped.

    Raises UsageError for an address that others could reach (there is no sign-in yet) and for a port
    that is taken.
    """
    if host not in LOCAL_HOSTS:
        message = f"The app has no sign-in, so it does not listen on {host}, where others could reach it."
        raise UsageError(message, hint="Leave --host away, or reach this machine through an SSH tunnel.")
    _refuse_taken(host, port)
    import uvicorn

    print(f"Pitch Coach is getting ready on http://{host}:{port}", flush=True)  # noqa: T201  # for whoever started it
    gc.disable()  # what a start makes stays to the end: looking through it for garbage took an eighth of its time
    app = build_app(workshop, host)
    gc.enable()
    supervisor = Supervisor()
    supervisor.start()
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=3)
    finally:
        supervisor.close()


def build_app(workshop: "Workshop", host: str = "127.0.0.1") -> FastAPI:
    """The whole web app, whose pages are opened at `host`: our routes, and the pages mounted beside them."""
    private = workshop.settings.home / "web"
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_RUN_HISTORY"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = str(private / "gradio")
    coach = workshop.coach(queued=True)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.door = Door(workshop.people, host)
    navigation = Navigation(workshop.people, workshop.reviews)
    Refusals(app.state.door, navigation).install(app)
    # With a middleware of our own, Gradio adds no cross-origin permissions of its own.
    app.add_middleware(CORSMiddleware, allow_origins=[])
    app.add_middleware(Unframed)
    max_bytes = workshop.settings.max_bytes
    desk = Desk(coach, workshop.reviews, private, max_bytes, lambda: workshop.worker_at_work)
    app.include_router(desk.router())
    app.include_router(RedoDesk(Redos(coach), private / "incoming", max_bytes).router())
    app.include_router(TakeDesk(workshop.takes(coach), workshop.people).router())
    app.include_router(CorrectionDesk(workshop.corrections()).router())
    app.include_router(ReviewDesk(coach, workshop.reviews, workshop.grading, navigation, private).router())
    app.include_router(Reception(workshop.people, navigation).router())
    app.include_router(Past(workshop, navigation).router())
    app.include_router(PlaybookDesk(workshop, navigation).router())
    room = DrillDesk(workshop, navigation)
    app.include_router(room.router())
    app.include_router(VoiceDesk(workshop, room.replies.said, room.sounds, private).router())
    app.include_router(studio_router(workshop, navigation))
    app.add_api_route("/", _to_practice, include_in_schema=False)
    app.add_api_route("/static/{name}", static_file, include_in_schema=False)
    app.add_api_route("/healthz", _healthy, include_in_schema=False)
    app.add_api_route("/favicon.ico", _no_icon, include_in_schema=False)
    _mount_pages(app, workshop)
    return app


def _mount_pages(app: FastAPI, workshop: "Workshop") -> None:
    import gradio

    from coach.web.look import head, theme
    from coach.web.practice import practice_page

    door: Door = app.state.door

    async def person(request: Request) -> str | None:
        return await run_in_threadpool(door.page_person, request)

    page = practice_page(workshop, door)
    page.queue(default_concurrency_limit=8, max_size=200, api_open=False)
    page.state_session_capacity = 300
    gr: Any = gradio  # partly typed
    gr.mount_gradio_app(
        app,
        page,
        "/practice",
        auth_dependency=person,
        theme=theme(),
        css_paths=[STATIC / f"{name}.css" for name in STYLES],
        head=head(*(STATIC / f"{name}.js" for name in SCRIPTS)),
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        allowed_paths=[],
        max_file_size="1mb",
    )


class Unframed:
    """No other site may show a page of ours inside its own: a click there would be a click here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-frame-options", b"DENY")]
            await send(message)

        await self._app(scope, receive, sending)


def _to_practice() -> Response:
    return RedirectResponse("/practice/")


def _healthy() -> dict[str, str]:
    return {"status": "ok"}


def _no_icon() -> Response:
    return Response(status_code=204)


def _refuse_taken(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            message = f"Port {port} on {host} cannot be used: {error.strerror or error}."
            raise UsageError(message, hint="Stop what uses it, or choose another: coach serve --port 7861.") from error
