"""The golden pitch beside what was said: covered, in other words, missed; and whose words they were."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum

from coach.domain.judging import Case, Finding, Verdict
from coach.domain.language import FUNCTION_WORDS, normal
from coach.domain.rubric import PitchKind
from coach.domain.spans import Likeness, Span, passage_in, spans, written
from coach.domain.transcript import Moment, Sentence, Transcript
from coach.domain.value import Value

RUN = 6
"""Words in a row that two people hardly share by chance; shorter runs are names, numbers and idiom."""

SAME_WORDS = 0.6
"""Share of a golden sentence's words, in order, from which it counts as said in its own words (`covered`).
A recogniser that gets one word in ten wrong leaves 0.9; the own-words samples stay below 0.6."""

ALIKE, PERHAPS = 0.40, 0.15
"""Likeness from which a sentence without checks was said in other words, or perhaps. Counted from the best
that the golden pitch's other sentences and the weak pitch reach (0) to the sentence itself (1)."""

HIGHEST_ZERO = 0.50

READING_GRAM, READING_SLIP, READING_RUN = 4, 2, 10
"""Reading from the page: at least ten words in a row shared in pieces of four or more, where up to two words
between pieces may differ. One word in ten misheard breaks most runs of six, and few of four."""

READING_SHARE = 0.6
"""Share of spoken words inside such runs from which `read_aloud` is told. Reusing the key sentences of the
golden pitch is what certifying asks for and stays below; a person decides what the flag means."""

READING_LEAST = 25
"""On fewer spoken words than this, reading cannot be told from a phrase."""


class Covered(StrEnum):
    """Whether a sentence of the golden pitch was said: in its words, in other words, not, or nobody can tell."""

    COVERED = "covered"
    OTHER_WORDS = "other_words"
    MISSED = "missed"
    UNSURE = "unsure"


class Passage(Value):
    """One sentence of the golden pitch and the moment that answers it, if one does.

    `checks` are the ids of the checks whose `golden` passage lies in this sentence.
    """

    golden: str
    state: Covered
    said: Moment | None = None
    checks: tuple[str, ...] = ()


class Coverage(Value):
    """All passages in the golden pitch's order.

    `own_words_share` (0..1) is the share of spoken words outside runs of at least six words shared
    with the golden pitch; `longest_run` is the longest such run, in words. `read_aloud` says that long
    verbatim runs suggest reading from the page.
    """

    passages: tuple[Passage, ...]
    own_words_share: float
    longest_run: int
    read_aloud: bool

    def count(self, state: Covered) -> int:
        """How many sentences of the golden pitch are in this state."""
        return sum(passage.state is state for passage in self.passages)


def cover(case: Case, findings: Sequence[Finding], likeness: Likeness) -> Coverage:
    """Each sentence of the golden pitch beside what answers it.

    A sentence that holds the passages of checks takes their verdicts; any other is looked for by
    `likeness` (a matcher's `similarity`).
    """
    golden = written(case.golden.text)
    judged = {finding.check: finding for finding in findings if finding.check}
    checks = _checks_by_line(case, golden)
    found = _found_by_likeness(case, golden, likeness)
    passages = tuple(_passage(case.transcript, line, checks, judged, found) for line in golden.sentences)
    said, page = normal(case.transcript.text), normal(case.golden.text)
    verbatim = sum(_shared(said, page, RUN))
    reading = sum(last - first for first, last in _reading_runs(said, page))
    longest = SequenceMatcher(None, said, page, autojunk=False).find_longest_match().size
    return Coverage(
        passages=passages,
        own_words_share=round(1 - verbatim / len(said), 3) if said else 1.0,
        longest_run=longest if longest >= RUN else 0,
        read_aloud=len(said) >= READING_LEAST and reading / len(said) >= READING_SHARE,
    )


_Found = Mapping[int, tuple[Covered, Span | None]]


