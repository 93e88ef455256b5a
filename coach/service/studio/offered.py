"""What learners are offered: what was published, and files that the studio has never touched."""

from pathlib import Path

from coach.domain.attempt import Attempt
from coach.domain.authoring import nearest
from coach.domain.rubric import GoldenPitch, PitchKind, Rubric, Us
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.version import Pin
from coach.errors import ContentError, StoreError, UsageError
from coach.service.ports import Library
from coach.service.studio.ports import VersionStore

MOST_KEPT = 100
"""So many published rubrics are kept at hand; they never change, so the database is asked for each only once."""


class OfferedLibrary:
    """Satisfies the `Library` port for everything that is scored.

    A file is offered as it stands until the studio looks after its rubric; from then on it is the draft, and
    the version in use is what counts. What was never published, or is retired, is not offered.
    """

    def __init__(self, files: Library, versions: VersionStore) -> None:
        self._files = files
        self._versions = versions
        self._kept: dict[tuple[str, ...], Bundle] = {}

    @property
    def root(self) -> Path:
        return self._files.root

    def rubric_ids(self) -> tuple[str, ...]:
        """Raises ContentError where there is no rubric at all, not even a draft."""
        managed, pins = self._versions.managed(), self._versions.pins()
        try:
            files = set(self._files.rubric_ids())
        except ContentError:
            if not managed:
                raise
            files = set[str]()
        return tuple(sorted((files - managed) | pins.keys()))

    def rubric(self, rubric_id: str) -> Rubric:
        """Raises UsageError (nothing is published of it, or there is none), ContentError and UnreadableError."""
        pin = self._versions.pins().get(rubric_id)
        if pin is not None:
            return self._bundle(pin).rubric
        if rubric_id in self._versions.managed():
            known = self.rubric_ids()
            raise UsageError(
                f"Nothing is published of the rubric “{rubric_id}”.{nearest(rubric_id, known)}",
                hint="Choose another one; whoever looks after it can publish it in the studio.",
            )
        return self._files.rubric(rubric_id)

    def golden(self, golden_id: str) -> GoldenPitch:
        return self._files.golden(golden_id)

    def golden_of(self, rubric: Rubric) -> GoldenPitch:
        bundle = self._published(rubric)
        return self._recorded(bundle.golden) if bundle else self._files.golden_of(rubric)

    def us(self) -> Us:
        return self._files.us()

    def us_of(self, rubric: Rubric) -> Us:
        bundle = self._published(rubric)
        return bundle.us if bundle else self._files.us_of(rubric)

    def number_of(self, attempt: Attempt) -> int | None:
        try:
            return self._versions.number_of(attempt)
        except StoreError:
            return None  # a report is worth reading without it

    def recording(self, golden_id: str, kind: PitchKind) -> Path | None:
        return self._files.recording(golden_id, kind)

    def _published(self, rubric: Rubric) -> Bundle | None:
        """All that goes with a rubric, where it is the version in use."""
        pin = self._versions.pins().get(rubric.id)
        return self._bundle(pin) if pin is not None and pin.rubric_version == rubric.version else None

    def _bundle(self, pin: Pin) -> Bundle:
        name = (pin.rubric_id, *pin.hashes)
        if name not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[name] = self._versions.bundle(pin)
        return self._kept[name]

    def _recorded(self, golden: GoldenPitch) -> GoldenPitch:
        """With the recordings that are there now: they are files, and no part of a version."""
        found = {kind: path for kind in PitchKind if (path := self._files.recording(golden.id, kind))}
        names = {kind: path.relative_to(self.root).as_posix() for kind, path in found.items()}
        return golden.model_copy(update={"recordings": names})
