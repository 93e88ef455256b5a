"""The transcript line by line, with what was found in it."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from coach.domain.attempt import Attempt
from coach.domain.certification import Code, Kind
from coach.domain.correction import Corrected, Correction, corrected, corrections, edition
from coach.domain.rubric import Rubric
from coach.domain.transcript import LOW_CONFIDENCE, Moment, Sentence, Transcript
from coach.domain.value import Value
from coach.web.reporting.found import Found, found_quotes
from coach.web.reporting.wording import Answer, Tone, clock, count

LONG_PITCH_LINES = 60
"""A longer transcript scrolls in a box of its own, so that what follows it stays within reach."""


class SaidWord(Value):
    """One word. `start` in seconds or None; `doubtful`: the recogniser was not sure of it.

    `heard` is what was written down in the place of a corrected word (empty: nothing), None elsewhere;
    `gone_before` and `gone_after` are words that were taken out beside it.
    """

    text: str
    start: float | None = None
    doubtful: bool = False
    filler: bool = False
    heard: str | None = None
    gone_before: str | None = None
    gone_after: str | None = None


class Run(Value):
    """Neighbouring words of one line that bear the same mark (`tone` None: none)."""

    tone: Tone | None
    words: tuple[SaidWord, ...]


class Margin(Value):
    """A remark beside a line: which criterion's evidence it holds, and the verdict there."""

    answer: Answer
    title: str


class Line(Value):
    """One sentence; `to_grader` when it speaks to a grader and is therefore never evidence.

    `corrections` are those that begin in it.
    """

    number: int
    at: str | None
    start: float | None
    first: int
    last: int
    runs: tuple[Run, ...]
    margin: tuple[Margin, ...]
    corrections: tuple[Correction, ...]
    to_grader: bool


class Speech(Value):
    """`has_*` say which signs need a word of explanation; `long` puts the lines in a box that scrolls.

    `corrected` says how much was corrected and what follows from it, None when nothing was.
    """

    lines: tuple[Line, ...]
    edition: str
    corrected: str | None
    language: str
    words: int
    engine: str
    timed: bool
    brought: bool
    low_accuracy: bool
    long: bool
    tones: tuple[Tone, ...]
    has_doubtful: bool
    has_fillers: bool
    has_grader_lines: bool


_STRENGTH = {Tone.QUIET: 0, Tone.GOOD: 1, Tone.MID: 2, Tone.BAD: 3}


def speech(attempt: Attempt, rubric: Rubric, *, draft: bool) -> Speech | None:
    """The transcript with marks; None before there is one."""
    transcript = attempt.transcript
    if transcript is None or not transcript.words:
        return None
    found = found_quotes(attempt, rubric, draft=draft)
    tones = _tones(len(transcript.words), found)
    fillers = _filler_words(attempt, transcript)
    fixed = corrections(attempt.heard, transcript) if attempt.heard else ()
    how_much = corrected(attempt.heard, transcript) if attempt.heard else None
    words = [
        SaidWord(
            text=word.text,
            start=word.start,
            doubtful=word.confidence is not None and word.confidence < LOW_CONFIDENCE,
            filler=number in fillers,
        )
        for number, word in enumerate(transcript.words)
    ]
    _mark_corrected(words, fixed)
    graders = _numbers(attempt.grader_lines)
    lines = tuple(_line(sentence, words, tones, found, fixed, graders) for sentence in transcript.sentences)
    return Speech(
        lines=lines,
        edition=edition(transcript),
        corrected=_corrected(attempt, how_much) if how_much else None,
        language=transcript.language,
        words=len(words),
        engine=transcript.engine,
        timed=transcript.timed,
        brought=transcript.brought,
        low_accuracy=transcript.low_accuracy,
        long=len(lines) > LONG_PITCH_LINES,
        tones=tuple(sorted({tone for tone in tones if tone}, key=lambda tone: _STRENGTH[tone])),
        has_doubtful=any(word.doubtful for word in words),
        has_fillers=any(word.filler for word in words),
        has_grader_lines=any(line.to_grader for line in lines),
    )


