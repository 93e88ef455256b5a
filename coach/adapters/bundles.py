"""Rubrics and cards as one zip. Nothing that comes from outside is believed: it is measured, and read as text."""

import hashlib
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coach.adapters.card_files import FileCards
from coach.adapters.containers import container_of, head_of
from coach.adapters.golden_files import RECORDING_ENDINGS
from coach.adapters.library import FileLibrary
from coach.adapters.library_places import US
from coach.adapters.text_files import LARGEST, read_text
from coach.adapters.zip_entries import Zip, not_whole
from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.sharing import FORMAT, MANIFEST, Contents, Manifest, SharedFile
from coach.errors import ContentError, StoreError

ALIKE = {".m4a": {"mp4", "mov"}, ".webm": {"webm", "matroska"}, ".mp3": {"mp3", "adts"}}
"""The containers that a recording of such an ending may be; of any other it is the ending's own name."""

STAMP = (2020, 1, 1, 0, 0, 0)
"""The same for every file: the same content makes the same zip, byte for byte."""


class ZipParcels:
    """Packs out of one library, and unpacks what may go into it. Satisfies the `Parcels` port."""

    def __init__(self, library: FileLibrary, cards: FileCards, max_bytes: int) -> None:
        self._library, self._cards, self._max_bytes = library, cards, max_bytes

    def pack(self, address: Address, to: Path) -> Manifest:
        """Raises UsageError (there is none), ContentError (it has errors) and StoreError."""
        if address.kind is ManuscriptKind.CARD:
            card = self._cards.card(address.id)
            head: dict[str, Any] = {"kind": "card", "title": card.name, "version": card.version}
            paths = [self._library.root / address.path]
        else:
            rubric = self._library.rubric(address.id)
            golden = rubric.golden_pitch
            head = {"kind": "rubric", "title": rubric.title, "version": rubric.version, "golden_pitch": golden}
            parts = [Address(kind=ManuscriptKind.PITCH, id=golden, part=part) for part in PitchKind]
            recordings = [self._library.recording(golden, part) for part in PitchKind]
            paths = [self._library.root / each.path for each in (address, *parts)]
            paths += [path for path in recordings if path]
        try:
            files = [_shared(path, self._library.root) for path in paths]
            manifest = Manifest.model_validate({**head, "id": address.id, "files": files})
            with zipfile.ZipFile(to, "w") as parcel:
                _add(parcel, MANIFEST, (manifest.model_dump_json(indent=2) + "\n").encode())
                for path, file in zip(paths, files, strict=True):
                    _add(parcel, file.path, path.read_bytes())
        except OSError as error:
            message = f"The zip cannot be made: {error.strerror or error}."
            raise StoreError(message, hint="Free some space where COACH_HOME lies, and try again.") from error
        return manifest

    def unpack(self, parcel: Path, into: Path) -> Contents:
        """Raises ContentError with the first thing that is wrong, and StoreError."""
        with Zip(parcel, self._max_bytes) as opened:
            manifest = _manifest(opened)
            recordings = _fitting(manifest, [name for name in opened.names if name != MANIFEST])
            for file in manifest.files:
                _take(opened, file, into, self._max_bytes if _ending(file.path) else LARGEST)
        for part, ending in recordings.items():
            _refuse_silent(into, f"golden_pitches/{manifest.golden_pitch}/{part.value}{ending}", ending)
        self._refuse_wrong(manifest, into)
        return Contents(
            manifest=manifest,
            texts={each.path: _text(into, each.path) for each in manifest.expected},
            recordings=recordings,
            bytes=sum(file.bytes for file in manifest.files),
        )

    def _refuse_wrong(self, manifest: Manifest, staged: Path) -> None:
        """Read what was unpacked as a library of its own, with all that a library must hold to."""
        try:
            self._refuse_differing(manifest, staged)
        except ContentError as error:
            hint = error.hint.removesuffix(" `coach check` lists every problem.")
            raise ContentError(f"In the zip, {error.message}", hint=hint) from error

    def _refuse_differing(self, manifest: Manifest, staged: Path) -> None:
        library = FileLibrary(staged)
        if manifest.kind == "card":
            text, slip = read_text(self._library.root / US)
            if not slip:
                (staged / US).write_text(text, "utf-8")
            version = FileCards(library, self._cards.today).card(manifest.id).version
        else:
            rubric = library.rubric(manifest.id)
            version = rubric.version
            if rubric.golden_pitch != manifest.golden_pitch:
                raise not_whole(f"the rubric goes with another golden pitch, `{rubric.golden_pitch}`")
        if version != manifest.version:
            raise not_whole("its texts say something else than its manifest was made for")


