"""The use cases around a draft from a document: begin it, say something to each line, make a file of it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from coach.domain.rubric import PitchKind, Skill, Us
from coach.domain.sparring.cards.card_rules import day
from coach.domain.studio.drafting.acceptance import Choice, Draft, Group, Verdict
from coach.domain.studio.drafting.card_text import card_of
from coach.domain.studio.drafting.document import Document, decoded, document_of, name_of, visible
from coach.domain.studio.drafting.proposal import (
    CARD_SECTIONS,
    LONGEST_LINE,
    LONGEST_TITLE,
    Commission,
    Outline,
    Section,
    Wanted,
)
from coach.domain.studio.drafting.rubric_text import golden_texts, rubric_of
from coach.domain.studio.manuscript import Address, ManuscriptKind
from coach.domain.studio.study import ACTIVE, Study, StudyKind
from coach.errors import StoreError, UsageError
from coach.service.panel import CONFIGURED, EMBEDDED
from coach.service.ports import Media, MediaStore
from coach.service.studio.beginning import Beginnings
from coach.service.studio.drafting.ports import DraftStore
from coach.service.studio.drafting.working import commission_of, parts_of, unread_of
from coach.service.studio.ports import Manuscripts, StudyStore
from coach.service.studio.studies import Plan, Studies

LONGEST_ABOUT = 1000
LONGEST_PASTED = 40

MOST_LISTED = 50
"""Drafts of one person that a page lists."""

CARD_TITLES = {
    Section.CLAIMS: "What they say",
    Section.PLAYS: "How they try to win",
    Section.THEY_WIN: "Where they truly win",
    Section.PRICES: "What they charge",
    Section.LANDMINES: "Questions to ask every vendor",
}


@dataclass(frozen=True)
class Wish:
    """What an author fills in before the work begins; see `Commission`. `dated` may be empty.

    `pasted` names the text that their browser keeps until a draft was begun from it; empty where it keeps none.
    """

    wanted: Wanted
    id: str
    title: str
    name: str
    pitch: bool = False
    golden: str | None = None
    dated: str = ""
    engine: str = CONFIGURED
    pasted: str = ""


@dataclass(frozen=True)
class Drafting:
    """Every dependency is a port or a use case of its own. `forget_sounds` removes recordings that nobody uses."""

    studies: Studies
    store: StudyStore
    drafts: DraftStore
    beginnings: Beginnings
    manuscripts: Manuscripts
    media: Media
    recordings: MediaStore
    us: Callable[[], Us]
    transaction: Callable[[], AbstractContextManager[object]]
    forget_sounds: Callable[[Sequence[str]], object]
    today: Callable[[], date]

    # ---- beginning -----------------------------------------------------------------------------

    def begin(self, wish: Wish, content: bytes | str, *, who: str) -> Study:
        """Draft from a text, typed or as the bytes of a file. Raises UsageError and ContentError."""
        name = wish.name
        if isinstance(content, bytes):
            text, notes = decoded(content, name_of(name))
        else:
            text, notes = content, ()
        document = document_of(text, name, pitch=wish.pitch, notes=notes)
        pasted = "" if isinstance(content, bytes) else wish.pasted[:LONGEST_PASTED]
        return self._begin(self._commission(wish, document.pitch), wish.engine, document, who, pasted)

    def begin_spoken(self, wish: Wish, sound: Path, filename: str, *, who: str) -> Study:
        """Draft from a recording: its bytes are kept before anything else happens to them.

        Raises UsageError, MediaError and StoreError.
        """
        commission = self._commission(wish, pitch=True)
        self.media.accept(sound)
        sha256 = self.recordings.put(sound)
        commission = commission.model_copy(update={"recording": sha256, "filename": name_of(filename)})
        try:
            study = self._begin(commission, wish.engine, None, who)
        except StoreError:
            self.forget_sounds([sha256])
            raise
        if not self.recordings.holds(sha256):
            self.recordings.put(sound)  # a removal of the same bytes came in between
        return study

    def without_model(self, study_id: str, who: str) -> Study:
        """The same document again, as headings and sentences: for when the model fails."""
        study = self.own(study_id, who)
        result = self.store.results(study_id).get(0)
        document = Document.model_validate(result) if result else None
        return self._begin(commission_of(study), EMBEDDED, document, who)

    # ---- looking at it -------------------------------------------------------------------------

    def own(self, study_id: str, who: str) -> Study:
        """Somebody's own draft. Raises UsageError when there is none."""
        study = self.store.get(study_id)
        if study.kind is not StudyKind.DRAFTING or study.who != who:
            raise UsageError("There is no such draft.", hint="Begin a new one from a document.")
        return study

    def of(self, who: str) -> tuple[Study, ...]:
        """Somebody's drafts, the newest first; those of which a file was made included."""
        return self.drafts.of(who, limit=MOST_LISTED)

    def made(self, study: Study) -> tuple[Address, ...]:
        """The files that were made of a draft and are still there, the newest last."""
        rubric = commission_of(study).wanted is Wanted.RUBRIC
        kind = ManuscriptKind.RUBRIC if rubric else ManuscriptKind.CARD
        ids: Sequence[str] = study.options.get("made", ())
        there = self.beginnings.ids(kind) if ids else ()
        return tuple(Address(kind=kind, id=each) for each in ids if each in there)

    def draft(self, study: Study) -> Draft:
        """All that is known of a draft at this moment."""
        commission, results = commission_of(study), self.store.results(study.id)
        document = Document.model_validate(results[0]) if 0 in results else None
        rubric = commission.wanted is Wanted.RUBRIC
        outline = Outline.model_validate(results[1]) if rubric and 1 in results else None
        parts = list(parts_of(study, results)) if document else []
        return Draft(
            commission=commission,
            document=document,
            groups=tuple(_groups(outline, results, study)),
            dropped=(*(outline.dropped if outline else ()), *(each for _, part in parts for each in part.dropped)),
            choices=self.drafts.choices(study.id),
            author=next((part.author for _, part in parts if part.author), outline.author if outline else None),
            unread=unread_of(study, document, outline) if document and study.judge != EMBEDDED else 0,
        )

    # ---- saying something to it ----------------------------------------------------------------

    def choose(self, study_id: str, who: str, line_id: str, choice: Choice) -> Draft:
        """Keep what the author says to a line; what `choice` does not set stays, for another tab may have said it.

        Raises UsageError for a line that is not there, or cannot stand so.
        """
        self.own(study_id, who)
        tidy = _tidied(choice)
        with self.transaction():
            draft = self.draft(self.store.hold(study_id))
            line = draft.line(line_id)
            if line is None:
                raise UsageError("There is no such line in this draft.", hint="Load the page again.")
            said = {name: getattr(tidy, name) for name in tidy.model_fields_set}
            choice = draft.choice(line_id).model_copy(update=said)
            words = line.text if choice.text is None else choice.text
            if choice.verdict is Verdict.ACCEPTED and not words and line.section is not Section.CHECKS:
                raise UsageError("There are no words in this line.", hint="Write them, or reject the line.")
            self.drafts.choose(study_id, {line_id: choice})
            return draft._replace(choices={**draft.choices, line_id: choice})

    def accept_all(self, study_id: str, who: str, number: int) -> Draft:
        """Accept what of a criterion or a list nothing was said to yet, words that were changed included."""
        self.own(study_id, who)
        with self.transaction():
            draft = self.draft(self.store.hold(study_id))
            group = next((group for group in draft.groups if group.number == number), None)
            if group is None:
                raise UsageError("There is no such part in this draft.", hint="Load the page again.")
            open_lines = [line for line in group.lines if draft.choice(line.id).verdict is None]
            usable = [line for line in open_lines if draft.in_words(line).text or line.section is Section.CHECKS]
            accepted = {"verdict": Verdict.ACCEPTED}
            said = {line.id: draft.choice(line.id).model_copy(update=accepted) for line in usable}
            self.drafts.choose(study_id, said)
            return draft._replace(choices={**draft.choices, **said})

    # ---- making a file of it -------------------------------------------------------------------

    def make(self, study_id: str, who: str, *, file_id: str, title: str, about: str, again: bool = False) -> Address:
        """Write what was accepted as a new file. Where one was made already, another one is made only `again`.

        Raises UsageError, ContentError, OvertakenError, StoreError.
        """
        study = self.own(study_id, who)
        if (made := self.made(study)) and not again:
            message = f"A file was made of this draft already: {made[-1].path}."
            raise UsageError(message, hint="Open that one, or say below that you want a second file beside it.")
        draft = self.draft(study)
        if draft.document is None or not draft.accepted:
            raise UsageError("No line is accepted yet.", hint="Accept at least one line; you can change it later.")
        kind = ManuscriptKind.RUBRIC if draft.commission.wanted is Wanted.RUBRIC else ManuscriptKind.CARD
        title = self.beginnings.title_for(title)
        changed = {"id": self.beginnings.name_for(kind, file_id, title), "title": title}
        if kind is ManuscriptKind.CARD:
            changed["competitor"] = title
        draft = draft._replace(commission=draft.commission.model_copy(update=changed))
        if kind is ManuscriptKind.CARD:
            card = card_of(draft, self.us(), self.today())
            address = self.beginnings.write_card(card.id, self.manuscripts.card_text(card), by=who)
        else:
            address = self._make_rubric(draft, " ".join(visible(about).split())[:LONGEST_ABOUT], who)
        with self.transaction():
            study = self.store.hold(study_id)
            ids = [*study.options.get("made", ()), address.id]
            self.store.save(study.model_copy(update={"options": {**study.options, "made": ids}}))
        return address

    def discard(self, study_id: str, who: str) -> None:
        """Remove a draft with its document; a file that was made of it stays. Raises UsageError."""
        study = self.own(study_id, who)
        if study.state in ACTIVE:
            self.studies.stop(study_id)
        self.drafts.remove(study_id)
        if recording := commission_of(study).recording:
            self.forget_sounds([recording])

    def _make_rubric(self, draft: Draft, about: str, who: str) -> Address:
        commission, document = draft.commission, draft.document
        assert document is not None
        golden = commission.golden or self.beginnings.free_pitch(commission.id)
        texts: Mapping[PitchKind, str] = {}
        if commission.golden is None:
            texts = golden_texts(commission.title, self.beginnings.product, document)
        text = rubric_of(draft, about=about, golden=golden, made=self.today())
        address = self.beginnings.write_rubric(commission.id, text, golden, texts, by=who)
        if commission.recording and texts:
            ending = Path(commission.filename or "").suffix.lower()
            if ending in self.manuscripts.recording_endings and self.recordings.holds(commission.recording):
                sound = self.recordings.path(commission.recording)
                self.manuscripts.add_recording(golden, PitchKind.GOLDEN, sound, ending)
        return address

    def _commission(self, wish: Wish, pitch: bool) -> Commission:
        kind = ManuscriptKind.RUBRIC if wish.wanted is Wanted.RUBRIC else ManuscriptKind.CARD
        title = self.beginnings.title_for(wish.title)
        dated = wish.dated.strip()
        if dated and ((found := day(dated)) is None or found > self.today()):
            message = f"“{dated[:40]}” is no day on which the document can have said this."
            raise UsageError(message, hint="Write year, month and day, as in 2026-03-12, or leave it empty.")
        golden = wish.golden if wish.wanted is Wanted.RUBRIC else None
        if golden is not None and golden not in self.beginnings.ids(ManuscriptKind.PITCH):
            raise UsageError(f"There is no golden pitch “{golden[:80]}”.", hint="Choose one that is there.")
        file_id = self.beginnings.name_for(kind, wish.id, title)
        if wish.wanted is Wanted.RUBRIC and golden is None:
            self.beginnings.free_pitch(file_id)
        return Commission(
            wanted=wish.wanted,
            id=file_id,
            title=title,
            name=name_of(wish.name),
            competitor=title if wish.wanted is Wanted.CARD else None,
            pitch=pitch and wish.wanted is Wanted.RUBRIC,
            golden=golden,
            dated=dated or None,
        )

    def _begin(
        self, commission: Commission, engine: str, document: Document | None, who: str, pasted: str = ""
    ) -> Study:
        options: dict[str, Any] = {"commission": commission.model_dump(mode="json"), "private": True}
        if pasted:
            options["pasted"] = pasted
        if commission.recording:
            options["recording"] = commission.recording
        judge = EMBEDDED if engine == EMBEDDED else CONFIGURED
        plan = Plan(StudyKind.DRAFTING, commission.id, commission.subjects, judge=judge, options=options)
        with self.transaction():
            study = self.studies.begin(plan, who=who)
            if document is not None:
                self.store.keep(study.id, 0, document.model_dump(mode="json"))
        return study


def _groups(outline: Outline | None, results: Mapping[int, Mapping[str, Any]], study: Study) -> Sequence[Group]:
    found: list[Group] = []
    for number, part in parts_of(study, results) if 0 in results else ():
        if outline is None:
            section = CARD_SECTIONS[number - 1]
            if part.lines:
                found.append(Group(number, section, CARD_TITLES[section], Skill.BUSINESS, part.lines))
        elif number <= len(outline.headings):
            heading = outline.headings[number - 1]
            found.append(Group(number, Section.CHECKS, heading.title, heading.skill, part.lines))
    return found


def _tidied(choice: Choice) -> Choice:
    """In one line each. Raises UsageError for words that are too many."""
    changed: dict[str, str] = {}
    for name, longest in (("text", LONGEST_LINE), ("title", LONGEST_TITLE)):
        words: str | None = getattr(choice, name)
        if words is not None:
            changed[name] = " ".join(visible(words).split())
            if len(changed[name]) > longest:
                message = f"This line has {len(changed[name])} characters, and {longest} are the most."
                raise UsageError(message, hint="Say one thing in it, or make two lines of it in the editor.")
    return choice.model_copy(update=changed)
