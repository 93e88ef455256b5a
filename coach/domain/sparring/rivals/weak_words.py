"""The words of an answer that have the least behind them, fit to be quoted back at whoever said them."""

import re
from collections.abc import Iterator, Sequence

from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Verdict
from coach.domain.language import FUNCTION_WORDS, content_words, is_number, normal
from coach.domain.prompt_data import without_role_markers
from coach.domain.spans import written
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Standing

LONGEST_QUOTE = 12
"""Words. More is reading out, and nobody recognises their own weak spot in it."""

MOST_CHARACTERS = 80
"""Of a quote."""

_FEWEST = 3
"""Words of a clause that say something by themselves."""

_LONGEST_WORD = 40
"""Characters. Longer is no word that anybody said."""

_SIGNS = " .,;:!?…–—-"
_SAID_SIGNS = "%$€£&+–—-"
_PAUSES = ",;:–—"
_JOINS = frozenset(("and", "but", "because", "so", "while", "which"))
_OPEN = frozenset("before after until since without during between against under every each no not".split()) | (
    FUNCTION_WORDS - frozenset("me him them you it us well same very then here".split())
)
_MARKUP = re.compile(r"https?://\S+|[“”„«»\"`*_#<>\[\](){}|~\\^=]|(?<!\w)['’‘]|['’‘](?!\w)")


def weak_words(answer: str, reading: Assessment | None, longest: int = LONGEST_QUOTE) -> str | None:
    """The statement with the least support, at most `longest` words of it; None where nothing can be quoted.

    What speaks to a grader instead of to the buyer is left out, and so is what shows a step that was met.
    """
    transcript = written(answer)
    barred = grader_lines(transcript)
    lines = [
        sentence.text
        for sentence in transcript.sentences
        if all(sentence.last_word < line.first_word or line.last_word < sentence.first_word for line in barred)
    ]
    ranked = sorted(enumerate(lines), key=lambda line: (_support(line[1], reading), line[0]))
    return next((words for _, line in ranked if (words := excerpt(line, longest))), None)


def excerpt(text: str, longest: int = LONGEST_QUOTE) -> str | None:
    """At most `longest` words of a text without markup or role markers: its fullest clause that is so short."""
    plain = " ".join(_MARKUP.sub(" ", without_role_markers(text)).split())
    runs = list(_runs(plain))
    if not runs:
        return None
    if len(runs) == 1 and _fits(runs[0], longest):
        return _bare(" ".join(runs[0]))
    clauses = [clause for run in runs for clause in _clauses(run)]
    best = max(clauses, key=lambda clause: _weight(clause, longest))
    if _fits(best, longest):
        return _bare(" ".join(best))
    figures = [index for index, word in enumerate(best) if any(is_number(token) for token in normal(word))]
    start = max(0, min(len(best) - longest, (figures[-1] if figures else 0) + 3 - longest))
    words = best[start : start + longest]
    while words and (not _fits(words, longest) or _dangles(words[-1])):
        words.pop()
    part = _bare(" ".join(words))
    return part and f"{'… ' if start else ''}{part}{' …' if start + len(words) < len(best) else ''}"


def _runs(plain: str) -> Iterator[list[str]]:
    """The words between signs that nobody can say, and between words that are too long to be any."""
    run: list[str] = []
    for word in plain.split():
        if len(word) <= _LONGEST_WORD and any(char.isalnum() or char in _SAID_SIGNS for char in word):
            run.append(word)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _clauses(words: Sequence[str]) -> Iterator[list[str]]:
    """The clauses of a run. None ends on a word that leaves its sense to the next: “are up | and running”."""
    clause: list[str] = []
    for index, word in enumerate(words):
        begins = word.lower() in _JOINS and not _dangles(words[index - 1] if index else "")
        if clause and (begins or clause[-1][-1] in _PAUSES):
            yield clause
            clause = []
        clause.append(word)
    if clause:
        yield clause


def _fits(words: Sequence[str], longest: int) -> bool:
    return len(words) <= longest and len(" ".join(words)) <= MOST_CHARACTERS


def _dangles(word: str) -> bool:
    """Whether more has to follow this word. What a sign closes has ended."""
    return word.lower() in _OPEN


def _bare(text: str) -> str | None:
    """The words without what only joins them to others; None where too little is left to be a quote."""
    bare = re.sub(r"^(?:and|but|because|so|while|which)\s", "", text.strip(_SIGNS)).strip(_SIGNS)
    return bare if any(len(word) > 1 or is_number(word) for word in normal(bare)) else None


def _weight(clause: Sequence[str], longest: int) -> tuple[bool, bool, int]:
    """Figures first; then what needs no cutting; then what says most."""
    said = content_words(" ".join(clause))
    return any(is_number(word) for word in said), _FEWEST <= len(clause) <= longest, len(said)


def _support(line: str, reading: Assessment | None) -> int:
    said = content_words(line)
    support = 2 * any(is_number(word) for word in normal(line)) + 3 * line.rstrip().endswith("?") + 2 * (len(said) < 2)
    if reading is None:
        return support
    for finding in reading.steps:
        shown = (content_words(quote.text) for quote in finding.quotes)
        if finding.verdict is Verdict.MET and any(said and said <= words for words in shown):
            support += 4
    for claim in reading.claims:
        if claim.standing is not Standing.SUPPORTED and said and said & content_words(claim.text) >= said:
            support -= 4
    return support
