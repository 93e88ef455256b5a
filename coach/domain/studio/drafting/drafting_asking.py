"""The questions put to a language model about a document, as values.

The rules and the document come first and the question last, so that servers can cache what the questions share.
The document stands between random markers, as a JSON list of its passages, stripped of what could pass for a turn.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from coach import prompts
from coach.domain.exchange import Ask, Message
from coach.domain.prompt_data import without_role_markers
from coach.domain.studio.drafting.document import Document, Passage
from coach.domain.studio.drafting.drafting_answers import LinesAnswer, OutlineAnswer
from coach.domain.studio.drafting.proposal import MOST_CRITERIA, MOST_LINES, Commission, Section, Task, Wanted

_PARTS = ("draft_rubric_rules", "draft_card_rules", "draft_document", "draft_outline", "draft_criterion")
PROMPT = prompts.identity("drafting", (*_PARTS, "draft_section"))
"""`drafting@hash` over all of its prompt files."""

SHOWN = 30_000
"""Characters of a document that go into one question: some 7,500 tokens, which leaves small models room to answer."""

SNIPPET = 160
"""Characters that an outline sees of each passage of a document that is too long to be shown whole."""

MOST_TOKENS = 2_500
"""Room for the most lines there may be of about 150 tokens each, quotes included, with reserve."""


class _Wording(NamedTuple):
    question: str
    wanted: str
    text: str
    heading: str = ""


_SECTIONS = {
    Section.CLAIMS: _Wording(
        "What does their sales rep say of themselves, or of us?",
        "Each line is one claim that a buyer may hear from them.",
        "the claim in one sentence",
    ),
    Section.PLAYS: _Wording(
        "How does their sales rep try to win?",
        "Each line is one play: what their rep says to the buyer, in their own voice.",
        "what their rep says to the buyer, in one or two sentences",
        "the play in at most six words",
    ),
    Section.THEY_WIN: _Wording(
        "Where are they truly better?",
        "Each line is one point that an honest seller grants.",
        "the point in one sentence",
    ),
    Section.PRICES: _Wording(
        "What do they charge?", "Each line is one price or one condition of paying.", "the price in one sentence"
    ),
    Section.LANDMINES: _Wording(
        "Which neutral questions should the buyer ask every vendor?",
        "Each line is one question to which the document shows the reason. It names nobody and runs nobody down.",
        "the question",
    ),
}


def ask_outline(commission: Commission, document: Document, boundary: str) -> tuple[Ask[OutlineAnswer], int]:
    """The question about the criteria, and how many passages did not fit into it."""
    shown, unread = _for_outline(document)
    question = prompts.load("draft_outline").render(
        title=without_role_markers(commission.title),
        sort="The document is the pitch itself, word for word."
        if document.pitch
        else "The document is about the pitch.",
        most=str(MOST_CRITERIA),
    )
    messages = _messages(commission.wanted, shown, boundary, question)
    return Ask(PROMPT, messages, OutlineAnswer, lambda answer: answer.problems(), MOST_TOKENS), unread


def ask_part(task: Task, boundary: str) -> Ask[LinesAnswer]:
    """The question about the lines of one criterion, or of one list of a card."""
    if task.section is Section.CHECKS:
        assert task.heading is not None
        question = prompts.load("draft_criterion").render(
            title=without_role_markers(task.heading.title), passages=", ".join(map(str, task.heading.passages))
        )
    else:
        wording = _SECTIONS[task.section]
        question = prompts.load("draft_section").render(
            question=wording.question,
            competitor=without_role_markers(task.commission.competitor or task.commission.title),
            wanted=wording.wanted,
            most=str(MOST_LINES),
            text=wording.text,
            heading=wording.heading,
        )
    messages = _messages(task.commission.wanted, _for_part(task), boundary, question)
    return Ask(PROMPT, messages, LinesAnswer, lambda answer: [], MOST_TOKENS)


def unread_by_parts(document: Document) -> int:
    """How many passages no question about a card shows."""
    return len(document.passages) - len(_fitting(document.passages))


def _messages(wanted: Wanted, shown: Sequence[Passage], boundary: str, question: str) -> tuple[Message, ...]:
    rules = "draft_rubric_rules" if wanted is Wanted.RUBRIC else "draft_card_rules"
    rows = [
        json.dumps({"passage": each.number, "text": without_role_markers(each.text)}, ensure_ascii=False)
        for each in shown
    ]
    lines = f"It has {len(rows)} passages here." if len(rows) > 1 else "It has one passage."
    document = prompts.load("draft_document").render(
        boundary=boundary, document="[\n" + ",\n".join(rows) + "\n]", lines=lines
    )
    return (
        Message("system", prompts.load(rules).render()),
        Message("user", document),
        Message("user", question),
    )


def _for_outline(document: Document) -> tuple[Sequence[Passage], int]:
    """The whole document where it fits, else the beginning of each passage, as many as fit."""
    if len(_fitting(document.passages)) == len(document.passages):
        return document.passages, 0
    begun = [
        each if len(each.text) <= SNIPPET else each.model_copy(update={"text": f"{each.text[:SNIPPET].rstrip()}…"})
        for each in document.passages
    ]
    shown = _fitting(begun)
    return shown, len(document.passages) - len(shown)


def _for_part(task: Task) -> Sequence[Passage]:
    """The whole document where it fits, else the passages of the criterion first, and then the others in order."""
    passages = task.document.passages
    if len(_fitting(passages)) == len(passages) or task.heading is None:
        return _fitting(passages)
    own = set(task.heading.passages)
    chosen = _fitting(sorted(passages, key=lambda each: each.number not in own))
    return sorted(chosen, key=lambda each: each.number)


def _fitting(passages: Sequence[Passage]) -> Sequence[Passage]:
    """The first passages that fit into one question."""
    room = SHOWN
    for index, passage in enumerate(passages):
        room -= len(passage.text)
        if room < 0:
            return passages[:index]
    return passages
