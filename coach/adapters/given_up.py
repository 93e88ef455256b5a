"""What was tried in vain, remembered on disk so that it is not tried again at every start."""

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

REMEMBERED_S = 3600.0
"""An hour: long enough that nobody waits twice in one sitting, short enough that a repaired network is noticed."""


class GivenUp:
    """A small JSON file: what was tried -> when (seconds since 1970) and why it failed.

    A file that cannot be read or written remembers nothing; that costs a few seconds and no work.
    """

    def __init__(self, file: Path, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now

    def why(self, what: str) -> str | None:
        """Why `what` failed within the last hour, or None."""
        entry = self._entries().get(what)
        if not isinstance(entry, dict):
            return None
        tried = cast(dict[str, Any], entry)
        at, why = tried.get("at"), tried.get("why")
        if not isinstance(at, int | float) or not 0 <= self._now() - at < REMEMBERED_S:
            return None
        return str(why)

    def remember(self, what: str, why: str) -> None:
        entries = {key: entry for key, entry in self._entries().items() if self.why(key) is not None}
        entries[what] = {"at": self._now(), "why": why}
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._write(json.dumps(entries, indent=2))

    def forget(self) -> None:
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _entries(self) -> dict[str, Any]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return cast(dict[str, Any], entries) if isinstance(entries, dict) else {}

    def _write(self, text: str) -> None:
        number, name = tempfile.mkstemp(dir=self._file.parent, prefix=f".{self._file.name}.")
        try:
            with open(number, "w", encoding="utf-8") as opened:
                opened.write(text)
            os.replace(name, self._file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
