"""Where a check seems to be met, found by likeness alone: the rule behind the embedded judge.

Each check brings cues: its accepted phrasings and its passage of the golden pitch. How alike a cue and a
wrong sentence can be differs from cue to cue, so each cue gets its own zero: the best likeness it reaches
in the golden pitch outside its own passage and anywhere in the weak pitch. `strength` runs from that zero
to 1, the cue itself. The own-words and near-miss texts set nothing here: they are how this is judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from coach.domain.guards import number_contradicts, polarity_differs, stem
from coach.domain.judging import Case
from coach.domain.language import FUNCTION_WORDS, content_words, normal
from coach.domain.rubric import Check, PitchKind
from coach.domain.spans import Likeness, Span, passage_in, spans, written
from coach.domain.transcript import Moment, Transcript
from coach.domain.value import Value

FOUND = 0.40
"""Strength from which a check counts as found. Half way would lose recognisers' word errors (about one
word in ten takes a verbatim sentence down to 0.6); a third lets related sentences in."""

POSSIBLE = 0.10
"""Strength from which a check is possibly there: better than every line known to be wrong, by a margin."""

FORBIDDEN_FOUND, FORBIDDEN_POSSIBLE = 0.70, 0.40
"""The same for what may never be said. It decides by itself, so only the phrase itself is enough."""

TERMS_FOUND, TERMS_FORBIDDEN = 0.5, 0.75
"""Share of a cue's telling words that must be there: one long rare word alone can make a window look alike."""

HIGHEST_ZERO = 0.50
"""A weak pitch may really meet a check; then its line is no example of a wrong one, and the zero stays here."""

LOWEST_ZERO = 0.12
"""A cue unlike everything known still shares some letters with the next stranger."""

SAME_TERM = 0.7
"""Share of letters from which two words count as the same one misheard ("spreadsheets", "spread sheet")."""

CONTEXT = (6, 4)
"""Words before and after a window that guards read as well: "not" stands before what it denies."""

PROSE = 0.15
"""Smallest share of function words in speech. Running English has 0.4 to 0.6; a list of keywords has none."""

CROWD, CROWD_ALLOWED, CROWD_LEAST = 80, 1.4, 8
"""Points are counted within so many words. More of them than in the golden pitch's densest place by this factor
are a list, not a pitch, and never fewer than the last number (a point in ten words is still speech)."""

RECITED = 0.8
"""Strength from which an accepted phrasing was said as it stands. Two of one check in two places, and that for
two checks, is the rubric's list of phrasings recited: nobody makes a point twice in the author's words."""


class Doubt(StrEnum):
    """Why something that looks alike does not count as found."""

    FAINT = "it is only similar"
    DENIED = "it may say the opposite"
    NUMBER = "it may give another number"
    TERM = "a word that belongs to it is missing"
    LIST = "it reads like a list of keywords"


class Sighting(Value):
    """The likeliest place of a check. `doubt` is None when it counts as found; `span` None when nowhere."""

    span: Span | None
    cue: str | None
    strength: float
    doubt: Doubt | None = None

    @property
    def found(self) -> bool:
        return self.span is not None and self.doubt is None


@dataclass(frozen=True)
class Cue:
    """One text that a check may sound like, and the likeness at which its strength is zero."""

    text: str
    zero: float
    golden: bool

    def strength(self, likeness: float) -> float:
        """From `zero` (0) to the cue itself (1); negative below what wrong lines reach."""
        return (likeness - self.zero) / (1 - self.zero)


@dataclass(frozen=True)
class Nearest:
    """Where the cues of a check come nearest to what was said, whether or not that counts for anything.

    `said` is what the guards read: the words of `span` with some around them. `against` are the texts that they
    hold it against.
    """

    cue: Cue
    span: Span
    strength: float
    said: str
    against: tuple[str, ...]


Key = tuple[str, str]


@dataclass(frozen=True)
class Brief:
    """What a rubric and its golden pitch say to look for: cues by (criterion, check), some without any.

    `crowd` is how many points the golden pitch makes within `CROWD` words where it makes the most.
    """

    cues: Mapping[Key, tuple[Cue, ...]]
    forbidden: frozenset[Key]
    crowd: int


