"""The words of an answer that have the least behind them, fit to be quoted back at whoever said them."""

import re
from collections.abc import Sequence

from coach.domain.asking import without_role_markers
from coach.domain.grader_speech import grader_lines
from coach.domain.judging import Verdict
from coach.domain.language import content_words, is_number, normal
from coach.domain.spans import written
from coach.domain.sparring.rebuttal import Assessment, Standing

LONGEST_QUOTE = 12
"""Words. More is reading out, and nobody recognises their own weak spot in it."""

_FEWEST = 3
"""Words of a clause that say something by themselves."""

_SIGNS = " .,;:!?…–—-"
_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?=(?:and|but|because|so|while|which)\s)")
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
    if not re.search(r"\w", plain):
        return None
    words = plain.split()
    if len(words) <= longest:
        return _bare(plain)
    clauses = [clause.split() for clause in _CLAUSE.split(plain)]
    best = max(clauses, key=lambda clause: _weight(clause, longest))
    if len(best) <= longest:
        return _bare(" ".join(best))
    figures = [index for index, word in enumerate(best) if any(is_number(token) for token in normal(word))]
    start = max(0, min(len(best) - longest, (figures[-1] if figures else 0) + 3 - longest))
    part = _bare(" ".join(best[start : start + longest]))
    return part and f"{'… ' if start else ''}{part}{' …' if start + longest < len(best) else ''}"


def _bare(text: str) -> str | None:
    return re.sub(r"^(?:and|but|because|so|while|which)\s", "", text.strip(_SIGNS)).strip(_SIGNS) or None


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
