"""What the page of a draft shows: each line with the passage it comes from, and what is worth knowing about it."""

from collections.abc import Iterator
from typing import Any

from coach.domain.authoring import advise_on_question
from coach.domain.rubric import Check
from coach.domain.studio.drafting.acceptance import Draft, Verdict
from coach.domain.studio.drafting.document import Document, Passage
from coach.domain.studio.drafting.proposal import LONGEST_LINE, LONGEST_TITLE, Cited, Line, Section, Wanted
from coach.domain.studio.drafting.verifying import turned
from coach.domain.studio.study import ACTIVE, Study, StudyState
from coach.service.panel import EMBEDDED

AROUND = 180
"""Characters of the passages before and after a cited one."""


def draft_values(draft: Draft, study: Study) -> dict[str, Any]:
    """For templates/studio/draft.html."""
    document = draft.document
    groups = [
        {
            "number": group.number,
            "title": group.title,
            "skill": group.skill.value if group.section is Section.CHECKS else None,
            "lines": [_line(draft, document, line) for line in group.lines],
        }
        for group in draft.groups
        if document is not None
    ]
    return {
        "commission": draft.commission,
        "card": draft.commission.wanted is Wanted.CARD,
        "document": document,
        "groups": groups,
        "dropped": draft.dropped,
        "pasted": study.options.get("pasted", ""),
        "unread": draft.unread,
        "author": draft.author,
        "embedded": study.judge == EMBEDDED or bool(draft.author and draft.author.embedded),
        "active": study.state in ACTIVE,
        "failed": study.state is StudyState.FAILED,
        "counts": counts(draft),
        "longest": {"line": LONGEST_LINE, "title": LONGEST_TITLE},
    }


def line_told(draft: Draft) -> dict[str, Any]:
    """How the lines stand, for the page's script."""
    lines = [line for group in draft.groups for line in group.lines]
    told = {
        line.id: {
            "verdict": verdict.value if (verdict := draft.choice(line.id).verdict) else "",
            "advice": list(advice(draft.in_words(line))),
        }
        for line in lines
    }
    return {"lines": told, **counts(draft)}


def counts(draft: Draft) -> dict[str, int]:
    """How many lines are accepted, rejected, and still open."""
    accepted, rejected = draft.count(Verdict.ACCEPTED), draft.count(Verdict.REJECTED)
    total = sum(len(group.lines) for group in draft.groups)
    return {"accepted": accepted, "rejected": rejected, "open": total - accepted - rejected, "total": total}


def advice(line: Line) -> Iterator[str]:
    """What scores badly in a line, or is worth a second look."""
    if line.section is Section.CHECKS and not line.text:
        yield "The question is still to be written. You can write it here or in the editor."
        return
    if line.section is Section.CHECKS:
        for each in advise_on_question((), Check(id="this", asks=line.text)):
            yield f"{_capital(each.message.replace('the check `this`', 'it'))} {each.hint}"
    if turned(line.text, line.cites):
        yield "One of the two says “not” and the other does not: read the passage once more."


def _line(draft: Draft, document: Document | None, line: Line) -> dict[str, Any]:
    assert document is not None
    now = draft.in_words(line)
    verdict = draft.choice(line.id).verdict
    return {
        "id": line.id,
        "text": now.text,
        "title": now.title if line.section is Section.PLAYS else None,
        "proposed": line.text if now.text != line.text else None,
        "verdict": verdict.value if verdict else "",
        "advice": list(advice(now)),
        "cites": [_cited(document, cited) for cited in line.cites],
    }


def _cited(document: Document, cited: Cited) -> dict[str, Any]:
    """The cited words in their passage, with what stands before and after it."""
    passage = document.passage(cited.passage)
    assert passage is not None
    return {
        "number": cited.passage,
        "earlier": _end(document.passage(cited.passage - 1)),
        "before": passage.text[: cited.start],
        "words": passage.text[cited.start : cited.end],
        "after": passage.text[cited.end :],
        "later": _start(document.passage(cited.passage + 1)),
    }


def _end(passage: Passage | None) -> str:
    return "" if passage is None else passage.text if len(passage.text) <= AROUND else f"…{passage.text[-AROUND:]}"


def _start(passage: Passage | None) -> str:
    return "" if passage is None else passage.text if len(passage.text) <= AROUND else f"{passage.text[:AROUND]}…"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
