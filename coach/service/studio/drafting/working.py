"""The worker's part of a draft: hear the document if it was spoken, ask for criteria and lines, verify each."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coach.domain.exchange import Progress
from coach.domain.rubric import Us
from coach.domain.studio.drafting.document import Document, heard_document
from coach.domain.studio.drafting.drafting_asking import unread_by_parts
from coach.domain.studio.drafting.proposal import (
    DOCUMENT,
    OUTLINE,
    Commission,
    Line,
    Outline,
    Part,
    Section,
    Task,
    Wanted,
)
from coach.domain.studio.drafting.verifying import settled_headings, verified
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.study import Study
from coach.domain.value import Value
from coach.errors import CoachError, MediaError
from coach.service.panel import CONFIGURED
from coach.service.ports import Media, MediaStore
from coach.service.stages import Chosen, ignore
from coach.service.studio.drafting.ports import Proposer
from coach.service.studio.ports import StudyStore


@dataclass(frozen=True)
class Drafter:
    """Works on one subject of a drafting study; see `Commission.subjects`. `proposers` by the judge's name."""

    store: StudyStore
    proposers: Mapping[str, Proposer]
    media: Media
    recordings: MediaStore
    choose_transcriber: Callable[[str, Progress], Chosen]
    us: Callable[[], Us]

    def step(self, study: Study, bundle: Bundle | None, subject: str) -> Value:
        """Raises MediaError, TranscriberError, SettingsError, JudgeError and StoreError."""
        commission = commission_of(study)
        if subject == DOCUMENT:
            return self._heard(commission)
        results = self.store.results(study.id)
        document = Document.model_validate(results[0])
        proposer = self.proposers[study.judge]
        if subject == OUTLINE:
            outline = proposer.outline(commission, document)
            headings, dropped = settled_headings(document, outline.headings)
            return outline.model_copy(update={"headings": headings, "dropped": dropped})
        task = task_of(study, results, subject)
        if task is None:
            return Part()  # the outline has fewer criteria than there is room for
        part = verified(document, proposer.lines(task), task.part, tuple(_earlier(results)))
        return part.model_copy(update={"author": proposer.identity})

    def _heard(self, commission: Commission) -> Document:
        assert commission.recording is not None  # what was typed is kept when the study begins
        audio = self.media.decode(self.recordings.path(commission.recording))
        if not self.media.voice_activity(audio):
            raise MediaError("Nobody speaks in this recording.", hint="Listen to it, and bring one with speech in it.")
        transcriber = self.choose_transcriber(CONFIGURED, ignore).transcriber
        transcript = transcriber.transcribe(audio, self._expected(commission), ignore)
        if not transcript.words:
            message = "No word could be recognised in this recording."
            raise MediaError(message, hint="Listen to it; bring a clearer one, or paste its words.")
        return heard_document(transcript, commission.name)

    def _expected(self, commission: Commission) -> tuple[str, ...]:
        """Names and terms that a recogniser should expect; none where what is true of us cannot be read."""
        try:
            us = self.us()
        except CoachError:
            return ()
        names = (*us.words, us.company, us.product, commission.competitor or "")
        return tuple(dict.fromkeys(name for name in names if name))


def commission_of(study: Study) -> Commission:
    """What was asked for."""
    return Commission.model_validate(study.options["commission"])


def task_of(study: Study, results: Mapping[int, Mapping[str, Any]], subject: str) -> Task | None:
    """The part of the work that a subject stands for, None for a criterion that the outline does not have."""
    commission, document = commission_of(study), Document.model_validate(results[0])
    if commission.wanted is Wanted.CARD:
        part = study.subjects.index(subject)
        return Task(commission=commission, document=document, part=part, section=Section(subject))
    headings = Outline.model_validate(results[1]).headings
    part = study.subjects.index(subject) - 1
    if part > len(headings):
        return None
    return Task(commission=commission, document=document, part=part, section=Section.CHECKS, heading=headings[part - 1])


def parts_of(study: Study, results: Mapping[int, Mapping[str, Any]]) -> Iterator[tuple[int, Part]]:
    """The parts that are there, each with its number."""
    first = 1 if commission_of(study).wanted is Wanted.CARD else 2
    for number, result in sorted(results.items()):
        if number >= first:
            yield number - first + 1, Part.model_validate(result)


def unread_of(study: Study, document: Document, outline: Outline | None) -> int:
    """How many passages no question to a model showed."""
    if outline is not None:
        return outline.unread
    return unread_by_parts(document) if commission_of(study).wanted is Wanted.CARD else 0


def _earlier(results: Mapping[int, Mapping[str, Any]]) -> Iterator[Line]:
    for result in results.values():
        if "lines" in result:
            yield from Part.model_validate(result).lines
