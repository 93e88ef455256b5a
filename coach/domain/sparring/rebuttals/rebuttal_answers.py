"""The shape of a language model's answer about a rebuttal, before anything of it is believed."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from coach.domain.answers import Quotes, Text
from coach.domain.sparring.rebuttals.rebuttal import Step


def _code(value: Any) -> Any:
    return re.sub(r"[\s-]+", "_", value.strip().lower()) if isinstance(value, str) else value


def _list(value: Any) -> Any:
    # Small models write one id where a list of one is meant, or nothing at all.
    return [] if value in (None, "") else [value] if isinstance(value, str) else value


def _flag(value: Any) -> Any:
    return False if value in (None, "") else value


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class StepAnswer(_Wire):
    """The fields in the order they are to be written: the words first, the verdict after the reason."""

    step: Annotated[str, BeforeValidator(_code)]
    quotes: Annotated[Quotes, BeforeValidator(_list)] = []
    facts: Annotated[list[str], BeforeValidator(_list)] = []
    reason: Text = ""
    verdict: Annotated[Literal["met", "not_met", "cannot_assess"], BeforeValidator(_code)]


class ClaimAnswer(_Wire):
    """A statement of fact by the seller, and the id of the fact that it was compared with."""

    quote: Text
    fact: Text = ""
    reason: Text = ""
    standing: Annotated[Literal["supported", "contradicted", "not_on_card"], BeforeValidator(_code)]


class InsultAnswer(_Wire):
    """Words that run the competitor down."""

    quote: Text
    reason: Text = ""


class RebuttalAnswer(_Wire):
    """The answer about one rebuttal."""

    steps: list[StepAnswer]
    claims: Annotated[list[ClaimAnswer], BeforeValidator(_list)] = []
    insults: Annotated[list[InsultAnswer], BeforeValidator(_list)] = []
    nothing: Annotated[bool, BeforeValidator(_flag)] = False
    grants: Annotated[bool, BeforeValidator(_flag)] = False
    better: Text = ""

    def problems(self, steps: Sequence[Step], lines: int) -> list[str]:
        """What is wrong with it, for the model to mend; `lines` is how many the answer has."""
        given = Counter(answer.step for answer in self.steps)
        expected = [step.value for step in steps]
        found = [f"The step `{name}` is missing." for name in expected if name not in given]
        found += [f"There is no step `{name}`; they are {', '.join(expected)}." for name in given.keys() - expected]
        found += [f"The step `{name}` is answered {n} times; answer it once." for name, n in given.items() if n > 1]
        cited = dict.fromkeys(quote.line for answer in self.steps for quote in answer.quotes)
        wrong = [number for number in cited if not 0 <= number <= lines]
        return found + [f"The answer has no line {number}; it has lines 1 to {lines}." for number in wrong]