def _tones(words: int, found: Iterable[Found]) -> list[Tone | None]:
    """The mark of each word. Where findings overlap, the gravest verdict shows."""
    tones: list[Tone | None] = [None] * words
    for item in sorted(found, key=lambda item: _STRENGTH[item.answer.tone]):
        for number in range(max(item.first, 0), min(item.last + 1, words)):
            tones[number] = item.answer.tone
    return tones


def _filler_words(attempt: Attempt, transcript: Transcript) -> set[int]:
    # A filler is known by its time; the word whose middle lies in it is the one to mark.
    fillers = sorted((filler.start, filler.end) for filler in attempt.delivery.fillers) if attempt.delivery else []
    starts = [start for start, _ in fillers]
    numbers: set[int] = set()
    for number, word in enumerate(transcript.words):
        if word.start is None or not fillers:
            continue
        middle = (word.start + (word.end or word.start)) / 2
        nearest = bisect_right(starts, middle) - 1
        if nearest >= 0 and middle <= fillers[nearest][1]:
            numbers.add(number)
    return numbers


def _mark_corrected(words: list[SaidWord], fixed: Iterable[Correction]) -> None:
    for one in fixed:
        if one.last_word is not None:
            for number in range(one.first_word, one.last_word + 1):
                words[number] = words[number].model_copy(update={"heard": one.heard})
        elif one.first_word < len(words):
            words[one.first_word] = words[one.first_word].model_copy(update={"gone_before": one.heard})
        else:
            words[-1] = words[-1].model_copy(update={"gone_after": one.heard})


def _corrected(attempt: Attempt, how_much: Corrected) -> str:
    text = f"{how_much.words} of {count(how_much.of, 'word')} {'was' if how_much.words == 1 else 'were'} corrected."
    if attempt.decision is None:
        return text
    flagged = any(reason.code is Code.CORRECTED for reason in attempt.decision.reasons)
    if attempt.kind is Kind.OFFICIAL:
        effect = "A person listens to them before this counts." if flagged else "So few alone send it to nobody."
    elif flagged:
        effect = "For practice that changes nothing; an official attempt like this goes to a person, who listens."
    else:
        effect = "So few would not send an official attempt to a person."
    return f"{text} {effect}"


def _numbers(moments: Iterable[Moment]) -> set[int]:
    return {number for moment in moments for number in range(moment.first_word, moment.last_word + 1)}


def _line(
    sentence: Sentence,
    words: Sequence[SaidWord],
    tones: Sequence[Tone | None],
    found: Iterable[Found],
    fixed: Iterable[Correction],
    graders: set[int],
) -> Line:
    numbers = range(sentence.first_word, sentence.last_word + 1)
    here = [item for item in found if sentence.first_word <= item.first <= sentence.last_word]
    margin = {(item.answer.word, item.title): Margin(answer=item.answer, title=item.title) for item in here}
    return Line(
        number=sentence.number,
        at=None if sentence.start is None else clock(sentence.start),
        start=sentence.start,
        first=sentence.first_word,
        last=sentence.last_word,
        runs=_runs(numbers, words, tones),
        margin=tuple(margin.values()),
        corrections=tuple(one for one in fixed if one.last_word is not None and one.first_word in numbers),
        to_grader=any(number in graders for number in numbers),
    )


def _runs(numbers: range, words: Sequence[SaidWord], tones: Sequence[Tone | None]) -> tuple[Run, ...]:
    runs: list[Run] = []
    begin = numbers.start
    for number in numbers:
        if number + 1 == numbers.stop or tones[number + 1] is not tones[begin]:
            runs.append(Run(tone=tones[begin], words=tuple(words[begin : number + 1])))
            begin = number + 1
    return tuple(runs)