def brief(case: Case, likeness: Likeness) -> Brief:
    """The brief of a case; does not look at its transcript, so it holds for every pitch on this rubric."""
    keyed = {(criterion.id, check.id): check for criterion, check in case.rubric.checks()}
    golden, weak = written(case.golden.text), written(case.golden.texts.get(PitchKind.WEAK, ""))
    places = {key: passage_in(golden, check.golden) for key, check in keyed.items() if check.golden}
    good, bad = spans(golden), spans(weak)
    texts = {key: _texts(check) for key, check in keyed.items()}
    rows = iter(likeness([t for own in texts.values() for t in own], [s.text for s in (*good, *bad)]))
    made: dict[Key, tuple[Cue, ...]] = {}
    for key, check in keyed.items():
        own = [next(rows) for _ in texts[key]]
        if own and not check.forbidden and places.get(key) is None:
            places[key] = _likeliest(good, own)
        place = places.get(key)
        # What may never be said may well be said in the weak pitch: there only the golden one is innocent.
        wrong = [place is None or not span.overlaps(*place) for span in good] + [not check.forbidden] * len(bad)
        made[key] = tuple(
            Cue(text, _zero([like for like, counts in zip(row, wrong, strict=True) if counts]), text == check.golden)
            for text, row in zip(texts[key], own, strict=True)
        )
    middles = [(place[0] + place[1]) / 2 for place in places.values() if place]
    forbidden = frozenset(key for key, check in keyed.items() if check.forbidden)
    return Brief(made, forbidden, max((_near(middle, middles) for middle in middles), default=0))


def sightings(
    transcript: Transcript, sought: Brief, likeness: Likeness, without: Sequence[Moment] = ()
) -> dict[Key, Sighting]:
    """The likeliest place of each check that has cues; the words of `without` are no evidence of anything."""
    heard = spans(transcript, without)
    flat = [cue.text for own in sought.cues.values() for cue in own]
    rows = iter(likeness(flat, [span.text for span in heard]))
    seen: dict[Key, Sighting] = {}
    recited: set[Key] = set()
    for key, own in sought.cues.items():
        strengths = [[cue.strength(like) for like in next(rows)] for cue in own]
        if _recites(own, heard, strengths):
            recited.add(key)
        if own and heard:
            seen[key] = _sight(_nearest(transcript, own, heard, strengths), own, forbidden=key in sought.forbidden)
        elif own:
            seen[key] = Sighting(span=None, cue=None, strength=0.0)
    listed = _crowded(sought, seen)
    if len(recited) > 1:
        listed |= recited
    return {key: _doubted(one) if key in listed else one for key, one in seen.items()}


def nearest(
    transcript: Transcript, sought: Brief, likeness: Likeness, without: Sequence[Moment] = ()
) -> dict[Key, Nearest]:
    """The place of each check that has cues, however little alike; nothing where nothing was said."""
    heard = spans(transcript, without)
    rows = iter(likeness([cue.text for own in sought.cues.values() for cue in own], [span.text for span in heard]))
    found: dict[Key, Nearest] = {}
    for key, own in sought.cues.items():
        strengths = [[cue.strength(like) for like in next(rows)] for cue in own]
        if own and heard:
            found[key] = _nearest(transcript, own, heard, strengths)
    return found


def _nearest(
    transcript: Transcript, own: Sequence[Cue], heard: Sequence[Span], strengths: Sequence[Sequence[float]]
) -> Nearest:
    which = max(range(len(own)), key=lambda i: max(strengths[i]))
    where = max(range(len(heard)), key=lambda i: strengths[which][i])
    cue = own[which]
    # The golden passage says what is meant, so it is asked as well where it bears on these words at all.
    against = (c.text for c, row in zip(own, strengths, strict=True) if c == cue or (c.golden and row[where] > 0))
    return Nearest(cue, heard[where], strengths[which][where], _context(transcript, heard[where]), tuple(against))


def _sight(near: Nearest, own: Sequence[Cue], *, forbidden: bool) -> Sighting:
    cue, strength = near.cue, near.strength
    terms = _terms_share(cue.text, near.said)
    found, possible = (FORBIDDEN_FOUND, FORBIDDEN_POSSIBLE) if forbidden else (FOUND, POSSIBLE)
    if strength < possible or (forbidden and terms <= TERMS_FOUND):
        return Sighting(span=None, cue=None, strength=strength)
    doubt = None
    if strength < found or terms < (TERMS_FORBIDDEN if forbidden else TERMS_FOUND):
        doubt = Doubt.FAINT
    return Sighting(
        span=near.span, cue=cue.text, strength=strength, doubt=_guarded(near.said, near.against, own) or doubt
    )


