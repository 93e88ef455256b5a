"""Texts under their authors' hands, read: each mistake is one sentence with its line, its field and the next step."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.adapters.manuscripts import FileManuscripts
from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind, Reading, Remark, Where

ROOT = Path(__file__).parents[2]
RUBRIC = Address(kind=ManuscriptKind.RUBRIC, id="first_call")
CARD = Address(kind=ManuscriptKind.CARD, id="castle")
US = Address(kind=ManuscriptKind.US, id="us")
GOLDEN, WEAK, OWN_WORDS, NEAR_MISS = (
    Address(kind=ManuscriptKind.PITCH, id="first_call", part=part) for part in PitchKind
)
ALL = (RUBRIC, CARD, US, GOLDEN, WEAK, OWN_WORDS, NEAR_MISS)
TEXT = (ROOT / RUBRIC.path).read_text("utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped library."""
    root = tmp_path_factory.mktemp("library")
    for folder in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / folder, root / folder)
    return root


@pytest.fixture(scope="module")
def manuscripts(root: Path) -> FileManuscripts:
    library = FileLibrary(root)
    return FileManuscripts(library, FileCards(library, today=lambda: date(2026, 11, 20)))


def swap(old: str, new: str) -> Callable[[str], str]:
    def swapped(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return swapped


def line_of(text: str, words: str) -> int:
    return next(number for number, row in enumerate(text.split("\n"), 1) if words in row)


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.path)
def test_the_shipped_files_are_read_without_an_error(address: Address, manuscripts: FileManuscripts) -> None:
    reading = manuscripts.read(address, manuscripts.open(address).text)
    assert reading.usable
    assert reading.version


