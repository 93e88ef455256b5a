"""The content loader: what it reads, and what it says to people whose file has a slip."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.adapters.library import FileLibrary
from coach.adapters.library_places import library_root
from coach.domain.rubric import Gate, GoldenPitch, PitchKind, Rubric, SignOff, Us
from coach.errors import CoachError, ContentError, SettingsError, UsageError

RUBRIC = """\
title: First call
about: Win a second meeting.
golden_pitch: first
pass_mark: 75
situations:
  call:
    title: A call
  hall:
    title: In the hall
certifies: [call]
criteria:
  - id: problem
    title: Names the problem
    weight: 60
    skill: business
    checks:
      - id: weeks
        asks: Does the seller say how long customers wait?
        says:
          - it takes eleven weeks
        golden: A new customer waits eleven weeks.
      - id: date
        asks: Is a day named for the next meeting?
        golden: Let us meet on Tuesday.
        gate: must
  - id: manner
    title: Leads through it
    weight: 40
    weights:
      hall: 0
    skill: people
    levels:
      - level: 0
        text: No order
      - level: 1
        text: Some order
"""
GOLDEN = """\
---
title: The model answer
product: Bridge
audience: Heads of operations
---

Good morning. A new customer waits eleven weeks.
That is your money.

Let us meet on Tuesday.
"""
OTHERS = {
    "weak.md": "---\ntitle: Chat\n---\nHow was the trip?\n",
    "own_words.md": "Eleven weeks pass before anybody is live. Shall we talk again, say Tuesday?\n",
    "near_miss.md": "---\n---\nNobody waits eleven weeks. I would rather not fix a day.\n",
}
US = """\
company: Bridge Makers
product: Bridge
about: We make bridges.
proofs:
  - id: weeks
    text: Customers wait eleven weeks.
    source: Our survey
    date: "2026-03-12"
never_say:
  - cheapest