def _shared(path: Path, root: Path) -> SharedFile:
    content = path.read_bytes()
    name = path.relative_to(root).as_posix()
    return SharedFile(path=name, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def _add(parcel: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, STAMP)
    entry.external_attr = 0o644 << 16
    entry.compress_type = zipfile.ZIP_STORED if _ending(name) else zipfile.ZIP_DEFLATED
    parcel.writestr(entry, content)


def _ending(name: str) -> str | None:
    """The ending, where it is that of a recording."""
    return next((ending for ending in RECORDING_ENDINGS if name.endswith(ending)), None)


def _manifest(opened: Zip) -> Manifest:
    if MANIFEST not in opened.names:
        message = "This zip was not made by Pitch Coach: it has no manifest.json."
        raise ContentError(message, hint="Export the rubric or card in the studio, and bring that zip as it is.")
    try:
        data = json.loads(opened.read(MANIFEST, LARGEST))
    except (ValueError, RecursionError) as error:
        raise not_whole("its manifest.json cannot be read") from error
    if isinstance(data, dict) and data.get("format") not in (None, FORMAT):  # pyright: ignore[reportUnknownMemberType]
        message = "This zip was made by a newer Pitch Coach than this one."
        raise ContentError(message, hint="Upgrade Pitch Coach, or have it exported by the same version.")
    try:
        manifest = Manifest.model_validate_json(json.dumps(data), strict=True)
    except (ValidationError, ValueError) as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) if isinstance(error, ValidationError) else ""
        raise not_whole(f"its manifest.json is wrong{f' at `{place[:60]}`' if place else ''}") from error
    if (manifest.kind == "rubric") != (manifest.golden_pitch is not None) or manifest.id == "us":
        raise not_whole("its manifest.json does not say plainly what it holds")
    return manifest


def _fitting(manifest: Manifest, names: Sequence[str]) -> dict[PitchKind, str]:
    """The endings of the recordings. What is there must be what is listed, and what such a parcel may hold."""
    listed = [file.path for file in manifest.files]
    texts = {each.path for each in manifest.expected}
    stems = {f"golden_pitches/{manifest.golden_pitch}/{part.value}": part for part in PitchKind}
    recordings: dict[PitchKind, str] = {}
    for name in names:
        ending = _ending(name)
        part = stems.get(name.removesuffix(ending)) if ending and manifest.golden_pitch else None
        if part is not None and ending and part not in recordings:
            recordings[part] = ending
        elif name not in texts:
            message = f"The zip holds “{name[:100]}”, which is no part of this {manifest.kind}."
            raise ContentError(message, hint="Bring the zip as it was exported, without packing it anew.")
    if missing := sorted((texts | set(listed)) - set(names)):
        raise not_whole(f"{missing[0][:100]} is missing in it")
    if len(set(listed)) < len(listed) or set(names) - set(listed):
        raise not_whole("its manifest.json does not list what it holds")
    return recordings


def _take(opened: Zip, file: SharedFile, into: Path, most: int) -> None:
    path = into / file.path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = opened.extract(file.path, path, most)
    except OSError as error:
        message = f"The zip cannot be unpacked: {error.strerror or error}."
        raise StoreError(message, hint="Free some space where COACH_HOME lies, and try again.") from error
    if found != (file.bytes, file.sha256):
        raise not_whole(f"{file.path} is not what its manifest says")


def _refuse_silent(staged: Path, name: str, ending: str) -> None:
    container = container_of(head_of(staged / name))
    if container is None or container.name not in ALIKE.get(ending, {ending[1:]}):
        raise ContentError(
            f"{name} in the zip is no {ending[1:]} recording, whatever its name says.",
            hint="Put a real recording beside the text where the zip was made, and export it again.",
        )


def _text(staged: Path, name: str) -> str:
    text, slip = read_text(staged / name)
    if slip:
        raise ContentError(f"{name}: {slip.text}", hint=slip.hint)
    return text
