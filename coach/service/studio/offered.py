"""What learners are offered: what was published, and files that the studio has never touched."""

from pathlib import Path

from coach.domain.authoring import nearest
from coach.domain.rubric import GoldenPitch, PitchKind, Rubric, Us
from coach.errors import ContentError, UsageError
from coach.service.ports import Library
from coach.service.studio.ports import VersionStore


class OfferedLibrary:
    """Satisfies the `Library` port for everything that is scored.

    A file is offered as it stands until the studio looks after its rubric; from then on it is the draft, and
    the version in use is what counts. What was never published, or is retired, is not offered.
    """

    def __init__(self, files: Library, versions: VersionStore) -> None:
        self._files = files
        self._versions = versions

    @property
    def root(self) -> Path:
        return self._files.root

    def rubric_ids(self) -> tuple[str, ...]:
        """Raises ContentError where there is no rubric at all, not even a draft."""
        managed, in_use = self._versions.managed(), self._versions.in_use()
        try:
            files = set(self._files.rubric_ids())
        except ContentError:
            if not in_use:
                raise
            files = set[str]()
        return tuple(sorted((files - managed) | in_use.keys()))

    def rubric(self, rubric_id: str) -> Rubric:
        in_use = self._versions.in_use()
        if rubric_id in in_use:
            return self._versions.bundle(in_use[rubric_id]).rubric
        if rubric_id in self._versions.managed():
            known = self.rubric_ids()
            raise UsageError(
                f"Nothing is published of the rubric “{rubric_id}”.{nearest(rubric_id, known)}",
                hint="Publish it in the studio, or try its draft there.",
            )
        return self._files.rubric(rubric_id)

    def golden(self, golden_id: str) -> GoldenPitch:
        return self._files.golden(golden_id)

    def golden_of(self, rubric: Rubric) -> GoldenPitch:
        version = self._versions.in_use().get(rubric.id)
        if version is not None and version.rubric_version == rubric.version:
            return self._versions.bundle(version).golden
        return self._files.golden_of(rubric)

    def us(self) -> Us:
        return self._files.us()

    def recording(self, golden_id: str, kind: PitchKind) -> Path | None:
        return self._files.recording(golden_id, kind)
