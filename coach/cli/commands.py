"""What a subcommand is added to."""

import argparse
from typing import Any, Protocol


class Commands(Protocol):
    """argparse's subparsers, by the one method that is used (its class is private)."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """A parser for the command `name`."""
        ...
