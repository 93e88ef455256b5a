"""The loader and writer of battlecards: what it reads, and what it says to people whose card has a slip."""

import re
from datetime import date
from pathlib import Path

import pytest

from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.domain.sparring.cards.battlecard import Landmine, Strength
from coach.domain.sparring.cards.notes import card_from_notes
from coach.errors import ContentError, StoreError, UsageError

TODAY = date(2026, 11, 20)
US = """\
company: Bridge Makers
product: Bridge
about: We make bridges.
proofs:
  - id: eleven_weeks
    text: Customers wait eleven weeks.
    source: Our survey
    date: "2026-03-12"
never_say:
  - we guarantee
"""
CARD = """\
name: Castle
about: A suite for sales and projects.
segment: Companies with 200 people and more
manner: Polite and certain.
claims:
  - id: included
    text: The project module is included.
    source: Castle price list, page 4
    date: "2026-10-01"
    strength: strong
    answer:
      line: True, and your customers wait eleven weeks all the same.
      proof: eleven_weeks
      question: How long do your customers wait?
plays:
  - id: you_own_it
    title: You own it already
    does: Says that nothing has to be bought.
    says: You already pay for it.
    claims: [included]
    danger: 5
    when: [castle]
    presses:
      - Why pay twice?
    beaten: Fair enough.
we_win:
  - id: faster
    text: Our customers wait less.
    proof: eleven_weeks
landmines:
  - id: days
    question: How many days did your last ten customers need?
never_say:
  - dinosaur
"""


def cards(root: Path, **texts: str) -> FileCards:
    """A library with cards under `root`."""
    (root / "battlecards").mkdir(exist_ok=True)
    for name, text in ({"us": US, "castle": CARD} | texts).items():
        (root / "battlecards" / f"{name}.yaml").write_text(text, "utf-8")
    return FileCards(FileLibrary(root), today=lambda: TODAY)


