"""A version becomes the draft again: the files say what they said when it was published."""

from dataclasses import dataclass

from coach.domain.rubric import GoldenPitch, PitchKind
from coach.domain.studio.manuscript import Address, Manuscript, ManuscriptKind, Put
from coach.domain.studio.version import Version
from coach.errors import ContentError, OvertakenError, UsageError
from coach.service.studio.ports import Manuscripts, VersionStore
from coach.service.studio.studio import Studio


@dataclass(frozen=True)
class Rewrite:
    """A file that says something else now. `stamp` is that of its present state, None where it is gone."""

    address: Address
    text: str
    stamp: str | None

    @property
    def mark(self) -> str:
        """Names exactly this file as it stands."""
        return f"{self.address.path}={self.stamp or ''}"


@dataclass(frozen=True)
class Reverting:
    """The use cases around going back. What is true of us goes with no rubric, and stays as it is."""

    manuscripts: Manuscripts
    versions: VersionStore
    studio: Studio

    def rewrites(self, version: Version) -> tuple[Rewrite, ...]:
        """Each file that would be written, the texts of the golden pitch first. Raises StoreError, UnreadableError."""
        golden = self.versions.bundle(version).golden
        pages = (self._page(golden, part) for part in PitchKind)
        address = Address(kind=ManuscriptKind.RUBRIC, id=version.rubric_id)
        now = self._now(address)
        same = now is not None and now.text == version.text
        rubric = () if same else (Rewrite(address, version.text, now.stamp if now else None),)
        return (*(page for page in pages if page), *rubric)

    def revert(self, version: Version, mark: str, *, by: str) -> None:
        """Write them. `mark` names the files as somebody saw them, see `mark_of`.

        Raises OvertakenError when one of them is another one now, and as `Studio.save`.
        """
        rewrites = self.rewrites(version)
        if mark != mark_of(rewrites):
            message = "The draft has changed since this page was loaded."
            raise OvertakenError(message, hint="Look at what it says now, then decide again.")
        for each in rewrites:
            self.studio.save(each.address, each.text, each.stamp, by=by)

    def _page(self, golden: GoldenPitch, part: PitchKind) -> Rewrite | None:
        """A text of the golden pitch, if it says something else now; remarks in its front matter stay."""
        address = Address(kind=ManuscriptKind.PITCH, id=golden.id, part=part)
        now = self._now(address)
        text = now.text if now else ""
        data = self.manuscripts.read(address, text).data
        text, said = (text, data) if data is not None else ("", {})
        wanted = {"body": golden.texts[part]}
        if part is PitchKind.GOLDEN:
            wanted |= {"title": golden.title, "product": golden.product, "audience": golden.audience}
        edits = [Put(where=(name,), value=value) for name, value in wanted.items() if said.get(name) != value]
        if not edits:
            return None
        return Rewrite(address, self.manuscripts.edit(address, text, edits), now.stamp if now else None)

    def _now(self, address: Address) -> Manuscript | None:
        """A file as it stands, None where there is none. Raises UsageError for one that is no text."""
        try:
            return self.manuscripts.open(address)
        except UsageError:
            return None
        except ContentError as error:
            raise UsageError(error.message, hint=error.hint) from error


def mark_of(rewrites: tuple[Rewrite, ...]) -> str:
    """Names exactly these files as they stand."""
    return " ".join(each.mark for each in rewrites)
