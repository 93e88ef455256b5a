"""The widths and colour schemes in which pages are looked at."""

import pytest

LOOKS = (
    pytest.param(1280, "light", id="1280-light", marks=pytest.mark.long),
    pytest.param(390, "dark", id="390-dark"),
    pytest.param(1280, "dark", id="1280-dark", marks=pytest.mark.long),
    pytest.param(390, "light", id="390-light", marks=pytest.mark.long),
)
"""Width in pixels and scheme. The narrow dark one is where most goes wrong; the others run when long."""
