"""Lines that only repeat what a rubric asks: whoever reads a question out has not answered it."""

from difflib import SequenceMatcher

from coach.domain.judging import Case
from coach.domain.language import normal
from coach.domain.transcript import Sentence

READ_OUT = 0.75
"""Share of a check's question, in order, from which a line is the question read out and answers nothing.
The golden sentences of the samples share at most 0.62 with the question they answer."""

_LEAST_WORDS = 4


def questions_read_out(case: Case) -> tuple[Sentence, ...]:
    """Lines that only repeat a question of the rubric."""
    asked = [question for _, check in case.rubric.checks() if len(question := normal(check.asks)) >= _LEAST_WORDS]
    lines = [(line, normal(line.text)) for line in case.transcript.sentences]
    return tuple(line for line, said in lines if any(_repeats(question, said) for question in asked))


def _repeats(question: tuple[str, ...], said: tuple[str, ...]) -> bool:
    if len(set(question) & set(said)) < READ_OUT * len(set(question)):
        return False
    blocks = SequenceMatcher(None, question, said, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= READ_OUT * len(question)
