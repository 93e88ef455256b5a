"""The base of every value in the domain."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value that refuses unknown fields. To change it, make a new one (`model_copy`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
