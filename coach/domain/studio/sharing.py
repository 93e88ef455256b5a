"""What leaves a library as one zip and comes into another: a rubric with its golden pitch, or a card."""

import re
from typing import Annotated, Literal

from pydantic import Field

from coach.domain.rubric import Identifier, PitchKind, Text
from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.value import Value

MANIFEST = "manifest.json"

FORMAT = 1
"""What a manifest says; another number is from a newer Pitch Coach."""

MOST_FILES = 10
"""A manifest, a rubric, four texts and four recordings: the largest parcel there is."""

_DRIVE = re.compile(r"[A-Za-z]:")


class SharedFile(Value):
    """One file of a parcel: where it stands in a library, and what its bytes are."""

    path: Text
    bytes: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(Value):
    """What a parcel says of itself. `version` is the hash of the rubric's or card's parsed data."""

    format: Literal[1] = FORMAT
    kind: Literal["rubric", "card"]
    id: Identifier
    title: Text
    version: Text
    golden_pitch: Identifier | None = None
    files: Annotated[tuple[SharedFile, ...], Field(min_length=1, max_length=MOST_FILES)]

    @property
    def address(self) -> Address:
        """The rubric or the card itself."""
        return Address(kind=ManuscriptKind(self.kind), id=self.id)

    @property
    def expected(self) -> tuple[Address, ...]:
        """The texts that such a parcel has, no more and no fewer."""
        if self.golden_pitch is None:
            return (self.address,)
        pitch = (Address(kind=ManuscriptKind.PITCH, id=self.golden_pitch, part=part) for part in PitchKind)
        return (self.address, *pitch)


class Contents(Value):
    """A parcel that was found to be whole and right: its texts by where they stand, and its recordings' endings."""

    manifest: Manifest
    texts: dict[str, str]
    recordings: dict[PitchKind, str] = {}
    bytes: int

    def text(self, address: Address) -> str:
        return self.texts[address.path]


def escape(name: str) -> str | None:
    """How a name in a zip would lead out of the folder it is unpacked into, in words; None where it does not."""
    if "\\" in name:
        return "there is a backslash in it"
    if name.startswith("/"):
        return "it begins at the root of the disk"
    if _DRIVE.match(name):
        return "it names a drive"
    if ".." in name.split("/"):
        return "it leads out of its folder (..)"
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name):
        return "there are invisible characters in it"
    return None
