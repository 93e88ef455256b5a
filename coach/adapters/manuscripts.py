"""The library's files under their authors' hands. Satisfies the `Manuscripts` port."""

import hashlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from coach.adapters.author_words import ID, fields_of
from coach.adapters.card_files import FileCards
from coach.adapters.golden_files import RECORDING_ENDINGS
from coach.adapters.library import FileLibrary
from coach.adapters.library_places import refuse_shipped
from coach.adapters.pitch_edits import edited_page
from coach.adapters.problems import refuse
from coach.adapters.readings import Reader
from coach.adapters.text_files import LARGEST, plain_lines, text_of
from coach.adapters.whole_files import add_copy, replace_whole
from coach.adapters.yaml_edits import edited
from coach.adapters.yaml_sheet import Where
from coach.domain.rubric import PitchKind, Rubric, Us
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.studio.manuscript import LIVE, Address, Bundle, Edit, Manuscript, ManuscriptKind, Reading
from coach.errors import ContentError, OvertakenError, StoreError, UsageError

PATIENCE_S = 10.0
"""Seconds for another save to end; each takes a few milliseconds."""

_MODELS: dict[ManuscriptKind, type[BaseModel]] = {
    ManuscriptKind.RUBRIC: Rubric,
    ManuscriptKind.CARD: Battlecard,
    ManuscriptKind.US: Us,
}
# Windows takes these names for devices, whatever ending they have.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


