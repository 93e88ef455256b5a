"""What authors wrote."""

from pathlib import Path
from typing import Protocol

from coach.domain.attempt import Attempt
from coach.domain.rubric import GoldenPitch, PitchKind, Rubric, Us


class Library(Protocol):
    """Rubrics, golden pitches and facts, read anew on each call. Raises ContentError, UsageError."""

    @property
    def root(self) -> Path: ...

    def rubric_ids(self) -> tuple[str, ...]: ...

    def rubric(self, rubric_id: str) -> Rubric: ...

    def golden(self, golden_id: str) -> GoldenPitch: ...

    def golden_of(self, rubric: Rubric) -> GoldenPitch:
        """The golden pitch that goes with a rubric."""
        ...

    def us(self) -> Us: ...

    def us_of(self, rubric: Rubric) -> Us:
        """The facts about us that go with a rubric: as they were when it was published, if it was."""
        ...

    def number_of(self, attempt: Attempt) -> int | None:
        """The number of the published version that an attempt was handed in under, None where there is none."""
        ...

    def recording(self, golden_id: str, kind: PitchKind) -> Path | None:
        """The sample recording of a golden pitch's text, or None."""
        ...
