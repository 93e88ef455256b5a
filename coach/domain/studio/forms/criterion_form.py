"""The form of one criterion of a rubric, with its checks or levels."""

from coach.domain.studio.forms.form import Field, Kind, options

CHECK = (
    Field(
        name="asks",
        label="Question",
        help="One question that two people who read the transcript answer alike, with yes or no. "
        "Ask for something that is said: a number, a name, a date. Not for an impression such as “engaging”.",
        kind=Kind.TEXT,
        required=True,
        example="Does the seller say …?",
    ),
    Field(
        name="says",
        label="Ways to say it",
        help="Three to five ways in which people really say it. They help the judge; nobody has to use them. "
        "For something forbidden: examples of what may not be said.",
        kind=Kind.LINES,
        noun="way to say it",
        example="in the words of somebody who talks",
    ),
    Field(
        name="golden",
        label="Passage of the golden pitch",
        help="The sentence of the golden pitch that does it, word for word. Every judge compares with it.",
        kind=Kind.PASSAGE,
    ),
    Field(
        name="gate",
        label="Does it decide by itself?",
        help="Keep this for what really decides: a gate fails a pitch, however good the rest is.",
        kind=Kind.CHOICE,
        left_out="No, it earns its share of the points",
        options=options(must="It must be said, or the pitch fails", never="It may never be said, or the pitch fails"),
    ),
    Field(
        name="applies_if",
        label="Only counts if",
        help="A condition in words. Where it does not hold, the check is left out of the sum. Use it rarely.",
        kind=Kind.LINE,
        left_out="counts always",
        example="The seller says anything about the price.",
    ),
    Field(
        name="id",
        label="Short name",
        help="For reports and tables, different from the other checks of this criterion.",
        kind=Kind.ID,
        required=True,
        follows="asks",
    ),
)

LEVEL = (
    Field(name="level", label="Level", kind=Kind.POSITION, required=True, low=0, high=4, whole=True),
    Field(
        name="text",
        label="What a pitch on this level is like",
        help="Describe what is heard on this level and not on the one below.",
        kind=Kind.TEXT,
        required=True,
        example="Says what it costs, but not for how many people.",
    ),
)

CRITERION = (
    Field(
        name="title",
        label="Title",
        help="What the seller does here, in a few words.",
        kind=Kind.LINE,
        required=True,
        example="Names the buyer's problem",
    ),
    Field(
        name="about",
        label="Why it counts",
        help="One sentence to the learner. It is not judged.",
        kind=Kind.TEXT,
        example="The buyer should recognise their own week before they hear our name.",
    ),
    Field(
        name="weight",
        label="Weight",
        help="Its part of the total. When all weights add up to 100, each can be read as points.",
        kind=Kind.NUMBER,
        required=True,
        low=0,
        high=1000,
    ),
    Field(
        name="weights",
        label="Another weight in some situations",
        help="Leave empty what weighs the same there. 0 means: not looked at in this situation.",
        kind=Kind.SHARES,
        source="situations",
        low=0,
        high=1000,
    ),
    Field(
        name="at_least",
        label="Floor, in percent",
        help="Under it the pitch fails, however good the rest is. With three checks, 60 means two of them.",
        kind=Kind.NUMBER,
        left_out="no floor",
        low=0,
        high=100,
    ),
    Field(
        name="skill",
        label="What it draws on",
        help="Reports group a learner's strengths by it.",
        kind=Kind.CHOICE,
        required=True,
        options=options(
            business="Knowing the buyer's business",
            people="Dealing with people",
            technical="Knowing the product",
        ),
    ),
    Field(
        name="checks",
        label="Checks",
        help="Each earns the same share of this criterion's points. One thing to a check: half an answer fits "
        "neither yes nor no.",
        kind=Kind.GROUPS,
        noun="check",
        titled="asks",
        instead_of="levels",
        new={"id": "check_1", "asks": ""},
        fields=CHECK,
    ),
    Field(
        name="levels",
        label="Levels",
        help="Only for what cannot be split into questions, such as the order of a talk. From worst to best. "
        "The judge that works without a language model cannot judge levels: a person has to look.",
        kind=Kind.GROUPS,
        noun="level",
        titled="text",
        most=5,
        instead_of="checks",
        new={"level": 0, "text": ""},
        fields=LEVEL,
    ),
    Field(
        name="golden",
        label="Passage on the best level",
        help="The passage of the golden pitch that shows the best level, word for word.",
        kind=Kind.PASSAGE,
        only_with="levels",
    ),
    Field(
        name="id",
        label="Short name",
        help="For reports and tables, different from the other criteria.",
        kind=Kind.ID,
        required=True,
        follows="title",
    ),
)
