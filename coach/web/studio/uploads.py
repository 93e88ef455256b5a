"""A form with one file in it, written to a file of its own as it comes; nothing larger than its limit is taken."""

import os
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.types import Message, Receive

from coach.errors import StoreError
from coach.web.routes import shown_name

CHUNK = 1 << 20
FORM_BYTES = 1_000_000
"""What the fields of a form and the lines between them may take beside the file."""


class Brought(NamedTuple):
    """The fields of a form, and the file that came with it: where it lies while the request lasts, and its name."""

    fields: dict[str, str]
    file: Path | None
    filename: str


@asynccontextmanager
async def brought(request: Request, incoming: Path, most: int) -> AsyncGenerator[Brought]:
    """What was sent. The file is gone at the end. Raises HTTPException 413 for more than `most` bytes, StoreError."""
    claimed = request.headers.get("content-length", "")
    if claimed.isdecimal() and int(claimed[:20]) > most + FORM_BYTES:
        _refuse(most)
    bounded = Request(request.scope, _counted(request.receive, most + FORM_BYTES, most))
    async with bounded.form(max_files=1, max_fields=30, max_part_size=FORM_BYTES) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        upload = _file(form)
        path = await run_in_threadpool(_written, upload, incoming, most) if upload else None
        try:
            yield Brought(fields, path, shown_name(upload.filename or "") if upload else "")
        finally:
            if path is not None:
                path.unlink(missing_ok=True)


def _file(form: FormData) -> UploadFile | None:
    """The file of the form; a field for one that was left empty is none."""
    return next((each for each in form.values() if isinstance(each, UploadFile) and (each.filename or each.size)), None)


def _written(upload: UploadFile, incoming: Path, most: int) -> Path:
    if (upload.size or 0) > most:
        _refuse(most)
    path: Path | None = None
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming)
        path = Path(name)
        with os.fdopen(handle, "wb") as file:
            while chunk := upload.file.read(CHUNK):
                file.write(chunk)
    except OSError as error:
        if path is not None:
            path.unlink(missing_ok=True)
        message = f"The server's disk does not take this file: {error.strerror or error}."
        raise StoreError(message, hint="Free some space where COACH_HOME lies, and send it again.") from error
    return path


def _counted(receive: Receive, limit: int, most: int) -> Receive:
    taken = 0

    async def next_part() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            _refuse(most)
        return message

    return next_part


def _refuse(most: int) -> None:
    raise HTTPException(413, f"This file is larger than {most / 1_000_000:g} MB; nothing of it was kept.")
