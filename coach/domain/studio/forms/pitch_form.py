"""The forms of a golden pitch's four texts."""

from coach.domain.rubric import PitchKind
from coach.domain.studio.forms.form import Field, Form, Group, Kind

_BODY_HELP = {
    PitchKind.GOLDEN: "The model answer, as it is spoken.",
    PitchKind.WEAK: "A friendly talk that misses the point. It must not pass.",
    PitchKind.OWN_WORDS: "The same points, said by somebody else. It must not fail, and it may not share six "
    "words in a row with the golden pitch.",
    PitchKind.NEAR_MISS: "The right topic, but denied, with wrong numbers or beside the point. It must not pass.",
}

_HEAD = (
    Field(
        name="product",
        label="What is sold",
        kind=Kind.LINE,
        required=True,
        example="Oven Watch",
    ),
    Field(
        name="audience",
        label="Who listens",
        kind=Kind.LINE,
        required=True,
        example="Owner of a bakery with up to ten ovens",
    ),
)


def pitch_form(part: PitchKind) -> Form:
    """Only the golden text says what is sold and to whom."""
    golden = part is PitchKind.GOLDEN
    title = Field(name="title", label="Title", help="What this text is.", kind=Kind.LINE, required=golden)
    body = Field(
        name="body",
        label="What is said",
        help=f"{_BODY_HELP[part]} Plain paragraphs, word for word: no headings, no stage directions, numbers as "
        "they are spoken.",
        kind=Kind.TEXT,
        required=True,
    )
    fields = (title, *(_HEAD if golden else ()), body)
    return Form(groups=(Group(name="text", title="The text", fields=fields),))
