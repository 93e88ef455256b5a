"""The `coach` command: parse, one use case, show.

Exit codes: 0 done; 1 a check fell short; 2 the user's mistake or a missing prerequisite. With `--json`
standard output holds exactly one JSON document, also for errors; everything else goes to standard error.
"""

import argparse
import contextlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

from coach import __version__
from coach.errors import CoachError, UsageError

DONE, FELL_SHORT, MISTAKE, STOPPED = 0, 1, 2, 130


class _Parser(argparse.ArgumentParser):
    """argparse, but a mistake is an error like any other: one sentence, a next step, exit 2.

    No option may be shortened: `--js` would not be recognised where errors are told as JSON.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", hint=f"See {self.prog} --help.")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is returned, never raised."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a terminal that cannot show a character shows "?" instead of failing
            reconfigure(encoding="utf-8", errors="replace")
    try:
        arguments = _parser().parse_args(words)
        return arguments.run(arguments)
    except SystemExit as stop:  # --help and --version
        return stop.code if isinstance(stop.code, int) else DONE
    except CoachError as error:
        return _tell(error, words)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # the reader of our output left: nothing to tell, and nobody to tell it to
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # the last fence: a person never meets a traceback unless they ask for it
        if "--debug" in words:
            raise
        hint = "Run the command again with --debug and report what it prints."
        return _tell(
            CoachError(f"Something went wrong inside coach: {type(error).__name__}: {error}", hint=hint), words
        )


def _tell(error: CoachError, words: Sequence[str]) -> int:
    if "--debug" in words:
        traceback.print_exception(error, file=sys.stderr)
    print(f"{error.message}\n→ {error.hint}", file=sys.stderr)
    if "--json" in words:
        with contextlib.suppress(OSError):  # a full disk behind it: standard error has told
            print(json.dumps({"error": {"message": error.message, "hint": error.hint}}, ensure_ascii=False), flush=True)
    return MISTAKE


def _parser() -> argparse.ArgumentParser:
    from coach.cli import (
        calibrate,
        certify,
        check,
        demo,
        doctor,
        drill,
        history,
        playbook,
        purge,
        review,
        serve,
        worker,
    )

    parser = _Parser(
        prog="coach",
        description="Certify a sales pitch against a golden one. Everything stays on this machine.",
        epilog="Start with: coach demo",
    )
    parser.add_argument("--version", action="version", version=f"coach {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=_Parser)
    for command in (serve, worker, demo, certify, review, drill, playbook, history, check, calibrate, doctor, purge):
        command.add(commands)
    for command in commands.choices.values():
        command.add_argument("--debug", action="store_true", help="show the traceback of an error")
    return parser
