"""The shapes of a language model's answers about a case.

Lenient towards small models in form (a quote without its wrapping, `Not met` for `not_met`), strict in
what matters: which checks are answered, and with which verdict or level.
"""

import re
from abc import abstractmethod
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from coach.domain.judging import CheckProposal, LevelProposal, Proposal, Quote
from coach.domain.rubric import Criterion


def _quote(value: Any) -> Any:
    # Small models often leave the wrapping away; the words are what counts.
    return {"line": 0, "text": value} if isinstance(value, str) else value


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _number(value: Any) -> Any:
    return 0 if value is None else value


def _code(value: Any) -> Any:
    return re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else value


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class QuoteAnswer(_Wire):
    """Words from one line; `line` is 0 when the model does not know it."""

    line: Annotated[int, BeforeValidator(_number)] = 0
    text: str


Text = Annotated[str, BeforeValidator(_blank)]
Quotes = list[Annotated[QuoteAnswer, BeforeValidator(_quote)]]


class JudgeAnswer(_Wire):
    """What a model says about one criterion, before anything of it is believed."""

    @abstractmethod
    def proposal(self, criterion: Criterion) -> Proposal:
        """The answer in the domain's words."""

    @abstractmethod
    def problems(self, criterion: Criterion, lines: int) -> list[str]:
        """What is wrong with it, for the model to mend; `lines` is how many the transcript has."""


class CheckAnswer(_Wire):
    """The fields in the order they are to be written: the words first, the verdict after the reasons."""

    check: str
    quotes: Quotes = []
    missing: Text = ""
    reason: Text = ""
    why_not_higher: Text = ""
    why_not_lower: Text = ""
    verdict: Annotated[Literal["met", "not_met", "cannot_assess", "does_not_apply"], BeforeValidator(_code)]
    better: Text = ""


class ChecksAnswer(JudgeAnswer):
    """The answer to a criterion made of checks."""

    checks: list[CheckAnswer]

    def proposal(self, criterion: Criterion) -> Proposal:
        given = {answer.check: answer for answer in self.checks}
        return Proposal(
            criterion=criterion.id,
            checks=tuple(
                CheckProposal(quotes=_quotes(given[check.id].quotes), **given[check.id].model_dump(exclude={"quotes"}))
                for check in criterion.checks
            ),
        )

    def problems(self, criterion: Criterion, lines: int) -> list[str]:
        given = Counter(answer.check for answer in self.checks)
        expected = [check.id for check in criterion.checks]
        found = [f"The check `{name}` is missing." for name in expected if name not in given]
        found += [f"There is no check `{name}`; the ids are {', '.join(expected)}." for name in given.keys() - expected]
        found += [f"The check `{name}` is answered {n} times; answer it once." for name, n in given.items() if n > 1]
        return found + _bad_lines([quote for answer in self.checks for quote in answer.quotes], lines)


class LevelAnswer(JudgeAnswer):
    """The answer to a criterion made of levels; `level` is None when the words do not let it decide."""

    quotes: Quotes = []
    missing: Text = ""
    reason: Text = ""
    why_not_higher: Text = ""
    why_not_lower: Text = ""
    level: int | None
    better: Text = ""

    def proposal(self, criterion: Criterion) -> Proposal:
        answer = LevelProposal(quotes=_quotes(self.quotes), **self.model_dump(exclude={"quotes"}))
        return Proposal(criterion=criterion.id, level=answer)

    def problems(self, criterion: Criterion, lines: int) -> list[str]:
        found: list[str] = []
        if self.level is not None and not 0 <= self.level <= criterion.top_level:
            found.append(f"There is no level {self.level}; the levels are 0 to {criterion.top_level}.")
        return found + _bad_lines(self.quotes, lines)


def _quotes(quotes: Sequence[QuoteAnswer]) -> tuple[Quote, ...]:
    return tuple(Quote(line=quote.line or None, text=quote.text) for quote in quotes if quote.text.strip())


def _bad_lines(quotes: Sequence[QuoteAnswer], lines: int) -> list[str]:
    numbers = dict.fromkeys(quote.line for quote in quotes if not 0 <= quote.line <= lines)
    return [f"The transcript has no line {number}; it has lines 1 to {lines}." for number in numbers]