def _guarded(said: str, against: Sequence[str], own: Sequence[Cue]) -> Doubt | None:
    if any(polarity_differs(text, said) for text in against):
        return Doubt.DENIED
    if any(number_contradicts(text, said) for text in against):
        return Doubt.NUMBER
    if lacking_terms(said, own):
        return Doubt.TERM
    return None if _prose(said) else Doubt.LIST


def missing_terms(cue: str, said: str) -> tuple[str, ...]:
    """The telling words of a cue that have no counterpart in what was said, in the cue's order."""
    heard = {stem(word) for word in normal(said)}
    telling = dict.fromkeys(word for word in normal(cue) if word not in FUNCTION_WORDS)
    return tuple(word for word in telling if not _heard(stem(word), heard))


def lacking_terms(said: str, own: Sequence[Cue]) -> tuple[str, ...]:
    """Those words that all accepted phrasings share, and that must be there, give or take a misheard letter."""
    if len(own) < 3:
        return ()
    shared = frozenset[str].intersection(*(frozenset(map(stem, content_words(cue.text))) for cue in own))
    return tuple(word for word in missing_terms(own[0].text, said) if stem(word) in shared)


def _terms_share(cue: str, said: str) -> float:
    wanted, heard = {stem(word) for word in content_words(cue)}, {stem(word) for word in normal(said)}
    return sum(_heard(term, heard) for term in wanted) / len(wanted) if wanted else 0.0


def _heard(term: str, heard: Iterable[str]) -> bool:
    return term in heard or any(SequenceMatcher(None, term, word).ratio() >= SAME_TERM for word in heard)


def _prose(said: str) -> bool:
    tokens = normal(said)
    return len(tokens) < 6 or sum(token in FUNCTION_WORDS for token in tokens) / len(tokens) >= PROSE


def _crowded(sought: Brief, seen: Mapping[Key, Sighting]) -> set[Key]:
    """Points that stand closer together than the golden pitch ever makes them: a list, not a pitch."""
    middles = {key: (s.span.first + s.span.last) / 2 for key, s in seen.items() if s.found and s.span}
    allowed = max(CROWD_LEAST, CROWD_ALLOWED * sought.crowd)
    return {key for key, middle in middles.items() if _near(middle, middles.values()) > allowed}


def _recites(own: Sequence[Cue], heard: Sequence[Span], strengths: Sequence[Sequence[float]]) -> bool:
    places: list[Span] = []
    for cue, row in zip(own, strengths, strict=True):
        best = max(range(len(heard)), key=lambda i: row[i], default=None)
        if best is not None and not cue.golden and row[best] >= RECITED:
            place = heard[best]
            if not any(place.overlaps(other.first, other.last) for other in places):
                places.append(place)
    return len(places) > 1


def _doubted(sighting: Sighting) -> Sighting:
    return sighting.model_copy(update={"doubt": Doubt.LIST}) if sighting.found else sighting


def _near(middle: float, middles: Iterable[float]) -> int:
    return sum(abs(other - middle) <= CROWD / 2 for other in middles)


def _context(transcript: Transcript, span: Span) -> str:
    before, after = CONTEXT
    first = max(span.lines[0].first_word, span.first - before)
    last = min(span.lines[-1].last_word, span.last + after)
    return transcript.moment(first, last).text


def _likeliest(golden: Sequence[Span], rows: Sequence[Sequence[float]]) -> tuple[int, int] | None:
    """The golden lines that probably meet a check which names no passage: a golden pitch misses nothing."""
    best = max(range(len(golden)), key=lambda i: max(row[i] for row in rows), default=None)
    return None if best is None else (golden[best].lines[0].first_word, golden[best].lines[-1].last_word)


def _texts(check: Check) -> tuple[str, ...]:
    return (check.golden, *check.says) if check.golden else check.says


def _zero(wrong: Sequence[float]) -> float:
    return min(HIGHEST_ZERO, max(LOWEST_ZERO, max(wrong, default=0.0)))