def _passage(
    transcript: Transcript,
    line: Sentence,
    checks: Mapping[int, tuple[str, ...]],
    judged: Mapping[str, Finding],
    found: _Found,
) -> Passage:
    ids = checks.get(line.number, ())
    verdicts = [judged[id_] for id_ in ids if id_ in judged]
    verdicts = [f for f in verdicts if f.verdict in (Verdict.MET, Verdict.NOT_MET, Verdict.UNSURE)]
    if not verdicts:
        state, span = found[line.number]
        said = transcript.moment(span.first, span.last) if span else None
        return Passage(golden=line.text, state=state, said=said, checks=ids)
    kinds = {finding.verdict for finding in verdicts}
    said = _moment(transcript, verdicts)
    if kinds == {Verdict.MET}:
        state = Covered.COVERED if said and _same_words(line.text, said.text) >= SAME_WORDS else Covered.OTHER_WORDS
    else:
        # Half of a sentence's points is neither said nor missed.
        state = Covered.MISSED if kinds == {Verdict.NOT_MET} else Covered.UNSURE
    return Passage(golden=line.text, state=state, said=None if state is Covered.MISSED else said, checks=ids)


def _moment(transcript: Transcript, verdicts: Sequence[Finding]) -> Moment | None:
    for finding in verdicts:
        for quote in finding.quotes:
            if quote.verified and quote.first_word is not None and quote.last_word is not None:
                return transcript.moment(quote.first_word, quote.last_word)
    return None


def _checks_by_line(case: Case, golden: Transcript) -> dict[int, tuple[str, ...]]:
    by_line: dict[int, tuple[str, ...]] = {}
    for criterion in case.rubric.observed(case.situation):
        for check in criterion.checks:
            place = passage_in(golden, check.golden) if check.golden else None
            for line in golden.sentences if place else ():
                if place and place[0] <= line.last_word and line.first_word <= place[1]:
                    by_line[line.number] = (*by_line.get(line.number, ()), check.id)
    return by_line


def _found_by_likeness(case: Case, golden: Transcript, likeness: Likeness) -> _Found:
    lines = golden.sentences
    heard, wrong = spans(case.transcript), spans(written(case.golden.texts.get(PitchKind.WEAK, "")))
    rows = likeness([line.text for line in lines], [span.text for span in (*lines, *wrong, *heard)])
    found: dict[int, tuple[Covered, Span | None]] = {}
    for at, (line, row) in enumerate(zip(lines, rows, strict=True)):
        known = len(lines) + len(wrong)
        others = [like for index, like in enumerate(row[:known]) if index != at]
        zero = min(HIGHEST_ZERO, max(others, default=0.0))
        best = max(range(len(heard)), key=lambda i: row[known + i], default=None)
        if best is None:
            found[line.number] = (Covered.MISSED, None)
            continue
        found[line.number] = _state(line, heard[best], (row[known + best] - zero) / (1 - zero))
    return found


def _state(line: Sentence, span: Span, strength: float) -> tuple[Covered, Span | None]:
    if _same_words(line.text, span.text) >= SAME_WORDS and strength > 0:
        return Covered.COVERED, span
    if not set(normal(line.text)) - FUNCTION_WORDS:
        return Covered.UNSURE, None  # "This is what I suggest": nothing in it can be looked for
    if strength >= ALIKE:
        return Covered.OTHER_WORDS, span
    return (Covered.UNSURE, span) if strength >= PERHAPS else (Covered.MISSED, None)


def _same_words(golden: str, said: str) -> float:
    wanted, given = normal(golden), normal(said)
    blocks = SequenceMatcher(None, wanted, given, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(wanted) if wanted else 0.0


def _shared(said: Sequence[str], page: Sequence[str], size: int) -> list[bool]:
    """For each spoken token whether it lies in a run of at least `size` tokens that the page has too."""
    grams = {tuple(page[i : i + size]) for i in range(len(page) - size + 1)}
    marks = [False] * len(said)
    for start in range(len(said) - size + 1):
        if tuple(said[start : start + size]) in grams:
            marks[start : start + size] = [True] * size
    return marks


def _reading_runs(said: Sequence[str], page: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Runs of at least `READING_RUN` tokens as (first, behind the last), slips of the recogniser bridged."""
    first = behind = 0
    for index, shared in enumerate((*_shared(said, page, READING_GRAM), *[False] * (READING_SLIP + 1))):
        if shared:
            if index - behind > READING_SLIP:
                first = index
            behind = index + 1
        elif index - behind == READING_SLIP and behind - first >= READING_RUN:
            yield first, behind
