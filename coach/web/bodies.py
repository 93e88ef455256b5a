"""What browsers send: taken in up to a limit, whatever they claim."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, NoReturn

from fastapi import Depends, HTTPException, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

MOST_BYTES = 256_000
"""The longest brief, notes and answer that are taken fit into it several times, in any script."""


class SmallBody(APIRoute):
    """A route that takes in no more than `most` bytes; the rest is refused with 413 and not read."""

    most = MOST_BYTES

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle, most = super().get_route_handler(), self.most

        def refuse() -> NoReturn:
            raise HTTPException(413, f"This is more than {most // 1000} kB; nothing of it was kept. Send less text.")

        async def small(request: Request) -> Response:
            return await handle(bounded(request, most, refuse))

        return small


def bounded(request: Request, most: int, refuse: Callable[[], NoReturn]) -> Request:
    """The request, of which no more than `most` bytes are taken in. What claims or sends more is refused."""
    claimed = request.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed[:20]) > most:
        refuse()
    taken = 0

    async def next_part() -> Message:
        nonlocal taken
        message = await request.receive()
        taken += len(message.get("body", b""))
        if taken > most:
            refuse()
        return message

    return Request(request.scope, next_part)


async def fields(request: Request) -> dict[str, str]:
    """The fields of a form as text; files are refused."""
    form = await request.form(max_files=0, max_fields=100)
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(fields)]
