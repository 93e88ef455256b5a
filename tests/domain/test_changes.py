"""What is different between two states of a rubric, told in places that people know."""

import random
from collections.abc import Sequence
from itertools import pairwise

from cases import GOLDEN, RUBRIC, US
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.rubric import Check, Criterion, PitchKind, Rubric, Skill
from coach.domain.studio.changes import Change, changes
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.words import CLOSEST, Piece, word_changes, words

PITCH = GOLDEN.model_copy(update={"texts": {kind: f"This is {kind.value}. It goes on." for kind in PitchKind}})
BUNDLE = Bundle(rubric=RUBRIC, golden=PITCH, us=US)
PROBLEM, CLAIMS, CLOSE = RUBRIC.criteria

text = st.text(alphabet=st.sampled_from("ab.! \n’é中"), max_size=60)


def rubric(*criteria: Criterion, **update: object) -> Bundle:
    changed = RUBRIC.model_copy(update={"criteria": criteria or RUBRIC.criteria, **update})
    return BUNDLE.model_copy(update={"rubric": changed})


def told(after: Bundle, before: Bundle = BUNDLE) -> list[tuple[str, str]]:
    return [(each.place, each.kind) for each in changes(before, after)]


def said(pieces: Sequence[Piece], *ops: str) -> tuple[str, ...]:
    return tuple(word for piece in pieces if piece.op in ops for word in piece.words)


def only(after: Bundle) -> Change:
    (change,) = changes(BUNDLE, after)
    return change


@given(text, text)
def test_what_stayed_and_was_taken_out_is_the_old_text_and_with_what_was_put_in_the_new_one(a: str, b: str) -> None:
    pieces = word_changes(a, b)
    assert said(pieces, "keep", "del") == words(a)
    assert said(pieces, "keep", "ins") == words(b)
    assert all(piece.words for piece in pieces)
    assert all(one.op != other.op for one, other in pairwise(pieces))


@given(text)
def test_a_text_against_itself_has_no_changes(a: str) -> None:
    assert {piece.op for piece in word_changes(a, a)} <= {"keep"}


def test_a_very_long_text_that_was_written_anew_is_told_as_taken_out_and_put_in() -> None:
    long = [f"w{number}" for number in range(int(CLOSEST**0.5) + 10)]
    shuffled = random.Random(1).sample(long, len(long))
    assert [piece.op for piece in word_changes(" ".join(long), " ".join(shuffled))] == ["del", "ins"]


def test_one_word_in_a_sentence_is_one_word_taken_out_and_one_put_in() -> None:
    pieces = word_changes("It takes eleven weeks. Then they pay.", "It takes nine weeks. Then they pay.")
    assert [(piece.op, piece.text) for piece in pieces] == [
        ("keep", "It takes"),
        ("del", "eleven"),
        ("ins", "nine"),
        ("keep", "weeks. Then they pay."),
    ]


def test_nothing_changed_tells_nothing() -> None:
    assert changes(BUNDLE, BUNDLE) == ()
    assert changes(BUNDLE, rubric(version="another", id="another_file")) == ()


def test_a_changed_question_is_told_at_its_check() -> None:
    check = PROBLEM.checks[0].model_copy(update={"asks": PROBLEM.checks[0].asks.replace("eleven", "nine")})
    change = only(rubric(PROBLEM.model_copy(update={"checks": (check, *PROBLEM.checks[1:])}), CLAIMS, CLOSE))
    assert (change.place, change.kind) == ("Criterion “Names the problem”, check `eleven_weeks`, question", "changed")
    assert said(change.pieces, "del") == ("eleven",)
    assert said(change.pieces, "ins") == ("nine",)


def test_checks_and_criteria_come_and_go_by_their_ids() -> None:
    new = Check(id="billing", asks="Does anybody mention when the invoice is written?")
    without = PROBLEM.model_copy(update={"checks": (*PROBLEM.checks[1:], new)})
    assert told(rubric(without, CLAIMS)) == [
        ("Criterion “Names the problem”, check `billing`", "added"),
        ("Criterion “Names the problem”, check `eleven_weeks`", "removed"),
        ("Criterion “Asks for a next step”", "removed"),
    ]


def test_an_entry_under_another_id_is_the_same_one_renamed() -> None:
    renamed = PROBLEM.model_copy(
        update={"checks": (PROBLEM.checks[0].model_copy(update={"id": "weeks"}), *PROBLEM.checks[1:])}
    )
    change = only(rubric(renamed, CLAIMS, CLOSE))
    assert (change.place, change.kind) == ("Criterion “Names the problem”, check `weeks`", "renamed")
    assert "`eleven_weeks`" in change.told
    assert told(rubric(PROBLEM.model_copy(update={"id": "pain"}), CLAIMS, CLOSE)) == [
        ("Criterion “Names the problem”", "renamed")
    ]


