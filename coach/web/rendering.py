"""Templates: everything that people said or wrote reaches HTML through autoescaping only."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.domain.certification import Outcome
from coach.domain.rubric import Rubric

if TYPE_CHECKING:
    from jinja2 import Environment

STATIC = Path(__file__).parent / "static"

OUTCOMES = {
    Outcome.CERTIFIED: ("Certified", "good"),
    Outcome.READY: ("Ready", "good"),
    Outcome.NEEDS_REVIEW: ("A person should look", "mid"),
    Outcome.UNCLEAR: ("Unclear", "mid"),
    Outcome.NOT_YET: ("Not yet", "bad"),
    Outcome.NOT_SCORED: ("Not scored", "none"),
}
"""What people read for an outcome, and the tone it is shown in."""

_RETRIES = {
    "configured": "Try again",
    "embedded": "Draft it with the embedded judge",
    "pocketsphinx": "Listen with PocketSphinx instead",
}


def retry_label(engine: str) -> str:
    """What people read on the button of a retry."""
    return _RETRIES.get(engine, f"Try again with {engine}")


def render(template: str, **values: object) -> str:
    """A template of `templates/` with these values."""
    return _environment().get_template(template).render(**values)


def when(moment: datetime) -> str:
    """A moment in this machine's time zone: 05 Mar 2026, 14:07."""
    return f"{moment.astimezone():%d %b %Y, %H:%M}"


def day(moment: datetime) -> str:
    """The day of a moment in this machine's time zone: 05 Mar 2026."""
    return f"{moment.astimezone():%d %b %Y}"


def pitch_name(rubric: Rubric, situation: str) -> str:
    """A pitch with its situation, as people read it: First-call pitch · First call."""
    known = rubric.situations.get(situation)
    return f"{rubric.title} · {known.title if known else situation}"


def number(value: float) -> str:
    """A figure without needless decimals."""
    return f"{value:g}"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {}  # names keep their order: authors chose it
    known: dict[str, Any] = environment.globals
    known.update(number=number, when=when)
    return environment
