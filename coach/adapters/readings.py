"""Texts taken apart as if they stood in the library: what they hold, and what is to be said of them."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Literal

from coach.adapters.card_files import FileCards
from coach.adapters.golden_files import Page, passage_slip, read_page
from coach.adapters.library import FileLibrary
from coach.adapters.library_places import PITCHES
from coach.adapters.text_files import read_text, version_of
from coach.adapters.yaml_sheet import Sheet
from coach.adapters.yaml_syntax import Slip
from coach.domain.authoring import Advice, advise_on_rubric, advise_on_text
from coach.domain.language import normal
from coach.domain.rubric import PitchKind, Us
from coach.domain.sparring.cards.card_advice import advise_on_card
from coach.domain.studio.manuscript import Address, ManuscriptKind, Reading, Remark
from coach.errors import ContentError


class Reader:
    """Reads texts beside the files of a library. Nothing that is wrong with a text is raised."""

    def __init__(self, library: FileLibrary, cards: FileCards) -> None:
        self._library, self._cards = library, cards

    def read(self, address: Address, text: str) -> Reading:
        """Take apart a text with plain line ends."""
        match address.kind:
            case ManuscriptKind.RUBRIC:
                draft = self._library.rubric_draft(address.id, text)
                return _reading(draft.sheet, advise_on_rubric(draft.rubric) if draft.rubric else ())
            case ManuscriptKind.CARD:
                us = self._us()
                card, sheet = self._cards.card_draft(address.id, text, us)
                return _reading(sheet, advise_on_card(card, us, self._cards.today()) if card else ())
            case ManuscriptKind.US:
                us, sheet = self._library.us_draft(text)
                return _reading(sheet, self._cards_without_proof(us) if us else ())
            case ManuscriptKind.PITCH:
                assert address.part is not None
                return self._pitch(address.id, address.part, text)

    def _us(self) -> Us | None:
        with suppress(ContentError):
            return self._library.us()
        return None

    def _cards_without_proof(self, us: Us) -> Iterator[Advice]:
        """Cards that work with us.yaml as it stands and would not with this one."""
        now = self._us()
        for card_id in self._cards.card_ids():
            text, slip = read_text(self._library.root / f"battlecards/{card_id}.yaml")
            works = not slip and now is not None and self._cards.card_draft(card_id, text, now)[0] is not None
            wrong = self._cards.card_draft(card_id, text, us)[1].slips if works else []
            if wrong:
                line = f", line {wrong[0].line}" if wrong[0].line else ""
                message = f"nobody could drill with battlecards/{card_id}.yaml any more{line}: {wrong[0].text}"
                yield Advice(("proofs",), message, "Keep it here until that card is changed.")

    def _pitch(self, golden_id: str, part: PitchKind, text: str) -> Reading:
        page, slips = read_page(text, part)
        data = page.head | {"body": page.body} if page else None
        remarks = [_remark(slip, "error") for slip in slips]
        if page and not slips:
            remarks += [_remark(slip, "warning") for slip in self._on_pitch(golden_id, part, page)]
        remarks.sort(key=lambda remark: remark.line or 0)
        return Reading(data=data, version=_version(data), remarks=tuple(remarks))

    def _on_pitch(self, golden_id: str, part: PitchKind, page: Page) -> Iterator[Slip]:
        texts = {part: page.body}
        for kind in {PitchKind.GOLDEN, PitchKind.OWN_WORDS} - {part}:
            if other := self._page(golden_id, kind):
                texts[kind] = other.body
        if part is PitchKind.GOLDEN:
            yield from self._lost_passages(golden_id, page)
        if PitchKind.GOLDEN in texts:
            for piece in advise_on_text(part, texts):
                yield Slip(_line_of(page, piece.quote), piece.message, piece.hint, ("body",))

    def _page(self, golden_id: str, kind: PitchKind) -> Page | None:
        text, slip = read_text(self._library.root / PITCHES / golden_id / f"{kind.value}.md")
        return None if slip else read_page(text, kind)[0]

    def _lost_passages(self, golden_id: str, page: Page) -> Iterator[Slip]:
        """Passages on which checks lean and which stand here no more."""
        for rubric_id, named, passage in self._library.passages(golden_id):
            slip = passage_slip(passage, page, 0, named, "this text")
            if slip:
                text = f"{named} of rubrics/{rubric_id}.yaml leans on a sentence that does not stand here: “{passage}”"
                hint = "Keep the sentence, or copy the one that took its place into the rubric before you publish."
                yield Slip(page.first_line, text, hint, ("body",))


def _reading(sheet: Sheet, advice: Iterable[Advice]) -> Reading:
    remarks = [_remark(slip, "error") for slip in sheet.slips]
    slips = [Slip(sheet.line(piece.where), piece.message, piece.hint, piece.where) for piece in advice]
    remarks += [_remark(slip, "warning") for slip in slips]
    remarks.sort(key=lambda remark: remark.line or 0)
    return Reading(data=sheet.data, version=_version(sheet.data), remarks=tuple(remarks))


def _remark(slip: Slip, severity: Literal["error", "warning"]) -> Remark:
    return Remark(where=slip.where, line=slip.line, message=slip.text, hint=slip.hint, severity=severity)


def _version(data: dict[str, Any] | None) -> str | None:
    return None if data is None else version_of(data)


def _line_of(page: Page, quote: tuple[str, ...]) -> int:
    """The line of the first of some comparable tokens that stand in a text."""
    tokens = [(token, row) for row, words in enumerate(page.body.split("\n")) for token in normal(words)]
    said = tuple(token for token, _ in tokens)
    places = (at for at in range(len(said)) if said[at : at + len(quote)] == quote)
    return page.first_line + (tokens[at][1] if quote and (at := next(places, None)) is not None else 0)
