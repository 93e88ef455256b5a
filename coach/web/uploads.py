"""Files that browsers send, in a form or by themselves: each written to a file of its own, none beyond its limit."""

import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path, PurePath
from typing import IO, NamedTuple, NoReturn

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from coach.domain.transcript import TRANSCRIPT_ENDINGS
from coach.errors import MediaError, StoreError
from coach.web.bodies import bounded

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

    def refuse() -> NoReturn:
        raise HTTPException(413, f"This file is larger than {most / 1_000_000:g} MB; nothing of it was kept.")

    sent = bounded(request, most + FORM_BYTES, refuse)
    async with sent.form(max_files=1, max_fields=30, max_part_size=FORM_BYTES) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        upload = _file(form)
        if upload and (upload.size or 0) > most:
            refuse()
        path = await run_in_threadpool(_written, upload, incoming) if upload else None
        try:
            yield Brought(fields, path, shown_name(upload.filename or "") if upload else "")
        finally:
            if path is not None:
                path.unlink(missing_ok=True)


def _file(form: FormData) -> UploadFile | None:
    """The file of the form; a field for one that was left empty is none."""
    return next((each for each in form.values() if isinstance(each, UploadFile) and (each.filename or each.size)), None)


def _written(upload: UploadFile, incoming: Path) -> Path:
    with _arriving(incoming) as (path, file):
        while chunk := upload.file.read(CHUNK):
            file.write(chunk)
    return path


async def receive_upload(stream: AsyncIterator[bytes], incoming: Path, filename: str, max_bytes: int) -> Path:
    """Write what is sent without a form to a file of its own.

    Raises MediaError when it grows beyond the limit, StoreError when the disk does not take it.
    """
    size = 0
    with _arriving(incoming, _transcript_suffix(filename)) as (path, file):
        async for chunk in stream:
            size += len(chunk)
            if size > max_bytes:
                raise MediaError(
                    f"This file is larger than {max_bytes / 1_000_000:g} MB.",
                    hint="Send the sound alone, or a shorter recording; COACH_MAX_MEGABYTES sets the limit.",
                )
            file.write(chunk)
    return path


@contextmanager
def _arriving(incoming: Path, suffix: str = "") -> Generator[tuple[Path, IO[bytes]]]:
    """A new file for what comes in, gone again when that fails. Raises StoreError when the disk does not take it."""
    path: Path | None = None
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=incoming, suffix=suffix)
        path = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield path, file
    except BaseException as error:
        if path is not None:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            message = f"The server's disk does not take this file: {error.strerror or error}."
            raise StoreError(message, hint="Free some space where COACH_HOME lies, and hand it in again.") from error
        raise


def shown_name(filename: str) -> str:
    """A name from outside as it may be shown: only its last part."""
    return PurePath(filename.replace("\\", "/").replace("\0", "")).name[:200] or "recording"


def _transcript_suffix(filename: str) -> str:
    """The ending, where it says that this is a transcript; nothing else from outside gets into a path."""
    suffix = PurePath(filename).suffix.lower()
    return suffix if suffix in TRANSCRIPT_ENDINGS else ""
