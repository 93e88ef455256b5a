"""A model's draft of a playbook, and what of it can stand: the model proposes, code decides."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from coach.domain.sparring.cards.battlecard import Play
from coach.domain.sparring.playbooks.grounds import Grounds, split
from coach.domain.sparring.playbooks.planning import (
    LAST_QUESTION,
    NO_PROOF,
    NOTHING_TO_SAY,
    alike,
    concessions,
    open_landmines,
    planned,
    positions,
    proof_of,
    proof_text,
    top_five,
)
from coach.domain.sparring.playbooks.playbook import PLAYS, PlannedPlay, Playbook, Position

LONGEST_TITLE = 90
MOST_LANDMINES = 6


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _list(value: Any) -> Any:
    # Small models write one id where a list of one is meant, or nothing at all.
    return [] if value in (None, "") else [value] if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_blank)]
Texts = Annotated[list[str], BeforeValidator(_list)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class DraftPlay(_Wire):
    """The fields in the order they are to be written: the account's words first, our part last."""

    why: Texts = []
    play: Text = ""
    facts: Texts = []
    title: Text
    does: Text
    answer: Text = ""
    question: Text = ""
    proof: Text = ""


class DraftPosition(_Wire):
    """A fact to stand on, by its id, with the words of the account that it fits."""

    fact: Text
    why: Text = ""


class Draft(_Wire):
    """What a model answers, before anything of it is believed."""

    plays: list[DraftPlay]
    stand_on: list[DraftPosition] = []
    grant: Texts = []
    landmines: Texts = []

    def problems(self) -> list[str]:
        """What is wrong with its form, for the model to mend; its contents are for code to settle."""
        return [] if self.plays else [f"`plays` is empty: give {PLAYS} plays, the most dangerous first."]


def settled(playbook: Playbook, draft: Draft, base: Playbook) -> Playbook:
    """The playbook with what can stand of a draft; `base` is the same without a model, and fills the gaps."""
    settling = _Settling(playbook)
    plays = settling.plays(draft.plays)
    whole = top_five(playbook.card, playbook.us, playbook.brief, plays)
    if missing := len(whole) - len(plays):
        settling.notes.append(f"{missing} of the five plays stand here without the model: it gave too few that hold.")
    return base.model_copy(
        update={
            "plays": whole,
            "stand_on": settling.stand_on(draft.stand_on) or base.stand_on,
            "grant": settling.grant(draft.grant) or base.grant,
            "landmines": settling.landmines(draft.landmines) or base.landmines,
            "notes": tuple(settling.notes),
            "author": playbook.author,
        }
    )


