"""The form of a battlecard."""

from coach.domain.sparring.cards.battlecard import MOST_PRESSES, STALE_AFTER_DAYS
from coach.domain.studio.forms.form import Field, Form, Group, Kind, options


def _name(follows: str) -> Field:
    return Field(
        name="id",
        label="Short name",
        help="Different from every other entry on this card.",
        kind=Kind.ID,
        required=True,
        follows=follows,
    )


def _use(left_out: str) -> Field:
    return Field(
        name="use",
        label="May a buyer hear it?",
        kind=Kind.CHOICE,
        left_out=left_out,
        options=options(internal="No, it is for our own eyes", external="Yes, it may be said"),
    )


_INTERNAL, _EXTERNAL = "Not said: for our own eyes", "Yes, unless you say otherwise"

_PROOF = Field(
    name="proof",
    label="Proof",
    help="A fact about us, from the file of what is true of us.",
    kind=Kind.CHOICE,
    left_out="None",
    source="proofs",
)


def _fact(label: str, example: str) -> tuple[Field, ...]:
    return (
        Field(name="text", label=label, kind=Kind.TEXT, required=True, example=example),
        Field(
            name="source",
            label="Where it comes from",
            help="Something you could show. Without source and date it is hearsay.",
            kind=Kind.LINE,
            example="Catalogue 2026, page 3",
        ),
        Field(
            name="date",
            label="Date of the source",
            help="Year, month and day.",
            kind=Kind.LINE,
            example="2026-03-12",
        ),
    )


_ANSWER = Field(
    name="answer",
    label="Our answer",
    help="What an honest seller says to it.",
    kind=Kind.GROUP,
    noun="answer",
    new={"line": "", "question": ""},
    fields=(
        Field(
            name="line",
            label="The line",
            help="Short enough to be said. Grant what is true first.",
            kind=Kind.TEXT,
            required=True,
        ),
        _PROOF,
        Field(
            name="question",
            label="The question to ask back",
            kind=Kind.TEXT,
            required=True,
            example="Who would have to …?",
        ),
        _use(_EXTERNAL),
    ),
)

_ABOUT = (
    Field(name="name", label="Name", kind=Kind.LINE, required=True),
    Field(name="about", label="Who they are", kind=Kind.TEXT, required=True, help="Two or three sentences."),
    Field(name="segment", label="Where we meet them", kind=Kind.TEXT, required=True),
    Field(
        name="manner",
        label="How their rep behaves",
        help="So that the drill sounds like them: how they talk, what they come back to.",
        kind=Kind.TEXT,
        required=True,
    ),
)

_CLAIM = (
    *_fact("What their rep says", "Every new oven comes with a timer at no extra cost."),
    Field(
        name="strength",
        label="How much it weighs with a buyer",
        kind=Kind.CHOICE,
        left_out="As with “fair”",
        options=options(weak="weak", fair="fair", strong="strong"),
    ),
    _use(_INTERNAL),
    _ANSWER,
    _name("text"),
)

_PLAY = (
    Field(name="title", label="Title", kind=Kind.LINE, required=True, example="You already pay for it"),
    Field(name="does", label="What they do", help="To us, not to the buyer.", kind=Kind.TEXT, required=True),
    Field(name="says", label="What they say to the buyer", kind=Kind.TEXT, required=True),
    Field(
        name="claims",
        label="Claims it leans on",
        help="A play without any is shown as unsourced.",
        kind=Kind.IDS,
        source="claims",
    ),
    Field(
        name="presses",
        label="How they press on",
        help="Prepared follow-ups, the sharpest last.",
        kind=Kind.LINES,
        required=True,
        noun="follow-up",
        most=MOST_PRESSES,
    ),
    Field(name="beaten", label="What they say when they have to let go", kind=Kind.TEXT, required=True),
    Field(
        name="danger",
        label="Danger",
        help="From 1 (a nuisance) to 5 (loses deals).",
        kind=Kind.NUMBER,
        left_out="3",
        low=1,
        high=5,
        whole=True,
    ),
    Field(
        name="when",
        label="Words that make it likely",
        help="What stands in the notes of accounts where this play comes: a product, a role. "
        "Not words that fit everywhere, such as “customer”.",
        kind=Kind.LINES,
        noun="word",
    ),
    _ANSWER.model_copy(update={"help": "Only where it differs from the answer to the claims it leans on."}),
    _name("title"),
)

