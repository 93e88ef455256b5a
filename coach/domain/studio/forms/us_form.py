"""The form of what is true of us."""

from coach.domain.studio.forms.form import Field, Form, Group, Kind

US = Form(
    groups=(
        Group(
            name="about",
            title="Who we are",
            fields=(
                Field(name="company", label="Our name", kind=Kind.LINE, required=True),
                Field(name="product", label="What we sell", kind=Kind.LINE, required=True),
                Field(
                    name="about",
                    label="What it does, and for whom",
                    help="Judges and the rival read this. Two or three sentences.",
                    kind=Kind.TEXT,
                    required=True,
                ),
            ),
        ),
        Group(
            name="proofs",
            title="Proofs",
            help="Facts that may be told to a buyer, each with a source that you could show.",
            fields=(
                Field(
                    name="proofs",
                    label="Proofs",
                    kind=Kind.GROUPS,
                    noun="proof",
                    titled="text",
                    new={"id": "proof_1", "text": "", "source": ""},
                    fields=(
                        Field(
                            name="text",
                            label="The fact",
                            help="As it may be told.",
                            kind=Kind.TEXT,
                            required=True,
                            example="A bakery with four ovens throws away nine trays a week.",
                        ),
                        Field(
                            name="source",
                            label="Where it comes from",
                            kind=Kind.LINE,
                            required=True,
                            example="Our count in thirty bakeries, page 2",
                        ),
                        Field(
                            name="date",
                            label="Date of the source",
                            kind=Kind.LINE,
                            left_out="no date",
                            example="2026-02-10",
                        ),
                        Field(
                            name="id",
                            label="Short name",
                            help="Battlecards name a proof by it: a changed name has to be changed there too.",
                            kind=Kind.ID,
                            required=True,
                            follows="text",
                        ),
                    ),
                ),
            ),
        ),
        Group(
            name="words",
            title="Words",
            fields=(
                Field(
                    name="approved_claims",
                    label="Sentences anybody may say",
                    help="As they stand, to any buyer.",
                    kind=Kind.LINES,
                    noun="sentence",
                ),
                Field(
                    name="never_say",
                    label="What nobody may say",
                    help="Judges are told; only a check that may never be met fails a pitch.",
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
            ),
        ),
    )
)
