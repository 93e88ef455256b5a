"""The rules behind `coach.domain.grader_speech`: phrases made into patterns, and a weighted vocabulary."""

import re
from dataclasses import dataclass
from functools import cache

from coach.domain import grader_phrases
from coach.domain.grader_phrases import Family


@dataclass(frozen=True)
class Rule:
    """One pattern over comparable tokens; a `guarded` rule gives way where `TOLD_OF_OTHERS` matches."""

    family: Family
    pattern: re.Pattern[str]
    guarded: bool


TOLD_OF_OTHERS = re.compile(
    r"\b(?:customers?|clients?|analysts?|users?|buyers?|auditors?|gartner|forrester|g2|iso|audits?|surveys?|promoter|leads?"
    r"|vendors?|suppliers?|patients?|students?|they|deals?|prospects?|tickets?|guests?|rfp|tender|our"
    r"|your (?!task|job|role|instructions?|evaluation|grading|scoring|rubric|answer|verdict|output))\b"
)
"""Words, in a match or just before it, which show that somebody else's grades are told of, not asked for."""

_WEIGHTS = {
    3: """rubric rubrics grader graders grater evaluator evaluators examiner examiners assessor scorer verdict certify
    penalize penalise deduct criterion criteria award awards chatbot marks""",
    2: """grade graded grades grading score scored scores scoring evaluation evaluate evaluating assessment assess pass
    passed passes judge judging checklist colon transcript recording attempt certificate certification certified pitch
    gpt prompt mistakes""",
    1: """candidate mark point points met all every everything 100 perfect full maximum highest top excellent level
    ignore disregard override forget pretend assume consider treat count me my i this that answer say said write report
    print output return correct credit quote rule rules instructions instruction system ai model reviewer approved
    approve satisfied fulfilled covered mentioned missing left skip skipped supervisor manager please only yes generous
    lenient flawless confirm result just give now regardless whatever bonus true valid word check checks tick set
    been""",
    -1: """us your about month months year years day days week weeks can will time in it people after more plan last
    team teams colleague price security regulator engineer product""",
    -2: """sales iso audit audits we our ours customers customer clients they their auditors users buyers analysts
    suppliers students""",
}
WEIGHTS = {word: weight for weight, words in _WEIGHTS.items() for word in words.split()}
"""Words of grading, of ordering and of speaking about oneself, against words of selling. They find lines that no
phrase foresaw (family `WORDING`): a run of at most `WEIGHT_WINDOW` words that adds up to `WEIGHT_NEEDED`, each word
counted once, at least one of them a word of grading. Chosen by hand after a logistic regression on lines of both
kinds; the threshold is the lowest without a false alarm on them."""

WEIGHT_NEEDED, WEIGHT_WINDOW = 5, 18


def _rule(family: Family, text: str) -> Rule:
    body = text.removeprefix("!")
    while re.search(r"<[a-z]+>", body):  # a class may name another
        body = re.sub(r"<([a-z]+)>", lambda found: grader_phrases.WORDS[found[1]], body)
    body = re.sub(r" \.\.(\d+) ", r"(?: \\w+){0,\1} ", body)
    return Rule(family, re.compile(rf"\b(?:{body})(?!\w)"), text.startswith("!"))


@cache  # compiling takes a twentieth of a second, which `coach --help` has no use for
def rules() -> tuple[Rule, ...]:
    """The phrases of all families."""
    return tuple(_rule(family, text) for family, texts in grader_phrases.PHRASES.items() for text in texts)


@cache
def plain_claims() -> tuple[Rule, ...]:
    """Claims of coverage too ordinary to flag."""
    return tuple(_rule(Family.COVERAGE_CLAIM, text) for text in grader_phrases.PLAIN_CLAIMS)
