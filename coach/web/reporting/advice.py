"""What to do next: one strength and at most two fixes, or in a sentence why there is none."""

from coach.domain.attempt import Attempt, Fix
from coach.domain.rubric import Rubric
from coach.domain.value import Value
from coach.web.reporting.head import is_scored
from coach.web.reporting.wording import Spoken, spoken


class Remark(Value):
    """One remark. `better` is a line of the golden pitch to try, empty where there is none.

    `criterion` and `check` (None for levels) say what a fix is about.
    """

    title: str
    text: str
    quote: Spoken | None
    criterion: str
    check: str | None
    better: str = ""


class Advice(Value):
    """`why_none` is told when there is neither a strength nor a fix."""

    strength: Remark | None
    fixes: tuple[Remark, ...]
    why_none: str


def advice(attempt: Attempt, rubric: Rubric, *, draft: bool) -> Advice:
    """The remarks of an attempt, each with its moment."""
    titles = {criterion.id: criterion.title for criterion in rubric.criteria}
    praise = attempt.strength
    return Advice(
        strength=praise
        and Remark(
            title=titles.get(praise.criterion, praise.criterion),
            text=praise.text,
            quote=spoken(praise.quote) if praise.quote else None,
            criterion=praise.criterion,
            check=praise.check,
        ),
        fixes=tuple(_fix(fix) for fix in attempt.fixes),
        why_none=_why_none(attempt, draft=draft),
    )


def _fix(fix: Fix) -> Remark:
    quote = spoken(fix.quote) if fix.quote else None
    return Remark(
        title=fix.title, text=fix.text, quote=quote, better=fix.better, criterion=fix.criterion, check=fix.check
    )


def _why_none(attempt: Attempt, *, draft: bool) -> str:
    if not is_scored(attempt):
        return "There is no advice, because not everything was judged. It comes with the score."
    if draft:
        return (
            "There is no advice here, and that is deliberate. Without a language model the judge compares words: it "
            "can say what it did not find, not whether you said it well in another way. Start with the checks that "
            "read “Not found” or “Unsure”, and the passages of the golden pitch beside them."
        )
    return "Nothing stood out that is certain enough to be praised or to be worked on first."
