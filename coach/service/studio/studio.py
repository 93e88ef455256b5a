"""The studio: files are opened, changed, saved, tried and published."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from coach.domain.studio.manuscript import Address, Bundle, Edit, Manuscript, ManuscriptKind
from coach.domain.studio.version import BASELINE_NOTE, Version
from coach.errors import CoachError, OvertakenError
from coach.service.studio.ports import Manuscripts, VersionStore
from coach.service.studio.studies import Studies


@dataclass(frozen=True)
class Studio:
    """The use cases around what authors write. Every dependency is a port or a use case of its own."""

    manuscripts: Manuscripts
    versions: VersionStore
    studies: Studies
    now: Callable[[], datetime]

    def save(self, address: Address, text: str, stamp: str | None, *, by: str) -> Manuscript:
        """Keep a text in its file, without changing what learners are scored by.

        A rubric that is touched here for the first time is looked after from now on: what its file said so far
        is published as it stood, so that nothing changes under anyone; a new one waits to be published.
        Raises OvertakenError when the file has changed since `stamp`, UsageError and StoreError.
        """
        for rubric_id in self._touched(address):
            if rubric_id not in self.versions.managed():
                self._take_over(rubric_id, by)
        return self.manuscripts.save(address, text, stamp)

    def change(self, address: Address, edits: Sequence[Edit], stamp: str, *, by: str) -> Manuscript:
        """Make these steps in a file that still is as `stamp` says, remarks intact, and keep it as `save` does.

        Raises OvertakenError when it is not, ContentError for a text that cannot be taken apart, and as `save`.
        """
        manuscript = self.manuscripts.open(address)
        if manuscript.stamp != stamp:
            raise OvertakenError(
                f"{address.path} was changed meanwhile, by somebody else or in another window.",
                hint="Look at what it says now; then do it again, if it is still to be done.",
            )
        return self.save(address, self.manuscripts.edit(address, manuscript.text, edits), stamp, by=by)

    def _touched(self, address: Address) -> tuple[str, ...]:
        """The rubrics whose scores depend on this file."""
        if address.kind is ManuscriptKind.RUBRIC:
            return (address.id,)
        if address.kind is not ManuscriptKind.PITCH:
            return ()
        touched: list[str] = []
        for each in self.manuscripts.addresses():
            if each.kind is ManuscriptKind.RUBRIC:
                data = self.manuscripts.read(each, self.manuscripts.open(each).text).data or {}
                if data.get("golden_pitch") == address.id:
                    touched.append(each.id)
        return tuple(touched)

    def _take_over(self, rubric_id: str, by: str) -> None:
        try:
            manuscript = self.manuscripts.open(Address(kind=ManuscriptKind.RUBRIC, id=rubric_id))
            bundle = self.manuscripts.bundle(rubric_id)
        except CoachError:  # a new one, or one that nobody could be scored by so far
            self.versions.manage(rubric_id, by)
            return
        with suppress(OvertakenError):  # somebody else's first change came at the same moment: theirs looks after it
            self.versions.publish(self._version(bundle, manuscript.text, by, number=1, note=BASELINE_NOTE), bundle)

    def _version(self, bundle: Bundle, text: str, by: str, *, number: int, note: str) -> Version:
        return Version(
            rubric_id=bundle.rubric.id,
            number=number,
            rubric_version=bundle.rubric.version,
            golden_version=bundle.golden.version,
            us_version=bundle.us.version,
            title=bundle.rubric.title,
            author=by,
            at=self.now(),
            note=note,
            text=text,
        )
