"""The labelled answers of fixtures/rebuttals.yaml, as exchanges on the sample cards."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from coach.adapters.card_files import FileCards
from coach.adapters.library import FileLibrary
from coach.domain.judging import Verdict
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.drill import Objection
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Exchange, Standing, Step

FILE = Path(__file__).parent / "fixtures" / "rebuttals.yaml"
LETTERS = {"O": Step.TOOK_UP, "Q": Step.ASKED, "P": Step.PROOF, "C": Step.CRITERION, "L": Step.LED_ON}


@dataclass(frozen=True)
class Labelled:
    """One answer with what a fair listener hears in it. `may`: steps about which listeners would differ."""

    kind: str
    exchange: Exchange
    met: frozenset[Step]
    may: frozenset[Step]
    nothing: bool | None
    grants: bool | None
    breach: str | None
    contradicted: bool

    def compared(self, assessment: Assessment, step: Step) -> str | None:
        """How a verdict stands to the label; None where either would be right."""
        if step in self.may:
            return None
        verdict = assessment.verdict(step)
        if verdict is Verdict.UNSURE:
            return "unsure"
        if (verdict is Verdict.MET) == (step in self.met):
            return "agree"
        return "wrongly met" if verdict is Verdict.MET else "wrongly not met"

    def agrees(self, name: str, assessment: Assessment) -> bool:
        """Whether the assessment says the same of `nothing`, `grants`, `breach` or `contradicted`."""
        if name == "breach":
            return bool(self.breach) == bool(assessment.breaches)
        if name == "contradicted":
            found = any(claim.standing is Standing.CONTRADICTED for claim in assessment.claims)
            return found == self.contradicted
        return getattr(self, name) in (None, getattr(assessment, name))


def labelled(part: str) -> list[Labelled]:
    """The answers of `dev` or `held_out`."""
    data = _data()
    brief = Brief(**data["account"])
    return [_labelled(row, brief) for row in data[part]]


def exchange_on(card: str, play: str, answer: str, brief: Brief) -> Exchange:
    """An answer to a play of a sample card, as it is first put."""
    known = card_of(card)
    found = known.play(play)
    assert found is not None, f"{card} has no play {play}"
    objection = Objection.of(known, found)
    return Exchange(
        card=known,
        us=_cards().us(),
        brief=brief,
        title=objection.title,
        facts=objection.facts,
        model=objection.answer,
        put=objection.says,
        answer=answer,
    )


def _labelled(row: dict[str, Any], brief: Brief) -> Labelled:
    return Labelled(
        kind=row["kind"],
        exchange=exchange_on(row["card"], row["play"], row["say"], brief),
        met=frozenset(LETTERS[letter] for letter in row["met"]),
        may=frozenset(LETTERS[letter] for letter in row.get("may", "")),
        nothing=row.get("nothing", False),
        grants=row.get("grants", False),
        breach=row.get("breach"),
        contradicted=row.get("contradicted", False),
    )


@cache
def _data() -> dict[str, Any]:
    return YAML(typ="safe").load(FILE.read_text(encoding="utf-8"))


@cache
def _cards() -> FileCards:
    return FileCards(FileLibrary(Path(__file__).resolve().parents[1]))


@cache
def card_of(card: str) -> Battlecard:
    """A sample card."""
    return _cards().card(card)
