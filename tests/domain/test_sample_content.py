"""The sample rubrics, golden pitches and facts: what an author may copy has to be right.

Plain YAML and text are read here on purpose; the strict loader has tests of its own.
"""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from coach.domain.language import normal
from coach.domain.rubric import Check, GoldenPitch, PitchKind, Rubric, Us

ROOT = Path(__file__).resolve().parents[2]
RUN = 6
"""Words in a row that nobody shares by chance."""

SAMPLES = ("closing", "competitive_call", "first_call")


def read_yaml(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def front_and_body(path: Path) -> tuple[dict[str, str], str]:
    before, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    return YAML(typ="safe").load(front), body.strip()


def rubric(name: str) -> Rubric:
    return Rubric(id=name, version="as it stands", **read_yaml(ROOT / "rubrics" / f"{name}.yaml"))


def folder(name: str) -> Path:
    return ROOT / "golden_pitches" / rubric(name).golden_pitch


def text(name: str, kind: PitchKind) -> str:
    return front_and_body(folder(name) / f"{kind}.md")[1]


def one_line(passage: str) -> str:
    return " ".join(passage.split())


def runs(words: str) -> set[tuple[str, ...]]:
    found = normal(words)
    return {found[start : start + RUN] for start in range(len(found) - RUN + 1)}


def wanted(name: str) -> list[Check]:
    return [check for _, check in rubric(name).checks() if not check.forbidden]


def test_the_three_sample_rubrics_are_the_ones_that_ship() -> None:
    shipped = {path.stem for path in (ROOT / "rubrics").glob("*.yaml")}
    assert shipped >= set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_golden_passage_stands_in_the_golden_pitch(name: str) -> None:
    golden = one_line(text(name, PitchKind.GOLDEN))
    passages = {check.id: check.golden for check in wanted(name)}
    passages |= {criterion.id: criterion.golden for criterion in rubric(name).criteria if criterion.levels}
    missing = [place for place, passage in passages.items() if not passage or one_line(passage) not in golden]
    assert missing == []


@pytest.mark.parametrize("name", SAMPLES)
def test_own_words_shares_no_six_words_in_a_row_with_the_golden_pitch(name: str) -> None:
    assert runs(text(name, PitchKind.OWN_WORDS)) & runs(text(name, PitchKind.GOLDEN)) == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sample_text_uses_up_an_accepted_phrasing(name: str) -> None:
    """A phrasing copied from the samples would prove only that the judge can compare strings."""
    pitches = [" ".join(normal(text(name, kind))) for kind in PitchKind]
    phrasings = [phrase for _, check in rubric(name).checks() for phrase in check.says]
    assert [phrase for phrase in phrasings if any(" ".join(normal(phrase)) in pitch for pitch in pitches)] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_weights_add_up_to_a_hundred_in_every_situation(name: str) -> None:
    subject = rubric(name)
    sums = {place: sum(c.weight_in(place) for c in subject.criteria) for place in subject.situations}
    assert sums == dict.fromkeys(subject.situations, 100)
    assert sum(criterion.weight for criterion in subject.criteria) == 100


@pytest.mark.parametrize("name", SAMPLES)
def test_every_check_is_one_question_with_several_accepted_phrasings(name: str) -> None:
    for _, check in rubric(name).checks():
        assert check.asks.find("?") == len(check.asks) - 1, check.id
        assert len({normal(phrase) for phrase in check.says}) >= 3, check.id


@pytest.mark.parametrize("name", SAMPLES)
def test_no_golden_passage_or_phrasing_serves_two_checks(name: str) -> None:
    golden = [one_line(check.golden) for check in wanted(name) if check.golden]
    phrasings = [normal(phrase) for _, check in rubric(name).checks() for phrase in check.says]
    assert len(set(golden)) == len(golden)
    assert len(set(phrasings)) == len(phrasings)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_golden_pitch_has_its_four_texts_and_plain_prose(name: str) -> None:
    front, _ = front_and_body(folder(name) / "golden.md")
    texts = {kind: text(name, kind) for kind in PitchKind}
    pitch = GoldenPitch(id=name, version="as it stands", texts=texts, **front)
    for kind, words in pitch.texts.items():
        assert 170 <= len(words.split()) <= 290, kind
        assert not any(mark in words for mark in ("---", "#", "*", "|")), kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [*(("first_call", kind) for kind in PitchKind), ("competitive_call", "golden"), ("closing", "golden")],
)
def test_a_recording_lies_beside_the_text_and_is_small(name: str, kind: str) -> None:
    recording = folder(name) / f"{kind}.ogg"
    assert recording.read_bytes()[:4] == b"OggS"
    assert 50_000 < recording.stat().st_size < 350_000


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sample_that_may_pass_says_what_nobody_may_say(name: str) -> None:
    banned = [" ".join(normal(phrase)) for phrase in us().never_say]
    for kind in (PitchKind.GOLDEN, PitchKind.OWN_WORDS):
        spoken = " ".join(normal(text(name, kind)))
        assert [phrase for phrase in banned if phrase in spoken] == []


def test_what_is_true_of_us_has_a_dated_source_for_every_proof() -> None:
    facts = us()
    assert min(len(facts.proofs), len(facts.approved_claims)) >= 6
    assert len(facts.never_say) >= 5
    assert all(proof.date for proof in facts.proofs)
    assert len({proof.id for proof in facts.proofs}) == len(facts.proofs)


def us() -> Us:
    return Us(version="as it stands", **read_yaml(ROOT / "battlecards" / "us.yaml"))
