"""Scoring in the background of the web process, one attempt at a time."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from coach.domain.attempt import Attempt, State
from coach.errors import CoachError
from coach.service.coach import Coach

log = logging.getLogger(__name__)

UNFINISHED = frozenset({State.RECEIVED, State.PREPARING, State.TRANSCRIBING, State.SCORING})


class Runner:
    """Runs attempts in the order they came. What a person sees of them is in the store, not here."""

    def __init__(self, coach: Coach) -> None:
        self._coach = coach
        # One at a time: recognising speech already uses every core.
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="attempt")
        self._waiting: list[str] = []
        self._lock = threading.Lock()

    def submit(self, attempt_id: str, *, transcriber: str | None = None, judge: str | None = None) -> None:
        """Queue an attempt; one that is queued already stays where it is."""
        with self._lock:
            if attempt_id in self._waiting:
                return
            self._waiting.append(attempt_id)
        self._pool.submit(self._run, attempt_id, transcriber, judge)

    def resume(self) -> None:
        """Take up again what an earlier process left unfinished."""
        for attempt in reversed(list(self._coach.attempts.recent(limit=500))):
            if self.interrupted(attempt):
                self.submit(attempt.id)

    def place(self, attempt_id: str) -> int | None:
        """0 for the attempt being worked on, 1 for the next; None when it is not queued here."""
        with self._lock:
            return self._waiting.index(attempt_id) if attempt_id in self._waiting else None

    def interrupted(self, attempt: Attempt) -> bool:
        """Whether an unfinished attempt has nobody working on it."""
        if attempt.state not in UNFINISHED or self.place(attempt.id) is not None:
            return False
        return not self._coach.leases.held(attempt.id)

    def close(self) -> None:
        """Stop after the attempt being worked on; the others stay received and are resumed at the next start."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, attempt_id: str, transcriber: str | None, judge: str | None) -> None:
        try:
            self._coach.run(attempt_id, progress=_ignore, transcriber=transcriber, judge=judge)
        except CoachError as error:
            log.info("attempt %s stopped: %s", attempt_id, error.message)
        except Exception:
            # A thread has nobody to raise to. The attempt stays unfinished, shows as interrupted and
            # offers another run; the log has the reason.
            log.exception("attempt %s broke off", attempt_id)
        finally:
            with self._lock:
                self._waiting.remove(attempt_id)


def _ignore(share: float) -> None:
    """Progress reaches people through the store."""
