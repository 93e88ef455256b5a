"""Battlecards, read from the files that authors edit, and written for them to go on with."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from coach.adapters.author_words import ID, ID_RULE, build
from coach.adapters.library import FileLibrary
from coach.adapters.library_places import refuse_shipped
from coach.adapters.problems import misnamed, problem, problems, refuse, warnings
from coach.adapters.strict_yaml import read_yaml
from coach.adapters.text_files import read_text, version_of
from coach.adapters.whole_files import write_new
from coach.adapters.yaml_sheet import Sheet
from coach.adapters.yaml_syntax import Slip
from coach.domain.authoring import FileProblem, nearest
from coach.domain.rubric import Us
from coach.domain.sparring.cards.battlecard import SECTIONS, Battlecard
from coach.domain.sparring.cards.card_advice import advise_on_card
from coach.domain.sparring.cards.card_rules import Draft, Part, Where, broken_rules
from coach.errors import ContentError, StoreError, UsageError

CARDS = "battlecards"
US_FILE = "us"


class FileCards:
    """The cards beside us.yaml. Satisfies the `Cards` port; every call reads the files anew."""

    def __init__(self, library: FileLibrary, today: Callable[[], date] = date.today) -> None:
        self._library = library
        self.today = today

    def card_ids(self) -> tuple[str, ...]:
        """The ids of all cards, whether or not they can be read."""
        return tuple(path.stem for path in self._paths())

    def card(self, card_id: str) -> Battlecard:
        """Raises UsageError (no such id) and ContentError."""
        known = self.card_ids()
        if card_id not in known:
            self._refuse_unknown(card_id, known)
        card, sheet = self._read(card_id, self._us())
        if card is None:
            refuse(problems(_name(card_id), sheet.slips))
        return card

    def us(self) -> Us:
        """What is true of us. Raises ContentError."""
        return self._library.us()

    def check_files(self) -> tuple[FileProblem, ...]:
        """Every error and every piece of advice on every card, card by card. us.yaml is not looked at here."""
        return tuple(self._check())

    def save(self, card: Battlecard) -> Path:
        """Write a card as a file of its own, for an author to go on with; where it is.

        Raises UsageError (there is one of that name already, or a text no file can hold) and StoreError.
        """
        from coach.adapters.card_writer import card_yaml

        path = self._library.root / _name(card.id)
        if card.id == US_FILE or path.exists():
            raise UsageError(
                f"There is already a file {_name(card.id)}, and it stays as it is.",
                hint="Give this card another name, or go on in that file.",
            )
        refuse_shipped(self._library.root)
        text = card_yaml(card)
        self._refuse_unreadable(card, text)
        try:
            write_new(path, text.encode("utf-8"))
        except FileExistsError as error:
            message = f"Somebody else has just written {_name(card.id)}."
            raise UsageError(message, hint="Give this card another name, or go on in that file.") from error
        except OSError as error:
            raise StoreError(
                f"The card cannot be kept as {_name(card.id)}: {error.strerror or 'it cannot be written'}.",
                hint=f"Name a library that you may write to in COACH_LIBRARY; the present one is {self._library.root}.",
            ) from error
        return path

    def card_draft(self, card_id: str, text: str, us: Us | None) -> tuple[Battlecard | None, Sheet]:
        """What a text would be as the file of a card, beside this us.yaml."""
        return self._parse(card_id, read_yaml(text), us)

    def _check(self) -> Iterator[FileProblem]:
        yield from (each for each in misnamed(self._library.root, CARDS) if Path(each.path).stem != US_FILE)
        us = self._us()
        for card_id in self.card_ids():
            card, sheet = self._read(card_id, us)
            yield from problems(_name(card_id), sheet.slips)
            if card is not None:
                yield from warnings(_name(card_id), sheet, advise_on_card(card, us, self.today()))

    def _read(self, card_id: str, us: Us | None) -> tuple[Battlecard | None, Sheet]:
        text, slip = read_text(self._library.root / _name(card_id))
        return self._parse(card_id, Sheet(slips=[slip]) if slip else read_yaml(text), us)

    def _parse(self, card_id: str, sheet: Sheet, us: Us | None) -> tuple[Battlecard | None, Sheet]:
        if not ID.fullmatch(card_id):
            sheet.slips.append(Slip(None, f"“{card_id}” cannot be the name of a battlecard.", ID_RULE))
            card_id = "unnamed"
        _read_truth(sheet)
        broken = broken_rules(_draft(sheet), us, self.today())
        sheet.slips += [Slip(sheet.line(piece.where), piece.message, piece.hint, piece.where) for piece in broken]
        return build(Battlecard, sheet, {"id": card_id, "version": version_of(sheet.data)}), sheet

    def _us(self) -> Us | None:
        try:
            return self._library.us()
        except ContentError:
            return None  # told where us.yaml itself is read

    def _paths(self) -> list[Path]:
        folder = self._library.root / CARDS
        return sorted(p for p in folder.glob("*.yaml") if p.is_file() and p.stem != US_FILE and p.name[0] != ".")

    def _refuse_unknown(self, card_id: str, known: tuple[str, ...]) -> None:
        if card_id == US_FILE:
            raise UsageError(
                "battlecards/us.yaml holds what is true of you; nobody can drill against it.",
                hint=f"Choose one of: {', '.join(known) or '(none yet)'}.",
            )
        if slips := [each for each in misnamed(self._library.root, CARDS) if Path(each.path).stem == card_id]:
            refuse(slips)
        raise UsageError(
            f"There is no battlecard “{card_id}”.{nearest(card_id, known)}",
            hint=f"Choose one of: {', '.join(known) or '(none yet)'}.",
        )

    def _refuse_unreadable(self, card: Battlecard, text: str) -> None:
        """Never leave a file that would not give this card again."""
        again, sheet = self._parse(card.id, read_yaml(text), self._us())
        if again is None:
            first = problem(_name(card.id), sheet.slips[0])
            raise UsageError(f"This card cannot be kept: {first.message}", hint=first.hint)
        if again.model_copy(update={"version": card.version}) != card:
            message = "This card cannot be kept as a file: a text in it would come back changed."
            raise UsageError(message, hint="Leave out unusual characters and line breaks, and try again.")


def _name(card_id: str) -> str:
    return f"{CARDS}/{card_id}.yaml"


def _read_truth(sheet: Sheet) -> None:
    """`temporary` is the one name whose value is yes or no; anywhere else such a word is a doubt."""
    where: Where = ("temporary",)
    if where in sheet.doubtful and sheet.data and sheet.data["temporary"] in ("true", "false"):
        sheet.data["temporary"] = sheet.data["temporary"] == "true"
        del sheet.doubtful[where]


def _draft(sheet: Sheet) -> Draft:
    """The entries that are right in themselves, whatever is wrong around them."""
    data = sheet.data or {}
    parts: dict[Where, Part] = {}
    for section, model in SECTIONS.items():
        for number, entry in enumerate(_list(data.get(section))):
            try:
                parts[section, number] = model.model_validate_json(json.dumps(entry), strict=True)
            except ValidationError:
                continue  # told when the card is built
    expires = data.get("expires")
    return Draft(
        parts,
        temporary=data.get("temporary") is True,
        expires=expires if isinstance(expires, str) else None,
        never_say=tuple(each for each in _list(data.get("never_say")) if isinstance(each, str)),
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]
