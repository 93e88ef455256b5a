"""A small case to judge: two criteria of checks, one of levels, and a pitch with times."""

from coach.domain.judging import Case
from coach.domain.rubric import (
    Check,
    Criterion,
    Gate,
    GoldenPitch,
    Level,
    PitchKind,
    Proof,
    Rubric,
    Situation,
    Skill,
    Us,
)
from coach.domain.transcript import Transcript, Word

PROBLEM = Criterion(
    id="problem",
    title="Names the problem",
    about="The buyer should recognise their own week.",
    weight=60,
    at_least=50,
    skill=Skill.BUSINESS,
    checks=(
        Check(
            id="eleven_weeks",
            asks="Does the seller say that a new customer waits eleven weeks?",
            says=("waits eleven weeks", "eleven weeks go by"),
            golden="A new customer waits eleven weeks before they can use what they bought.",
            gate=Gate.MUST,
        ),
        Check(
            id="scattered_plan",
            asks="Does the seller say that the plan is scattered over spreadsheets or email?",
            says=("the plan lives in spreadsheets",),
        ),
        Check(
            id="other_vendor",
            asks="Does the seller ask what the other vendor promised?",
            applies_if="the buyer also talks to another vendor",
        ),
    ),
)
CLAIMS = Criterion(
    id="claims",
    title="Says nothing that is not approved",
    weight=0,
    skill=Skill.PEOPLE,
    checks=(
        Check(
            id="guarantee",
            asks="Does the seller guarantee a result?",
            says=("we guarantee",),
            gate=Gate.NEVER,
        ),
    ),
)
CLOSE = Criterion(
    id="close",
    title="Asks for a next step",
    weight=40,
    skill=Skill.PEOPLE,
    levels=(
        Level(level=0, text="No next step."),
        Level(level=1, text="A vague next step."),
        Level(level=2, text="A next step with a date."),
    ),
    golden="Let us meet again next Tuesday at ten.",
)
RUBRIC = Rubric(
    id="first_call",
    version="rubric-1",
    title="First call",
    about="Ninety seconds with somebody who has never heard of us.",
    golden_pitch="first_call",
    pass_mark=80,
    situations={"first_call": Situation(title="First call", about="Half an hour, planned.")},
    certifies=("first_call",),
    criteria=(PROBLEM, CLAIMS, CLOSE),
)
GOLDEN = GoldenPitch(
    id="first_call",
    version="golden-1",
    title="First call",
    product="Silver Bridge",
    audience="Heads of customer operations",
    texts={
        PitchKind.GOLDEN: "A new customer waits eleven weeks before they can use what they bought. "
        "The plan lives in spreadsheets. Let us meet again next Tuesday at ten."
    },
)
US = Us(
    version="us-1",
    company="Silver Bridge",
    product="Silver Bridge Shared Plan",
    about="Software that brings new customers live.",
    proofs=(
        Proof(
            id="thirty",
            text="Green Mountain Medical went live thirty percent faster.",
            source="Letter of their finance team",
        ),
    ),
    approved_claims=("Your team and your customer share one plan.",),
    never_say=("We guarantee a date.",),
    words=("Green Mountain Medical",),
)

SPOKEN = """Thank you for your time. Today a new customer waits eleven weeks before they can use what they bought. \
The plan lives in spreadsheets and nobody knows which version is right. With Silver Bridge we never lose a single task \
of your project. Green Mountain Medical went live 30 percent faster. Let us meet again next Tuesday at ten."""


def spoken(text: str) -> Transcript:
    """A transcript of these words, three a second."""
    words = text.split()
    return Transcript(
        words=tuple(Word(text=word, start=i / 3, end=(i + 1) / 3) for i, word in enumerate(words)),
        duration=len(words) / 3,
        engine="by hand",
    )


def case(text: str = SPOKEN) -> Case:
    return Case(rubric=RUBRIC, situation="first_call", golden=GOLDEN, us=US, transcript=spoken(text))
