"""The form of a rubric."""

from coach.domain.studio.forms.criterion_form import CRITERION
from coach.domain.studio.forms.form import Field, Form, Group, Kind, options

RUBRIC = Form(
    groups=(
        Group(
            name="about",
            title="What it is about",
            fields=(
                Field(
                    name="title",
                    label="Title",
                    help="What people choose in Practice.",
                    kind=Kind.LINE,
                    required=True,
                    example="First-call pitch",
                ),
                Field(
                    name="about",
                    label="The task, to the learner",
                    help="Shown before recording: who listens, how long, what they should leave with.",
                    kind=Kind.TEXT,
                    required=True,
                    example="You have ninety seconds with somebody who has never heard of us.",
                ),
                Field(
                    name="golden_pitch",
                    label="Golden pitch",
                    help="The model answer with its three companions. Checks quote it.",
                    kind=Kind.CHOICE,
                    required=True,
                    source="pitches",
                ),
                Field(
                    name="length",
                    label="How long it should take",
                    help="In seconds. Advice only: it never costs points.",
                    kind=Kind.GROUP,
                    noun="target length",
                    new={"at_least": 60, "at_most": 120},
                    fields=(
                        Field(name="at_least", label="At least", kind=Kind.NUMBER, required=True, low=0),
                        Field(name="at_most", label="At most", kind=Kind.NUMBER, required=True, low=0),
                    ),
                ),
            ),
        ),
        Group(
            name="situations",
            title="Situations",
            help="The kinds of meeting this pitch is given in. A criterion can weigh more or less in each.",
            fields=(
                Field(
                    name="situations",
                    label="Situations",
                    kind=Kind.NAMED,
                    required=True,
                    noun="situation",
                    titled="title",
                    new={"title": ""},
                    fields=(
                        Field(name="title", label="Title", kind=Kind.LINE, required=True, example="First call"),
                        Field(
                            name="about",
                            label="What the meeting is like",
                            help="One sentence to the learner.",
                            kind=Kind.TEXT,
                            example="A planned call of half an hour with somebody who does not know us yet.",
                        ),
                    ),
                ),
                Field(
                    name="certifies",
                    label="Situations that can certify",
                    help="Only an official attempt in one of these can certify. In the others people practise.",
                    kind=Kind.IDS,
                    required=True,
                    source="situations",
                ),
            ),
        ),
        Group(
            name="criteria",
            title="Criteria",
            help="The parts of the pitch that earn points. Five with two or three checks each is a good size.",
            fields=(
                Field(
                    name="criteria",
                    label="Criteria",
                    kind=Kind.GROUPS,
                    required=True,
                    noun="criterion",
                    titled="title",
                    new={
                        "id": "criterion_1",
                        "title": "",
                        "weight": 10,
                        "skill": "business",
                        "checks": [{"id": "check_1", "asks": ""}],
                    },
                    fields=CRITERION,
                ),
            ),
        ),
        Group(
            name="passing",
            title="What passes",
            fields=(
                Field(
                    name="pass_mark",
                    label="Pass mark",
                    help="At least this many points out of 100 pass.",
                    kind=Kind.NUMBER,
                    left_out="80",
                    low=0,
                    high=100,
                ),
                Field(
                    name="band",
                    label="Doubt on either side",
                    help="Points around the pass mark that are too close to call without a person. "
                    "Calibrating measures how wide it has to be.",
                    kind=Kind.NUMBER,
                    left_out="5",
                    low=0,
                    high=50,
                ),
                Field(
                    name="sign_off",
                    label="When a person decides",
                    help="For official attempts. Practice never waits for anybody.",
                    kind=Kind.CHOICE,
                    left_out="As with “borderline”",
                    options=options(
                        never="never: what is unclear counts as not yet",
                        borderline="borderline: a person decides what is unclear",
                        always="always: a person confirms every pass",
                    ),
                ),
                Field(
                    name="official_attempts",
                    label="Official attempts",
                    help="How many there are before a coach has to open new ones. Practice is unlimited.",
                    kind=Kind.NUMBER,
                    left_out="3",
                    low=1,
                    high=100,
                    whole=True,
                ),
            ),
        ),
    )
)
