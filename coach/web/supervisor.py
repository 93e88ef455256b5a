"""The one worker beside the pages: started with them, started again when it ends, gone when they go."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "coach", "worker", "--supervised")

NICE = 10
"""The worker's rank: with it the pages answer nearly as fast as on an idle machine."""

PATIENCE_S = (0.2, 1, 2, 5, 10)
"""How long to wait before the next start, by how many in a row failed; after one that ran a while, the first."""

RAN_A_WHILE_S = 5
"""Longer than a start that fails: what ends after it was at work. A slow failure costs its own time anyway."""

STOP_S = 5


class Supervisor:
    """Keeps one worker process alive while the pages are served.

    The worker is a new process and never a fork: a recogniser that was used before a fork hangs after it.
    It reads its standard input and ends when that is closed, so it never outlives a killed parent.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """End the worker. What it had begun is begun again at the next start."""
        self._stop.set()
        with self._lock:
            if self._process is not None:
                self._process.terminate()
        self._thread.join(timeout=STOP_S)
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.kill()

    def _keep(self) -> None:
        failures = 0
        while not self._stop.is_set():
            began = time.monotonic()
            try:
                process = self._launch()
            except OSError as error:  # no memory for it just now
                code: int | str = str(error)
            else:
                if process is None:
                    return
                code = process.wait()
            if self._stop.is_set():
                return
            failures = 0 if time.monotonic() - began > RAN_A_WHILE_S else min(failures + 1, len(PATIENCE_S) - 1)
            log.warning("the worker ended with %s; it is started again", code)
            self._stop.wait(PATIENCE_S[failures])

    def _launch(self) -> "subprocess.Popen[bytes] | None":
        with self._lock:
            if self._stop.is_set():
                return None
            self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        _make_nice(self._process.pid)
        return self._process


def _make_nice(pid: int) -> None:
    if hasattr(os, "setpriority"):
        try:
            os.setpriority(os.PRIO_PROCESS, pid, NICE)
        except OSError:  # not allowed here: then without
            log.info("the worker runs at the same rank as the pages")