def test_of_a_new_order_only_what_moved_is_told() -> None:
    assert told(rubric(CLOSE, PROBLEM, CLAIMS)) == [("Criterion “Asks for a next step”", "moved")]
    first, *rest = PROBLEM.checks
    moved = PROBLEM.model_copy(update={"checks": (*rest, first)})
    assert told(rubric(moved, CLAIMS, CLOSE)) == [
        ("Criterion “Names the problem”, check `eleven_weeks`", "moved"),
    ]


def test_a_check_that_went_to_another_criterion_says_where_it_is_now() -> None:
    first, *rest = PROBLEM.checks
    other = Criterion(id="other", title="Something else", weight=10, skill=Skill.PEOPLE, checks=(first,))
    found = changes(BUNDLE, rubric(PROBLEM.model_copy(update={"checks": tuple(rest)}), CLAIMS, CLOSE, other))
    gone = next(each for each in found if each.kind == "removed")
    assert gone.told == "A check of this id stands in “Something else” now."


def test_figures_phrasings_levels_and_situations_are_told_each_in_its_place() -> None:
    check = PROBLEM.checks[0].model_copy(update={"says": ("eleven weeks go by slowly", "a quarter goes by")})
    level = CLOSE.levels[1].model_copy(update={"text": "A next step without a date."})
    after = rubric(
        PROBLEM.model_copy(update={"weight": 70, "at_least": 0, "checks": (check, *PROBLEM.checks[1:])}),
        CLAIMS,
        CLOSE.model_copy(update={"levels": (CLOSE.levels[0], level, CLOSE.levels[2])}),
        pass_mark=75,
        situations={
            "first_call": RUBRIC.situations["first_call"].model_copy(update={"about": "An hour, planned."}),
            "hallway": RUBRIC.situations["first_call"].model_copy(update={"title": "Hallway"}),
        },
    )
    found = told(after)
    assert ("Pass mark", "changed") in found
    assert ("Situation “First call”, text", "changed") in found
    assert ("Situation “Hallway”", "added") in found
    assert ("Criterion “Names the problem”, weight", "changed") in found
    assert ("Criterion “Names the problem”, floor", "changed") in found
    phrasings = "Criterion “Names the problem”, check `eleven_weeks`, accepted phrasings"
    assert [kind for place, kind in found if place == phrasings] == ["removed", "changed", "added"]
    assert ("Criterion “Asks for a next step”, level 1", "changed") in found


def test_the_golden_texts_are_compared_word_by_word_and_the_facts_about_us_told_in_one_line() -> None:
    texts = PITCH.texts | {PitchKind.WEAK: PITCH.texts[PitchKind.WEAK] + " And that is all."}
    golden = PITCH.model_copy(update={"texts": texts, "version": "golden-2"})
    us = US.model_copy(update={"company": "Somebody else", "words": ("Kestrel",), "version": "us-2"})
    found = changes(BUNDLE, Bundle(rubric=RUBRIC, golden=golden, us=us))
    assert [each.place for each in found] == ["Golden pitch, the weak text", "Facts about us"]
    assert said(found[0].pieces, "ins") == ("And", "that", "is", "all.")
    assert found[1].told == "Other than before: company, names and terms."


def test_only_spaces_are_told_as_such() -> None:
    texts = PITCH.texts | {PitchKind.WEAK: PITCH.texts[PitchKind.WEAK].replace(" ", "  ", 1)}
    change = only(BUNDLE.model_copy(update={"golden": PITCH.model_copy(update={"texts": texts, "version": "g2"})}))
    assert change.told == "Only spaces or line breaks are different."


@given(st.permutations(range(6)), st.sets(st.integers(0, 5)))
def test_back_and_forth_the_same_entries_are_named(order: list[int], left_out: set[int]) -> None:
    def state(numbers: Sequence[int]) -> Rubric:
        checks = tuple(Check(id=f"c{n}", asks=f"Is number {n} said, which is {'x' * (n + 1)}?") for n in numbers)
        criterion = Criterion(id="all", title="All", weight=1, skill=Skill.PEOPLE, checks=checks)
        return RUBRIC.model_copy(update={"criteria": (criterion,)})

    kept = [number for number in order if number not in left_out] or [0]
    before = BUNDLE.model_copy(update={"rubric": state(range(6))})
    after = BUNDLE.model_copy(update={"rubric": state(kept)})
    there, back = changes(before, after), changes(after, before)
    assert [each.kind for each in there].count("removed") == 6 - len(kept)
    assert [each.kind for each in back].count("added") == 6 - len(kept)
    assert [each.kind for each in there].count("moved") == [each.kind for each in back].count("moved")
