"""All rooms of one home, and the worker that does what they leave to be done."""

import logging
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from coach.domain.attempt import Stage
from coach.service.stages import Allow
from coach.service.worker import Worker
from coach.wiring.parts import make_home
from coach.wiring.sparring import SparringRoom
from coach.wiring.studio import StudioRoom

log = logging.getLogger(__name__)


class Workshop(SparringRoom, StudioRoom):
    """What the faces use: every part and every use case of one home, by name."""

    def work(self, stages: Sequence[Stage]) -> NoReturn:
        """Be this home's worker for these stages until the process ends; waits while another one still is."""
        from coach.adapters.job_worker import run_worker
        from coach.adapters.leases import hold

        make_home(self.settings.home)
        with hold(self._worker_lock):
            worker, studies = Worker(self.coach(queued=True)), self.studies

            def work(stage: Stage, name: str, tries: int, allow: Allow) -> None:
                if stage is Stage.STUDY:
                    studies.work(name, tries, allow)
                else:
                    worker.work(stage, name, tries, allow)

            def overdue(stage: Stage, name: str, tries: int) -> None:
                if stage is not Stage.STUDY:  # nobody waits behind a study
                    worker.overdue(stage, name, tries)

            if taken := worker.take_up():
                log.warning("nothing in the queue stood for %s; queued again", ", ".join(taken))
            threading.Thread(target=self.archive.purge_daily, name="purge", daemon=True).start()
            file = self.database.file
            run_worker(
                self.database,
                work,
                name=self._worker_name(),
                stages=stages,
                overdue=overdue,
                only=file is not None and file.parent == self.settings.home.absolute(),
            )

    @property
    def worker_at_work(self) -> bool:
        """Whether this home has a worker at this moment."""
        from coach.adapters.leases import is_held

        return is_held(self._worker_lock)

    @property
    def _worker_lock(self) -> Path:
        return self.settings.home / "worker.lock"

    def _worker_name(self) -> str:
        """The same at every start in this home, and no other home's."""
        from coach.adapters.folders import sync_file, sync_folder

        path = self.settings.home / "worker-name"
        if not path.exists():
            whole = path.with_suffix(".part")  # a name that was written by half would be another one
            whole.write_text(secrets.token_hex(8), encoding="utf-8")
            sync_file(whole)
            whole.replace(path)
            sync_folder(path.parent)
        return path.read_text(encoding="utf-8").strip()
