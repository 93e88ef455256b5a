"""Rubrics and cards given to others, and taken in from others."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from coach.domain.studio.manuscript import Address, ManuscriptKind, Put
from coach.domain.studio.naming import bad_id, unused
from coach.domain.studio.sharing import Contents, Manifest
from coach.errors import UsageError
from coach.service.studio.ports import Manuscripts, Parcels, VersionStore
from coach.service.studio.studio import Studio


@dataclass(frozen=True)
class Offer:
    """A parcel that may be taken in: what it holds, and under which ids nothing would be in its way."""

    contents: Contents
    id: str
    golden_pitch: str | None

    @property
    def renamed(self) -> bool:
        return self.id != self.contents.manifest.id


@dataclass(frozen=True)
class Sharing:
    """The use cases around parcels. What comes in is a draft: nobody is scored by it before it is published."""

    parcels: Parcels
    manuscripts: Manuscripts
    versions: VersionStore
    studio: Studio

    def give(self, address: Address, to: Path) -> Manifest:
        """Write a rubric with its golden pitch, or a card, as one zip. Raises UsageError, ContentError, StoreError."""
        return self.parcels.pack(address, to)

    def look(self, parcel: Path) -> Offer:
        """What a zip holds; nothing is kept. Raises ContentError with what is wrong with it."""
        with tempfile.TemporaryDirectory(dir=parcel.parent) as staged:
            return self._offer(self.parcels.unpack(parcel, Path(staged)))

    def take_in(self, parcel: Path, wanted: str, *, by: str) -> Address:
        """Keep what a zip holds under an id that nothing has yet.

        Raises UsageError for an id that cannot be had, ContentError and StoreError.
        """
        with tempfile.TemporaryDirectory(dir=parcel.parent) as staged:
            contents = self.parcels.unpack(parcel, Path(staged))
            offer = self._offer(contents, wanted.strip())
            self._refuse(contents.manifest, offer.id)
            return self._kept(contents, offer, Path(staged), by)

    def _offer(self, contents: Contents, wanted: str = "") -> Offer:
        manifest = contents.manifest
        name = wanted or unused(manifest.id, self.taken(manifest.address.kind))
        if manifest.golden_pitch is None:
            return Offer(contents, name, None)
        pitches = self.taken(ManuscriptKind.PITCH)
        golden = manifest.golden_pitch if manifest.golden_pitch not in pitches else unused(name, pitches)
        return Offer(contents, name, golden)

    def _refuse(self, manifest: Manifest, name: str) -> None:
        taken = self.taken(manifest.address.kind)
        if why := bad_id(name):
            hint = f"Take “{unused(manifest.id, taken)}”, for example."
            raise UsageError(f"“{name[:80]}” cannot be the name of a file. {why}", hint=hint)
        if name in taken:
            what = "rubric" if manifest.kind == "rubric" else "battlecard"
            message = f"There is a {what} “{name}” already, and it stays as it is."
            raise UsageError(message, hint=f"Take another id, for example “{unused(name, taken)}”.")

    def _kept(self, contents: Contents, offer: Offer, staged: Path, by: str) -> Address:
        manifest = contents.manifest
        address = manifest.address.model_copy(update={"id": offer.id})
        text = contents.text(manifest.address)
        if offer.golden_pitch is not None:
            self._keep_pitch(contents, offer.golden_pitch, staged, by)
            text = self.manuscripts.edit(address, text, [Put(where=("golden_pitch",), value=offer.golden_pitch)])
        # Last: a rubric never stands there without its golden pitch.
        self.studio.save(address, text, None, by=by)
        return address

    def _keep_pitch(self, contents: Contents, golden: str, staged: Path, by: str) -> None:
        for there in contents.manifest.expected[1:]:
            own = there.model_copy(update={"id": golden})
            self.studio.save(own, contents.text(there), None, by=by)
        for part, ending in contents.recordings.items():
            there = staged / "golden_pitches" / str(contents.manifest.golden_pitch) / f"{part.value}{ending}"
            self.manuscripts.add_recording(golden, part, there, ending)

    def taken(self, kind: ManuscriptKind) -> Collection[str]:
        """The ids that nothing new may have; a rubric that was deleted keeps its published versions, and its id."""
        files = {each.id for each in self.manuscripts.addresses() if each.kind is kind}
        return files | self.versions.managed() if kind is ManuscriptKind.RUBRIC else files
