"""The base of every value in the domain."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that refuses unknown fields. To change it, make a new one (`model_copy`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Fault(NamedTuple):
    """One rule that a value breaks. `where` is the place in its data, as keys and list positions."""

    where: tuple[str | int, ...]
    text: str


class Faults(ValueError):
    """What a validator raises that found several things, so that nobody mends them one at a time."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = tuple(faults)
