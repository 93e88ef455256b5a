"""Battlecards, read from the files that authors edit."""

from pathlib import Path

from coach.adapters.author_words import build, nearest
from coach.adapters.library import FileLibrary
from coach.adapters.problems import problems, refuse
from coach.adapters.strict_yaml import read_yaml
from coach.adapters.text_files import read_text, version_of
from coach.domain.rubric import Us
from coach.domain.sparring.battlecard import Battlecard
from coach.errors import UsageError

CARDS = "battlecards"
US_FILE = "us"


class FileCards:
    """The cards beside us.yaml. Satisfies the `Cards` port; every call reads the files anew."""

    def __init__(self, library: FileLibrary) -> None:
        self._library = library

    def card_ids(self) -> tuple[str, ...]:
        """The ids of all cards, whether or not they can be read."""
        return tuple(path.stem for path in self._paths())

    def card(self, card_id: str) -> Battlecard:
        """Raises UsageError (no such id) and ContentError."""
        known = self.card_ids()
        if card_id not in known:
            raise UsageError(
                f"There is no battlecard “{card_id}”.{nearest(card_id, known)}",
                hint=f"Choose one of: {', '.join(known) or '(none yet)'}.",
            )
        path = self._library.root / CARDS / f"{card_id}.yaml"
        text, slip = read_text(path)
        if slip:
            refuse(problems(f"{CARDS}/{path.name}", [slip]))
        sheet = read_yaml(text)
        card = build(Battlecard, sheet, {"id": card_id, "version": version_of(sheet.data)})
        if card is None:
            refuse(problems(f"{CARDS}/{path.name}", sheet.slips))
        return card

    def us(self) -> Us:
        """What is true of us. Raises ContentError."""
        return self._library.us()

    def _paths(self) -> list[Path]:
        folder = self._library.root / CARDS
        return sorted(p for p in folder.glob("*.yaml") if p.is_file() and p.stem != US_FILE and p.name[0] != ".")
