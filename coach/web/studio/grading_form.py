"""The form of a grading sheet: what it asks, and what was filled in."""

from collections.abc import Mapping

from coach.domain.judging import Verdict
from coach.domain.rubric import Rubric
from coach.domain.studio.calibration.sheet import Question, questions, unanswered
from coach.domain.value import Value

LABELS = {Verdict.MET.value: "Yes", Verdict.NOT_MET.value: "No", Verdict.NOT_OBSERVED.value: "Does not apply here"}
WORDS = {**LABELS, Verdict.UNSURE.value: "Unsure"}
"""Answers as people read them; a person is not asked whether they are unsure, a judge may be."""


class Choice(Value):
    """One answer that can be given. `text` is what a level means."""

    value: str
    label: str
    text: str = ""


class Asked(Value):
    """One question. `given` is what was chosen, "" for nothing."""

    name: str
    key: str
    asks: str
    condition: str | None
    choices: tuple[Choice, ...]
    given: str
    missing: bool


class Group(Value):
    """The questions of one criterion."""

    title: str
    about: str | None
    asked: tuple[Asked, ...]


def groups(rubric: Rubric, situation: str, given: Mapping[str, str], *, complain: bool = False) -> tuple[Group, ...]:
    """Everything that is asked, with what was filled in; `complain` marks what has no answer."""
    missing = {question.key for question in unanswered(rubric, situation, given)} if complain else set[str]()
    found: dict[str, list[Asked]] = {}
    for question in questions(rubric, situation):
        found.setdefault(question.criterion.id, []).append(_asked(question, given, missing))
    by_id = {criterion.id: criterion for criterion in rubric.criteria}
    return tuple(Group(title=by_id[id_].title, about=by_id[id_].about, asked=tuple(a)) for id_, a in found.items())


def given_in(rubric: Rubric, situation: str, fields: Mapping[str, str]) -> dict[str, str]:
    """The answers in the fields of a form; what cannot be answered like that is left out."""
    found = ((question, fields.get(f"v.{question.key}", "")) for question in questions(rubric, situation))
    return {question.key: value for question, value in found if value in question.choices}


def in_words(question: Question, answer: str | None) -> str:
    """An answer as people read it."""
    if answer is None:
        return "No answer"
    if question.check is None and answer.isdecimal():
        return f"Level {answer} of {question.criterion.top_level}"
    return WORDS.get(answer, "No answer")


def _asked(question: Question, given: Mapping[str, str], missing: set[str]) -> Asked:
    check = question.check
    if check is None:
        asks = "Which level is reached?"
        levels = question.criterion.levels
        choices = tuple(Choice(value=str(each.level), label=str(each.level), text=each.text) for each in levels)
    else:
        asks = check.asks
        choices = tuple(Choice(value=value, label=LABELS[value]) for value in question.choices)
    return Asked(
        name=f"v.{question.key}",
        key=question.key.replace("/", "-"),
        asks=asks,
        condition=check.applies_if if check else None,
        choices=choices,
        given=given.get(question.key, ""),
        missing=question.key in missing,
    )