"""
R, G, U = "rubrics/acme.yaml", "golden_pitches/first/golden.md", "battlecards/us.yaml"


def write(root: Path, name: str, text: str | bytes) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def build(root: Path, files: dict[str, str | bytes] | None = None) -> FileLibrary:
    """A valid library under `root`, with some files replaced."""
    content: dict[str, str | bytes] = {R: RUBRIC, G: GOLDEN, U: US}
    content |= {f"golden_pitches/first/{name}": text for name, text in OTHERS.items()}
    for name, text in (content | (files or {})).items():
        write(root, name, text)
    return FileLibrary(root)


def swap(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def read_all(library: FileLibrary) -> None:
    for rubric_id in library.rubric_ids():
        library.rubric(rubric_id)
    library.golden("first")
    library.us()


def refusal(library: FileLibrary) -> ContentError:
    with pytest.raises(ContentError) as caught:
        read_all(library)
    return caught.value


def assert_plain(error: CoachError) -> None:
    """No word of a validation library, a parser or Python may reach an author."""
    said = f"{error.message} {error.hint}"
    jargon = r"type=|Input should|extra_forbidden|http|\bpydantic\b|ruamel|scanning|block mapping|<class|None\b|Error\b"
    assert not re.search(jargon, said), said
    assert error.hint.strip().endswith((".", "…", "?", "”", "`", ")", '"')), error.hint
    assert error.message.strip(), said


def test_a_valid_library_reads_whole(tmp_path: Path) -> None:
    library = build(tmp_path)
    rubric = library.rubric("acme")
    assert library.rubric_ids() == ("acme",)
    assert rubric.id == "acme"
    assert rubric.pass_mark == 75
    assert rubric.sign_off is SignOff.BORDERLINE
    assert rubric.criteria[0].checks[1].gate is Gate.MUST
    assert rubric.criteria[1].weights == {"hall": 0}
    assert library.golden("first").text.startswith("Good morning.")
    assert library.golden("first").texts[PitchKind.WEAK] == "How was the trip?"
    assert library.us().proofs[0].date == "2026-03-12"


Case = tuple[str, str | bytes, list[str]]
"""A file, what stands in it, and what its message must name."""


def r(old: str, new: str, *words: str) -> Case:
    return R, swap(RUBRIC, old, new), list(words)


def g(old: str, new: str, *words: str) -> Case:
    return G, swap(GOLDEN, old, new), list(words)


def u(old: str, new: str, *words: str) -> Case:
    return U, swap(US, old, new), list(words)


BROKEN: dict[str, Case] = {
    # YAML that means something else than it looks like
    "a key given twice": r("pass_mark: 75", "pass_mark: 75\npass_mark: 80", "line 5", "twice", "line 4"),
    "a key given twice deep inside": r(
        "    weight: 60\n", "    weight: 60\n    weight: 50\n", "line 15", "`weight`", "twice", "line 14"
    ),
    "a truth value for text": r("title: A call", "title: no", "line 7", "`no`", "quotes", '"no"'),
    "a truth value among texts": r("- it takes eleven weeks", "- Yes", "line 20", "`Yes`", "quotes"),
    "a truth value as a name": r("  call:\n", "  on:\n", "line 6", "`on`", "quotes"),
    "a time for text": r("- it takes eleven weeks", "- 1:30", "line 20", "`1:30`", "time", "90"),
    "a time for a number": r("pass_mark: 75", "pass_mark: 1:30", "line 4", "`pass_mark`", "number"),
    "a date for text": u('"2026-03-12"', "2026-03-12", "line 8", "2026-03-12", "date", "quotes"),
    "a date for a number": r("pass_mark: 75", "pass_mark: 2026-03-12", "line 4", "number"),
    "not a number": r("weight: 60", "weight: .nan", "line 14", "`weight`", "number"),
    "an endless number": r("weight: 60", "weight: .inf", "line 14", "`weight`", "number"),
    "a number too large to be one": r("weight: 60", "weight: 1e999", "line 14", "number"),
    "a number with a leading zero": r("weight: 60", "weight: 060", "line 14", "number"),
    "text lost behind a sharp": r("Names the problem", "Names the #1 problem", "line 13", "`title`", "#", "quotes"),
    "an anchor": r("title: A call", "title: &a A call", "line 7", "&", "quotes"),
    "bold text that YAML takes for an alias": r("about: Win", "about: *Win* it", "line 2", "*", "quotes"),
    "a merge key": r("    title: A call\n", "    <<: {title: A}\n", "line 7", "<<"),
    "a tag": r("pass_mark: 75", "pass_mark: !!int 75", "line 4", "exclamation"),
    "two documents": (R, RUBRIC + "---\ntitle: Second\n", ["line 37", "second", "---"]),
    "a directive": (R, "%YAML 1.1\n---\n" + RUBRIC, ["%"]),
    # YAML that cannot be read
    "a tab": r("    title: A call", "\ttitle: A call", "line 7", "tab", "spaces"),
    "a colon inside text": r("about: Win", "about: Do this: win", "line 2", "colon", "quotes"),
    "a line without a colon": r("pass_mark: 75", "pass_mark 75", "line 4", "name: text"),
    "a line indented too far": r("pass_mark: 75", "  pass_mark: 75", "line 4", "indented"),
    "a line indented too little": r("    skill: people", "   skill: people", "line 31", "indent"),
    "a quote left open": r("title: First call", 'title: "First call', "line 1", "quotation mark"),
    "text after a quote": r("title: First call", 'title: "First" call', "line 1", "quotation mark"),
    "a bracket left open": r("certifies: [call]", "certifies: [call", "line 10", "bracket"),
    "text that begins with @": r("about: Win", "about: @ Win", "line 2", "@", "quotes"),
    "a backslash in quotes": r("title: First call", r'title: "First \call"', "line 1", "backslash"),
    "text beside a bar": r("about: Win", "about: | Win", "line 2", "|"),
    "a dash beside a name": r("about: Win", "about: - Win", "line 2", "dash"),
    "an invisible character": r("First call", "First\x07 call", "line 1", "invisible", "U+0007"),
    "half a character": r("First call", r'"First \ud800 call"', "line 1", "invisible"),
    "nested without end": (R, "title: " + "[" * 5_000, ["line 1", "deep"]),
    # the file as a whole
    "an empty file": (R, "", [R, "empty"]),
    "only remarks": (R, "# soon\n", [R, "empty"]),
    "a list instead of names": (R, "- title: x\n", ["line 1", "list"]),
    "just text": (R, "First call\n", ["line 1", "just text"]),
    "not UTF-8": (R, swap(RUBRIC, "Win a", "Gewinn für").encode("latin-1"), ["line 2", "UTF-8"]),
    "UTF-16": (R, RUBRIC.encode("utf-16"), ["UTF-16", "UTF-8"]),
    "absurdly large": (R, RUBRIC + "# x\n" * 300_000, [R, "too large"]),
    # names and values
    "an unknown name": r(
        "pass_mark:", "pass_marks:", "line 4", "do not know `pass_marks`", "Did you mean `pass_mark`?"
    ),
    "an unknown name in a check": r("        says:", "        say:", "line 19", "`say`", "check `weeks`", "`says`?"),
    "a required name misspelt counts once": r("golden_pitch:", "golden_pich:", "line 3", "`golden_pitch`?"),
    "an id in the file": (R, "id: acme\n" + RUBRIC, ["line 1", "`id`", "name of the file"]),
    "a missing name": r("title: First call\n", "", "line 1", "no `title`"),
    "a missing name in a criterion": r("    skill: business\n", "", "line 12", "criterion `problem`", "no `skill`"),
    "a number for text": r("title: First call", "title: 2024", "line 1", "`title`", 'title: "2024"'),
    "text for a number": r("pass_mark: 75", "pass_mark: high", "line 4", "`pass_mark`", "number", "high"),
    "a quoted number": r("pass_mark: 75", 'pass_mark: "75"', "line 4", "number", "without quotes"),
    "a list for text": r("title: First call", "title: [a, b]", "line 1", "text", "a list"),
    "text for a list": r("certifies: [call]", "certifies: call", "line 10", "`certifies`", "list", "dash"),
    "text for a part": r("    title: A call", "    A call", "line 6", "`call`", "name: text"),
    "half a level": r("level: 1", "level: 0.5", "line 35", "`level`", "whole number"),
    "a number out of range": r("pass_mark: 75", "pass_mark: 140", "line 4", "140", "at most 100"),
    "a negative weight": r("weight: 40", "weight: -1", "line 28", "criterion `manner`", "at least 0"),
    "a word that is no choice": r("gate: must", "gate: mist", "line 25", "`gate`", "`must`?", "`never`"),
    "an id with capitals": r("id: weeks", "id: Eleven weeks", "line 17", "Eleven weeks", "small letters"),
    "a situation with a space": r("  hall:\n    title", "  in hall:\n    title", "line 8", "in hall"),
    "nothing after the colon": r("about: Win a second meeting.", "about:", "line 2", "`about`", "empty"),
    "empty quotes": r("about: Win a second meeting.", 'about: "  "', "line 2", "`about`", "empty"),
    "an empty list": r("certifies: [call]", "certifies: []", "line 10", "`certifies`", "empty"),
    # rules between several names
    "an unknown situation certifies": r("[call]", "[cold]", "line 10", "`cold`", "`situations`"),
    "a weight for an unknown situation": r("      hall: 0", "      lift: 0", "line 30", "`lift`"),
    "checks and levels": r(
        "    levels:", "    checks:\n      - id: x\n        asks: Is it?\n    levels:", "line 35", "`manner`", "both"
    ),
    "two checks with one id": r("- id: date", "- id: weeks", "line 22", "`weeks`", "its own"),
    "two criteria with one id": r("- id: manner", "- id: problem", "line 26", "two criteria", "`problem`", "its own"),
    "levels with a gap": r("level: 1", "level: 2", "line 32", "`levels`", "gap"),
    "a length upside down": (
        R,
        RUBRIC + "length:\n  at_least: 90\n  at_most: 60\n",
        ["line 39", "`at_least`", "shorter"],
    ),
    # the golden pitch
    "no such golden pitch": r("golden_pitch: first", "golden_pitch: fist", "line 3", "golden_pitches/fist", "`first`?"),
    "a passage that is not there": r(
        "golden: A new customer waits eleven weeks.",
        "golden: A new customer waits ten weeks.",
        *("line 21", "`weeks`", "golden_pitches/first/golden.md", "line 7", "“A new customer waits eleven weeks.”"),
    ),
    "a golden pitch without front matter": (G, "Good morning.\n", [G, "line 1", "title", "audience"]),
    "front matter left open": (G, "---\ntitle: x\nGood morning.\n", [G, "line 1", "closed"]),
    "front matter without an audience": g("audience: Heads of operations\n", "", G, "no `audience`"),
    "an unknown name in front matter": g("audience:", "audiance:", "line 4", "`audience`?"),
    "three dashes in the text": (G, GOLDEN + "---\nMore.\n", [G, "line 11", "dashes"]),
    "a golden pitch without words": (G, GOLDEN[: GOLDEN.index("Good")], [G, "no words"]),
    "a product in weak.md": ("golden_pitches/first/weak.md", "---\nproduct: x\n---\nHi.\n", ["line 2", "`product`"]),
    # what is true of us
    "a proof without a source": u("    source: Our survey\n", "", "line 5", "proof `weeks`", "no `source`"),
    "us.yaml with an unknown name": u("never_say:", "never:", "line 9", "`never`"),
}


@pytest.mark.parametrize(("file", "text", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_in_plain_words(
    tmp_path: Path, file: str, text: str | bytes, words: list[str]
) -> None:
    library = build(tmp_path, {file: text})
    error = refusal(library)
    assert_plain(error)
    said = f"{error.message} {error.hint}"
    assert error.message.startswith(words[0] if "/" in words[0] else file), said
    assert [word for word in words if word not in said] == [], said
    if any(word.startswith("line ") for word in words):
        assert re.match(rf"[\w./]+, {next(w for w in words if w.startswith('line '))}: ", error.message), said
    listed = [problem for problem in library.check_files() if problem.severity == "error"]
    assert error.message.partition(" (and ")[0] in [problem.message for problem in listed]


@pytest.mark.parametrize(
    ("kind", "purpose"), [("weak", "not pass"), ("own_words", "not fail"), ("golden", "model answer")]
)
def test_a_missing_text_is_named_with_its_purpose(tmp_path: Path, kind: str, purpose: str) -> None:
    library = build(tmp_path)
    (tmp_path / f"golden_pitches/first/{kind}.md").unlink()
    with pytest.raises(ContentError, match=rf"golden_pitches/first/{kind}\.md: this file is missing") as caught:
        library.rubric("acme")
    assert purpose in caught.value.hint


def test_the_ten_messages_in_the_guide_are_said_word_for_word(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "rubrics/README.md").read_text("utf-8")
    table = guide.partition("## Ten messages and how to mend them")[2]
    shown = [a or b for a, b in re.findall(r"^\| (?:`` ?(.+?)``|`(.+?)`) \| ", table, re.MULTILINE)]
    said: list[str] = []
    for file, text, _ in BROKEN.values():
        said.append(refusal(build(tmp_path, {file: text})).message)
    assert len(shown) == 10
    assert [message for message in shown if not any(message in each for each in said)] == []


def test_a_missing_us_file_is_named(tmp_path: Path) -> None:
    library = build(tmp_path)
    (tmp_path / U).unlink()
    with pytest.raises(ContentError, match=r"battlecards/us\.yaml: this file is missing"):
        library.us()


@pytest.mark.parametrize("name", ["rubrics/other.yml", "rubrics/acme.yml"])
def test_a_file_that_ends_in_yml_is_told_to_be_renamed(tmp_path: Path, name: str) -> None:
    library = build(tmp_path)
    (tmp_path / R).rename(tmp_path / name)
    with pytest.raises(ContentError, match=r"only files that end in \.yaml") as caught:
        library.rubric(Path(name).stem)
    assert caught.value.hint.startswith(f"Rename it to {Path(name).stem}.yaml.")
    with pytest.raises(ContentError):
        library.rubric_ids()


@pytest.mark.parametrize("name", ["First Call", "erste_übung", "1st"])
def test_a_file_whose_name_is_no_id_is_refused(tmp_path: Path, name: str) -> None:
    library = build(tmp_path, {f"rubrics/{name}.yaml": RUBRIC})
    with pytest.raises(ContentError, match="cannot be the name of a rubric") as caught:
        library.rubric(name)
    assert "small letters" in caught.value.hint


@pytest.mark.parametrize("asked", ["acne", "../us", "acme.yaml", "", "rubrics/acme"])
def test_a_rubric_that_does_not_exist_is_a_usage_error_that_lists_what_does(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        build(tmp_path).rubric(asked)
    assert "acme" in caught.value.hint


@pytest.mark.parametrize("asked", ["frist", "..", "../first", ""])
def test_a_golden_pitch_that_does_not_exist_is_a_usage_error(tmp_path: Path, asked: str) -> None:
    library = build(tmp_path)
    with pytest.raises(UsageError) as caught:
        library.golden(asked)
    assert "first" in caught.value.hint
    assert library.recording(asked, PitchKind.GOLDEN) is None


def test_the_first_slip_is_told_and_the_others_are_counted(tmp_path: Path) -> None:
    text = swap(RUBRIC, "title: First call", "title: 7")
    text = swap(swap(text, "title: A call", "title: yes"), "weight: 40", "weight: heavy")
    library = build(tmp_path, {R: text})
    error = refusal(library)
    assert error.message.startswith("rubrics/acme.yaml, line 1: ")
    assert error.message.endswith("(and 2 more)")
    assert "coach check" in error.hint
    assert [p.message[:26] for p in library.check_files()] == [
        "rubrics/acme.yaml, line 1:", "rubrics/acme.yaml, line 7:", "rubrics/acme.yaml, line 28"
    ]  # fmt: skip


def slip_of(library: FileLibrary) -> ContentError | None:
    try:
        library.rubric("acme")
    except ContentError as error:
        return error
    return None


def _places(lines: list[str]) -> list[tuple[int, str]]:
    return [(n, line) for n, line in enumerate(lines) if ":" in line or line.strip().startswith("-")]


JUNK = [
    "",
    "7",
    "-1",
    "1.5",
    "text",
    "[]",
    "[a, [b]]",
    "{}",
    "{a: {b: c}}",
    "null",
    "~",
    "yes",
    "'",
    "&x",
    "? y",
    "- z",
]


@pytest.mark.parametrize("junk", JUNK)
def test_junk_in_any_place_is_read_or_refused_in_plain_words(tmp_path: Path, junk: str) -> None:
    library = build(tmp_path)
    lines = RUBRIC.split("\n")
    refused = 0
    for number, line in _places(lines):
        before = line[: line.index(":") + 1] if ":" in line else line[: line.index("-") + 1]
        write(tmp_path, R, "\n".join([*lines[:number], f"{before} {junk}", *lines[number + 1 :]]))
        error = slip_of(library)
        if error:
            assert_plain(error)
            assert re.match(r"rubrics/acme\.yaml, line \d+: ", error.message), error.message
            refused += 1
    assert refused > 10


VARIANTS: dict[str, Callable[[str], str]] = {
    "remarks": lambda text: "# for us\n" + text.replace("pass_mark: 75", "pass_mark: 75  # of 100"),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "the order of names": lambda text: "pass_mark: 75\n" + text.replace("pass_mark: 75\n", ""),
    "quotes": lambda text: text.replace("title: First call", 'title: "First call"'),
    "another way to write a list": lambda text: text.replace("certifies: [call]", "certifies:\n  - call"),
    "a folded text": lambda text: text.replace("Win a second meeting.", ">\n  Win a\n  second meeting."),
}


@pytest.mark.parametrize("vary", VARIANTS.values(), ids=VARIANTS.keys())
def test_what_means_the_same_keeps_its_version(tmp_path: Path, vary: Callable[[str], str]) -> None:
    library = build(tmp_path)
    before = library.rubric("acme")
    write(tmp_path, R, vary(RUBRIC))
    assert library.rubric("acme") == before


@pytest.mark.parametrize(
    ("old", "new"),
    [("pass_mark: 75", "pass_mark: 76"), ("pass_mark: 75\n", ""), ("it takes eleven", "it takes 11"), ("Some", "More")],
)
def test_what_means_something_else_gets_another_version(tmp_path: Path, old: str, new: str) -> None:
    library = build(tmp_path)
    before = library.rubric("acme").version
    write(tmp_path, R, swap(RUBRIC, old, new))
    after = library.rubric("acme").version
    assert re.fullmatch(r"[0-9a-f]{12}", before)
    assert before != after


def test_writing_a_default_out_does_not_change_the_rubric_but_its_version(tmp_path: Path) -> None:
    library = build(tmp_path)
    before = library.rubric("acme")
    write(tmp_path, R, RUBRIC + "band: 5\n")
    after = library.rubric("acme")
    assert after.version != before.version
    assert after.model_copy(update={"version": before.version}) == before


def test_the_version_is_the_hash_of_the_parsed_data(tmp_path: Path) -> None:
    import hashlib
    import json

    library = build(tmp_path)
    for version, content in library.sources("acme").items():
        plain = json.dumps(content, sort_keys=True)
        assert hashlib.sha256(plain.encode()).hexdigest()[:12] == version


def test_each_text_moves_the_version_of_a_golden_pitch_and_line_ends_do_not(tmp_path: Path) -> None:
    library = build(tmp_path)
    before = library.golden("first").version
    write(tmp_path, G, "\ufeff" + GOLDEN.replace("\n", "\r\n"))
    assert library.golden("first").version == before
    seen = {before}
    for name in OTHERS:
        path = tmp_path / "golden_pitches/first" / name
        path.write_text(path.read_text("utf-8") + "Goodbye.\n", "utf-8")
        seen.add(library.golden("first").version)
    assert len(seen) == 4


def test_frozen_sources_give_the_same_values_again(tmp_path: Path) -> None:
    library = build(tmp_path)
    write(tmp_path, "golden_pitches/first/golden.wav", b"RIFF")
    rubric, golden, us = library.rubric("acme"), library.golden("first"), library.us()
    sources = library.sources("acme")
    assert set(sources) == {rubric.version, golden.version, us.version}
    assert Rubric.model_validate(sources[rubric.version] | {"id": "acme", "version": rubric.version}) == rubric
    again = GoldenPitch.model_validate(sources[golden.version] | {"id": "first", "version": golden.version})
    assert again == golden.model_copy(update={"recordings": {}})
    assert Us.model_validate(sources[us.version] | {"version": us.version}) == us


@pytest.mark.parametrize("ending", ["ogg", "wav", "mp3", "m4a", "flac", "webm"])
def test_recordings_beside_the_texts_are_found(tmp_path: Path, ending: str) -> None:
    library = build(tmp_path, {f"golden_pitches/first/weak.{ending}": b"x"})
    assert library.golden("first").recordings == {PitchKind.WEAK: f"golden_pitches/first/weak.{ending}"}
    assert library.recording("first", PitchKind.WEAK) == tmp_path / f"golden_pitches/first/weak.{ending}"
    assert library.recording("first", PitchKind.GOLDEN) is None


def test_a_passage_is_found_whatever_its_quotes_breaks_and_capitals(tmp_path: Path) -> None:
    golden = swap(GOLDEN, "That is your money.", "That’s “your”\nmoney – all of it.")
    text = swap(RUBRIC, "golden: Let us meet on Tuesday.", 'golden: "that\'s \\"your\\" money - all of it"')
    assert build(tmp_path, {R: text, G: golden}).rubric("acme").criteria[0].checks[1].golden


def test_a_passage_may_be_part_of_a_sentence_and_end_with_a_full_stop(tmp_path: Path) -> None:
    text = swap(RUBRIC, "golden: A new customer waits eleven weeks.", "golden: A new customer waits.")
    assert build(tmp_path, {R: text}).rubric("acme").criteria[0].checks[0].golden == "A new customer waits."
    write(tmp_path, R, swap(RUBRIC, "golden: A new customer waits eleven weeks.", 'golden: "..."'))
    with pytest.raises(ContentError, match="does not stand in"):
        FileLibrary(tmp_path).rubric("acme")


def test_cards_of_competitors_are_left_alone(tmp_path: Path) -> None:
    library = build(tmp_path, {"battlecards/rival.yaml": "title: [", "rubrics/.#acme.yaml": "x"})
    assert library.us().company == "Bridge Makers"
    assert library.check_files() == ()


def test_an_edit_counts_at_once(tmp_path: Path) -> None:
    library = build(tmp_path)
    assert library.rubric("acme").pass_mark == 75
    write(tmp_path, R, swap(RUBRIC, "75", "60"))
    assert library.rubric("acme").pass_mark == 60


def test_one_broken_rubric_leaves_the_others_usable(tmp_path: Path) -> None:
    library = build(tmp_path, {"rubrics/broken.yaml": "title: [", "rubrics/old.yml": RUBRIC})
    assert library.rubric_ids() == ("acme", "broken")
    assert library.rubric("acme").title == "First call"
    assert [problem.path for problem in library.check_files()] == ["rubrics/old.yml", "rubrics/broken.yaml"]


LEVELS = "[{level: 0, text: none}, {level: 1, text: some}]"

ADVICE: dict[str, Case] = {
    "a broad word": r("Is a day named", "Does the seller confidently name a day", "line 23", "`date`", "confidently"),
    "two questions": r("how long customers wait?", "it? Is there a number?", "line 18", "`weeks`", "two things"),
    "two verbs": r("customers wait?", "customers wait and name a number?", "line 18", "`weeks`", "two things"),
    "both of two": r("how long customers wait?", "both how long and why?", "line 18", "`weeks`", "two things"),
    "no question": r("Is a day named for the next meeting?", "Names a day.", "line 23", "`date`", "no question"),
    "a part of a passage": r(
        "golden: Let us meet on Tuesday.", "golden: customer waits", "line 24", "`weeks`", "`date`", "same golden"
    ),
    "no passage": r("        golden: Let us meet on Tuesday.\n", "", "line 22", "`date`", "`golden`"),
    "weights that do not add up": r("weight: 60", "weight: 50", "line 11", "90", "`call`"),
    "a mark nobody reaches": r("pass_mark: 75", "pass_mark: 98", "line 4", "98", "over 100"),
    "the same passage twice": r(
        "golden: Let us meet on Tuesday.",
        "golden: a new customer waits  eleven weeks",
        *("line 24", "`weeks`", "`date`", "same golden passage"),
    ),
    "the same question twice": r(
        "Is a day named for the next meeting?",
        "Does the seller say how long their customers wait?",
        *("line 23", "`weeks`", "`date`", "nearly the same"),
    ),
    "too many criteria": (
        R,
        RUBRIC
        + "".join(f"  - {{id: c{n}, title: C, weight: 0, skill: people, levels: {LEVELS}}}\n" for n in range(11)),
        ["line 11", "13 criteria"],
    ),
    "copied words": (
        "golden_pitches/first/own_words.md",
        "They say a new customer waits eleven weeks!\n",
        ["“a new customer waits eleven weeks”"],
    ),
    "the golden pitch again": (
        "golden_pitches/first/weak.md",
        GOLDEN[GOLDEN.index("Good") :],
        ["golden pitch again"],
    ),
}


@pytest.mark.parametrize(("file", "text", "words"), ADVICE.values(), ids=ADVICE.keys())
def test_what_scores_badly_is_advised_against_but_used(tmp_path: Path, file: str, text: str, words: list[str]) -> None:
    library = build(tmp_path, {file: text})
    read_all(library)
    (problem,) = library.check_files()
    assert problem.severity == "warning"
    assert problem.path == file
    assert problem.hint
    assert [word for word in words if word not in problem.message] == [], problem.message


def test_two_recordings_of_one_text_are_advised_against(tmp_path: Path) -> None:
    library = build(tmp_path, {f"golden_pitches/first/weak.{ending}": b"x" for ending in ("wav", "ogg")})
    (problem,) = library.check_files()
    assert "weak.ogg" in problem.message or ".ogg is used" in problem.message


def test_different_numbers_and_negations_are_different_questions(tmp_path: Path) -> None:
    first = "Does the seller say that their customers wait eleven weeks for a first bill?"
    other = "Does the seller say that their customers wait two weeks for a first bill?"
    text = swap(RUBRIC, "Does the seller say how long customers wait?", first)
    assert build(tmp_path, {R: swap(text, "Is a day named for the next meeting?", other)}).check_files() == ()


def test_the_root_is_the_setting_then_the_working_directory_then_the_shipped_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen, here, empty = tmp_path / "chosen", tmp_path / "here", tmp_path / "empty"
    for folder in (chosen / "rubrics", here / "rubrics", empty):
        folder.mkdir(parents=True)
    monkeypatch.setenv("COACH_LIBRARY", str(chosen))
    monkeypatch.chdir(here)
    assert library_root() == chosen
    monkeypatch.delenv("COACH_LIBRARY")
    assert library_root() == here
    assert library_root(str(chosen)) == chosen
    monkeypatch.chdir(empty)
    assert (library_root() / "rubrics" / "README.md").is_file()
    with pytest.raises(SettingsError, match="no folder rubrics"):
        library_root(str(empty))
