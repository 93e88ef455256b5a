"""The studio: files are opened, changed, saved, tried and published."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, Bundle, Edit, Manuscript, ManuscriptKind
from coach.domain.studio.version import BASELINE_NOTE, Version
from coach.errors import ContentError, OvertakenError, StoreError, UsageError
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
        becomes its first version, so that nothing changes under anyone; a new one waits to be published. What is
        refused takes nothing over. Raises OvertakenError when the file has changed since `stamp`, UsageError (for
        what may not stand in such a file, too) and StoreError.
        """
        stood: dict[str, tuple[Bundle, str] | None] = {}

        def take_over() -> None:
            for rubric_id in self._touched(address, self.versions.managed()):
                stood[rubric_id] = self._as_it_stands(rubric_id)
            for rubric_id, content in stood.items():
                self._take_over(rubric_id, content, by)

        try:
            return self.manuscripts.save(address, text, stamp, take_over)
        except StoreError:
            for rubric_id in stood:
                self.versions.forget(rubric_id)
            raise

    def knows(self, rubric_id: str) -> bool:
        """Whether there is anything of this rubric: a file, a version, or a name on the shelf."""
        named = any(each.id == rubric_id for each in self.manuscripts.addresses() if each.kind is ManuscriptKind.RUBRIC)
        return named or rubric_id in self.versions.managed()

    def forget(self, rubric_id: str) -> None:
        """Look after a rubric no longer of which nothing is left.

        Raises UsageError for one that has its file, or was ever published, and StoreError.
        """
        with self.manuscripts.locked():
            there = Address(kind=ManuscriptKind.RUBRIC, id=rubric_id) in self.manuscripts.addresses()
            if there or self.versions.versions(rubric_id):
                hint = "A rubric is taken from learners by retiring its version."
                raise UsageError(f"The rubric “{rubric_id}” is not empty, so it stays on the shelf.", hint=hint)
            self.versions.forget(rubric_id)

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

    def _touched(self, address: Address, managed: Collection[str]) -> tuple[str, ...]:
        """The rubrics whose scores depend on this file and that nobody has looked after so far."""
        if address.kind is ManuscriptKind.RUBRIC:
            return () if address.id in managed else (address.id,)
        if address.kind is not ManuscriptKind.PITCH:
            return ()
        return self.users(address.id, managed)

    def users(self, golden_id: str, without: Collection[str] = ()) -> tuple[str, ...]:
        """The rubrics whose files name a golden pitch; those in `without` are not asked. Raises StoreError."""
        rubrics = (each for each in self.manuscripts.addresses() if each.kind is ManuscriptKind.RUBRIC)
        return tuple(each.id for each in rubrics if each.id not in without and self._pitch_of(each) == golden_id)

    def _pitch_of(self, address: Address) -> object:
        """The golden pitch that a rubric's file names. Raises StoreError."""
        try:
            data = self.manuscripts.read(address, self.manuscripts.open(address).text).data
        except (ContentError, UsageError):  # no text at all, or deleted at this moment
            return None
        return (data or {}).get("golden_pitch")

    def _as_it_stands(self, rubric_id: str) -> tuple[Bundle, str] | None:
        """What learners are scored by and its file; None for a new one, or one that nobody could be scored by so far.

        Raises StoreError where it cannot be known: learners would lose a rubric that they have.
        """
        address = Address(kind=ManuscriptKind.RUBRIC, id=rubric_id)
        try:
            text = self.manuscripts.open(address).text
            return self.manuscripts.bundle(rubric_id, text), text
        except (ContentError, UsageError):
            golden = self._pitch_of(address)
        with suppress(ValueError):  # no name that a golden pitch can have
            texts = [Address(kind=ManuscriptKind.PITCH, id=str(golden), part=part) for part in PitchKind]
            for each in (*texts, Address(kind=ManuscriptKind.US, id="us")):
                with suppress(ContentError, UsageError):  # wrong or not there: what cannot be opened is told
                    self.manuscripts.open(each)
        return None

    def _take_over(self, rubric_id: str, content: tuple[Bundle, str] | None, by: str) -> None:
        if content is None:
            self.versions.manage(rubric_id, by)
            return
        bundle, text = content
        with suppress(OvertakenError):  # somebody else's first change came at the same moment: theirs looks after it
            self.versions.publish(self._version(bundle, text, by, number=1, note=BASELINE_NOTE), bundle)

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
