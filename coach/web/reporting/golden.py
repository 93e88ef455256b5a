"""The golden pitch beside what was said."""

from coach.domain.attempt import Attempt
from coach.domain.coverage import Coverage, Covered
from coach.domain.value import Value
from coach.web.reporting.wording import Answer, Spoken, Tone, percent, spoken


class Pair(Value):
    """One passage of the golden pitch and what answers it."""

    golden: str
    answer: Answer
    said: Spoken | None


class Tally(Value):
    """How many passages have one state."""

    answer: Answer
    count: int


class Side(Value):
    """`aloud` is the warning that the pitch may have been read from the page, else None."""

    pairs: tuple[Pair, ...]
    tallies: tuple[Tally, ...]
    own_words: str
    aloud: str | None


_STATES = {
    Covered.COVERED: Answer(tone=Tone.GOOD, icon="check", word="Covered"),
    Covered.OTHER_WORDS: Answer(tone=Tone.GOOD, icon="swap", word="In other words"),
    Covered.UNSURE: Answer(tone=Tone.MID, icon="question", word="Unsure"),
    Covered.MISSED: Answer(tone=Tone.BAD, icon="cross", word="Missed"),
}


def golden_side(attempt: Attempt, *, draft: bool) -> Side | None:
    """The comparison; None where none was made."""
    coverage = attempt.coverage
    if coverage is None or not coverage.passages:
        return None
    states = dict(_STATES)
    if draft:
        # Without a language model nobody knows that a passage was missed, only that nothing like it was found.
        states[Covered.MISSED] = states[Covered.MISSED].model_copy(update={"word": "Not found"})
    return Side(
        pairs=tuple(
            Pair(golden=p.golden, answer=states[p.state], said=spoken(p.said) if p.said else None)
            for p in coverage.passages
        ),
        tallies=tuple(
            Tally(answer=words, count=coverage.count(state)) for state, words in states.items() if coverage.count(state)
        ),
        own_words=percent(coverage.own_words_share),
        aloud=_aloud(coverage),
    )


def _aloud(coverage: Coverage) -> str | None:
    if not coverage.read_aloud:
        return None
    return (
        f"Read aloud? {coverage.longest_run} words in a row are the golden pitch's own, and only "
        f"{percent(coverage.own_words_share)} of what was said stands outside such runs. "
        "Say it in your words: buyers hear a script."
    )