def swap(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def told(found: FileCards) -> list[str]:
    """What `coach check` prints for the errors: the place and what is wrong, and below it the way out."""
    errors = [problem for problem in found.check_files() if problem.severity == "error"]
    return [f"{problem.message.removeprefix('battlecards/')}\n  → {problem.hint}" for problem in errors]


def test_a_card_reads_whole(tmp_path: Path) -> None:
    found = cards(tmp_path)
    card = found.card("castle")
    assert found.card_ids() == ("castle",)
    assert (card.id, card.name, card.temporary) == ("castle", "Castle", False)
    assert card.claims[0].strength is Strength.STRONG
    assert card.plays[0].claims == ("included",)
    assert told(found) == []


TEN_MISTAKES = """\
name: Castle
about: A suite for sales and projects.
segmant: Companies with 200 people and more
manner: Polite and certain.
claims:
  - id: going_bankrupt
    text: They will not be around next year.
  - id: included
    text: The project module is included.
    source: Castle price list, page 4
    answer:
      line: We guarantee that ours is better.
      proof: eleven_week
      question: How long do your customers wait?
  - id: fast
    text: They go live in three days.
    source: Castle web page
    date: "2026-31-10"
    strength: huge
plays:
  - id: you_own_it
    title: You own it already
    does: Says that nothing has to be bought.
    says: You already pay for it.
    danger: 7
    when: [on]
    presses:
      - Why pay twice?
    beaten: Fair enough.
we_win:
  - id: faster
    text: Our customers wait less.
prices:
  - id: licence
    text: Eighty dollars a month.
    source: Castle price list, page 4
    date: "2027-01-10"
"""


def test_ten_deliberate_mistakes_are_all_told_at_once(tmp_path: Path) -> None:
    hearsay = (
        "Nobody could show where it comes from: it is hearsay, and a rep who repeats it in front of a buyer is exposed."
    )
    assert told(cards(tmp_path, castle=TEN_MISTAKES)) == [
        "castle.yaml, line 3: I do not know `segmant`. Did you mean `segment`?\n"
        "  → Correct the name or delete the line. Possible here: name, about, segment, manner, claims, plays, "
        "they_win, we_win, landmines, prices, never_say, words, expires, stale_after_days, temporary.",
        "castle.yaml, line 6: claim `going_bankrupt` says something about the competitor and has no `source` and no "
        "`date`.\n"
        f"  → {hearsay} Add both, or delete the entry, or make the whole card `temporary: true` until you know.",
        "castle.yaml, line 8: claim `included` says something about the competitor and has no `date`.\n"
        f"  → {hearsay} Add it, or delete the entry, or make the whole card `temporary: true` until you know.",
        "castle.yaml, line 12: `line` of claim `included` says “we guarantee”, which stands under `never_say`.\n"
        "  → Say it in other words: a rep who reads this line out fails the drill.",
        "castle.yaml, line 13: the answer of claim `included` names the proof `eleven_week`, which is not in "
        "battlecards/us.yaml. Did you mean `eleven_weeks`?\n"
        "  → Name one of these, or add it there with its source: eleven_weeks.",
        "castle.yaml, line 19: `strength` of claim `fast` cannot be “huge”.\n"
        "  → Write one of `weak`, `fair`, `strong`.",
        "castle.yaml, line 25: `danger` of play `you_own_it` is 7, and must be at most 5.\n"
        "  → Write a number that is at most 5.",
        "castle.yaml, line 26: `on` can be read as yes or no (a truth value).\n"
        '  → If you mean the words, put them in quotes: "on".',
        "castle.yaml, line 31: `we_win` entry `faster` has no `source` and no `date`, and names no `proof` either.\n"
        f"  → {hearsay} Name a `proof` of us.yaml, or add `source` and `date`, or delete it.",
        "castle.yaml, line 37: the `date` of price `licence` lies in the future: “2027-01-10”, and today is "
        "2026-11-20.\n"
        "  → Write the day on which the source said it; year, month and day may have been mixed up.",
    ]


def test_what_does_not_hang_together_is_told_at_once_when_the_names_are_right(tmp_path: Path) -> None:
    text = swap(CARD, "claims: [included]", "claims: [inclded]")
    text = swap(text, "  - id: days\n", "  - id: included\n")
    text += "they_win:\n  - id: included\n    text: They cover more.\n    source: Their page\n    date: 1 March\n"
    assert told(cards(tmp_path, castle=text)) == [
        "castle.yaml, line 20: play `you_own_it` leans on the claim `inclded`, which is not under `claims`. "
        "Did you mean `included`?\n"
        "  → Correct the name here, or add the claim under `claims`.",
        "castle.yaml, line 31: two entries have the id `included`: each needs its own on this card.\n"
        "  → Rename one of the two.",
        "castle.yaml, line 36: two entries have the id `included`: each needs its own on this card.\n"
        "  → Rename one of the two.",
        "castle.yaml, line 39: the `date` of `they_win` entry `included` is “1 March”, which is no day.\n"
        '  → Write year, month and day in quotes, as in "2026-03-12".',
    ]
    lonely = swap(CARD, "    claims: [included]\n", "")
    assert told(cards(tmp_path, castle=lonely)) == [
        "castle.yaml, line 16: play `you_own_it` has no answer: neither it nor a claim it leans on gives one.\n"
        "  → Give the play an `answer`, or add one to a claim that it leans on."
    ]


def test_the_messages_in_the_guide_are_said_word_for_word(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[2] / "battlecards/README.md").read_text("utf-8")
    table = guide.partition("## Ten messages and how to mend them")[2]
    shown = re.findall(r"^\| `` ?(.+?)`` \| ", table, re.MULTILINE)
    loose = swap(CARD, "claims: [included]", "claims: [inclded]")
    said = told(cards(tmp_path, castle=TEN_MISTAKES)) + told(cards(tmp_path, castle=loose))
    assert len(shown) == 10
    assert [message for message in shown if not any(message in each for each in said)] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    presses:\n      - Why pay twice?", "    presses: [a, b, c, d]", "`presses` of play `you_own_it` has 4"),
        ("name: Castle\n", "name: Castle\ntemporary: yes\n", "`temporary` must be `true` or `false`, and here it is"),
        ("name: Castle\n", "name: Castle\nexpires: tomorrow\n", "`expires` is “tomorrow”, which is no day"),
        ("question: How long do your", "question: Why does that dinosaur let your", "`question` of claim `included`"),
        ('date: "2026-10-01"', "date: 2026-10-01", "can be read as a date"),
        ("    says: You already pay for it.\n", "", "play `you_own_it` has no `says`"),
        ("proof: eleven_weeks\nland", "proof: nine\nland", "`we_win` entry `faster` names the proof `nine`"),
        ("name: Castle\n", "name: Castle\nid: castle\n", "`id` is not written by hand"),
        ("- id: days", "- id: days\n    use: secret", "`use` of landmine `days` cannot be “secret”"),
    ],
)
def test_other_slips_are_told_in_plain_words(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = cards(tmp_path, castle=swap(CARD, old, new))
    (only,) = told(found)
    assert message in only
    with pytest.raises(ContentError, match=re.escape(message)):
        found.card("castle")


def test_a_temporary_card_may_lack_sources_and_is_warned_about(tmp_path: Path) -> None:
    bare = swap(CARD, '    source: Castle price list, page 4\n    date: "2026-10-01"\n', "")
    assert len(told(cards(tmp_path, castle=bare))) == 1
    found = cards(tmp_path, castle="temporary: true\n" + bare)
    assert told(found) == []
    assert not found.card("castle").claims[0].sourced
    (warned, *_) = found.check_files()
    assert "line 1: this card is temporary: what has no source and date counts as unsourced (1 of 2)" in warned.message


@pytest.mark.parametrize("asked", ["us", "../us", "castel", "", "Castle.yaml"])
def test_a_card_that_does_not_exist_is_a_usage_error_that_lists_what_does(tmp_path: Path, asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        cards(tmp_path).card(asked)
    assert "castle" in caught.value.hint
    assert ("what is true of you" in caught.value.message) == (asked == "us")


def test_files_under_a_name_that_cannot_be_are_told(tmp_path: Path) -> None:
    found = cards(tmp_path, **{"The Castle": CARD})
    (tmp_path / "battlecards/tower.yml").write_text(CARD, "utf-8")
    assert [line.partition("\n")[0] for line in told(found)] == [
        "tower.yml: only files that end in .yaml are read.",
        "The Castle.yaml: “The Castle” cannot be the name of a battlecard.",
    ]
    with pytest.raises(ContentError, match="only files that end in"):
        found.card("tower")


def test_a_broken_us_file_does_not_hide_what_is_wrong_with_a_card(tmp_path: Path) -> None:
    found = cards(tmp_path, us="company: [", castle=swap(CARD, "2026-10-01", "2026-10-41"))
    (only,) = told(found)
    assert "which is no day" in only


NOTES = (
    """\
- They include the project module for free (Castle price list, 2026-10-01)
- no: never "cheap" # not at 1:30
- Their price: 40% off, says a buyer – “take it or leave it” \\ 😀
* """
    + "A very long point about what they do in a great many words, and then again. " * 9
)


def test_a_card_made_of_notes_is_kept_as_a_file_that_reads_the_same(tmp_path: Path) -> None:
    found = cards(tmp_path)
    card = card_from_notes("Stone: Tower #1", NOTES, found.us(), TODAY)
    path = found.save(card)
    again = found.card("stone-tower-1")
    assert path == tmp_path / "battlecards/stone-tower-1.yaml"
    assert again.model_copy(update={"version": card.version}) == card
    text = path.read_text("utf-8")
    assert text.startswith("# What we know of Stone: Tower #1.")
    assert "\ntemporary: true\n" in text
    assert max(map(len, text.splitlines())) < 120
    assert told(found) == []
    assert [entry.name for entry in (tmp_path / "battlecards").iterdir() if entry.name.startswith(".")] == []


def test_a_card_never_replaces_a_file(tmp_path: Path) -> None:
    found = cards(tmp_path)
    for name in ("Castle", "us"):
        card = card_from_notes(name, "", found.us(), TODAY).model_copy(update={"id": name.lower()})
        with pytest.raises(UsageError, match=f"already a file battlecards/{name.lower()}.yaml"):
            found.save(card)
    assert (tmp_path / "battlecards/castle.yaml").read_text("utf-8") == CARD


def test_a_library_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    found = cards(tmp_path)
    card = card_from_notes("Tower", "", found.us(), TODAY)
    (tmp_path / "battlecards").rename(tmp_path / "moved")
    with pytest.raises(StoreError, match=r"cannot be kept as battlecards/tower\.yaml") as caught:
        found.save(card)
    assert "COACH_LIBRARY" in caught.value.hint


def test_a_card_that_no_file_can_hold_is_refused(tmp_path: Path) -> None:
    found = cards(tmp_path)
    card = card_from_notes("Tower", "", found.us(), TODAY)
    for text, reason in (("bell \x07?", "invisible"), ("ends in a space? ", "come back changed")):
        broken = card.model_copy(update={"landmines": (Landmine(id="x", question=text),)})
        with pytest.raises(UsageError, match=reason):
            found.save(broken)
    assert found.card_ids() == ("castle",)