class FileManuscripts:
    """Reads and writes the files of one library. `locks`: a folder that all processes who save here share."""

    def __init__(self, library: FileLibrary, cards: FileCards, locks: Path | None = None) -> None:
        self._library, self._cards, self._locks = library, cards, locks
        self._reader = Reader(library, cards)

    def addresses(self) -> tuple[Address, ...]:
        pitches = [
            Address(kind=ManuscriptKind.PITCH, id=each, part=part)
            for each in self._library.golden_ids()
            if ID.fullmatch(each)
            for part in PitchKind
        ]
        root = self._library.root
        rubrics = [path.stem for path in sorted((root / "rubrics").glob("*.yaml")) if ID.fullmatch(path.stem)]
        cards = [each for each in self._cards.card_ids() if ID.fullmatch(each)]
        named = (
            *(Address(kind=ManuscriptKind.RUBRIC, id=each) for each in rubrics),
            *pitches,
            *(Address(kind=ManuscriptKind.CARD, id=each) for each in cards),
            Address(kind=ManuscriptKind.US, id="us"),
        )
        return tuple(address for address in named if (root / address.path).is_file())

    def open(self, address: Address) -> Manuscript:
        """Raises UsageError when there is none, ContentError when it is no text at all, StoreError."""
        content = self._content(address)
        if content is None:
            raise UsageError(f"There is no file {address.path}.", hint="Choose one that is there, or make a new one.")
        if len(content) > LARGEST:
            hint = "Look whether it is the right file: one million bytes is the limit."
            raise ContentError(f"{address.path}: this file is far too large.", hint=hint)
        text, slip = text_of(content)
        if slip:
            raise ContentError(f"{address.path}: {slip.text}", hint=slip.hint)
        return Manuscript(address=address, text=text, stamp=_stamp(content))

    def read(self, address: Address, text: str) -> Reading:
        return self._reader.read(address, plain_lines(text))

    def edit(self, address: Address, text: str, edits: Sequence[Edit]) -> str:
        """Raises ContentError for a text that cannot be taken apart, UsageError for a step that does not fit it."""
        text = plain_lines(text)
        if address.kind is ManuscriptKind.PITCH:
            return edited_page(text, edits)
        model = _MODELS[address.kind]

        def names(where: Where) -> list[str]:
            try:
                return fields_of(model, where)
            except (KeyError, IndexError, TypeError):  # below a name that does not exist
                return []

        return edited(text, edits, names)

    def save(
        self, address: Address, text: str, stamp: str | None, first: Callable[[], object] = lambda: None
    ) -> Manuscript:
        """Raises OvertakenError when the file is not as `stamp` says, UsageError and StoreError."""
        text = plain_lines(text)
        content = self._storable(address, text)
        with self.locked():
            now = self._content(address)
            if (_stamp(now) if now is not None else None) != stamp:
                raise _overtaken(address.path, was_there=stamp is not None, is_there=now is not None)
            replace_whole(self._library.root, address.path, content, first)
        return Manuscript(address=address, text=text, stamp=_stamp(content))

    def bundle(self, rubric_id: str, text: str | None = None) -> Bundle:
        """Raises ContentError."""
        if text is None:
            rubric = self._library.rubric(rubric_id)
        else:
            draft = self._library.rubric_draft(rubric_id, plain_lines(text))
            if draft.rubric is None:
                refuse(draft.errors)
            rubric = draft.rubric
        return Bundle(rubric=rubric, golden=self._library.golden(rubric.golden_pitch), us=self._library.us())

    def recordings(self, golden_id: str) -> dict[PitchKind, Path]:
        """The recordings beside the texts of a golden pitch."""
        found = {kind: self._library.recording(golden_id, kind) for kind in PitchKind}
        return {kind: path for kind, path in found.items() if path is not None}

    @property
    def recording_endings(self) -> tuple[str, ...]:
        """How the name of a recording beside a golden pitch may end."""
        return RECORDING_ENDINGS

    def add_recording(self, golden_id: str, part: PitchKind, recording: Path, ending: str) -> None:
        """Raises UsageError for an ending that nothing here has and for a recording that is there, and StoreError."""
        refuse_shipped(self._library.root)
        address = Address(kind=ManuscriptKind.PITCH, id=golden_id, part=part)
        if ending not in RECORDING_ENDINGS:
            listed = ", ".join(RECORDING_ENDINGS)
            raise UsageError(f"A recording here cannot end in {ending}.", hint=f"Save it as one of {listed}.")
        with self.locked():
            if part in self.recordings(golden_id):
                message = f"There is a recording beside {address.path} already, and it stays as it is."
                raise UsageError(message, hint="Take that one away first, or leave this one out.")
            add_copy(self._library.root, f"{address.path.removesuffix('.md')}{ending}", recording)

    def card_text(self, card: Battlecard) -> str:
        """A card as the text of a file, remarks included."""
        from coach.adapters.card_writer import card_yaml

        return card_yaml(card)

    @contextmanager
    def locked(self) -> Generator[None]:
        """Nobody else writes here meanwhile. Raises StoreError."""
        if self._locks is None:
            yield
            return
        from filelock import FileLock, Timeout

        # Not in the library, which people keep under version control and copy about.
        name = hashlib.sha256(str(self._library.root.resolve()).encode()).hexdigest()[:16]
        try:
            self._locks.mkdir(parents=True, exist_ok=True)
            with FileLock(self._locks / f"library-{name}.lock", timeout=PATIENCE_S):
                yield
        except Timeout as error:
            message = "Somebody else has been saving here for a while."
            raise StoreError(message, hint="Try again in a moment; your text is still on the page.") from error
        except OSError as error:
            message = f"The folder {self._locks} cannot be written: {error.strerror or error}."
            raise StoreError(message, hint="Allow this user to write there, or choose another COACH_HOME.") from error

    def _content(self, address: Address) -> bytes | None:
        """The bytes of a file, None where there is none. Raises StoreError."""
        try:
            return (self._library.root / address.path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            message = f"{address.path}: this file cannot be opened ({error.strerror or 'unknown reason'})."
            # Whether it is right nobody knows: that is no mistake in it, and may be over in a moment.
            raise StoreError(message, hint="Check that you are allowed to read it, then try again.") from error

    def _storable(self, address: Address, text: str) -> bytes:
        """The bytes of a text that may become this file. Raises UsageError and StoreError."""
        refuse_shipped(self._library.root)
        if address.id in _DEVICES:
            raise UsageError(f"No file can have the name `{address.id}` on Windows.", hint="Choose another name.")
        try:
            content = text.encode()
        except UnicodeEncodeError as error:
            line = text.count("\n", 0, error.start) + 1
            raise UsageError(f"A letter in line {line} is damaged.", hint="Type the line again.") from error
        if len(content) > LARGEST:
            message = f"This text is too large for {address.path}: one million bytes is the limit."
            raise UsageError(message, hint="Shorten it; what was saved before stays as it is.")
        if address.kind in LIVE:
            reading = self.read(address, text)
            wrong = next((remark for remark in reading.remarks if remark.severity == "error"), None)
            if wrong:
                line = f" in line {wrong.line}" if wrong.line else ""
                message = f"{address.path} is used as soon as it is saved, and has a mistake{line}: {wrong.message}"
                raise UsageError(message, hint=f"{wrong.hint} What was saved before stays as it is.")
        return content


def _overtaken(path: str, *, was_there: bool, is_there: bool) -> OvertakenError:
    who = "by somebody else or in another window"
    if not is_there:
        return OvertakenError(f"{path} was deleted meanwhile, {who}.", hint="Save it as a new file, or leave it.")
    if not was_there:
        return OvertakenError(f"{path} was made meanwhile, {who}.", hint="Choose another id, or go on in that file.")
    message = f"{path} was changed meanwhile, {who}."
    return OvertakenError(message, hint="Compare both texts and choose which one to keep.")


def _stamp(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
