"""What the practice page shows where the library is not in order: what is wrong, and what to do."""

from pathlib import Path

import gradio as gr
import pytest

from coach.errors import StoreError
from coach.settings import Settings
from coach.web.practice import told
from coach.web.sheets import Sheets
from coach.wiring import Workshop


def test_a_library_without_rubrics_has_a_page_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "library" / "rubrics").mkdir(parents=True)
    (tmp_path / "library" / "golden_pitches").mkdir()
    library = tmp_path / "library"
    sheets = Sheets(Workshop(Settings(home=tmp_path, library=library, transcriber="pocketsphinx", offline=True)))
    assert sheets.choices() == []
    assert sheets.situations(None) == []
    assert "Practise your pitch" in sheets.header("me")
    shown = sheets.rubric(None, None)
    assert str(library) in shown
    assert "Add a file like first_call.yaml" in shown
    assert sheets.golden(None) + sheets.intake(None, None, "me") + sheets.stakes(None, None, "me") == ""


def test_an_event_that_fails_says_why_in_words_that_are_no_markup() -> None:
    def fail() -> None:
        raise StoreError("The disk <b>is</b> full.", hint="Free some space.")

    with pytest.raises(gr.Error) as error:
        told(fail)()
    assert error.value.message == "The disk &lt;b&gt;is&lt;/b&gt; full. Free some space."
