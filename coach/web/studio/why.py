"""Why a check did not count, in words for whoever writes the rubric."""

from coach.domain.evidence import Fate
from coach.domain.judging import Verdict
from coach.domain.rubric import Check
from coach.domain.sightings import Doubt
from coach.domain.studio.answered import Dropped
from coach.domain.studio.explain import CameNear, Hindrance, Near, WhyNot
from coach.domain.value import Value
from coach.web.reporting.wording import listed

ALIKE = "If this sentence should count, add one like it to the accepted phrasings of this check."


class Why(Value):
    """`points` are sentences, the weightiest first; `advice` says what to do in the draft, None for nothing.

    `phrasing` is what the check would have to accept for it to count; None where wording is not what is missing.
    """

    title: str
    nearest: CameNear | None
    where: str
    points: tuple[str, ...]
    advice: str | None
    phrasing: str | None = None


def why(explained: WhyNot, check: Check | None, verdict: Verdict, *, embedded: bool, right: bool = True) -> Why:
    """The explanation of one finding. `check` is None for a scale; `embedded`: no language model judged.

    `right` is false for a text that is made to be wrong: no sentence of it is offered as a phrasing.
    """
    near = explained.nearest
    points = [
        *_barred(explained),
        *_sought(explained, check, embedded=embedded),
        *([_nearness(near, explained.hindrance, embedded=embedded)] if near and not explained.barred else []),
        *([_hindrance(explained.hindrance)] if explained.hindrance else []),
        *([_missing(near)] if near and near.missing and not _told_already(explained) else []),
        *(_dropped(quote) for quote in explained.answered.dropped),
        *(f"The judge on what is missing: {text}" for text in explained.answered.says),
    ]
    advice = None if check is None else _advice(explained, check)
    return Why(
        title=_title(check, verdict),
        nearest=near,
        where="" if near is None else _where(near.place.lines),
        points=tuple(points),
        advice=advice,
        phrasing=_sentence(near) if near and right and advice == ALIKE else None,
    )


def _title(check: Check | None, verdict: Verdict) -> str:
    if check is None:
        return "Why is there no level?" if verdict is Verdict.UNSURE else "Why not the top level?"
    return "Why is this in doubt?" if check.forbidden else "Why did this not count?"


def _where(lines: tuple[int, ...]) -> str:
    first, *more = lines
    return f"lines {first} and {more[0]}" if more else f"line {first}"


def _barred(explained: WhyNot) -> list[str]:
    match explained.barred:
        case "to_grader":
            return ["What came nearest speaks to the grader and not to the buyer, so it proves nothing."]
        case "question":
            return ["What came nearest only reads a question of the rubric out, so it answers nothing."]
        case None:
            return []


def _sought(explained: WhyNot, check: Check | None, *, embedded: bool) -> list[str]:
    if check is None:
        return ["The embedded judge cannot tell levels apart: that needs judgement."] if embedded else []
    if not explained.sought:
        return ["This check has no accepted phrasings and no golden passage, so there is no wording to look for."]
    if explained.nearest is None:
        return ["Nothing that was said shares a telling word with what is looked for."]
    return []


def _nearness(near: CameNear, hindrance: Hindrance | None, *, embedded: bool) -> str:
    what = f"the golden passage “{_plain(near.cue)}”" if near.golden else f"“{_plain(near.cue)}”"
    match near.near:
        case Near.FAR:
            return f"It is hardly like {what}: sentences that are known to be wrong come as near."
        case Near.SIMILAR:
            return f"It is similar to {what}, but not close enough to count."
        case Near.ENOUGH if hindrance:
            return f"By its wording it comes close enough to {what}, but something in it keeps it from counting."
        case Near.ENOUGH if embedded:
            return f"By its wording it comes close to {what}, but too few of its telling words are there."
        case Near.ENOUGH:
            return f"By its wording it comes close to {what}. The model, which reads for meaning, does not accept it."


def _hindrance(hindrance: Hindrance) -> str:
    phrasing = _plain(hindrance.phrasing)
    wanted, given = listed(hindrance.wanted), listed(hindrance.given)
    match hindrance.doubt:
        case Doubt.DENIED if given and not wanted:
            return f"It may say the opposite: it says {given}, which “{phrasing}” does not."
        case Doubt.DENIED if wanted and not given:
            return f"It may say the opposite: “{phrasing}” says {wanted}, and this does not."
        case Doubt.DENIED if wanted != given:
            return f"It may say the opposite: it says {given}, where “{phrasing}” says {wanted}."
        case Doubt.DENIED:
            return f"It may say the opposite of “{phrasing}”: {given} turns other words round."
        case Doubt.NUMBER:
            return f"It gives another number: {given}, where “{phrasing}” gives {wanted}."
        case Doubt.TERM:
            return f"All accepted phrasings say {wanted}, and the words that came near do not."
        case Doubt.LIST:
            return "It reads like a list of keywords, or stands among more points than the golden pitch makes so close."
        case Doubt.FAINT:
            return "It is only similar."


def _told_already(explained: WhyNot) -> bool:
    return explained.hindrance is not None and explained.hindrance.doubt is Doubt.TERM


def _missing(near: CameNear) -> str:
    return f"Words of it that have no counterpart here: {listed(near.missing)}."


def _dropped(quote: Dropped) -> str:
    begin = f"The judge quotes “{_plain(quote.text)}”, "
    match quote.fate:
        case Fate.EMPTY:
            return begin + "which says nothing by itself."
        case Fate.CLAIM:
            return begin + "which only claims that points were covered."
        case Fate.TO_GRADER:
            return begin + "which speaks to the grader."
        case Fate.NOT_FOUND | Fate.FOUND:
            told = begin + "which was not said, so it does not count."
    if quote.said is None:
        return told
    told += f" What was said is “{_plain(quote.said)}”"
    return f"{told}: {'; '.join(_difference(*pair) for pair in quote.instead)}." if quote.instead else f"{told}."


def _difference(quoted: str, said: str) -> str:
    if quoted and said:
        return f"“{said}” and not “{quoted}”"
    return f"without “{quoted}”" if quoted else f"with “{said}”"


def _advice(explained: WhyNot, check: Check) -> str | None:
    doubt = explained.hindrance.doubt if explained.hindrance else None
    if not explained.sought:
        return "Write three or four accepted phrasings, or copy the sentence of the golden pitch that does it."
    if explained.barred or doubt is Doubt.LIST:
        return None
    if check.forbidden:
        return "If this may never be said either, add it to the examples of this check."
    if doubt in {Doubt.DENIED, Doubt.NUMBER}:
        return "If it rightly does not count, leave the check as it is. If it should, add a phrasing that says it so."
    if doubt is Doubt.TERM:
        return "If it should count without them, add a phrasing that does without them."
    if explained.nearest is None:
        return None
    return ALIKE


def _sentence(near: CameNear) -> str | None:
    """The one sentence that came near, whole; None where it is parts of two."""
    if len(near.place.lines) > 1:
        return None
    return " ".join(part for part in (near.place.before, near.place.text, near.place.after) if part)


def _plain(text: str) -> str:
    """A text inside a sentence of ours: on one line, without its own full stop."""
    return " ".join(text.split()).rstrip(".!?")
