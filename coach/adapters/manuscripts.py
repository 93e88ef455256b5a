"""The library's files under their authors' hands. Satisfies the `Manuscripts` port."""

import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from coach.adapters.card_files import FileCards
from coach.adapters.golden_files import read_page
from coach.adapters.library import FileLibrary
from coach.adapters.problems import refuse
from coach.adapters.strict_yaml import Sheet
from coach.adapters.text_files import read_text, version_of
from coach.adapters.yaml_edits import edited
from coach.adapters.yaml_syntax import Slip
from coach.domain.authoring import Advice, advise_on_rubric
from coach.domain.rubric import PitchKind
from coach.domain.sparring.cards.card_advice import advise_on_card
from coach.domain.studio.manuscript import Address, Bundle, Edit, Manuscript, ManuscriptKind, Put, Reading, Remark
from coach.errors import ContentError, OvertakenError, StoreError, UsageError


class FileManuscripts:
    """Reads and writes the files of one library."""

    def __init__(self, library: FileLibrary, cards: FileCards) -> None:
        self._library, self._cards = library, cards

    def addresses(self) -> tuple[Address, ...]:
        pitches = [
            Address(kind=ManuscriptKind.PITCH, id=each, part=part)
            for each in self._library.golden_ids()
            for part in PitchKind
        ]
        rubrics = sorted(path.stem for path in (self._library.root / "rubrics").glob("[!.]*.yaml"))
        return (
            *(Address(kind=ManuscriptKind.RUBRIC, id=each) for each in rubrics),
            *pitches,
            *(Address(kind=ManuscriptKind.CARD, id=each) for each in self._cards.card_ids()),
            Address(kind=ManuscriptKind.US, id="us"),
        )

    def open(self, address: Address) -> Manuscript:
        """Raises UsageError when there is none, ContentError when it is no text at all."""
        path = self._library.root / address.path
        if not path.is_file():
            raise UsageError(f"There is no file {address.path}.", hint="Choose one that is there, or make a new one.")
        text, slip = read_text(path)
        if slip:
            raise ContentError(f"{address.path}: {slip.text}", hint=slip.hint)
        return Manuscript(address=address, text=text, stamp=_stamp(path))

    def read(self, address: Address, text: str) -> Reading:
        match address.kind:
            case ManuscriptKind.RUBRIC:
                draft = self._library.rubric_draft(address.id, text)
                advice = advise_on_rubric(draft.rubric) if draft.rubric else ()
                return _reading(draft.sheet, advice)
            case ManuscriptKind.CARD:
                card, sheet = self._cards.card_draft(address.id, text)
                return _reading(sheet, advise_on_card(card, None, self._cards.today()) if card else ())
            case ManuscriptKind.US:
                _, sheet = self._library.us_draft(text)
                return _reading(sheet, ())
            case ManuscriptKind.PITCH:
                return _pitch_reading(text, address.part)

    def edit(self, address: Address, text: str, edits: Sequence[Edit]) -> str:
        """Raises ContentError for a text that cannot be taken apart, UsageError for a step that does not fit it."""
        return _edited_page(text, edits) if address.kind is ManuscriptKind.PITCH else edited(text, edits)

    def save(self, address: Address, text: str, stamp: str | None) -> Manuscript:
        """Raises OvertakenError when the file is not as `stamp` says, and StoreError."""
        path = self._library.root / address.path
        with FileLock(self._library.root / ".studio.lock"):
            now = _stamp(path) if path.exists() else None
            if now != stamp:
                message = f"{address.path} was changed meanwhile, by somebody else or in another window."
                raise OvertakenError(message, hint="Compare both texts and choose which one to keep.")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                _write(path, text)
            except OSError as error:
                message = f"{address.path} cannot be written: {error.strerror or error}."
                raise StoreError(message, hint="Check that you may write to the folder of the library.") from error
            return Manuscript(address=address, text=text, stamp=_stamp(path))

    def bundle(self, rubric_id: str, text: str | None = None) -> Bundle:
        """Raises ContentError."""
        if text is None:
            rubric = self._library.rubric(rubric_id)
        else:
            draft = self._library.rubric_draft(rubric_id, text)
            if draft.rubric is None:
                refuse(draft.errors)
            rubric = draft.rubric
        return Bundle(rubric=rubric, golden=self._library.golden(rubric.golden_pitch), us=self._library.us())


def _reading(sheet: Sheet, advice: Iterable[Advice]) -> Reading:
    remarks = [_remark(sheet, slip) for slip in sheet.slips]
    for piece in advice:
        line = sheet.line(piece.where)
        remarks.append(Remark(where=piece.where, line=line, message=piece.message, hint=piece.hint, severity="warning"))
    remarks.sort(key=lambda remark: remark.line or 0)
    version = version_of(sheet.data) if sheet.data is not None else None
    return Reading(data=sheet.data, version=version, remarks=tuple(remarks))


def _remark(sheet: Sheet, slip: Slip) -> Remark:
    places = [where for where, line in sheet.lines.items() if line == slip.line]
    where = max(places, key=len, default=None)
    return Remark(where=where, line=slip.line, message=slip.text, hint=slip.hint, severity="error")


def _pitch_reading(text: str, part: PitchKind | None) -> Reading:
    assert part is not None
    page, slips = read_page(text, part)
    data: dict[str, Any] | None = page.head | {"body": page.body} if page else None
    remarks = [Remark(line=slip.line, message=slip.text, hint=slip.hint, severity="error") for slip in slips]
    return Reading(data=data, version=version_of(data) if data else None, remarks=tuple(remarks))


def _edited_page(text: str, edits: Sequence[Edit]) -> str:
    head, body = "", text
    if text.startswith("---\n") and "\n---\n" in text[4:]:
        head, body = text[4:].split("\n---\n", 1)
    for edit in edits:
        if not isinstance(edit, Put) or len(edit.where) != 1:
            raise UsageError("The form and the text do not fit together any more.", hint="Load the page again.")
        if edit.where == ("body",):
            body = f"\n{str(edit.value).strip()}\n"
        else:
            head = edited(head, [edit]).rstrip("\n")
    return f"---\n{head}\n---\n{body}" if head.strip() else body.lstrip("\n")


def _stamp(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, text: str) -> None:
    """The whole text or none of it."""
    whole = path.with_name(f".{path.stem}.{secrets.token_hex(4)}.part")
    try:
        with whole.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        whole.replace(path)
    finally:
        whole.unlink(missing_ok=True)
