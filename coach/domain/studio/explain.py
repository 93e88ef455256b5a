"""Why a check did not count: what came nearest, what of it was missing, and which rule stood in the way.

For authors who try a draft. Nothing here judges: the rules are those of `coach.domain.sightings`, the guards and
`coach.domain.evidence`, asked for what they saw instead of for a verdict.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from coach.domain.grader_speech import grader_lines
from coach.domain.guards import contradicting_numbers, polarity_differs, turning_words
from coach.domain.judging import Case, CheckProposal, Finding, Proposal, Verdict
from coach.domain.language import tokens
from coach.domain.read_out import questions_read_out
from coach.domain.rubric import Check, Criterion
from coach.domain.sightings import (
    FORBIDDEN_FOUND,
    FORBIDDEN_POSSIBLE,
    FOUND,
    POSSIBLE,
    Cue,
    Doubt,
    Key,
    Nearest,
    Sighting,
    brief,
    lacking_terms,
    missing_terms,
    nearest,
    sightings,
)
from coach.domain.spans import Likeness, Span
from coach.domain.studio.answered import Answered, answered
from coach.domain.transcript import Moment, Transcript
from coach.domain.value import Value


class Near(StrEnum):
    """How near something comes to a phrasing, counted as the embedded judge counts."""

    ENOUGH = "enough"
    SIMILAR = "similar"
    FAR = "far"


class Place(Value):
    """Words in their lines: `text` is what came near, `before` and `after` the rest of the lines it lies in."""

    lines: tuple[int, ...]
    before: str
    text: str
    after: str


class CameNear(Value):
    """The sentence that came nearest to one of the phrasings (`golden`: to the passage of the golden pitch).

    `missing` are the telling words of the phrasing that have no counterpart in it, as they are written there.
    """

    place: Place
    cue: str
    golden: bool
    near: Near
    missing: tuple[str, ...]


class Hindrance(Value):
    """The guard that kept something from counting: the phrasing it was held against, and the words it turned on."""

    doubt: Doubt
    phrasing: str
    wanted: tuple[str, ...] = ()
    given: tuple[str, ...] = ()


class WhyNot(Value):
    """All that is known about why a check (or, with `check` None, a scale) did not count in full.

    `sought` is false where the check gives nothing to look for. `barred` says that what came nearest is no
    evidence, because it speaks to the grader or reads out a question.
    """

    criterion: str
    check: str | None
    sought: bool = True
    nearest: CameNear | None = None
    hindrance: Hindrance | None = None
    barred: Literal["to_grader", "question"] | None = None
    answered: Answered = Answered()


def explain(
    case: Case, findings: Sequence[Finding], proposals: Sequence[Proposal], likeness: Likeness
) -> tuple[WhyNot, ...]:
    """One explanation for each finding that did not count in full, in the order of `findings`.

    `proposals` are what the judge said, before it was checked. What was not observed or not scored has its
    reason already, and nothing is explained of it.
    """
    view = _View(case, likeness)
    given = {proposal.criterion: proposal for proposal in proposals}
    criteria = {criterion.id: criterion for criterion in case.criteria}
    explained: list[WhyNot] = []
    for finding in findings:
        criterion = criteria.get(finding.criterion)
        proposal = given.get(finding.criterion)
        if criterion is None or not _falls_short(criterion, finding):
            continue
        if finding.check is None:
            answer = proposal.level if proposal else None
            explained.append(
                WhyNot(criterion=criterion.id, check=None, answered=answered(case, view.to_grader, answer, None))
            )
        else:
            check = next(each for each in criterion.checks if each.id == finding.check)
            answer = next((one for one in proposal.checks if one.check == check.id), None) if proposal else None
            explained.append(view.why_not(criterion, check, answer))
    return tuple(explained)


def _falls_short(criterion: Criterion, finding: Finding) -> bool:
    if finding.verdict in {Verdict.NOT_OBSERVED, Verdict.NOT_SCORED}:
        return False
    if finding.check is None:
        return finding.verdict is Verdict.UNSURE or (finding.level or 0) < criterion.top_level
    check = next((each for each in criterion.checks if each.id == finding.check), None)
    if check is None:
        return False
    return finding.verdict is Verdict.UNSURE if check.forbidden else finding.verdict is not Verdict.MET


class _View:
    """One case as the embedded judge sees it."""

    def __init__(self, case: Case, likeness: Likeness) -> None:
        self.case = case
        self.to_grader = grader_lines(case.transcript)
        questions = questions_read_out(case)
        self._barred: tuple[Moment, ...] = (*self.to_grader, *questions)
        self._sought = brief(case, likeness)
        self._near = nearest(case.transcript, self._sought, likeness, self._barred)
        self._seen = sightings(case.transcript, self._sought, likeness, self._barred)
        self._anywhere = nearest(case.transcript, self._sought, likeness) if self._barred else self._near

    def why_not(self, criterion: Criterion, check: Check, answer: CheckProposal | None) -> WhyNot:
        key = (criterion.id, check.id)
        if not self._sought.cues.get(key):
            return WhyNot(
                criterion=criterion.id,
                check=check.id,
                sought=False,
                answered=answered(self.case, self.to_grader, answer, check),
            )
        near = self._near.get(key)
        barred = self._barred_place(key, near, forbidden=check.forbidden)
        shown = self._anywhere[key] if barred else near
        came = _came_near(self.case.transcript, shown, forbidden=check.forbidden) if shown else None
        return WhyNot(
            criterion=criterion.id,
            check=check.id,
            nearest=came,
            hindrance=None if barred or near is None else _hindrance(near, self._seen[key], self._sought.cues[key]),
            barred=barred,
            answered=answered(self.case, self.to_grader, answer, check),
        )

    def _barred_place(
        self, key: Key, near: Nearest | None, *, forbidden: bool
    ) -> Literal["to_grader", "question"] | None:
        anywhere = self._anywhere.get(key)
        if anywhere is None or (near is not None and anywhere.strength <= near.strength):
            return None
        if anywhere.strength < (FORBIDDEN_POSSIBLE if forbidden else POSSIBLE):
            return None
        to_grader = any(anywhere.span.overlaps(m.first_word, m.last_word) for m in self.to_grader)
        return "to_grader" if to_grader else "question"


def _came_near(transcript: Transcript, near: Nearest, *, forbidden: bool) -> CameNear | None:
    missing = missing_terms(near.cue.text, near.said)
    if missing == missing_terms(near.cue.text, ""):
        return None  # not one telling word in common: then no place is nearer than any other
    found, possible = (FORBIDDEN_FOUND, FORBIDDEN_POSSIBLE) if forbidden else (FOUND, POSSIBLE)
    how = Near.ENOUGH if near.strength >= found else Near.SIMILAR if near.strength >= possible else Near.FAR
    return CameNear(
        place=_place(transcript, near.span),
        cue=near.cue.text,
        golden=near.cue.golden,
        near=how,
        missing=_as_written(near.cue.text, missing_terms(near.cue.text, _whole(near))),
    )


def _place(transcript: Transcript, span: Span) -> Place:
    def text(first: int, behind: int) -> str:
        return " ".join(word.text for word in transcript.words[first:behind])

    return Place(
        lines=tuple(line.number for line in span.lines),
        before=text(span.lines[0].first_word, span.first),
        text=text(span.first, span.last + 1),
        after=text(span.last + 1, span.lines[-1].last_word + 1),
    )


def _whole(near: Nearest) -> str:
    """The lines that a reader is shown, of which the guards read only the nearest words."""
    return " ".join(line.text for line in near.span.lines)


def _hindrance(near: Nearest, seen: Sighting, own: Sequence[Cue]) -> Hindrance | None:
    """What the guards went by; the same questions in the same order as theirs."""
    cue = near.cue.text
    match seen.doubt:
        case Doubt.DENIED:
            phrasing = next(text for text in near.against if polarity_differs(text, near.said))
            wanted, given = turning_words(phrasing, near.said)
        case Doubt.NUMBER:
            phrasing = next(text for text in near.against if contradicting_numbers(text, near.said)[0])
            wanted, given = contradicting_numbers(phrasing, near.said)
        case Doubt.TERM:
            phrasing, wanted, given = own[0].text, lacking_terms(near.said, own), ()
            if other := _other_number(near, own, wanted):
                return other
            wanted = lacking_terms(_whole(near), own) or wanted
        case Doubt.LIST:
            return Hindrance(doubt=Doubt.LIST, phrasing=cue)
        case Doubt.FAINT | None:
            return None
    return Hindrance(
        doubt=seen.doubt,
        phrasing=phrasing,
        wanted=_as_written(phrasing, wanted),
        given=_as_written(near.said, given),
    )


def _other_number(near: Nearest, own: Sequence[Cue], lacking: Sequence[str]) -> Hindrance | None:
    """The number that stands in the line in the place of one that is lacking; None where no other one does."""
    said = _whole(near)
    for phrasing in dict.fromkeys((*near.against, *(cue.text for cue in own))):
        wanted, given = contradicting_numbers(phrasing, said)
        if set(wanted) & set(lacking):
            return Hindrance(
                doubt=Doubt.NUMBER,
                phrasing=phrasing,
                wanted=_as_written(phrasing, wanted),
                given=_as_written(said, given),
            )
    return None


def _as_written(text: str, terms: Sequence[str]) -> tuple[str, ...]:
    """Comparable tokens as they stand in the text: `thirty`, not `30`."""
    words = text.split()
    written: list[str] = []
    for token in tokens(words):
        if token.text in terms:
            written.append(" ".join(words[token.word : token.last_word + 1]).strip(" .,;:!?\"'“”‘’()"))
    return tuple(dict.fromkeys(written))
