"""Where a library is, and where in it its files stand."""

import os
from pathlib import Path

import coach
from coach.errors import SettingsError, StoreError

RUBRICS = "rubrics"
PITCHES = "golden_pitches"
US = "battlecards/us.yaml"


def library_root(chosen: str | None = None) -> Path:
    """The folder with rubrics/: `chosen` or $COACH_LIBRARY, else the working directory, else the shipped copy.

    Raises SettingsError when the chosen folder has no rubrics/ in it, or no copy was shipped.
    """
    chosen = chosen or os.environ.get("COACH_LIBRARY")
    if chosen:
        root = Path(chosen).expanduser()
        if not (root / RUBRICS).is_dir():
            raise SettingsError(
                f"COACH_LIBRARY names {chosen}, and there is no folder rubrics/ in it.",
                hint="Set it to the folder that holds rubrics/, golden_pitches/ and battlecards/.",
            )
        return root.resolve()
    here = Path.cwd()
    root = here if (here / RUBRICS).is_dir() else shipped_root()
    if root is None:
        raise SettingsError(
            "There are no rubrics: neither here nor in the installed package.",
            hint="Change to a folder that holds rubrics/, or name it in COACH_LIBRARY.",
        )
    return root


def shipped_root() -> Path | None:
    """The library that came with the program, as examples; None where it came without one."""
    package = Path(coach.__file__).parent
    roots = (package / "_library", package.parent)
    return next((root for root in roots if (root / RUBRICS).is_dir()), None)


def refuse_shipped(root: Path) -> None:
    """Raises StoreError for the copy in the installed package: what is written there is gone with the next update."""
    if root == Path(coach.__file__).parent / "_library":
        raise StoreError(
            "The files here are the examples that came with the program, and an update would replace them.",
            hint="Put a library of your own somewhere and name it in COACH_LIBRARY.",
        )
