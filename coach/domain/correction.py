"""Words that the recogniser got wrong, put right by whoever said them; and what may be thought of that.

What was heard stays beside what is judged. What was corrected is found by comparing the two.
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from typing import NamedTuple

from coach.domain.alignment import UNHEARD_RUN, shares
from coach.domain.judging import Finding, Verdict
from coach.domain.language import tokens
from coach.domain.transcript import Sentence, Transcript, Word
from coach.domain.value import Value
from coach.errors import UsageError

CORRECTED_LIMIT = 0.1
"""Above this share of corrected words a person listens. A judgement, not a measurement: what the small
recogniser heard (10 to 25 % of its words are wrong) goes to a person anyway, and of a better one, more than
one wrong word in ten says that the recording is poor or that the speech was rewritten. The share alone would
let a sentence in: in a pitch of 150 words it leaves 15. So whatever points rest on is looked at on its own."""

ROOM = 200
"""Characters that a line may grow by, beyond twice its length: what was lost in a pause, and no new pitch."""


class Correction(Value):
    """`words[first_word:last_word + 1]` now read `text` where `heard` was written down.

    `last_word` is None where words were taken out: they stood before `first_word`.
    """

    first_word: int
    last_word: int | None
    heard: str
    text: str

    @property
    def words(self) -> int:
        """How many words were changed."""
        return max(len(self.heard.split()), len(self.text.split()))

    def touches(self, first: int, last: int) -> bool:
        """Whether a run of words holds something of this, or borders on what was taken out."""
        if self.last_word is None:
            return first <= self.first_word <= last + 1
        return self.first_word <= last and first <= self.last_word


class Corrected(Value):
    """What a learner corrected, as far as it bears on trusting the score.

    `run` is the longest run of words that were not heard or were taken out; `quotes` counts the quotes of
    findings that are met and hold a corrected word; `unsaid` are the questions of `never` checks that what
    was heard may answer with yes, and what is left does not.
    """

    words: int
    of: int
    run: int
    quotes: int
    unsaid: tuple[str, ...]

    @property
    def for_a_person(self) -> bool:
        """Whether somebody should hear whether that was said."""
        rewritten = self.words > CORRECTED_LIMIT * self.of or self.run >= UNHEARD_RUN
        return rewritten or bool(self.quotes or self.unsaid)

    @property
    def text(self) -> str:
        """How much it is, in words."""
        parts = [f"{self.words} of {self.of} words {'was' if self.words == 1 else 'were'} corrected by the learner"]
        if self.run >= UNHEARD_RUN:
            parts.append(f"{self.run} of them in a row")
        if self.quotes:
            parts.append("one quote rests on them" if self.quotes == 1 else f"{self.quotes} quotes rest on them")
        asked = [f" As it was heard, the answer may be yes: {asks}" for asks in self.unsaid]
        return "; ".join(parts) + "." + "".join(asked)


def correct(current: Transcript, lines: Mapping[int, str]) -> Transcript:
    """The transcript with these sentences (by number) as they were typed; an empty text takes one out.

    Words that stay the same, whatever their case and punctuation, keep their time and confidence. Others
    share the time of what they replace, or of the gap that they fill. Raises UsageError for a line that does
    not exist or grows too long, and when nothing would be left.
    """
    numbers = {sentence.number for sentence in current.sentences}
    if unknown := sorted(set(lines) - numbers):
        raise UsageError(f"This transcript has no line {unknown[0]}.", hint="Load the page again and correct it there.")
    words: list[Word] = []
    for sentence in current.sentences:
        old = current.words[sentence.first_word : sentence.last_word + 1]
        if sentence.number in lines:
            after = current.words[sentence.last_word + 1].start if sentence.number < len(numbers) else current.duration
            words += _corrected(old, _tidy(lines[sentence.number], sentence), words[-1:], after)
        else:
            words += old
    if not words:
        raise UsageError("No word would be left.", hint="Leave what was said, or record the pitch again.")
    # Not `model_copy`: it would keep the sentences that are remembered of the old words.
    return Transcript.model_validate({**current.model_dump(exclude={"words"}), "words": words})


def corrections(heard: Transcript, transcript: Transcript) -> tuple[Correction, ...]:
    """Where the words differ from what was heard. Case, punctuation, contractions and figures do not count."""
    old, new = ([word.text for word in side.words] for side in (heard, transcript))
    return tuple(
        Correction(
            first_word=step.new,
            last_word=step.new_end - 1 if step.new_end > step.new else None,
            heard=" ".join(old[step.old : step.old_end]),
            text=" ".join(new[step.new : step.new_end]),
        )
        for step in _steps(old, new)
        if not step.same
    )


def corrected(
    heard: Transcript, transcript: Transcript, findings: Sequence[Finding] = (), unsaid: Sequence[str] = ()
) -> Corrected | None:
    """What the corrections amount to; None when there is none. `unsaid` as `Corrected` has it."""
    found = corrections(heard, transcript)
    if not found:
        return None
    return Corrected(
        words=sum(one.words for one in found),
        of=max(len(heard.words), len(transcript.words)),
        run=max(one.words for one in found),
        quotes=sum(
            any(one.touches(first, last) for one in found)
            for finding in findings
            if finding.verdict is Verdict.MET
            for first, last in _places(finding)
        ),
        unsaid=tuple(unsaid),
    )


def with_corrections_noted(findings: Sequence[Finding], found: Sequence[Correction]) -> tuple[Finding, ...]:
    """The findings with a note for reviewers where a quote rests on corrected words."""
    return tuple(
        finding.model_copy(update={"notes": (*finding.notes, *notes)}) if (notes := _notes(finding, found)) else finding
        for finding in findings
    )


def edition(transcript: Transcript) -> str:
    """The same for the same words: tells whether a page shows the transcript as it is now."""
    return sha256("\n".join(word.text for word in transcript.words).encode()).hexdigest()[:16]


class _Step(NamedTuple):
    """`old[old:old_end]` became `new[new:new_end]`; `same` when people would say that nothing changed."""

    old: int
    old_end: int
    new: int
    new_end: int
    same: bool

    def overlaps(self, before: "_Step") -> bool:
        return self.old < before.old_end or self.new < before.new_end

    def joined(self, before: "_Step") -> "_Step":
        return _Step(
            min(before.old, self.old),
            max(before.old_end, self.old_end),
            min(before.new, self.new),
            max(before.new_end, self.new_end),
            before.same and self.same,
        )


def _steps(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    """The way from one run of words to another, whole words at a time, without gaps."""
    steps: list[_Step] = []
    for step in _token_steps(old, new):
        # "don't" is two tokens and "thirty five" one: what shares a word goes together.
        while steps and step.overlaps(steps[-1]):
            step = step.joined(steps.pop())
        steps.append(step)
    if not steps:
        return [_Step(0, len(old), 0, len(new), same=True)] if old or new else []
    # Words without a letter or a figure, such as a dash, belong to what follows; the last ones to what precedes.
    steps[-1] = steps[-1]._replace(old_end=len(old), new_end=len(new))
    ends = [(0, 0), *((step.old_end, step.new_end) for step in steps)]
    return [step._replace(old=before[0], new=before[1]) for step, before in zip(steps, ends, strict=False)]


def _token_steps(old: Sequence[str], new: Sequence[str]) -> Iterator[_Step]:
    first, second = tokens(old), tokens(new)
    # Without autojunk=False, difflib passes over every common word of a text of 200 words or more.
    matcher = SequenceMatcher(None, [token.text for token in first], [token.text for token in second], autojunk=False)
    old_end = new_end = 0
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        alike = [(i1 + n, i1 + n + 1, j1 + n, j1 + n + 1) for n in range(i2 - i1)]
        for a, b, c, d in alike if kind == "equal" else [(i1, i2, j1, j2)]:
            old_start, new_start = old_end, new_end
            if a < b:
                old_start, old_end = first[a].word, first[b - 1].last_word + 1
            if c < d:
                new_start, new_end = second[c].word, second[d - 1].last_word + 1
            yield _Step(old_start, old_end, new_start, new_end, kind == "equal")


def _corrected(old: Sequence[Word], typed: Sequence[str], before: Sequence[Word], after: float | None) -> list[Word]:
    """One line's words anew. `before` holds the word before the line, if any; `after` is when what follows begins."""
    words: list[Word] = []
    for step in _steps([word.text for word in old], typed):
        replaced, texts = old[step.old : step.old_end], typed[step.new : step.new_end]
        if step.same and len(replaced) == len(texts):
            words += [word.model_copy(update={"text": text}) for word, text in zip(replaced, texts, strict=True)]
            continue
        if replaced:
            time = replaced[0].start, _end(replaced[-1])
        else:
            following = old[step.old_end].start if step.old_end < len(old) else after
            time = _end((words or before)[-1]) if words or before else 0.0, following
        words += _timed(texts, *time)
    return words


