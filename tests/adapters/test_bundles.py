"""Zips from outside: whatever is wrong with one is said in one sentence, and nothing of it is written."""

import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from made_zips import (
    GOLDEN,
    OGG,
    YAML,
    Files,
    bomb,
    crowded,
    encrypted,
    endless_table,
    listed,
    overlapping,
    packed,
    sly_bomb,
    swapped,
    with_entry,
)

from coach.adapters.bundles import ZipParcels
from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.domain.rubric import PitchKind
from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.errors import CoachError, ContentError

ROOT = Path(__file__).parents[2]
RUBRIC = Address(kind=ManuscriptKind.RUBRIC, id="first_call")
CARD = Address(kind=ManuscriptKind.CARD, id="castle")
MOST = 20_000_000


@pytest.fixture(scope="module")
def parcels() -> ZipParcels:
    library = FileLibrary(ROOT)
    return ZipParcels(library, FileCards(library), MOST)


@pytest.fixture(scope="module")
def exported(parcels: ZipParcels, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """What a rubric's zip holds; without its recordings but one, which make it slow to pack anew."""
    path = tmp_path_factory.mktemp("zip") / "first_call.zip"
    parcels.pack(RUBRIC, path)
    with zipfile.ZipFile(path) as parcel:
        files = {name: parcel.read(name) for name in parcel.namelist()}
    for kind in ("golden", "weak", "own_words"):
        del files[f"golden_pitches/first_call/{kind}.ogg"]
    return listed(files)


def line_of(name: str) -> int:
    rows = (ROOT / YAML).read_text("utf-8").split("\n")
    return next(number for number, row in enumerate(rows, 1) if row.startswith(f"{name}:"))


MALFORMED: dict[str, tuple[Callable[[Files], bytes], str]] = {
    "nothing": (lambda files: b"", "This file is empty."),
    "another file": (lambda files: b"%PDF-1.7 and so on", "This file is no zip."),
    "half of it": (lambda files: packed(files)[:20_000], "This zip is damaged, or was not sent whole."),
    "a letter changed": (lambda files: _flipped(files), "This zip is damaged, or was not sent whole."),
    "no manifest": (lambda files: packed({n: c for n, c in files.items() if n != "manifest.json"}), "no manifest.json"),
    "a manifest that is none": (lambda files: packed(files | {"manifest.json": b"{"}), "manifest.json cannot be read"),
    "a deep manifest": (lambda files: packed(files | {"manifest.json": b"[" * 90_000}), "manifest.json cannot be read"),
    "a manifest without an id": (lambda files: packed(listed(files, id="../x")), "manifest.json is wrong at `id`"),
    "a newer format": (lambda files: packed(listed(files, format=2)), "made by a newer Pitch Coach"),
    "a text changed by hand": (
        lambda files: packed(files | {YAML: files[YAML] + b"# mine\n"}),
        f"{YAML} is not what its manifest says",
    ),
    "a text left out": (
        lambda files: packed({n: c for n, c in files.items() if n != GOLDEN}),
        f"{GOLDEN} is missing in it",
    ),
    "another version": (lambda files: packed(listed(files, version="0" * 12)), "say something else than its manifest"),
    "a file of another kind": (lambda files: packed(listed({**files, "run.sh": b"x"})), "“run.sh”, which is no part"),
    "a path that escapes": (
        lambda files: with_entry(files, "../../escaped.yaml"),
        "“../../escaped.yaml” that may not be unpacked: it leads out of its folder (..)",
    ),
    "a path from the root": (lambda files: with_entry(files, "/etc/x.yaml"), "it begins at the root of the disk"),
    "a path with a drive": (lambda files: with_entry(files, "C:x.yaml"), "it names a drive"),
    "a path with backslashes": (lambda files: with_entry(files, "rubrics\\..\\x.yaml"), "there is a backslash in it"),
    "a link": (
        lambda files: with_entry(files, "rubrics/link.yaml", b"/etc/passwd", stat.S_IFLNK | 0o777),
        "“rubrics/link.yaml” in the zip is a link to another file",
    ),
    "one name twice": (lambda files: with_entry(files, YAML), f"The zip holds two files “{YAML}”."),
    "names that differ by case": (lambda files: with_entry(files, YAML.upper()), "The zip holds two files “RUBRICS/"),
    "a password": (encrypted, "The zip is locked with a password."),
    "a bomb": (bomb, "“rubrics/bomb.yaml” would grow to 100.0 MB, far more than such a file can."),
    "a bomb that lies": (sly_bomb, "This zip is damaged, or was not sent whole."),
    "overlapping files": (overlapping, "This zip is damaged, or was not sent whole."),
    "too many files": (crowded, "holds 27 files, and a rubric with all it needs has 10 at most"),
    "an endless table of contents": (endless_table, "The zip holds far more files than a rubric"),
    "more than fits": (
        lambda files: packed(listed(files | {OGG: b"OggS" + os.urandom(MOST)}), zipfile.ZIP_STORED),
        "its content would grow to",
    ),
    "a way of packing": (lambda files: packed(files, zipfile.ZIP_LZMA), "is packed in a way that is not read here"),
    "a recording that is none": (
        lambda files: packed(listed(files | {OGG: b"MZ" + bytes(900)})),
        f"{OGG} in the zip is no ogg recording, whatever its name says.",
    ),
    "a rubric with a mistake": (
        lambda files: packed(swapped(files, YAML, "pass_mark: 80", "pass_mark: 800")),
        f"In the zip, {YAML}, line {line_of('pass_mark')}: `pass_mark` is 800, and must be at most 100.",
    ),
    "a rubric of another pitch": (
        lambda files: packed(swapped(files, YAML, "golden_pitch: first_call", "golden_pitch: closing")),
        f"In the zip, {YAML}, line {line_of('golden_pitch')}: there is no folder golden_pitches/closing.",
    ),
    "a passage that is gone": (
        lambda files: packed(swapped(files, GOLDEN, "it takes eleven weeks", "it takes ten weeks")),
        "the golden passage of check `eleven_weeks` does not stand in golden_pitches/first_call/golden.md",
    ),
    "a text without words": (
        lambda files: packed(listed(files | {"golden_pitches/first_call/weak.md": b"---\ntitle: x\n---\n"})),
        "golden_pitches/first_call/weak.md: no words stand in this file.",
    ),
    "a text that is no text": (
        lambda files: packed(listed(files | {GOLDEN: b"\xff\xfe\x00"})),
        "this file is saved as UTF-16",
    ),
}


def _flipped(files: Files) -> bytes:
    content = bytearray(packed(files, zipfile.ZIP_STORED))
    content[content.find(b"title: First-call pitch") + 8] ^= 1
    return bytes(content)


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_zip_is_refused_in_one_sentence(
    case: str, parcels: ZipParcels, exported: Files, tmp_path: Path
) -> None:
    make, told = MALFORMED[case]
    (tmp_path / "parcel.zip").write_bytes(make(exported))
    staged = tmp_path / "deep" / "down"
    staged.mkdir(parents=True)
    with pytest.raises(ContentError) as refused:
        parcels.unpack(tmp_path / "parcel.zip", staged)
    assert told in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.hint.endswith((".", "”"))
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and staged not in path.parents]
    assert [path.name for path in outside] == ["parcel.zip"]
    assert sum(path.stat().st_size for path in staged.rglob("*") if path.is_file()) <= MOST


