"""What browsers send to the pages of the drill: small, whatever they claim."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message, Receive

MOST_BYTES = 256_000
"""The longest brief, notes and answer that are taken fit into it several times, in any script."""


class SmallBody(APIRoute):
    """A route that takes in no more than `most` bytes; the rest is refused with 413 and not read."""

    most = MOST_BYTES

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, most = super().get_route_handler(), self.most

        async def bounded(request: Request) -> Response:
            claimed = request.headers.get("content-length", "")
            if claimed.isdecimal() and int(claimed[:20]) > most:
                _refuse(most)
            return await handle(Request(request.scope, _counted(request.receive, most)))

        return bounded


def _counted(receive: Receive, most: int) -> Receive:
    taken = 0

    async def next_part() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            _refuse(most)
        return message

    return next_part


def _refuse(most: int) -> None:
    raise HTTPException(413, f"This is more than {most // 1000} kB; nothing of it was kept. Send less text.")


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form as text; files are refused."""
    form = await request.form(max_files=0, max_fields=100)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(fields)]