def _timed(texts: Sequence[str], start: float | None, end: float | None) -> list[Word]:
    words = [Word(text=text) for text in texts]
    if start is None or not words:
        return words
    last = start if end is None else max(start, end)

    def cut(moment: float) -> float:
        return min(max(start, round(moment, 3)), last)

    spans = shares(words, (start, last))
    return [Word(text=word.text, start=cut(a), end=cut(b)) for word, (a, b) in zip(words, spans, strict=True)]


def _end(word: Word) -> float | None:
    return word.start if word.end is None else word.end


def _tidy(text: str, line: Sentence) -> list[str]:
    if len(text) > 2 * len(line.text) + ROOM:
        raise UsageError(
            f"Line {line.number} is much longer than what was heard there.",
            hint="Correct the words that were heard wrong; to say more, record the pitch again.",
        )
    plain = "".join(character for character in " ".join(text.split()) if character.isprintable())
    return plain.split()


def _places(finding: Finding) -> Iterator[tuple[int, int]]:
    for quote in finding.quotes:
        if quote.verified and quote.first_word is not None and quote.last_word is not None:
            yield quote.first_word, quote.last_word


def _notes(finding: Finding, found: Sequence[Correction]) -> list[str]:
    places = list(_places(finding))
    return [
        f"Rests on a correction: {_told(one)}."
        for one in found
        if any(one.touches(first, last) for first, last in places)
    ]


def _told(one: Correction) -> str:
    if one.last_word is None:
        return f"“{one.heard}” was heard and taken out"
    return f"“{one.text}”, where “{one.heard}” was heard" if one.heard else f"“{one.text}”, where nothing was heard"
