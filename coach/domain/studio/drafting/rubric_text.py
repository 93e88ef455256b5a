"""A new rubric as a file: of what was accepted, or empty with all the remarks that an author needs."""

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from coach.domain.rubric import PitchKind
from coach.domain.studio.drafting.acceptance import Draft, Group
from coach.domain.studio.drafting.document import Document
from coach.domain.studio.drafting.proposal import Line
from coach.domain.studio.manuscript import Where
from coach.domain.studio.naming import entry_id
from coach.domain.studio.yaml_text import scalar, yaml_text

_HEAD = {
    "about": "The task, written to the learner; shown before they record.",
    "golden_pitch": "The folder under golden_pitches/ with the model answer and the three texts that test the rubric.",
    "pass_mark": "So many points pass; `band` points on either side are too close to call without a person.",
    "situations": "The kinds of meeting. Official attempts count in those under `certifies`; the first is the default.",
    "criteria": "The parts that earn points. `weight` is a share of the total, `skill` business, people or technical.",
}
REMARK = 90
"""Characters of a line of a remark, before it is moved in."""

_TO_WRITE = "Write the question: one thing that is said or not said, answered by yes or no."

_OTHER_TEXTS = {
    PitchKind.WEAK: "what people say who did not prepare: friendly, and beside the point. It must not pass.",
    PitchKind.OWN_WORDS: "the points of golden.md in other words, no six words in a row the same. It must not fail.",
    PitchKind.NEAR_MISS: "the right topic, but denied, with wrong numbers or beside the point. It must not pass.",
}


def rubric_of(draft: Draft, *, about: str, golden: str, made: date) -> str:
    """The text of a rubric's file, of what was accepted. `golden` is the golden pitch it will name."""
    assert draft.document is not None
    groups = draft.accepted
    remarks: dict[Where, str] = {(name,): text for name, text in _HEAD.items()}
    criteria: list[dict[str, Any]] = []
    taken: list[str] = []
    for group, weight in zip(groups, shares(len(groups)), strict=True):
        taken.append(entry_id(group.title, taken, f"criterion_{group.number}"))
        where = ("criteria", len(criteria), "checks")
        checks = _checks(group, draft.document, own_golden=draft.commission.golden is None)
        for number, line in enumerate(group.lines):
            remarks[(*where, number)] = _source(line, draft.document)
            if not line.text:
                remarks[(*where, number, "asks")] = _TO_WRITE
        criterion = {"id": taken[-1], "title": group.title, "weight": weight, "skill": group.skill.value}
        criteria.append(criterion | {"checks": checks})
    data = _top(draft.commission.title, about, golden) | {"criteria": criteria}
    return yaml_text(data, remarks, head=_drafted(draft, made))


def blank_rubric(title: str, golden: str) -> str:
    """A rubric with one criterion and one check, both still to be written, and a remark at each place."""
    remarks: dict[Where, str] = {(name,): text for name, text in _HEAD.items()}
    remarks["criteria", 0, "checks"] = "Or `levels`, for what cannot be split into yes and no."
    remarks["criteria", 0, "checks", 0, "asks"] = _TO_WRITE
    remarks["criteria", 0, "checks", 0, "says"] = "Three to five ways of saying it that count, as people really talk."
    remarks["criteria", 0, "checks", 0, "golden"] = "The sentence of golden.md that meets it, copied word for word."
    check: dict[str, Any] = {"id": "first_check", "asks": "", "says": [], "golden": ""}
    criterion: dict[str, Any] = {
        "id": "first_criterion",
        "title": "",
        "weight": 100,
        "skill": "business",
        "checks": [check],
    }
    head = "A new rubric. rubrics/README.md explains every name; `gate`, `at_least`, `applies_if`, `weights` per\n"
    head += "situation and `length` are there when you need them. Learners see it once you publish it."
    return yaml_text(_top(title, "", golden) | {"criteria": [criterion]}, remarks, head=head)


def golden_texts(title: str, product: str, document: Document | None) -> Mapping[PitchKind, str]:
    """The four files of a new golden pitch. What has to be written is left empty, so that the checks ask for it."""
    head = [f"title: {scalar(title)}", f"product: {scalar(product)}", "# Who listens.", 'audience: ""']
    spoken = document.spoken if document is not None and document.pitch else ""
    if not spoken:
        head.insert(0, "# The model answer, word for word as it is spoken: no headings, no stage directions.")
    texts = {PitchKind.GOLDEN: _page(head, spoken)}
    for kind, what in _OTHER_TEXTS.items():
        name = kind.value.replace("_", " ").capitalize()
        texts[kind] = _page([f"# Still to be written: {what}", f"title: {scalar(f'{name}, {title}')}"], "")
    return texts


def shares(count: int) -> list[int]:
    """A hundred in so many whole parts that differ by one at most; the first ones are the larger."""
    return [100 // count + (number < 100 % count) for number in range(count)] if count else []


def _top(title: str, about: str, golden: str) -> dict[str, Any]:
    return {
        "title": title,
        "about": about,
        "golden_pitch": golden,
        "pass_mark": 80,
        "band": 5,
        "sign_off": "borderline",
        "situations": {"meeting": {"title": "The meeting that this pitch is for"}},
        "certifies": ["meeting"],
    }


def _checks(group: Group, document: Document, *, own_golden: bool) -> list[dict[str, Any]]:
    """Of a pitch its words, the first ones as the golden passage where it becomes the golden pitch.

    The words of a text about a pitch are no phrasing of any seller: they stand in the remark, see `_source`.
    """
    checks: list[dict[str, Any]] = []
    for line in group.lines:
        cited = [each.text for each in line.cites]
        words = cited if document.pitch else []
        taken = [str(check["id"]) for check in checks]
        check: dict[str, Any] = {
            "id": entry_id(line.text or cited[0], taken, f"check_{len(checks) + 1}"),
            "asks": line.text,
        }
        if words and own_golden:
            check["golden"], *words = words
        if words:
            check["says"] = words
        checks.append(check)
    return checks


def _drafted(draft: Draft, made: date) -> str:
    assert draft.document is not None
    by = f"the language model {draft.author.model}" if draft.author and draft.author.model else "no language model"
    words = "The remark above each check gives the words of that document that it comes from.\n"
    if draft.document.pitch:
        words = "The words under `says` and `golden` stand in it; the remark above each check names the passage.\n"
    return (
        f"Drafted on {made.isoformat()} from “{draft.document.name}” with {by}, and accepted line by line.\n{words}"
        "Write under `says` three to five ways of saying it that count, as people really talk. The weights are equal\n"
        "parts until you choose, and gates are there when you need them; rubrics/README.md explains every name.\n"
        "Learners see this rubric once you publish it."
    )


def _source(line: Line, document: Document) -> str:
    """Where a check comes from, as a remark; of a text about the pitch with its words."""
    if not document.pitch:
        told = "; ".join(f"passage {cited.passage}: “{cited.text}”" for cited in line.cites)
        return "\n".join(wrap(f"From {told}", REMARK, break_long_words=False, break_on_hyphens=False))
    numbers: Sequence[int] = list(dict.fromkeys(cited.passage for cited in line.cites))
    return f"From passage {numbers[0]}." if len(numbers) == 1 else f"From the passages {', '.join(map(str, numbers))}."


def _page(head: Sequence[str], body: str) -> str:
    # A line of three dashes would end the text.
    spoken = "\n".join(line for line in body.split("\n") if line.strip() != "---")
    return "\n".join(["---", *head, "---", "", spoken]).rstrip("\n") + "\n"
