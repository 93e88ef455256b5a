"""The first page of the studio: every rubric, golden pitch and card, and what state each is in."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from coach.domain.studio.manuscript import Address, ManuscriptKind, Reading
from coach.domain.studio.version import Version
from coach.errors import CoachError, StoreError
from coach.web.access import Person
from coach.web.rendering import day, render
from coach.web.studio.frame import Frame
from coach.web.studio.heading import KINDS, PARTS, US_USED, waiting

if TYPE_CHECKING:
    from coach.wiring import Workshop

FOLDERS = ("rubrics", "golden_pitches", "battlecards")


class Item(NamedTuple):
    """One rubric, card, or what is true of us. `state` and `tone` are a word and its colour; `told` says more.

    `here`: there is its file. `left`: there is that, or a version.
    """

    address: Address
    title: str
    state: str
    tone: str
    told: str
    errors: int
    advice: int
    here: bool = True
    left: bool = True


class Part(NamedTuple):
    """One of the four texts of a golden pitch. `state` is empty where nothing is wrong."""

    name: str
    href: str
    state: str


class Pitch(NamedTuple):
    """A golden pitch with its four texts and the rubrics that use it."""

    id: str
    title: str
    parts: tuple[Part, ...]
    users: tuple[str, ...]


class ShelfDesk:
    """The route `/studio`."""

    def __init__(self, workshop: "Workshop", frame: Frame) -> None:
        self._workshop, self._frame = workshop, frame

    def router(self) -> APIRouter:
        router = APIRouter()
        router.add_api_route("/studio", self.shelf)
        return router

    def shelf(self, who: Person) -> HTMLResponse:
        workshop = self._workshop
        files = [_File(address, self._read(address)) for address in workshop.manuscripts.addresses()]
        in_use = workshop.versions.in_use()
        written = {file.address.id: file for file in files if file.address.kind is ManuscriptKind.RUBRIC}
        us = " ".join((US_USED, *waiting(workshop)))
        known = sorted(written.keys() | workshop.versions.managed() | in_use.keys())
        body = render(
            "studio/shelf.html",
            rubrics=[self._rubric(each, written.get(each), in_use.get(each), who) for each in known],
            pitches=_pitches(files),
            cards=[
                _live(file, KINDS[ManuscriptKind.CARD]) for file in files if file.address.kind is ManuscriptKind.CARD
            ],
            us=[_live(file, us) for file in files if file.address.kind is ManuscriptKind.US],
            root=workshop.files.root,
            locked=unwritable(workshop.files.root),
        )
        return self._frame.page("Studio", body, who, looks=("studio_versions.css",))

    def _read(self, address: Address) -> Reading | CoachError:
        try:
            return self._workshop.manuscripts.read(address, self._workshop.manuscripts.open(address).text)
        except CoachError as error:
            return error

    def _rubric(self, rubric_id: str, file: "_File | None", version: Version | None, who: str) -> Item:
        address = Address(kind=ManuscriptKind.RUBRIC, id=rubric_id)
        title = file.title if file else version.title if version else rubric_id
        errors, advice = file.counts if file else (0, 0)
        state, tone, told = "not published yet", "", "Learners are not offered it."
        try:
            versions = () if version else self._workshop.versions.versions(rubric_id)
        except StoreError as error:
            return Item(address, title, "cannot be read", "bad", f"{error.message} {error.hint}", errors, advice)
        if version is not None:
            told = f"Version {version.number} is in use: {self._since(version, who)}."
            state, tone = f"{'in use' if version.baseline else 'published'} v{version.number}", "good"
        elif versions:
            state, told = "retired", f"Version {versions[0].number} was retired. Learners are not offered it."
            title = file.title if file else versions[0].title
        elif rubric_id not in self._workshop.versions.managed():
            state, tone, told = "in use as it stands", "good", "Learners are scored by the file. It has no version yet."
        if errors:
            unversioned = rubric_id not in self._workshop.versions.managed()
            then = "Learners cannot be scored by it until they are mended." if unversioned else told
            state, tone, told = "has mistakes", "bad", f"It cannot be published as it is. {then}"
        elif version is not None and file and not self._same(version):
            state, tone = f"{state} · draft has changes", "mid"
        return Item(
            address, title, state, tone, told, errors, advice, file is not None, bool(file or version or versions)
        )

    def _since(self, version: Version, who: str) -> str:
        if version.baseline:
            return f"as the file stood on {day(version.at)}"
        by = "you" if version.author == who else self._workshop.people.find(version.author).name
        return f"{day(version.at)}, {by}"

    def _same(self, version: Version) -> bool:
        """Whether the draft says just what the version says."""
        try:
            return self._workshop.manuscripts.bundle(version.rubric_id).hashes == version.hashes
        except CoachError:
            return False  # the mistake is in its golden pitch, and told there


class _File(NamedTuple):
    """A file, taken apart; or why that is not possible."""

    address: Address
    reading: Reading | CoachError

    @property
    def data(self) -> dict[str, Any]:
        return (self.reading.data or {}) if isinstance(self.reading, Reading) else {}

    @property
    def title(self) -> str:
        titles = (self.data.get(name) for name in ("title", "name", "company"))
        return next((title for title in titles if isinstance(title, str) and title.strip()), self.address.id)

    @property
    def counts(self) -> tuple[int, int]:
        """How many errors it has, and how many pieces of advice."""
        if isinstance(self.reading, CoachError):
            return 1, 0
        errors = sum(remark.severity == "error" for remark in self.reading.remarks)
        return errors, len(self.reading.remarks) - errors


def unwritable(root: Path) -> tuple[str, ...]:
    """Which folders of a library nothing can be written into; only the first where that goes for all of it."""
    # By the effective user: a service may run as somebody else than whoever started it.
    effective = os.access in os.supports_effective_ids

    def locked(place: Path) -> bool:
        return not os.access(place, os.W_OK | os.X_OK, effective_ids=effective)

    if locked(root):
        return (str(root),)
    return tuple(str(root / name) for name in FOLDERS if (root / name).is_dir() and locked(root / name))


def _pitches(files: Sequence[_File]) -> list[Pitch]:
    texts: dict[str, list[_File]] = {}
    users: dict[str, list[str]] = {}
    for file in files:
        if file.address.kind is ManuscriptKind.PITCH:
            texts.setdefault(file.address.id, []).append(file)
        elif file.address.kind is ManuscriptKind.RUBRIC:
            users.setdefault(str(file.data.get("golden_pitch")), []).append(file.title)
    return [
        Pitch(golden_id, _pitch_title(own), _parts(golden_id, own), tuple(users.get(golden_id, ())))
        for golden_id, own in sorted(texts.items())
    ]


def _ordered(texts: Sequence[_File]) -> list[_File]:
    order = list(PARTS)
    return sorted(texts, key=lambda file: order.index(file.address.part) if file.address.part else 0)


def _pitch_title(texts: Sequence[_File]) -> str:
    return next(file.title for file in _ordered(texts))


def _parts(golden_id: str, texts: Sequence[_File]) -> tuple[Part, ...]:
    there = {file.address.part: file for file in texts}
    return tuple(
        Part(name, f"/studio/edit/pitch/{golden_id}/{part.value}", _part_state(there.get(part)))
        for part, name in PARTS.items()
    )


def _part_state(file: _File | None) -> str:
    if file is None:
        return "is missing"
    return "cannot be read" if isinstance(file.reading, CoachError) else "has mistakes" if file.counts[0] else ""


def _live(file: _File, told: str) -> Item:
    errors, advice = file.counts
    state, tone = ("has mistakes", "bad") if errors else ("live", "good")
    if isinstance(file.reading, CoachError):
        told = f"{file.reading.message} {file.reading.hint}"
    return Item(file.address, file.title, state, tone, told, errors, advice)
