"""New files: an empty one with all its remarks, or a copy of one that is there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from coach.domain.authoring import nearest
from coach.domain.rubric import PitchKind, Us
from coach.domain.sparring.cards.battlecard import Battlecard
from coach.domain.sparring.cards.notes import card_from_notes
from coach.domain.studio.drafting.card_copy import card_like
from coach.domain.studio.drafting.document import visible
from coach.domain.studio.drafting.rubric_text import blank_rubric, golden_texts
from coach.domain.studio.manuscript import Address, ManuscriptKind, Put
from coach.domain.studio.naming import bad_id, id_from_title
from coach.errors import CoachError, ContentError, UsageError
from coach.service.studio.ports import Manuscripts
from coach.service.studio.studio import Studio

LONGEST_TITLE = 120
UNNAMED = "our product"


@dataclass(frozen=True)
class Beginnings:
    """The use cases of beginning. `samples` are the shipped files, None where the library is just these."""

    manuscripts: Manuscripts
    samples: Manuscripts | None
    studio: Studio
    us: Callable[[], Us]
    today: Callable[[], date]

    # ---- names ---------------------------------------------------------------------------------

    def ids(self, kind: ManuscriptKind) -> frozenset[str]:
        """The names that are taken."""
        return frozenset(each.id for each in self.manuscripts.addresses() if each.kind is kind)

    def name_for(self, kind: ManuscriptKind, wanted: str, title: str) -> str:
        """The id as it was typed, or one made from the title. Raises UsageError for one that cannot be taken."""
        taken, wanted = self.ids(kind), wanted.strip()
        if not wanted:
            otherwise = "card" if kind is ManuscriptKind.CARD else "rubric"
            pitches = self.ids(ManuscriptKind.PITCH) if kind is ManuscriptKind.RUBRIC else frozenset[str]()
            return id_from_title(title, taken | pitches, otherwise=otherwise)
        if why := bad_id(wanted):
            hint = f"Take “{id_from_title(wanted, taken)}”, for example."
            raise UsageError(f"“{wanted[:80]}” cannot be the name of a file. {why}", hint=hint)
        if wanted in taken:
            raise self._taken(kind, wanted)
        return wanted

    def title_for(self, title: str) -> str:
        """A title as it may stand in a file. Raises UsageError."""
        plain = " ".join(visible(title).split())
        if not any(char.isalnum() for char in plain):
            raise UsageError("It has no title yet.", hint="Write the name that people will see.")
        if len(plain) > LONGEST_TITLE:
            message = f"This title has {len(plain)} characters, and {LONGEST_TITLE} are the most."
            raise UsageError(message, hint="Shorten it; the task itself belongs into the rubric.")
        return plain

    # ---- rubrics -------------------------------------------------------------------------------

    def rubric_like(self, source: str, *, sample: bool, rubric_id: str, title: str, share: bool, by: str) -> Address:
        """A copy of a rubric under another id and title. `share` its golden pitch, or copy that too, recordings
        included; that of a shipped sample is always copied. Raises UsageError, ContentError, StoreError."""
        origin = self._origin(sample=sample)
        title = self.title_for(title)
        address = Address(kind=ManuscriptKind.RUBRIC, id=self.name_for(ManuscriptKind.RUBRIC, rubric_id, title))
        there = Address(kind=ManuscriptKind.RUBRIC, id=self._known(origin, ManuscriptKind.RUBRIC, source))
        text = origin.open(there).text
        data = origin.read(there, text).data
        golden = data.get("golden_pitch") if data else None
        if not isinstance(golden, str):
            message = f"{there.path} cannot be copied: it does not say which golden pitch it goes with."
            raise ContentError(message, hint="Mend that file first, or begin from another one.")
        if share and not sample:
            own = golden
        else:
            own = self.free_pitch(address.id)
            self._copy_pitch(origin, golden, own, by)
        text = origin.edit(there, text, [Put(where=("title",), value=title), Put(where=("golden_pitch",), value=own)])
        self.studio.save(address, text, None, by=by)
        return address

    def blank_rubric(self, *, rubric_id: str, title: str, golden: str | None, by: str) -> Address:
        """An empty rubric with all its remarks. `golden`: a golden pitch that is there; None: one of its own, with
        the texts still to be written. Raises UsageError and StoreError."""
        title = self.title_for(title)
        rubric_id = self.name_for(ManuscriptKind.RUBRIC, rubric_id, title)
        pitch = golden or self.free_pitch(rubric_id)
        texts: Mapping[PitchKind, str] = {} if golden else golden_texts(title, self.product, None)
        return self.write_rubric(rubric_id, blank_rubric(title, pitch), pitch, texts, by=by)

    def write_rubric(
        self, rubric_id: str, text: str, golden: str, texts: Mapping[PitchKind, str], *, by: str
    ) -> Address:
        """A new rubric with the texts of its golden pitch, unless that is there already."""
        if not texts:
            self._known(self.manuscripts, ManuscriptKind.PITCH, golden)
        for part, page in texts.items():
            self.studio.save(Address(kind=ManuscriptKind.PITCH, id=golden, part=part), page, None, by=by)
        address = Address(kind=ManuscriptKind.RUBRIC, id=rubric_id)
        self.studio.save(address, text, None, by=by)
        return address

    # ---- battlecards ---------------------------------------------------------------------------

    def card_like(self, source: str, *, sample: bool, card_id: str, name: str, by: str) -> Address:
        """A temporary card with the manner and the plays of another, whose facts stay behind.

        Raises UsageError, ContentError for one with errors, StoreError.
        """
        origin = self._origin(sample=sample)
        name = self.title_for(name)
        card_id = self.name_for(ManuscriptKind.CARD, card_id, name)
        there = Address(kind=ManuscriptKind.CARD, id=self._known(origin, ManuscriptKind.CARD, source))
        reading = origin.read(there, origin.open(there).text)
        if not reading.usable:
            message = f"{there.path} cannot be copied: it has mistakes."
            raise ContentError(message, hint="Mend that file first, or begin from another one.")
        card = Battlecard.model_validate({**(reading.data or {}), "id": there.id, "version": "read"})
        copy = card_like(card, card_id, name, self.us(), self.today())
        return self.write_card(card_id, self.manuscripts.card_text(copy), by=by)

    def blank_card(self, *, card_id: str, name: str, by: str) -> Address:
        """A temporary card with general plays and all its remarks. Raises UsageError, ContentError, StoreError."""
        name = self.title_for(name)
        card_id = self.name_for(ManuscriptKind.CARD, card_id, name)
        card = card_from_notes(name, "", self.us(), self.today()).model_copy(update={"id": card_id})
        return self.write_card(card_id, self.manuscripts.card_text(card), by=by)

    def write_card(self, card_id: str, text: str, *, by: str) -> Address:
        """A new card. Cards count at once, so one with errors is refused: raises ContentError."""
        address = Address(kind=ManuscriptKind.CARD, id=card_id)
        for remark in self.manuscripts.read(address, text).remarks:
            if remark.severity == "error":
                raise ContentError(f"This card cannot be kept: {remark.message}", hint=remark.hint)
        self.studio.save(address, text, None, by=by)
        return address

    # ---- golden pitches ------------------------------------------------------------------------

    @property
    def product(self) -> str:
        """What is sold, as far as it can be read."""
        try:
            return self.us().product
        except CoachError:
            return UNNAMED

    def free_pitch(self, rubric_id: str) -> str:
        """The name of a golden pitch of its own. Raises UsageError when a folder of that name is there."""
        if rubric_id in self.ids(ManuscriptKind.PITCH):
            message = f"There is a golden pitch “{rubric_id}” already, and it stays as it is."
            raise UsageError(message, hint="Share that one, or give the rubric another id.")
        return rubric_id

    def _copy_pitch(self, origin: Manuscripts, golden: str, own: str, by: str) -> None:
        for part in PitchKind:
            there = Address(kind=ManuscriptKind.PITCH, id=golden, part=part)
            try:
                text = origin.open(there).text
            except UsageError:
                continue  # a text that is missing there is missing in the copy, and the checks ask for it
            self.studio.save(Address(kind=ManuscriptKind.PITCH, id=own, part=part), text, None, by=by)
        for part, recording in origin.recordings(golden).items():
            self.manuscripts.add_recording(own, part, recording, recording.suffix)

    def _origin(self, *, sample: bool) -> Manuscripts:
        return self.samples if sample and self.samples is not None else self.manuscripts

    def _known(self, origin: Manuscripts, kind: ManuscriptKind, wanted: str) -> str:
        known = sorted({each.id for each in origin.addresses() if each.kind is kind})
        if wanted in known:
            return wanted
        what = {ManuscriptKind.RUBRIC: "rubric", ManuscriptKind.CARD: "battlecard"}.get(kind, "golden pitch")
        message = f"There is no {what} “{wanted[:80]}”.{nearest(wanted, known)}"
        raise UsageError(message, hint=f"Choose one of: {', '.join(known) or '(none yet)'}.")

    def _taken(self, kind: ManuscriptKind, wanted: str) -> UsageError:
        what = "battlecard" if kind is ManuscriptKind.CARD else "rubric"
        free = id_from_title(wanted, self.ids(kind) | self.ids(ManuscriptKind.PITCH))
        return UsageError(f"There is a {what} “{wanted}” already.", hint=f"Take another id, for example “{free}”.")
