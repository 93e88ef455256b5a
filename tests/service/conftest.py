"""What most tests of the use cases begin with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach.settings import Settings
from coach.wiring import Workshop

ROOT = Path(__file__).parents[2]


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    """The real parts in a home of their own, with the library that ships."""
    workshop = Workshop(Settings(home=tmp_path / "home", library=ROOT, offline=True))
    yield workshop
    workshop.database.close()
