"""`coach worker`: transcribes and scores what the pages hand in, and studies drafts. `coach serve` starts one."""

import argparse
import os
import signal
import threading
from typing import NoReturn

from coach.cli.commands import Commands
from coach.domain.attempt import Stage
from coach.errors import UsageError

ALL = ",".join(stage.value for stage in Stage)


def add(commands: Commands) -> None:
    """The command's words."""
    parser = commands.add_parser(
        "worker",
        help="transcribe and score what was handed in, and do the studio's work",
        description="Work on the queues until stopped: transcribe and score what was handed in, and study what the "
        "studio tries on drafts, one thing at a time and after the learners. `coach serve` starts a worker by itself.",
        epilog="Example: coach worker --queues transcribe",
    )
    parser.add_argument("--queues", default=ALL, metavar="LIST", help=f"default: {ALL}")
    parser.add_argument("--supervised", action="store_true", help="end when standard input is closed")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> NoReturn:
    """Work until stopped."""
    from coach.settings import environment, settings_from
    from coach.wiring import Workshop

    stages = _stages(arguments.queues)
    # What is ended in the middle of things leaves semaphores; Python removes them, and need not say so each time.
    os.environ.setdefault("PYTHONWARNINGS", "ignore::UserWarning:multiprocessing.resource_tracker")
    # At once and in the middle of things: the next worker begins again what this one leaves.
    signal.signal(signal.SIGTERM, lambda number, frame: os._exit(0))
    if arguments.supervised:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, but when to stop is our parent's word
        threading.Thread(target=_end_with_parent, daemon=True).start()
    else:
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(0))
    Workshop(settings_from(environment())).work(stages)


def _stages(queues: str) -> tuple[Stage, ...]:
    known = ", ".join(stage.value for stage in Stage)
    try:
        return tuple(Stage(name.strip()) for name in queues.split(","))
    except ValueError as error:
        raise UsageError(f"There is no such queue: {queues}.", hint=f"Choose from: {known}.") from error


def _end_with_parent() -> None:
    """A killed parent closes the pipe: whoever starts next must find no worker left over."""
    # Not through sys.stdin: a thread that waits in it breaks the interpreter's own end.
    while os.read(0, 1):
        pass
    os._exit(0)
