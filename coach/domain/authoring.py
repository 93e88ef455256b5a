"""What `coach check` tells authors: problems, and advice about checks that score badly.

Problems (files that cannot be used) are found by `coach.adapters.library`. The rules here look at
content that is valid and give advice only: nothing of it stops a rubric from being used. Those for cards
about competitors are in `coach.domain.sparring`.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from coach.domain.language import content_words, normal
from coach.domain.rubric import Check, Criterion, GoldenPitch, PitchKind, Rubric
from coach.domain.value import Value

MOST_CRITERIA = 12
"""More criteria than this, and judges and learners lose the thread; our own working limit."""

SHARED_RUN = 6
"""So many words in a row in both `own_words` and `golden` are a copied phrase (the format's promise)."""

MOST_RUNS = 5
"""So many copied phrases are told of one text; whoever mends these sees the next."""

SAME_QUESTION = 0.8
"""Two questions that share this part of their content words are one question asked twice; our own choice."""

BROAD_WORDS = frozenset(
    """effective effectively engaging engagement engages rapport confident confidently confidence persuasive
    persuasively compelling compellingly convincing convincingly enthusiastic enthusiasm enthusiastically
    professional professionally impressive passionate passion charismatic appropriate appropriately clearly
    strong strongly smooth smoothly authentic authentically energetic energy empathy empathetic
    empathetically memorable inspiring credible credibly genuine genuinely warm warmly friendly likeable charming
    poised polished""".split()
)
"""Words about an impression, on which two listeners differ; no line of a transcript settles them."""

_SECOND_QUESTION = re.compile(
    r"\bboth\b.+\band\b"
    r"|\b(?:and|as well as)\s+(?:also\s+|then\s+)?(?:does|do|did|is|are|has|have|says?|names?|gives?|asks?|tells?"
    r"|explains?|states?|offers?|mentions?|proposes?|shows?|describes?|compares?|agrees?|sets?|confirms?)\b",
    re.IGNORECASE,
)


class FileProblem(Value):
    """One thing to mend in the content. `path` is relative to the library root; the message names the line."""

    path: str
    message: str
    hint: str
    severity: Literal["error", "warning"]


class Advice(NamedTuple):
    """One remark on a file. `where` is the place in its data, as keys and list positions."""

    where: tuple[str | int, ...]
    message: str
    hint: str


def nearest(word: str, known: Sequence[str]) -> str:
    """`Did you mean ...?` with a space before it, or nothing."""
    close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    return f" Did you mean `{close[0]}`?" if close else ""


def advise_on_rubric(rubric: Rubric) -> tuple[Advice, ...]:
    """Advice on a valid rubric, in the order of its parts."""
    return (*_on_the_sum(rubric), *(a for number, c in enumerate(rubric.criteria) for a in _on_criterion(number, c)))


def shared_runs(text: str, golden: str, *, length: int = SHARED_RUN) -> tuple[str, ...]:
    """The runs of at least `length` comparable tokens that both texts hold, longest possible, in order."""
    own, other = normal(text), normal(golden)
    known = {other[start : start + length] for start in range(len(other) - length + 1)}
    runs: list[str] = []
    start: int = 0
    while start <= len(own) - length:
        if own[start : start + length] not in known:
            start += 1
            continue
        end = start + length
        while own[end - length + 1 : end + 1] in known and end < len(own):
            end += 1
        runs.append(" ".join(own[start:end]))
        start = end
    return tuple(runs)


def as_written(text: str, tokens: tuple[str, ...]) -> str:
    """The words of a text that come to these comparable tokens; the tokens where that cannot be told."""
    words = [(token, word) for word, each in enumerate(text.split()) for token in normal(each)]
    said = tuple(token for token, _ in words)
    for at in range(len(said) - len(tokens) + 1):
        if said[at : at + len(tokens)] == tokens:
            return " ".join(text.split()[words[at][1] : words[at + len(tokens) - 1][1] + 1]).strip(".,;:!?")
    return " ".join(tokens)


def advise_on_pitch(pitch: GoldenPitch) -> tuple[tuple[PitchKind, str, str], ...]:
    """Advice on the four texts: which text, what about it, what to do."""
    found: list[tuple[PitchKind, str, str]] = []
    golden = normal(pitch.text)
    for kind in (PitchKind.WEAK, PitchKind.OWN_WORDS, PitchKind.NEAR_MISS):
        if normal(pitch.texts[kind]) == golden:
            found.append((kind, "this text is the golden pitch again.", "Write the text that this file is for."))
    runs = shared_runs(pitch.texts[PitchKind.OWN_WORDS], pitch.text)
    if runs and not found:
        first, *others = runs
        more = f" (and {len(others)} more)" if others else ""
        found.append(
            (
                PitchKind.OWN_WORDS,
                f"“{as_written(pitch.texts[PitchKind.OWN_WORDS], tuple(first.split()))}” stands in the golden pitch"
                f" too{more}.",
                f"Say it differently: this text may not share {SHARED_RUN} words in a row with golden.md.",
            )
        )
    return tuple(found)


class TextAdvice(NamedTuple):
    """A remark on one of the four texts. `quote` are comparable tokens of it that the remark is about."""

    message: str
    hint: str
    quote: tuple[str, ...] = ()


def advise_on_text(part: PitchKind, texts: Mapping[PitchKind, str]) -> Iterator[TextAdvice]:
    """Advice on one text, beside those others that are there; the golden one is."""
    golden = texts[PitchKind.GOLDEN]
    if part is not PitchKind.GOLDEN and normal(texts[part]) == normal(golden):
        yield TextAdvice("this text is the golden pitch again.", "Write the text that this file is for.")
    elif part in (PitchKind.OWN_WORDS, PitchKind.GOLDEN) and PitchKind.OWN_WORDS in texts:
        other = "golden.md" if part is PitchKind.OWN_WORDS else "own_words.md"
        for run in shared_runs(texts[PitchKind.OWN_WORDS], golden)[:MOST_RUNS]:
            hint = f"Say it differently in one of the two: they may not share {SHARED_RUN} words in a row."
            said = as_written(texts[part], tuple(run.split()))
            yield TextAdvice(f"“{said}” stands in {other} too.", hint, tuple(run.split()))


def _on_the_sum(rubric: Rubric) -> Iterator[Advice]:
    situation = rubric.default_situation
    total = sum(criterion.weight_in(situation) for criterion in rubric.observed(situation))
    if abs(total - 100) > 0.01:
        yield Advice(
            ("criteria",),
            f"the weights add up to {total:g} in the situation `{situation}`, not to 100.",
            "The points come out right all the same; with 100 people can read a weight as a share.",
        )
    if rubric.pass_mark + rubric.band > 100:
        yield Advice(
            ("pass_mark",),
            f"no pitch can pass by itself: `pass_mark` {rubric.pass_mark:g} plus `band` {rubric.band:g} is over 100.",
            "Lower one of the two, or every good pitch goes to a person.",
        )
    if len(rubric.criteria) > MOST_CRITERIA:
        yield Advice(
            ("criteria",),
            f"{len(rubric.criteria)} criteria are more than a learner can keep in mind.",
            f"Join some: {MOST_CRITERIA} or fewer work best.",
        )
    yield from _overlaps(rubric)


def _overlaps(rubric: Rubric) -> Iterator[Advice]:
    seen: list[Check] = []
    for number, criterion in enumerate(rubric.criteria):
        for position, check in enumerate(criterion.checks):
            where = ("criteria", number, "checks", position)
            for earlier in seen:
                if check.golden and earlier.golden and _within(check.golden, earlier.golden):
                    what = f"the checks `{earlier.id}` and `{check.id}` point at the same golden passage."
                    yield Advice(
                        (*where, "golden"), what, "One sentence earns twice: join the checks or split the passage."
                    )
                elif shared := _said_in_both(check, earlier):
                    what = f"the checks `{earlier.id}` and `{check.id}` both accept “{shared}”."
                    yield Advice((*where, "says"), what, "One sentence earns twice: keep it where it belongs.")
                elif _alike(check.asks, earlier.asks):
                    what = f"the checks `{earlier.id}` and `{check.id}` ask nearly the same."
                    yield Advice((*where, "asks"), what, "Keep one, or say in each what the other does not ask.")
            seen.append(check)


def _within(one: str, other: str) -> bool:
    """Whether one passage is the other, or a whole part of it."""
    short, long = sorted((normal(one), normal(other)), key=len)
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


def _said_in_both(one: Check, other: Check) -> str | None:
    """Words that two checks accept. What one wants and the other forbids is no overlap but a trap, told as well."""
    known = {normal(words) for words in other.says}
    return next((words for words in one.says if normal(words) in known), None)


def _alike(one: str, other: str) -> bool:
    first, second = content_words(one), content_words(other)
    # A changed number or negation is a different question, however many words the two share.
    changed = first ^ second
    if any(word.isdigit() or word in ("not", "no", "never") for word in changed):
        return False
    return bool(first | second) and len(first & second) / len(first | second) >= SAME_QUESTION


def _on_criterion(number: int, criterion: Criterion) -> Iterator[Advice]:
    for position, level in enumerate(criterion.levels):
        if broad := sorted(BROAD_WORDS.intersection(normal(level.text))):
            yield Advice(
                ("criteria", number, "levels", position, "text"),
                f"level {level.level} of the criterion `{criterion.id}` speaks of an impression: “{broad[0]}”.",
                "Describe what a pitch on this level says and leaves out, so that two listeners agree on it.",
            )
    for position, check in enumerate(criterion.checks):
        where = ("criteria", number, "checks", position)
        yield from advise_on_question(where, check)
        if check.golden is None and not check.forbidden:
            yield Advice(
                where,
                f"the check `{check.id}` names no `golden` passage.",
                "Copy the sentence of golden.md that meets it: the judges compare with it.",
            )


def advise_on_question(where: tuple[str | int, ...], check: Check) -> Iterator[Advice]:
    """Advice on the words of a question alone."""
    broad = sorted(BROAD_WORDS.intersection(normal(check.asks)))
    if broad:
        yield Advice(
            (*where, "asks"),
            f"the check `{check.id}` asks about an impression: “{broad[0]}”.",
            "Ask for something that is said or not said, so that two listeners give the same answer.",
        )
    if "?" not in check.asks:
        yield Advice(
            (*where, "asks"),
            f"the check `{check.id}` asks no question.",
            "Write one that is answered by yes or no: Does the seller say …?",
        )
    if check.asks.count("?") > 1 or _SECOND_QUESTION.search(check.asks):
        yield Advice(
            (*where, "asks"),
            f"the check `{check.id}` seems to ask two things at once.",
            "Make two checks of it: a pitch that does only one of the two has no right answer here.",
        )
