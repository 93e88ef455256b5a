"""What good looks like: rubrics, golden pitches and the facts about us.

Authors write these as files (see rubrics/README.md); `coach.adapters.library` reads them. The values
here hold only what is true of every valid rubric, whoever wrote it.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from coach.domain.value import Value

Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Percent = Annotated[float, Field(ge=0, le=100)]

OBSERVED_SHARE_NEEDED = 0.70
"""Less than this share of the weight observed, and an attempt cannot certify."""


class Gate(StrEnum):
    """A check that decides by itself: `must` be met, or `never` may be."""

    MUST = "must"
    NEVER = "never"


class SignOff(StrEnum):
    """When a person signs off an official attempt.

    `never` asks nobody: what is unclear or flagged comes out `not_yet`. `borderline` sends the
    unclear and the flagged to a person. `always` sends every pass.
    """

    NEVER = "never"
    BORDERLINE = "borderline"
    ALWAYS = "always"


class Skill(StrEnum):
    """What a criterion draws on: knowing the business, dealing with people, knowing the product."""

    BUSINESS = "business"
    PEOPLE = "people"
    TECHNICAL = "technical"


class Check(Value):
    """One yes/no question with one defensible answer in the words spoken.

    `says` lists accepted phrasings; `golden` is the passage of the golden pitch that meets it;
    `applies_if` is a condition in words, and where it does not hold the check leaves the sum.
    A check with `gate: never` asks for something that may not be said, and is no part of any share.
    """

    id: Identifier
    asks: Text
    says: tuple[Text, ...] = ()
    golden: Text | None = None
    gate: Gate | None = None
    applies_if: Text | None = None

    @property
    def forbidden(self) -> bool:
        return self.gate is Gate.NEVER


class Level(Value):
    """One anchored description on a scale that starts at 0."""

    level: Annotated[int, Field(ge=0, le=4)]
    text: Text


class Criterion(Value):
    """A part of the pitch that earns points, by checks or by levels (never both).

    `weight` is its share of the total; `weights` replaces it per situation (0: not observed there);
    `at_least` is a floor in percent, under which the attempt fails whatever the total.
    """

    id: Identifier
    title: Text
    about: Text | None = None
    weight: Annotated[float, Field(ge=0, le=1000)]
    weights: dict[Identifier, Annotated[float, Field(ge=0, le=1000)]] = {}
    at_least: Percent = 0
    skill: Skill
    checks: tuple[Check, ...] = ()
    levels: tuple[Level, ...] = ()
    golden: Text | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if bool(self.checks) == bool(self.levels):
            raise ValueError("a criterion needs either `checks` or `levels`, and not both")
        if self.levels and [level.level for level in self.levels] != list(range(len(self.levels))):
            raise ValueError("`levels` must be numbered 0, 1, 2 and so on, without a gap")
        if len(self.levels) == 1:
            raise ValueError("one level alone cannot tell pitches apart: give at least levels 0 and 1")
        _refuse_repeats([check.id for check in self.checks], "checks")
        if all(check.forbidden for check in self.checks) and self.checks and any((self.weight, *self.weights.values())):
            raise ValueError("a criterion made only of `gate: never` checks earns nothing: give it `weight: 0`")
        return self

    @property
    def top_level(self) -> int:
        return len(self.levels) - 1

    def weight_in(self, situation: str) -> float:
        return self.weights.get(situation, self.weight)

    def observed_in(self, situation: str) -> bool:
        """Whether this situation looks at the criterion at all. A weight of 0 there means no.

        A criterion that weighs 0 everywhere holds only gates; those are looked at everywhere.
        """
        return self.weights.get(situation, 1) > 0


class Situation(Value):
    """The kind of meeting a pitch is given in."""

    title: Text
    about: Text | None = None


class LengthTarget(Value):
    """How long the pitch should take, in seconds. Advice only."""

    at_least: Annotated[float, Field(gt=0)]
    at_most: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.at_least >= self.at_most:
            raise ValueError("`at_least` must be shorter than `at_most`")
        return self


class Rubric(Value):
    """Criteria, weights, floors, gates and a pass mark. `version` is the hash of its parsed data."""

    id: Identifier
    version: Text
    title: Text
    about: Text
    golden_pitch: Identifier
    pass_mark: Percent = 80
    band: Annotated[float, Field(ge=0, le=50)] = 5
    sign_off: SignOff = SignOff.BORDERLINE
    situations: Annotated[dict[Identifier, Situation], Field(min_length=1)]
    certifies: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    official_attempts: Annotated[int, Field(ge=1, le=100)] = 3
    length: LengthTarget | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _refuse_repeats([criterion.id for criterion in self.criteria], "criteria")
        for name in self.certifies:
            if name not in self.situations:
                raise ValueError(f"`certifies` names the situation `{name}`, which is not under `situations`")
        for criterion in self.criteria:
            for name in criterion.weights:
                if name not in self.situations:
                    raise ValueError(
                        f"criterion `{criterion.id}` gives a weight for `{name}`, which is not under `situations`"
                    )
        for name in self.situations:
            if not any(c.observed_in(name) and c.weight_in(name) for c in self.criteria):
                raise ValueError(f"nothing earns points in the situation `{name}`: every weight there is 0")
        return self

    @property
    def default_situation(self) -> str:
        return self.certifies[0]

    def observed(self, situation: str) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.observed_in(situation))

    def checks(self) -> Iterator[tuple[Criterion, Check]]:
        for criterion in self.criteria:
            for check in criterion.checks:
                yield criterion, check


class PitchKind(StrEnum):
    """The four sample texts that stand beside each other; see `GoldenPitch`."""

    GOLDEN = "golden"
    WEAK = "weak"
    OWN_WORDS = "own_words"
    NEAR_MISS = "near_miss"


class GoldenPitch(Value):
    """The model answer and the three texts that test a judge.

    `weak` must not pass. `own_words` makes the same points and shares no six words in a row with
    `golden`. `near_miss` stays on topic but denies, changes the numbers or talks beside the point.
    `recordings` maps a kind to the path of its recording, relative to the library root.
    """

    id: Identifier
    version: Text
    title: Text
    product: Text
    audience: Text
    texts: dict[PitchKind, Text]
    recordings: dict[PitchKind, str] = {}

    @property
    def text(self) -> str:
        return self.texts[PitchKind.GOLDEN]


class Proof(Value):
    """A fact that may be told to a buyer, with where it comes from."""

    id: Identifier
    text: Text
    source: Text
    date: Text | None = None


class Us(Value):
    """What is true of us (battlecards/us.yaml): the product, proofs, approved claims, banned words."""

    version: Text
    company: Text
    product: Text
    about: Text
    proofs: tuple[Proof, ...] = ()
    approved_claims: tuple[Text, ...] = ()
    never_say: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()
    """Names and terms a recogniser should expect."""


def _refuse_repeats(ids: list[str], what: str) -> None:
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(f"two {what} have the id `{name}`: each needs its own")