_THEY_WIN = (
    *_fact("Where they truly win", "They have a workshop in every larger town."),
    Field(name="instead", label="What we say after granting it", kind=Kind.TEXT),
    _use(_INTERNAL),
    _name("text"),
)

_WE_WIN = (*_fact("Where we win", "We can be taken off again in a minute."), _PROOF, _use(_INTERNAL), _name("text"))

_LANDMINE = (
    Field(
        name="question",
        label="The question",
        help="Neutral: one that the buyer would do well to ask every vendor, us as well.",
        kind=Kind.TEXT,
        required=True,
        example="How long does it take until …?",
    ),
    Field(name="why", label="Why it matters", kind=Kind.TEXT),
    _use(_EXTERNAL),
    _name("question"),
)

_PRICE = (*_fact("What they charge", "The large oven costs nine thousand euros."), _use(_INTERNAL), _name("text"))


def _section(name: str, title: str, help: str, noun: str, titled: str, fields: tuple[Field, ...]) -> Group:
    new: dict[str, object] = {"id": f"{noun.replace(' ', '_')}_1"}
    for field in fields:
        if field.required and field.name != "id":
            new[field.name] = [""] if field.kind is Kind.LINES else ""
    entries = Field(
        name=name,
        label=title,
        kind=Kind.GROUPS,
        required=name == "plays",
        noun=noun,
        titled=titled,
        new=new,
        fields=fields,
    )
    return Group(name=name, title=title, help=help, fields=(entries,))


CARD = Form(
    groups=(
        Group(name="about", title="Who they are", fields=_ABOUT),
        _section(
            "claims",
            "Claims",
            "What their rep says of themselves or of us, where they say it, and our answer.",
            "claim",
            "text",
            _CLAIM,
        ),
        _section(
            "plays",
            "Plays",
            "How their rep tries to win. Six or more make drills that differ.",
            "play",
            "title",
            _PLAY,
        ),
        _section("they_win", "Where they win", "Say so honestly; buyers know it.", "point for them", "text", _THEY_WIN),
        _section("we_win", "Where we win", "With a proof of ours, or a source.", "point for us", "text", _WE_WIN),
        _section("landmines", "Questions to leave behind", "", "question", "question", _LANDMINE),
        _section("prices", "Prices", "As far as a source shows them.", "price", "text", _PRICE),
        Group(
            name="words",
            title="Words, and how long it holds",
            fields=(
                Field(
                    name="never_say",
                    label="What nobody may say about them",
                    kind=Kind.LINES,
                    noun="phrase",
                ),
                Field(
                    name="words",
                    label="Names and terms",
                    help="What speech recognition should expect to hear.",
                    kind=Kind.LINES,
                    noun="name",
                ),
                Field(
                    name="expires",
                    label="Expires on",
                    help="After this day nobody should rely on the card.",
                    kind=Kind.LINE,
                    left_out="never",
                    example="2027-06-30",
                ),
                Field(
                    name="stale_after_days",
                    label="Sources are old after so many days",
                    kind=Kind.NUMBER,
                    left_out=str(STALE_AFTER_DAYS),
                    low=1,
                    high=3650,
                    whole=True,
                ),
                Field(
                    name="temporary",
                    label="Temporary card",
                    help="Its facts need no source yet, and count as unsourced without one.",
                    kind=Kind.FLAG,
                ),
            ),
        ),
    )
)
