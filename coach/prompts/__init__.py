"""The words that models are asked with: Markdown files with `$variables`, named by their hash in results."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template

HASH_LENGTH = 12


@dataclass(frozen=True)
class Prompt:
    """One prompt file. `hash` is the first 12 hex digits of the SHA-256 of its text."""

    name: str
    text: str

    @property
    def hash(self) -> str:
        return _hash(self.text)

    def render(self, **variables: str) -> str:
        """The text with every `$variable` replaced.

        Raises ValueError when one is missing or unknown, or when the file has a stray `$`: a prompt with
        a hole in it must not reach a model.
        """
        template = Template(self.text)
        if not template.is_valid():
            raise ValueError(f"prompt {self.name}: a `$` that is no variable must be written `$$`")
        needed = set(template.get_identifiers())
        if needed != variables.keys():
            missing, unknown = sorted(needed - variables.keys()), sorted(variables.keys() - needed)
            raise ValueError(f"prompt {self.name}: missing variables {missing}, unknown variables {unknown}")
        return template.substitute(variables)


@cache
def load(name: str) -> Prompt:
    """The prompt in `coach/prompts/<name>.md`. Raises FileNotFoundError when there is none."""
    return Prompt(name, files(__package__ or __name__).joinpath(f"{name}.md").read_text(encoding="utf-8").strip())


def identity(name: str, parts: Iterable[str]) -> str:
    """`name@hash` over several prompt files, for provenance: any change of wording changes it."""
    return f"{name}@{_hash(chr(0).join(load(part).text for part in parts))}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