def test_what_was_packed_is_unpacked_byte_for_byte(parcels: ZipParcels, tmp_path: Path) -> None:
    manifest = parcels.pack(RUBRIC, tmp_path / "a.zip")
    contents = parcels.unpack(tmp_path / "a.zip", tmp_path / "staged")
    assert contents.manifest == manifest
    assert manifest.title == "First-call pitch"
    assert set(contents.recordings) == set(PitchKind)
    for file in manifest.files:
        assert (tmp_path / "staged" / file.path).read_bytes() == (ROOT / file.path).read_bytes()
    again = parcels.pack(RUBRIC, tmp_path / "b.zip")
    assert again == manifest
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_card_travels_alone_and_is_read_beside_our_own_facts(parcels: ZipParcels, tmp_path: Path) -> None:
    parcels.pack(CARD, tmp_path / "card.zip")
    contents = parcels.unpack(tmp_path / "card.zip", tmp_path / "here")
    assert list(contents.texts) == ["battlecards/castle.yaml"]
    (tmp_path / "other" / "battlecards").mkdir(parents=True)
    us = (ROOT / "battlecards/us.yaml").read_text("utf-8").partition("proofs:")[0]
    (tmp_path / "other" / "battlecards" / "us.yaml").write_text(us, "utf-8")
    other = FileLibrary(tmp_path / "other")
    with pytest.raises(ContentError, match=r"which is not in battlecards/us\.yaml"):
        ZipParcels(other, FileCards(other), MOST).unpack(tmp_path / "card.zip", tmp_path / "there")


def test_folders_of_their_own_in_a_zip_do_no_harm(parcels: ZipParcels, exported: Files, tmp_path: Path) -> None:
    (tmp_path / "parcel.zip").write_bytes(with_entry(exported, "rubrics/", b"", stat.S_IFDIR | 0o755))
    assert parcels.unpack(tmp_path / "parcel.zip", tmp_path / "staged").manifest.id == "first_call"


def test_what_cannot_be_used_is_not_given_away(tmp_path: Path) -> None:
    for folder in ("rubrics", "golden_pitches/first_call", "battlecards"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    path = tmp_path / YAML
    path.write_text(path.read_text("utf-8").replace("pass_mark: 80", "pass_mark: 800"), "utf-8")
    library = FileLibrary(tmp_path)
    parcels = ZipParcels(library, FileCards(library), MOST)
    for address in (RUBRIC, Address(kind=ManuscriptKind.RUBRIC, id="not_there")):
        with pytest.raises(CoachError):
            parcels.pack(address, tmp_path / "x.zip")


@pytest.mark.parametrize("seed", range(60))
def test_a_zip_with_a_damaged_byte_is_whole_or_refused(
    seed: int, parcels: ZipParcels, exported: Files, tmp_path: Path
) -> None:
    content = bytearray(packed(exported))
    place = zlib.crc32(str(seed).encode()) % len(content) if seed % 2 else len(content) - 1 - seed * 7
    content[place] ^= 1 << seed % 8
    (tmp_path / "parcel.zip").write_bytes(bytes(content))
    try:
        contents = parcels.unpack(tmp_path / "parcel.zip", tmp_path / "staged")
    except ContentError:
        return
    assert contents.manifest.version == FileLibrary(ROOT).rubric("first_call").version
