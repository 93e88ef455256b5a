"""What is different between two states of a rubric, in the places that people know it by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, Protocol, TypeVar

from coach.domain.rubric import Check, Criterion, GoldenPitch, LengthTarget, PitchKind, Rubric, Us
from coach.domain.studio.manuscript import Bundle
from coach.domain.studio.words import Piece, word_changes, words
from coach.domain.value import Value

LIKE = 0.5
"""Two entries with other ids are the same one renamed from this share of common words on. Chosen by eye."""


class Change(Value):
    """One difference. `told` says what happened where there are no words to compare."""

    place: str
    kind: Literal["added", "removed", "changed", "moved", "renamed"]
    pieces: tuple[Piece, ...] = ()
    told: str = ""


class _Entry(Protocol):
    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=_Entry)

_RUBRIC = {
    "title": "Title",
    "about": "What learners read first",
    "golden_pitch": "Golden pitch",
    "pass_mark": "Pass mark",
    "band": "Band around the pass mark",
    "sign_off": "Who signs off",
    "official_attempts": "Official attempts",
    "certifies": "Situations that certify",
    "length": "Length, as advice",
}
_CRITERION = {
    "title": "title",
    "about": "what it is about",
    "weight": "weight",
    "weights": "weights by situation",
    "at_least": "floor",
    "skill": "skill",
    "golden": "golden passage",
}
_CHECK = {"asks": "question", "gate": "gate", "golden": "golden passage", "applies_if": "condition"}
_TEXTS = {
    PitchKind.GOLDEN: "the golden text",
    PitchKind.WEAK: "the weak text",
    PitchKind.OWN_WORDS: "the text in own words",
    PitchKind.NEAR_MISS: "the near miss",
}
_US = {
    "company": "company",
    "product": "product",
    "about": "what we do",
    "proofs": "proofs",
    "approved_claims": "approved claims",
    "never_say": "what is never said",
    "words": "names and terms",
}


def changes(before: Bundle, after: Bundle) -> tuple[Change, ...]:
    """Every difference between two states: the rubric from top to bottom, its golden pitch, the facts about us."""
    return (
        *_rubric(before.rubric, after.rubric),
        *_golden(before.golden, after.golden),
        *_us(before.us, after.us),
    )


def _rubric(before: Rubric, after: Rubric) -> Iterator[Change]:
    yield from _fields(before, after, _RUBRIC, lambda name: name)
    old, new = before.situations, after.situations
    for name in dict.fromkeys((*old, *new)):
        place = f"Situation “{(new.get(name) or old[name]).title}”"
        if name not in new:
            yield Change(place=place, kind="removed", pieces=_all("del", old[name].about or old[name].title))
        elif name not in old:
            yield Change(place=place, kind="added", pieces=_all("ins", new[name].about or new[name].title))
        else:
            yield from _fields(old[name], new[name], {"title": "title", "about": "text"}, _inside(place))
    shared = [name for name in old if name in new]
    if shared != [name for name in new if name in old]:
        yield Change(place="Situations", kind="moved", told="They stand in another order.")
    yield from _criteria(before.criteria, after.criteria)


def _criteria(before: Sequence[Criterion], after: Sequence[Criterion]) -> Iterator[Change]:
    pairs = _pairs(before, after, _criterion_text)
    moved = _moved(pairs, before)
    homes = {check.id: criterion for criterion in after for check in criterion.checks}
    for a, b in pairs:
        if a is None or b is None:
            each = a or b
            assert each is not None
            kind = "removed" if b is None else "added"
            pieces = _all("del" if b is None else "ins", _criterion_text(each))
            yield Change(place=_criterion_place(each), kind=kind, pieces=pieces)
            continue
        place = _criterion_place(b)
        if a.id != b.id:
            yield Change(place=place, kind="renamed", told=f"Its id was `{a.id}` and is `{b.id}` now.")
        if b.id in moved:
            yield Change(place=place, kind="moved", told="It stands elsewhere in the list.")
        yield from _fields(a, b, _CRITERION, _inside(place))
        yield from _levels(a, b, place)
        yield from _checks(a, b, place, homes)


def _checks(a: Criterion, b: Criterion, place: str, homes: Mapping[str, Criterion]) -> Iterator[Change]:
    pairs = _pairs(a.checks, b.checks, _check_text)
    moved = _moved(pairs, a.checks)
    for x, y in pairs:
        each = y or x
        assert each is not None
        at = f"{place}, check `{each.id}`"
        if x is None or y is None:
            kind, op = ("removed", "del") if y is None else ("added", "ins")
            home = homes.get(each.id) if y is None else None
            told = f"A check of this id stands in “{home.title}” now." if home and home.id != b.id else ""
            yield Change(place=at, kind=kind, pieces=_all(op, _check_text(each)), told=told)
            continue
        if x.id != y.id:
            yield Change(place=at, kind="renamed", told=f"Its id was `{x.id}` and is `{y.id}` now.")
        if y.id in moved:
            yield Change(place=at, kind="moved", told="It stands elsewhere in the list.")
        yield from _fields(x, y, _CHECK, _inside(at))
        yield from _phrases(x.says, y.says, f"{at}, accepted phrasings")


def _levels(a: Criterion, b: Criterion, place: str) -> Iterator[Change]:
    for number in range(max(len(a.levels), len(b.levels))):
        old = a.levels[number].text if number < len(a.levels) else None
        new = b.levels[number].text if number < len(b.levels) else None
        yield from _one(f"{place}, level {number}", old, new)


def _phrases(old: Sequence[str], new: Sequence[str], place: str) -> Iterator[Change]:
    gone = [phrase for phrase in old if phrase not in new]
    come = [phrase for phrase in new if phrase not in old]
    for phrase in gone:
        near = max(come, key=lambda other: _likeness(phrase, other), default=None)
        if near is not None and _likeness(phrase, near) >= LIKE:
            come.remove(near)
            yield from _one(place, phrase, near)
        else:
            yield from _one(place, phrase, None)
    for phrase in come:
        yield from _one(place, None, phrase)
    if old != new and sorted(old) == sorted(new):
        yield Change(place=place, kind="moved", told="They stand in another order.")


def _golden(before: GoldenPitch, after: GoldenPitch) -> Iterator[Change]:
    if before.version == after.version:
        return
    yield from _fields(before, after, {"title": "title", "product": "product", "audience": "audience"}, _of_pitch)
    for kind, name in _TEXTS.items():
        yield from _one(_of_pitch(name), before.texts.get(kind), after.texts.get(kind))


def _of_pitch(name: str) -> str:
    return f"Golden pitch, {name}"


def _us(before: Us, after: Us) -> Iterator[Change]:
    """One line: these facts are told in full on their own page."""
    names = [name for field, name in _US.items() if getattr(before, field) != getattr(after, field)]
    if names:
        yield Change(place="Facts about us", kind="changed", told=f"Other than before: {', '.join(names)}.")


def _fields(before: Value, after: Value, names: Mapping[str, str], place: Callable[[str], str]) -> Iterator[Change]:
    for field, name in names.items():
        old, new = getattr(before, field), getattr(after, field)
        if old != new:
            yield from _one(place(name), _said(old), _said(new))


def _one(place: str, old: str | None, new: str | None) -> Iterator[Change]:
    if old == new:
        return
    if not old or not new:
        kind, op = ("added", "ins") if not old else ("removed", "del")
        yield Change(place=place, kind=kind, pieces=_all(op, old or new or ""))
        return
    pieces = word_changes(old, new)
    told = "" if any(piece.op != "keep" for piece in pieces) else "Only spaces or line breaks are different."
    yield Change(place=place, kind="changed", pieces=pieces, told=told)


def _said(value: str | float | tuple[str, ...] | dict[str, float] | LengthTarget | None) -> str | None:
    """The value of a field as one text."""
    match value:
        case None | str():
            return value
        case tuple():
            return ", ".join(value)
        case dict():
            return ", ".join(f"{name} {each:g}" for name, each in value.items()) or None
        case LengthTarget():
            return f"{value.at_least:g} to {value.at_most:g} seconds"
        case _:
            return f"{value:g}"


def _all(op: Literal["del", "ins"], text: str) -> tuple[Piece, ...]:
    return (Piece(op=op, words=words(text)),) if words(text) else ()


def _inside(place: str) -> Callable[[str], str]:
    return lambda name: f"{place}, {name}"


def _criterion_place(criterion: Criterion) -> str:
    return f"Criterion “{criterion.title}”"


def _criterion_text(criterion: Criterion) -> str:
    parts = [criterion.title, *(check.asks for check in criterion.checks), *(each.text for each in criterion.levels)]
    return "\n\n".join(parts)


def _check_text(check: Check) -> str:
    return check.asks


def _pairs(
    before: Sequence[Entry], after: Sequence[Entry], text: Callable[[Entry], str]
) -> list[tuple[Entry | None, Entry | None]]:
    """Who is who: by id, and among the rest by their words. In the order of `after`, what is gone at the end."""
    old = {each.id: each for each in before}
    partner = {each.id: old[each.id] for each in after if each.id in old}
    gone = [each for each in before if each.id not in partner]
    for each in after:
        if each.id not in partner and gone:
            likest = max(gone, key=lambda other: _likeness(text(each), text(other)))
            if _likeness(text(each), text(likest)) >= LIKE:
                partner[each.id] = likest
                gone.remove(likest)
    return [*((partner.get(each.id), each) for each in after), *((each, None) for each in gone)]


def _moved(pairs: Sequence[tuple[Entry | None, Entry | None]], before: Sequence[Entry]) -> frozenset[str]:
    """Who stands elsewhere among those that stayed, by their ids now: the fewest whose move explains the order."""
    places = {each.id: place for place, each in enumerate(before)}
    stayed = [(places[old.id], new.id) for old, new in pairs if old and new]
    runs: list[list[tuple[int, str]]] = []
    for each in stayed:  # the longest run in the old order that ends here
        runs.append([*max((run for run in runs if run[-1] < each), key=len, default=()), each])
    longest = max(runs, key=len, default=())
    return frozenset(name for place, name in stayed if (place, name) not in longest)


def _likeness(one: str, other: str) -> float:
    """Words in common, as a share of all that occur in either."""
    a, b = {word.casefold() for word in words(one)}, {word.casefold() for word in words(other)}
    return len(a & b) / len(a | b) if a | b else 1.0