class _Settling:
    """One draft being settled; `notes` say what was left out, and why."""

    def __init__(self, playbook: Playbook) -> None:
        self._playbook, self._card, self._us = playbook, playbook.card, playbook.us
        self._grounds = Grounds(playbook)
        self.notes: list[str] = []

    def plays(self, drafts: Sequence[DraftPlay]) -> list[PlannedPlay]:
        kept: list[PlannedPlay] = []
        for draft in drafts:
            play = self._play(draft)
            if play is None:
                continue
            same = next((each for each in kept if _same(each, play)), None)
            if same is not None:
                facts = tuple(dict.fromkeys((*same.facts, *play.facts)))
                kept[kept.index(same)] = same.model_copy(update={"facts": facts})
                self._left_out(play.title, "it is the same play as an earlier one")
            elif len(kept) < PLAYS:
                kept.append(play)
            else:
                self._left_out(play.title, "five plays are enough for one page")
        return kept

    def stand_on(self, drafts: Sequence[DraftPosition]) -> tuple[Position, ...]:
        known = {each.fact: each for each in positions(self._card, self._us) if each.fact}
        chosen: dict[str, Position] = {}
        for draft in drafts:
            if draft.fact not in known:
                self._unknown("to stand on", draft.fact)
            elif draft.fact not in chosen:
                why = draft.why if self._grounds.quoted(draft.why) else None
                chosen[draft.fact] = known[draft.fact].model_copy(update={"why": why})
        return tuple(chosen.values())[:PLAYS]

    def grant(self, ids: Sequence[str]) -> tuple[Position, ...]:
        known = {each.fact: each for each in concessions(self._card) if each.fact}
        return tuple(known[name] for name in self._known("to grant", ids, known))

    def landmines(self, ids: Sequence[str]) -> tuple[str, ...]:
        known = {mine.id: mine.question for mine in open_landmines(self._card)}
        return tuple(known[name] for name in self._known("to ask", ids, known))[:MOST_LANDMINES]

    def _play(self, draft: DraftPlay) -> PlannedPlay | None:
        play = self._card.play(draft.play.strip())
        if draft.play.strip() and play is None:
            self._unknown(f"in “{draft.title}”", draft.play)
        stock = planned(self._card, self._us, self._playbook.brief, play) if play else None
        does = " ".join(self._standing(draft.title, draft.does, to_buyer=False)) or (stock.does if stock else "")
        title = self._title(draft, stock)
        if not does or not title:
            self._left_out(draft.title, "nothing of it is on file")
            return None
        why = tuple(words for words in draft.why if self._grounds.quoted(words))
        proof = proof_of(self._us, draft.proof.strip())
        if draft.proof.strip() and proof is None:
            self._unknown(f"as a proof in “{title}”", draft.proof)
        proof = proof or proof_of(self._us, stock.proof_id if stock else None)
        return PlannedPlay(
            title=title,
            does=does,
            why=why or (stock.why if stock else ()),
            facts=self._facts(draft, play, f"{title} {does}"),
            answer=self._answer(draft, stock) or (proof.text if proof else NOTHING_TO_SAY),
            question=self._question(draft, stock),
            proof=proof_text(proof) if proof else NO_PROOF,
            proof_id=proof.id if proof else None,
            play=play.id if play else None,
            inside=stock.inside if stock else None,
        )

    def _title(self, draft: DraftPlay, stock: PlannedPlay | None) -> str | None:
        title = " ".join(draft.title.split()).strip(".")
        # In a heading any word may be capitalised, so names are not looked for.
        if title and len(title) <= LONGEST_TITLE and self._grounds.doubt(title.lower(), to_buyer=False) is None:
            return title
        return stock.title if stock else None

    def _facts(self, draft: DraftPlay, play: Play | None, text: str) -> tuple[str, ...]:
        own = play.claims if play else ()
        kept: list[str] = []
        for name in dict.fromkeys(each.strip() for each in draft.facts):
            if self._card.fact(name) is None:
                self._unknown(f"in “{draft.title}”", name)
            elif name in own or self._grounds.bears_on(name, text):
                kept.append(name)
            else:
                self._left_out(name, f"as a fact it has nothing to do with “{draft.title}”")
        return tuple(kept) or own

    def _answer(self, draft: DraftPlay, stock: PlannedPlay | None) -> str:
        """The model's line where all of it stands; else the card's, or what is left of an own one."""
        said = split(draft.answer)
        bad = next((why for each in said if (why := self._grounds.unsayable(each))), None)
        if bad:
            self._left_out(draft.answer, bad)
            return stock.answer if stock else ""
        standing = self._standing(draft.title, draft.answer, to_buyer=True)
        return stock.answer if stock and len(standing) < max(1, len(said)) else " ".join(standing)

    def _question(self, draft: DraftPlay, stock: PlannedPlay | None) -> str:
        asked = self._standing(draft.title, draft.question, to_buyer=True)
        if asked and asked[-1].endswith("?"):
            return " ".join(asked)
        return stock.question if stock else LAST_QUESTION

    def _standing(self, title: str, text: str, *, to_buyer: bool) -> list[str]:
        """The sentences that can stand; of the others the notes tell."""
        kept: list[str] = []
        for sentence in split(text):
            why = self._grounds.doubt(sentence, to_buyer=to_buyer)
            if why is None:
                kept.append(sentence)
            else:
                self._left_out(sentence, f"{why} (in “{title}”)")
        return kept

    def _known(self, where: str, ids: Sequence[str], known: dict[str, Any]) -> Iterator[str]:
        for name in dict.fromkeys(ids):
            if name in known:
                yield name
            else:
                self._unknown(where, name)

    def _unknown(self, where: str, name: str) -> None:
        self.notes.append(f"The model named `{name.strip()[:60]}` {where}, which is not on file.")

    def _left_out(self, what: str, why: str) -> None:
        self.notes.append(f"Left out: “{what}”: {why}.")


def _same(one: PlannedPlay, other: PlannedPlay) -> bool:
    return (one.play is not None and one.play == other.play) or alike(one.title, other.title)
