"""A small competitor for tests, and what is true of us."""

from collections.abc import Collection
from datetime import UTC, datetime

from coach.domain.judging import Evidence, JudgeIdentity, Verdict
from coach.domain.rubric import Proof, Us
from coach.domain.sparring.agenda import agenda
from coach.domain.sparring.brief import Brief
from coach.domain.sparring.cards.battlecard import Battlecard, CardAnswer, Claim, Concession, Landmine, Play, Strength
from coach.domain.sparring.course import next_order, with_answer, with_line, with_turn
from coach.domain.sparring.drill import Drill
from coach.domain.sparring.levels import Level, Setup
from coach.domain.sparring.rebuttals.rebuttal import Assessment, Breach, Step, StepFinding
from coach.domain.sparring.turn import Left, Line, Said, Speaker, Turn

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SCRIPTED = JudgeIdentity(name="scripted rival", embedded=True)
EMBEDDED_ASSESSOR = JudgeIdentity(name="embedded assessor", embedded=True)
BRIEF = Brief(account="A machine maker with 300 people. They already own Castle for sales and plan in spreadsheets.")

US = Us(
    version="us-1",
    company="Silver Bridge",
    product="Silver Bridge Shared Plan",
    about="Software that brings new customers live in one shared plan.",
    proofs=(
        Proof(
            id="green_mountain_thirty_percent",
            text="Green Mountain Medical reduced the time to go live by thirty percent in six months.",
            source="Letter from the finance team of Green Mountain Medical",
            date="2026-06-02",
        ),
        Proof(
            id="two_weeks_setup",
            text="Customers are up and running with Silver Bridge in two weeks.",
            source="Start dates of the last forty customers",
            date="2026-08-20",
        ),
        Proof(
            id="month_by_month",
            text="Every contract can be ended with one month of notice.",
            source="Terms of service, section 9",
            date="2026-01-05",
        ),
    ),
    approved_claims=("Your team and your customer work in one shared plan.",),
    never_say=("we guarantee", "their product is terrible"),
)

TITLES = ("you_own_it", "one_vendor", "small_firm", "price", "wait_for_us", "integration")


def example_card(plays: int = 6) -> Battlecard:
    """Castle with as many plays as asked for, up to six; each leans on one sourced claim with an answer."""
    return Battlecard(
        id="castle",
        version="castle-1",
        name="Castle",
        about="A suite for sales, service and projects.",
        segment="Companies with 200 people and more",
        manner="Polite and certain; talks to the finance department first.",
        claims=tuple(_claim(number, name) for number, name in enumerate(TITLES[:plays])),
        plays=tuple(_play(number, name) for number, name in enumerate(TITLES[:plays])),
        they_win=(
            Concession(id="broad", text="Castle covers service desks.", source="Castle web page", date="2026-10-01"),
        ),
        landmines=(Landmine(id="go_live_days", question="How many days did your last ten customers need to go live?"),),
        never_say=("castle is a dinosaur",),
    )


def example_drill(setup: Setup = Setup.MEETING, level: Level = Level.FIRM, plays: int = 6) -> Drill:
    """A drill that has not begun."""
    card = example_card(plays)
    return Drill(
        id="drill-1",
        who="me",
        at=AT,
        card=card,
        us=US,
        brief=BRIEF,
        setup=setup,
        level=level,
        objections=agenda(card, BRIEF, setup),
        rival=SCRIPTED,
        judge=EMBEDDED_ASSESSOR,
    )


def a_reading(
    met: Collection[Step] = (),
    unsure: Collection[Step] = (),
    *,
    nothing: bool = False,
    grants: bool = False,
    insult: bool = False,
    quotes: Collection[str] = (),
    facts: tuple[str, ...] = (),
) -> Assessment:
    """What somebody made of an answer; `quotes` show every step that was met, `facts` are the proofs given."""
    verdicts = {step: Verdict.MET if step in met else Verdict.UNSURE for step in {*met, *unsure}}
    return Assessment(
        steps=tuple(
            StepFinding(
                step=step,
                verdict=verdicts.get(step, Verdict.NOT_MET),
                reason="as told",
                quotes=tuple(Evidence(text=text, verified=True) for text in quotes) if step in verdicts else (),
                facts=facts if step is Step.PROOF and step in met else (),
            )
            for step in Step
        ),
        breaches=(Breach(kind="disparagement", text="an insult", reason="as told"),) if insult else (),
        nothing=nothing,
        grants=grants,
        judge=EMBEDDED_ASSESSOR,
    )


def put_on(drill: Drill, left: Left | None = None) -> Drill:
    """The drill after the rival did as ordered, in no words worth mentioning; `left`: what a model decided."""
    order = next_order(drill)
    line = Line(said=(Said(text=f"Line {len(drill.turns)}."),), left=left or order.left, engine="as told")
    return with_line(drill, line, AT)


def answered(
    drill: Drill, reading: Assessment | None, text: str = "We are very good.", seconds: float | None = None
) -> Drill:
    """The drill after an answer that was read in a certain way."""
    drill = with_answer(drill, Turn(number=0, speaker=Speaker.SELLER, text=text, at=AT, seconds=seconds))
    return with_turn(drill, drill.turns[-1].model_copy(update={"reading": reading}))


_SAYS = {
    "you_own_it": "You already pay for Castle, and its project module is included.",
    "one_vendor": "With Castle you have one contract, one bill and one number to call.",
    "small_firm": "Silver Bridge is a small firm. Who helps you when they are gone?",
    "price": "Our project module costs you nothing on top of the suite.",
    "wait_for_us": "Our next release brings shared plans. Why buy something for six months?",
    "integration": "Everything outside the suite has to be connected, and somebody has to look after that.",
}


def _claim(number: int, name: str) -> Claim:
    return Claim(
        id=f"claim_{name}",
        text=_SAYS[name],
        source="Castle price list, page 4",
        date="2026-10-01",
        strength=Strength.STRONG,
        answer=CardAnswer(
            line="It is true that you own it; what your board asks for is going live faster, and Green Mountain "
            "Medical went live thirty percent faster with us.",
            proof=US.proofs[number % len(US.proofs)].id,
            question="How do your customers see the plan today?",
        ),
    )


def _play(number: int, name: str) -> Play:
    return Play(
        id=name,
        title=_SAYS[name].split(".")[0],
        does=f"Tells the finance department: {_SAYS[name]}",
        says=_SAYS[name],
        claims=(f"claim_{name}",),
        danger=5 - number % 5,
        when=("spreadsheets",) if name == "you_own_it" else (),
        presses=(
            f"And how does that answer my point about {name.replace('_', ' ')}?",
            "The buyer has heard no proof so far.",
        ),
        beaten="Fair enough, that is a figure I cannot match.",
    )
