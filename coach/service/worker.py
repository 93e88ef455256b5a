"""What the worker does with the jobs of the queue: one stage each, given up when it keeps breaking down."""

import logging
from contextlib import suppress
from dataclasses import dataclass

from coach.domain.attempt import UNFINISHED, Attempt, Stage
from coach.errors import CoachError, StoreError, UnreadableError, UsageError
from coach.service.coach import Coach
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.stages import Allow, ignore

log = logging.getLogger(__name__)

MAX_RUNS = 10
"""A stage that was begun this often without an end kills its worker: it is given up, and a person told. So
many because a worker is also ended by every restart of the app, whatever it is at."""

SUSPECT_RUNS = 3
"""A stage that was begun this often without an end is then worked on alone: what ends the worker is not to take
down with it, run by run, whatever happens to be worked on beside it."""

MAX_HANGS = 2
"""A stage that hangs is given up in its second run: each lasts as long as the recogniser or judge may be silent."""

MAX_STORE_RUNS = 3
"""A stage is begun again this often when the disk or the database refused something in its course."""


@dataclass(frozen=True)
class Worker:
    """Works for one coach, of which it needs `jobs`."""

    coach: Coach

    def work(self, stage: Stage, attempt_id: str, tries: int, allow: Allow) -> None:
        """One job of the worker. Ends quietly when there is nothing to do: deleted, done, overtaken, or unreadable.

        Raises only what another run can mend, such as a database that does not answer. `allow` is told how
        long the work may go on without a sign of life.
        """
        if self._due(stage, attempt_id, tries) is None:
            return
        suspect = self.coach.attempts.begun(attempt_id, stage, tries) >= SUSPECT_RUNS
        with self.coach.gate.enter(alone=suspect), self.coach.leases.take(attempt_id):
            attempt = self._due(stage, attempt_id, tries)
            if attempt is None:
                return
            run = self.coach.attempts.begin(attempt_id, stage, tries)
            if run > MAX_RUNS:
                self.coach.stop(attempt_id, _gave_up())
                return
            try:
                if stage is Stage.TRANSCRIBE:
                    self.coach.stages.transcribe(attempt, ignore, allow)
                else:
                    self.coach.stages.score(attempt, ignore, allow)
            except CoachError as error:
                if isinstance(error, StoreError) and run < MAX_STORE_RUNS:
                    raise
                self.coach.stop(attempt_id, error)
            except Exception:
                log.exception("the stage %s of attempt %s broke off", stage.value, attempt_id)
                self.coach.stop(attempt_id, _broke_off())

    def overdue(self, stage: Stage, attempt_id: str, tries: int) -> None:
        """A job of the worker hangs, and the worker is about to end for it. The second time, a person is told.

        Begun again as often as what a restart of the app breaks off, it would keep the whole queue waiting.
        """
        if self.coach.attempts.begun(attempt_id, stage, tries) >= MAX_HANGS and self._due(stage, attempt_id, tries):
            other = "pocketsphinx" if stage is Stage.TRANSCRIBE else EMBEDDED
            self.coach.stop(attempt_id, _hung(), (CONFIGURED, other))

    def take_up(self) -> tuple[str, ...]:
        """Queue again what waits for a job that the queue does not have any more; returns the attempts' ids.

        A worker of an older version ends the jobs of what it cannot read, and a queue may be lost.
        """
        jobs, attempts = self.coach.jobs, self.coach.attempts
        assert jobs is not None
        taken: list[str] = []
        for attempt_id, _, _ in jobs.missing([_next_job(attempt) for attempt in attempts.queued()]):
            with suppress(UsageError), self.coach.leases.take(attempt_id):  # deleted meanwhile, or being worked on
                job = _next_job(attempts.get(attempt_id))  # now that nobody can have its next stage queued meanwhile
                # Read after the queue: what another computer's worker has just ended is due no more.
                if jobs.missing([job]) and (attempt := self._due(job[1], attempt_id, job[2])):
                    self.coach.requeue(attempt)
                    taken.append(attempt_id)
        return tuple(taken)

    def _due(self, stage: Stage, attempt_id: str, tries: int) -> Attempt | None:
        """The attempt, if this job is what is to be done with it now."""
        try:
            attempt = self.coach.attempts.get(attempt_id)
        except UsageError:
            return None  # deleted while it waited
        except UnreadableError as error:  # it would be so at every run, and keep the others waiting
            log.error("the stage %s of attempt %s ends here: %s %s", stage.value, attempt_id, error.message, error.hint)
            return None
        due = attempt.tries == tries and attempt.state in UNFINISHED and attempt.next_stage is stage
        return attempt if due and attempt.queued_at is not None else None


def _next_job(attempt: Attempt) -> tuple[str, Stage, int]:
    return attempt.id, attempt.next_stage, attempt.tries


def _gave_up() -> CoachError:
    return CoachError(
        f"The work on this attempt broke down {MAX_RUNS} times and was given up.",
        hint="Nothing is lost. Try again; if it breaks down once more, report what the server's log says.",
    )


def _hung() -> CoachError:
    return CoachError(
        "The work on this attempt stood still and was ended.",
        hint="Nothing is lost. Try again, or with the other engine; if it stands still once more, report what the "
        "server's log says.",
    )


def _broke_off() -> CoachError:
    return CoachError(
        "Something went wrong inside Pitch Coach while this was worked on.",
        hint="Nothing is lost. Try again; if it happens once more, report what the server's log says.",
    )
