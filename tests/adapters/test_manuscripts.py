"""Files under their authors' hands: what is saved is whole, nobody's work is overwritten, nothing is littered."""

import multiprocessing
import os
import shutil
from datetime import date
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

import coach
from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.adapters.manuscripts import FileManuscripts
from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, Insert, Manuscript, ManuscriptKind, Move, Put, Remove
from coach.errors import ContentError, OvertakenError, StoreError, UsageError

ROOT = Path(__file__).parents[2]
RUBRIC = Address(kind=ManuscriptKind.RUBRIC, id="first_call")
CARD = Address(kind=ManuscriptKind.CARD, id="castle")
US = Address(kind=ManuscriptKind.US, id="us")
GOLDEN = Address(kind=ManuscriptKind.PITCH, id="first_call", part=PitchKind.GOLDEN)
WEAK = Address(kind=ManuscriptKind.PITCH, id="first_call", part=PitchKind.WEAK)
NEW = Address(kind=ManuscriptKind.RUBRIC, id="brand_new")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the shipped library, without its recordings."""
    root = tmp_path / "library"
    for folder in ("rubrics", "golden_pitches", "battlecards"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("*.ogg"))
    return root


def at(root: Path) -> FileManuscripts:
    library = FileLibrary(root)
    cards = FileCards(library, today=lambda: date(2026, 11, 20))
    return FileManuscripts(library, cards, root.parent / "home" / "locks")


def there(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file()}


def test_what_is_saved_is_in_the_file_and_nothing_else_is_there(root: Path) -> None:
    manuscripts, before = at(root), there(root)
    opened = manuscripts.open(RUBRIC)
    saved = manuscripts.save(RUBRIC, opened.text + "# mine\n", opened.stamp)
    assert manuscripts.open(RUBRIC) == saved
    assert (root / RUBRIC.path).read_text("utf-8") == opened.text + "# mine\n"
    assert there(root) == before


def test_a_file_that_somebody_else_changed_is_not_overwritten(root: Path) -> None:
    manuscripts = at(root)
    opened = manuscripts.open(RUBRIC)
    theirs = manuscripts.save(RUBRIC, opened.text + "# theirs\n", opened.stamp)
    with pytest.raises(OvertakenError, match="was changed meanwhile"):
        manuscripts.save(RUBRIC, opened.text + "# mine\n", opened.stamp)
    with pytest.raises(OvertakenError, match="was made meanwhile"):
        manuscripts.save(RUBRIC, "title: A new one\n", None)
    assert manuscripts.open(RUBRIC) == theirs
    (root / RUBRIC.path).unlink()
    with pytest.raises(OvertakenError, match="was deleted meanwhile"):
        manuscripts.save(RUBRIC, opened.text, theirs.stamp)


def _save(root: Path, opened: Manuscript, number: int, ready: Barrier, won: "Queue[int]") -> None:
    manuscripts = at(root)
    ready.wait(60)
    try:
        manuscripts.save(RUBRIC, f"{opened.text}# number {number}\n", opened.stamp)
    except OvertakenError:
        won.put(-1)
    else:
        won.put(number)


def test_of_several_programs_that_save_at_once_one_wins_and_the_others_are_told(root: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, won = context.Barrier(3), context.Queue()
    opened = at(root).open(RUBRIC)
    savers = [context.Process(target=_save, args=(root, opened, number, ready, won)) for number in range(3)]
    for saver in savers:
        saver.start()
    first, second, winner = sorted(won.get(timeout=90) for _ in savers)
    for saver in savers:
        saver.join(60)
    assert first == second == -1
    assert (root / RUBRIC.path).read_text("utf-8") == f"{opened.text}# number {winner}\n"


def test_a_new_file_is_made_and_a_pitch_gets_its_folder(root: Path) -> None:
    manuscripts = at(root)
    fresh = Address(kind=ManuscriptKind.PITCH, id="fresh", part=PitchKind.OWN_WORDS)
    for address in (NEW, fresh):
        with pytest.raises(UsageError, match="There is no file"):
            manuscripts.open(address)
        saved = manuscripts.save(address, "to be written: [\n", None)  # drafts may have errors
        assert manuscripts.open(address) == saved
        assert address in manuscripts.addresses()


def test_line_ends_of_windows_are_read_and_plain_ones_are_written(root: Path) -> None:
    manuscripts = at(root)
    text = (root / RUBRIC.path).read_text("utf-8")
    (root / RUBRIC.path).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    opened = manuscripts.open(RUBRIC)
    assert opened.text == text
    edited = manuscripts.edit(RUBRIC, text.replace("\n", "\r\n"), [Put(where=("band",), value=6)])
    assert edited == text.replace("band: 5\n", "band: 6\n")
    manuscripts.save(RUBRIC, edited.replace("\n", "\r\n"), opened.stamp)
    assert (root / RUBRIC.path).read_bytes() == edited.encode()


def test_what_keeps_a_file_from_being_opened_is_told(root: Path) -> None:
    manuscripts = at(root)
    for content, told in (
        (b"\xff\xfea", "UTF-16"),
        (b"title: \xe9\n", "not saved as UTF-8"),
        (b"#" * 1_000_001, "far too"),
    ):
        (root / RUBRIC.path).write_bytes(content)
        with pytest.raises(ContentError, match=f"rubrics/first_call.yaml: .*{told}"):
            manuscripts.open(RUBRIC)


def test_a_folder_that_may_not_be_written_is_told_and_the_file_stays(root: Path) -> None:
    manuscripts = at(root)
    opened = manuscripts.open(RUBRIC)
    blocked = Address(kind=ManuscriptKind.PITCH, id="blocked", part=PitchKind.WEAK)
    (root / "golden_pitches" / "blocked").write_text("a file where a folder belongs", "utf-8")
    with pytest.raises(StoreError, match=r"golden_pitches/blocked/weak\.md cannot be"):
        manuscripts.save(blocked, "words", None)
    if os.geteuid():  # whoever may everything is not stopped by a folder
        (root / "rubrics").chmod(0o500)
        with pytest.raises(StoreError, match="cannot be written"):
            manuscripts.save(RUBRIC, "title: x\n", opened.stamp)
        (root / "rubrics").chmod(0o700)
    assert manuscripts.open(RUBRIC) == opened


def test_the_examples_that_came_with_the_program_are_not_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = root.parent / "coach"
    shutil.copytree(root, package / "_library")
    monkeypatch.setattr(coach, "__file__", str(package / "__init__.py"))
    manuscripts = at(package / "_library")
    with pytest.raises(StoreError, match="examples that came with the program"):
        manuscripts.save(NEW, "title: x\n", None)


@pytest.mark.parametrize(
    ("address", "text", "told"),
    [
        (NEW, "#" * 1_000_001, "too large for rubrics/brand_new.yaml"),
        (NEW, "title: \ud800\n", "A letter in line 1 is damaged."),
        (Address(kind=ManuscriptKind.RUBRIC, id="con"), "title: x\n", "No file can have the name `con`"),
    ],
)
def test_what_no_file_can_hold_is_refused(root: Path, address: Address, text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        at(root).save(address, text, None)
    assert not (root / address.path).exists()


@pytest.mark.parametrize("address", [CARD, US], ids=["card", "us"])
def test_what_counts_at_once_is_not_saved_with_a_mistake(root: Path, address: Address) -> None:
    manuscripts = at(root)
    opened = manuscripts.open(address)
    for text in ("", opened.text.replace("about:", "abuot:", 1), opened.text.replace("- id:", "- id: [", 1)):
        with pytest.raises(UsageError, match=f"{address.path} is used as soon as it is saved"):
            manuscripts.save(address, text, opened.stamp)
    assert manuscripts.open(address) == opened


def test_files_that_no_address_can_name_are_left_to_coach_check(root: Path) -> None:
    for name in ("rubrics/My Rubric.yaml", "rubrics/.hidden.yaml", "golden_pitches/Bad Name/golden.md"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("title: x\n", "utf-8")
    (root / WEAK.path).unlink()
    addresses = at(root).addresses()
    assert {each.id for each in addresses} == {
        *("closing", "competitive_call", "first_call", "castle", "copper_kite", "do_it_yourself", "us")
    }
    assert WEAK not in addresses
    assert GOLDEN in addresses


def test_a_new_name_takes_the_place_that_authors_give_it(root: Path) -> None:
    manuscripts = at(root)
    text = manuscripts.open(RUBRIC).text
    gated = manuscripts.edit(RUBRIC, text, [Put(where=("criteria", 0, "checks", 0, "gate"), value="must")])
    rows = gated.split("\n")
    at_row = rows.index("        gate: must")
    assert rows[at_row - 1].startswith("        golden: On average")
    assert rows[at_row + 1] == "      - id: scattered_plan"
    floor = manuscripts.edit(RUBRIC, text, [Put(where=("criteria", 1, "at_least"), value=50)])
    assert "    weights: {hallway: 20}\n    at_least: 50\n    skill: technical\n" in floor
    gone = manuscripts.edit(RUBRIC, floor, [Put(where=("criteria", 1, "at_least"), value=None)])
    assert gone == text


def test_a_place_that_is_not_there_is_made_with_what_is_around_it(root: Path) -> None:
    manuscripts = at(root)
    text = manuscripts.open(RUBRIC).text
    steps = [
        Put(where=("length",), value=None),
        Put(where=("length", "at_least"), value=30),
        Insert(where=("criteria", 5, "checks", 0, "says", 0), value="we promise: thirty percent"),
        Put(where=("criteria", 0, "checks", 0, "says"), value=None),
        Put(where=("criteria", 0, "checks", 0, "says", 0), value="no"),
    ]
    data = manuscripts.read(RUBRIC, manuscripts.edit(RUBRIC, text, steps)).data
    assert data
    assert data["length"] == {"at_least": 30}
    assert data["criteria"][5]["checks"][0]["says"][0] == "we promise: thirty percent"
    assert data["criteria"][0]["checks"][0]["says"] == ["no"]


def test_a_whole_file_grows_from_nothing(root: Path) -> None:
    manuscripts = at(root)
    steps = [
        Put(where=("title",), value="Visit"),
        Put(where=("about",), value="You have two minutes. " * 12),
        Insert(where=("criteria", 0), value={"id": "morning", "weight": 10, "checks": [{"id": "a", "asks": "Is it?"}]}),
        Insert(where=("criteria", 0), value={"id": "first", "skill": None, "levels": [{"level": 0, "text": "x: y"}]}),
        Move(where=("criteria", 0), to=1),
        Remove(where=("criteria", 0, "weight")),
    ]
    for start in ("", "# a remark\n", "\n\n# one\n\n# two"):
        text = manuscripts.edit(NEW, start, steps)
        assert text.startswith(start.rstrip("\n"))
        assert manuscripts.read(NEW, text).data == {
            "title": "Visit",
            "about": ("You have two minutes. " * 12).strip(),
            "criteria": [
                {"id": "morning", "checks": [{"id": "a", "asks": "Is it?"}]},
                {"id": "first", "levels": [{"level": 0, "text": "x: y"}]},
            ],
        }


@pytest.mark.parametrize(
    "step",
    [
        Put(where=("title", "deeper"), value="x"),
        Put(where=("criteria", "first"), value="x"),
        Put(where=("criteria", 99), value="x"),
        Put(where=("criteria", -1), value="x"),
        Put(where=(), value="x"),
        Insert(where=("criteria", 99), value="x"),
        Insert(where=("title",), value="x"),
        Remove(where=("not_there",)),
        Remove(where=()),
        Move(where=("criteria", 0), to=99),
        Move(where=("title",), to=0),
        Put(where=("title",), value=float("nan")),
        Put(where=("title",), value=10**20),
        Put(where=("title",), value=[None]),
    ],
    ids=str,
)
def test_a_step_that_does_not_fit_is_refused(root: Path, step: Put | Insert | Remove | Move) -> None:
    manuscripts = at(root)
    with pytest.raises(UsageError):
        manuscripts.edit(RUBRIC, manuscripts.open(RUBRIC).text, [step])


def test_a_broken_text_is_not_changed_and_the_line_is_told(root: Path) -> None:
    with pytest.raises(ContentError, match="The text cannot be taken apart in line 2: "):
        at(root).edit(RUBRIC, "title: x\nabout: {\n", [Put(where=("title",), value="y")])
    with pytest.raises(ContentError, match="The text cannot be taken apart in line 1: "):
        at(root).edit(WEAK, "---\ntitle: x\n", [Put(where=("body",), value="y")])


def test_the_texts_of_a_pitch_are_changed_in_place(root: Path) -> None:
    manuscripts = at(root)
    text = manuscripts.open(GOLDEN).text
    titled = manuscripts.edit(GOLDEN, text, [Put(where=("title",), value="First: a call")])
    assert titled.split("\n")[1] == 'title: "First: a call"'
    assert titled.split("\n")[2:] == text.split("\n")[2:]
    spoken = manuscripts.edit(GOLDEN, text, [Put(where=("body",), value="Good morning.\r\n\r\nGoodbye. ")])
    assert spoken == text[: text.index("Good morning")] + "Good morning.\n\nGoodbye.\n"
    data = manuscripts.read(GOLDEN, text).data
    assert data
    assert manuscripts.edit(GOLDEN, spoken, [Put(where=("body",), value=data["body"])]) == text
    with pytest.raises(UsageError, match="three dashes"):
        manuscripts.edit(GOLDEN, text, [Put(where=("body",), value="one\n---\ntwo")])
    bare = manuscripts.edit(WEAK, "Only words.\n", [Put(where=("title",), value="Weak")])
    assert bare == "---\ntitle: Weak\n---\n\nOnly words.\n"
    assert manuscripts.edit(WEAK, "", [Put(where=("body",), value="Words.")]) == "Words.\n"
    assert manuscripts.edit(WEAK, bare, [Put(where=("title",), value=None)]) == "---\n---\n\nOnly words.\n"


def test_a_recording_comes_beside_its_text_and_never_over_another(root: Path, tmp_path: Path) -> None:
    manuscripts = at(root)
    (tmp_path / "sound").write_bytes(b"OggS and so on")
    manuscripts.add_recording("first_call", PitchKind.WEAK, tmp_path / "sound", ".ogg")
    assert (root / "golden_pitches/first_call/weak.ogg").read_bytes() == b"OggS and so on"
    assert list(manuscripts.recordings("first_call")) == [PitchKind.WEAK]
    with pytest.raises(UsageError, match="There is a recording"):
        manuscripts.add_recording("first_call", PitchKind.WEAK, tmp_path / "sound", ".wav")
    with pytest.raises(UsageError, match=r"cannot end in \.exe"):
        manuscripts.add_recording("first_call", PitchKind.GOLDEN, tmp_path / "sound", ".exe")
