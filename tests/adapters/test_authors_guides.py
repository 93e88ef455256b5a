"""The guides for authors: their examples load, every field is explained, and the worked sums are right."""

import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.domain.certification import Kind as AttemptKind
from coach.domain.certification import Result, decide
from coach.domain.judging import Finding, Verdict
from coach.domain.rubric import (
    Check,
    Criterion,
    LengthTarget,
    Level,
    PitchKind,
    Proof,
    Rubric,
    SignOff,
    Situation,
    Us,
)
from coach.domain.scorecard import score
from coach.domain.sparring.cards.battlecard import (
    STALE_AFTER_DAYS,
    Battlecard,
    CardAnswer,
    Claim,
    Concession,
    Landmine,
    Play,
    Price,
    Win,
)

ROOT = Path(__file__).parents[2]
RUBRICS = (ROOT / "rubrics/README.md").read_text("utf-8")
CARDS = (ROOT / "battlecards/README.md").read_text("utf-8")


def fenced(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


@pytest.fixture
def library(tmp_path: Path) -> FileLibrary:
    """The library that somebody has who copies every example out of the guides."""
    files = {example.split()[1]: [example] for example in (*fenced(RUBRICS, "yaml"), *fenced(CARDS, "yaml"))}
    texts = dict(zip(("golden", "own_words", "weak", "near_miss"), fenced(RUBRICS, "markdown"), strict=True))
    files |= {f"golden_pitches/visit/{kind}.md": [text] for kind, text in texts.items()}
    for name, (content,) in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return FileLibrary(tmp_path)


def test_the_examples_of_the_guides_load_without_a_complaint(library: FileLibrary) -> None:
    assert library.check_files() == ()
    assert library.rubric("visit").default_situation == "visit"
    assert set(library.golden("visit").texts) == set(PitchKind)
    assert library.us().proofs[0].id == "nine_trays"


def test_the_card_of_the_guide_is_advised_nothing_but_more_plays(library: FileLibrary) -> None:
    cards = FileCards(library, today=lambda: date(2026, 11, 20))
    assert cards.card("brown_crust").plays[0].claims == ("timer_included",)
    (advice,) = cards.check_files()
    assert "there are only 2 plays" in advice.message


def test_the_card_of_the_guide_shows_every_field_there_is() -> None:
    written = fenced(CARDS, "yaml")[1]
    for model in (Battlecard, Claim, CardAnswer, Play, Concession, Win, Landmine, Price):
        for name in set(model.model_fields) - {"version"}:
            assert re.search(rf"\b{name}:", written), name


def test_the_example_shows_every_field_there_is(library: FileLibrary) -> None:
    written = fenced(RUBRICS, "yaml")[0]
    for model in (Rubric, Situation, LengthTarget, Check, Level):
        for name in set(model.model_fields) - {"version"} - ({"id"} if model is Rubric else set()):
            assert re.search(rf"\b{name}:", written), name
    for name in set(Criterion.model_fields):
        assert re.search(rf"\b{name}:", written), name


def section(text: str, heading: str) -> str:
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, heading
    return found[1]


@pytest.mark.parametrize(
    ("guide", "heading", "model", "computed"),
    [
        (RUBRICS, "The rubric", Rubric, {"id", "version"}),
        (RUBRICS, "A situation", Situation, set()),
        (RUBRICS, "The length", LengthTarget, set()),
        (RUBRICS, "A criterion", Criterion, set()),
        (RUBRICS, "A check", Check, set()),
        (RUBRICS, "A level", Level, set()),
        (CARDS, "What is true of us", Us, {"version"}),
        (CARDS, "A proof", Proof, set()),
        (CARDS, "The card", Battlecard, {"id", "version"}),
        (CARDS, "A claim", Claim, set()),
        (CARDS, "An answer", CardAnswer, set()),
        (CARDS, "A play", Play, set()),
        (CARDS, "Where they win", Concession, set()),
        (CARDS, "Where we win", Win, set()),
        (CARDS, "A landmine", Landmine, set()),
        (CARDS, "A price", Price, set()),
    ],
)
def test_every_field_has_a_row_and_every_row_is_a_field(
    guide: str, heading: str, model: type[BaseModel], computed: set[str]
) -> None:
    text = re.sub(r"^```.*?^```$", "", guide, flags=re.DOTALL | re.MULTILINE)
    rows = re.findall(r"^\| `(\w+)` \|", section(text, heading), re.MULTILINE)
    assert set(rows) == set(model.model_fields) - computed


@pytest.mark.parametrize(
    ("name", "default"), [("pass_mark", 80), ("band", 5), ("official_attempts", 3), ("sign_off", SignOff.BORDERLINE)]
)
def test_the_defaults_in_the_guide_are_the_real_ones(name: str, default: object) -> None:
    shown = default.value if isinstance(default, SignOff) else default
    assert Rubric.model_fields[name].default == default
    assert re.search(rf"^\| `{name}` .*\| {shown} \|$", RUBRICS, re.MULTILINE)


@pytest.mark.parametrize(
    ("heading", "model", "name"),
    [
        ("The card", Battlecard, "stale_after_days"),
        ("A claim", Claim, "use"),
        ("A claim", Claim, "strength"),
        ("An answer", CardAnswer, "use"),
        ("A play", Play, "danger"),
        ("A landmine", Landmine, "use"),
    ],
)
def test_the_defaults_of_cards_in_the_guide_are_the_real_ones(heading: str, model: type[BaseModel], name: str) -> None:
    default = model.model_fields[name].default
    assert re.search(rf"^\| `{name}` .*\| {default} \|$", section(CARDS, heading), re.MULTILINE)
    assert Battlecard.model_fields["stale_after_days"].default == STALE_AFTER_DAYS


def judged(rubric: Rubric, *, price: Verdict) -> list[Finding]:
    verdicts = {"price_is_complete": price, "guarantee": Verdict.NOT_MET}
    found = [
        Finding(criterion=c.id, check=check.id, verdict=verdicts.get(check.id, Verdict.MET), reason="")
        for c, check in rubric.checks()
    ]
    return [*found, Finding(criterion="order", check=None, verdict=Verdict.MET, level=1, reason="")]


@pytest.mark.parametrize(("price", "total"), [(Verdict.NOT_MET, 75), (Verdict.NOT_OBSERVED, 90)])
def test_the_worked_sums_are_what_the_code_prints(library: FileLibrary, price: Verdict, total: float) -> None:
    rubric = library.rubric("visit")
    card = score(rubric, "visit", judged(rubric, price=price))
    assert card.score == total
    assert f"    {card.arithmetic}\n" in RUBRICS


@pytest.mark.parametrize(
    ("total", "result"), [(74, Result.FAIL), (75, Result.UNCLEAR), (84, Result.UNCLEAR), (85, Result.PASS)]
)
def test_the_band_works_as_the_guide_says(library: FileLibrary, total: float, result: Result) -> None:
    assert "74 fails, 75 to 84 is unclear, and 85 passes" in RUBRICS
    rubric = library.rubric("visit")
    card = score(rubric, "visit", judged(rubric, price=Verdict.MET))
    assert decide(
        rubric, AttemptKind.PRACTICE, card.model_copy(update={"score": total, "score_best": total})
    ).result is (result)


def test_links_in_the_guides_lead_somewhere() -> None:
    for folder, text in (("rubrics", RUBRICS), ("battlecards", CARDS)):
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            assert (ROOT / folder / target).resolve().is_file(), target
