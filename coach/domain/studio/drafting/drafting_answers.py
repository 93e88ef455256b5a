"""The shapes of a model's answers about a document. Lenient in form, as small models need it; see `verifying`."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict

from coach.domain.answers import Quotes
from coach.domain.rubric import Skill
from coach.domain.studio.drafting.proposal import LONGEST_TITLE, Heading, Proposed, Quoted, Section


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _numbers(value: Any) -> Any:
    # Small models write one number where a list of one is meant, or nothing at all.
    return [] if value in (None, "") else value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]


def _skill(value: Any) -> Any:
    """One of ours by its first word; anything else is the commonest."""
    first = str(value or "").strip().casefold().split(" ")[0].strip(",.;")
    return first if first in {skill.value for skill in Skill} else Skill.BUSINESS.value


Blank = Annotated[str, BeforeValidator(_blank)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class CriterionAnswer(_Wire):
    """The passages come before the title: first the words, then what they are called."""

    passages: Annotated[list[int], BeforeValidator(_numbers)] = []
    title: str
    skill: Annotated[Skill, BeforeValidator(_skill)] = Skill.BUSINESS


class OutlineAnswer(_Wire):
    """The criteria that a model proposes."""

    criteria: list[CriterionAnswer]

    def problems(self) -> list[str]:
        """What is wrong with its form, for the model to mend."""
        return [] if self.criteria else ["`criteria` is empty: give at least one, from what the document says."]

    def headings(self) -> tuple[Heading, ...]:
        return tuple(
            Heading(title=each.title.strip()[: 2 * LONGEST_TITLE], skill=each.skill, passages=tuple(each.passages))
            for each in self.criteria
            if each.title.strip()
        )


class LineAnswer(_Wire):
    """One line: the words of the document first, then what is made of them."""

    quotes: Quotes = []
    text: Blank = ""
    title: Blank = ""


class LinesAnswer(_Wire):
    """The lines that a model proposes for one part."""

    lines: list[LineAnswer]

    def proposed(self, section: Section) -> tuple[Proposed, ...]:
        """What it proposes; a line that says nothing itself is none."""
        return tuple(
            Proposed(
                section=section,
                text=line.text,
                title=line.title,
                quotes=tuple(Quoted(passage=quote.line, text=quote.text) for quote in line.quotes),
            )
            for line in self.lines
            if line.text.strip()
        )