CHECK: Where = ("criteria", 0, "checks", 0)
MALFORMED: dict[str, tuple[Callable[[str], str], str | None, Where | None, str]] = {
    # what was done to the text, words of the line that is named, the field, and what is said of it
    "nothing": (lambda text: "", None, None, "the file is empty."),
    "only remarks": (lambda text: "# to be written\n", None, None, "the file is empty."),
    "prose": (lambda text: "Dear coach,\nplease score.\n", "Dear coach", None, "this file is just text."),
    "a list": (lambda text: "- title\n- about\n", "- title", None, "this file is a list."),
    "a tab": (swap("    weight: 25", "\tweight: 25"), "\tweight", None, "a tab stands at the beginning of this line."),
    "an open quote": (
        swap("title: First-call pitch", 'title: "First-call pitch'),
        'title: "First-call',
        None,
        "a quotation mark opens here and is never closed.",
    ),
    "a colon in a text": (
        swap("title: First-call pitch", "title: First call: a pitch"),
        "First call: a",
        None,
        "a colon followed by a space stands inside a text.",
    ),
    "a line out of place": (
        swap("    weight: 25\n", "     weight: 25\n"),
        "     weight: 25",
        None,
        "this line is indented too far, or the line above it has text that belongs elsewhere.",
    ),
    "a name twice": (
        swap("pass_mark: 80", "pass_mark: 80\npass_mark: 70"),
        "pass_mark: 70",
        ("pass_mark",),
        "`pass_mark` is given twice here: it already stands in line",
    ),
    "a name misspelt": (
        swap("pass_mark:", "pass_marks:"),
        "pass_marks:",
        ("pass_marks",),
        "I do not know `pass_marks`. Did you mean `pass_mark`?",
    ),
    "a name left out": (
        swap("    skill: business\n", ""),
        "- id: problem",
        ("criteria", 0),
        "criterion `problem` has no `skill`.",
    ),
    "a value left out": (
        swap("    weight: 25", "    weight:"),
        "    weight:\n".strip("\n"),
        ("criteria", 0, "weight"),
        "`weight` is empty.",
    ),
    "words for a number": (
        swap("    weight: 25", "    weight: a quarter"),
        "a quarter",
        ("criteria", 0, "weight"),
        "`weight` of criterion `problem` must be a number, and here it is “a quarter”.",
    ),
    "a number too large": (
        swap("pass_mark: 80", "pass_mark: 180"),
        "pass_mark: 180",
        ("pass_mark",),
        "`pass_mark` is 180, and must be at most 100.",
    ),
    "a word that is none of three": (
        swap("skill: business", "skill: buisness"),
        "skill: buisness",
        ("criteria", 0, "skill"),
        "cannot be “buisness”. Did you mean `business`?",
    ),
    "yes or no": (
        swap("title: First-call pitch", "title: No"),
        "title: No",
        ("title",),
        "`No` can be read as yes or no (a truth value).",
    ),
    "a text for a list": (
        swap("certifies: [first_call]", "certifies: first_call"),
        "certifies:",
        ("certifies",),
        "`certifies` must be a list, and here it is “first_call”.",
    ),
    "an id with blanks": (
        swap("- id: problem", "- id: The Problem"),
        "The Problem",
        ("criteria", 0, "id"),
        "`id` of criterion `The Problem` cannot be “The Problem”, because it is used as an id.",
    ),
    "one id twice": (
        swap("- id: scattered_plan", "- id: eleven_weeks"),
        "- id: eleven_weeks",
        None,
        "two checks have the id `eleven_weeks`: each needs its own",
    ),
    "a situation that is not there": (
        swap("certifies: [first_call]", "certifies: [frist_call]"),
        "certifies:",
        ("certifies", 0),
        "`certifies` names the situation `frist_call`, which is not under `situations`",
    ),
    "no golden pitch": (
        swap("golden_pitch: first_call", "golden_pitch: fist_call"),
        "golden_pitch:",
        ("golden_pitch",),
        "there is no folder golden_pitches/fist_call. Did you mean `first_call`?",
    ),
    "a passage that is not there": (
        swap("golden: On average, it takes eleven weeks", "golden: On average, it takes twelve weeks"),
        "twelve weeks",
        (*CHECK, "golden"),
        "the golden passage of check `eleven_weeks` does not stand in golden_pitches/first_call/golden.md",
    ),
    "no checks": (
        swap("    checks:\n", "    chekcs:\n"),
        "    chekcs:",
        ("criteria", 0, "chekcs"),
        "I do not know `chekcs` in criterion `problem`. Did you mean `checks`?",
    ),
    "a remark that swallows": (
        swap("title: First-call pitch", "title: Our #1 pitch"),
        "title: Our",
        ("title",),
        "`title` stops before the sign #, and the rest of the line is lost.",
    ),
    "a text that YAML reads otherwise": (
        swap("title: First-call pitch", "title: &first pitch"),
        "title: &first",
        None,
        "a text may not begin with &",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_rubric_is_told_in_one_sentence(case: str, manuscripts: FileManuscripts) -> None:
    make, words, where, told = MALFORMED[case]
    text = make(TEXT)
    reading = manuscripts.read(RUBRIC, text)
    errors = [remark for remark in reading.remarks if remark.severity == "error"]
    remark = next((each for each in errors if told in each.message), None)
    assert remark is not None, errors
    assert not reading.usable
    assert remark.line == (line_of(text, words) if words else None) or case == "one id twice"
    if where is not None:
        assert remark.where == where
    assert "\n" not in remark.message
    assert remark.hint.rstrip().endswith((".", "…", "?", '"', "”"))
    assert not re.search(r"YAML|pydantic|NoneType|None\b|\bdict\b|\bstr\b|Traceback", remark.message + remark.hint)
    # One slip, one sentence: what follows from it is not told as well.
    assert len(errors) == 1, errors


def test_every_remark_of_a_readable_text_names_its_field(manuscripts: FileManuscripts) -> None:
    text = TEXT
    for name in MALFORMED:
        make, _, where, _ = MALFORMED[name]
        if where is not None and name not in ("no checks", "one id twice"):
            try:
                text = make(text)
            except AssertionError:
                continue  # another mistake took its place
    reading = manuscripts.read(RUBRIC, text)
    assert reading.data is not None
    assert len({remark.where for remark in reading.remarks}) > 5
    for remark in reading.remarks:
        assert remark.where is not None, remark
        assert remark.line
    lines = [remark.line for remark in reading.remarks if remark.line]
    assert lines == sorted(lines)


def test_what_is_empty_is_read_as_empty(manuscripts: FileManuscripts) -> None:
    reading = manuscripts.read(RUBRIC, swap("title: First-call pitch", 'title: ""')(TEXT))
    assert reading.data is not None
    assert reading.data["title"] == ""
    assert [remark.where for remark in reading.remarks] == [("title",)]


def test_windows_line_ends_and_a_mark_in_front_change_nothing(manuscripts: FileManuscripts) -> None:
    saved_by_notepad = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert manuscripts.read(RUBRIC, saved_by_notepad) == manuscripts.read(RUBRIC, TEXT)


def warned(reading: Reading) -> list[Remark]:
    assert reading.usable, reading.remarks
    return [remark for remark in reading.remarks if remark.severity == "warning"]


def test_advice_on_a_rubric_stands_at_its_field(manuscripts: FileManuscripts) -> None:
    text = swap("Does the seller name Green Mountain", "Does the seller effectively name Green Mountain")(TEXT)
    (remark,) = warned(manuscripts.read(RUBRIC, text))
    assert remark.where == ("criteria", 2, "checks", 0, "asks")
    assert remark.line == line_of(text, "effectively")


def test_a_card_is_read_beside_what_is_true_of_us(manuscripts: FileManuscripts) -> None:
    text = manuscripts.open(CARD).text
    first = re.search(r"proof: (\w+)", text)
    assert first
    wrong = manuscripts.read(CARD, text.replace(first[0], "proof: not_ours", 1))
    (remark,) = [each for each in wrong.remarks if each.severity == "error"]
    assert "names the proof `not_ours`, which is not in battlecards/us.yaml" in remark.message
    assert remark.where
    assert remark.where[-1] == "proof"
    company = manuscripts.read(US, manuscripts.open(US).text).data
    assert company
    named = swap("question: ", f"question: Is {company['company']} better, and ")(text[text.index("landmines:") :])
    told = warned(manuscripts.read(CARD, text[: text.index("landmines:")] + named))
    assert any(f"names {company['company']}, so it is not neutral" in each.message for each in told)


def test_facts_that_cards_lean_on_are_missed(manuscripts: FileManuscripts) -> None:
    text = manuscripts.open(US).text
    assert warned(manuscripts.read(US, text)) == []
    proof = re.search(r"proof: (\w+)", manuscripts.open(CARD).text)
    assert proof
    told = warned(manuscripts.read(US, swap(f"- id: {proof[1]}", f"- id: {proof[1]}_2")(text)))
    assert told
    for remark in told:
        assert re.match(r"nobody could drill with battlecards/\w+\.yaml any more, line \d+: ", remark.message)
        assert remark.where == ("proofs",)


def test_a_text_of_a_golden_pitch_is_read_with_its_line_and_field(manuscripts: FileManuscripts) -> None:
    text = manuscripts.open(GOLDEN).text
    (missing,) = manuscripts.read(GOLDEN, re.sub("product: .*\n", "", text)).remarks
    assert (missing.where, missing.severity) == ((), "error")
    dashes = manuscripts.read(WEAK, manuscripts.open(WEAK).text + "\n---\nmore\n")
    assert dashes.data is None
    assert [each.line for each in dashes.remarks] == [manuscripts.open(WEAK).text.count("\n") + 2]
    empty = manuscripts.read(WEAK, "---\ntitle: Weak\n---\n\n")
    assert empty.data == {"title": "Weak", "body": ""}
    assert [each.where for each in empty.remarks] == [("body",)]


def test_sentences_on_which_checks_lean_are_missed_in_golden(manuscripts: FileManuscripts) -> None:
    text = manuscripts.open(GOLDEN).text
    assert warned(manuscripts.read(GOLDEN, text)) == []
    told = warned(manuscripts.read(GOLDEN, swap("it takes eleven weeks", "it takes ten weeks")(text)))
    assert len(told) == 1
    assert told[0].message.startswith("check `eleven_weeks` of rubrics/first_call.yaml leans on a sentence")


def test_copied_phrases_are_told_in_both_texts(manuscripts: FileManuscripts) -> None:
    phrase = "your team and your customer work in one shared plan"
    text = manuscripts.open(OWN_WORDS).text + f"\nYou see, {phrase}.\n"
    (remark,) = warned(manuscripts.read(OWN_WORDS, text))
    assert phrase in remark.message
    assert "golden.md" in remark.message
    assert remark.line == line_of(text, "You see")
    golden = manuscripts.open(GOLDEN).text
    (again,) = warned(manuscripts.read(WEAK, golden.rpartition("---\n")[2]))
    assert again.message == "this text is the golden pitch again."


PIECES = [
    "\n",
    "  ",
    "- ",
    ": ",
    "#",
    "---\n",
    '"',
    "'",
    "{",
    "[",
    "&a",
    "*a",
    "!",
    "%",
    ">",
    "|",
    "\t",
    "\r\n",
    "\ufeff",
]
TRICKS = [
    *PIECES,
    "\u2028",
    "\x00",
    "é",
    "日本",
    "null",
    "no",
    "1:30",
    "<<: *x",
    '"\\ud800"',
    '"\\x07"',
    "weight:",
    "9" * 20,
]


@settings(max_examples=80)
@given(address=st.sampled_from(ALL), data=st.data())
def test_no_text_is_too_broken_to_be_read(address: Address, manuscripts: FileManuscripts, data: st.DataObject) -> None:
    text = manuscripts.open(address).text
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.sampled_from([0, 1, 3, 40]))
        text = text[:at] + data.draw(st.sampled_from(TRICKS)) + text[at + gone :]
    reading = manuscripts.read(address, text)
    reading.model_dump_json()
    assert reading.data is not None or reading.remarks
    for remark in reading.remarks:
        assert remark.message
        assert remark.hint
        assert remark.line is None or 1 <= remark.line <= text.count("\n") + text.count("\r") + 1


@given(text=st.text(max_size=300))
def test_nor_is_any_other_text(manuscripts: FileManuscripts, text: str) -> None:
    for address in (RUBRIC, WEAK):
        reading = manuscripts.read(address, text)
        assert reading.data is not None or reading.remarks
